/**
 * Proofs over all requests: whether every request in a space gets a decision, and whether some does.
 * Requests are split into classes, and the evaluator's own functions decide each. This room knows
 * policies, spaces and facts; claims and the wording of answers are left to its callers.
 */
import { once } from '../../memo.ts';
import { fromValue } from '../cases.ts';
import { spaceAbout } from './about.ts';
import { ANSWERED } from '../caller-identity.ts';
import { answeredIn } from './answered.ts';
import { answerTo } from './answers.ts';
import type { Compiler, StatementPlace } from './compile.ts';
import {
  decide,
  isAlone,
  type PolicySet,
  type SpaceDecision,
  type SpaceRequest,
} from './decide.ts';
import { GAINED, LOST, MAYBE_GAINED, MAYBE_LOST, WISHES } from './diagram.ts';
import type { Reason } from './explore.ts';
import type { Fact } from './facts.ts';
import { NEVER_SIDE } from './formula.ts';
import type { Knowledge } from './knowledge.ts';
import { type Expectation, isMet } from './met.ts';
import { type Confirmation, type Search, search, type SearchResult } from './search.ts';
import type { Space } from './space.ts';

export type { Expectation } from './met.ts';

export interface ProofOptions {
  /** Every request must be decided by this statement: its Deny applies, or its Allow is among those that allow. */
  readonly by?: StatementPlace | undefined;
  /** Other identity policies may allow and deny anything; only a denial can be expected then. */
  readonly alsoAttached?: 'anything' | undefined;
  /** The answer is enough: the facts that a proof rests on are not worked out, which takes longer. */
  readonly isVerdict?: boolean | undefined;
  /** `sts:GetCallerIdentity`, which no policy refuses, counts as well, and not only what policies decide. */
  readonly withAnswered?: boolean | undefined;
}

/** A request with the evaluator's decision. */
export interface Witness {
  readonly request: SpaceRequest;
  readonly decision: SpaceDecision;
}

export type ProofFailure =
  | {
      readonly answer: 'unknown';
      /** Why, and what to state. */
      readonly reasons: readonly Reason[];
    }
  /** The space has no request; the facts are those that may have emptied it. */
  | { readonly answer: 'empty'; readonly facts: readonly Fact[] }
  /** The question cannot be asked in this form. */
  | { readonly answer: 'invalid'; readonly reason: string };

export type EveryAnswer =
  | {
      readonly answer: 'holds';
      /** Facts without which it would not hold. */
      readonly facts: readonly Fact[];
      /** The date of the list of actions. */
      readonly date: string;
    }
  | ({ readonly answer: 'fails' } & Witness)
  | ProofFailure;

export type SomeAnswer =
  | ({ readonly answer: 'yes' } & Witness)
  | { readonly answer: 'no'; readonly facts: readonly Fact[]; readonly date: string }
  | ProofFailure;

/**
 * Whether every request in the space gets this decision; otherwise a counterexample that the
 * evaluator confirms.
 *
 * @example
 * const reference = await loadReference();
 * await reference.prepare(['s3']);
 * const knowledge = knowledgeOf(reference, await actionIndex());
 * const policy = policyFromValue('reader', {
 *   Version: '2012-10-17',
 *   Statement: { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::docs/*' },
 * });
 * const policies = { kind: 'identity', identity: [policy] };
 * const changes = { access: ['Write', 'Tagging', 'Permissions management'] };
 * console.log(proveEvery(policies, changes, 'denied', knowledge).answer); // holds
 * const { answer, request } = proveEvery(policies, { service: 's3' }, 'denied', knowledge);
 * console.log(answer, request.action); // fails s3:GetObject
 */
export function proveEvery(
  policies: PolicySet,
  space: Space,
  expected: Expectation,
  knowledge: Knowledge,
  options: ProofOptions = {},
): EveryAnswer {
  return answerTo(knowledge, [policies], ['every', space, expected, options], () =>
    answerEvery(policies, space, expected, knowledge, options),
  );
}

