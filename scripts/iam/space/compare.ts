/**
 * What do two policy sets decide differently? In two views: what is allowed, and what is explicitly
 * denied whatever else is attached, since a guardrail changes nothing in the first.
 */
import type { StatementRef } from '../evaluate.ts';
import { spaceAbout } from './about.ts';
import { answerTo } from './answers.ts';
import type { ActionClass } from './action-classes.ts';
import { OverBudget } from './budgets.ts';
import { callKind } from './callers.ts';
import type { View } from './compile.ts';
import { type Cube, cubesOf } from './cubes.ts';
import {
  decide,
  type PolicySet,
  type SpaceDecision,
  type SpaceOutcome,
  type SpaceRequest,
} from './decide.ts';
import { bitsOf, GAINED, LOST, MAYBE_GAINED, MAYBE_LOST, type Path } from './diagram.ts';
import { type ClassResult, type Exploration, explore, type Reason } from './explore.ts';
import type { Fact } from './facts.ts';
import type { Knowledge } from './knowledge.ts';
import { Question } from './question.ts';
import { isMet } from './met.ts';
import { distinct, doubtsOf } from './search.ts';
import type { Space } from './space.ts';
import { instances, withStated } from './variables.ts';
import { requestOf } from './witness.ts';
import {
  callerWords,
  type CallerWords,
  type KeyWords,
  keyWords,
  type ResourceWords,
  resourceWords,
} from './words.ts';

/** Requests whose decisions differ in the same way. */
export interface Row {
  readonly actions: ActionWords;
  readonly resources: ResourceWords;
  /** Who calls; undefined for identity policies. */
  readonly callers: CallerWords | undefined;
  /** All of these, if there are any. */
  readonly conditions: readonly KeyWords[];
  /** One of the requests, as the evaluator decides it on both sides. */
  readonly request: SpaceRequest;
  readonly before: SideWords;
  readonly after: SideWords;
}

export interface ActionWords {
  /** In AWS's spelling, by name. */
  readonly listed: readonly string[];
  /** Services of which all listed actions are meant; they are not in `listed`. */
  readonly services: readonly string[];
  /** An action that AWS has not published yet, if such are meant too. */
  readonly unlisted: string | undefined;
  /** Access levels of the listed actions. */
  readonly levels: readonly string[];
}

export interface SideWords {
  readonly decision: SpaceOutcome;
  readonly decidedBy: readonly StatementRef[];
}

export interface Change {
  /** Whether there is any such request. */
  readonly verdict: 'none' | 'some' | 'unknown';
  readonly rows: readonly Row[];
  /** Rows are missing, because there are too many or because something is open. */
  readonly isCut: boolean;
  /** What is open. */
  readonly reasons: readonly Reason[];
}

export interface Comparison {
  /** Allowed now, and not before. */
  readonly gained: Change;
  /** Allowed before, and no longer. */
  readonly lost: Change;
  /** Explicitly denied before, whatever else is attached, and no longer. */
  readonly unguarded: Change;
  /** Explicitly denied now. */
  readonly guarded: Change;
  /** Facts on keys that were looked at. */
  readonly facts: readonly Fact[];
  /** The date of the list of actions. */
  readonly date: string;
}

export interface CompareOptions {
  /** All requests, if absent. */
  readonly space?: Space | undefined;
  /** Only verdicts, with one row each. */
  readonly rows?: 'all' | 'one' | undefined;
}

/**
 * Compares two sets of the same kind, in both directions and both views.
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
 * const guard = policyFromValue('guard', {
 *   Version: '2012-10-17',
 *   Statement: { Effect: 'Deny', Action: 's3:DeleteObject', Resource: '*' },
 * });
 * const guarded = { kind: 'identity', identity: [policy, guard] };
 * const { lost, guarded: refused } = comparePolicies(policies, guarded, knowledge);
 * console.log(lost.verdict, refused.rows[0].actions.listed); // none [ 's3:DeleteObject' ]
 */
export function comparePolicies(
  before: PolicySet,
  after: PolicySet,
  knowledge: Knowledge,
  { space = {}, rows = 'all' }: CompareOptions = {},
): Comparison {
  return answerTo(knowledge, [before, after], ['compare', space, rows], () =>
    compareSets(before, after, knowledge, space, rows),
  );
}

