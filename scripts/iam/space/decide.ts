/** Policies that are asked together, and how the evaluator decides a single request. */
import { once } from '../../memo.ts';
import { fromValue } from '../cases.ts';
import { Context, type ContextValues } from '../context.ts';
import { DEFAULT_PRINCIPAL, evaluate, type Outcome, type StatementRef } from '../evaluate.ts';
import { applyStatement, type PolicyRole } from '../match.ts';
import { type Closeness, parsePrincipal } from '../principal.ts';
import type { EvaluablePolicy } from '../statement.ts';

/** The policies of one identity. */
export interface IdentityPolicies {
  readonly identity: readonly EvaluablePolicy[];
  readonly boundary?: EvaluablePolicy | undefined;
  /** By level: root, organizational units, account. */
  readonly scps?: readonly (readonly EvaluablePolicy[])[] | undefined;
  /** Resource control policies by level; they only refuse. */
  readonly rcps?: readonly (readonly EvaluablePolicy[])[] | undefined;
  readonly session?: EvaluablePolicy | undefined;
}

export type PolicySet =
  /** Decided as far as these policies go: the other side allows if they do. */
  | ({ readonly kind: 'identity' } & IdentityPolicies)
  /** One policy of a resource or of a role, decided by that policy alone. */
  | {
      readonly kind: 'resource';
      readonly policy: EvaluablePolicy;
      /** The resources that it can be about, as patterns; any, if that is not known. */
      readonly about?: readonly string[] | undefined;
      /** The prefix of the only actions that it can be about; any, if that is not known. */
      readonly service?: string | undefined;
    }
  | { readonly kind: 'trust'; readonly policy: EvaluablePolicy }
  /** A resource control policy: what it does not refuse, it leaves to others. */
  | { readonly kind: 'rcp'; readonly policy: EvaluablePolicy }
  /** Both sides together; the resource is in `resourceAccount`. */
  | ({
      readonly kind: 'both';
      readonly policy: EvaluablePolicy;
      readonly policyKind: 'resource' | 'trust';
      readonly resourceAccount: string;
    } & IdentityPolicies);

/** A set of one policy, which decides by itself. */
export type PolicyAlone = Extract<PolicySet, { readonly kind: 'resource' | 'trust' | 'rcp' }>;

export const isAlone = (set: PolicySet): set is PolicyAlone =>
  set.kind === 'resource' || set.kind === 'trust' || set.kind === 'rcp';

/** All policies in a set. */
export function policiesIn(set: PolicySet): EvaluablePolicy[] {
  if (isAlone(set)) return [set.policy];
  const { identity, boundary, scps = [], rcps = [], session } = set;
  return [
    ...identity,
    ...(boundary ? [boundary] : []),
    ...scps.flat(),
    ...rcps.flat(),
    ...(session ? [session] : []),
    ...(set.kind === 'both' ? [set.policy] : []),
  ];
}

/** A policy alone may also admit a caller, or delegate to the caller's account. */
export type SpaceOutcome = Outcome | 'admits' | 'delegates';

/** One request; `null` is an absent key. */
export interface SpaceRequest {
  /** An ARN, a service, an issuer, or `*` for an unsigned request. */
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly context: ContextValues;
}

export interface SpaceDecision {
  readonly decision: SpaceOutcome;
  readonly decidedBy: readonly StatementRef[];
  readonly notMatched: readonly (StatementRef & { readonly reason: string })[];
  readonly unknown: readonly string[];
}

export const DEFAULT_ACCOUNT = '111122223333';

const STATED_TO_ALLOW = 'the policy of the resource, taken as allowing';
const ACCOUNT = { Effect: 'Allow', Principal: { AWS: DEFAULT_ACCOUNT }, Action: '*' };
const document = (statement: object): object => ({ Version: '2012-10-17', Statement: [statement] });
/** The other side in the same account, which leaves the decision to the identity's policies. */
const delegates = once(() => fromValue(STATED_TO_ALLOW, document({ ...ACCOUNT, Resource: '*' })));
const trusts = once(() => fromValue(STATED_TO_ALLOW, document(ACCOUNT)));

