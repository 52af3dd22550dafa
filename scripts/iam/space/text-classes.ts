/**
 * Which sets of globs a single text can match, and whether a text matches some globs but not
 * others.
 */
import { Automaton, keyOfState, type State } from './automaton.ts';
import { OverBudget } from './budgets.ts';
import { type Glob, LETTER, RUN, RUN_IN_PART } from './glob-tokens.ts';

export interface TextClass {
  /** A shortest text of the class. */
  readonly text: string;
  /** Indexes of the globs that match it, ascending. */
  readonly matched: readonly number[];
}

export interface ClassOptions {
  /** Texts that count: those that match one of these. */
  readonly among: readonly Glob[];
  /** States of the automaton; beyond, {@link OverBudget} is thrown. */
  readonly states: number;
  /** Texts that do not count are skipped, and a longer one is looked for. */
  readonly accept?: (text: string) => boolean;
  /**
   * Globs of one group count as one: that one of them matches is all that matters, and `matched` may
   * leave out the others. Without it each glob is told apart.
   */
  readonly groupOf?: ((glob: number) => number) | undefined;
}

/** How often a state is visited again, by other texts, when some texts do not count. */
const RETRIES = 4;

/** All sets of globs that some text matches, each with one such text. */
export function textClasses(
  globs: readonly Glob[],
  { among, states, accept, groupOf }: ClassOptions,
): readonly TextClass[] {
  const automaton = new Automaton([...globs, ...among]);
  // What counts is never dropped: each glob of `among` is a group of its own.
  const group = (glob: number): number =>
    glob < globs.length && groupOf ? groupOf(glob) : -1 - glob;
  const found = new Map<string, TextClass>();
  const visits = new Map<string, number>([[keyOfState(automaton.start), 1]]);
  let queue: { state: State; text: string }[] = [{ state: automaton.start, text: '' }];
  let count = 0;
  while (queue.length > 0) {
    const next: typeof queue = [];
    for (const { state, text } of queue) {
      count += 1;
      if (count > states)
        throw new OverBudget(`${globs.length} patterns interleave in more than ${states} ways`);
      const matched = automaton.matched(state);
      // Owners are ascending, and those of `among` come last.
      const isIn = (matched.at(-1) ?? -1) >= globs.length;
      if (isIn) {
        const own = matched.filter((glob) => glob < globs.length);
        const key = own.join();
        if (!found.has(key) && (accept?.(text) ?? true)) found.set(key, { text, matched: own });
      }
      if ((automaton.alive(state).at(-1) ?? -1) < globs.length) continue;
      for (const letter of automaton.letters(state)) {
        const stepped = automaton.step(state, letter);
        const to = groupOf ? automaton.withoutDecided(stepped, group) : stepped;
        if (to.length === 0) continue;
        const key = keyOfState(to);
        const visited = visits.get(key) ?? 0;
        if (visited >= (accept ? RETRIES : 1)) continue;
        visits.set(key, visited + 1);
        next.push({ state: to, text: text + String.fromCharCode(letter) });
      }
    }
    queue = next;
  }
  return [...found.values()];
}

export interface TextQuery {
  readonly all: readonly Glob[];
  readonly none: readonly Glob[];
  readonly among: readonly Glob[];
  readonly states: number;
}

/** A shortest text that matches all of `all`, one of `among`, and none of `none`; with the states it took. */
export function findText({ all, none, among, states }: TextQuery): {
  text: string | undefined;
  states: number;
} {
  const against = none.filter((glob) => all.every((one) => mayMeet(one, glob)));
  const automaton = new Automaton([...all, ...against, ...among]);
  const isAmong = (glob: number): boolean => glob >= all.length + against.length;
  const isAgainst = (glob: number): boolean => glob >= all.length && !isAmong(glob);
  const seen = new Set([keyOfState(automaton.start)]);
  let queue: { state: State; text: string }[] = [{ state: automaton.start, text: '' }];
  let count = 0;
  while (queue.length > 0) {
    const next: typeof queue = [];
    for (const { state, text } of queue) {
      count += 1;
      if (count > states)
        throw new OverBudget(
          `a resource of ${all.length} patterns and not of ${against.length} takes more than ${states} steps to find`,
        );
      if (automaton.isDecided(state, isAgainst)) continue;
      const alive = automaton.alive(state);
      const needed = alive.filter((glob) => glob < all.length).length;
      if (!isAmong(alive.at(-1) ?? -1) || needed < all.length) continue;
      const matched = automaton.matched(state);
      const isFound =
        isAmong(matched.at(-1) ?? -1) &&
        !matched.some(isAgainst) &&
        matched.filter((glob) => glob < all.length).length === all.length;
      if (isFound) return { text, states: count };
      for (const letter of automaton.letters(state)) {
        const to = automaton.step(state, letter);
        const key = keyOfState(to);
        if (to.length === 0 || seen.has(key)) continue;
        seen.add(key);
        next.push({ state: to, text: text + String.fromCharCode(letter) });
      }
    }
    queue = next;
  }
  return { text: undefined, states: count };
}

/** Whether one text may match both, by their beginnings and ends: "no" is certain. */
export function mayMeet({ tokens: a }: Glob, { tokens: b }: Glob): boolean {
  const hasRun = (tokens: readonly number[]): boolean =>
    tokens.some((token) => token === RUN || token === RUN_IN_PART);
  if (!hasRun(a) && !hasRun(b) && a.length !== b.length) return false;
  return !differBefore(a, b) && !differBefore(a.toReversed(), b.toReversed());
}

/** Whether two letters differ before the first wildcard of either. */
function differBefore(a: readonly number[], b: readonly number[]): boolean {
  for (let at = 0; at < Math.min(a.length, b.length); at += 1) {
    const [x = LETTER, y = LETTER] = [a[at], b[at]];
    if (x < 0 || y < 0) return false;
    if (x !== y) return true;
  }
  return false;
}
