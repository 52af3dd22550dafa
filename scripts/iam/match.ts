/**
 * Whether a statement applies to a request: its action, resource, principal and conditions, in that
 * order.
 */
import { Context } from './context.ts';
import { conditionHolds } from './conditions.ts';
import { compilePattern, matches, resourceMatches } from './pattern.ts';
import { type Closeness, type Principal, principalMatches } from './principal.ts';
import { rcpCoversAction, rcpCoversPrincipal } from './rcp.ts';
import type { Condition, EvaluablePolicy, Patterns, Statement } from './statement.ts';
import { all, any, no, not, type Truth, unknown, YES } from './truth.ts';

/** The request that policies are judged on. */
export interface Subject {
  /** `service:Name`. */
  readonly action: string;
  /** An ARN, or `*` for an action that takes no resource. */
  readonly resource: string;
  readonly principal: Principal;
  readonly context: Context;
}

/** Where a policy is attached, which decides what elements it has. */
export type PolicyRole = 'identity' | 'boundary' | 'session' | 'scp' | 'rcp' | 'resource' | 'trust';

/**
 * Whether a policy attached there applies to such a caller at all. Services, token issuers and
 * unsigned requests have no policies of their own; a root user has only those of its organization.
 * Sources: id_root-user, orgs_manage_policies_scps.
 */
export function isSubjectTo(kind: Principal['kind'], role: PolicyRole): boolean {
  if (hasPrincipals(role)) return true;
  if (kind === 'service' || kind === 'federated' || kind === 'anonymous') return false;
  return kind !== 'root' || role === 'scp';
}

export interface Applied {
  readonly truth: Truth;
  /** How closely a resource or trust policy names the principal. */
  readonly closeness: Closeness | undefined;
}

export function applyStatement(
  policy: EvaluablePolicy,
  statement: Statement,
  role: PolicyRole,
  subject: Subject,
): Applied {
  const [defect] = statement.defects;
  if (defect !== undefined) return { truth: unknown(defect), closeness: undefined };
  const named = principalApplies(statement, role, subject.principal);
  const before = all([
    actionApplies(statement.action, subject.action),
    role === 'rcp' ? rcpCoversAction(subject.action) : YES,
    resourceApplies(statement, policy, role, subject),
    named.truth,
  ]);
  // If the statement is about something else, its conditions and their keys must not be looked up.
  if (before.value === false) return { truth: before, closeness: named.closeness };
  const conditions = statement.conditions.map((condition) =>
    conditionHolds(condition, subject.context, policy.hasVariables),
  );
  const isByArn = named.closeness === 'anyone' && statement.conditions.some(namesPrincipalArn);
  return {
    truth: all([before, ...conditions]),
    closeness: isByArn ? 'self' : named.closeness,
  };
}

/**
 * Whether a condition limits anyone to a given aws:PrincipalArn. Boundaries and session policies do
 * not limit such a grant, as if it named the session (reference_policies_elements_principal).
 */
export function namesPrincipalArn({ operator, key }: Condition): boolean {
  return (
    key.toLowerCase() === 'aws:principalarn' &&
    /^(?:Arn(?:Equals|Like)|String(?:Equals|EqualsIgnoreCase|Like))$/.test(operator)
  );
}

/** Service and action names are not case-sensitive: reference_policies_elements_action. */
function actionApplies(element: Patterns | undefined, action: string): Truth {
  if (!element) return unknown('the statement has no Action');
  const match = any(
    element.values.map((pattern) => actionMatches(pattern, action)),
    `the action ${action} is not in ${element.negated ? 'NotAction' : 'Action'}`,
  );
  return element.negated ? not(match, `the action ${action} is in NotAction`) : match;
}

function actionMatches(pattern: string, action: string): Truth {
  if (pattern === '*') return YES;
  if (!pattern.includes(':')) return unknown(`${pattern} is not written as an action`);
  return matches(
    compilePattern(pattern.toLowerCase(), { wildcards: true, variables: undefined }),
    action.toLowerCase(),
    '',
  );
}

function resourceApplies(
  statement: Statement,
  policy: EvaluablePolicy,
  role: PolicyRole,
  { resource, context }: Subject,
): Truth {
  const element = statement.resource;
  if (role === 'trust') return element ? unknown('a trust policy has no Resource') : YES;
  if (!element) return unknown('the statement has neither Resource nor NotResource');
  const variables = policy.hasVariables ? context : undefined;
  const found = element.values.map((pattern) => resourceMatches(pattern, resource, variables));
  const none =
    element.values.length === 1
      ? `the resource ${resource} is not ${element.values[0]}`
      : `the resource ${resource} is not in Resource`;
  if (!element.negated) return any(found, none);
  const isOpen =
    variables &&
    found.some(
      ({ value }, index) => value === false && hasUnresolved(element.values[index] ?? '', context),
    );
  if (isOpen)
    return unknown('what NotResource does with a variable that has no value is not documented');
  return not(any(found, none), `the resource ${resource} is in NotResource`);
}

function hasUnresolved(pattern: string, variables: Context): boolean {
  return !('tokens' in compilePattern(pattern, { wildcards: true, variables }));
}

/** Whether statements of such a policy say whom they are about. */
export const hasPrincipals = (role: PolicyRole): role is 'resource' | 'trust' | 'rcp' =>
  role === 'resource' || role === 'trust' || role === 'rcp';

/**
 * Whether a statement names the principal. Identity policies must not name one; resource and trust
 * policies must.
 */
export function principalApplies(
  statement: Statement,
  role: PolicyRole,
  principal: Principal,
): Applied {
  if (!hasPrincipals(role)) {
    return {
      truth: statement.principal
        ? unknown('only resource and trust policies have a Principal')
        : YES,
      closeness: undefined,
    };
  }
  if (!statement.principal)
    return { truth: unknown('the statement has no Principal'), closeness: undefined };
  if (role === 'trust' && statement.principal.negated)
    return { truth: unknown('a trust policy has no NotPrincipal'), closeness: undefined };
  if (role === 'rcp' && (statement.principal.negated || !statement.principal.anyone))
    return {
      truth: unknown('the Principal of a resource control policy is `*`'),
      closeness: undefined,
    };
  const match = principalMatches(statement.principal, principal);
  if (role === 'rcp') return { ...match, truth: all([match.truth, rcpCoversPrincipal(principal)]) };
  return match.truth.value === false ? { ...match, truth: no(match.truth.reason) } : match;
}
