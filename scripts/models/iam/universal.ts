/** Claims about every request of a space, or about all access of a role: proven, not sampled. */
import type { Catalog, Entry, Holder } from '../../data/catalog.ts';
import type { Substitute } from '../../data/role-policies.ts';
import type { Claim } from '../../data/schema/index.ts';
import { ANYTHING } from '../../data/schema/claim.ts';
import type { ContextValues } from '../../iam/context.ts';
import { type Change, comparePolicies } from '../../iam/space/compare.ts';
import type { StatementPlace } from '../../iam/space/compile.ts';
import { decide, policiesIn, type PolicySet } from '../../iam/space/decide.ts';
import { type EveryAnswer, proveEvery } from '../../iam/space/prove.ts';
import type { Knowledge } from '../../iam/space/knowledge.ts';
import type { Space } from '../../iam/space/space.ts';
import { type HeldPolicies, policiesOf, roleArn, setOf } from './policy-sets.ts';
import { inContext, toSpace } from './spaces.ts';

/** The proof of a claim in one context of its scenario. */
export interface UniversalProof {
  /** The context of the scenario; undefined without one. */
  readonly context: ContextValues | undefined;
  readonly answer: EveryAnswer;
}

/** Why a claim cannot be asked at all. */
export interface Unaskable {
  readonly wrong: 'context-clash' | 'unknown-statement' | 'too-wide';
  /** The key or the statement in question. */
  readonly what: string;
  /** For an unknown statement: what `by` could name. */
  readonly known?: readonly string[];
}

interface Ground {
  readonly catalog: Catalog;
  readonly substitute: Substitute;
  readonly knowledge: Knowledge;
}

/** The spaces that a claim is about, one for each context of its scenario. */
export function spacesOf(
  claim: Claim,
  { catalog, substitute }: Pick<Ground, 'catalog' | 'substitute'>,
): { readonly context: ContextValues | undefined; readonly space: Space }[] | Unaskable {
  const space = spaceOf(claim, substitute);
  const contexts = catalog.contexts(claim.scenario);
  if (!contexts) return [{ context: undefined, space }];
  const made: { context: ContextValues; space: Space }[] = [];
  for (const context of contexts) {
    const narrowed = inContext(space, context, substitute);
    if (typeof narrowed === 'string') return { wrong: 'context-clash', what: narrowed };
    made.push({ context, space: narrowed });
  }
  return made;
}

function spaceOf({ every, only }: Claim, substitute: Substitute): Space {
  if (every) return toSpace(every, substitute);
  return only ? { except: only.map((one) => toSpace(one, substitute)) } : {};
}

/**
 * Proves the claim with these policies of its role; of a mere `verdict` the facts that it rests on
 * are not worked out.
 */
export function proveUniversal(
  holder: Holder,
  claim: Claim,
  policies: HeldPolicies,
  ground: Ground,
  wanted: 'proof' | 'verdict' = 'proof',
): readonly UniversalProof[] | Unaskable {
  const { catalog, substitute, knowledge } = ground;
  const spaces = spacesOf(claim, ground);
  if ('wrong' in spaces) return spaces;
  const set = setOf(catalog, holder, claim, policies, substitute);
  if (claim.within !== undefined) return within(holder, claim, set, spaces, ground);
  const by = claim.by === undefined ? undefined : placeOf(holder, claim, set, ground);
  if (by && 'wrong' in by) return by;
  const alsoAttached = claim.alsoAttached === ANYTHING ? ANYTHING : undefined;
  const expected = claim.only ? 'denied' : (claim.expect ?? 'denied');
  // `only` bounds what the policies grant, and they grant nobody `sts:GetCallerIdentity`.
  const withAnswered = claim.every !== undefined;
  const options = { by, alsoAttached, isVerdict: wanted === 'verdict', withAnswered } as const;
  const asking = claim.with && catalog.get('roles', claim.with.role);
  return spaces.map(({ context, space }) => {
    const asked =
      asking && holder.kind === 'roles' ? askedBy(asking, holder, space, substitute) : space;
    return { context, answer: proveEvery(set, asked, expected, knowledge, options) };
  });
}

