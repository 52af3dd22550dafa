/** Statements that reach nothing: an action whose resources are of another type, and lists that leave nothing over. */
import type { Action, Reference } from '../reference.ts';
import { fitOf } from '../resource-match.ts';
import type { Text, WrittenStatement } from '../written.ts';
import { coversAction } from './actions.ts';
import { type CheckedPolicy, dated, type Finding, found, type StatementCheck } from './finding.ts';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html */
export const reachChecks: readonly StatementCheck[] = [resourcesFit, nothingLeft];

interface Missed {
  readonly action: Action;
  readonly text: Text;
}

/**
 * An action that none of the resources fits, in its statement and in the others with the same effect
 * that name it. Wildcards of actions stand for what fits.
 */
function* resourcesFit(statement: WrittenStatement, policy: CheckedPolicy): Iterable<Finding> {
  const { reference } = policy;
  const isJudged =
    reference && statement.elements.has('Action') && statement.elements.has('Resource');
  if (!isJudged || policy.kind === 'trust' || statement.resources.length === 0) return;
  const groups = new Map<string, Missed[]>();
  for (const text of statement.actions) {
    if (/[*?$]/.test(text.value)) continue;
    const action = reference.action(text.value);
    if (!action || action.lifecycle?.removed !== undefined) continue;
    if (!isMissed(action, statement, policy, reference)) continue;
    const takes = action.wildcardOnly ? '' : action.resourceTypes.join(' or ');
    groups.set(takes, [...(groups.get(takes) ?? []), { action, text }]);
  }
  for (const [takes, missed] of groups) yield mismatch(statement, policy, reference, takes, missed);
}

function isMissed(
  action: Action,
  statement: WrittenStatement,
  policy: CheckedPolicy,
  reference: Reference,
): boolean {
  if (reaches(action, statement, reference)) return false;
  // S3 and the like refuse a policy in which a statement has such an action, whatever the others say.
  if (policy.kind === 'resource') return true;
  const name = action.name.toLowerCase();
  return !policy.statements.some(
    (other) =>
      other !== statement &&
      other.effect === statement.effect &&
      covers(other, name) &&
      reaches(action, other, reference),
  );
}

function covers({ actions, elements }: WrittenStatement, action: string): boolean {
  const patterns = actions.map(({ value }) => value.toLowerCase());
  return coversAction(patterns, action) === elements.has('Action');
}

/** What is no ARN may stand for anything, and so may `NotResource`. */
function reaches(
  action: Action,
  { resources, elements }: WrittenStatement,
  reference: Reference,
): boolean {
  return (
    !elements.has('Resource') || resources.some(({ value }) => fitOf(action, value, reference).fits)
  );
}

function mismatch(
  statement: WrittenStatement,
  policy: CheckedPolicy,
  reference: Reference,
  takes: string,
  missed: readonly Missed[],
): Finding {
  const [first] = missed;
  const names = missed.map(({ text }) => `\`${text.value}\``);
  const all = names.length > 3 ? [...names.slice(0, 3), `${names.length - 3} more`] : names;
  const subject = all.length > 1 ? `${all.slice(0, -1).join(', ')} and ${all.at(-1)}` : `${all[0]}`;
  const isOne = missed.length === 1;
  const what =
    takes === ''
      ? `${subject} ${isOne ? 'takes' : 'take'} no resource, so only \`"*"\` reaches ${isOne ? 'it' : 'them'}`
      : `${subject} ${isOne ? 'is' : 'are'} asked for ${takes}, and no resource here is one`;
  const so = statement.effect === 'Deny' ? 'denies nothing' : 'grants nothing';
  return {
    ...found(
      'iam/resource-mismatch',
      statement,
      first?.text.range ?? statement.node.range,
      dated(`${what}: this ${so}`, reference),
      takes === ''
        ? 'put it into a statement of its own with `"Resource": "*"`'
        : hintFor(first, reference),
    ),
    severity: policy.kind === 'resource' ? 'error' : 'warning',
  };
}

function hintFor(first: Missed | undefined, reference: Reference): string | undefined {
  if (!first) return undefined;
  const [service = ''] = first.action.name.split(':');
  const forms = reference
    .resourceTypes(service)
    .filter(({ name }) => first.action.resourceTypes.includes(name))
    .map(({ arn }) => `\`${arn}\``);
  return `add a resource of the form ${forms.slice(0, 2).join(' or ')}`;
}

/** `NotAction` or `NotResource` with everything on it. */
function* nothingLeft(statement: WrittenStatement): Iterable<Finding> {
  for (const [name, texts] of [
    ['NotAction', statement.actions],
    ['NotResource', statement.resources],
  ] as const) {
    const entry = statement.elements.get(name);
    const star = entry && texts.find(({ value }) => /^\*+$/.test(value));
    if (!star) continue;
    yield found(
      'iam/statement-never-applies',
      statement,
      star.range,
      `\`${name}\` leaves everything out, so the statement ${statement.effect === 'Deny' ? 'denies' : 'allows'} nothing`,
      `write \`"${name.slice(3)}": "*"\`, or name what is left out`,
    );
  }
}
