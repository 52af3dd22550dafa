/**
 * Runs many globs over a text at once. A state is the set of positions that the globs can be in.
 */
import { OverBudget } from './budgets.ts';
import {
  COLON,
  DIGIT,
  type Glob,
  LETTER,
  LETTER_IN_PART,
  NAME_LETTER,
  NAME_RUN,
  RUN,
  RUN_IN_PART,
  SERVICE_LETTER,
  SERVICE_RUN,
} from './glob-tokens.ts';

/** Places, ascending. */
export type State = readonly number[];

/** Equal for equal states, and faster to build than a list of decimals. */
export const keyOfState = (state: State): string => String.fromCharCode(...state);

const END = -100;
/** Letters for "any letter that no glob names here", readable ones first. */
const FILLERS = 'xeatnoiszrlmdcuphgbfwykvjq0123456789'
  .split('')
  .map((letter) => letter.charCodeAt(0));

const isDigitLetter = (letter: number): boolean => letter >= 48 && letter <= 57;
const DIGITS = FILLERS.filter(isDigitLetter);

export class Automaton {
  readonly start: State;
  readonly #tokens: Int32Array;
  readonly #owners: Int32Array;
  readonly #folds: Uint8Array;
  /** The end of each glob. */
  readonly #ends: readonly number[];
  /** The last step in which each place was entered, so that none is entered twice. */
  readonly #entered: Int32Array;
  #step = 0;

  constructor(globs: readonly Glob[]) {
    const size = globs.reduce((sum, { tokens }) => sum + tokens.length + 1, 0);
    // A place is one letter of a state's key.
    if (size > 0xffff) throw new OverBudget('the patterns are longer than an automaton can be');
    this.#tokens = new Int32Array(size).fill(END);
    this.#owners = new Int32Array(size);
    this.#folds = new Uint8Array(size);
    this.#entered = new Int32Array(size);
    const starts: number[] = [];
    const ends: number[] = [];
    let base = 0;
    for (const [owner, { tokens, foldsCase }] of globs.entries()) {
      starts.push(base);
      this.#tokens.set(tokens, base);
      this.#owners.fill(owner, base, base + tokens.length + 1);
      if (foldsCase) this.#folds.fill(1, base, base + tokens.length + 1);
      base += tokens.length + 1;
      ends.push(base - 1);
    }
    this.#ends = ends;
    const first: number[] = [];
    this.#step += 1;
    for (const place of starts) this.#enter(first, place);
    this.start = first;
  }

  step(state: State, letter: number): State {
    const next: number[] = [];
    const lower = letter >= 65 && letter <= 90 ? letter + 32 : letter;
    this.#step += 1;
    for (const place of state) {
      const token = this.#tokens[place] ?? END;
      if (token >= 0) {
        if (token === letter || (this.#folds[place] === 1 && token === lower))
          this.#enter(next, place + 1);
      } else if (takes(token, letter)) this.#enter(next, isRun(token) ? place : place + 1);
    }
    // Ascending already: a place leads to itself, to the next one and past runs, never behind another.
    return next;
  }

  /** The globs that match the text read so far, ascending. */
  matched(state: State): number[] {
    const globs: number[] = [];
    for (const place of state)
      if (this.#tokens[place] === END) globs.push(this.#owners[place] ?? 0);
    return globs;
  }

  /** The globs that can still match, ascending. */
  alive(state: State): number[] {
    const globs: number[] = [];
    for (const place of state) {
      const owner = this.#owners[place] ?? 0;
      if (globs.at(-1) !== owner) globs.push(owner);
    }
    return globs;
  }

  /** Whether a glob in this state matches anything that may follow. */
  isDecided(state: State, isAsked: (glob: number) => boolean): boolean {
    return state.some((place) => this.#isFinal(place) && isAsked(this.#owners[place] ?? 0));
  }

  /** Drops the globs of a group of which another one matches all that may follow. */
  withoutDecided(state: State, groupOf: (glob: number) => number): State {
    const decided = new Map<number, number>();
    for (const place of state) {
      const owner = this.#owners[place] ?? 0;
      const group = groupOf(owner);
      if (this.#isFinal(place) && !decided.has(group)) decided.set(group, owner);
    }
    if (decided.size === 0) return state;
    return state.filter((place) => {
      const owner = this.#owners[place] ?? 0;
      const kept = decided.get(groupOf(owner));
      // Of the one that is decided, only its end matters.
      return kept === undefined || (kept === owner && place >= this.#lastOf(owner) - 1);
    });
  }

  /** The end of a glob whose last token is a run. */
  #isFinal(place: number): boolean {
    return (
      this.#tokens[place] === END &&
      this.#tokens[place - 1] === RUN &&
      this.#owners[place - 1] === this.#owners[place]
    );
  }

  #lastOf(owner: number): number {
    return this.#ends[owner] ?? 0;
  }

  /** Letters that lead to different states from here: those named, and one that stands for the rest. */
  letters(state: State): number[] {
    const named = new Set<number>();
    let isDigit = false;
    for (const place of state) {
      const token = this.#tokens[place] ?? END;
      isDigit ||= token === DIGIT;
      if (token >= 0) {
        named.add(token);
        if (this.#folds[place] === 1 && token >= 97 && token <= 122) named.add(token - 32);
      } else if (token !== END && token <= RUN_IN_PART) named.add(COLON);
    }
    let filler = FILLERS.find((letter) => !named.has(letter));
    for (let letter = 0x100; filler === undefined; letter += 1)
      if (!named.has(letter)) filler = letter;
    const digit = isDigit ? DIGITS.find((letter) => !named.has(letter)) : undefined;
    return digit === undefined ? [filler, ...named] : [filler, digit, ...named];
  }

  /** Enters a place, and the one behind a run, which may be empty. */
  #enter(places: number[], from: number): void {
    for (let place = from; this.#entered[place] !== this.#step; place += 1) {
      this.#entered[place] = this.#step;
      places.push(place);
      if (!isRun(this.#tokens[place] ?? END)) return;
    }
  }
}

const isRun = (token: number): boolean =>
  token === RUN || token === RUN_IN_PART || token === SERVICE_RUN || token === NAME_RUN;

function takes(token: number, letter: number): boolean {
  if (token === RUN || token === LETTER) return true;
  if (token === RUN_IN_PART || token === LETTER_IN_PART) return letter !== COLON;
  if (token === DIGIT) return isDigitLetter(letter);
  const isName = (letter >= 97 && letter <= 122) || isDigitLetter(letter);
  if (token === NAME_RUN || token === NAME_LETTER) return isName;
  return (token === SERVICE_RUN || token === SERVICE_LETTER) && (isName || letter === 45);
}
