/** Warns about markers that are legal but that Prettier would damage. */
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
  if (page.flavour !== 'mdx' || page.file.endsWith('.mdx')) return [];
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
