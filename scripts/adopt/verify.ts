/**
 * Checks that the next build would leave the pages unchanged, by planning it with the new files in
 * memory.
 */
import { diffLines } from '../problems/diff.ts';
import { openPage } from '../workspace/page-file.ts';
import { type Page, toBytes } from '../pages/page.ts';
import { isError, type Problem, problemAt } from '../problems/problem.ts';
import type { Region } from '../pages/regions.ts';
import { regionText, splice } from '../pages/splice.ts';
import { type AdoptedFence, refusal } from './fence.ts';
import { insertMarkers, linesAdded } from './markers.ts';
import type { Composed } from './model.ts';
import type { PlannedPage } from '../build/expected.ts';
import { planBuild } from '../build/pipeline.ts';

export interface Verified {
  /** Why each of these fences cannot be adopted. */
  readonly failures: ReadonlyMap<AdoptedFence, Problem>;
  /** Fences with whose data a claim does not hold; they are tried again without drafted claims. */
  readonly unclaimed: ReadonlyMap<AdoptedFence, Problem>;
  /** Errors of the workspace itself, which prevent any adoption. */
  readonly problems: readonly Problem[];
  /** Warnings about the new data and pages. */
  readonly warnings: readonly Problem[];
  readonly pages: readonly AdoptedPage[];
  readonly notice: string | undefined;
}

export interface AdoptedPage {
  readonly page: Page;
  readonly after: string;
  /** The texts of the new regions, to be recorded as generated. */
  readonly texts: readonly string[];
}

interface VerifyOptions {
  readonly root: string;
  readonly config: string | undefined;
  readonly regions: ReadonlyMap<Page, readonly Region[]>;
  readonly normalize: boolean;
  /**
   * Whether the text that a region would have says what its fence says in other words; undefined if it
   * says something else.
   */
  readonly isReworded: (fence: AdoptedFence, text: string) => boolean | undefined;
}

export async function verify(composed: Composed, options: VerifyOptions): Promise<Verified> {
  const failures = new Map<AdoptedFence, Problem>();
  const pages = new Map<Page, AdoptedFence[]>();
  for (const [fence, begin] of composed.markers) {
    if (begin === undefined)
      failures.set(
        fence,
        refusal(fence, 'the info string of the fence cannot be written in a marker'),
      );
    else pages.set(fence.page, [...(pages.get(fence.page) ?? []), fence]);
  }
  const unclaimed = new Map<AdoptedFence, Problem>();
  const nothing = { failures, unclaimed, problems: [], warnings: [], pages: [], notice: undefined };
  if (failures.size > 0) return nothing;
  const overlay = new Map<string, Buffer>();
  for (const [file, { text }] of composed.files) overlay.set(file, Buffer.from(text));
  for (const [page, fences] of pages) {
    fences.sort((a, b) => a.range.start - b.range.start);
    overlay.set(
      page.file,
      toBytes(
        page,
        insertMarkers(
          page,
          fences.map((fence) => ({ fence, begin: composed.markers.get(fence) ?? '' })),
        ),
      ),
    );
  }
  const files = [...pages.keys()].map(({ file }) => file);
  const plan = await planBuild({ ...options, overlay, paths: files });
  const errors = plan.problems.filter(isError);
  const strange: Problem[] = [];
  for (const problem of errors) {
    const blamed = blame(problem, composed, pages);
    if (blamed.length === 0) strange.push(problem);
    if (problem.code.startsWith('claim/')) {
      for (const fence of blamed)
        if (fence.hasClaims) unclaimed.set(fence, refusal(fence, saying(problem), problem.hint));
      continue;
    }
    for (const fence of blamed)
      if (!failures.has(fence)) failures.set(fence, refusal(fence, saying(problem), problem.hint));
  }
  if (strange.length + failures.size + unclaimed.size > 0) return { ...nothing, problems: strange };
  const adopted = [...pages].flatMap(([page, fences]): AdoptedPage[] => {
    const planned = plan.compared.find((one) => one.page.file === page.file);
    if (!planned) return [];
    const marked = openPage(plan.workspace, planned.page);
    return [compare({ page, marked, fences }, planned, options, failures)];
  });
  const isNew = ({ file }: Problem): boolean => overlay.has(file);
  const warnings = plan.problems.filter((problem) => !isError(problem) && isNew(problem));
  return { failures, unclaimed, problems: [], warnings, pages: adopted, notice: plan.notice };
}

const saying = ({ message, code }: Problem): string => `${message} (${code})`;

/** The fences that an error is about: those of its data file, or the one at its place on a page. */
function blame(
  { file, line }: Problem,
  { files }: Composed,
  pages: ReadonlyMap<Page, readonly AdoptedFence[]>,
): readonly AdoptedFence[] {
  const data = files.get(file);
  if (data) return data.fences;
  const [page, fences = []] = [...pages].find(([one]) => one.file === file) ?? [];
  let added = 0;
  for (const fence of fences) {
    const first = fence.line + added;
    added += page ? linesAdded(page, fence) : 0;
    if (first <= line && line <= fence.lastLine + added) return [fence];
  }
  return [];
}

/** The page with its new regions as the build would leave them; any difference is a failure. */
function compare(
  { page, marked, fences }: { page: Page; marked: Page; fences: readonly AdoptedFence[] },
  { page: { regions }, expected }: PlannedPage,
  { regions: earlier, normalize, isReworded }: VerifyOptions,
  failures: Map<AdoptedFence, Problem>,
): AdoptedPage {
  const ours = ownRegions(fences, earlier.get(page) ?? []);
  const wanted = regions.map((region, index) => {
    const fence = ours[index];
    const text = expected[index]?.text ?? '';
    if (!fence) return null;
    const isInOtherWords = isReworded(fence, text);
    if (isInOtherWords === undefined)
      failures.set(fence, refusal(fence, 'the generated policy would have a different meaning'));
    else if (!normalize && splice(marked.source, [region], [text]) !== marked.source.text)
      failures.set(
        fence,
        layoutProblem(fence, regionText(marked.source, region), text, isInOtherWords),
      );
    return text;
  });
  return {
    page,
    after: splice(marked.source, regions, wanted),
    texts: wanted.flatMap((text) => text ?? []),
  };
}

/** For each region of the new page, in order, the fence that it is made from. */
function ownRegions(
  fences: readonly AdoptedFence[],
  earlier: readonly Region[],
): (AdoptedFence | undefined)[] {
  return [
    ...fences.map((fence) => ({ start: fence.range.start, fence })),
    ...earlier.map(({ begin }) => ({ start: begin.start, fence: undefined })),
  ]
    .toSorted((a, b) => a.start - b.start)
    .map(({ fence }) => fence);
}

function layoutProblem(
  fence: AdoptedFence,
  before: string,
  after: string,
  isInOtherWords: boolean,
): Problem {
  const { source } = fence.page;
  const diff = diffLines(before, after, 30);
  const shown =
    diff.length > 0 ? `:\n${diff.join('\n')}` : ' (line endings or blanks at the ends of lines)';
  return problemAt('adopt/layout', source, source.lineRange(fence.line), {
    message: isInOtherWords
      ? `a copy elsewhere gives the same access in other words, which would be printed here too${shown}`
      : `the generated policy would be laid out differently${shown}`,
    hint: isInOtherWords
      ? 'make the copies agree, or accept the words of the other one with --normalize'
      : 'format the page with Prettier first, or accept the difference with --normalize',
  });
}