function compareSets(
  before: PolicySet,
  after: PolicySet,
  knowledge: Knowledge,
  space: Space,
  rows: 'all' | 'one',
): Comparison {
  const sets = [before, after] as const;
  const about = spaceAbout(sets, space);
  const isMultivalued = (key: string): boolean => knowledge.keyInfo(key).multivalued === true;
  const stated = withStated(sets, about, isMultivalued);
  const question = questionOf(stated, about, knowledge);
  const compared: Compared = { sets, question, space: about, knowledge, rows };
  const allowed = compareView(compared, 'allowed');
  const denied = compareView(compared, 'explicitDeny');
  return {
    gained: allowed.gained,
    lost: allowed.lost,
    unguarded: denied.lost,
    guarded: denied.gained,
    facts: allowed.facts,
    date: knowledge.index.date,
  };
}

/** Whether nothing is decided differently in either view; unknown if something is open. */
export function areEqual(
  before: PolicySet,
  after: PolicySet,
  knowledge: Knowledge,
  space: Space = {},
): boolean | undefined {
  const { gained, lost, unguarded, guarded } = comparePolicies(before, after, knowledge, {
    space,
    rows: 'one',
  });
  const changes = [gained, lost, unguarded, guarded];
  if (changes.some(({ verdict }) => verdict === 'some')) return false;
  return changes.every(({ verdict }) => verdict === 'none') ? true : undefined;
}

interface Compared {
  /** As written, with variables: what the evaluator confirms. */
  readonly sets: readonly [PolicySet, PolicySet];
  /** Both views ask the same question; a text says why there is none. */
  readonly question: Question | string;
  readonly space: Space;
  readonly knowledge: Knowledge;
  readonly rows: 'all' | 'one';
}

interface ViewChanges {
  readonly gained: Change;
  readonly lost: Change;
  readonly facts: readonly Fact[];
}

function compareView(compared: Compared, view: View): ViewChanges {
  const first = compareOnce(compared, view);
  const isOpen = ({ verdict, reasons }: Change): boolean =>
    verdict === 'unknown' && reasons.some(({ isVariable }) => isVariable);
  let { gained, lost } = first;
  if (!isOpen(gained) && !isOpen(lost)) return first;
  for (const instance of instances(compared.sets, compared.space)) {
    if (!isOpen(gained) && !isOpen(lost)) break;
    const question = questionOf(instance.sets, instance.space, compared.knowledge);
    const again = compareOnce({ ...compared, question }, view);
    // Found with one value of the variable: the rows are examples.
    if (isOpen(gained) && again.gained.verdict === 'some')
      gained = { ...again.gained, isCut: true };
    if (isOpen(lost) && again.lost.verdict === 'some') lost = { ...again.lost, isCut: true };
  }
  return { ...first, gained, lost };
}

/** The question, or why its domains are too large. */
function questionOf(
  sets: readonly PolicySet[],
  space: Space,
  knowledge: Knowledge,
): Question | string {
  try {
    const question = new Question(sets, space, knowledge);
    return question.invalid ?? question;
  } catch (error) {
    if (error instanceof OverBudget) return error.message;
    throw error;
  }
}

function compareOnce(compared: Compared, view: View): ViewChanges {
  const { question } = compared;
  if (typeof question === 'string') return unknownBoth(question);
  const exploration = explore(question, (compiler) => ({
    before: compiler.side(0, view),
    after: compiler.side(1, view),
  }));
  return {
    gained: changeOf(compared, question, exploration, view, 'gained'),
    lost: changeOf(compared, question, exploration, view, 'lost'),
    facts: question.facts,
  };
}

function unknownBoth(reason: string): ViewChanges {
  const change: Change = { verdict: 'unknown', rows: [], isCut: true, reasons: [{ reason }] };
  return { gained: change, lost: change, facts: [] };
}

