/**
 * Lines of a page that certainly are front matter, headings, fences and paragraphs of plain text →
 * the nodes that the parser makes of them. Anything else (lists, tables, quotes, HTML, indented lines, blanks at
 * the end of a line) is left to the parser, and with it the block that it is in.
 */
import type { Code, Heading, Paragraph, RootContent, Yaml } from 'mdast';

import { type Flavor, hideDocusaurus } from './page-tree.ts';
import { plainText } from './plain-text.ts';
import { positionOf } from './position.ts';
import type { Range, Source } from '../problems/source.ts';

const HEADING = /^#{1,6} (?=[^\s#])/;
const FENCE = /^(`{3,})(?: ?([^`\s&\\]+)(?: ([^`&\\]*))?)?$/;
const FENCE_END = /^([ \t]*)(`{3,})([ \t]*)$/;
/** What begins a paragraph, or goes on with it, and never anything else. */
const TEXT = /^(?:[A-Za-z\u00c0-\u1fff("']|\*\*?(?=[A-Za-z`])|`(?!``)|\[(?!\^)|\d+(?![\d.)]))/;
/** ES modules of MDX. */
const MODULE = /^(?:import|export)\b/;
const BLANK_END = /[ \t]$/;

/** Undefined if any line is not certain. */
export function plainBlocks(
  source: Source,
  range: Range,
  flavor: Flavor,
): RootContent[] | undefined {
  const text = source.text.slice(range.start, range.end);
  if (hideDocusaurus(text, flavor) !== text) return undefined;
  const reader = new PlainBlocks(source, range, flavor);
  const frontMatter = range.start === 0 ? reader.frontMatter() : undefined;
  const nodes: RootContent[] = frontMatter ? [frontMatter] : [];
  while (reader.skipBlankLines()) {
    const node = reader.heading() ?? reader.fence() ?? reader.paragraph();
    if (!node) return undefined;
    nodes.push(node);
  }
  return nodes;
}

/** Without its line ending; `next` is where the next one begins. */
interface Line extends Range {
  readonly text: string;
  readonly next: number;
}

class PlainBlocks {
  readonly #source: Source;
  readonly #end: number;
  readonly #flavor: Flavor;
  /** The line that is next; undefined at the end. */
  #line: Line | undefined;

  constructor(source: Source, { start, end }: Range, flavor: Flavor) {
    this.#source = source;
    this.#end = end;
    this.#flavor = flavor;
    this.#line = this.#lineAt(start);
  }

  /** Only at the start of the page. */
  frontMatter(): Yaml | undefined {
    const { text, start, end } = this.#line ?? NONE;
    if (text !== '---') return undefined;
    for (let line = this.#next(); line; line = this.#next()) {
      if (!line.text.startsWith('---')) continue;
      if (line.text !== '---') return undefined;
      this.#next();
      const position = positionOf(this.#source, { start, end: line.end });
      return {
        type: 'yaml',
        value: withoutEnds(this.#source.text.slice(end, line.start)),
        position,
      };
    }
    return undefined;
  }

  /** Whether anything is left. */
  skipBlankLines(): boolean {
    while (this.#line?.text === '') this.#next();
    return this.#line !== undefined;
  }

  heading(): Heading | undefined {
    const { text, start, end } = this.#line ?? NONE;
    const mark = HEADING.exec(text)?.[0];
    if (mark === undefined || /[\s#]$/.test(text)) return undefined;
    const children = this.#plainText(start + mark.length, end);
    if (!children) return undefined;
    this.#next();
    const depth = (mark.length - 1) as Heading['depth'];
    return { type: 'heading', depth, children, position: positionOf(this.#source, { start, end }) };
  }

  fence(): Code | undefined {
    const { text, start, end } = this.#line ?? NONE;
    const [, marks, lang = null, meta = null] = FENCE.exec(text) ?? [];
    if (marks === undefined || BLANK_END.test(text) || meta?.startsWith(' ')) return undefined;
    for (let line = this.#next(); line; line = this.#next()) {
      const [, before, run = '', after] = FENCE_END.exec(line.text) ?? [];
      if (run.length < marks.length) continue;
      if (before !== '' || after !== '') return undefined;
      this.#next();
      return {
        type: 'code',
        lang,
        meta,
        value: withoutEnds(this.#source.text.slice(end, line.start)),
        position: positionOf(this.#source, { start, end: line.end }),
      };
    }
    return undefined;
  }

  paragraph(): Paragraph | undefined {
    const line = this.#line ?? NONE;
    const start = line.start + (/^ {1,3}(?! )/.exec(line.text)?.[0].length ?? 0);
    let end = start;
    let blanks = 0;
    for (; this.#line && this.#line.text !== ''; this.#next()) {
      const isFirst = end === start;
      const text = isFirst ? this.#line.text.slice(start - line.start) : this.#line.text;
      // They end a paragraph without a blank line.
      if (!isFirst && (HEADING.test(text) || FENCE.test(text))) break;
      if (!TEXT.test(text) || text.endsWith('\t')) return undefined;
      if (this.#flavor === 'mdx' && MODULE.test(text)) return undefined;
      blanks = 0;
      while (text[text.length - 1 - blanks] === ' ') blanks += 1;
      end = this.#line.end;
    }
    if (end === start) return undefined;
    const children = this.#plainText(start, end - blanks);
    if (!children) return undefined;
    return { type: 'paragraph', children, position: positionOf(this.#source, { start, end }) };
  }

  #plainText(start: number, end: number) {
    return plainText(this.#source, { start, end }, this.#flavor);
  }

  #next(): Line | undefined {
    return (this.#line = this.#line && this.#lineAt(this.#line.next));
  }

  #lineAt(start: number): Line | undefined {
    if (start >= this.#end) return undefined;
    const { text } = this.#source;
    const newline = text.indexOf('\n', start);
    const last = newline === -1 ? this.#end : newline;
    const end = text[last - 1] === '\r' && last > start ? last - 1 : last;
    return { text: text.slice(start, end), start, end, next: last + 1 };
  }
}

/** What is between two fences, without the line endings beside them. */
const withoutEnds = (text: string): string => text.replace(/^\r?\n|\r?\n$/g, '');

const NONE: Line = { text: '', start: 0, end: 0, next: 0 };
