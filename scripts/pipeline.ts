/** The order of a build, as functions to read: plan, then compare or write. */
import type { BuildOptions, BuildResult, PageChange } from './build-options.ts';
import { remember } from './memory.ts';
import { openPage } from './page-file.ts';
import { type Plan, planBuild } from './plan.ts';
import { isError, sortProblems } from './problem.ts';
import type { Replaced } from './replace.ts';

/** Renders what changed and writes it; see {@link BuildResult} for what is said of it. */
export async function build(options: BuildOptions): Promise<BuildResult> {
  const plan = await planBuild(options);
  const { workspace, stale, problems, learned } = plan;
  if (stale.length > 0) {
    const { checkWritable } = await import('./write.ts');
    problems.push(
      ...checkWritable(
        workspace.root,
        stale.map(({ page }) => page.file),
      ),
    );
    const { handEdits } = await import('./ownership.ts');
    if (options.force !== true) problems.push(...(await handEdits(workspace, stale)));
  }
  if (problems.some(isError) || options.dryRun === true)
    return summarise(plan, await changesOf(plan), false);
  const { written, changes, failed } = await writeAll(plan);
  problems.push(...failed);
  remember(workspace, learned, written);
  return summarise(plan, changes, failed.length === 0);
}

/** Compares every page with what the build would write; each stale region is a problem at its marker. */
export async function check(options: BuildOptions): Promise<BuildResult> {
  const plan = await planBuild(options);
  const { workspace, stale, problems, learned } = plan;
  if (!problems.some(isError)) remember(workspace, learned, []);
  if (stale.length > 0) {
    const { outOfDate } = await import('./changes.ts');
    problems.push(...stale.flatMap((one) => outOfDate(workspace, one)));
  }
  return summarise(plan, await changesOf(plan), false);
}

/** Loaded only where something differs, as all that shows or writes it. */
async function changesOf({ stale, workspace }: Plan): Promise<PageChange[]> {
  if (stale.length === 0) return [];
  const { Changes } = await import('./changes.ts');
  const changes = new Changes();
  return stale.map((one) => changes.of(openPage(workspace, one.page), one));
}

/** Writes what is stale; see replace.ts. */
async function writeAll({ workspace: { root }, stale, learned }: Plan): Promise<Replaced> {
  const { sweep } = await import('./write.ts');
  sweep(root, [...learned.upToDate.keys(), ...stale.map(({ page }) => page.file)]);
  if (stale.length === 0) return { written: [], changes: [], failed: [] };
  const { openOwnership } = await import('./ownership.ts');
  openOwnership(root).record(stale.flatMap(({ expected }) => expected));
  const { replacePages } = await import('./replace.ts');
  return replacePages(root, stale);
}

function summarise(
  { problems, counts, notice }: Plan,
  changes: readonly PageChange[],
  written: boolean,
): BuildResult {
  return {
    problems: sortProblems(problems),
    changes,
    written: written && changes.length > 0,
    ...counts,
    notice,
  };
}
