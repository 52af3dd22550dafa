/**
 * Formats regions in list items and quotes, where lines are shorter, and in other containers that
 * indent.
 */
import { FormatError, type Formatter, settle } from './format.ts';
import type { Flavor } from '../markdown/page-tree.ts';
import { parseRegions, type Region } from '../pages/regions.ts';
import { Source } from '../problems/source.ts';
import { markerComment } from '../pages/marker.ts';
import { regionText, splice } from '../pages/splice.ts';

/**
 * Formats a text inside containers such as `1. ` and `> ` (see {@link Region.within}). A small page
 * with only these containers is enough, since nothing else on a page affects the result.
 */
export async function formatWithin(
  text: string,
  within: readonly string[],
  file: string,
  flavor: Flavor,
  formatter: Formatter,
): Promise<string> {
  const markers = ['BEGIN permadocs x', 'END permadocs x'];
  const indents = await indentsOf(within, file, flavor, formatter);
  const lines = within.reduceRight<string[]>(
    (inside, container, index) => putInside(inside, container, indents[index] ?? ''),
    markers.map((words) => markerComment(flavor, words)),
  );
  const page = { file, flavor, source: new Source(file, `${lines.join('\n')}\n`) };
  const { regions } = parseRegions(page.source, flavor);
  const [formatted = text] = await formatInPage(page, regions, [text], formatter);
  return formatted;
}

/** What Prettier begins the lines of each container with, from the second one on. */
async function indentsOf(
  within: readonly string[],
  file: string,
  flavor: Flavor,
  formatter: Formatter,
): Promise<string[]> {
  const indents = within.map((one) => (one === '> ' ? one : ' '.repeat(one.length)));
  if (flavor === 'mdx') return indents;
  // In CommonMark it moves the text of an item to a column of its own, but not the comments in it.
  const moved = indents.map(async (indent, index) => {
    const item = within[index] ?? '';
    if (item === '> ') return item;
    return formatter.remember(['indent', item], file, async () => {
      const page = await formatter.page(`${item}x\n\n${indent}x\n`, file);
      return /\n\n( *)x/.exec(page)?.[1] ?? indent;
    });
  });
  return Promise.all(moved);
}

/** What Prettier begins the lines of a region with, see {@link Region.within}. */
export async function prefixByPrettier(
  within: readonly string[],
  file: string,
  flavor: Flavor,
  formatter: Formatter,
): Promise<string> {
  return (await indentsOf(within, file, flavor, formatter)).join('');
}

function putInside(lines: readonly string[], container: string, indent: string): string[] {
  const inside = ['x', '', ...lines];
  if (container === '> ') return inside.map((line) => `> ${line}`.trimEnd());
  return inside.map((line, index) => `${index === 0 ? container : indent}${line}`.trimEnd());
}

interface PageText {
  readonly file: string;
  readonly flavor: Flavor;
  readonly source: Source;
}

/**
 * Formats the texts of regions within their own page and cuts them out again: for regions that more
 * than lists and quotes indent. The texts of all other regions are formatted already.
 */
export async function formatInPage(
  page: PageText,
  regions: readonly Region[],
  texts: readonly string[],
  formatter: Formatter,
): Promise<readonly string[]> {
  const settled = [...texts];
  for (const [index, region] of regions.entries()) {
    if (region.prefix === '') continue;
    settled[index] = await settle(settled[index] ?? '', page.flavor, async (text) => {
      const filled = splice(page.source, regions, settled.with(index, text));
      const formatted = await formatter.page(filled.replaceAll('\r\n', '\n'), page.file);
      return regionIn(new Source(page.file, formatted), index, regions.length, page.flavor);
    });
  }
  return settled;
}

/** The text of a region in a page that Prettier has formatted. */
function regionIn(source: Source, index: number, count: number, flavor: Flavor): string {
  const { regions, problems } = parseRegions(source, flavor);
  const region = regions[index];
  if (problems.length === 0 && region && regions.length === count)
    return regionText(source, region);
  throw new FormatError(
    'format/changes-meaning',
    'the page loses its regions when Prettier formats it',
    'close every fence and element that the templates open',
  );
}
