/**
 * Conditions on keys that a request never carries, so that the statement does nothing: tags of what
 * has none, keys of another action, and the organization of a service.
 */
import type { Action, Reference } from '../reference.ts';
import type { Text, WrittenCondition, WrittenStatement } from '../written.ts';
import { coversAction } from './actions.ts';
import { type CheckedPolicy, dated, type Finding, found, type StatementCheck } from './finding.ts';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html */
export const absentKeyChecks: readonly StatementCheck[] = [
  tagsOfNothing,
  tagsWithNotAction,
  keysOfOtherActions,
  organizationOfService,
];
/** Where some of the actions carry the key and some do not. */
export const absentKeySuggestions: readonly StatementCheck[] = [tagsOfSome];

/** Whether the condition is false when its key is absent; `Null` asks for nothing else. */
const failsIfAbsent = ({ operator }: WrittenCondition): boolean =>
  operator !== undefined &&
  operator.family !== 'Null' &&
  !operator.negated &&
  !operator.ifExists &&
  operator.qualifier !== 'ForAllValues';

/** `aws:TagKeys` is not among them: Access Analyzer takes it where no list has it. */
const isTagKey = ({ key }: WrittenCondition): boolean =>
  /^aws:(?:resource|request)tag\/./i.test(key.value);

interface Sorted {
  /** Those that carry the key, and those of which nothing is known. */
  readonly with: readonly Text[];
  readonly without: readonly Text[];
}

/** A wildcard carries the key if one of the actions does that it stands for. */
function sorted(actions: readonly Text[], key: string, reference: Reference): Sorted {
  const carries = ({ value }: Text): boolean => {
    if (!isPlainName(value)) return true;
    // Tags of a bucket count for what is in it once the bucket's owner has said so.
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/buckets-tagging-enable-abac.html
    if (/^aws:/i.test(key) && /^s3:/i.test(value)) return true;
    const known = /[*?]/.test(value)
      ? reference.actionsMatching(value)
      : [reference.action(value)].filter((one) => one !== undefined);
    return known.length === 0 || known.some((one) => reference.takesKey(one, key) !== false);
  };
  return { with: actions.filter(carries), without: actions.filter((one) => !carries(one)) };
}

/** An action with its service in full. */
const isPlainName = (value: string): boolean => /^[^:*?$]+:[^$]+$/.test(value);

function* tagsOfNothing(statement: WrittenStatement, policy: CheckedPolicy): Iterable<Finding> {
  const { reference } = policy;
  if (!reference || !isJudged(statement, policy)) return;
  for (const condition of statement.conditions) {
    if (!failsIfAbsent(condition) || !isTagKey(condition)) continue;
    const { with: some, without } = sorted(statement.actions, condition.key.value, reference);
    // What an Allow leaves out another statement may give; what a Deny leaves out is open.
    if (without.length === 0 || (statement.effect === 'Allow' && some.length > 0)) continue;
    yield onTags(statement, condition, without, reference);
  }
}

function* tagsOfSome(statement: WrittenStatement, policy: CheckedPolicy): Iterable<Finding> {
  const { reference } = policy;
  if (!reference || statement.effect !== 'Allow' || !isJudged(statement, policy)) return;
  for (const condition of statement.conditions) {
    if (!failsIfAbsent(condition) || !isTagKey(condition)) continue;
    const { with: some, without } = sorted(statement.actions, condition.key.value, reference);
    if (without.length > 0 && some.length > 0)
      yield onTags(statement, condition, without, reference);
  }
}

/** Services decide by themselves what a trust policy's tags are. */
const isJudged = ({ elements, actions }: WrittenStatement, { kind }: CheckedPolicy): boolean =>
  kind !== 'trust' && elements.has('Action') && actions.length > 0;

function onTags(
  statement: WrittenStatement,
  { key }: WrittenCondition,
  without: readonly Text[],
  reference: Reference,
): Finding {
  const isDeny = statement.effect === 'Deny';
  const name = key.value.slice(0, key.value.indexOf('/'));
  return found(
    isDeny
      ? 'iam/deny-with-unsupported-tag-condition-key-for-service'
      : 'iam/allow-with-unsupported-tag-condition-key-for-service',
    statement,
    key.range,
    dated(
      `requests for ${listed(without)} do not carry \`${name}\`: this ${isDeny ? 'denies nothing' : 'grants nothing'} there`,
      reference,
    ),
    isDeny
      ? 'deny these by their resources, in a statement without the key'
      : 'put these into a statement without the key, and limit it by resources',
  );
}

