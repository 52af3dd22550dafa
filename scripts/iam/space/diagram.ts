/**
 * Compares two formulas in a decision diagram. It branches on what the differing parts look at, and
 * stops where both are the same text, so that its cost follows the difference, not the policies.
 */
import { BUDGETS, OverBudget } from './budgets.ts';
import {
  ALWAYS,
  assign,
  keyOf,
  NEVER_SIDE,
  type Side,
  sideOf,
  type Term,
  termsOf,
  type Terms,
  truthOf,
  valueOf,
} from './formula.ts';
import type { Model, Variable } from './model.ts';

/** What two sides say about some requests, as bits; doubts can leave several possible. */
export const SAME = 1;
export const GAINED = 2;
export const LOST = 4;
export const MAYBE_GAINED = 8;
export const MAYBE_LOST = 16;
/** Requests that do not count. */
export const OUTSIDE = 32;

export interface Leaf {
  readonly bits: number;
  readonly id: number;
  /** Doubts that a "maybe" depends on. */
  readonly doubts: readonly number[];
}

export interface Branch {
  readonly id: number;
  readonly variable: Variable;
  readonly edges: readonly { readonly states: readonly number[]; readonly to: Node }[];
}

export type Node = Leaf | Branch;

export const isLeaf = (node: Node): node is Leaf => 'bits' in node;

interface Compared {
  readonly before: Side;
  readonly after: Side;
  /** Requests that do not count. */
  readonly outside: Terms;
}

export class Diagrams {
  readonly #model: Model;
  readonly #known = new Map<string, Node>();
  readonly #unique = new Map<string, Node>();
  #ids = 0;
  #steps = 0;

  constructor(model: Model) {
    this.#model = model;
  }

