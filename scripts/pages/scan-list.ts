/**
 * A list or quote at the margin, line by line, for the scan of a page (page-scan.ts): which regions
 * in its items are certain, and whether only the parser can tell.
 */
import type { Marker } from './marker.ts';
import type { Region } from './regions.ts';
import { FENCE, SPECIAL } from './scan-patterns.ts';
import type { Range } from '../problems/source.ts';

/** What a line is that is not blank, or what the line before it was. */
export type LineKind = 'tag' | 'begin' | 'end' | 'import' | 'text';

interface Line {
  readonly start: number;
  /** Where its text begins. */
  readonly at: number;
  readonly end: number;
  /** The column of its text, from 0. */
  readonly indent: number;
  readonly before: LineKind | 'blank';
  /** May the last line that was not blank be indented code? */
  readonly isAfterCode: boolean;
}

/** A list item at the margin that begins with a paragraph: what is in it stands this far in. */
interface Item {
  /** Its marker with the blanks behind it. */
  readonly marker: string;
  /** The region that is open in it. */
  open: Pick<Region, 'section' | 'args' | 'begin'> | undefined;
}

/**
 * The text of such an item stands two or three in: four could be code as well. What begins with a
 * letter may be `import` or `export`, which are no text everywhere.
 */
const PLAIN_ITEM = /^(?:[-*+] {1,2}|\d[.)] )(?=[a-zA-Z])(?!import\b|export\b)/;

export class ListScan {
  readonly start: number;
  /** Is it certainly one? */
  readonly isSure: boolean;
  readonly #text: string;
  readonly #regions: Region[] = [];
  #isUnclear = false;
  /** The item that lines belong to, where that is certain. */
  #item: Item | undefined;

  constructor(text: string, start: number, isSure: boolean) {
    this.#text = text;
    this.start = start;
    this.isSure = isSure;
  }

  /** The parser must look at it. */
  doubt(): void {
    this.#isUnclear = true;
  }

  /** When it has ended: the regions in it, or undefined where only the parser can tell. */
  get regions(): readonly Region[] | undefined {
    return this.#isUnclear || this.#item?.open ? undefined : this.#regions;
  }

  /**
   * Follows which item a line is in, for as long as nothing in it is special. `marker` is the one
   * that the line may be; its edge is returned where it is one, certainly legal.
   */
  follow(line: Line, marker: Marker | undefined): Marker['edge'] | undefined {
    const item = this.#item;
    if (item && marker && this.#marksRegion(item, line, marker)) return marker.edge;
    const { start, at, end, indent, before, isAfterCode } = line;
    const isNew = indent === 0 && before !== 'text' && this.isSure && !isAfterCode;
    const inside = indent - (item?.marker.length ?? 0);
    const isText = SPECIAL[this.#text.charCodeAt(at)] !== 1 && inside >= 0 && inside < 4;
    const isPlain = isText || (inside === 0 && FENCE.test(this.#text.slice(at, end)));
    if (item && !isNew && isPlain && before !== 'begin') return undefined;
    if (item?.open) this.#isUnclear = true;
    const opening = isNew ? PLAIN_ITEM.exec(this.#text.slice(start, end))?.[0] : undefined;
    this.#item = opening === undefined ? undefined : { marker: opening, open: undefined };
    return undefined;
  }

  #marksRegion(item: Item, { start, at, end, before }: Line, marker: Marker): boolean {
    const prefix = ' '.repeat(item.marker.length);
    if (this.#text.slice(start, at) !== prefix) return false;
    const { edge, section, args } = marker;
    const range: Range = { start: at, end: at + this.#text.slice(at, end).trimEnd().length };
    const { open } = item;
    if (edge === 'begin') {
      if (open || before !== 'blank') return false;
      item.open = { begin: range, section, args };
      return true;
    }
    if (open?.section !== section || !['blank', 'begin'].includes(before)) return false;
    this.#regions.push({
      ...open,
      end: range,
      body: { start: this.#text.indexOf('\n', open.begin.end) + 1, end: start },
      prefix,
      within: [item.marker],
    });
    item.open = undefined;
    return true;
  }
}
