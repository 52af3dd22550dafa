/**
 * Decides whether a request is allowed. The order of decisions follows the IAM User Guide:
 * reference_policies_evaluation-logic_policy-eval-denyallow and, across accounts,
 * reference_policies_evaluation-logic-cross-account. Anything that is not modeled or not documented
 * is `unknown`, with a reason, if it could change the answer.
 */
import { isAnswered } from './caller-identity.ts';
import { Context, type ContextValues } from './context.ts';
import {
  type Applied,
  applyStatement,
  isSubjectTo,
  type PolicyRole,
  type Subject,
} from './match.ts';
import { arnParts } from './pattern.ts';
import { parsePrincipal, type Principal } from './principal.ts';
import type { EvaluablePolicy, Statement } from './statement.ts';
import { all, any, no, type Truth, unknown, YES } from './truth.ts';

export interface Request {
  /** The caller. Default: the ARN of a role session. */
  readonly principal?: string | undefined;
  /** `service:Name`. */
  readonly action: string;
  /** An ARN, or `*` for an action that takes no resource. */
  readonly resource: string;
  /** The account that owns the resource, if its ARN does not say. Default: the principal's. */
  readonly resourceAccount?: string | undefined;
  readonly context: ContextValues;
}

export interface Policies {
  readonly identity: readonly EvaluablePolicy[];
  readonly boundary?: EvaluablePolicy | undefined;
  /** Service control policies by level: root, organizational units, account. */
  readonly scps?: readonly (readonly EvaluablePolicy[])[] | undefined;
  /**
   * Resource control policies by level, of the organization that the resource's account is in. They
   * refuse; that they allow the rest goes without saying, since `RCPFullAWSAccess` is attached at
   * every level and cannot be detached.
   */
  readonly rcps?: readonly (readonly EvaluablePolicy[])[] | undefined;
  readonly session?: EvaluablePolicy | undefined;
  /** The resource's policy; for a role, its trust policy. */
  readonly resource?: EvaluablePolicy | undefined;
}

export type Outcome = 'allowed' | 'explicitDeny' | 'implicitDeny' | 'unknown';

export interface StatementRef {
  readonly policy: string;
  readonly sid: string | undefined;
  /** From 0. */
  readonly index: number;
}

export interface Decision {
  readonly decision: Outcome;
  /** The statements that decided; empty if nothing allowed the request. */
  readonly decidedBy: readonly StatementRef[];
  /** Every statement that does not apply, with the first reason. */
  readonly notMatched: readonly (StatementRef & { readonly reason: string })[];
  /** Why the answer is unknown; otherwise empty. */
  readonly unknown: readonly string[];
  /** Keys that the decision looked up but that the context does not state, not even as absent. */
  readonly unstatedKeys: readonly string[];
}

export const DEFAULT_PRINCIPAL = 'arn:aws:sts::111122223333:assumed-role/AgentRole/session';

/** A statement and whether it applies. */
interface Judged extends Applied {
  readonly role: PolicyRole;
  readonly policy: EvaluablePolicy;
  readonly ref: StatementRef;
  readonly effect: 'Allow' | 'Deny' | undefined;
}

/**
 * Decides one request by IAM's documented logic. Anything that is not documented or not modeled is
 * `unknown`, with a reason, if it could change the answer.
 *
 * @example
 * const policy = policyFromValue('reader', {
 *   Version: '2012-10-17',
 *   Statement: { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::docs/*' },
 * });
 * const request = { action: 's3:GetObject', resource: 'arn:aws:s3:::docs/a.md', context: {} };
 * console.log(evaluate(request, { identity: [policy] }).decision); // allowed
 */
export function evaluate(request: Request, policies: Policies): Decision {
  const context = new Context(request.context);
  const action = request.action.toLowerCase();
  if (isAnswered(action)) return answer('allowed', [], context, []);
  const subject: Subject = {
    action: request.action,
    resource: request.resource,
    principal: parsePrincipal(request.principal ?? DEFAULT_PRINCIPAL),
    context,
  };
  const judged = judgeAll(policies, subject);
  const denies = judged.filter(({ effect }) => effect !== 'Allow');
  const certain = denies.filter(({ truth, effect }) => truth.value === true && effect === 'Deny');
  if (certain.length > 0) return answer('explicitDeny', certain, context, judged);
  const open = denies.filter(({ truth }) => truth.value === 'unknown');
  const allowed = isAllowed(request, policies, subject, judged);
  if (open.length === 0 && allowed.value === true)
    return answer('allowed', allowing(judged), context, judged);
  if (open.length === 0 && allowed.value === false)
    return answer('implicitDeny', [], context, judged);
  const reasons = open.map(({ ref, truth }) => `${name(ref)}: ${reasonOf(truth)}`);
  if (allowed.value === 'unknown') reasons.push(allowed.reason);
  return { ...answer('unknown', [], context, judged), unknown: [...new Set(reasons)] };
}