  /** Throws OverBudget when the diagrams of this question have too many nodes. */
  compare({ before, after, outside }: Compared): Node {
    const isOutside = truthOf(outside);
    if (isOutside === true) return this.#leaf(OUTSIDE);
    if (before.key === after.key) return this.#leaf(SAME);
    const [a, b] = [valueOf(before), valueOf(after)];
    if (a !== undefined && b !== undefined && isOutside === false)
      return this.#leaf(b ? GAINED : LOST);
    const key = `${before.key}\n${after.key}\n${keyOf(outside)}`;
    const known = this.#known.get(key);
    if (known) return known;
    this.#steps += 1;
    if (this.#steps > BUDGETS.steps)
      throw new OverBudget(
        `the conditions of the statements combine in more than ${BUDGETS.steps} ways`,
      );
    const variable = this.#choose({ before, after, outside });
    const node = variable
      ? this.#branch(variable, { before, after, outside })
      : this.#doubtful(before, after);
    this.#known.set(key, node);
    return node;
  }

  #branch(variable: Variable, { before, after, outside }: Compared): Node {
    const atoms = this.#atomsOn(variable, [...termsOf(before), ...termsOf(after), outside]);
    const answers = new Map<string, Node>();
    const edges = new Map<number, { states: number[]; to: Node }>();
    for (let state = 0; state < variable.states; state += 1) {
      const said = atoms.map((id) => JSON.stringify(this.#model.atomOf(id).at(state))).join(';');
      let to = answers.get(said);
      if (!to) {
        const on = (terms: Terms): Terms => assign(terms, this.#model, variable.id, state);
        const side = (of: Side): Side => sideOf(on(of.deny), of.needs.map(on));
        to = this.compare({ before: side(before), after: side(after), outside: on(outside) });
        answers.set(said, to);
      }
      const edge = edges.get(to.id);
      if (edge) edge.states.push(state);
      else edges.set(to.id, { states: [state], to });
    }
    const list = [...edges.values()];
    const [first] = list;
    if (!first) return this.#leaf(OUTSIDE);
    if (list.length === 1) return first.to;
    const text = list.map(({ states, to }) => `${states.join()}>${to.id}`).join(';');
    return this.#once(`${variable.id}:${text}`, (id) => ({ id, variable, edges: list }));
  }

  #atomsOn(variable: Variable, all: readonly Terms[]): number[] {
    const ids = new Set<number>();
    for (const terms of all)
      for (const { atoms } of terms)
        for (const id of atoms) if (this.#model.atomOf(id).variable === variable) ids.add(id);
    return [...ids];
  }

  /** The variable that differing terms mention most, those with few states first. */
  #choose({ before, after, outside }: Compared): Variable | undefined {
    const scores = new Map<Variable, number>();
    const add = (term: Term, weight: number): void => {
      for (const id of term.atoms) {
        const { variable } = this.#model.atomOf(id);
        scores.set(variable, (scores.get(variable) ?? 0) + weight);
      }
    };
    const keysOf = (side: Side): Set<string> =>
      new Set(termsOf(side).flatMap((terms, at) => terms.map(({ key }) => `${at === 0} ${key}`)));
    const [a, b] = [keysOf(before), keysOf(after)];
    for (const [side, other] of [
      [before, b],
      [after, a],
    ] as const)
      for (const [at, terms] of termsOf(side).entries())
        for (const term of terms) add(term, other.has(`${at === 0} ${term.key}`) ? 1 : 1000);
    for (const term of outside) add(term, 1);
    let best: Variable | undefined;
    let most = 0;
    for (const [variable, score] of scores) {
      const weighed = score / Math.log2(variable.states + 2);
      if (weighed > most) [best, most] = [variable, weighed];
    }
    return best;
  }

  /** Only doubts are left. A side that is a wish, not a policy, is compared as the evaluator would. */
  #doubtful(before: Side, after: Side): Node {
    const doubts = [
      ...new Set(
        [...termsOf(before), ...termsOf(after)].flatMap((terms) =>
          terms.flatMap((term) => term.doubts.map(Math.abs)),
        ),
      ),
    ];
    const [a, b] = [valueOf(before), valueOf(after)];
    if (a !== undefined || b !== undefined) {
      const isGain = a === false || b === true;
      return this.#leaf(isGain ? MAYBE_GAINED : MAYBE_LOST, doubts);
    }
    if (doubts.length > BUDGETS.doubts) return this.#leaf(MAYBE_GAINED | MAYBE_LOST, doubts);
    let bits = 0;
    for (let chosen = 0; chosen < 2 ** doubts.length; chosen += 1) {
      const holds = (doubt: number): boolean =>
        ((chosen >> doubts.indexOf(Math.abs(doubt))) & 1) === Number(doubt > 0);
      const some = (terms: Terms): boolean => terms.some((term) => term.doubts.every(holds));
      const value = ({ deny, needs }: Side): boolean => !some(deny) && needs.every(some);
      const [x, y] = [value(before), value(after)];
      bits |= x === y ? SAME : y ? MAYBE_GAINED : MAYBE_LOST;
    }
    return this.#leaf(bits, doubts);
  }

  #leaf(bits: number, doubts: readonly number[] = []): Node {
    return this.#once(`leaf ${bits} ${doubts.join()}`, (id) => ({ bits, id, doubts }));
  }

  #once(key: string, make: (id: number) => Node): Node {
    const known = this.#unique.get(key);
    if (known) return known;
    this.#ids += 1;
    const made = make(this.#ids);
    this.#unique.set(key, made);
    return made;
  }
}

/** What a question wishes of every request. */
export const WISHES = { everything: ALWAYS, nothing: NEVER_SIDE } as const;

/** All bits that a node leads to. */
export function bitsOf(node: Node, known = new Map<number, number>()): number {
  if (isLeaf(node)) return node.bits;
  const before = known.get(node.id);
  if (before !== undefined) return before;
  const bits = node.edges.reduce((sum, { to }) => sum | bitsOf(to, known), 0);
  known.set(node.id, bits);
  return bits;
}

export type Path = readonly { readonly variable: Variable; readonly states: readonly number[] }[];

/** Paths to leaves with one of these bits, with the leaf. */
export function* paths(
  node: Node,
  bits: number,
  before: Path = [],
  known = new Map<number, number>(),
): Generator<{ path: Path; leaf: Leaf }> {
  if (isLeaf(node)) {
    if ((node.bits & bits) !== 0) yield { path: before, leaf: node };
    return;
  }
  for (const { states, to } of node.edges)
    if ((bitsOf(to, known) & bits) !== 0)
      yield* paths(to, bits, [...before, { variable: node.variable, states }], known);
}
