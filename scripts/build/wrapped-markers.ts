/** Warns about markers that are legal but that Prettier would wrap, or would separate from their text. */
import type { Formatter } from '../format/format.ts';
import type { Page, PageKind } from '../pages/page.ts';
import { type Problem, problemAt } from '../problems/problem.ts';
import type { PageFacts } from './page-facts.ts';

/** Prettier reads a `.md` file as CommonMark even if its site reads it as MDX. */
export async function wrappedByPrettier(
  page: PageFacts & PageKind,
  formatter: Formatter,
  read: (page: PageKind) => Page,
): Promise<Problem[]> {
  if (page.flavor !== 'mdx' || page.file.endsWith('.mdx')) return [];
  const width = await formatter.wrapWidth(page.file);
  if (width === undefined) return [];
  const wide = page.regions.filter(
    ({ begin, prefix }) => prefix.length + begin.end - begin.start > width,
  );
  return wide.map(({ begin }) =>
    problemAt('marker/wrapped-by-prettier', read(page).source, begin, {
      message: `Prettier would wrap this marker at ${width} columns`,
      hint: 'shorten it, for example by removing its note, or rename the page to .mdx',
    }),
  );
}

/**
 * In list items of CommonMark Prettier moves text to a column that `tabWidth` sets, and leaves the
 * markers where they are: the region would be out of date after each run of Prettier.
 */
export async function movedByPrettier(
  page: PageFacts & PageKind,
  formatter: Formatter,
  read: (page: PageKind) => Page,
): Promise<Problem[]> {
  const problems: Problem[] = [];
  if (page.flavor !== 'commonmark') return problems;
  for (const { begin, prefix, within } of page.regions) {
    if (within === undefined || within.length === 0) continue;
    const { prefixByPrettier } = await import('../format/nested.ts');
    const expected = await prefixByPrettier(within, page.file, page.flavor, formatter);
    if (expected === prefix || !(await formatter.isOwn(page.file))) continue;
    const message = `Prettier moves the text of this region to column ${expected.length + 1} but leaves its markers`;
    const hint = `start both markers in column ${expected.length + 1}, or set \`tabWidth\` for this page`;
    problems.push(
      problemAt('marker/moved-by-prettier', read(page).source, begin, { message, hint }),
    );
  }
  return problems;
}
