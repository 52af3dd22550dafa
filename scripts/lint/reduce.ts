/**
 * A page without most of the blocks that lint has no interest in, so that a parser need not read
 * them. What is left parses as it does in the page: blocks are cut only where they certainly begin.
 */
import { scanRegions } from '../pages/page-scan.ts';
import type { Flavor } from '../markdown/page-tree.ts';
import { locateRegions } from '../pages/unclear-regions.ts';
import type { Region } from '../pages/regions.ts';
import { type Range, Source } from '../problems/source.ts';
import { BEHIND } from '../reading/blocks.ts';
import { OTHER_COMMAND } from '../reading/other-stores.ts';
import { MENDED } from '../reading/wrong-words.ts';

interface Reduced {
  readonly source: Source;
  /** Offsets of the reduced text where blocks certainly begin. */
  readonly starts: readonly number[];
  /** An offset of the reduced text as one of the page. */
  readonly toPage: (offset: number) => number;
}

/** How many blocks before and after one of interest are kept: they say what it is about. */
const AROUND = 1;
/** How near to one of interest an element ends or begins that belongs to it. */
const BESIDE = 2;
/** Headings, elements, admonitions, comments, definitions, and what may be a heading underlined. */
const STRUCTURE = /^(?:[#<:{[]|---|\+\+\+)|^(?:=+|-+)[ \t]*\r?$/m;

/**
 * Undefined where the structure of the page is not certain, or where `needsAll` wants what is outside
 * regions; `nothing` where nothing outside of them is of interest.
 */
export function reduce(
  source: Source,
  flavor: Flavor,
  isOfInterest: (text: string) => boolean,
  needsAll: (text: string) => boolean,
): Reduced | 'nothing' | undefined {
  const scanned = scanRegions(source.text, flavor);
  if (!scanned) return undefined;
  const { regions, problems } = locateRegions(scanned, source, flavor);
  if (problems.length > 0) return undefined;
  const blocks = blocksOf(source.text, scanned.blocks);
  const texts = blocks.map(({ start, end }) => source.text.slice(start, end));
  const own = blocks.map((block) => withoutRegions(source.text, block, regions));
  if (own.some(needsAll)) return undefined;
  const wanted = own.map(isOfInterest);
  if (!wanted.includes(true)) return 'nothing';
  // What an element says as a whole leads up to what follows it.
  if (wanted.some((isWanted, index) => isWanted && isBesideContainer(texts, index)))
    return undefined;
  const toldBehind = sequels(texts, wanted);
  const isKept = texts.map(
    (text, index) =>
      index === 0 ||
      STRUCTURE.test(text) ||
      toldBehind.some(({ from, to }) => index > from && index <= to) ||
      wanted.slice(Math.max(0, index - AROUND), index + AROUND + 1).includes(true),
  );
  const kept = blocks.filter((_, index) => isKept[index]);
  const text = texts.filter((_, index) => isKept[index]).join('');
  const starts = startsOf(kept);
  return { source: new Source(source.file, text), starts, toPage: mapping(kept, starts) };
}

/** From an example to what says how to mend it, or where it goes, not far behind. */
function sequels(
  texts: readonly string[],
  wanted: readonly boolean[],
): { readonly from: number; readonly to: number }[] {
  return texts.flatMap((text, to) => {
    if (!MENDED.test(text) && !OTHER_COMMAND.test(text)) return [];
    const start = Math.max(0, to - BEHIND);
    const from = wanted.slice(start, to).lastIndexOf(true);
    return from === -1 ? [] : [{ from: start + from, to }];
  });
}

/** A region is the build's, with its markers, which are in order. */
function withoutRegions(text: string, { start, end }: Range, regions: readonly Region[]): string {
  let own = '';
  let at = start;
  for (const { begin, end: last } of regions) {
    if (last.end <= at || begin.start >= end) continue;
    own += text.slice(at, Math.max(at, begin.start));
    at = Math.min(end, last.end);
  }
  return own + text.slice(at, end);
}

/** Does an element or an admonition end shortly before a block, or begin shortly after it? */
function isBesideContainer(texts: readonly string[], index: number): boolean {
  return (
    texts
      .slice(Math.max(0, index - BESIDE), index)
      .some((text) => /^(?:<\/|:::+\s*$)/.test(text)) ||
    texts.slice(index + 1, index + 1 + BESIDE).some((text) => /^(?:<[a-zA-Z]|:::)/.test(text))
  );
}

/** From each beginning to the next; the first one holds the front matter too. */
function blocksOf(text: string, beginnings: readonly number[]): Range[] {
  const starts = [0, ...beginnings.filter((start) => start > 0)];
  return starts.map((start, index) => ({ start, end: starts[index + 1] ?? text.length }));
}

/** Where blocks begin once the others are gone. */
function startsOf(kept: readonly Range[]): number[] {
  let length = 0;
  return kept.map(({ start, end }) => {
    length += end - start;
    return length - (end - start);
  });
}

function mapping(kept: readonly Range[], starts: readonly number[]): (offset: number) => number {
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
