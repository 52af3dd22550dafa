/**
 * Compares the regions of pages with what they should contain. Loaded only if there is something to
 * compare.
 */
import { type Problem, problemAt } from '../problems/problem.ts';
import type { Wrong } from '../sections/render.ts';
import type { Selection } from '../workspace/selection.ts';
import type { PlannedPage } from './expected.ts';
import type { Filler } from './fill.ts';
import { shapesOf, type SurveyedPage } from './page-facts.ts';
import type { UpToDate } from './verdict.ts';

export interface Comparison {
  readonly problems: readonly Problem[];
  /** The pages that were requested and could be compared. */
  readonly compared: readonly PlannedPage[];
  /** Those of them that have an outdated region. */
  readonly stale: readonly PlannedPage[];
  /** The remaining pages, and frozen ones. */
  readonly upToDate: ReadonlyMap<string, UpToDate>;
  /** Counts of the requested pages and their regions. */
  readonly counts: { readonly pages: number; readonly regions: number };
}

/** Fills each page and sorts pages into stale and up to date. */
export async function comparePages(
  pages: readonly SurveyedPage[],
  selection: Selection,
  filler: Filler,
): Promise<Comparison> {
  const problems: Problem[] = [];
  const compared: PlannedPage[] = [];
  const stale: PlannedPage[] = [];
  const upToDate = new Map<string, UpToDate>();
  const counts = { pages: 0, regions: 0 };
  for (const page of pages) {
    const { file, hash, frozen } = page;
    if (frozen) {
      upToDate.set(file, { hash, regions: 0, problems: page.problems });
      continue;
    }
    const answers = await filler.fill(page);
    const shapes = shapesOf(page);
    const expected = answers.filter((answer) => 'bodyHash' in answer);
    if (!selection.includes(file, expected)) continue;
    counts.pages += 1;
    counts.regions += shapes.length;
    const warnings = await filler.warnings(page);
    problems.push(...warnings);
    for (const [index, answer] of answers.entries())
      if ('wrong' in answer) problems.push(...problemsAt(page, index, answer, filler));
    if (expected.length < answers.length) continue;
    // Copies: a list that grew has room for many more, and a hundred thousand are kept.
    const planned = {
      page,
      expected: [...expected],
      warnings: warnings.length > 0 ? warnings : NONE,
    };
    compared.push(planned);
    if (expected.some(({ bodyHash }, index) => bodyHash !== shapes[index]?.bodyHash))
      stale.push(planned);
    else {
      const found = [...page.problems, ...warnings];
      upToDate.set(file, { hash, regions: shapes.length, problems: found });
    }
  }
  filler.keep();
  return { problems, compared, stale, upToDate, counts };
}

const NONE: readonly Problem[] = [];

function problemsAt(
  page: SurveyedPage,
  index: number,
  { wrong }: Wrong,
  { read }: Filler,
): Problem[] {
  const { source } = read(page);
  const range = page.regions[index]?.begin ?? { start: 0, end: 0 };
  return wrong.map(({ code, words }) => problemAt(code, source, range, words));
}
