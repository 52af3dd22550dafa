/** The regions of pages that the scan leaves to the parser, wholly or in part. */
import type { ScannedRegions } from './page-scan.ts';
import { memo } from '../memo.ts';
import type { Flavor } from '../markdown/page-tree.ts';
import type { Problem } from '../problems/problem.ts';
import { parseRegions, type Region } from './regions.ts';
import { Source } from '../problems/source.ts';

export interface LocatedRegions {
  readonly regions: readonly Region[];
  readonly problems: readonly Problem[];
}

/**
 * Parser results for lists and quotes with regions, by text, because pages repeat each other's.
 * Bench row “check, no cache”.
 */
const lists = memo<string, LocatedRegions>(1000);

/**
 * Parses only the lists and quotes that the scan was not sure of, or the whole page if it gave up.
 */
export function locateRegions(
  scanned: ScannedRegions | undefined,
  source: Source,
  flavor: Flavor,
): LocatedRegions {
  if (!scanned) return parseRegions(source, flavor);
  const regions = [...scanned.regions];
  for (const { start, end } of scanned.unclear) {
    const text = source.text.slice(start, end);
    const key = `${flavor}\n${text}`;
    const part = lists(key, () => parseRegions(new Source(source.file, text), flavor));
    if (part.problems.length > 0) return parseRegions(source, flavor);
    for (const region of part.regions) regions.push(moved(region, start));
  }
  return { regions: regions.toSorted((a, b) => a.begin.start - b.begin.start), problems: [] };
}

function moved(region: Region, by: number): Region {
  const move = (range: Region['body']) => ({ start: range.start + by, end: range.end + by });
  const { begin, end, body } = region;
  return { ...region, begin: move(begin), end: move(end), body: move(body) };
}
