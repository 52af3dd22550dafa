/**
 * Globs as picomatch defines them, but matched in linear time: a configuration or a `.gitignore`
 * may come from a stranger, and a regular expression takes exponential time over `*a*a*a*b`.
 *
 * `*` and `?` stay within a name; `**` between slashes crosses folders; `[…]` is one character;
 * `{a,b}` and `{1..9}` are alternatives; `@(…)`, `?(…)`, `*(…)` and `+(…)` are groups.
 */
import { type Automaton, automatonOf, type Node, type Symbol } from './automaton.ts';

export interface GlobOptions {
  /** Whether wildcards match the dot at the beginning of a name. */
  readonly dot?: boolean;
  /**
   * Follow `.gitignore` rules: braces and groups are plain text, and `a/**` does not match `a`
   * itself.
   */
  readonly isGit?: boolean;
}

/** In UTF-16 units. A longer glob is a mistake or an attack. */
export const LONGEST_GLOB = 1000;

/** Why a text cannot be used as a glob; undefined if it can. */
export function globProblem(glob: string): string | undefined {
  if (glob.length > LONGEST_GLOB) return `a glob has at most ${LONGEST_GLOB} characters`;
  if (/(?:^|[^\\])!\(/.test(glob)) return 'groups of the form `!(…)` are not supported';
  return undefined;
}

/** Takes a path and returns the indexes of the globs that match it, in descending order. */
export function globAutomaton(globs: readonly string[], options: GlobOptions = {}): Automaton {
  return automatonOf(
    globs.map((glob) =>
      globProblem(glob) === undefined ? parse(glob, options) : { kind: 'any', nodes: [] },
    ),
    options.dot === true,
  );
}

/** The folder or file that a glob begins with, up to its first wildcard, and whether it has one. */
export function beginningOf(glob: string): { readonly base: string; readonly isGlob: boolean } {
  const at = /(?:[*?[{]|[@+]\()/.exec(glob.replace(/\\./g, '__'))?.index;
  const plain = at === undefined ? glob : glob.slice(0, Math.max(0, glob.lastIndexOf('/', at)));
  return { base: plain.replace(/\\(.)/g, '$1'), isGlob: at !== undefined };
}

/** A glob that matches exactly this path. */
export function escapeGlob(path: string): string {
  return path.replace(/[\\()[\]{}*?!+@]/g, '\\$&');
}

const SLASH = '/'.charCodeAt(0);
const oneOf = (symbol: Symbol): Node => ({ kind: 'symbol', symbol });
const all = (nodes: readonly Node[]): Node => ({ kind: 'all', nodes });
const any = (nodes: readonly Node[]): Node => ({ kind: 'any', nodes });
const many = (node: Node, atLeastOnce = false): Node => ({ kind: 'repeat', node, atLeastOnce });
const optional = (node: Node): Node => any([node, all([])]);
/**
 * `wild`: after a `*` at the beginning of a name, a literal dot must not match the first character
 * either.
 */
const character = (text: string, wild = false): Node => {
  const code = text.charCodeAt(0);
  return oneOf({ matches: (other) => other === code, wild });
};

const IN_NAME = oneOf({ matches: (code) => code !== SLASH, wild: true });
const IN_PATH = oneOf({ matches: () => true, wild: true });
const SEPARATOR = character('/');

/** What a name has before the current position; a star alone may have matched nothing. */
type Before = 'nothing' | 'star' | 'something';

function parse(glob: string, { isGit = false }: GlobOptions): Node {
  let at = 0;
  /** Parses up to one of `ends` or the end of the glob; `before` is what the name already has. */
  const sequence = (ends: string, before: Before): Node => {
    const nodes: Node[] = [];
    let so = before;
    while (!isEnd(at, ends)) {
      const first = glob[at] ?? '';
      nodes.push(piece(ends, so));
      if (glob[at - 1] === '/' && glob[at - 2] !== '\\') so = 'nothing';
      else so = so !== 'something' && first === '*' ? 'star' : 'something';
    }
    return all(nodes);
  };
  const isEnd = (index: number, ends: string): boolean =>
    index >= glob.length || ends.includes(glob[index] ?? '');
  const piece = (ends: string, before: Before): Node => {
    const symbol = glob[at] ?? '';
    if (symbol === '/' && glob.startsWith('/**', at) && isEnd(at + 3, ends)) {
      at += 3;
      const below = all([SEPARATOR, many(IN_PATH, isGit)]);
      return isGit ? below : optional(below);
    }
    if (!isGit && glob[at + 1] === '(' && '@?*+'.includes(symbol)) return group(symbol, before);
    at += 1;
    if (symbol === '*') return stars(ends, before === 'nothing');
    if (symbol === '?') return IN_NAME;
    if (symbol === '[') return characterClass(before) ?? character('[');
    if (symbol === '{' && !isGit) return braces(before) ?? character('{');
    if (symbol !== '\\' || at >= glob.length) return character(symbol, before === 'star');
    at += 1;
    return character(glob[at - 1] ?? '', before === 'star');
  };
  /** Parses a run of stars; its first star is already consumed. */
  const stars = (ends: string, isAtStart: boolean): Node => {
    const from = at - 1;
    while (glob[at] === '*' && glob[at + 1] !== '(') at += 1;
    const isName = isAtStart && (glob[at] === '/' || isEnd(at, ends));
    if (at - from !== 2 || !isName) return many(IN_NAME, isName);
    if (glob[at] !== '/') return many(IN_PATH);
    at += 1;
    return many(all([many(IN_NAME, true), SEPARATOR]));
  };
  const alternatives = (separator: string, end: string, before: Before): Node[] => {
    const nodes: Node[] = [];
    do {
      at += 1;
      nodes.push(sequence(separator + end, before));
    } while (glob[at] === separator);
    at += 1;
    return nodes;
  };
  const group = (symbol: string, before: Before): Node => {
    at += 1;
    const inside = any(alternatives('|', ')', before));
    if (symbol === '?') return optional(inside);
    return symbol === '@' ? inside : many(inside, symbol === '+');
  };
  /** Parses braces from after `{`; undefined if they are not closed or contain no comma. */
  const braces = (before: Before): Node | undefined => {
    const range = /^(-?\d{1,4})\.\.(-?\d{1,4})\}/.exec(glob.slice(at, at + 14));
    if (range) {
      at += range[0].length;
      const [low = 0, high = 0] = [Number(range[1]), Number(range[2])].toSorted((a, b) => a - b);
      return any(
        Array.from({ length: Math.min(high - low, 999) + 1 }, (_, index) =>
          all([...String(low + index)].map((digit) => character(digit))),
        ),
      );
    }
    if (!hasComma(glob, at)) return undefined;
    at -= 1;
    return any(alternatives(',', '}', before));
  };
  /** Parses a character class from after `[`; undefined if it is not closed. */
  const characterClass = (before: Before): Node | undefined => {
    const [whole = '', not = '', inside = ''] =
      /^([!^]?)(\]?(?:\\.|[^\]\\])*)\]/.exec(glob.slice(at)) ?? [];
    if (whole === '' || inside === '') return undefined;
    at += whole.length;
    const ranges = [...inside.matchAll(/\\?(.)(?:-\\?(.))?/gs)].map(([, from = '', to = from]) => [
      from.charCodeAt(0),
      to.charCodeAt(0),
    ]);
    const isIn = (code: number): boolean =>
      ranges.some(([from = 0, to = 0]) => from <= code && code <= to);
    return oneOf({
      matches: (code) => code !== SLASH && isIn(code) === (not === ''),
      wild: before === 'star',
    });
  };
  return sequence('', 'nothing');
}

/** Whether the braces whose content begins at `from` are closed and contain alternatives. */
function hasComma(glob: string, from: number): boolean {
  let depth = 0;
  let isFound = false;
  for (let at = from; at < glob.length; at += 1) {
    const symbol = glob[at];
    if (symbol === '\\') at += 1;
    else if (symbol === '{') depth += 1;
    else if (symbol === ',' && depth === 0) isFound = true;
    else if (symbol === '}' && depth === 0) return isFound;
    else if (symbol === '}') depth -= 1;
  }
  return false;
}