/** Whether a single statement applies to a request; for truth tables. */
export function statementApplies(
  policy: EvaluablePolicy,
  statement: Statement,
  request: Request,
  role: PolicyRole = 'identity',
): Truth {
  const context = new Context(request.context);
  const principal = parsePrincipal(request.principal ?? DEFAULT_PRINCIPAL);
  return applyStatement(policy, statement, role, {
    action: request.action,
    resource: request.resource,
    principal,
    context,
  }).truth;
}

function judgeAll(policies: Policies, subject: Subject): Judged[] {
  const attached: [PolicyRole, EvaluablePolicy][] = isTokenExchange(subject.action)
    ? []
    : [
        ...policies.identity.map((policy): [PolicyRole, EvaluablePolicy] => ['identity', policy]),
        ...(policies.scps ?? [])
          .flat()
          .map((policy): [PolicyRole, EvaluablePolicy] => ['scp', policy]),
        ...(policies.boundary
          ? [['boundary', policies.boundary] satisfies [PolicyRole, EvaluablePolicy]]
          : []),
        ...(policies.session
          ? [['session', policies.session] satisfies [PolicyRole, EvaluablePolicy]]
          : []),
      ];
  // Token exchange included: "there are no policies to evaluate" of the caller, but these are of the role.
  for (const policy of (policies.rcps ?? []).flat()) attached.push(['rcp', policy]);
  if (policies.resource)
    attached.push([isAssumeRole(subject.action) ? 'trust' : 'resource', policies.resource]);
  const applicable = attached.filter(([role]) => isSubjectTo(subject.principal.kind, role));
  return applicable.flatMap(([role, policy]) =>
    policy.statements.map((statement) => ({
      ...applyStatement(policy, statement, role, subject),
      role,
      policy,
      ref: { policy: policy.name, sid: statement.sid, index: statement.index },
      effect: statement.effect,
    })),
  );
}

/** Whether there is an Allow everywhere one is needed. Denies have been checked before. */
function isAllowed(
  request: Request,
  policies: Policies,
  subject: Subject,
  judged: readonly Judged[],
): Truth {
  const { principal } = subject;
  const grants = (role: PolicyRole, ...closeness: readonly Applied['closeness'][]): Truth =>
    any(
      judged
        .filter(
          (one) =>
            one.role === role &&
            one.effect !== 'Deny' &&
            // Without closeness, it is unknown whom the statement names.
            (closeness.length === 0 ||
              one.closeness === undefined ||
              closeness.includes(one.closeness)),
        )
        .map(({ truth, ref }) =>
          truth.value === 'unknown' ? unknown(`${name(ref)}: ${truth.reason}`) : truth,
        ),
      `no ${role} policy allows it`,
    );
  const trust = isAssumeRole(request.action) ? 'trust' : 'resource';
  if (isTokenExchange(request.action)) return grants('trust');
  if (principal.kind === 'other') return unknown(`${principal.name} is not modeled as a principal`);
  if (principal.kind === 'federated')
    return unknown(`${principal.name} calls AssumeRoleWithWebIdentity or AssumeRoleWithSAML only`);
  // Neither kind has identity policies of its own.
  if (principal.kind === 'service' || principal.kind === 'anonymous') return grants(trust);

  const account = resourceAccount(request) ?? principal.account;
  const scp = all((policies.scps ?? []).map((level) => levelAllows(level, judged)));
  // A root user has every permission in its account, and no boundary or session policy.
  const isRoot = principal.kind === 'root';
  const limits = isRoot
    ? YES
    : all([
        policies.boundary ? grants('boundary') : YES,
        policies.session ? grants('session') : withoutSessionPolicy(principal),
      ]);
  const identity = isRoot ? YES : grants('identity');
  if (account !== principal.account) {
    const resource = policies.resource
      ? grants(trust)
      : no('the resource is in another account and has no policy');
    return all([scp, limits, identity, resource]);
  }
  const direct = grants(trust, 'self');
  const byRole =
    principal.kind === 'session' || principal.kind === 'role'
      ? grants(trust, 'role')
      : no('the principal is not a role');
  const anyone = grants(trust, 'anyone');
  // Only for aws:PrincipalArn is it documented whether a boundary limits "*" in a resource policy.
  const byAnyone =
    anyone.value === true && limits.value !== true
      ? unknown(
          'whether a grant to anyone is limited by a boundary or session policy depends on more than is modeled',
        )
      : anyone;
  if (!needsResourcePolicy(request, policies))
    return all([
      scp,
      any(
        [direct, byAnyone, all([limits, any([identity, byRole], reasonOf(identity))])],
        'no policy allows it',
      ),
    ]);
  if (!policies.resource)
    return all([
      scp,
      limits,
      identity,
      unknown(`${request.action} needs the policy of the resource, which is not given`),
    ]);
  const delegated = all([grants(trust, 'account'), identity]);
  return all([
    scp,
    any(
      [
        direct,
        byAnyone,
        all([limits, any([byRole, delegated], 'the policy of the resource does not allow it')]),
      ],
      'the policy of the resource does not allow it',
    ),
  ]);
}

