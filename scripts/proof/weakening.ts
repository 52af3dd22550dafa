/**
 * Would a claim notice if the policies granted more or refused less? Each policy is weakened in many
 * small ways; a change that opens something and breaks no claim is reported with what it opens.
 */
import { ROLE_POLICY_KINDS, type RolePolicyKind } from '../data/schema/index.ts';
import { comparePolicies } from '../iam/space/compare.ts';
import type { PolicySet, SpaceRequest } from '../iam/space/decide.ts';
import type { Space } from '../iam/space/space.ts';
import type { EvaluablePolicy, Statement } from '../iam/statement.ts';
import type { Problem, ProblemWords } from '../problems/problem.ts';
import { boundHolds, permissionsBound, trustBound } from './bound.ts';
import { noneNotices } from './breakable.ts';
import { contextText } from './claim-problems.ts';
import type { RoleGround } from './ground.ts';
import { claimLine } from './hint-lines.ts';
import { type Mutation, mutationsOf } from './mutations.ts';
import type { RolePolicies } from './policy-sets.ts';
import { inScenario, toSpace } from './spaces.ts';
import { nameOf, problemOfStatement } from './statement-places.ts';

/** How much was tried: counts, so that an answer is the same on every machine. */
export interface Tried {
  readonly changes: number;
  /** Changes that there was no budget for. */
  readonly left: number;
}

/**
 * Changes × statements of the role: each change costs a comparison of whole policies. Some two
 * hundred changes of a role of ten statements, four of one that has five hundred.
 */
const BUDGET = 2_000;

/** At most one problem a statement: the first change that no claim would notice. */
export function unnoticedChanges(
  ground: RoleGround,
  unclaimed: ReadonlySet<number>,
): { readonly problems: readonly Problem[]; readonly tried: Tried } {
  const size = ROLE_POLICY_KINDS.reduce(
    (sum, kind) => sum + (ground.policies[kind]?.statements.length ?? 0),
    0,
  );
  let budget = BUDGET;
  let [changes, left] = [0, 0];
  /** Whether one more change may be tried. */
  const spend = (): boolean => {
    if (budget < size && changes > 0) {
      left += 1;
      return false;
    }
    budget -= size;
    changes += 1;
    return true;
  };
  const problems = ROLE_POLICY_KINDS.flatMap((kind) => {
    let isDrafted = kind === 'permissions' && unclaimed.size > 0;
    return (ground.policies[kind]?.statements ?? []).flatMap((statement) => {
      if (grantsNothing(statement)) return [];
      const lost = spend() && unnoticedLoss(ground, kind, statement);
      if (lost) return lost;
      // An Allow without a bound can grow in any way; that is said once.
      const isSaid = kind === 'permissions' && unclaimed.has(statement.index);
      const found = isSaid ? undefined : unnoticedWeakening(ground, kind, statement, spend);
      if (!found) return [];
      const words = wordsOf(ground, kind, statement, found, isDrafted);
      isDrafted ||= statement.effect === 'Allow';
      return at(ground, kind, statement, 'claim/unnoticed-change', words);
    });
  });
  return { problems, tried: { changes, left } };
}

/** An Allow of what needs no permission; it has a problem of its own. */
const grantsNothing = ({ effect, action }: Statement): boolean =>
  effect === 'Allow' &&
  action?.negated === false &&
  action.values.every((name) => name.toLowerCase() === 'sts:getcalleridentity');

/** A statement whose loss breaks no claim is not shown by any. */
function unnoticedLoss(
  ground: RoleGround,
  kind: RolePolicyKind,
  statement: Statement,
): Problem | undefined {
  const { role } = ground;
  const policies = replaced(ground.policies, kind, statement);
  const { effect } = statement;
  if (!noneNotices({ ...ground, policies }, { kind, effect, isLoss: true, isMixed: false }))
    return undefined;
  const name = nameOf(statement, statement.index);
  return at(ground, kind, statement, 'claim/unproven-statement', {
    message: `no claim would notice the loss of ${name} of ${role.id}'s ${kind} policy`,
    hint: 'add a claim that holds only because of it, or remove the statement',
  });
}

/** A change that opens something, with a request that it opens. */
interface Unnoticed extends Pick<Mutation, 'change'> {
  readonly request: SpaceRequest;
  /** What the role would have after the change. */
  readonly policies: RolePolicies;
}