const isAssumeFamily = (action: string): boolean =>
  /^sts:(?:assumerole|tagsession|setsourceidentity)$/i.test(action);

/** The evaluator's decision of a request, in terms of this kind of policies. */
export function decide(set: PolicySet, request: SpaceRequest): SpaceDecision {
  if (isAlone(set)) return decideAlone(set.policy, set.kind, request);
  const { principal, action, resource, context } = request;
  const isBoth = set.kind === 'both';
  const answer = evaluate(
    {
      principal: isBoth ? principal : DEFAULT_PRINCIPAL,
      action,
      resource,
      context,
      resourceAccount: isBoth ? set.resourceAccount : DEFAULT_ACCOUNT,
    },
    {
      identity: set.identity,
      boundary: set.boundary,
      scps: set.scps,
      rcps: set.rcps,
      session: set.session,
      resource: isBoth ? set.policy : isAssumeFamily(action) ? trusts() : delegates(),
    },
  );
  return {
    decision: answer.decision,
    decidedBy: answer.decidedBy.filter(({ policy }) => policy !== STATED_TO_ALLOW),
    notMatched: answer.notMatched.filter(({ policy }) => policy !== STATED_TO_ALLOW),
    unknown: answer.unknown,
  };
}

/** An account as principal hands the matter on, to its root user too: nobody is admitted by name. */
export const delegatesTo = (closeness: Closeness | undefined, isRoot: boolean): boolean =>
  closeness === 'account' || (isRoot && closeness === 'self');

function decideAlone(
  policy: EvaluablePolicy,
  role: PolicyRole,
  request: SpaceRequest,
): SpaceDecision {
  const principal = parsePrincipal(request.principal);
  const subject = { ...request, principal, context: new Context(request.context) };
  const judged = policy.statements.map((statement) => ({
    ...applyStatement(policy, statement, role, subject),
    effect: statement.effect,
    ref: { policy: policy.name, sid: statement.sid, index: statement.index },
  }));
  const notMatched = judged.flatMap(({ truth, ref }) =>
    truth.value === false ? [{ ...ref, reason: truth.reason }] : [],
  );
  const answer = (
    decision: SpaceOutcome,
    by: readonly (typeof judged)[number][],
    unknown: readonly string[] = [],
  ): SpaceDecision => ({ decision, decidedBy: by.map(({ ref }) => ref), notMatched, unknown });
  const denies = judged.filter(({ truth, effect }) => effect === 'Deny' && truth.value === true);
  if (denies.length > 0) return answer('explicitDeny', denies);
  const open = judged.filter(({ truth }) => truth.value === 'unknown');
  const allows = judged.filter(({ truth, effect }) => effect === 'Allow' && truth.value === true);
  const isRoot = principal.kind === 'root';
  const admits = allows.filter(({ closeness }) => !delegatesTo(closeness, isRoot));
  // An open Allow that only hands the matter on changes nothing for a caller that is admitted.
  const matters = open.filter(
    ({ effect, closeness }) =>
      effect !== 'Allow' ||
      (admits.length === 0 && (allows.length === 0 || !isDelegation(closeness, isRoot))),
  );
  if (matters.length > 0)
    return answer(
      'unknown',
      [],
      matters.map(({ truth }) => (truth.value === 'unknown' ? truth.reason : '')),
    );
  // RCPFullAWSAccess is always attached as well.
  if (role === 'rcp') return answer('allowed', []);
  if (admits.length > 0) return answer('admits', admits);
  return allows.length > 0 ? answer('delegates', allows) : answer('implicitDeny', []);
}

const isDelegation = (closeness: Closeness | undefined, isRoot: boolean): boolean =>
  closeness !== undefined && delegatesTo(closeness, isRoot);
