/**
 * A list or quote at the margin, followed line by line for the page scan (page-scan.ts): which
 * regions in its items are certain, and whether the parser is needed.
 */
import type { Marker } from './marker.ts';
import type { Region } from './regions.ts';
import { FENCE, SPECIAL } from './scan-patterns.ts';
import type { Range } from '../problems/source.ts';

/** The kind of a line that is not blank. */
export type LineKind = 'tag' | 'begin' | 'end' | 'import' | 'text';

interface Line {
  readonly start: number;
  /** The offset of its first non-blank character. */
  readonly at: number;
  readonly end: number;
  /** The column of its text, from 0. */
  readonly indent: number;
  readonly before: LineKind | 'blank';
  /** Whether the last non-blank line may be indented code. */
  readonly isAfterCode: boolean;
}

/**
 * A list item at the margin that begins with a paragraph. Its content is indented by the length of
 * its marker.
 */
interface Item {
  /** The marker with the blanks after it. */
  readonly marker: string;
  /** The region that is open in the item. */
  open: Pick<Region, 'section' | 'args' | 'begin'> | undefined;
}

/**
 * An item whose text is indented by two or three: four could also be code. A first letter rules out
 * most constructs, but `import` and `export` are code in MDX.
 */
const PLAIN_ITEM = /^(?:[-*+] {1,2}|\d[.)] )(?=[a-zA-Z])(?!import\b|export\b)/;

export class ListScan {
  readonly start: number;
  /** Whether it is certainly a list. */
  readonly isSure: boolean;
  readonly #text: string;
  readonly #regions: Region[] = [];
  #isUnclear = false;
  /** The item that the current lines certainly belong to. */
  #item: Item | undefined;

  constructor(text: string, start: number, isSure: boolean) {
    this.#text = text;
    this.start = start;
    this.isSure = isSure;
  }

  /** Leaves the list to the parser. */
  doubt(): void {
    this.#isUnclear = true;
  }

  /** Once the list has ended: its regions, or undefined if the parser is needed. */
  get regions(): readonly Region[] | undefined {
    return this.#isUnclear || this.#item?.open ? undefined : this.#regions;
  }

  /**
   * Keeps track of the item that a line belongs to, as long as nothing in the item is special.
   * `marker` is the marker that the line may be; returns its edge if it certainly is one in a legal
   * place.
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
