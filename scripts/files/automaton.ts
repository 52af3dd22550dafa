/**
 * Matches many patterns at once with an automaton whose states are created on first use. Matching
 * takes linear time, and for similar texts it is one table lookup per character.
 */
/** What a character of a path may be. `wild` symbols do not match the dot of a hidden name. */
export interface Symbol {
  readonly matches: (code: number) => boolean;
  readonly wild: boolean;
}

export type Node =
  | { readonly kind: 'symbol'; readonly symbol: Symbol }
  | { readonly kind: 'all'; readonly nodes: readonly Node[] }
  | { readonly kind: 'any'; readonly nodes: readonly Node[] }
  | { readonly kind: 'repeat'; readonly node: Node; readonly atLeastOnce: boolean };

/** Takes a text and returns the indexes of the patterns that match it, in descending order. */
export type Automaton = (text: string) => readonly number[];

interface Step {
  /** What the next character must be; a step without a symbol consumes nothing. */
  readonly symbol: Symbol | undefined;
  readonly to: readonly number[];
}

interface State {
  readonly steps: readonly number[];
  /** Whether a name begins at this state. */
  readonly isStart: boolean;
  readonly matched: readonly number[];
  /** The next state by character code: of ASCII, which paths mostly are, and of the rest. */
  readonly ascii: (State | undefined)[];
  readonly next: Map<number, State>;
}

const ASCII = 128;

/** How many states are kept before the table starts over. */
const MOST_STATES = 5000;
const SLASH = '/'.charCodeAt(0);
const DOT = '.'.charCodeAt(0);

/** Compiles patterns; `dot` says whether wildcards match the dot at the beginning of a name. */
export function automatonOf(patterns: readonly Node[], dot: boolean): Automaton {
  const steps: Step[] = [];
  /** The final step of each pattern, with the pattern's index. */
  const ends = new Map<number, number>();
  const add = (symbol: Symbol | undefined, to: readonly number[]): number =>
    steps.push({ symbol, to }) - 1;
  /** The first step of a node that is followed by the step `then`. */
  const build = (node: Node, then: number): number => {
    if (node.kind === 'symbol') return add(node.symbol, [then]);
    if (node.kind === 'all') return node.nodes.reduceRight((next, one) => build(one, next), then);
    if (node.kind === 'any')
      return add(
        undefined,
        node.nodes.map((one) => build(one, then)),
      );
    const to = [then];
    const again = add(undefined, to);
    const first = build(node.node, again);
    to.unshift(first);
    return node.atLeastOnce ? first : again;
  };
  const starts = patterns.map((pattern, index) => {
    const end = add(undefined, []);
    ends.set(end, index);
    // A folder may be written with a trailing slash.
    const slash = add({ matches: (code) => code === SLASH, wild: false }, [end]);
    return build(pattern, add(undefined, [end, slash]));
  });

  const states = new Map<string, State>();
  const stateOf = (from: readonly number[], isStart: boolean): State => {
    const reached = new Set<number>();
    const pending = [...from];
    for (let step = pending.pop(); step !== undefined; step = pending.pop()) {
      if (reached.has(step)) continue;
      reached.add(step);
      if (!steps[step]?.symbol) pending.push(...(steps[step]?.to ?? []));
    }
    const kept = [...reached]
      .filter((step) => steps[step]?.symbol ?? ends.has(step))
      .toSorted((a, b) => a - b);
    const key = `${kept.join()} ${isStart}`;
    const known = states.get(key);
    if (known) return known;
    if (states.size >= MOST_STATES) {
      // Callers still hold the current state, so only its transitions are forgotten.
      for (const { ascii, next } of states.values()) {
        ascii.fill(undefined);
        next.clear();
      }
      states.clear();
    }
    const matched = kept.flatMap((step) => ends.get(step) ?? []).toSorted((a, b) => b - a);
    const ascii = Array.from<State | undefined>({ length: ASCII });
    const state = { steps: kept, isStart, matched, ascii, next: new Map<number, State>() };
    states.set(key, state);
    return state;
  };
  const follow = (state: State, code: number): State => {
    const isHidden = !dot && state.isStart && code === DOT;
    const to = state.steps.flatMap((step) => {
      const { symbol, to: next } = steps[step] as Step;
      return symbol && !(isHidden && symbol.wild) && symbol.matches(code) ? next : [];
    });
    const next = stateOf(to, code === SLASH);
    if (code < ASCII) state.ascii[code] = next;
    else state.next.set(code, next);
    return next;
  };
  const start = stateOf(starts, true);
  return (text) => {
    let state = start;
    for (let at = 0; at < text.length && state.steps.length > 0; at += 1) {
      const code = text.charCodeAt(at);
      const known = code < ASCII ? state.ascii[code] : state.next.get(code);
      state = known ?? follow(state, code);
    }
    return state.steps.length === 0 ? [] : state.matched;
  };
}
