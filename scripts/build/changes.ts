/** Describes a stale page for people: which regions differ, how, and what they are made from. */
import { diffLines } from '../problems/diff.ts';
import type { PageChange } from './build-options.ts';
import type { Page } from '../pages/page.ts';
import { regionText } from '../pages/splice.ts';
import type { PlannedPage } from './expected.ts';

/** How many lines of a region's diff are kept. */
const DIFF_LINES = 40;

/** Describes stale pages. Pages repeat each other's regions, so each diff is computed once. */
export function describeChanges(): (
  page: Pick<Page, 'source'>,
  planned: PlannedPage,
) => PageChange {
  const diffs = new Map<string, readonly string[]>();
  return ({ source }, planned) => {
    const regions = staleRegions(planned).map(({ region, expected }) => {
      const both = `${region.bodyHash} ${expected.bodyHash}`;
      const diff =
        diffs.get(both) ?? diffLines(regionText(source, region), expected.text, DIFF_LINES);
      diffs.set(both, diff);
      const { line } = source.position(region.begin.start);
      return { section: region.section, line, diff, feeds: expected.feeds };
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
