/**
 * Finds the regions of a page fast, in one pass over its lines. It accepts only what it can prove;
 * the parser (regions.ts) decides everything else and is the reference.
 */
import { htmlBlockNames, htmlRawNames } from 'micromark-util-html-tag-name';

import { isBalanced } from '../markdown/html.ts';
import type { Marker } from './marker.ts';
import { isPlainMdx } from '../markdown/mdx-prose.ts';
import type { Flavor } from '../markdown/page-tree.ts';
import type { Region } from './regions.ts';
import { type LineKind, ListScan } from './scan-list.ts';
import {
  BACKTICK,
  COLON,
  CR,
  DIRECTIVE,
  FENCE,
  GREATER,
  HTML_TAG,
  IMPORT,
  ITEM_STARTS,
  LESS,
  LIKE_A_MARKER,
  LIST_ITEM,
  markerOn,
  NEWLINE,
  RAW_HTML_END,
  SPACE,
  SPECIAL,
  TAB,
  TAG_LINE,
  TILDE,
} from './scan-patterns.ts';
import type { Range } from '../problems/source.ts';

export interface ScannedRegions {
  readonly regions: readonly Region[];
  /** Lists and quotes that need the parser, each from its first line through its last. */
  readonly unclear: readonly Range[];
  /** Offsets where blocks begin at the top level or directly in an element or admonition. */
  readonly blocks: readonly number[];
}

/** The regions of a page, or undefined if the page is not simple enough. */
export function scanRegions(text: string, flavor: Flavor): ScannedRegions | undefined {
  try {
    return new Scan(text, flavor).run();
  } catch (error) {
    if (error instanceof NotSimple) return undefined;
    throw error;
  }
}

/** Thrown when the scan cannot prove its next step. */
class NotSimple extends Error {}

interface Fence {
  readonly mark: string;
  readonly length: number;
  /** The column of the opening, from 0. A fence in a list ends with the list. */
  readonly indent: number;
}

/** An MDX element, or an admonition (whose name is its colons). `id` tells siblings apart. */
interface Container {
  readonly name: string;
  readonly id: number;
  readonly isIndented: boolean;
}

interface OpenRegion {
  readonly begin: Range;
  readonly section: string;
  readonly args: Readonly<Record<string, string>>;
  readonly container: number;
  /** HTML inside the region, CommonMark only: it must close everything it opens. */
  html: string;
}

/**
 * Whether the text has a carriage return without a line feed. CommonMark ends a line there too, but
 * nobody writes that on purpose.
 */
function hasLoneReturn(text: string): boolean {
  for (let at = text.indexOf('\r'); at !== -1; at = text.indexOf('\r', at + 1)) {
    if (text.charCodeAt(at + 1) !== NEWLINE) return true;
  }
  return false;
}

class Scan {
  readonly #text: string;
  readonly #flavor: Flavor;
  readonly #regions: Region[] = [];
  readonly #unclear: Range[] = [];
  readonly #blocks: number[] = [];
  readonly #containers: Container[] = [];
  #containerCount = 0;
  readonly #imports = new Set<string>();
  #open: OpenRegion | undefined;
  #fence: Fence | undefined;
  /** The end of the open HTML block, for the kinds in CommonMark that blank lines do not end. */
  #htmlEnd: RegExp | undefined;
  /** Whether the scan is inside HTML that ends at a blank line. */
  #isHtml = false;
  /** The list or quote that the current line belongs to. */
  #list: ListScan | undefined;
  /**
   * Whether this line, and the last non-blank line before it, may be indented code. A list after
   * such a line is unclear.
   */
  #isCode = false;
  #isAfterCode = false;
  /** Where the text begins that is still to be checked. */
  #prose: number | undefined;
  /** The kind of the previous line. */
  #before: LineKind | 'blank' = 'blank';
  /** The offset of the next occurrence of each, or -1. */
  #nextWord: number;
  #nextBrace: number;
  #nextAngle: number;

  constructor(text: string, flavor: Flavor) {
    this.#text = text;
    this.#flavor = flavor;
    this.#nextWord = text.indexOf('permadocs');
    this.#nextBrace = text.indexOf('{');
    this.#nextAngle = text.indexOf('<');
  }

