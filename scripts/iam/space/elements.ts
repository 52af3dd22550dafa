/** What each element of a policy is for: needed, redundant, never matching, or only a guardrail. */
import type { EvaluablePolicy, Patterns, Statement } from '../statement.ts';
import { comparePolicies, type Comparison } from './compare.ts';
import { policiesIn, type PolicySet } from './decide.ts';
import type { Knowledge } from './knowledge.ts';
import { findSome } from './prove.ts';
import { mapPolicies } from './variables.ts';

/** A statement, or one value of it. */
export type Element =
  | { readonly kind: 'statement' }
  | { readonly kind: 'action'; readonly value: string }
  | { readonly kind: 'resource'; readonly value: string }
  | { readonly kind: 'principal'; readonly type: string; readonly value: string }
  /** A condition, by its place in the statement from 0; or one of its values. */
  | { readonly kind: 'condition'; readonly condition: number; readonly value?: string | undefined };

export interface ElementPlace {
  /** The policy's name. */
  readonly policy: string;
  /** The statement, from 0. */
  readonly statement: number;
  readonly element: Element;
}

export interface ElementRole {
  /**
   * `needed`: without it something else is allowed. `guardrail`: it changes nothing that these
   * policies allow, but what they refuse whatever else is attached. `redundant`: without it the same
   * is decided. `never`: redundant, since it matches no request. `unknown`: with reasons.
   */
  readonly role: 'needed' | 'guardrail' | 'redundant' | 'never' | 'unknown';
  /** What is decided differently without the element. */
  readonly without: Comparison;
}

/**
 * What an element is for; undefined if the policies have no such element.
 *
 * @example
 * const reference = await loadReference();
 * await reference.prepare(['s3']);
 * const knowledge = knowledgeOf(reference, await actionIndex());
 * const policy = policyFromValue('reader', {
 *   Version: '2012-10-17',
 *   Statement: { Effect: 'Allow', Action: ['s3:Get*', 's3:GetObject'], Resource: 'arn:aws:s3:::docs/*' },
 * });
 * const policies = { kind: 'identity', identity: [policy] };
 * const element = { kind: 'action', value: 's3:GetObject' };
 * const { role } = elementRole(policies, { policy: 'reader', statement: 0, element }, knowledge);
 * console.log(role); // redundant
 */
export function elementRole(
  policies: PolicySet,
  place: ElementPlace,
  knowledge: Knowledge,
): ElementRole | undefined {
  const statement = statementAt(policies, place);
  const shorter = withoutElement(policies, place);
  if (!statement || !shorter) return undefined;
  const without = comparePolicies(policies, shorter, knowledge, { rows: 'one' });
  const { gained, lost, unguarded, guarded } = without;
  const isSome = (...changes: readonly (typeof gained)[]): boolean =>
    changes.some(({ verdict }) => verdict === 'some');
  const isNone = (...changes: readonly (typeof gained)[]): boolean =>
    changes.every(({ verdict }) => verdict === 'none');
  if (isSome(gained, lost)) return { role: 'needed', without };
  if (isSome(unguarded, guarded)) return { role: 'guardrail', without };
  if (!isNone(gained, lost, unguarded, guarded)) return { role: 'unknown', without };
  const role = matchesNothing(policies, place, statement, knowledge) ? 'never' : 'redundant';
  return { role, without };
}

function statementAt(
  policies: PolicySet,
  { policy, statement }: ElementPlace,
): Statement | undefined {
  return policiesIn(policies)
    .find(({ name }) => name === policy)
    ?.statements.find(({ index }) => index === statement);
}

/** Whether a statement with only this value in its element applies to no request. */
function matchesNothing(
  policies: PolicySet,
  { policy: name, element }: ElementPlace,
  statement: Statement,
  knowledge: Knowledge,
): boolean {
  // A value that takes requests away matches none if the rest of the statement does.
  const alone: Statement = { ...onlyElement(statement, element), effect: 'Allow' };
  const policy = policiesIn(policies).find((one) => one.name === name);
  if (!policy) return false;
  const single: EvaluablePolicy = { ...policy, statements: [alone] };
  const set: PolicySet =
    policies.kind === 'identity' || (policies.kind === 'both' && policies.policy !== policy)
      ? { kind: 'identity', identity: [single] }
      : policies.kind === 'both'
        ? { kind: policies.policyKind, policy: single }
        : { ...policies, policy: single };
  const { answer } = findSome(set, {}, 'allowed', knowledge);
  return answer === 'no';
}

function onlyElement(statement: Statement, element: Element): Statement {
  const only = (patterns: Patterns | undefined, value: string): Patterns | undefined =>
    patterns && (patterns.negated ? patterns : { ...patterns, values: [value] });
  if (element.kind === 'action')
    return { ...statement, action: only(statement.action, element.value) };
  if (element.kind === 'resource')
    return { ...statement, resource: only(statement.resource, element.value) };
  if (element.kind === 'principal' && statement.principal && !statement.principal.negated)
    return {
      ...statement,
      principal: { ...statement.principal, byType: new Map([[element.type, [element.value]]]) },
    };
  if (element.kind === 'condition' && element.value !== undefined) {
    const { value } = element;
    return {
      ...statement,
      conditions: statement.conditions.map((one, index) =>
        index === element.condition ? { ...one, values: [value] } : one,
      ),
    };
  }
  return statement;
}

/**
 * The policies without an element; undefined if it is not there. A list that becomes empty takes
 * its statement or condition with it: without a value left, a positive element matches nothing.
 */
export function withoutElement(policies: PolicySet, place: ElementPlace): PolicySet | undefined {
  let isFound = false;
  const shorter = mapPolicies(policies, (policy) => {
    if (policy.name !== place.policy) return policy;
    const statements = policy.statements.flatMap((statement) => {
      if (statement.index !== place.statement) return [statement];
      const left = shortened(statement, place.element);
      if (left === undefined) return [statement];
      isFound = true;
      return left === null ? [] : [left];
    });
    return { ...policy, statements };
  });
  return isFound ? shorter : undefined;
}

/** `null` if nothing of the statement is left; undefined if it has no such element. */
function shortened(statement: Statement, element: Element): Statement | null | undefined {
  if (element.kind === 'statement') return null;
  if (element.kind === 'action' || element.kind === 'resource') {
    const patterns = statement[element.kind];
    if (!patterns?.values.includes(element.value)) return undefined;
    const values = patterns.values.filter((one) => one !== element.value);
    if (values.length > 0) return { ...statement, [element.kind]: { ...patterns, values } };
    // NotAction of nothing is every action.
    return patterns.negated
      ? { ...statement, [element.kind]: { negated: false, values: ['*'] } }
      : null;
  }
  if (element.kind === 'principal') {
    const names = statement.principal?.byType.get(element.type);
    if (!statement.principal || !names?.includes(element.value)) return undefined;
    const byType = new Map(statement.principal.byType);
    byType.set(
      element.type,
      names.filter((one) => one !== element.value),
    );
    const isEmpty = [...byType.values()].flat().length === 0;
    if (isEmpty && statement.principal.negated) return undefined;
    return isEmpty ? null : { ...statement, principal: { ...statement.principal, byType } };
  }
  const condition = statement.conditions[element.condition];
  if (!condition) return undefined;
  const { value } = element;
  if (value !== undefined && !condition.values.includes(value)) return undefined;
  const values = value === undefined ? [] : condition.values.filter((one) => one !== value);
  const conditions = statement.conditions.flatMap((one, index) =>
    index !== element.condition ? [one] : values.length > 0 ? [{ ...one, values }] : [],
  );
  return { ...statement, conditions };
}
