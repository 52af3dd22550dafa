/**
 * Compares formulas for one class of actions after another, and says where they differ and what
 * stays open.
 */
import type { ActionClass } from './action-classes.ts';
import { BUDGETS, OverBudget } from './budgets.ts';
import { callKind } from './callers.ts';
import { Compiler } from './compile.ts';
import {
  bitsOf,
  Diagrams,
  GAINED,
  isLeaf,
  LOST,
  MAYBE_GAINED,
  MAYBE_LOST,
  type Node,
  OUTSIDE,
  SAME,
  WISHES,
} from './diagram.ts';
import type { Side } from './formula.ts';
import type { Question } from './question.ts';
import { JointResources, type ResourcePattern, SinglePatterns } from './resources.ts';
import { ResourceSearch, type Choices } from './witness.ts';

/** Why something is not decided, and what to state to decide it. */
export interface Reason {
  readonly reason: string;
  readonly state?: string | undefined;
  readonly isVariable?: boolean | undefined;
}

/** The comparison for one class of actions. */
export interface ClassResult {
  readonly actions: ActionClass;
  readonly resources: JointResources | SinglePatterns;
  readonly search: ResourceSearch;
  readonly node: Node;
}

export interface Exploration {
  readonly results: readonly ClassResult[];
  /** What was not compared at all, mostly because of budgets. */
  readonly open: readonly Reason[];
  /** Whether any request is in the space; `undefined` if that is unknown. */
  readonly hasRequests: boolean | undefined;
}

export interface Pair {
  readonly before: Side;
  readonly after: Side;
}

/** Compares the pair that `pairOf` makes for each class of actions. */
export function explore(question: Question, pairOf: (compiler: Compiler) => Pair): Exploration {
  const { classes, open: unlisted } = question.actions();
  const open: Reason[] = unlisted === undefined ? [] : [{ reason: unlisted }];
  for (const { name, inexact } of question.domains.values())
    if (inexact !== undefined) open.push({ reason: `${name}: ${inexact}`, state: name });
  const isImpossible = [...question.domains].some(
    ([key, { states }]) => states.length === 0 && !question.isFixed(key),
  );
  if (isImpossible) return { results: [], open, hasRequests: false };
  const diagrams = new Diagrams(question.model);
  const results: ClassResult[] = [];
  let hasRequests: boolean | undefined = false;
  for (const actions of classes) {
    try {
      const result = compareClass(question, diagrams, actions, pairOf);
      if (!result) continue;
      hasRequests = true;
      results.push(result);
    } catch (error) {
      if (!(error instanceof OverBudget)) throw error;
      open.push({ reason: error.message, state: 'a smaller space' });
      hasRequests ||= undefined;
    }
  }
  return { results, open, hasRequests };
}

/** One class, resources jointly if that is possible; undefined if no request of it is in the space. */
function compareClass(
  question: Question,
  diagrams: Diagrams,
  actions: ActionClass,
  pairOf: (compiler: Compiler) => Pair,
): ClassResult | undefined {
  if (
    question.hasCallers &&
    question.callersFor(callKind(actions.sample.toLowerCase())).length === 0
  )
    return undefined;
  const resources = jointResources(question, actions) ?? new SinglePatterns(question.model);
  const compiler = new Compiler(question, actions, resources);
  const outside = compiler.outside();
  const search = new ResourceSearch(question, actions, resources);
  const settle = (node: Node): Node =>
    resources instanceof SinglePatterns ? withResources(node, search) : node;
  const inside = settle(
    diagrams.compare({ before: WISHES.nothing, after: WISHES.everything, outside }),
  );
  if ((bitsOf(inside) & (GAINED | MAYBE_GAINED)) === 0) return undefined;
  const { before, after } = pairOf(compiler);
  return { actions, resources, search, node: settle(diagrams.compare({ before, after, outside })) };
}

/** The split for the patterns that a class has in play; many classes have the same. */
function jointResources(question: Question, actions: ActionClass): JointResources | undefined {
  const patterns = new Map<string, ResourcePattern>();
  for (const { statement, policy, role } of question.entries) {
    if (role === 'trust' || !question.applies(statement, actions)) continue;
    const { hasVariables } = policy;
    for (const text of statement.resource?.values ?? [])
      patterns.set(`${hasVariables} ${text}`, { text, hasVariables });
  }
  const sorted = [...patterns].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const key = sorted.map(([name]) => name).join('\n');
  const known = splits.get(question) ?? new Map<string, JointResources | undefined>();
  splits.set(question, known);
  if (!known.has(key))
    known.set(
      key,
      splitJointly(
        question,
        sorted.map(([, pattern]) => pattern),
      ),
    );
  return known.get(key);
}

const splits = new WeakMap<Question, Map<string, JointResources | undefined>>();

function splitJointly(
  question: Question,
  patterns: readonly ResourcePattern[],
): JointResources | undefined {
  const { model, space, knowledge } = question;
  try {
    return new JointResources(
      model,
      patterns,
      question.choices(),
      space.resource,
      knowledge.resourceStates,
    );
  } catch (error) {
    if (error instanceof OverBudget) return undefined;
    throw error;
  }
}

/** Drops the paths on which no resource matches those patterns and not the others. */
function withResources(root: Node, search: ResourceSearch): Node {
  let paths = 0;
  let ids = -2;
  const same: Node = { bits: SAME, id: 0, doubts: [] };
  // No request is there, so that a row may or may not have it.
  const nowhere: Node = { bits: OUTSIDE, id: -1, doubts: [] };
  const known = new Map<number, number>();
  const matters = (node: Node): boolean => (bitsOf(node, known) & ~(SAME | OUTSIDE)) !== 0;
  const walk = (node: Node, choices: Choices): Node => {
    if (!matters(node)) return isLeaf(node) ? node : same;
    paths += 1;
    if (paths > BUDGETS.searchPaths)
      throw new OverBudget(
        `the resource patterns combine in more than ${BUDGETS.searchPaths} ways`,
      );
    if (isLeaf(node)) {
      if (search.find(choices, 'certain') !== undefined) return node;
      if (search.find(choices, 'possible') === undefined) return nowhere;
      const bits =
        (node.bits & (GAINED | MAYBE_GAINED) ? MAYBE_GAINED : 0) |
        (node.bits & (LOST | MAYBE_LOST) ? MAYBE_LOST : 0);
      const doubts = [...node.doubts, ...search.doubts(choices)];
      return { bits, id: (ids -= 1), doubts };
    }
    const isPattern = search.isPattern(node.variable);
    const edges = node.edges.flatMap(({ states, to }) =>
      isPattern
        ? states.map((state) => ({
            states: [state],
            to: search.contradicts(choices, node.variable, state)
              ? nowhere
              : walk(to, [...choices, { variable: node.variable, state }]),
          }))
        : [{ states, to: walk(to, choices) }],
    );
    return { id: (ids -= 1), variable: node.variable, edges };
  };
  return walk(root, []);
}
