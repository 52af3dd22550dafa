/**
 * A page without most of the blocks that lint has no interest in, so that a parser need not read
 * them. What is left parses as it does in the page: blocks are cut only where they certainly begin.
 */
import { scanRegions } from '../page-scan.ts';
import type { Flavour } from '../page-tree.ts';
import { type Range, Source } from '../source.ts';

export interface Reduced {
  readonly source: Source;
  /** An offset of the reduced text as one of the page. */
  readonly toPage: (offset: number) => number;
}

/** How many blocks before and after one of interest are kept: they say what it is about. */
const AROUND = 2;
/** Headings, elements, admonitions, comments, definitions, and what may be a heading underlined. */
const STRUCTURE = /^(?:[#<:{[]|---|\+\+\+)|^(?:=+|-+)[ \t]*\r?$/m;

/** Undefined where the structure of the page is not certain, or where `needsAll` wants what is outside regions. */
export function reduce(
  source: Source,
  flavour: Flavour,
  isOfInterest: (text: string) => boolean,
  needsAll: (text: string) => boolean,
): Reduced | undefined {
  const scanned = scanRegions(source.text, flavour);
  if (!scanned || scanned.unclear.length > 0) return undefined;
  const blocks = blocksOf(source.text, scanned.blocks);
  const isGenerated = ({ start }: Range): boolean =>
    scanned.regions.some(({ body }) => body.start <= start && start < body.end);
  const texts = blocks.map(({ start, end }) => source.text.slice(start, end));
  const own = texts.map((text, index) => (isGenerated(blocks[index] as Range) ? '' : text));
  if (own.some(needsAll)) return undefined;
  const wanted = own.map(isOfInterest);
  const isKept = texts.map(
    (text, index) =>
      index === 0 ||
      STRUCTURE.test(text) ||
      wanted.slice(Math.max(0, index - AROUND), index + AROUND + 1).includes(true),
  );
  const kept = blocks.filter((_, index) => isKept[index]);
  const text = texts.filter((_, index) => isKept[index]).join('');
  return { source: new Source(source.file, text), toPage: mapping(kept) };
}

/** From each beginning to the next; the first one holds the front matter too. */
function blocksOf(text: string, beginnings: readonly number[]): Range[] {
  const starts = [0, ...beginnings.filter((start) => start > 0)];
  return starts.map((start, index) => ({ start, end: starts[index + 1] ?? text.length }));
}

function mapping(kept: readonly Range[]): (offset: number) => number {
  const starts: number[] = [];
  let length = 0;
  for (const { start, end } of kept) {
    starts.push(length);
    length += end - start;
  }
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return (kept[low]?.start ?? 0) + offset - (starts[low] ?? 0);
  };
}
