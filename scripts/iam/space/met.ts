/** Whether the evaluator's decision is the expected one. */
import {
  decide,
  type PolicySet,
  type SpaceDecision,
  type SpaceOutcome,
  type SpaceRequest,
} from './decide.ts';
import { mapPolicies } from './variables.ts';

/** `allowed` is also admits or delegates; `denied` is either denial. */
export type Expectation =
  'allowed' | 'denied' | 'explicitDeny' | 'implicitDeny' | 'admits' | 'delegates';

const IS_ALLOWED: ReadonlySet<SpaceOutcome> = new Set(['allowed', 'admits', 'delegates']);

/** Whether a decision is the expected one; undefined for "unknown". */
function meets(decision: SpaceOutcome, expected: Expectation): boolean | undefined {
  if (decision === 'unknown') return undefined;
  if (expected === 'allowed') return IS_ALLOWED.has(decision);
  if (expected === 'denied') return !IS_ALLOWED.has(decision);
  return decision === expected;
}

/** Whether a decision is what is expected, where the evaluator's "unknown" cannot change that. */
export function isMet(
  policies: PolicySet,
  request: SpaceRequest,
  expected: Expectation,
  { decision }: Pick<SpaceDecision, 'decision'> = decide(policies, request),
): boolean | undefined {
  const direct = meets(decision, expected);
  if (direct !== undefined) return direct;
  const without = (effect: 'Allow' | 'Deny'): SpaceOutcome =>
    decide(
      mapPolicies(policies, (policy) => ({
        ...policy,
        statements: policy.statements.filter((statement) => statement.effect !== effect),
      })),
      request,
    ).decision;
  // An open Deny beside no Allow is a refusal either way.
  if (expected === 'allowed' || expected === 'denied')
    return without('Deny') === 'implicitDeny' ? expected === 'denied' : undefined;
  // An open Allow beside no Deny is no explicit denial either way.
  return expected === 'explicitDeny' && without('Allow') === 'implicitDeny' ? false : undefined;
}
