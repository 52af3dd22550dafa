/**
 * Would a claim notice if the policies granted more or refused less? Each policy is weakened in many
 * small ways; a change that opens something and breaks no claim is reported with what it opens.
 */
import { isAnswered } from '../../iam/caller-identity.ts';
import type { Holder } from '../../data/catalog.ts';
import type { Claim, PolicyPart } from '../../data/schema/index.ts';
import { comparePolicies } from '../../iam/space/compare.ts';
import type { SpaceRequest } from '../../iam/space/decide.ts';
import type { Knowledge } from '../../iam/space/knowledge.ts';
import type { Space } from '../../iam/space/space.ts';
import type { Statement } from '../../iam/statement.ts';
import type { Problem, ProblemWords } from '../../problems/problem.ts';
import { boundHolds, boundOf } from './bound.ts';
import { noticedBy } from './breakable.ts';
import { contextText } from './claim-problems.ts';
import type { HolderGround } from './ground.ts';
import { claimLine } from './hint-lines.ts';
import { type Mutation, mutationsOf } from './mutations.ts';
import {
  type HeldPolicies,
  namesPrincipals,
  setOfPart,
  type WrittenPolicy,
} from './policy-sets.ts';
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
  ground: HolderGround,
  unclaimed: ReadonlySet<Statement>,
): { readonly problems: readonly Problem[]; readonly tried: Tried } {
  const { written } = ground.policies;
  const size = written.reduce((sum, { policy }) => sum + policy.statements.length, 0);
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
  const drafted = new Set<PolicyPart>(unclaimed.size > 0 ? ['permissions', 'own'] : []);
  const problems = written.flatMap((one) =>
    one.policy.statements.flatMap((statement) => {
      if (grantsNothing(statement, ground.knowledge)) return [];
      const lost = spend() && unnoticedLoss(ground, one, statement);
      if (lost) return lost;
      // An Allow without a bound can grow in any way; that is said once.
      const found = unclaimed.has(statement)
        ? undefined
        : unnoticedWeakening(ground, one, statement, spend);
      if (!found) return [];
      const words = wordsOf(ground, one, statement, found, drafted.has(one.kind));
      if (statement.effect === 'Allow') drafted.add(one.kind);
      return at(ground, one, statement, 'claim/unnoticed-change', words);
    }),
  );
  return { problems, tried: { changes, left } };
}

/** An Allow of what needs no permission or is gone; it has a problem of its own. */
const grantsNothing = ({ effect, action }: Statement, { index }: Knowledge): boolean =>
  action?.negated === false &&
  ((effect === 'Allow' && action.values.every(isAnswered)) ||
    action.values.every((name) => index.isGone(name.toLowerCase())));

/** A statement whose loss breaks no claim is not shown by any. */
function unnoticedLoss(
  ground: HolderGround,
  written: WrittenPolicy,
  statement: Statement,
): Problem | undefined {
  const { holder } = ground;
  const policies = replaced(ground.policies, statement);
  const { effect } = statement;
  const { kind } = written;
  if (noticedBy({ ...ground, policies }, { kind, effect, isLoss: true, isMixed: false }))
    return undefined;
  const name = nameOf(statement, statement.index);
  const whose = kind === 'own' ? holder.id : `${holder.id}'s ${kind} policy`;
  return at(ground, written, statement, 'claim/unproven-statement', {
    message: `no claim would notice the loss of ${name} of ${whose}`,
    hint: 'add a claim that holds only because of it, or remove the statement',
  });
}

/** A change that opens something, with a request that it opens. */
interface Unnoticed extends Pick<Mutation, 'change'> {
  readonly request: SpaceRequest;
  /** What there would be after the change. */
  readonly policies: HeldPolicies;
}

function unnoticedWeakening(
  ground: HolderGround,
  { kind }: WrittenPolicy,
  statement: Statement,
  spend: () => boolean,
): Unnoticed | undefined {
  const isAllow = statement.effect === 'Allow';
  const view = isAllow ? 'gained' : 'unguarded';
  const { holder } = ground;
  const before = setOfPart(holder, kind, ground.policies);
  const accepted = kind === 'trust' ? [] : acceptedSpaces(ground);
  const bounds = kind === 'trust' ? admittedSpaces(ground) : boundSpaces(ground);
  let likely: Claim | undefined;
  for (const mutation of mutationsOf(statement, subjectOf(holder, kind))) {
    if (!spend()) continue;
    const policies = replaced(ground.policies, statement, mutation.statement);
    const weakened = { ...ground, policies };
    const alteration = { kind, effect: statement.effect, isLoss: false };
    // Most changes are noticed, and asking the claims takes less than what the change opens.
    const noticing = noticedBy(weakened, { ...alteration, isMixed: false }, likely);
    likely = noticing ?? likely;
    if (noticing) continue;
    // A bound speaks for what is in it, but not for a condition that is lost.
    const spoken = mutation.isCondition ? accepted : [...accepted, ...bounds];
    const except = isAllow ? spoken : [];
    const {
      [view]: change,
      lost,
      guarded,
    } = comparePolicies(before, setOfPart(holder, kind, policies), ground.knowledge, {
      space: except.length > 0 ? { except } : {},
      rows: 'one',
    });
    const [row] = change.rows;
    const isMixed = lost.verdict !== 'none' || guarded.verdict !== 'none';
    if (row && !(isMixed && noticedBy(weakened, { ...alteration, isMixed })))
      return { change: mutation.change, request: row.request, policies };
  }
  return undefined;
}