function unnoticedWeakening(
  ground: RoleGround,
  kind: RolePolicyKind,
  statement: Statement,
  spend: () => boolean,
): Unnoticed | undefined {
  const isAllow = statement.effect === 'Allow';
  const view = isAllow ? 'gained' : 'unguarded';
  const before = setOfKind(kind, ground.policies);
  const accepted = kind === 'trust' ? [] : acceptedSpaces(ground);
  const bounds = kind === 'trust' ? admittedSpaces(ground) : boundSpaces(ground);
  for (const mutation of mutationsOf(statement, kind)) {
    if (!spend()) continue;
    const policies = replaced(ground.policies, kind, statement, mutation.statement);
    // A bound speaks for what is in it, but not for a condition that is lost.
    const spoken = mutation.isCondition ? accepted : [...accepted, ...bounds];
    const except = isAllow ? spoken : [];
    const {
      [view]: change,
      lost,
      guarded,
    } = comparePolicies(before, setOfKind(kind, policies), ground.knowledge, {
      space: except.length > 0 ? { except } : {},
      rows: 'one',
    });
    const [row] = change.rows;
    const isMixed = lost.verdict !== 'none' || guarded.verdict !== 'none';
    const alteration = { kind, effect: statement.effect, isLoss: false, isMixed };
    if (row && noneNotices({ ...ground, policies }, alteration))
      return { change: mutation.change, request: row.request, policies };
  }
  return undefined;
}

const acceptedSpaces = ({ role, substitute }: RoleGround): Space[] =>
  role.value.accepted.map(({ space }) => toSpace(space, substitute));

/** What the upper bounds of the role say that it may do. */
const boundSpaces = ({ catalog, role, substitute }: RoleGround): Space[] =>
  role.value.claims.flatMap(({ only = [], scenario }) => {
    const contexts = catalog.contexts(scenario);
    return only.flatMap((one) => inScenario(toSpace(one, substitute), contexts, substitute));
  });

/** Whom claims that nobody else may assume the role leave out. */
const admittedSpaces = ({ role, substitute }: RoleGround): Space[] =>
  role.value.claims.flatMap(({ policy, every, expect }) => {
    if (policy !== 'trust' || !every || expect === 'allowed') return [];
    const { action, except = [], ...narrowed } = every;
    const isWhole = Object.values(narrowed).every((value) => value === undefined);
    const isAll = action === undefined || action === 'assume';
    return isWhole && isAll ? except.map((one) => toSpace(one, substitute)) : [];
  });

function setOfKind(
  kind: RolePolicyKind,
  { permissions, boundary, trust }: RolePolicies,
): PolicySet {
  const none: EvaluablePolicy = { name: kind, hasVariables: true, statements: [] };
  if (kind === 'trust') return { kind: 'trust', policy: trust ?? none };
  return { kind: 'identity', identity: permissions ? [permissions] : [], boundary };
}

function replaced(
  policies: RolePolicies,
  kind: RolePolicyKind,
  old: Statement,
  statement?: Statement,
): RolePolicies {
  const policy = policies[kind];
  const statements = (policy?.statements ?? []).flatMap((one) =>
    one === old ? (statement ?? []) : one,
  );
  return { ...policies, [kind]: policy && { ...policy, statements } };
}

function wordsOf(
  ground: RoleGround,
  kind: RolePolicyKind,
  statement: Statement,
  { change, request, policies }: Unnoticed,
  isDrafted: boolean,
): ProblemWords {
  const { principal, action, resource, context } = request;
  const name = nameOf(statement, statement.index);
  const asked =
    kind === 'trust'
      ? `${action} by ${principal} with ${contextText(context)}`
      : `${action} on ${resource} with ${contextText(context)}`;
  if (statement.effect !== 'Allow')
    return {
      message: `no claim would notice if ${name} refused less: ${change}, it would no longer refuse ${asked}`,
      hint:
        kind === 'trust'
          ? 'claim what it refuses for every request: `policy: trust`, `every`, `expect: explicitDeny`'
          : 'claim what it refuses for every request: `every`, `alsoAttached: anything`, `expect: explicitDeny`',
    };
  const message = `no claim would notice if ${name} allowed more: ${change}, it would allow ${asked}`;
  const draft = kind === 'trust' ? trustBound(ground) : permissionsBound(ground);
  const wouldNotice = draft !== undefined && !boundHolds({ ...ground, policies }, draft);
  if (isDrafted && wouldNotice)
    return { message, hint: 'the claim that another hint of this role drafts would notice it' };
  if (wouldNotice)
    return { message, hint: `claim that nothing else is allowed:\n${claimLine(draft)}` };
  if (kind === 'trust')
    return { message, hint: 'claim that this is refused, for `every` such request' };
  const say = `Does not allow \`${action}\` on \`${resource}\` with ${contextText(context)}.`;
  const refusal = { say, requests: [{ action, resource, context }], expect: 'implicitDeny' };
  return { message, hint: `claim that this is refused:\n${claimLine(refusal)}` };
}

function at(
  ground: RoleGround,
  kind: RolePolicyKind,
  { index }: Statement,
  code: 'claim/unproven-statement' | 'claim/unnoticed-change',
  words: ProblemWords,
): Problem {
  return problemOfStatement(ground, kind, index, code, words);
}
