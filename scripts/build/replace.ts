/** Writes stale pages with their new text, and describes each change for people. */
import type { PageChange } from './build-options.ts';
import { hash } from '../files/hash.ts';
import { describeChanges } from './changes.ts';
import type { Expected, PlannedPage } from './expected.ts';
import { decodePage, type EncodedPage, encodePages, type RegionShape } from './page-facts.ts';
import { LARGEST_PAGE, type PageKind, toBytes, toPage } from '../pages/page.ts';
import type { Problem } from '../problems/problem.ts';
import { bulkReader } from '../files/bulk-reader.ts';
import { splice } from '../pages/splice.ts';
import { startSharing, type Task } from '../files/threads.ts';
import { reachFrom } from '../files/reach.ts';
import { changedMeanwhile, writePage } from '../files/write.ts';

export interface WrittenPage extends PlannedPage {
  /** The hash of the page's new bytes. */
  readonly hash: string;
}

export interface Replaced {
  readonly written: readonly WrittenPage[];
  readonly changes: readonly PageChange[];
  readonly failed: readonly Problem[];
}

/** Replaces pages one at a time. A page that changed since it was planned is left alone. */
export async function replacePages(root: string, stale: readonly PlannedPage[]): Promise<Replaced> {
  const { common, jobs } = encode(root, stale);
  const done = await startSharing(REPLACE, common, jobs)(({ answer }) => answer);
  const written: WrittenPage[] = [];
  const changes: PageChange[] = [];
  const failed: Problem[] = [];
  for (const [index, { hash: newHash, change, problem }] of done.flat().entries()) {
    if (change) changes.push(change);
    if (problem) failed.push(problem);
    const planned = stale[index];
    if (newHash !== undefined && planned) written.push({ ...planned, hash: newHash });
  }
  return { written, changes, failed };
}

interface Common {
  readonly root: string;
  readonly shapes: readonly RegionShape[];
  /** The expected texts of all regions, without duplicates. */
  readonly expected: readonly Expected[];
}

interface Job extends PageKind {
  readonly page: EncodedPage;
  /** For each region, the index of its expected text. */
  readonly expected: readonly number[];
}

function encode(
  root: string,
  stale: readonly PlannedPage[],
): { readonly common: Common; readonly jobs: readonly Job[] } {
  const { shapes, pages } = encodePages(stale.map(({ page }) => page));
  const indices = new Map<Expected, number>();
  for (const one of stale.flatMap(({ expected }) => expected))
    if (!indices.has(one)) indices.set(one, indices.size);
  const jobs = stale.map(({ page: { file, flavor, frozen }, expected }, index): Job => ({
    file,
    flavor,
    frozen,
    page: pages[index] as EncodedPage,
    expected: expected.map((one) => indices.get(one) ?? 0),
  }));
  return { common: { root, shapes, expected: [...indices.keys()] }, jobs };
}

interface Answer {
  /** The hash of the new bytes, if they were written. */
  readonly hash?: string;
  readonly change?: PageChange;
  readonly problem?: Problem;
}

/** Replaces the pages of one share after another. */
function replacer({ root, shapes, expected }: Common): (jobs: readonly Job[]) => Answer[] {
  const read = bulkReader(root, LARGEST_PAGE);
  const changesOf = describeChanges();
  const reach = reachFrom(root);
  return (jobs) =>
    jobs.map(({ file, flavor, frozen, page: encoded, expected: indices }) => {
      const found = read(file);
      const facts = decodePage(encoded, shapes, file);
      if ('why' in found || hash(found.bytes) !== facts.hash)
        return { problem: changedMeanwhile(file) };
      const { bytes } = found;
      const page = toPage(file, bytes, flavor, frozen);
      const texts = indices.map((index) => expected[index] as Expected);
      const change = changesOf(page, {
        page: { ...facts, flavor, frozen },
        expected: texts,
        warnings: [],
      });
      const after = toBytes(
        page,
        splice(
          page.source,
          facts.regions,
          texts.map(({ text }) => text),
        ),
      );
      const problem = writePage(root, { file, before: bytes, after }, reach);
      return problem ? { change, problem } : { change, hash: hash(after) };
    });
}

/** The task of replacing pages, shared by two threads. */
export const REPLACE: Task<Common, Job, Answer[]> = {
  name: 'replace',
  start: replacer,
  worthwhile: 500,
  share: 16,
};
