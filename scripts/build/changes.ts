/** Describes a stale page for people: which regions differ, how, and what they are made from. */
import { diffLines } from '../problems/diff.ts';
import type { PageChange } from './build-options.ts';
import type { Page } from '../pages/page.ts';
import { regionText } from '../pages/splice.ts';
import type { Expected, PlannedPage } from './expected.ts';
import type { RegionFacts } from './page-facts.ts';

/** How many lines of a region's diff are kept. */
const DIFF_LINES = 40;

/** The diffs of regions by what they were and are to be. Pages repeat them, so each is kept once. */
export class RegionDiffs {
  readonly #kept = new Map<string, Map<string, readonly string[]>>();

  get(before: string, after: string): readonly string[] | undefined {
    return this.#kept.get(before)?.get(after);
  }

  set(before: string, after: string, diff: readonly string[]): void {
    const kept = this.#kept.get(before) ?? new Map<string, readonly string[]>();
    this.#kept.set(before, kept.set(after, diff));
  }
}

/** The diff of a region that people are shown. */
export const regionDiff = (before: string, after: string): readonly string[] =>
  diffLines(before, after, DIFF_LINES);

/** Describes a stale page, given the lines of its stale regions and their diffs. */
export function pageChange(
  planned: PlannedPage,
  lineOf: (region: RegionFacts) => number,
  diffOf: (region: RegionFacts, expected: Expected) => readonly string[],
): PageChange {
  const regions = staleRegions(planned).map(({ region, expected }) => ({
    section: region.section,
    line: lineOf(region),
    diff: diffOf(region, expected),
    feeds: expected.feeds,
  }));
  return { file: planned.page.file, regions };
}

/** Describes stale pages that are not written. */
export function describeChanges(): (
  page: Pick<Page, 'source'>,
  planned: PlannedPage,
) => PageChange {
  const diffs = new RegionDiffs();
  return ({ source }, planned) =>
    pageChange(
      planned,
      ({ begin }) => source.position(begin.start).line,
      (region, { bodyHash, text }) => {
        const known = diffs.get(region.bodyHash, bodyHash);
        if (known) return known;
        const diff = regionDiff(regionText(source, region), text);
        diffs.set(region.bodyHash, bodyHash, diff);
        return diff;
      },
    );
}

/**
 * Whether people may edit a file. Templates that permadocs ships are excluded, since the next
 * install would overwrite them.
 */
export const isOwn = (file: string): boolean =>
  !file.startsWith('../') && !file.includes('node_modules/');

export function staleRegions({ page, expected }: PlannedPage) {
  return page.regions.flatMap((region, index) => {
    const one = expected[index];
    return one && one.bodyHash !== region.bodyHash ? [{ region, index, expected: one }] : [];
  });
}
