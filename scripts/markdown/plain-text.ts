/**
 * Text of a paragraph or heading → the nodes that the parser makes of it, if it holds nothing but
 * words, hard breaks, code spans, simple emphasis, inline links, escapes and, in CommonMark, simple tags. All
 * else (references, images, entities, addresses without brackets, directives, whatever nests) is
 * left to the parser.
 */
import type { Link, PhrasingContent } from 'mdast';
import type { Position } from 'unist';

import type { Flavor } from './page-tree.ts';
import { afterCode, runAt } from './mdx-prose.ts';
import { positionOf } from './position.ts';
import type { Range, Source } from '../problems/source.ts';

/** Undefined if the text is not certain. No line begins with blanks, and the last one does not end with any. */
export function plainText(
  source: Source,
  range: Range,
  flavor: Flavor,
): PhrasingContent[] | undefined {
  return new PlainText(source, range, flavor).read(0)?.children;
}

/** Characters that only stand for themselves, alone or with others. */
const ORDINARY = /[^\\`*_<&![\]:~{}\0\t]+/y;
const HARD_BREAK = /(?<! ) {2,}\r?\n/;
/** What the parser makes a link of wherever it is. */
const ADDRESS = /@|https?:\/\/|www\./i;
const PUNCTUATION = /[!-/:-@[-`{-~]/;
const WORD = /[A-Za-z0-9]/;
/** What cannot begin the name of a directive. */
const AFTER_COLON = /[\s.,;()"'`*/\\]/;
const DESTINATION = /\]\(([^\s()<>\\&{}\0]+)\)/y;
/** `<a_b>` is text. */
const TAG = /<(?:\/[a-z][a-z0-9]*|[a-z][a-z0-9]*(?: [a-z]+="[^"<>&\n\r\t]*")*[ ]?\/?)>/iy;

interface Made {
  readonly made: PhrasingContent;
  readonly end: number;
}

interface Read {
  readonly children: PhrasingContent[];
  /** Where it stopped: at the end, or at the mark that closes the span. */
  readonly end: number;
}

/** What is open: its mark, as long as it is written. */
type Opened = '' | '[' | Emphasis | `${Emphasis}${Emphasis}`;
type Emphasis = '*' | '_';

class PlainText {
  readonly #source: Source;
  /** Cut out, so that no search goes further. Offsets here are those of this text. */
  readonly #text: string;
  readonly #start: number;
  readonly #isMdx: boolean;

  constructor(source: Source, range: Range, flavor: Flavor) {
    this.#source = source;
    this.#text = source.text.slice(range.start, range.end);
    this.#start = range.start;
    this.#isMdx = flavor === 'mdx';
  }

  /** Reads up to the end, or up to what closes `open`. */
  read(from: number, open: Opened = '', isInLink = false): Read | undefined {
    const end = this.#text.length;
    const children: PhrasingContent[] = [];
    let value = '';
    let start = from;
    let at = from;
    /** Ends the text before `at`; false if it may be a link. */
    const flush = (): boolean => {
      if (start === at) return true;
      if (ADDRESS.test(value)) return false;
      children.push({ type: 'text', value, position: this.#position(start, at) });
      value = '';
      return true;
    };
    while (at < end) {
      ORDINARY.lastIndex = at;
      if (ORDINARY.test(this.#text)) {
        const written = this.#text.slice(at, ORDINARY.lastIndex);
        const hardBreak = HARD_BREAK.exec(written);
        const ordinary = hardBreak ? written.slice(0, hardBreak.index) : written;
        // A blank between a code span and the end of its line belongs to no node.
        if (value === '' && /^ \r?\n/.test(ordinary)) return undefined;
        value += ordinary.replace(/ (?=\r?\n)/g, '');
        at += ordinary.length;
        if (!hardBreak) continue;
        if (!flush()) return undefined;
        const next = at + hardBreak[0].length;
        children.push({ type: 'break', position: this.#position(at, next) });
        at = start = next;
        continue;
      }
      const literal = this.#literal(at);
      if (literal !== undefined) {
        value += literal.value;
        at += literal.length;
        continue;
      }
      if (!flush()) return undefined;
      if (open !== '' && this.#closes(open, at)) return { children, end: at };
      const node = this.#node(at, open, isInLink);
      if (!node) return undefined;
      children.push(node.made);
      at = start = node.end;
    }
    return open === '' && flush() ? { children, end } : undefined;
  }

  #position(start: number, end: number): Position {
    return positionOf(this.#source, { start: this.#start + start, end: this.#start + end });
  }

  /** A special character that stands for itself here, or an escaped one. */
  #literal(at: number): { readonly value: string; readonly length: number } | undefined {
    const character = this.#text.charAt(at);
    const next = this.#text.charAt(at + 1) || '\n';
    const isText =
      (character === ':' && AFTER_COLON.test(next) && this.#text[at - 1] !== ':') ||
      (character === '!' && next !== '[') ||
      (character === '&' && next === ' ') ||
      (character === '<' && (next === ' ' || next === '=') && !this.#isMdx) ||
      ((character === '{' || character === '}') && !this.#isMdx) ||
      (character === '_' && this.#isInWord(at)) ||
      (character === '\\' && /[A-Za-z0-9 ]/.test(next));
    if (isText) return { value: character, length: 1 };
    if (character === '\\' && PUNCTUATION.test(next)) return { value: next, length: 2 };
    return undefined;
  }

  #isInWord(at: number): boolean {
    return WORD.test(this.#text.charAt(at - 1)) && WORD.test(this.#text.charAt(at + 1));
  }

  #closes(open: Opened, at: number): boolean {
    if (open === '[') return this.#text[at] === ']';
    const after = at + open.length;
    if (!this.#text.startsWith(open, at) || this.#text[after] === open[0]) return false;
    const before = this.#text.charAt(at - 1);
    const next = this.#text.charAt(after) || '\n';
    return WORD.test(before)
      ? /[\s.,;:!?)]/.test(next)
      : /[`).:!?"'>]/.test(before) && /[ \n\r]/.test(next);
  }

  #node(at: number, open: Opened, isInLink: boolean): Made | undefined {
    const character = this.#text[at];
    if (character === '`') return this.#code(at);
    if (character === '<' && !this.#isMdx) return this.#tag(at);
    if (character === '[' && !isInLink) return this.#link(at);
    if ((character === '*' || character === '_') && open === '')
      return this.#emphasis(at, character);
    return undefined;
  }

  #code(at: number): Made | undefined {
    const run = runAt(this.#text, at);
    const end = afterCode(this.#text, at + run, run);
    if (end === -1) return undefined;
    const written = this.#text.slice(at + run, end - run);
    if (/[\0\t]|^[\r\n]|\n$/.test(written)) return undefined;
    const isPadded = written.startsWith(' ') && written.endsWith(' ') && /[^ ]/.test(written);
    const value = isPadded ? written.slice(1, -1) : written;
    return { made: { type: 'inlineCode', value, position: this.#position(at, end) }, end };
  }

  #tag(at: number): Made | undefined {
    TAG.lastIndex = at;
    const value = TAG.exec(this.#text)?.[0];
    if (value === undefined) return undefined;
    const end = at + value.length;
    return { made: { type: 'html', value, position: this.#position(at, end) }, end };
  }

  #link(at: number): Made | undefined {
    if (/[\^\]]/.test(this.#text.charAt(at + 1))) return undefined;
    const inner = this.read(at + 1, '[', true);
    if (!inner) return undefined;
    DESTINATION.lastIndex = inner.end;
    const url = DESTINATION.exec(this.#text)?.[1];
    if (url === undefined) return undefined;
    const end = DESTINATION.lastIndex;
    const children = inner.children as Link['children'];
    const position = this.#position(at, end);
    return { made: { type: 'link', title: null, url, children, position }, end };
  }

  /** Marks that can only open, as {@link #closes} takes those that can only close. */
  #emphasis(at: number, mark: Emphasis): Made | undefined {
    const length = this.#text[at + 1] === mark ? 2 : 1;
    const before = this.#text.charAt(at - 1) || '\n';
    const first = this.#text.charAt(at + length);
    if (!WORD.test(first) && !/[`[]/.test(first)) return undefined;
    if (!/\s/.test(before) && !(before === '(' && WORD.test(first))) return undefined;
    const inner = this.read(at + length, length === 2 ? `${mark}${mark}` : mark);
    if (!inner) return undefined;
    const end = inner.end + length;
    const type = length === 2 ? 'strong' : 'emphasis';
    return { made: { type, children: inner.children, position: this.#position(at, end) }, end };
  }
}
