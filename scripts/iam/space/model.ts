/** The variables of a proof, the tests made on them, and the doubts that the evaluator has. */
import { OverBudget } from './budgets.ts';

/** A disjunction of conjunctions of doubts, by number, negative if negated: `[]` is false, `[[]]` true. */
export type Doubts = readonly (readonly number[])[];
export const CERTAIN: Doubts = [[]];
export const NEVER: Doubts = [];

/** What a request is split by: the resource, the principal, or one condition key. */
export interface Variable {
  readonly id: number;
  readonly name: string;
  /** States are numbered from 0. */
  readonly states: number;
}

/** One test on one variable, as a statement makes it. */
export interface Atom {
  readonly id: number;
  readonly variable: Variable;
  readonly at: (state: number) => Doubts;
}

/** What the evaluator calls unknown. The same comparison is the same doubt wherever it is made. */
export interface Doubt {
  readonly reason: string;
  /** What a claim can state so that the doubt no longer matters: a key, an action, a resource. */
  readonly state?: string | undefined;
  /** It depends on a policy variable, and values can be put in. */
  readonly isVariable?: boolean;
}

export class Model {
  readonly #variables = new Map<string, Variable>();
  readonly #atoms: Atom[] = [];
  readonly #atomIds = new Map<string, Atom>();
  /** Numbered from 1, so that each has a negative. */
  readonly #doubts: (Doubt | undefined)[] = [undefined];
  readonly #doubtIds = new Map<string, number>();

  /** The variable of this key; it is made on first use. */
  variable(key: string, states: number, name = key): Variable {
    const known = this.#variables.get(key);
    if (known) return known;
    const made = { id: this.#variables.size, name, states };
    this.#variables.set(key, made);
    return made;
  }

  /** The test of this text on the variable; its truth in each state is asked for once. */
  atom(variable: Variable, text: string, judge: (state: number) => Doubts): Atom {
    const key = `${variable.id}\n${text}`;
    const known = this.#atomIds.get(key);
    if (known) return known;
    const answers = new Map<number, Doubts>();
    const at = (state: number): Doubts => {
      const answer = answers.get(state) ?? judge(state);
      answers.set(state, answer);
      return answer;
    };
    const made = { id: this.#atoms.length, variable, at };
    this.#atoms.push(made);
    this.#atomIds.set(key, made);
    return made;
  }

  atomOf(id: number): Atom {
    const atom = this.#atoms[id];
    if (!atom) throw new Error(`there is no atom ${id}`);
    return atom;
  }

  /** The number of a doubt; `key` names the comparison that is in doubt. */
  doubt(key: string, doubt: Doubt): number {
    const known = this.#doubtIds.get(key);
    if (known !== undefined) return known;
    const id = this.#doubts.push(doubt) - 1;
    this.#doubtIds.set(key, id);
    return id;
  }

  doubtOf(id: number): Doubt {
    const doubt = this.#doubts[Math.abs(id)];
    if (!doubt) throw new Error(`there is no doubt ${id}`);
    return doubt;
  }
}

/** Both hold; undefined doubts of one statement multiply, and too many of them end the proof. */
export function both(a: Doubts, b: Doubts, most: number): Doubts {
  if (a === CERTAIN || b.length === 0) return b;
  if (b === CERTAIN || a.length === 0) return a;
  const product = a.flatMap((one) =>
    b
      .map((other) => [...new Set([...one, ...other])].toSorted((x, y) => x - y))
      .filter((doubts) => !doubts.some((doubt) => doubts.includes(-doubt))),
  );
  if (product.length > most) throw new OverBudget('one statement combines too many doubts');
  return product;
}
