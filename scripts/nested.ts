/** Regions in list items and quotes, where Prettier has less room, and in what else indents them. */
import { assertSameMeaning, assertValid, FormatError, type Formatter } from './format.ts';
import type { Flavour } from './page-tree.ts';
import { parseRegions, type Region } from './regions.ts';
import { Source } from './source.ts';
import { regionText, splice } from './splice.ts';

const ROUNDS = 4;
const MARKERS = {
  mdx: ['{/* BEGIN permadocs x */}', '{/* END permadocs x */}'],
  commonmark: ['<!-- BEGIN permadocs x -->', '<!-- END permadocs x -->'],
} as const satisfies Record<Flavour, readonly [string, string]>;

/**
 * Formats a text inside containers such as `1. ` and `> ` (see {@link Region.within}): in a small
 * page that has these alone, since nothing beside them changes what Prettier does.
 */
export async function formatWithin(
  text: string,
  within: readonly string[],
  file: string,
  flavour: Flavour,
  formatter: Formatter,
): Promise<string> {
  const lines = within.toReversed().reduce(putInside, [...MARKERS[flavour]]);
  const page = { file, flavour, source: new Source(file, `${lines.join('\n')}\n`) };
  const { regions } = parseRegions(page.source, flavour);
  const [formatted = text] = await formatInPage(page, regions, [text], formatter);
  return formatted;
}

function putInside(lines: readonly string[], container: string): string[] {
  const inside = ['x', '', ...lines];
  if (container === '> ') return inside.map((line) => `> ${line}`.trimEnd());
  const indent = ' '.repeat(container.length);
  return inside.map((line, index) => `${index === 0 ? container : indent}${line}`.trimEnd());
}

interface PageText {
  readonly file: string;
  readonly flavour: Flavour;
  readonly source: Source;
}

/**
 * Formats the texts of nested regions in their own page and cuts them out again: for regions that
 * are indented by more than lists and quotes. The texts of all others are formatted already.
 */
export async function formatInPage(
  page: PageText,
  regions: readonly Region[],
  texts: readonly string[],
  formatter: Formatter,
): Promise<readonly string[]> {
  for (const text of texts) assertValid(text, page.flavour);
  let current = texts;
  for (let round = 0; round < ROUNDS; round += 1) {
    const formatted = new Source(
      page.file,
      await formatter.page(
        splice(page.source, regions, current).replaceAll('\r\n', '\n'),
        page.file,
      ),
    );
    const found = parseRegions(formatted, page.flavour);
    if (found.problems.length > 0 || found.regions.length !== regions.length) {
      throw new FormatError(
        'format/changes-meaning',
        'the page loses its regions when Prettier formats it',
        'close every fence and element that the templates open',
      );
    }
    const next = current.map((text, index) => {
      const region = found.regions[index];
      return regions[index]?.prefix !== '' && region ? regionText(formatted, region) : text;
    });
    for (const [index, text] of next.entries())
      assertSameMeaning(current[index] ?? '', text, page.flavour);
    if (next.every((text, index) => text === current[index])) return current;
    current = next;
  }
  throw new FormatError(
    'format/unstable',
    'Prettier changes the text again on every run',
    'write the text plainer',
  );
}
