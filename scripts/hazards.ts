/** Warnings about markers that are legal, but that something else will stumble over. */
import type { Formatter } from './format.ts';
import { readFrontMatter } from './front-matter.ts';
import type { Page } from './page.ts';
import { type Problem, problemAt } from './problem.ts';
import type { Region } from './regions.ts';

export async function findHazards(
  page: Page,
  regions: readonly Region[],
  formatter: Formatter,
): Promise<Problem[]> {
  return [
    ...becomesDescription(page, regions),
    ...(await wrappedByPrettier(page, regions, formatter)),
  ];
}

/** Docusaurus takes the first line of text as description, and to it `{/* … *\/}` is text. */
function becomesDescription(page: Page, regions: readonly Region[]): Problem[] {
  const [first] = regions;
  if (!first || page.flavour !== 'mdx') return [];
  const { data, offset } = frontMatterOf(page);
  if (typeof data?.['description'] === 'string') return [];
  const before = page.source.text.slice(offset, first.begin.start);
  if (!/^\s*(?:#[ \t][^\n]*\s*)?$/.test(before)) return [];
  return [
    problemAt('marker/becomes-description', page.source, first.begin, {
      message:
        'without a `description` in the front matter, this marker becomes the description of the page',
      hint: 'add `description: …` to the front matter, or a sentence before the marker',
    }),
  ];
}

/** Prettier reads a `.md` file as CommonMark even where its site reads it as MDX. */
async function wrappedByPrettier(
  page: Page,
  regions: readonly Region[],
  formatter: Formatter,
): Promise<Problem[]> {
  if (page.flavour !== 'mdx' || page.file.endsWith('.mdx')) return [];
  const width = await formatter.wrapWidth(page.file);
  if (width === undefined) return [];
  return regions.flatMap(({ begin }) => {
    const { column } = page.source.position(begin.end);
    if (column - 1 <= width) return [];
    return [
      problemAt('marker/wrapped-by-prettier', page.source, begin, {
        message: `Prettier would wrap this marker at ${width} columns`,
        hint: 'shorten it, for example by its note, or rename the page to .mdx',
      }),
    ];
  });
}

function frontMatterOf(page: Page): {
  data: Readonly<Record<string, unknown>> | undefined;
  offset: number;
} {
  try {
    return readFrontMatter(page.source.text);
  } catch {
    return { data: undefined, offset: 0 };
  }
}
