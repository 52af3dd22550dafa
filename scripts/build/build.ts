/** What the commands and the library ask for: build the pages, or check them. */
import { isError, type Problem } from '../problems/problem.ts';
import type { Cache } from '../files/cache.ts';
import type { Source } from '../problems/source.ts';
import type { BuildOptions, BuildResult } from './build-options.ts';
import { remember } from './learned.ts';
import type { Plan } from './plan.ts';
import { planBuild } from './pipeline.ts';
import { areUpToDate, rememberUpToDate } from './written-state.ts';
import {
  changesOf,
  obstacles,
  outOfDate,
  recognizeWithoutGit,
  staleNames,
  summarize,
  writeAll,
} from './writing.ts';

/**
 * Renders every region and writes the pages that changed. Nothing is written if any problem is an
 * error. Throws {@link CannotRun} if the root or its configuration is unusable.
 *
 * @example
 * const { problems, changes, written } = await build({ root: process.cwd() });
 * console.log(problems.length, changes.length, written); // 0 1 true
 */
export async function build(options: BuildOptions): Promise<BuildResult> {
  return (await buildPages(options)).result;
}

/** Like {@link build}; also returns the hash of the new bytes of each page that was written. */
export async function buildPages(
  options: BuildOptions & { readonly cache?: Cache | undefined },
): Promise<{ readonly result: BuildResult; readonly hashes: ReadonlyMap<string, string> }> {
  const plan = await planBuild(options);
  const { refused, overwritten, record } = await obstacles(plan, options.force === true);
  const shipped =
    options.sources === true && !plan.problems.some(isError)
      ? await sourcesOf(plan, options.force === true)
      : undefined;
  const sourceChanges = shipped?.files ?? [];
  const problems = [
    ...plan.problems,
    ...refused,
    ...(shipped?.refused ?? []),
    ...(await staleNames(plan)),
    ...(options.sources === true ? [] : (await outdated(plan)).map(asWarning)),
  ];
  if (problems.some(isError) || options.dryRun === true) {
    const changes = await changesOf(plan);
    const result = summarize(plan, { problems, changes, replaced: [], overwritten, sourceChanges });
    return { result, hashes: new Map() };
  }
  // Recorded before the first page is written, so that if this build is killed, the next one still
  // recognizes its text.
  record();
  const unwritten = shipped?.write() ?? [];
  const { written, changes, failed } = await writeAll(plan);
  remember(plan.workspace, plan.learned, written);
  await recognizeWithoutGit(plan);
  const replaced = written.map(({ page }) => page.file);
  const isReplaced = new Set(replaced);
  return {
    result: summarize(plan, {
      problems: [...problems, ...unwritten, ...failed],
      changes,
      replaced,
      sourceChanges,
      overwritten: overwritten.filter(({ file }) => isReplaced.has(file)),
    }),
    hashes: new Map(written.map(({ page, hash }) => [page.file, hash])),
  };
}

/** Loaded only if it is asked for, like all code that writes. */
async function sourcesOf({ workspace, content }: Plan, isForced: boolean) {
  const { planSources } = await import('./written-sources.ts');
  return planSources(workspace, content?.catalog, isForced);
}

/** Files that ship and are not what the data make of them. */
async function outdated(plan: Plan): Promise<readonly Problem[]> {
  const { workspace, data, content, problems, learned } = plan;
  if (problems.some(isError) || !data.some(mayWrite)) return [];
  if (areUpToDate(workspace, learned.key)) return [];
  const { outdatedSources } = await import('./written-sources.ts');
  const { outdated: found, current } = await outdatedSources(workspace, content?.catalog);
  if (found.length === 0) rememberUpToDate(workspace, learned.key, current);
  return found;
}

/** Writing them is another command, so that a build of pages is no reason to fail. */
const asWarning = (problem: Problem): Problem =>
  problem.code === 'source/outdated' ? { ...problem, severity: 'warning' } : problem;

const mayWrite = ({ text }: Source): boolean => text.includes('writes');

/**
 * Compares every page with what the build would write; each outdated region is a problem at its
 * begin marker. Writes no pages. Throws {@link CannotRun} in the same cases as {@link build}.
 *
 * @example
 * const { problems } = await check({ root: process.cwd() });
 * console.log(problems[0].code, problems[0].line); // page/out-of-date 5
 */
export async function check(options: BuildOptions): Promise<BuildResult> {
  const plan = await planBuild(options);
  if (!plan.problems.some(isError)) {
    remember(plan.workspace, plan.learned, []);
    await recognizeWithoutGit(plan);
  }
  const problems = [...plan.problems, ...(await outOfDate(plan)), ...(await outdated(plan))];
  return summarize(plan, {
    problems,
    changes: await changesOf(plan),
    replaced: [],
    overwritten: [],
  });
}