function answerEvery(
  policies: PolicySet,
  space: Space,
  expected: Expectation,
  knowledge: Knowledge,
  options: ProofOptions,
): EveryAnswer {
  const about = spaceAbout([policies], space);
  const invalid = misuse(policies, expected, options);
  if (invalid !== undefined) return { answer: 'invalid', reason: invalid };
  const asked = options.alsoAttached === undefined ? policies : withAnything(policies);
  const found = inTurn(contradictions(asked, about, expected, options.by), knowledge);
  if (found.result === 'found')
    return { answer: 'fails', request: found.request, decision: decide(asked, found.request) };
  const isOwed = options.withAnswered === true && expected !== 'allowed';
  const answered = isOwed ? answeredCall(asked, about, knowledge) : undefined;
  if (answered && isMet(asked, answered, expected) === false)
    return { answer: 'fails', request: answered, decision: decide(asked, answered) };
  if (found.result !== 'none') return failureOf(found);
  const isSame = (facts: readonly Fact[]): boolean =>
    proveWith(asked, about, expected, { ...knowledge, facts }, options.by);
  return {
    answer: 'holds',
    facts: options.isVerdict === true ? [] : neededFacts(knowledge.facts, asked, about, isSame),
    date: knowledge.index.date,
  };
}

/**
 * Whether some request in the space gets this decision.
 *
 * @example
 * const reference = await loadReference();
 * await reference.prepare(['s3']);
 * const knowledge = knowledgeOf(reference, await actionIndex());
 * const policy = policyFromValue('reader', {
 *   Version: '2012-10-17',
 *   Statement: { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::docs/*' },
 * });
 * const policies = { kind: 'identity', identity: [policy] };
 * const other = { service: 's3', resource: { not: 'arn:aws:s3:::docs/*' } };
 * console.log(findSome(policies, other, 'allowed', knowledge).answer); // no
 */
export function findSome(
  policies: PolicySet,
  space: Space,
  wanted: Expectation,
  knowledge: Knowledge,
  options: Pick<ProofOptions, 'alsoAttached'> = {},
): SomeAnswer {
  return answerTo(knowledge, [policies], ['some', space, wanted, options], () =>
    answerSome(policies, space, wanted, knowledge, options),
  );
}

function answerSome(
  policies: PolicySet,
  space: Space,
  wanted: Expectation,
  knowledge: Knowledge,
  options: Pick<ProofOptions, 'alsoAttached'>,
): SomeAnswer {
  const about = spaceAbout([policies], space);
  const invalid = misuse(policies, wanted, options);
  if (invalid !== undefined) return { answer: 'invalid', reason: invalid };
  const asked = options.alsoAttached === undefined ? policies : withAnything(policies);
  const found = inTurn(examples(asked, about, wanted), knowledge);
  if (found.result === 'found')
    return { answer: 'yes', request: found.request, decision: decide(asked, found.request) };
  if (found.result !== 'none') return failureOf(found);
  const isSame = (facts: readonly Fact[]): boolean =>
    inTurn(examples(asked, about, wanted), { ...knowledge, facts }).result === 'none';
  return {
    answer: 'no',
    facts: neededFacts(knowledge.facts, asked, about, isSame),
    date: knowledge.index.date,
  };
}

/** A request in the space for the call that no policy refuses. */
function answeredCall(
  { kind }: PolicySet,
  space: Space,
  knowledge: Knowledge,
): SpaceRequest | undefined {
  const alike = kind === 'identity' ? answeredIn(space, knowledge.index) : undefined;
  if (!alike) return undefined;
  const all: PolicySet = { kind: 'identity', identity: [anything()] };
  const found = inTurn(examples(all, alike, 'allowed'), knowledge);
  return found.result === 'found'
    ? { ...found.request, action: ANSWERED, resource: '*' }
    : undefined;
}

const proveWith = (
  policies: PolicySet,
  space: Space,
  expected: Expectation,
  knowledge: Knowledge,
  by: StatementPlace | undefined,
): boolean => inTurn(contradictions(policies, space, expected, by), knowledge).result === 'none';

function failureOf(
  found: Exclude<SearchResult, { readonly result: 'found' | 'none' }>,
): ProofFailure {
  if (found.result === 'unknown') return { answer: 'unknown', reasons: found.reasons };
  if (found.result === 'invalid') return { answer: 'invalid', reason: found.reason };
  return { answer: 'empty', facts: found.facts };
}

function misuse(
  policies: PolicySet,
  expected: Expectation,
  { alsoAttached, by }: ProofOptions,
): string | undefined {
  const isOne = isAlone(policies);
  if ((!isOne || policies.kind === 'rcp') && (expected === 'admits' || expected === 'delegates'))
    return `only one policy of a resource or role, by itself, ${expected}`;
  if (alsoAttached !== undefined && isOne)
    return 'nothing is attached beside the policy of a resource or role';
  if (alsoAttached !== undefined && expected !== 'denied' && expected !== 'explicitDeny')
    return `"${expected}" cannot hold whatever else is attached: another policy may allow or deny anything`;
  if (by !== undefined && expected === 'implicitDeny')
    return 'an implicit denial is not decided by a statement';
  return undefined;
}

