/**
 * Patterns that find calls in code, tried without backtracking: the time for a line grows with its
 * length and with that of the pattern, whatever is written in either.
 */
type Test = (code: number) => boolean;

type Node =
  | { readonly kind: 'test'; readonly test: Test }
  | { readonly kind: 'at'; readonly where: 'start' | 'end' | 'word' | 'inside' }
  | { readonly kind: 'all'; readonly nodes: readonly Node[] }
  | { readonly kind: 'any'; readonly nodes: readonly Node[] }
  | {
      readonly kind: 'repeat';
      readonly node: Node;
      readonly least: number;
      readonly most: number;
      readonly isLazy: boolean;
    }
  | { readonly kind: 'group'; readonly name: string; readonly node: Node };

type Step =
  | { readonly kind: 'test'; readonly test: Test }
  | { readonly kind: 'at'; readonly where: 'start' | 'end' | 'word' | 'inside' }
  | { readonly kind: 'split'; readonly first: number; readonly second: number }
  | { readonly kind: 'jump'; readonly to: number }
  | { readonly kind: 'save'; readonly slot: number }
  | { readonly kind: 'match' };

/** What a group holds: offsets of the line. */
export interface Held {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export interface Pattern {
  readonly groups: readonly string[];
  /** Every match of a line, from left to right; each with its named groups. */
  readonly find: (line: string) => ReadonlyMap<string, Held>[];
}

/** A longer pattern, or one that repeats more, is refused. */
const MOST_STEPS = 2000;
const MOST_REPEATS = 100;

class Refused extends Error {}

export function compilePattern(text: string): Pattern | { readonly wrong: string } {
  try {
    const parser = new Parser(text);
    const node = parser.pattern();
    const groups = parser.groups;
    const steps = new Program(groups);
    steps.add({ kind: 'all', nodes: [node] });
    const program = steps.finish();
    return { groups, find: (line) => matches(program, groups, line) };
  } catch (error) {
    if (error instanceof Refused) return { wrong: error.message };
    throw error;
  }
}

const isWord: Test = (code) =>
  (code >= 48 && code <= 57) ||
  (code >= 65 && code <= 90) ||
  code === 95 ||
  (code >= 97 && code <= 122);
const CLASSES: Readonly<Record<string, Test>> = {
  w: isWord,
  d: (code) => code >= 48 && code <= 57,
  s: (code) => /\s/.test(String.fromCharCode(code)),
};
const ESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r' };
const not =
  (test: Test): Test =>
  (code) =>
    !test(code);

class Parser {
  readonly groups: string[] = [];
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  pattern(): Node {
    const node = this.#choice();
    if (this.#at < this.#text.length) throw new Refused('a ) closes nothing');
    return node;
  }

  #choice(): Node {
    const nodes = [this.#sequence()];
    while (this.#take('|')) nodes.push(this.#sequence());
    return nodes.length === 1 && nodes[0] ? nodes[0] : { kind: 'any', nodes };
  }

  #sequence(): Node {
    const nodes: Node[] = [];
    while (this.#at < this.#text.length && !'|)'.includes(this.#text[this.#at] ?? ''))
      nodes.push(this.#repeated(this.#piece()));
    return { kind: 'all', nodes };
  }

  #repeated(node: Node): Node {
    const bounds = this.#bounds();
    if (!bounds) return node;
    if (node.kind === 'at') throw new Refused('a place such as ^ or \\b cannot be repeated');
    if (bounds[1] > 1 && hasRepeats(node))
      throw new Refused('it has a quantifier inside of another');
    const isLazy = this.#take('?');
    if (this.#bounds()) throw new Refused('two quantifiers follow each other');
    return { kind: 'repeat', node, least: bounds[0], most: bounds[1], isLazy };
  }

  #bounds(): readonly [number, number] | undefined {
    if (this.#take('*')) return [0, Infinity];
    if (this.#take('+')) return [1, Infinity];
    if (this.#take('?')) return [0, 1];
    const [whole, least = '', comma, most = ''] =
      /^\{(\d{1,4})(,?)(\d{0,4})\}/.exec(this.#text.slice(this.#at, this.#at + 16)) ?? [];
    if (whole === undefined) return undefined;
    this.#at += whole.length;
    const low = Number(least);
    const high = comma === '' ? low : most === '' ? Infinity : Number(most);
    if (low > MOST_REPEATS || (high !== Infinity && high > MOST_REPEATS) || high < low)
      throw new Refused(`${whole} is more than ${MOST_REPEATS} times, or the wrong way round`);
    return [low, high];
  }

  #piece(): Node {
    const character = this.#text[this.#at] ?? '';
    this.#at += 1;
    if (character === '(') return this.#group();
    if (character === '[') return { kind: 'test', test: this.#class() };
    if (character === '.') return { kind: 'test', test: () => true };
    if (character === '^') return { kind: 'at', where: 'start' };
    if (character === '$') return { kind: 'at', where: 'end' };
    if (character === '\\') return this.#escape();
    if ('*+?'.includes(character)) throw new Refused(`${character} repeats nothing`);
    const own = character.charCodeAt(0);
    return { kind: 'test', test: (code) => code === own };
  }

  #group(): Node {
    const [head] = /^\?(?::|<[A-Za-z]\w*>)/.exec(this.#text.slice(this.#at)) ?? [];
    if (head === undefined && this.#text[this.#at] === '?')
      throw new Refused('it looks ahead or behind, or has flags');
    this.#at += head?.length ?? 0;
    const name = head?.startsWith('?<') === true ? head.slice(2, -1) : undefined;
    if (name !== undefined && this.groups.includes(name))
      throw new Refused(`two groups are named ${name}`);
    if (name !== undefined) this.groups.push(name);
    this.#depth += 1;
    if (this.#depth > 32) throw new Refused('its groups nest too deeply');
    const node = this.#choice();
    this.#depth -= 1;
    if (!this.#take(')')) throw new Refused('a group is not closed');
    return name === undefined ? node : { kind: 'group', name, node };
  }

  #escape(): Node {
    const character = this.#text[this.#at] ?? '';
    if (/[1-9k]/.test(character)) throw new Refused('it refers back to a group');
    this.#at += 1;
    if (character === 'b') return { kind: 'at', where: 'word' };
    if (character === 'B') return { kind: 'at', where: 'inside' };
    return { kind: 'test', test: escaped(character) };
  }

  #class(): Test {
    const isNegated = this.#take('^');
    const tests: Test[] = [];
    for (let isFirst = true; this.#text[this.#at] !== ']' || isFirst; isFirst = false) {
      const from = this.#classItem();
      if (typeof from !== 'number') {
        tests.push(from);
        continue;
      }
      let to = from;
      if (this.#text[this.#at] === '-' && this.#text[this.#at + 1] !== ']') {
        this.#at += 1;
        const end = this.#classItem();
        if (typeof end !== 'number' || end < from) throw new Refused('a range has no end');
        to = end;
      }
      tests.push((code) => from <= code && code <= to);
    }
    this.#at += 1;
    const isIn: Test = (code) => tests.some((test) => test(code));
    return isNegated ? not(isIn) : isIn;
  }

  #classItem(): number | Test {
    const character = this.#text[this.#at];
    if (character === undefined) throw new Refused('a [ is not closed');
    this.#at += 1;
    if (character !== '\\') return character.charCodeAt(0);
    const next = this.#text[this.#at] ?? '';
    this.#at += 1;
    if (/[wdsWDS]/.test(next)) return escaped(next);
    return (ESCAPES[next] ?? next).charCodeAt(0);
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }
}

function escaped(character: string): Test {
  const known = CLASSES[character.toLowerCase()];
  if (known && /[wdsWDS]/.test(character))
    return character === character.toLowerCase() ? known : not(known);
  if (/[A-Za-z0-9]/.test(character) && !(character in ESCAPES))
    throw new Refused(`there is no escape \\${character}`);
  if (character === '') throw new Refused('it ends in a backslash');
  const own = (ESCAPES[character] ?? character).charCodeAt(0);
  return (code) => code === own;
}

function hasRepeats(node: Node): boolean {
  if (node.kind === 'repeat') return node.most > 1 || hasRepeats(node.node);
  if (node.kind === 'group') return hasRepeats(node.node);
  return node.kind === 'all' || node.kind === 'any' ? node.nodes.some(hasRepeats) : false;
}

/** A pattern as steps that a set of positions walks through at once. */
class Program {
  readonly #steps: Step[] = [];
  readonly #groups: readonly string[];

  constructor(groups: readonly string[]) {
    this.#groups = groups;
  }

  finish(): readonly Step[] {
    this.#push({ kind: 'match' });
    return this.#steps;
  }

  add(node: Node): void {
    if (node.kind === 'test' || node.kind === 'at') this.#push(node);
    else if (node.kind === 'all') node.nodes.forEach((one) => this.add(one));
    else if (node.kind === 'any') this.#any(node.nodes);
    else if (node.kind === 'group') {
      const slot = this.#groups.indexOf(node.name) * 2;
      this.#push({ kind: 'save', slot });
      this.add(node.node);
      this.#push({ kind: 'save', slot: slot + 1 });
    } else this.#repeat(node);
  }

  #any(nodes: readonly Node[]): void {
    const ends: number[] = [];
    for (const [index, node] of nodes.entries()) {
      const split = this.#steps.length;
      if (index < nodes.length - 1) this.#push({ kind: 'jump', to: 0 });
      this.add(node);
      if (index === nodes.length - 1) break;
      ends.push(this.#steps.length);
      this.#push({ kind: 'jump', to: 0 });
      this.#steps[split] = { kind: 'split', first: split + 1, second: this.#steps.length };
    }
    for (const end of ends) this.#steps[end] = { kind: 'jump', to: this.#steps.length };
  }

  #repeat({ node, least, most, isLazy }: Extract<Node, { kind: 'repeat' }>): void {
    for (let count = 0; count < least; count += 1) this.add(node);
    const split = (skip: number): Step => {
      const next = skip + 1;
      const behind = this.#steps.length;
      return isLazy
        ? { kind: 'split', first: behind, second: next }
        : { kind: 'split', first: next, second: behind };
    };
    if (most === Infinity) {
      const start = this.#steps.length;
      this.#push({ kind: 'jump', to: 0 });
      this.add(node);
      this.#push({ kind: 'jump', to: start });
      this.#steps[start] = split(start);
      return;
    }
    const skips: number[] = [];
    for (let count = least; count < most; count += 1) {
      skips.push(this.#steps.length);
      this.#push({ kind: 'jump', to: 0 });
      this.add(node);
    }
    for (const skip of skips) this.#steps[skip] = split(skip);
  }

  #push(step: Step): void {
    if (this.#steps.length >= MOST_STEPS) throw new Refused('it is too long');
    this.#steps.push(step);
  }
}

/** `begin` is where the match began; `slots` the ends of groups. */
interface Thread {
  readonly step: number;
  readonly begin: number;
  readonly slots: readonly number[];
}

function matches(
  program: readonly Step[],
  groups: readonly string[],
  line: string,
): ReadonlyMap<string, Held>[] {
  const found: ReadonlyMap<string, Held>[] = [];
  for (let from = 0; from <= line.length;) {
    const match = firstMatch(program, line, from);
    if (!match) break;
    const held = groups.flatMap((name, index): [string, Held][] => {
      const [start = -1, end = -1] = match.slots.slice(index * 2, index * 2 + 2);
      return start < 0 || end < 0 ? [] : [[name, { text: line.slice(start, end), start, end }]];
    });
    found.push(new Map(held));
    from = Math.max(match.end, match.begin + 1);
  }
  return found;
}

/** The leftmost match; of several, the one that a backtracking matcher would try first. */
function firstMatch(
  program: readonly Step[],
  line: string,
  from: number,
): (Thread & { readonly end: number }) | undefined {
  let best: (Thread & { readonly end: number }) | undefined;
  let threads: Thread[] = [];
  for (let at = from; at <= line.length; at += 1) {
    const seen = new Set<number>();
    const now: Thread[] = [];
    for (const thread of threads) follow(program, line, at, thread, seen, now);
    if (!best) follow(program, line, at, { step: 0, begin: at, slots: [] }, seen, now);
    threads = [];
    for (const thread of now) {
      const step = program[thread.step];
      if (step?.kind === 'match') {
        best = { ...thread, end: at };
        // Those behind it would only be tried if this one failed.
        break;
      }
      if (step?.kind === 'test' && at < line.length && step.test(line.charCodeAt(at)))
        threads.push({ ...thread, step: thread.step + 1 });
    }
    if (threads.length === 0 && best) break;
  }
  return best;
}

/** Adds the steps that are reached without a letter, in order of preference, each once. */
function follow(
  program: readonly Step[],
  line: string,
  at: number,
  first: Thread,
  seen: Set<number>,
  threads: Thread[],
): void {
  const pending = [first];
  for (let thread = pending.pop(); thread; thread = pending.pop()) {
    const { step: index, begin, slots } = thread;
    if (seen.has(index)) continue;
    seen.add(index);
    const step = program[index];
    if (step?.kind === 'jump') pending.push({ step: step.to, begin, slots });
    else if (step?.kind === 'split')
      pending.push({ step: step.second, begin, slots }, { step: step.first, begin, slots });
    else if (step?.kind === 'save') {
      const saved = slots.slice();
      saved[step.slot] = at;
      pending.push({ step: index + 1, begin, slots: saved });
    } else if (step?.kind === 'at') {
      if (isAt(step.where, line, at)) pending.push({ step: index + 1, begin, slots });
    } else threads.push(thread);
  }
}

function isAt(where: 'start' | 'end' | 'word' | 'inside', line: string, at: number): boolean {
  if (where === 'start') return at === 0;
  if (where === 'end') return at === line.length;
  const before = at > 0 && isWord(line.charCodeAt(at - 1));
  const behind = at < line.length && isWord(line.charCodeAt(at));
  return (before !== behind) === (where === 'word');
}
