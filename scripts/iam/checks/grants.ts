/** Two actions that hand out more than they seem to: iam:PassRole and iam:CreateServiceLinkedRole. */
import type { Range } from '../../problems/source.ts';
import type { IamCode } from '../../problems/iam-codes.ts';
import { coversAction } from './actions.ts';
import { type Finding, found, type CheckedPolicy, type StatementCheck } from './finding.ts';
import { type WrittenCondition, type WrittenStatement } from '../written.ts';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html */
export const grantChecks: readonly StatementCheck[] = [passRole, createServiceLinkedRole];

type Family = 'iam/pass-role-with' | 'iam/create-slr-with';

function* passRole(statement: WrittenStatement, policy: CheckedPolicy): Iterable<Finding> {
  yield* wideGrant(statement, policy, {
    family: 'iam/pass-role-with',
    action: 'iam:PassRole',
    guards: ['iam:passedtoservice', 'iam:associatedresourcearn'],
    hint: 'name the roles, or add a condition on `iam:PassedToService`',
  });
}

function* createServiceLinkedRole(
  statement: WrittenStatement,
  policy: CheckedPolicy,
): Iterable<Finding> {
  yield* wideGrant(statement, policy, {
    family: 'iam/create-slr-with',
    action: 'iam:CreateServiceLinkedRole',
    guards: ['iam:awsservicename'],
    hint: 'name the roles, or add a condition on `iam:AWSServiceName`',
  });
}

/** Only what identity policies allow: a boundary and an SCP grant nothing. */
function* wideGrant(
  statement: WrittenStatement,
  policy: CheckedPolicy,
  rule: { family: Family; action: string; guards: readonly string[]; hint: string },
): Iterable<Finding> {
  if (policy.kind !== 'identity' || statement.effect !== 'Allow') return;
  if (statement.conditions.some((condition) => guards(condition, rule.guards))) return;
  const way = wayOfGranting(statement, rule.action.toLowerCase());
  const on = wayOfResources(statement);
  if (!way || !on) return;
  yield found(
    codeOf(rule.family, way.by, on),
    statement,
    way.range,
    `${way.text} allows \`${rule.action}\` on ${on === 'star' ? 'every role' : 'all roles but those of `NotResource`'}`,
    way.by === 'notAction'
      ? `add \`"${rule.action}"\` to \`NotAction\`, or name the actions`
      : rule.hint,
  );
}

/** With `IfExists`, or with values that begin with a wildcard, a key that is named limits nothing. */
function guards({ key, operator, values }: WrittenCondition, keys: readonly string[]): boolean {
  const isOpen =
    operator?.ifExists === true ||
    (values.length > 0 && values.every(({ value }) => value.startsWith('*')));
  return keys.includes(key.value.toLowerCase()) && !isOpen;
}

interface Way {
  readonly by: 'name' | 'star' | 'notAction';
  readonly range: Range;
  readonly text: string;
}

function wayOfGranting(statement: WrittenStatement, action: string): Way | undefined {
  const notAction = statement.elements.get('NotAction');
  if (notAction) {
    const excluded = statement.actions.map(({ value }) => value.toLowerCase());
    if (coversAction(excluded, action)) return undefined;
    return { by: 'notAction', range: notAction.keyRange, text: '`NotAction`' };
  }
  const named = statement.actions.find(({ value }) => value.toLowerCase() === action);
  if (named) return { by: 'name', range: named.range, text: 'this' };
  const star = statement.actions.find(({ value }) => coversAction([value.toLowerCase()], action));
  return star && { by: 'star', range: star.range, text: `"${star.value}"` };
}

function wayOfResources(statement: WrittenStatement): 'star' | 'notResource' | undefined {
  if (statement.elements.has('NotResource')) return 'notResource';
  return statement.resources.some(({ value }) => isEveryRole(value)) ? 'star' : undefined;
}

function isEveryRole(resource: string): boolean {
  return resource === '*' || /:role\/(?:aws-service-role\/)?\*+$/.test(resource);
}

function codeOf(family: Family, by: Way['by'], on: 'star' | 'notResource'): IamCode {
  switch (by) {
    case 'name':
      return on === 'star' ? `${family}-star-in-resource` : `${family}-not-resource`;
    case 'star':
      return on === 'star'
        ? `${family}-star-in-action-and-resource`
        : `${family}-star-in-action-and-not-resource`;
    case 'notAction':
      return on === 'star'
        ? `${family}-star-in-resource-and-not-action`
        : `${family}-not-action-and-not-resource`;
  }
}
