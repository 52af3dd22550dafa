/**
 * Lines of a page that certainly are front matter, headings, fences, simple lists and tables, and
 * paragraphs of plain text → the nodes that the parser makes of them. Anything else (quotes, HTML, what is in
 * an item) is left to the parser, and with it the block that it is in.
 */
import type {
  AlignType,
  Code,
  Heading,
  List,
  ListItem,
  Paragraph,
  RootContent,
  Table,
  TableCell,
  TableRow,
  Yaml,
} from 'mdast';

import { type Flavor, hideDocusaurus } from './page-tree.ts';
import { plainText } from './plain-text.ts';
import { positionOf } from './position.ts';
import type { Range, Source } from '../problems/source.ts';

const HEADING = /^#{1,6} (?=[^\s#])/;
const FENCE = /^(`{3,})(?: ?([^`\s&\\]+)(?: ([^`&\\]*))?)?$/;
const FENCE_END = /^([ \t]*)(`{3,})([ \t]*)$/;
/** What begins a paragraph, or goes on with it, and never anything else. */
const TEXT = /^(?:[A-Za-z\u00c0-\u1fff("']|\*\*?(?=[A-Za-z`])|`(?!``)|\[(?!\^)|\d+(?![\d.)]))/;
const ITEM = /^([-*+]|(\d{1,9})[.)]) {1,4}(?=\S)/;
const ROW = /^\|[ ]*[^ |][^\n]*\|$/;
const DELIMITERS = /^\|(?: *:?-+:? *\|)+$/;
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
    const node =
      reader.heading() ?? reader.fence() ?? reader.list() ?? reader.table() ?? reader.paragraph();
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

  /** Of items that are one line each; it ends at a blank line, or where a heading or fence begins. */
  list(): List | undefined {
    const first = this.#line;
    const [, sign = '', number] = ITEM.exec(first?.text ?? '') ?? [];
    if (!first || sign === '') return undefined;
    const items: ListItem[] = [];
    let end = first.end;
    for (; this.#line && this.#line.text !== ''; this.#next()) {
      const { text, start } = this.#line;
      if (HEADING.test(text) || FENCE.test(text)) break;
      const [mark = '', own] = ITEM.exec(text) ?? [];
      const written = text.slice(mark.length);
      const isText = TEXT.test(written) && !BLANK_END.test(written) && !MODULE.test(written);
      const children =
        own?.at(-1) === sign.at(-1) && isText
          ? this.#plainText(start + mark.length, this.#line.end)
          : undefined;
      if (!children) return this.#backTo(first);
      end = this.#line.end;
      const position = positionOf(this.#source, { start: start + mark.length, end });
      items.push({
        type: 'listItem',
        spread: false,
        checked: null,
        children: [{ type: 'paragraph', children, position }],
        position: positionOf(this.#source, { start, end }),
      });
    }
    // What follows blank lines may be one more item, or belong to the last one.
    this.skipBlankLines();
    if (this.#line && /^[ \t]|^[-*+\d]/.test(this.#line.text)) return this.#backTo(first);
    return {
      type: 'list',
      ordered: number !== undefined,
      start: number === undefined ? null : Number(number),
      spread: false,
      children: items,
      position: positionOf(this.#source, { start: first.start, end }),
    };
  }

  /** With a pipe at both ends of each row, and as many cells in each. */
  table(): Table | undefined {
    const first = this.#line;
    const head = first && this.#row(first);
    const delimiters = head && this.#next();
    if (!head || !delimiters || !DELIMITERS.test(delimiters.text)) return this.#backTo(first);
    const align = delimiters.text.slice(1, -1).split('|').map(alignmentOf);
    const rows = [head];
    let { end } = delimiters;
    for (let line = this.#next(); line && line.text !== ''; line = this.#next()) {
      if (HEADING.test(line.text) || FENCE.test(line.text)) break;
      const row = this.#row(line);
      if (!row) return this.#backTo(first);
      rows.push(row);
      end = line.end;
    }
    if (rows.some(({ children }) => children.length !== align.length)) return this.#backTo(first);
    const position = positionOf(this.#source, { start: first.start, end });
    return { type: 'table', align, children: rows, position };
  }

  /** A cell begins with its pipe; the last one ends with the row. */
  #row({ text, start, end }: Line): TableRow | undefined {
    if (!ROW.test(text) || /\|\||\\\||\t/.test(text)) return undefined;
    const cells: TableCell[] = [];
    for (let at = 0; at < text.length - 1;) {
      const next = text.indexOf('|', at + 1);
      let [from, to] = [at + 1, next];
      while (from < to && text[from] === ' ') from += 1;
      while (to > from && text[to - 1] === ' ') to -= 1;
      const children = this.#plainText(start + from, start + to);
      if (!children) return undefined;
      const range = { start: start + at, end: next === text.length - 1 ? end : start + next };
      cells.push({ type: 'tableCell', children, position: positionOf(this.#source, range) });
      at = next;
    }
    return {
      type: 'tableRow',
      children: cells,
      position: positionOf(this.#source, { start, end }),
    };
  }

  /** For what turned out to be no such block. */
  #backTo(line: Line | undefined): undefined {
    this.#line = line;
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

function alignmentOf(delimiter: string): AlignType {
  const [isLeft, isRight] = [
    delimiter.trimStart().startsWith(':'),
    delimiter.trimEnd().endsWith(':'),
  ];
  if (isLeft && isRight) return 'center';
  return isLeft ? 'left' : isRight ? 'right' : null;
}

const NONE: Line = { text: '', start: 0, end: 0, next: 0 };
