/** Actions: that they exist, and what became of them. Wrong names count under NotAction and Deny too, where they leave holes. */
import { globMatches } from '../glob.ts';
import type { Action, Lifecycle, Reference } from '../reference.ts';
import { didYouMean } from '../../problems/did-you-mean.ts';
import { callHint, prefixOfClient } from '../operations.ts';
import { fateOf } from '../retired.ts';
import { dated, type Finding, found, type CheckedPolicy, type StatementCheck } from './finding.ts';
import { type WrittenStatement, type Text } from '../written.ts';

/** https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html */
export const actionChecks: readonly StatementCheck[] = [actionsExist];

const WILDCARD = /[*?]/;

function* actionsExist(statement: WrittenStatement, policy: CheckedPolicy): Iterable<Finding> {
  for (const action of statement.actions) {
    if (action.value === '*' || action.value.includes('${')) continue;
    const colon = action.value.indexOf(':');
    if (colon <= 0 || colon === action.value.length - 1) {
      yield malformed(statement, action, policy.reference);
    } else if (policy.reference && !WILDCARD.test(action.value.slice(0, colon))) {
      yield* actionExists(statement, action, policy, policy.reference);
    }
  }
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html */
function malformed(
  statement: WrittenStatement,
  { value, range }: Text,
  reference?: Reference,
): Finding {
  const service = value.replace(/:$/, '');
  const [, prefix = '', name = ''] =
    /^(?:(?:arn:)?(?:aws|AWS)[:.])?([A-Za-z0-9]+(?:-[a-z0-9]+)*)[./ ;_-]([A-Z][A-Za-z]+\*?)$/.exec(
      value,
    ) ?? [];
  const meant =
    reference?.hasService(prefix) === true ? `${prefix.toLowerCase()}:${name}` : undefined;
  return found(
    'iam/invalid-action',
    statement,
    range,
    `"${value}" is not an action: an action is a service and a name with a colon between`,
    reference?.hasService(service)
      ? `write \`"${service}:*"\` for every action of the service`
      : `write ${meant === undefined ? 'it like `"s3:GetObject"`' : `\`"${meant}"\``}`,
  );
}

function* actionExists(
  statement: WrittenStatement,
  action: Text,
  policy: CheckedPolicy,
  reference: Reference,
): Iterable<Finding> {
  const service = action.value.slice(0, action.value.indexOf(':'));
  if (!reference.hasService(service)) {
    yield found(
      'iam/invalid-service-in-action',
      statement,
      action.range,
      dated(`there is no service \`${service}\`, so "${action.value}" matches nothing`, reference),
      ownName(action.value, reference) ?? serviceHint(service, reference),
    );
  } else if (WILDCARD.test(action.value)) {
    yield* wildcardMatches(statement, action, policy, reference);
  } else {
    const known = reference.action(action.value);
    if (known) yield* lifecycle(statement, action, known, policy);
    else yield unknownAction(statement, action, service, reference);
  }
}

/** `s3:GetObject` of `aws:s3:GetObject`. */
function ownName(action: string, reference: Reference): string | undefined {
  const [, name, service = ''] = /^(?:arn:)?aws:(([a-z0-9-]+):[A-Za-z*]+)$/i.exec(action) ?? [];
  return name !== undefined && reference.hasService(service)
    ? `did you mean \`${name}\`?`
    : undefined;
}

/** What is not a slip may have ended before the first day of the data. */
function serviceHint(service: string, reference: Reference): string | undefined {
  const prefix = prefixOfClient(service);
  if (prefix !== undefined) return `did you mean \`${prefix}\`? That is the prefix of its actions.`;
  return didYouMean(
    service,
    reference.services,
    'the prefix is the one of the service’s own page; if AWS had such a service, it has ended',
  );
}

function unknownAction(
  statement: WrittenStatement,
  { value, range }: Text,
  service: string,
  reference: Reference,
): Finding {
  return found(
    'iam/invalid-action',
    statement,
    range,
    dated(`there is no action \`${value}\`, so ${consequence(statement)}`, reference),
    callHint(value) ??
      didYouMean(
        value,
        reference
          .actions(service)
          .filter(({ lifecycle: life }) => life?.removed === undefined)
          .map(({ name }) => name),
        'if the action is newer than the data, declare it in the workspace',
      ),
  );
}

function consequence({ elements, effect }: WrittenStatement): string {
  if (elements.has('NotAction')) return 'it leaves nothing out';
  return effect === 'Deny' ? 'denying it stops nothing' : 'allowing it grants nothing';
}

/** A wildcard that matches nothing, or nothing but what was removed. */
function* wildcardMatches(
  statement: WrittenStatement,
  action: Text,
  policy: CheckedPolicy,
  reference: Reference,
): Iterable<Finding> {
  const matches = reference.actionsMatching(action.value);
  const [first] = matches;
  if (!first) {
    yield found(
      'iam/action-matches-nothing',
      statement,
      action.range,
      dated(`no action matches "${action.value}"`, reference),
      'correct the name, or remove it',
    );
  } else if (matches.every(({ lifecycle: life }) => life?.removed !== undefined)) {
    yield* lifecycle(statement, action, first, policy);
  }
}

/** Dates are compared as texts: they are all of the form YYYY-MM-DD. */
function* lifecycle(
  statement: WrittenStatement,
  { value, range }: Text,
  { lifecycle: life }: Action,
  { asOf, removals }: CheckedPolicy,
): Iterable<Finding> {
  if (!life) return;
  const hint = replacement(life);
  if (life.removed !== undefined && life.listed !== undefined) {
    if (removals.areErrorsOnly || (asOf !== undefined && life.removed > asOf)) return;
    yield {
      ...found(
        'iam/removed-action',
        statement,
        range,
        `\`${value}\` ${fateOf(life.listed, life.removed)}; ${consequence(statement)}`,
        hint,
      ),
      severity: 'warning',
    };
  } else if (life.removed !== undefined) {
    const ahead = asOf !== undefined && life.removed > asOf;
    if (ahead && removals.areErrorsOnly) return;
    yield {
      ...found(
        'iam/removed-action',
        statement,
        range,
        ahead
          ? `\`${value}\` will be removed on ${life.removed}; from then on ${consequence(statement)}`
          : `\`${value}\` was removed on ${life.removed}; ${consequence(statement)}`,
        hint,
      ),
      severity: ahead || removals.isKnown(value) ? 'warning' : undefined,
    };
  } else if (life.deprecated !== undefined && (asOf === undefined || life.deprecated <= asOf)) {
    yield found(
      'iam/deprecated-action',
      statement,
      range,
      `\`${value}\` has been deprecated since ${life.deprecated}`,
      hint,
    );
  }
}

function replacement({ replacedBy, advice, source }: Lifecycle): string {
  const way = advice ?? (replacedBy === undefined ? 'remove it' : `replaced by: ${replacedBy}`);
  return source === undefined ? way : `${way} (${source})`;
}

/** Whether a list of patterns stands for an action; both in lower case. */
export function coversAction(patterns: readonly string[], action: string): boolean {
  return patterns.some((pattern) => globMatches(pattern, action));
}
