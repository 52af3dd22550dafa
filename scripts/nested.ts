/** Regions in list items, quotes, admonitions and elements: formatted in their page, then cut out. */
import { assertSameMeaning, assertValid, FormatError, type Formatter } from './format.ts';
import type { Page } from './page.ts';
import { findRegions, type Region } from './regions.ts';
import { Source } from './source.ts';
import { regionText, splice } from './splice.ts';

const ROUNDS = 4;

/** Given the texts of all regions, those of nested ones not yet formatted, returns them all settled. */
export async function formatNested(
  page: Page,
  regions: readonly Region[],
  texts: readonly string[],
  formatter: Formatter,
): Promise<readonly string[]> {
  if (!regions.some((region, index) => region.nested && texts[index] !== '')) return texts;
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
    const found = findRegions(formatted, page.flavour);
    if (found.problems.length > 0 || found.regions.length !== regions.length) {
      throw new FormatError(
        'format/changes-meaning',
        'the page loses its regions when Prettier formats it',
        'close every fence and element that the templates open',
      );
    }
    const next = current.map((text, index) => {
      const region = found.regions[index];
      return regions[index]?.nested && region ? regionText(formatted, region) : text;
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
