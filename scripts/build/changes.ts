/** Describes a stale page for people: which regions differ, how, and what they are made from. */
import { diffLines } from '../problems/diff.ts';
import type { PageChange, RegionChange } from './build-options.ts';
import type { Page } from '../pages/page.ts';
import { regionText } from '../pages/splice.ts';
import type { Expected, PlannedPage } from './expected.ts';
import type { RegionFacts } from './page-facts.ts';

/** How many lines of a region's diff are kept. */
const DIFF_LINES = 40;

/** Pages repeat each other's regions, so each diff is computed and kept once. */
export class RegionDiffs {
  /** By the hashes of both texts. */
  readonly #kept = new Map<string, Map<string, readonly string[]>>();
  /** Changes by their diff and line: pages repeat these, too. */
  readonly #changes = new Map<readonly string[], Map<number, RegionChange>>();

  get(before: string, after: string): readonly string[] | undefined {
    return this.#kept.get(before)?.get(after);
  }

  set(before: string, after: string, diff: readonly string[]): void {
    const kept = this.#kept.get(before) ?? new Map<string, readonly string[]>();
    this.#kept.set(before, kept.set(after, diff));
  }

  /** The change of a region whose diff is known. */
  change(region: RegionFacts, line: number, { bodyHash, feeds }: Expected): RegionChange {
    const diff = this.get(region.bodyHash, bodyHash) ?? [];
    const { section } = region;
    const lines = this.#changes.get(diff) ?? new Map<number, RegionChange>();
    this.#changes.set(diff, lines);
    const known = lines.get(line);
    if (known?.section === section && known.feeds === feeds) return known;
    const change = { section, line, diff, feeds };
    lines.set(line, change);
    return change;
  }
}

/** The diff of a region that people are shown. */
export const regionDiff = (before: string, after: string): readonly string[] =>
  diffLines(before, after, DIFF_LINES);

/** Describes stale pages that are not written. */
export function describeChanges(): (
  page: Pick<Page, 'source'>,
  planned: PlannedPage,
) => PageChange {
  const diffs = new RegionDiffs();
  return ({ source }, planned) => {
    const regions = staleRegions(planned).map(({ region, expected }) => {
      const { bodyHash, text } = expected;
      if (!diffs.get(region.bodyHash, bodyHash))
        diffs.set(region.bodyHash, bodyHash, regionDiff(regionText(source, region), text));
      return diffs.change(region, source.position(region.begin.start).line, expected);
    });
    return { file: planned.page.file, regions };
  };
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