/**
 * AWS pages from different years disagree on what a federated user may do without a session policy.
 */
function withoutSessionPolicy({ kind }: Principal): Truth {
  return kind === 'federated-user'
    ? unknown('what a federated user may do without a session policy is not modeled')
    : YES;
}

/** At every level of the organization, some policy must allow the request. */
function levelAllows(level: readonly EvaluablePolicy[], judged: readonly Judged[]): Truth {
  return any(
    judged
      .filter(
        ({ role, effect, policy }) => role === 'scp' && effect !== 'Deny' && level.includes(policy),
      )
      .map(({ truth }) => truth),
    'a service control policy does not allow it',
  );
}

/**
 * Callers with web identity or SAML do not have an AWS identity yet, so only the trust policy is
 * evaluated.
 */
function isTokenExchange(action: string): boolean {
  return /^sts:assumerolewith(?:webidentity|saml)$/i.test(action);
}

function isAssumeRole(action: string): boolean {
  return /^sts:(?:assumerole(?:withwebidentity|withsaml)?|tagsession|setsourceidentity)$/i.test(
    action,
  );
}

/**
 * Roles and KMS keys must name their callers, or delegate to their account, even within that
 * account.
 */
function needsResourcePolicy({ action, resource }: Request, policies: Policies): boolean {
  return (
    /^sts:assumerole$/i.test(action) ||
    // Permissions that come with a call that assumes a role; tags also come with other calls.
    (/^sts:(?:tagsession|setsourceidentity)$/i.test(action) && policies.resource !== undefined) ||
    (/^kms:/i.test(action) && /^arn:[^:]+:kms:[^:]*:[^:]*:key\//.test(resource))
  );
}

function resourceAccount({ resource, resourceAccount: stated }: Request): string | undefined {
  const account = arnParts(resource)?.[4];
  return stated ?? (account !== undefined && /^\d{12}$/.test(account) ? account : undefined);
}

function allowing(judged: readonly Judged[]): Judged[] {
  const allows = judged.filter(({ truth, effect }) => effect === 'Allow' && truth.value === true);
  const granting = allows.filter(
    ({ role }) => role === 'identity' || role === 'resource' || role === 'trust',
  );
  return granting.length > 0 ? granting : allows;
}

function answer(
  decision: Outcome,
  decisive: readonly Judged[],
  context: Context,
  judged: readonly Judged[],
): Decision {
  return {
    decision,
    decidedBy: decisive.map(({ ref }) => ref),
    notMatched: judged.flatMap(({ truth, ref }) =>
      truth.value === false ? [{ ...ref, reason: truth.reason }] : [],
    ),
    unknown: [],
    unstatedKeys: [...context.unstated.values()],
  };
}

const name = ({ policy, sid, index }: StatementRef): string =>
  `${policy} ${sid ?? `statement ${index + 1}`}`;
const reasonOf = (truth: Truth): string => (truth.value === true ? '' : truth.reason);
