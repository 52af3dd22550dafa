/** The regions of pages that the scan leaves to the parser, in part or as a whole. */
import type { ScannedRegions } from './page-scan.ts';
import type { Flavour } from '../markdown/page-tree.ts';
import type { Problem } from '../problems/problem.ts';
import { parseRegions, type Region } from './regions.ts';
import { Source } from '../problems/source.ts';

export interface Found {
  readonly regions: readonly Region[];
  readonly problems: readonly Problem[];
}

/** Lists and quotes with regions, which pages repeat, by their text: what the parser said. */
const lists = new Map<string, Found>();
const MOST_LISTS = 1000;

/** What the parser says of the lists and quotes that the scan was not sure of, or else of the page. */
export function locateRegions(
  scanned: ScannedRegions | undefined,
  source: Source,
  flavour: Flavour,
): Found {
  if (!scanned) return parseRegions(source, flavour);
  const regions = [...scanned.regions];
  for (const { start, end } of scanned.unclear) {
    const text = source.text.slice(start, end);
    const key = `${flavour}\n${text}`;
    const part = lists.get(key) ?? parseRegions(new Source(source.file, text), flavour);
    if (part.problems.length > 0) return parseRegions(source, flavour);
    if (lists.size < MOST_LISTS) lists.set(key, part);
    for (const region of part.regions) regions.push(moved(region, start));
  }
  return { regions: regions.toSorted((a, b) => a.begin.start - b.begin.start), problems: [] };
}

function moved(region: Region, by: number): Region {
  const move = (range: Region['body']) => ({ start: range.start + by, end: range.end + by });
  const { begin, end, body } = region;
  return { ...region, begin: move(begin), end: move(end), body: move(body) };
}
