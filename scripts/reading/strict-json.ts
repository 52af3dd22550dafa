/**
 * Is a text what a JSON parser takes? The first place where it is not, in words that say what to mend.
 * Not a parser: nothing is read.
 */
import type { Range } from '../problems/source.ts';

export interface JsonError extends Range {
  readonly message: string;
  readonly hint: string;
  /** What only JSON refuses, and JavaScript does not: single quotes, bare keys. */
  readonly isLoose: boolean;
}

/** Reads the value at `start`: the error, or the offset behind it. */
export function checkJson(text: string, start: number): JsonError | number {
  const reader = new Reader(text, start);
  try {
    reader.value(0);
    return reader.at;
  } catch (error) {
    if (error instanceof Refused) return error.error;
    throw error;
  }
}

class Refused extends Error {
  readonly error: JsonError;

  constructor(error: JsonError) {
    super(error.message);
    this.error = error;
  }
}

const MAX_DEPTH = 64;
const TYPOGRAPHIC = /[“”„‟″«»‘’‚]/;
/** Blanks that JSON does not know: no-break, zero-width, line separators, and the like. */
const FOREIGN_BLANK = /[\u00A0\u1680\u2000-\u200D\u2028\u2029\u202F\u205F\u2060\u3000\uFEFF]/;
const PLAIN = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.])/y;
const WORD = /[A-Za-z_$][\w$-]*/y;

class Reader {
  at: number;
  readonly #text: string;

  constructor(text: string, at: number) {
    this.#text = text;
    this.at = at;
  }

  value(depth: number): void {
    if (depth > MAX_DEPTH) this.#refuse(this.at, 'it nests too deep', 'write it flatter');
    this.#space();
    const character = this.#text[this.at];
    if (character === '{') this.#members('{', '}', depth, () => this.#member(depth));
    else if (character === '[') this.#members('[', ']', depth, () => this.value(depth + 1));
    else if (character === '"') this.#string();
    else if (!this.#skip(PLAIN)) this.#unexpected('a value');
  }

  #member(depth: number): void {
    if (this.#text[this.at] !== '"') this.#unexpected('a key in quotes');
    this.#string();
    this.#space();
    if (this.#text[this.at] !== ':') {
      this.#refuseBlank();
      this.#refuse(this.at, 'a colon is missing before this', 'add a colon behind the key');
    }
    this.at += 1;
    this.value(depth + 1);
  }

  #members(open: string, close: string, depth: number, member: () => void): void {
    const start = this.at;
    if (depth > MAX_DEPTH) this.#refuse(start, 'it nests too deep', 'write it flatter');
    this.at += 1;
    for (let isFirst = true; ; isFirst = false) {
      this.#space();
      const character = this.#text[this.at];
      if (character === close && isFirst) break;
      if (character === undefined) this.#unclosed(start);
      if (!isFirst) {
        if (character === close) break;
        if (character === ',') {
          const comma = this.at;
          this.at += 1;
          this.#space();
          if (this.#text[this.at] === close)
            this.#refuse(comma, 'there is a comma before the closing bracket', 'remove the comma');
        } else this.#instead(start, open, close);
      } else if (character === ',') {
        this.#refuse(this.at, 'there is a comma but nothing before it', 'remove the comma');
      }
      member();
    }
    this.at += 1;
  }

  /** Neither a comma nor the end. */
  #instead(start: number, open: string, close: string): never {
    const character = this.#text[this.at] ?? '';
    const other = close === '}' ? ']' : '}';
    if (character === other) {
      this.#refuse(
        start,
        `the bracket that opens here is never closed: a ${character} comes first`,
        `close the ${open} with a ${close}`,
      );
    }
    if (character === ';')
      this.#refuse(this.at, 'there is a semicolon in place of a comma', 'write a comma');
    if (character === ':' && open === '[') {
      this.#refuse(
        start,
        'the bracket that opens here is never closed: a key comes first',
        `close the ${open} with a ${close}`,
      );
    }
    if (character === ':')
      this.#refuse(this.at, 'there is a colon where a comma is expected', 'write a comma');
    this.#refuseBlank();
    this.#refuse(this.at, 'a comma is missing before this', 'add a comma after what precedes it');
  }

  #string(): void {
    const start = this.at;
    for (this.at += 1; ; this.at += 1) {
      const character = this.#text[this.at];
      if (character === '"') break;
      if (character === undefined || character === '\n' || character === '\r')
        this.#refuse(start, 'the quote that opens here is never closed', 'close it on its line');
      if (character < ' ')
        this.#refuse(this.at, 'there is a control character in a string', 'remove it');
      if (character === '\\') {
        const escaped = this.#text.slice(this.at + 1, this.at + 6);
        // Some sites take `:aws:` for an emoji and `\:` for what it is: readers see no backslash.
        if (!/^(?:["\\/bfnrt:]|u[0-9A-Fa-f]{4})/.test(escaped)) {
          this.#refuse(
            this.at,
            `there is no escape \\${escaped.charAt(0)} in JSON`,
            'remove the backslash',
            2,
          );
        }
        this.at += 1;
      }
    }
    this.at += 1;
  }

  #unexpected(what: string): never {
    const { at } = this;
    const character = this.#text[at];
    if (character === undefined) this.#refuse(at - 1, `${what} is missing`, 'write it to its end');
    this.#refuseBlank();
    if (TYPOGRAPHIC.test(character))
      this.#refuse(at, 'its quotes are typographic', 'write straight quotes (") throughout');
    if (character === "'")
      this.#refuse(at, 'its quotes are single', 'write double quotes (")', 1, true);
    WORD.lastIndex = at;
    const word = WORD.exec(this.#text)?.[0];
    const isKey = what !== 'a value' && /^\s*:/.test(this.#text.slice(at + (word?.length ?? 0)));
    if (word !== undefined && isKey)
      this.#refuse(at, `the key ${word} has no quotes`, `write "${word}"`, word.length, true);
    if (word !== undefined) {
      // A word alone is the notation of a grammar, or a variable; not so what IAM's own words are.
      const isNotation =
        what === 'a value' &&
        !/^(?:Allow|Deny)$/.test(word) &&
        /^\s*(?:[,}\]]|$)/.test(this.#text.slice(at + word.length));
      this.#refuse(
        at,
        `a quote is missing before ${word}`,
        'put the text in double quotes',
        word.length,
        isNotation,
      );
    }
    this.#refuse(
      at,
      `there is ${character} where ${what} is expected`,
      'remove it, or write what is missing',
    );
  }

  #unclosed(start: number): never {
    this.#refuse(start, 'the bracket that opens here is never closed', 'close it');
  }

  #refuseBlank(): void {
    const character = this.#text[this.at] ?? '';
    if (!FOREIGN_BLANK.test(character)) return;
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    this.#refuse(
      this.at,
      `there is an invisible character (U+${code}) here`,
      'write a plain blank',
    );
  }

  #skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.#text);
    if (!found) return false;
    this.at += found[0].length;
    return true;
  }

  #space(): void {
    while (/[ \t\r\n]/.test(this.#text[this.at] ?? '')) this.at += 1;
  }

  #refuse(start: number, message: string, hint: string, length = 1, isLoose = false): never {
    throw new Refused({ start, end: start + length, message, hint, isLoose });
  }
}
