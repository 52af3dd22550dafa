/** The order of a build, as functions to read: plan, then compare or write. */
import type { BuildOptions, BuildResult, PageChange } from './build-options.ts';
import { CannotRun } from '../problems/cannot-run.ts';
import { remember } from './learned.ts';
import type { Ownership } from './ownership.ts';
import { openPage } from '../workspace/page-file.ts';
import { type Plan, planBuild } from './plan.ts';
import { isError, type Problem, sortProblems } from '../problems/problem.ts';
import type { Replaced } from './replace.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** Renders what changed and writes it; see {@link BuildResult} for what is said of it. */
export async function build(options: BuildOptions): Promise<BuildResult> {
  return (await buildPages(options)).result;
}

/** The same, with the pages that were written: the hash of the new bytes of each. */
export async function buildPages(
  options: BuildOptions,
): Promise<{ readonly result: BuildResult; readonly hashes: ReadonlyMap<string, string> }> {
  const plan = await planBuild(options);
  const { workspace, stale, learned } = plan;
  const ownership = stale.length > 0 ? await ownershipOf(workspace) : undefined;
  const refused = ownership ? await refusals(plan, ownership, options.force === true) : [];
  const problems = [...plan.problems, ...refused];
  if (problems.some(isError) || options.dryRun === true) {
    const changes = await changesOf(plan);
    return { result: summarise(plan, { problems, changes, written: false }), hashes: new Map() };
  }
  // Before the first page is written: a build that is killed must know its own text.
  ownership?.record(stale.flatMap(({ expected }) => expected));
  const { written, changes, failed } = await writeAll(plan);
  remember(workspace, learned, written);
  await recogniseWithoutGit(plan);
  const isDone = failed.length === 0;
  return {
    result: summarise(plan, { problems: [...problems, ...failed], changes, written: isDone }),
    hashes: new Map(written.map(({ page, hash }) => [page.file, hash])),
  };
}

/** Compares every page with what the build would write; each stale region is a problem at its marker. */
export async function check(options: BuildOptions): Promise<BuildResult> {
  const plan = await planBuild(options);
  if (!plan.problems.some(isError)) {
    remember(plan.workspace, plan.learned, []);
    await recogniseWithoutGit(plan);
  }
  const problems = [...plan.problems, ...(await outOfDate(plan))];
  return summarise(plan, { problems, changes: await changesOf(plan), written: false });
}

/** What stands in the way of writing: files that cannot be replaced, and text of people. */
async function refusals(
  { workspace, stale }: Plan,
  ownership: Ownership,
  isForced: boolean,
): Promise<Problem[]> {
  const { checkWritable } = await import('../files/write.ts');
  const unwritable = checkWritable(
    workspace.root,
    stale.map(({ page }) => page.file),
  );
  if (isForced) return unwritable;
  const { handEdits } = await import('./ownership.ts');
  return [...unwritable, ...(await handEdits(workspace, stale, ownership))];
}

async function outOfDate({ workspace, stale }: Plan): Promise<Problem[]> {
  if (stale.length === 0) return [];
  const { outOfDateRegions } = await import('./changes.ts');
  return stale.flatMap((one) => outOfDateRegions(workspace, one));
}

/** Where there is no git to know it by, text that is what the data say is known to be generated. */
async function recogniseWithoutGit({ workspace: { root }, compared }: Plan): Promise<void> {
  const asInData = compared.flatMap(({ page, expected }) =>
    expected.filter(({ bodyHash }, index) => bodyHash === page.regions[index]?.bodyHash),
  );
  if (asInData.length === 0) return;
  const { Git } = await import('../files/git.ts');
  if (Git.mayKnow(root)) return;
  const { openOwnership } = await import('./ownership.ts');
  try {
    openOwnership(root).record(asInData);
  } catch (error) {
    // Nothing was written that a later build must know: it asks for `--force` instead.
    if (!(error instanceof CannotRun)) throw error;
  }
}

/** Loaded only where something differs, as all that shows or writes it. */
async function changesOf({ stale, workspace }: Plan): Promise<PageChange[]> {
  if (stale.length === 0) return [];
  const { Changes } = await import('./changes.ts');
  const changes = new Changes();
  return stale.map((one) => changes.of(openPage(workspace, one.page), one));
}

async function ownershipOf({ root }: Workspace): Promise<Ownership> {
  const { openOwnership } = await import('./ownership.ts');
  return openOwnership(root);
}

/** Writes what is stale; see replace.ts. */
async function writeAll({ workspace: { root }, stale, learned }: Plan): Promise<Replaced> {
  const { sweep } = await import('../files/write.ts');
  sweep(root, [...learned.upToDate.keys(), ...stale.map(({ page }) => page.file)]);
  if (stale.length === 0) return { written: [], changes: [], failed: [] };
  const { replacePages } = await import('./replace.ts');
  return replacePages(root, stale);
}

function summarise(
  { counts, notice }: Plan,
  { problems, changes, written }: Pick<BuildResult, 'problems' | 'changes' | 'written'>,
): BuildResult {
  return {
    problems: sortProblems(problems),
    changes,
    written: written && changes.length > 0,
    ...counts,
    notice,
  };
}