/** What can be changed in such a policy: all that a trust policy allows is to assume the role. */
function subjectOf(holder: Holder, kind: PolicyPart): { names: boolean; acts: boolean } {
  if (holder.kind === 'roles') return { names: kind === 'trust', acts: kind !== 'trust' };
  // The only principal of an RCP is `*`.
  return { names: namesPrincipals(holder.value.kind) && holder.value.kind !== 'rcp', acts: true };
}

const acceptedSpaces = ({ holder, substitute }: HolderGround): Space[] =>
  holder.value.accepted.map(({ space }) => toSpace(space, substitute));

/** What the upper bounds of the role say that it may do. */
const boundSpaces = ({ catalog, holder, substitute }: HolderGround): Space[] =>
  holder.value.claims.flatMap(({ only = [], scenario }) => {
    const contexts = catalog.contexts(scenario);
    return only.flatMap((one) => inScenario(toSpace(one, substitute), contexts, substitute));
  });

/** Whom claims that nobody else may assume the role leave out. */
const admittedSpaces = ({ holder, substitute }: HolderGround): Space[] =>
  holder.value.claims.flatMap(({ policy, every, expect, with: asking }) => {
    if (policy !== 'trust' || asking || !every || expect === 'allowed') return [];
    const { action, except = [], ...narrowed } = every;
    const isWhole = Object.values(narrowed).every((value) => value === undefined);
    const isAll = action === undefined || action === 'assume';
    return isWhole && isAll ? except.map((one) => toSpace(one, substitute)) : [];
  });

/** The policies with another statement in place of one, or without it. */
function replaced(policies: HeldPolicies, old: Statement, statement?: Statement): HeldPolicies {
  return {
    ...policies,
    written: policies.written.map((one) => ({
      ...one,
      policy: {
        ...one.policy,
        statements: one.policy.statements.flatMap((each) =>
          each === old ? (statement ?? []) : each,
        ),
      },
    })),
  };
}

function wordsOf(
  ground: HolderGround,
  { kind }: WrittenPolicy,
  statement: Statement,
  { change, request, policies }: Unnoticed,
  isDrafted: boolean,
): ProblemWords {
  const { holder } = ground;
  const { principal, action, resource, context } = request;
  const name = nameOf(statement, statement.index);
  const names = subjectOf(holder, kind).names;
  const by = names ? ` by ${principal}` : '';
  const on = kind === 'trust' ? '' : ` on ${resource}`;
  const asked = `${action}${on}${by} with ${contextText(context)}`;
  if (statement.effect !== 'Allow')
    return { message: refusedLess(name, change, asked), hint: hintOfDeny(kind) };
  const message = `no claim would notice if ${name} allowed more: ${change}, it would allow ${asked}`;
  const draft = boundOf(ground, kind);
  const wouldNotice = draft !== undefined && !boundHolds({ ...ground, policies }, draft);
  const who = holder.kind === 'roles' ? 'role' : 'policy';
  if (isDrafted && wouldNotice)
    return { message, hint: `the claim that another hint of this ${who} drafts would notice it` };
  if (wouldNotice)
    return { message, hint: `claim that nothing else is allowed:\n${claimLine(draft)}` };
  if (kind === 'trust')
    return { message, hint: 'claim that this is refused, for `every` such request' };
  const say = `Does not allow \`${action}\` on \`${resource}\` with ${contextText(context)}.`;
  const refusal = {
    say,
    ...(names ? { principal } : {}),
    requests: [{ action, resource, context }],
    expect: 'implicitDeny',
  };
  return { message, hint: `claim that this is refused:\n${claimLine(refusal)}` };
}

const refusedLess = (name: string, change: string, asked: string): string =>
  `no claim would notice if ${name} refused less: ${change}, it would no longer refuse ${asked}`;

function hintOfDeny(kind: PolicyPart): string {
  if (kind === 'trust')
    return 'claim what it refuses for every request: `policy: trust`, `every`, `expect: explicitDeny`';
  return kind === 'own'
    ? 'claim what it refuses for every request: `every`, `expect: explicitDeny`'
    : 'claim what it refuses for every request: `every`, `alsoAttached: anything`, `expect: explicitDeny`';
}

function at(
  { holder }: HolderGround,
  written: WrittenPolicy,
  { index }: Statement,
  code: 'claim/unproven-statement' | 'claim/unnoticed-change',
  words: ProblemWords,
): Problem {
  return problemOfStatement(holder, written, index, code, words);
}