const anything = once(() =>
  fromValue('anything', {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
  }),
);

/** Beside an Allow of everything, what is still refused is refused whatever else is attached. */
export function withAnything(policies: PolicySet): PolicySet {
  if (isAlone(policies)) return policies;
  return { ...policies, identity: [...policies.identity, anything()] };
}

const confirmation = (
  policies: PolicySet,
  request: SpaceRequest,
  isConfirmed: boolean,
): Confirmation =>
  isConfirmed && (decide(policies, request).decision === 'unknown' ? 'either way' : 'certain');

/** Searches for a request that is decided otherwise, or not by the statement. */
function contradictions(
  policies: PolicySet,
  space: Space,
  expected: Expectation,
  by: StatementPlace | undefined,
): readonly Search[] {
  const confirms = (request: SpaceRequest): Confirmation =>
    confirmation(policies, request, isMet(policies, request, expected) === false);
  const base = { sets: [policies], space, confirms };
  const never = (view: 'allowed' | 'explicitDeny'): Search => ({
    ...base,
    pairOf: (compiler) => ({ before: WISHES.nothing, after: compiler.side(0, view) }),
    found: GAINED,
    maybe: MAYBE_GAINED,
  });
  const always = (
    side: (compiler: Compiler) => ReturnType<Compiler['side']>,
    confirmsIt = confirms,
  ): Search => ({
    ...base,
    confirms: confirmsIt,
    pairOf: (compiler) => ({ before: WISHES.everything, after: side(compiler) }),
    found: LOST,
    maybe: MAYBE_LOST,
  });
  const searches =
    expected === 'denied'
      ? [never('allowed')]
      : expected === 'implicitDeny'
        ? [never('allowed'), never('explicitDeny')]
        : [always((compiler) => compiler.side(0, expected))];
  if (by === undefined) return searches;
  const decides = ({ policy, index }: StatementPlace): boolean =>
    policy === by.policy && index === by.index;
  return [
    ...searches,
    always(
      (compiler) => compiler.decidedBy(0, by),
      (request) => {
        const { decision, decidedBy } = decide(policies, request);
        return decision !== 'unknown' && !decidedBy.some(decides) && 'certain';
      },
    ),
  ];
}

/** Searches for a request that is decided so. */
function examples(policies: PolicySet, space: Space, wanted: Expectation): readonly Search[] {
  const base = {
    sets: [policies],
    space,
    confirms: (request: SpaceRequest) =>
      confirmation(policies, request, isMet(policies, request, wanted) === true),
    found: GAINED,
    maybe: MAYBE_GAINED,
  };
  if (wanted === 'denied')
    return [
      {
        ...base,
        pairOf: (compiler) => ({ before: WISHES.everything, after: compiler.side(0, 'allowed') }),
        found: LOST,
        maybe: MAYBE_LOST,
      },
    ];
  if (wanted !== 'implicitDeny')
    return [
      {
        ...base,
        pairOf: (compiler) => ({ before: WISHES.nothing, after: compiler.side(0, wanted) }),
      },
    ];
  // Each need that no Allow meets is a way to be denied implicitly.
  const needs = isAlone(policies) ? 1 : 5 + (policies.scps?.length ?? 0);
  return Array.from({ length: needs }, (_, index) => ({
    ...base,
    pairOf: (compiler: Compiler) => ({
      before: WISHES.nothing,
      after: compiler.implicitDenials(0)[index] ?? NEVER_SIDE,
    }),
  }));
}

/** The first search that finds something; else the first that is not sure. */
function inTurn(searches: readonly Search[], knowledge: Knowledge): SearchResult {
  let open: SearchResult | undefined;
  for (const one of searches) {
    const result = search(one, knowledge);
    if (result.result === 'found' || result.result === 'empty' || result.result === 'invalid')
      return result;
    if (result.result === 'unknown') open ??= result;
  }
  return open ?? { result: 'none' };
}

/** Facts without which an answer would be another; none is tried that cannot matter. */
function neededFacts(
  facts: readonly Fact[],
  policies: PolicySet,
  space: Space,
  isSame: (facts: readonly Fact[]) => boolean,
): readonly Fact[] {
  const text = JSON.stringify([policies, space]).toLowerCase();
  const relevant = facts.filter(({ key }) => text.includes(`"${key.toLowerCase()}"`));
  if (relevant.length === 0 || isSame(facts.filter((fact) => !relevant.includes(fact)))) return [];
  const needed = relevant.filter((fact) => !isSame(facts.filter((one) => one !== fact)));
  return needed.length > 0 ? needed : relevant;
}
