/** What the commands and the library ask for: build the pages, or check them. */
import { isError } from '../problems/problem.ts';
import type { BuildOptions, BuildResult } from './build-options.ts';
import { remember } from './learned.ts';
import { planBuild } from './pipeline.ts';
import {
  changesOf,
  obstacles,
  outOfDate,
  recognizeWithoutGit,
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
  options: BuildOptions,
): Promise<{ readonly result: BuildResult; readonly hashes: ReadonlyMap<string, string> }> {
  const plan = await planBuild(options);
  const { refused, overwritten, record } = await obstacles(plan, options.force === true);
  const problems = [...plan.problems, ...refused];
  if (problems.some(isError) || options.dryRun === true) {
    const changes = await changesOf(plan);
    const result = summarize(plan, { problems, changes, replaced: [], overwritten });
    return { result, hashes: new Map() };
  }
  // Recorded before the first page is written, so that if this build is killed, the next one still
  // recognizes its text.
  record();
  const { written, changes, failed } = await writeAll(plan);
  remember(plan.workspace, plan.learned, written);
  await recognizeWithoutGit(plan);
  const replaced = written.map(({ page }) => page.file);
  const isReplaced = new Set(replaced);
  return {
    result: summarize(plan, {
      problems: [...problems, ...failed],
      changes,
      replaced,
      overwritten: overwritten.filter(({ file }) => isReplaced.has(file)),
    }),
    hashes: new Map(written.map(({ page, hash }) => [page.file, hash])),
  };
}

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
  const problems = [...plan.problems, ...(await outOfDate(plan))];
  return summarize(plan, {
    problems,
    changes: await changesOf(plan),
    replaced: [],
    overwritten: [],
  });
}