/**
 * The space as far as sessions of one role ask for another: the policies of the first are nobody
 * else's, and the trust policy is of the second.
 */
function askedBy(
  asking: Entry<'roles'>,
  role: Entry<'roles'>,
  { principal, ...space }: Space,
  substitute: Substitute,
): Space {
  const others: Space[] =
    principal === undefined
      ? []
      : [{ principal: isNegated(principal) ? principal.not : { not: principal } }];
  return {
    ...space,
    resource: space.resource ?? roleArn(role, substitute),
    principal: { role: roleArn(asking, substitute) },
    except: [...(space.except ?? []), ...others],
  };
}

const isNegated = (
  principal: NonNullable<Space['principal']>,
): principal is Extract<NonNullable<Space['principal']>, { readonly not: unknown }> =>
  typeof principal === 'object' && 'not' in principal;

/** The statement that `by` names: a Sid, after the policy's file if the role has the Sid twice. */
function placeOf(
  holder: Holder,
  claim: Claim,
  set: PolicySet,
  { catalog }: Ground,
): StatementPlace | Unaskable {
  const { by = '' } = claim;
  const slash = by.lastIndexOf('/');
  const [file, sid] = [by.slice(0, Math.max(0, slash)), by.slice(slash + 1)];
  const fileOf = (policy: string): string | undefined =>
    catalog.policiesOf(holder).find(({ name }) => name === policy)?.fileName;
  const statements = policiesIn(set).flatMap((policy) =>
    policy.statements.map((statement) => ({ policy: policy.name, statement })),
  );
  const named = statements.filter(
    ({ policy, statement }) =>
      statement.sid === sid && (slash === -1 || [policy, fileOf(policy)].includes(file)),
  );
  const [first] = named;
  const known = statements.flatMap(({ statement }) => statement.sid ?? []);
  if (!first || named.length > 1) return { wrong: 'unknown-statement', what: by, known };
  return { policy: first.policy, index: first.statement.index };
}

/** Nothing is allowed that the other role does not allow, nor left unrefused that it refuses. */
function within(
  holder: Holder,
  claim: Claim,
  set: PolicySet,
  spaces: readonly { readonly context: ContextValues | undefined; readonly space: Space }[],
  { catalog, substitute, knowledge }: Ground,
): readonly UniversalProof[] | Unaskable {
  const other = catalog.get('roles', claim.within ?? '');
  if (!other || other === holder) return { wrong: 'too-wide', what: claim.within ?? '' };
  const bound = setOf(catalog, other, claim, policiesOf(catalog, other, substitute), substitute);
  if (proveEvery(bound, {}, 'allowed', knowledge).answer === 'holds')
    return { wrong: 'too-wide', what: other.id };
  return spaces.map(({ context, space }) => {
    const { gained, unguarded, facts, date } = comparePolicies(bound, set, knowledge, {
      space,
      rows: 'one',
    });
    const changes = claim.guardrails === 'ignored' ? [gained] : [gained, unguarded];
    return { context, answer: answerOf(changes, set, facts, date) };
  });
}

function answerOf(
  changes: readonly Change[],
  set: PolicySet,
  facts: Extract<EveryAnswer, { answer: 'holds' }>['facts'],
  date: string,
): EveryAnswer {
  const row = changes.flatMap(({ rows }) => rows)[0];
  if (row) return { answer: 'fails', request: row.request, decision: decide(set, row.request) };
  const reasons = changes.flatMap((change) => (change.verdict === 'none' ? [] : change.reasons));
  return reasons.length > 0 ? { answer: 'unknown', reasons } : { answer: 'holds', facts, date };
}