function changeOf(
  compared: Compared,
  question: Question,
  { results, open }: Exploration,
  view: View,
  direction: 'gained' | 'lost',
): Change {
  const [bit, maybe] = direction === 'gained' ? [GAINED, MAYBE_GAINED] : [LOST, MAYBE_LOST];
  const reasons: Reason[] = [...open];
  const rows: Row[] = [];
  let isCut = false;
  for (const result of results) {
    const bits = bitsOf(result.node);
    if ((bits & maybe) !== 0) reasons.push(...doubtsOf(question, result, maybe));
    if ((bits & bit) === 0 || (compared.rows === 'one' && rows.length > 0)) continue;
    const { cubes, isCut: isMore } = cubesOf(result.node, bit);
    isCut ||= isMore;
    for (const { cube, path } of cubes) {
      const row = rowOf(compared, question, result, cube, path, view, direction);
      if (row) rows.push(row);
      else
        reasons.push({
          reason: `a request of ${result.actions.sample} was found that the evaluator does not confirm`,
        });
    }
  }
  const verdict = rows.length > 0 ? 'some' : reasons.length > 0 ? 'unknown' : 'none';
  return {
    verdict,
    rows: merged(rows),
    isCut: isCut || reasons.length > 0,
    reasons: distinct(reasons),
  };
}

/** The words of a cube, with a request of it that the evaluator decides differently. */
function rowOf(
  compared: Compared,
  question: Question,
  { actions, resources, search }: ClassResult,
  cube: Cube,
  path: Path,
  view: View,
  direction: 'gained' | 'lost',
): Row | undefined {
  const request = requestOf(question, actions, resources, search, path);
  if (!request) return undefined;
  const wish = view === 'explicitDeny' ? 'explicitDeny' : 'allowed';
  const confirmed = firstDifferent(compared.sets, search.requests(request, path), wish, direction);
  if (!confirmed) return undefined;
  const side = ({ decision, decidedBy }: SideWords): SideWords => ({ decision, decidedBy });
  return {
    actions: actionWords(question, actions),
    resources: resourceWords(resources, cube),
    callers: question.hasCallers
      ? callerWords(question, cube, callKind(actions.sample.toLowerCase()))
      : undefined,
    conditions: keyWords(question, cube).toSorted((a, b) => (a.key < b.key ? -1 : 1)),
    request: confirmed.request,
    before: side(confirmed.before),
    after: side(confirmed.after),
  };
}

function firstDifferent(
  [from, to]: Compared['sets'],
  requests: Iterable<SpaceRequest>,
  wish: 'explicitDeny' | 'allowed',
  direction: 'gained' | 'lost',
): (Pick<Row, 'request'> & { before: SpaceDecision; after: SpaceDecision }) | undefined {
  for (const request of requests) {
    const [before, after] = [decide(from, request), decide(to, request)];
    const was = isMet(from, request, wish, before);
    const is = isMet(to, request, wish, after);
    if (direction === 'gained' ? was === false && is === true : was === true && is === false)
      return { request, before, after };
  }
  return undefined;
}

function actionWords(question: Question, { listed, services, unlisted }: ActionClass): ActionWords {
  const { index } = question.knowledge;
  const levels = new Set<string>();
  for (const name of listed)
    for (const level of index.action(name)?.access ?? []) levels.add(level);
  for (const service of services) for (const level of index.levelsOf(service)) levels.add(level);
  return { listed, services, unlisted, levels: [...levels].toSorted() };
}

/** One row for all classes of actions that change alike. */
function merged(rows: readonly Row[]): readonly Row[] {
  const found = new Map<string, Row>();
  for (const row of rows) {
    const { resources, callers, conditions, before, after } = row;
    const key = JSON.stringify([
      resources,
      callers?.callers.map(({ name }) => name),
      conditions,
      before,
      after,
    ]);
    const known = found.get(key);
    found.set(key, known ? { ...known, actions: joined(known.actions, row.actions) } : row);
  }
  return [...found.values()];
}

const joined = (a: ActionWords, b: ActionWords): ActionWords => ({
  listed: [...a.listed, ...b.listed].toSorted(),
  services: [...a.services, ...b.services].toSorted(),
  unlisted: a.unlisted ?? b.unlisted,
  levels: [...new Set([...a.levels, ...b.levels])].toSorted(),
});