  run(): ScannedRegions {
    const text = this.#text;
    if (hasLoneReturn(text)) throw new NotSimple();
    for (let start = this.#skipFrontMatter(); start < text.length;) {
      const newline = text.indexOf('\n', start);
      const next = newline === -1 ? text.length : newline + 1;
      const end = newline === -1 ? text.length : newline;
      this.#line(start, text.charCodeAt(end - 1) === CR && end > start ? end - 1 : end);
      start = this.#skipCode(next);
    }
    this.#endProse(text.length);
    this.#endList(text.length);
    if (this.#fence || this.#htmlEnd || this.#open || this.#containers.length > 0)
      throw new NotSimple();
    return { regions: this.#regions, unclear: this.#unclear, blocks: this.#blocks };
  }

  #skipFrontMatter(): number {
    const opening = /^(---|\+\+\+)[ \t]*\r?\n/.exec(this.#text);
    if (!opening) return 0;
    const closing = new RegExp(
      `\\n${opening[1] === '---' ? '---' : '\\+\\+\\+'}[ \\t]*(?:\\r?\\n|$)`,
    );
    const found = closing.exec(this.#text.slice(opening[0].length - 1));
    if (!found) throw new NotSimple();
    this.#before = 'text';
    return opening[0].length - 1 + found.index + found[0].length;
  }

  #line(start: number, end: number): void {
    const text = this.#text;
    let at = start;
    let indent = 0;
    for (; at < end; at += 1) {
      const code = text.charCodeAt(at);
      if (code === SPACE) indent += 1;
      else if (code === TAB) indent += 4 - (indent % 4);
      else break;
    }
    if (this.#fence) return this.#insideFence(this.#fence, at, end, indent);
    if (this.#htmlEnd) return this.#insideHtml(this.#htmlEnd, start, end);
    if (at === end) {
      this.#endProse(start);
      this.#isHtml = false;
      this.#before = 'blank';
      return;
    }
    this.#isAfterCode = this.#isCode;
    this.#isCode = indent > 3;
    if (this.#before === 'end') throw new NotSimple();
    if (this.#before === 'import' && !IMPORT.test(text.slice(start, end))) throw new NotSimple();
    if (indent === 0 && this.#before === 'blank' && this.#list && !this.#beginsList(at, end))
      this.#endList(start);
    if (indent === 0 && this.#before !== 'text' && !this.#list) this.#blocks.push(start);
    if (this.#followList(start, at, end, indent)) return;
    const first = text.charCodeAt(at);
    if (this.#isHtml || SPECIAL[first] !== 1) return this.#proseLine(start, end);
    const line = text.slice(at, end);
    if (indent === 0 && this.#marker(start, end, line)) return;
    if (this.#beginsFence(start, line, indent)) return;
    if (first === COLON && line.startsWith(':::')) return this.#directive(start, line);
    if (first === LESS && this.#tag(start, end, line, indent)) return;
    if (this.#beginsList(at, end)) {
      const isFirst = !this.#list;
      this.#beginList(start);
      if (isFirst) this.#followList(start, at, end, indent);
    } else if (indent === 0 && this.#isImport(line)) return;
    this.#proseLine(start, end);
  }

  /**
   * Skips lines of code that cannot end the fence. In a list or an element, every line counts: bench
   * row “check, no cache”.
   */
  #skipCode(start: number): number {
    const fence = this.#fence;
    if (!fence || fence.indent > 0 || this.#containers.length > 0) return start;
    const run = this.#text.indexOf(fence.mark.repeat(fence.length), start);
    return run === -1 ? this.#text.length : this.#text.lastIndexOf('\n', run) + 1;
  }

  #insideFence(fence: Fence, at: number, end: number, indent: number): void {
    if (at === end) return;
    if (indent < fence.indent) throw new NotSimple();
    const code = this.#text.charCodeAt(at);
    if (code !== BACKTICK && code !== TILDE && code !== COLON) return;
    const line = this.#text.slice(at, end);
    if (this.#containers.length > 0 && line.startsWith(':::')) throw new NotSimple();
    const run = line.trimEnd();
    if (run.length < fence.length || run !== fence.mark.repeat(run.length)) return;
    // Indented four or more from its container, the line belongs to the code.
    if (indent > (this.#list ? fence.indent : 3)) throw new NotSimple();
    this.#fence = undefined;
    this.#before = 'text';
  }

  #insideHtml(closing: RegExp, start: number, end: number): void {
    const line = this.#text.slice(start, end);
    if (this.#mentionsMarker(start, end)) throw new NotSimple();
    if (closing.test(line)) this.#htmlEnd = undefined;
    this.#before = 'text';
  }

  #beginsList(at: number, end: number): boolean {
    const code = this.#text.charCodeAt(at);
    if (code === GREATER) return true;
    return ITEM_STARTS[code] === 1 && LIST_ITEM.test(this.#text.slice(at, Math.min(end, at + 12)));
  }

  #beginList(start: number): void {
    const isSure = this.#before !== 'text' && !this.#isAfterCode && !this.#isCode;
    this.#list ??= new ListScan(this.#text, start, isSure);
  }

  /**
   * Passes a line on to the open list; returns whether it is a marker that needs no further checks.
   */
  #followList(start: number, at: number, end: number, indent: number): boolean {
    const list = this.#list;
    if (!list) return false;
    const line = { start, at, end, indent, before: this.#before, isAfterCode: this.#isAfterCode };
    const edge = list.follow(line, this.#markerInList(start, at, end));
    if (edge) this.#before = edge;
    return edge !== undefined;
  }

  /** A marker in a list, if the list is neither in a region nor indented by its container. */
  #markerInList(start: number, at: number, end: number): Marker | undefined {
    if (!this.#mentionsMarker(start, end) || this.#open) return undefined;
    if (this.#containers.some(({ isIndented }) => isIndented)) return undefined;
    const result = markerOn(this.#text.slice(at, end), this.#flavor);
    return result.kind === 'marker' ? result.marker : undefined;
  }

  #endList(at: number): void {
    const list = this.#list;
    this.#list = undefined;
    if (!list) return;
    const { regions } = list;
    if (regions) {
      for (const region of regions) this.#regions.push(region);
      return;
    }
    if (!list.isSure || this.#open) throw new NotSimple();
    this.#unclear.push({ start: list.start, end: at });
  }

  /** Leaves the current list to the parser, or the whole page if no list is open. */
  #doubt(): void {
    if (!this.#list) throw new NotSimple();
    this.#list.doubt();
  }

  /** Handles a marker at the start of its line, if its place is certainly legal. */
  #marker(start: number, end: number, line: string): boolean {
    if (!this.#mentionsMarker(start, end)) return false;
    const result = markerOn(line, this.#flavor);
    if (result.kind === 'other') return false;
    if (result.kind === 'malformed' || this.#isHtml) throw new NotSimple();
    const { edge, section, args } = result.marker;
    const container = this.#containers.at(-1)?.id ?? 0;
    const range = { start, end: start + line.trimEnd().length };
    if (edge === 'begin') {
      if (this.#open || this.#before !== 'blank' || this.#isAboveFrontMatter(start))
        throw new NotSimple();
      this.#open = { begin: range, section, args, container, html: '' };
    } else {
      const open = this.#open;
      if (!open || open.section !== section || open.container !== container) throw new NotSimple();
      if (this.#before === 'text' || this.#before === 'tag' || !isBalanced([open.html]))
        throw new NotSimple();
      this.#regions.push({
        section: open.section,
        args: open.args,
        begin: open.begin,
        end: range,
        body: { start: this.#text.indexOf('\n', open.begin.end) + 1, end: start },
        prefix: '',
        within: [],
      });
      this.#open = undefined;
    }
    this.#before = edge;
    return true;
  }

  /** Whether a marker comes before what would be front matter; the parser reports that. */
  #isAboveFrontMatter(start: number): boolean {
    return this.#text.slice(0, start).trim() === '' && /^---[ \t]*$/m.test(this.#text);
  }

  #beginsFence(start: number, line: string, indent: number): boolean {
    if (!line.includes('```') && !line.includes('~~~')) return false;
    const item = LIST_ITEM.exec(line)?.[0] ?? '';
    const code = line.charCodeAt(item.length);
    if (code !== BACKTICK && code !== TILDE) return false;
    const match = FENCE.exec(line.slice(item.length));
    const run = match?.[1] ?? match?.[2];
    if (run === undefined) return false;
    this.#endProse(start);
    if (item !== '') this.#beginList(start);
    if (item.includes('\t')) throw new NotSimple();
    this.#fence = { mark: run.charAt(0), length: run.length, indent: indent + item.length };
    return true;
  }

  /**
   * Opens an admonition, or closes the innermost one. Inside a list they would depend on the list's
   * extent.
   */
  #directive(start: number, line: string): void {
    const colons = DIRECTIVE.exec(line.trimEnd())?.[1];
    if (colons === undefined || this.#list) throw new NotSimple();
    this.#endProse(start);
    const innermost = this.#containers.at(-1);
    if (line.trimEnd() === colons) {
      const outer = this.#containers.at(-2)?.name ?? '';
      if (!innermost || !innermost.name.startsWith(':') || innermost.name.length > colons.length)
        throw new NotSimple();
      if (outer.startsWith(':') && outer.length <= colons.length) throw new NotSimple();
      this.#containers.pop();
    } else {
      const around = this.#containers.filter(({ name }) => name.startsWith(':'));
      if (this.#before === 'text' || around.some(({ name }) => name.length <= colons.length))
        throw new NotSimple();
      this.#push(colons, start);
    }
    this.#before = 'tag';
  }

  #push(name: string, start: number): void {
    this.#containerCount += 1;
    const isIndented = /\s/.test(this.#text.charAt(start));
    this.#containers.push({ name, id: this.#containerCount, isIndented });
  }

  /** Handles a line that begins with `<`; returns whether it is done. */
  #tag(start: number, end: number, line: string, indent: number): boolean {
    return this.#flavor === 'mdx'
      ? this.#element(start, line)
      : this.#html(start, end, line, indent);
  }

  /**
   * Handles an MDX element whose tag is alone on its line, so that it contains the lines that
   * follow.
   */
  #element(start: number, line: string): boolean {
    const match = TAG_LINE.exec(line);
    if (!match) return false;
    const [, slash, name = '', selfClosing] = match;
    if (this.#list || (this.#before === 'text' && !slash)) {
      this.#doubt();
      return false;
    }
    this.#endProse(start);
    if (slash && selfClosing) throw new NotSimple();
    if (slash && this.#containers.pop()?.name !== name) throw new NotSimple();
    if (!slash && !selfClosing) this.#push(name, start);
    this.#before = 'tag';
    return true;
  }

  /**
   * Handles HTML in CommonMark. Most of it ends at a blank line, some only at its own closing
   * delimiter.
   */
  #html(start: number, end: number, line: string, indent: number): boolean {
    if (indent > 3) return false;
    if (/^<[?!](?!--)/.test(line)) throw new NotSimple();
    const isComment = line.startsWith('<!--');
    const name = /^<\/?([a-zA-Z][\w-]*)(?=[\s>]|\/>|$)/.exec(line)?.[1]?.toLowerCase() ?? '';
    const isRaw = htmlRawNames.includes(name) && !line.startsWith('</');
    if (isComment || isRaw) {
      if (this.#mentionsMarker(start, end)) throw new NotSimple();
      const closing = isComment ? /-->/ : RAW_HTML_END;
      if (this.#list) throw new NotSimple();
      this.#endProse(start);
      if (!closing.test(line)) this.#htmlEnd = closing;
      this.#before = 'text';
      return true;
    }
    const isAlone = /^<[a-zA-Z/][^<>]*>[ \t]*$/.test(line);
    const isBlock = htmlBlockNames.includes(name);
    if (!isBlock && !isAlone) return false;
    // Such a tag begins a block unless it interrupts a paragraph; an autolink never does.
    if (!isBlock && (this.#before === 'text' || !HTML_TAG.test(line))) throw new NotSimple();
    this.#isHtml = true;
    this.#proseLine(start, end);
    return true;
  }

  /** MDX reads `import` or `export` at the start of a block as code, up to the next blank line. */
  #isImport(line: string): boolean {
    if (this.#flavor !== 'mdx' || !/^(?:import|export)\b/.test(line)) return false;
    const name = IMPORT.exec(line)?.[1]?.replace(/\W/g, '');
    if (this.#before === 'text' || name === undefined || this.#imports.has(name))
      throw new NotSimple();
    this.#imports.add(name);
    this.#before = 'import';
    return true;
  }

  #proseLine(start: number, end: number): void {
    if (this.#isHtml && this.#open) {
      if (this.#list) throw new NotSimple();
      this.#open.html += `${this.#text.slice(start, end)}\n`;
    }
    if (this.#mentionsMarker(start, end) && LIKE_A_MARKER.test(this.#text.slice(start, end)))
      this.#doubt();
    this.#prose ??= start;
    this.#before = 'text';
  }

  /** Ends a run of prose. In MDX it must contain no braces and no tags but the simplest. */
  #endProse(end: number): void {
    const start = this.#prose;
    this.#prose = undefined;
    if (start === undefined || this.#flavor !== 'mdx') return;
    if (this.#nextBrace !== -1 && this.#nextBrace < start)
      this.#nextBrace = this.#text.indexOf('{', start);
    if (this.#nextAngle !== -1 && this.#nextAngle < start)
      this.#nextAngle = this.#text.indexOf('<', start);
    const isInside = (at: number): boolean => at !== -1 && at < end;
    if (!isInside(this.#nextBrace) && !isInside(this.#nextAngle)) return;
    if (!isPlainMdx(this.#text.slice(start, end))) this.#doubt();
  }

  #mentionsMarker(start: number, end: number): boolean {
    if (this.#nextWord !== -1 && this.#nextWord < start)
      this.#nextWord = this.#text.indexOf('permadocs', start);
    return this.#nextWord !== -1 && this.#nextWord < end;
  }
}
