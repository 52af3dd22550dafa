/** What either thread does to replace pages: reads, splices and writes them. See replace.ts. */
import { isAscii } from 'node:buffer';

import { bulkReader } from '../files/bulk-reader.ts';
import { hash } from '../files/hash.ts';
import { reachFrom } from '../files/reach.ts';
import type { Task } from '../files/threads.ts';
import { changedMeanwhile, writePage } from '../files/write.ts';
import { memo } from '../memo.ts';
import { LARGEST_PAGE, type Page, type PageKind, toBytes, toPage } from '../pages/page.ts';
import { regionBody, regionText } from '../pages/splice.ts';
import type { Problem } from '../problems/problem.ts';
import { RegionDiffs, regionDiff } from './changes.ts';

/** What a region is to contain; see {@link Expected}. */
export interface NewText {
  readonly text: string;
  readonly bodyHash: string;
  readonly prefix: string;
  readonly eol: string;
}

export interface ReplaceJob extends PageKind {
  /** The hash of the bytes that the offsets belong to. */
  readonly hash: string;
  readonly regions: readonly PlacedText[];
}

type PlacedText = readonly [
  /** The index of the new text. */
  text: number,
  /** Where BEGIN starts. */
  marker: number,
  start: number,
  end: number,
  /** The index of the hash of what is between the markers; -1 if that is right already. */
  before: number,
];

interface ReplaceCommon {
  readonly root: string;
  readonly texts: readonly NewText[];
  /** The hashes of what the texts replace. */
  readonly before: readonly string[];
}

export interface Replacement {
  /** The hash of the new bytes, if they were written. */
  readonly hash?: string;
  /** The lines of the regions that were out of date, unless the page was not even tried. */
  readonly lines?: readonly number[];
  readonly problem?: Problem;
}

interface ReplaceAnswer {
  readonly pages: readonly Replacement[];
  /** Those that this thread has not answered before, by the hashes of both texts. */
  readonly diffs: readonly {
    readonly before: string;
    readonly after: string;
    readonly diff: readonly string[];
  }[];
}

/** How many texts are kept with the markers' prefix and line endings. */
const MOST_BODIES = 2000;

/** Replaces the pages of one share after another. */
function replacer({
  root,
  texts,
  before: hashes,
}: ReplaceCommon): (jobs: readonly ReplaceJob[]) => ReplaceAnswer {
  const read = bulkReader(root, LARGEST_PAGE);
  const readAgain = bulkReader(root, LARGEST_PAGE);
  const reach = reachFrom(root);
  const textAt = (index: number): NewText => texts[index] as NewText;
  const bodies = memo<number, string>(MOST_BODIES);
  const bytesOfBodies = memo<number, Buffer>(MOST_BODIES);
  const bodyAt = (index: number): string =>
    bodies(index, () => {
      const { text, prefix, eol } = textAt(index);
      return regionBody(text, prefix, eol);
    });
  const bodyBytesAt = (index: number): Buffer =>
    bytesOfBodies(index, () => Buffer.from(bodyAt(index)));
  const known = new RegionDiffs();
  const join = joiner();

  const replace = (job: ReplaceJob, diffs: ReplaceAnswer['diffs'][number][]): Replacement => {
    const { file, regions } = job;
    const found = read(file);
    if ('why' in found || hash(found.bytes) !== job.hash)
      return { problem: changedMeanwhile(file) };
    const { bytes } = found;
    let page: Page | undefined;
    const opened = (): Page => (page ??= toPage(file, bytes, job.flavor, job.frozen));
    for (const [index, , start, end, old] of regions) {
      const { text, bodyHash, prefix } = textAt(index);
      const before = hashes[old];
      if (before === undefined || known.get(before, bodyHash)) continue;
      const range = { body: { start, end }, prefix };
      const diff = regionDiff(regionText(opened().source, range), text);
      known.set(before, bodyHash, diff);
      diffs.push({ before, after: bodyHash, diff });
    }
    // In most pages each character is a byte, so that the text is not even needed.
    const isPlain = isAscii(bytes);
    const lines = isPlain ? linesIn(bytes, regions) : linesOf(opened(), regions);
    const after = isPlain
      ? join(
          spliced(
            regions,
            (from, to) => bytes.subarray(from, to),
            (index) => bodyBytesAt(index),
          ),
        )
      : toBytes(
          opened(),
          spliced(
            regions,
            (from, to) => opened().source.text.slice(from, to),
            (index) => bodyAt(index),
          ).join(''),
        );
    const problem = writePage(root, { file, before: bytes, after }, reach, readAgain);
    return problem ? { lines, problem } : { lines, hash: hash(after) };
  };

  return (jobs) => {
    const diffs: ReplaceAnswer['diffs'][number][] = [];
    return { pages: jobs.map((job) => replace(job, diffs)), diffs };
  };
}

/** The pieces of the new page: those of the old one, and a new text in each region. */
function spliced<Piece>(
  regions: readonly PlacedText[],
  pieceOf: (from: number, to?: number) => Piece,
  newAt: (index: number) => Piece,
): Piece[] {
  let at = 0;
  const pieces = regions.flatMap(([index, , start, end]) => {
    const before = pieceOf(at, start);
    at = end;
    return [before, newAt(index)];
  });
  return [...pieces, pieceOf(at)];
}

/** Joins pieces into the same memory. What it returns is valid only until the next call. */
function joiner(): (pieces: readonly Buffer[]) => Buffer {
  let joined = Buffer.allocUnsafeSlow(1 << 16);
  return (pieces) => {
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
    if (length > joined.length) joined = Buffer.allocUnsafeSlow(length * 2);
    let at = 0;
    for (const piece of pieces) at += piece.copy(joined, at);
    return joined.subarray(0, length);
  };
}

const NEWLINE = 0x0a;

/** The lines of the markers whose regions are out of date, in a page of ASCII. */
function linesIn(bytes: Buffer, regions: readonly PlacedText[]): number[] {
  let line = 1;
  let at = 0;
  return regions.flatMap(([, marker, , , before]) => {
    if (before === -1) return [];
    let newline = bytes.indexOf(NEWLINE, at);
    for (; newline !== -1 && newline < marker; newline = bytes.indexOf(NEWLINE, at)) {
      line += 1;
      at = newline + 1;
    }
    return line;
  });
}

const linesOf = ({ source }: Page, regions: readonly PlacedText[]): number[] =>
  regions.flatMap(([, marker, , , before]) => (before === -1 ? [] : source.position(marker).line));

/** The task of replacing pages, shared by two threads. */
export const REPLACE: Task<ReplaceCommon, ReplaceJob, ReplaceAnswer> = {
  name: 'replace',
  start: replacer,
  worthwhile: 500,
  share: 16,
};
