/** Writes stale pages with their new text, and describes each change for people. */
import { startSharing } from '../files/threads.ts';
import type { Problem } from '../problems/problem.ts';
import type { PageChange } from './build-options.ts';
import { RegionDiffs, staleRegions } from './changes.ts';
import type { Expected, PlannedPage } from './expected.ts';
import { type NewText, REPLACE, type ReplaceJob, type Replacement } from './replace-task.ts';

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
  const { texts, before, jobOf } = jobsFor(stale);
  const jobs = {
    length: stale.length,
    slice: (from: number, to: number) => stale.slice(from, to).map(jobOf),
  };
  const diffs = new RegionDiffs();
  const shares = await startSharing(
    REPLACE,
    { root, texts, before },
    jobs,
  )(({ from, answer }) => {
    for (const { before, after, diff } of answer.diffs)
      if (!diffs.get(before, after)) diffs.set(before, after, diff);
    return described(stale.slice(from, from + answer.pages.length), answer.pages, diffs);
  });
  return {
    written: shares.flatMap(({ written }) => written),
    changes: shares.flatMap(({ changes }) => changes),
    failed: shares.flatMap(({ failed }) => failed),
  };
}

/** The expected texts of all regions and what they replace, each once, and the job of a page. */
function jobsFor(stale: readonly PlannedPage[]): {
  readonly texts: readonly NewText[];
  readonly before: readonly string[];
  readonly jobOf: (planned: PlannedPage) => ReplaceJob;
} {
  const indices = new Map<Expected, number>();
  const texts: NewText[] = [];
  const hashes = new Map<string, number>();
  for (const planned of stale) {
    const { page, expected } = planned;
    for (const { region } of staleRegions(planned))
      if (!hashes.has(region.bodyHash)) hashes.set(region.bodyHash, hashes.size);
    const isNew = expected.some((one) => !indices.has(one));
    for (const [index, { shape }] of isNew ? page.regions.entries() : []) {
      const one = expected[index];
      if (!one || indices.has(one)) continue;
      indices.set(one, texts.length);
      const { text, bodyHash } = one;
      texts.push({ text, bodyHash, prefix: shape.prefix, eol: shape.eol });
    }
  }
  const jobOf = ({ page, expected }: PlannedPage): ReplaceJob => {
    const { file, flavor, frozen, hash } = page;
    const regions = page.regions.map(({ begin, body, bodyHash }, index) => {
      const one = expected[index] as Expected;
      const before = bodyHash === one.bodyHash ? -1 : (hashes.get(bodyHash) ?? -1);
      return [indices.get(one) ?? 0, begin.start, body.start, body.end, before] as const;
    });
    return { file, flavor, frozen, hash, regions };
  };
  return { texts, before: [...hashes.keys()], jobOf };
}

function described(
  stale: readonly PlannedPage[],
  replacements: readonly Replacement[],
  diffs: RegionDiffs,
) {
  const written: WrittenPage[] = [];
  const changes: PageChange[] = [];
  const failed: Problem[] = [];
  for (const [index, { hash, lines, problem }] of replacements.entries()) {
    const planned = stale[index] as PlannedPage;
    if (problem) failed.push(problem);
    if (hash !== undefined) written.push({ ...planned, hash });
    if (!lines) continue;
    const regions = staleRegions(planned).map(({ region, expected }, at) =>
      diffs.change(region, lines[at] ?? 0, expected),
    );
    changes.push({ file: planned.page.file, regions });
  }
  return { written, changes, failed };
}
