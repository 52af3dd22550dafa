/** Access as a formula: no Deny applies, and there is an Allow everywhere one is needed. */
import { BUDGETS } from './budgets.ts';
import { both, type Doubts, type Model } from './model.ts';

/** A conjunction of atoms and doubts, by number, ascending. */
export interface Term {
  readonly atoms: readonly number[];
  readonly doubts: readonly number[];
  readonly key: string;
}

/** True if one of its terms is. */
export type Terms = readonly Term[];

/** True if no term of `deny` is, and one of each of `needs` is. Equal keys are equal formulas. */
export interface Side {
  readonly deny: Terms;
  readonly needs: readonly Terms[];
  readonly key: string;
}

export const ALWAYS: Side = { deny: [], needs: [], key: 'always' };
export const NEVER_SIDE: Side = { deny: [], needs: [[]], key: 'never' };

const ascending = (numbers: readonly number[]): number[] =>
  [...new Set(numbers)].toSorted((a, b) => a - b);

export function termOf(atoms: readonly number[], doubts: readonly number[] = []): Term {
  const [a, d] = [ascending(atoms), ascending(doubts)];
  return {
    atoms: a,
    doubts: d,
    key: d.length === 0 ? a.join('.') : `${a.join('.')}?${d.join('.')}`,
  };
}

export const TRUE_TERM: Term = termOf([]);

/** Drops each term that another one implies. */
export function absorb(terms: readonly Term[]): Terms {
  if (terms.length < 2) return terms;
  const distinct = [...new Map(terms.map((term) => [term.key, term])).values()];
  if (distinct.some(isTrue)) return [TRUE_TERM];
  const sorted = distinct.toSorted((a, b) => size(a) - size(b));
  const kept: Term[] = [];
  for (const term of sorted) if (!kept.some((one) => implies(term, one))) kept.push(term);
  return kept;
}

const size = ({ atoms, doubts }: Term): number => atoms.length + doubts.length;
const isTrue = (term: Term): boolean => term.key === '';
const implies = (term: Term, weaker: Term): boolean =>
  weaker.atoms.every((atom) => term.atoms.includes(atom)) &&
  weaker.doubts.every((doubt) => term.doubts.includes(doubt));

export function sideOf(deny: Terms, needs: readonly Terms[]): Side {
  if (deny.some(isTrue) || needs.some((terms) => terms.length === 0)) return NEVER_SIDE;
  const open = needs.filter((terms) => !terms.some(isTrue));
  if (deny.length === 0 && open.length === 0) return ALWAYS;
  const keys = [...new Set(open.map(keyOf))].toSorted();
  return { deny, needs: open, key: `${keyOf(deny)}!${keys.join('&')}` };
}

export const keyOf = (terms: Terms): string =>
  terms
    .map(({ key }) => key)
    .toSorted()
    .join(' ');

/** Its value, if nothing is left to ask. */
export function valueOf(side: Side): boolean | undefined {
  return side === ALWAYS ? true : side === NEVER_SIDE ? false : undefined;
}

/** Whether the terms are certainly true, certainly false, or neither yet. */
export function truthOf(terms: Terms): boolean | undefined {
  if (terms.length === 0) return false;
  return terms.some(isTrue) ? true : undefined;
}

/** The terms that are left once a variable has a state. */
export function assign(terms: Terms, model: Model, variable: number, state: number): Terms {
  if (!terms.some((term) => mentions(term, model, variable))) return terms;
  const left: Term[] = [];
  for (const term of terms) {
    let doubts: Doubts = [term.doubts];
    const rest: number[] = [];
    for (const id of term.atoms) {
      const atom = model.atomOf(id);
      if (atom.variable.id === variable) doubts = both(doubts, atom.at(state), BUDGETS.doubtTerms);
      else rest.push(id);
    }
    if (rest.length === term.atoms.length) left.push(term);
    else for (const one of doubts) left.push(termOf(rest, one));
  }
  return absorb(left);
}

const mentions = (term: Term, model: Model, variable: number): boolean =>
  term.atoms.some((id) => model.atomOf(id).variable.id === variable);

/** All terms of a side: those of its denials, then those of each need. */
export const termsOf = ({ deny, needs }: Side): readonly Terms[] => [deny, ...needs];

/** Every term of one with every term of the other. */
export function product(a: Terms, b: Terms): Terms {
  return absorb(
    a.flatMap((x) => b.map((y) => termOf([...x.atoms, ...y.atoms], [...x.doubts, ...y.doubts]))),
  );
}
