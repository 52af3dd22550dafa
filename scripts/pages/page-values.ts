/** What the front matter of a page provides to its regions. */
import { readFrontMatter } from '../markdown/front-matter.ts';
import { isTitleAlone, type Page } from './page.ts';
import { type Problem, problemAt } from '../problems/problem.ts';
import type { Region } from './regions.ts';

/**
 * The values under `permadocs:`. Front matter that does not parse yields none; the site will report
 * it.
 */
export function pageValues(page: Page): ReadonlyMap<string, string> {
  const values = frontMatterOf(page).data?.['permadocs'];
  if (typeof values !== 'object' || values === null || Array.isArray(values)) return new Map();
  return new Map(Object.entries(values).map(([name, value]) => [name, String(value)]));
}

/**
 * Warns if Docusaurus would use a marker as the description of the page: it takes the first line of
 * text, and treats `{/* … *\/}` as text.
 */
export function becomesDescription(page: Page, first: Region): Problem[] {
  const { data, offset } = frontMatterOf(page);
  if (typeof data?.['description'] === 'string') return [];
  const before = page.source.text.slice(offset, first.begin.start);
  if (!isTitleAlone(before)) return [];
  return [
    problemAt('marker/becomes-description', page.source, first.begin, {
      message:
        'without a `description` in the front matter, this marker becomes the description of the page',
      hint: 'add `description: …` to the front matter, or a sentence before the marker',
    }),
  ];
}

function frontMatterOf({ source }: Page): {
  readonly data: Readonly<Record<string, unknown>> | undefined;
  readonly offset: number;
} {
  try {
    return readFrontMatter(source.text);
  } catch {
    return { data: undefined, offset: 0 };
  }
}
