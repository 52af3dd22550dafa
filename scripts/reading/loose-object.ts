/**
 * Objects in documentation: JSON, JSON with comments, and the object syntax of HCL. What is no
 * literal becomes an opaque scalar; what strict JSON would refuse is noted, not thrown.
 */
import type { MapEntry, PolicyNode } from '../iam/policy.ts';
import type { Range } from '../problems/source.ts';

export interface Flaw extends Range {
  /** `loose`: fine in HCL or with comments. The others break a policy that readers copy; strict-json.ts says how. */
  readonly kind: 'trailing-comma' | 'missing-comma' | 'unclosed' | 'broken' | 'loose';
}

export interface LooseValue {
  readonly node: PolicyNode;
  readonly end: number;
  readonly flaws: readonly Flaw[];
  /** Values that are no literals: variables, functions, ellipses. */
  readonly opaque: readonly Range[];
}

const MAX_DEPTH = 64;
/** Quotes as word processors make them, read as what they were to be. */
const CLOSING: Readonly<Record<string, string>> = {
  '"': '"”“″',
  "'": "'",
  '“': '”“"',
  '”': '”“"',
  '„': '“”"',
  '″': '″"',
};
/** Blanks that are none in JSON, besides those that `\s` knows. */
const BLANK = /^[\s\u200B-\u200D\u2060]+/;
/** Up to what ends a text in straight quotes, or needs a closer look. */
const PLAIN_TEXT = /[^"“”″\\\n$]*/y;
const MEMBER = /"[A-Za-z]\w{0,40}"\s{0,8}:/y;

const [TAB, RETURN, SPACE, HASH, SLASH, NOT_ASCII] = [9, 13, 32, 35, 47, 128];

class GiveUp extends Error {}

/** Reads the value that begins at `start`; undefined where it makes no sense. */
export function readValue(text: string, start: number): LooseValue | undefined {
  const reader = new ObjectReader(text, start);
  try {
    const node = reader.value(0);
    return { node, end: reader.at, flaws: reader.flaws, opaque: reader.opaque };
  } catch (error) {
    if (error instanceof GiveUp) return undefined;
    throw error;
  }
}

const isQuote = (character: string | undefined): boolean =>
  character === '"' || (character !== undefined && Object.hasOwn(CLOSING, character));

class ObjectReader {
  at: number;
  readonly flaws: Flaw[] = [];
  readonly opaque: Range[] = [];
  readonly #text: string;

  constructor(text: string, at: number) {
    this.#text = text;
    this.at = at;
  }

  value(depth: number): PolicyNode {
    if (depth > MAX_DEPTH) throw new GiveUp();
    this.#space();
    const start = this.at;
    const character = this.#text[start];
    if (character === '{') return this.#map(depth);
    if (character === '[') return this.#list(depth);
    if (isQuote(character)) {
      const value = this.#string();
      return { kind: 'scalar', value, range: { start, end: this.at } };
    }
    const word = /^[^\s,\]}:#]+/.exec(this.#text.slice(start, start + 200))?.[0] ?? '';
    if (/^(?:true|false|null|-?\d+(?:\.\d+)?)$/.test(word)) {
      this.at += word.length;
      return {
        kind: 'scalar',
        value: JSON.parse(word) as number | boolean | null,
        range: { start, end: this.at },
      };
    }
    return this.#expression(start);
  }

  #map(depth: number): PolicyNode {
    const start = this.at;
    const entries: MapEntry[] = [];
    this.at += 1;
    for (
      let comma = this.#separator(true);
      this.#text[this.at] !== '}';
      comma = this.#separator(false)
    ) {
      // A bracket of what is around it: this one was forgotten.
      if (this.at >= this.#text.length || this.#text[this.at] === ']')
        return this.#unclosed({ kind: 'map', entries, range: { start, end: this.at } });
      if (entries.length > 0 && comma === undefined) this.#missingComma();
      const keyStart = this.at;
      const key = this.#key();
      const keyRange = { start: keyStart, end: this.at };
      this.#space();
      if (this.#text[this.at] === '=')
        this.flaws.push({ kind: 'loose', start: this.at, end: this.at + 1 });
      else if (this.#text[this.at] !== ':') {
        // A colon that is missing between two texts.
        if (!isQuote(this.#text[this.at]) && !/[[{]/.test(this.#text[this.at] ?? ''))
          throw new GiveUp();
        this.#broken(this.at);
        this.at -= 1;
      }
      this.at += 1;
      entries.push({ key, keyRange, value: this.value(depth + 1) });
    }
    this.at += 1;
    return { kind: 'map', entries, range: { start, end: this.at } };
  }

  #list(depth: number): PolicyNode {
    const start = this.at;
    const items: PolicyNode[] = [];
    this.at += 1;
    for (
      let comma = this.#separator(true);
      this.#text[this.at] !== ']';
      comma = this.#separator(false)
    ) {
      const isOver = this.#text[this.at] === '}' || this.#isMember();
      if (this.at >= this.#text.length || isOver)
        return this.#unclosed({ kind: 'list', items, range: { start, end: this.at } });
      if (items.length > 0 && comma === undefined) this.#missingComma();
      items.push(this.value(depth + 1));
    }
    this.at += 1;
    return { kind: 'list', items, range: { start, end: this.at } };
  }

  /** Space, comments and at most one comma; a comma before a closing bracket is a flaw. */
  #separator(isFirst: boolean): number | undefined {
    this.#space();
    const isSemicolon = this.#text[this.at] === ';';
    if (isFirst || (this.#text[this.at] !== ',' && !isSemicolon)) return undefined;
    const comma = this.at;
    if (isSemicolon) this.#broken(comma);
    this.at += 1;
    this.#space();
    for (; this.#text[this.at] === ','; this.#space()) {
      this.#broken(this.at);
      this.at += 1;
    }
    if (this.#text[this.at] === ']' || this.#text[this.at] === '}')
      this.flaws.push({ kind: 'trailing-comma', start: comma, end: comma + 1 });
    return comma;
  }

  #broken(at: number): void {
    this.flaws.push({ kind: 'broken', start: at, end: at + 1 });
  }

  /** In a list: does a key with its colon follow? Then the list was never closed. */
  #isMember(): boolean {
    MEMBER.lastIndex = this.at;
    return MEMBER.test(this.#text);
  }

  #missingComma(): void {
    this.flaws.push({ kind: 'missing-comma', start: this.at, end: this.at + 1 });
  }

  #unclosed(node: PolicyNode): PolicyNode {
    this.flaws.push({ kind: 'unclosed', start: node.range.start, end: node.range.start + 1 });
    return node;
  }

  #key(): string {
    const character = this.#text[this.at];
    if (isQuote(character)) return this.#string();
    const word = /^[\w.:/-]+?(?=\s*[=:])/.exec(this.#text.slice(this.at, this.at + 200))?.[0];
    if (word === undefined) throw new GiveUp();
    this.flaws.push({ kind: 'loose', start: this.at, end: this.at + word.length });
    this.at += word.length;
    return word;
  }

  #string(): string {
    const start = this.at;
    const quote = this.#text[start] ?? '"';
    const closing = CLOSING[quote] ?? quote;
    if (quote === "'") this.flaws.push({ kind: 'loose', start, end: start + 1 });
    else if (quote !== '"') this.#broken(start);
    for (this.at += 1; this.at < this.#text.length; this.at += 1) {
      if (quote === '"') {
        PLAIN_TEXT.lastIndex = this.at;
        PLAIN_TEXT.test(this.#text);
        this.at = PLAIN_TEXT.lastIndex;
      }
      const character = this.#text[this.at];
      if (character === undefined) break;
      if (character === '\n') return this.#unclosedString(start);
      if (character === '\\') this.at += 1;
      else if (character === '$' && this.#text[this.at + 1] === '{') this.#interpolation();
      else if (closing.includes(character)) {
        if (character !== quote && quote === '"') this.#broken(this.at);
        this.at += 1;
        const raw = this.#text.slice(start + 1, this.at - 1);
        if (!raw.includes('\\')) return raw;
        return raw.replace(
          /\\u([0-9a-fA-F]{4})|\\(.)/g,
          (_, hex: string | undefined, other: string) =>
            hex === undefined
              ? (({ n: '\n', t: '\t', r: '\r' } as Record<string, string>)[other] ?? other)
              : String.fromCharCode(Number.parseInt(hex, 16)),
        );
      }
    }
    throw new GiveUp();
  }

  /** `${trimprefix(x, "y")}`: quotes of an expression do not end the string around it. */
  #interpolation(): void {
    const end = this.#text.indexOf('\n', this.at);
    const line = this.#text.slice(this.at, Math.min(end === -1 ? Infinity : end, this.at + 1000));
    const [inside] = /^\$\{\w[^{}\n]*\}/.exec(line) ?? [];
    if (inside?.includes('(') === true) this.at += inside.length - 1;
  }

  /** A quote that was forgotten at the end of a line: what precedes the comma or the bracket there. */
  #unclosedString(start: number): string {
    const line = this.#text.slice(start + 1, this.at);
    const isAll = line.replace(/^[\w:*?/.@$-]+/, '').trim();
    if (!/^[,\]}]{0,3}$/.test(isAll)) throw new GiveUp();
    const value = /^[\w:*?/.@$-]+/.exec(line)?.[0] ?? '';
    this.#broken(start);
    this.at = start + 1 + value.length;
    return value;
  }

  /** A variable, a call, an ellipsis: up to what ends a value, brackets of its own included. */
  #expression(start: number): PolicyNode {
    let depth = 0;
    for (; this.at < this.#text.length; this.at += 1) {
      const character = this.#text[this.at] ?? '';
      if (character === '"') this.at = this.#quotedEnd(this.at);
      else if ('([{'.includes(character)) depth += 1;
      else if (')]}'.includes(character)) {
        if (depth === 0) break;
        depth -= 1;
      } else if (depth === 0 && /[,\n]/.test(character)) break;
    }
    if (this.at === start) throw new GiveUp();
    const range = { start, end: this.at };
    this.opaque.push(range);
    this.flaws.push({ kind: 'loose', ...range });
    return { kind: 'scalar', value: '…', range };
  }

  /** The closing quote on the same line; the opening one if there is none. Brackets in between are text. */
  #quotedEnd(start: number): number {
    for (let at = start + 1; at < this.#text.length; at += 1) {
      const character = this.#text[at];
      if (character === '"') return at;
      if (character === '\n') break;
      if (character === '\\') at += 1;
    }
    return start;
  }

  #space(): void {
    for (;;) {
      const start = this.at;
      let code = this.#text.charCodeAt(this.at);
      while (code === SPACE || (code >= TAB && code <= RETURN))
        code = this.#text.charCodeAt((this.at += 1));
      const isOver = !(code >= NOT_ASCII) && code !== SLASH && code !== HASH;
      if (isOver) return;
      // A blank that is none in JSON makes all blanks around it one flaw.
      if (code >= NOT_ASCII) this.at = start;
      const here = this.#text.slice(this.at, this.at + 2000);
      const rest = BLANK.exec(here) ?? /^(?:\/\/[^\n]*|#[^\n]*|\/\*[^]*?\*\/)/.exec(here);
      if (!rest) return;
      if (/[\u00A0\u2000-\u200D\u2028-\u202F\u2060\uFEFF]/.test(rest[0])) this.#broken(this.at);
      if (/^[/#]/.test(rest[0]))
        this.flaws.push({ kind: 'loose', start: this.at, end: this.at + rest[0].length });
      this.at += rest[0].length;
    }
  }
}
