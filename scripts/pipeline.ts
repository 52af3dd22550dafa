/** The order of a build, as functions to read: plan, then compare or write. */
import { hash } from './cache.ts';
import { remember } from './memory.ts';
import { openPage } from './page-file.ts';
import { type Page, toBytes } from './page.ts';
import type { BuildOptions, BuildResult, PageChange } from './build-options.ts';
import { type Plan, planBuild, type PlannedPage } from './plan.ts';
import { isError, type Problem, sortProblems } from './problem.ts';
import { splice } from './splice.ts';
import { CannotRun } from './cannot-run.ts';
import type { Workspace } from './workspace.ts';

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

interface WrittenPage extends PlannedPage {
  readonly hash: string;
}

interface Written {
  readonly written: readonly WrittenPage[];
  readonly changes: readonly PageChange[];
  readonly failed: readonly Problem[];
}

/** Replaces the pages one by one. A page that is not what it was when it was planned is left alone. */
async function writeAll({ workspace, stale, learned }: Plan): Promise<Written> {
  const { root } = workspace;
  const { changedMeanwhile, sweep, writePage } = await import('./write.ts');
  sweep(root, [...learned.upToDate.keys(), ...stale.map(({ page }) => page.file)]);
  if (stale.length === 0) return { written: [], changes: [], failed: [] };
  const { openOwnership } = await import('./ownership.ts');
  openOwnership(root).record(stale.flatMap(({ expected }) => expected));
  const { Changes } = await import('./changes.ts');
  const describe = new Changes();
  const written: WrittenPage[] = [];
  const changes: PageChange[] = [];
  const failed: Problem[] = [];
  for (const one of stale) {
    const page = stillThere(workspace, one);
    if (!page) {
      failed.push(changedMeanwhile(one.page.file));
      continue;
    }
    changes.push(describe.of(page, one));
    const texts = one.expected.map(({ text }) => text);
    const after = toBytes(page, splice(page.source, one.page.regions, texts));
    const problem = writePage(root, { file: page.file, before: page.bytes, after });
    if (problem) failed.push(problem);
    else written.push({ ...one, hash: hash(after) });
  }
  return { written, changes, failed };
}

/** The page, if it is what it was when it was planned. */
function stillThere(workspace: Workspace, { page }: PlannedPage): Page | undefined {
  try {
    const now = openPage(workspace, page);
    return hash(now.bytes) === page.hash ? now : undefined;
  } catch (error) {
    if (error instanceof CannotRun) return undefined;
    throw error;
  }
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
