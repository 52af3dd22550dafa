/** Searches for a request that a question is about, and has the evaluator confirm it. */
import type { ActionClass } from './action-classes.ts';
import type { Compiler } from './compile.ts';
import type { PolicySet, SpaceRequest } from './decide.ts';
import { bitsOf, paths } from './diagram.ts';
import { type ClassResult, explore, type Pair, type Reason } from './explore.ts';
import type { Fact } from './facts.ts';
import type { Knowledge } from './knowledge.ts';
import { Question } from './question.ts';
import type { Space } from './space.ts';
import { instances, withStated } from './variables.ts';
import { requestOf } from './witness.ts';
import { OverBudget } from './budgets.ts';

/** A question in terms of formulas: which bits of which comparison count as found. */
export interface Search {
  readonly sets: readonly PolicySet[];
  readonly space: Space;
  readonly pairOf: (compiler: Compiler) => Pair;
  readonly found: number;
  readonly maybe: number;
  /** Whether the evaluator says of a request what the search is for. */
  readonly confirms: (request: SpaceRequest) => Confirmation;
}

/** `either way`: what the evaluator leaves unknown about the request does not matter. */
export type Confirmation = 'certain' | 'either way' | false;

export type SearchResult =
  | { readonly result: 'none' }
  | {
      readonly result: 'found';
      readonly request: SpaceRequest;
      readonly actions: ActionClass;
    }
  | { readonly result: 'unknown'; readonly reasons: readonly Reason[] }
  | { readonly result: 'empty'; readonly facts: readonly Fact[] }
  | { readonly result: 'invalid'; readonly reason: string };

/** Paths whose requests are shown to the evaluator before a class counts as not confirmed. */
const TRIES = 40;

export function search(asked: Search, knowledge: Knowledge): SearchResult {
  const isMultivalued = (key: string): boolean => knowledge.keyInfo(key).multivalued === true;
  const query = { ...asked, sets: withStated(asked.sets, asked.space, isMultivalued) };
  const first = searchOnce(query, knowledge);
  if (first.result !== 'unknown' || !first.reasons.some(({ isVariable }) => isVariable))
    return first;
  for (const { sets, space } of instances(query.sets, query.space)) {
    const again = searchOnce({ ...query, sets, space }, knowledge);
    if (again.result === 'found') return again;
  }
  return first;
}

function searchOnce(query: Search, knowledge: Knowledge): SearchResult {
  try {
    return searchIn(query, new Question(query.sets, query.space, knowledge));
  } catch (error) {
    if (!(error instanceof OverBudget)) throw error;
    return { result: 'unknown', reasons: [{ reason: error.message, state: 'a smaller space' }] };
  }
}

function searchIn(query: Search, question: Question): SearchResult {
  if (question.invalid !== undefined) return { result: 'invalid', reason: question.invalid };
  const { results, open, hasRequests } = explore(question, query.pairOf);
  const reasons = [...open];
  for (const one of results) {
    const bits = bitsOf(one.node);
    if ((bits & query.found) !== 0) {
      const request = firstConfirmed(question, one, query);
      if (request) return { result: 'found', request, actions: one.actions };
      reasons.push({
        reason: `a request of ${one.actions.sample} was found that the evaluator does not confirm`,
      });
    }
    if ((bits & query.maybe) !== 0) reasons.push(...doubtsOf(question, one, query.maybe));
  }
  if (hasRequests === false && open.length === 0) return { result: 'empty', facts: question.facts };
  return reasons.length === 0
    ? { result: 'none' }
    : { result: 'unknown', reasons: distinct(reasons) };
}

/** A request on a path to what is looked for; one with a resource of the action's own type if it fits. */
export function firstConfirmed(
  question: Question,
  { actions, resources, search: find, node }: ClassResult,
  { found, confirms }: Pick<Search, 'found' | 'confirms'>,
): SpaceRequest | undefined {
  let tries = 0;
  let eitherWay: SpaceRequest | undefined;
  for (const { path } of paths(node, found)) {
    tries += 1;
    if (tries > TRIES) break;
    const request = requestOf(question, actions, resources, find, path);
    if (!request) continue;
    for (const one of find.requests(request, path)) {
      const confirmed = confirms(one);
      if (confirmed === 'certain') return one;
      if (confirmed === 'either way') eitherWay ??= one;
    }
  }
  return eitherWay;
}

/** What the leaves with these bits depend on. */
export function doubtsOf(question: Question, { node }: ClassResult, bits: number): Reason[] {
  const doubts = new Set<number>();
  let seen = 0;
  for (const { leaf } of paths(node, bits)) {
    for (const doubt of leaf.doubts) doubts.add(Math.abs(doubt));
    seen += 1;
    if (seen > TRIES) break;
  }
  return [...doubts].map((doubt) => question.model.doubtOf(doubt));
}

export function distinct(reasons: readonly Reason[]): readonly Reason[] {
  return [...new Map(reasons.map((one) => [one.reason, one])).values()];
}