function listed(actions: readonly Text[]): string {
  const names = actions.map(({ value }) => `\`${value}\``);
  const all = names.length > 3 ? [...names.slice(0, 3), `${names.length - 3} more`] : names;
  return all.length > 1 ? `${all.slice(0, -1).join(', ')} and ${all.at(-1)}` : `${all[0]}`;
}

/** There are always actions that are not on the list and carry no tags. */
function* tagsWithNotAction(statement: WrittenStatement, policy: CheckedPolicy): Iterable<Finding> {
  const isDeny = statement.effect === 'Deny';
  if (!isDeny || policy.kind === 'trust' || !statement.elements.has('NotAction')) return;
  for (const condition of statement.conditions) {
    if (!failsIfAbsent(condition) || !isTagKey(condition)) continue;
    yield found(
      'iam/deny-notaction-with-unsupported-tag-condition-key-for-service',
      statement,
      condition.key.range,
      `not every action carries \`${condition.key.value}\`, and those that do not are not denied`,
      'list the actions to deny in `Action`',
    );
  }
}

/**
 * The services whose lists of keys say exactly which request carries which:
 * https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html,
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html and
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html.
 * Others set keys that their lists lack: AWS's own policies and pages use them.
 */
const EXACT: ReadonlySet<string> = new Set(['iam', 'kms', 's3']);

function* keysOfOtherActions(
  statement: WrittenStatement,
  policy: CheckedPolicy,
): Iterable<Finding> {
  const { reference } = policy;
  if (!reference || !isJudged(statement, policy)) return;
  for (const condition of statement.conditions) {
    const { key } = condition;
    const service = key.value.slice(0, key.value.indexOf(':')).toLowerCase();
    if (!EXACT.has(service) || !failsIfAbsent(condition) || !reference.conditionKey(key.value))
      continue;
    const without = statement.actions.filter(({ value }) => {
      // A wildcard stands for those that do.
      const own = value.toLowerCase().startsWith(`${service}:`) && !/[*?]/.test(value);
      const action = own ? reference.action(value) : undefined;
      return (
        action !== undefined &&
        reference.takesKey(action, key.value) === false &&
        !isGivenElsewhere(action, statement, policy)
      );
    });
    if (without.length === 0) continue;
    yield found(
      'iam/unsupported-action-for-condition-key',
      statement,
      key.range,
      dated(
        `requests for ${listed(without)} do not carry \`${key.value}\`: this ${statement.effect === 'Deny' ? 'denies nothing' : 'grants nothing'} there`,
        reference,
      ),
      'put these into a statement without the key',
    );
  }
}

function isGivenElsewhere(
  { name }: Action,
  statement: WrittenStatement,
  { statements }: CheckedPolicy,
): boolean {
  return statements.some(
    (other) =>
      other !== statement &&
      other.effect === statement.effect &&
      other.elements.has('Action') &&
      coversAction(
        other.actions.map(({ value }) => value.toLowerCase()),
        name.toLowerCase(),
      ),
  );
}

/**
 * A service belongs to no organization: the key is there only if the principal is a member of one.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalorgid
 */
function* organizationOfService(
  statement: WrittenStatement,
  policy: CheckedPolicy,
): Iterable<Finding> {
  const { principals, effect, conditions } = statement;
  const areServices = principals.length > 0 && principals.every(({ type }) => type === 'Service');
  if (policy.kind !== 'resource' || effect !== 'Allow' || !areServices) return;
  for (const condition of conditions) {
    const { key } = condition;
    const written = /^aws:principalorg(id|paths)$/i.exec(key.value)?.[1];
    if (written === undefined || !failsIfAbsent(condition)) continue;
    yield found(
      'iam/unsupported-condition-key-for-service-principal',
      statement,
      key.range,
      `\`${key.value}\` is about the organization of who asks, and a service is in none: this grants nothing`,
      `ask for the organization that the service acts for: \`aws:SourceOrg${written.toLowerCase() === 'id' ? 'ID' : 'Paths'}\``,
    );
  }
}
