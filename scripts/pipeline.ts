/** The order of a build, as functions to read: plan, then compare or write. */
import type { BuildOptions, BuildResult, PageChange } from './build-options.ts';
import { CannotRun } from './cannot-run.ts';
import { remember } from './memory.ts';
import type { Ownership } from './ownership.ts';
import { openPage } from './page-file.ts';
import { type Plan, planBuild } from './plan.ts';
import { isError, sortProblems } from './problem.ts';
import type { Replaced } from './replace.ts';
import type { Workspace } from './workspace.ts';

/** Renders what changed and writes it; see {@link BuildResult} for what is said of it. */
export async function build(options: BuildOptions): Promise<BuildResult> {
  return (await buildPages(options)).result;
}

/** The same, with the pages that were written: the hash of the new bytes of each. */
export async function buildPages(
  options: BuildOptions,
): Promise<{ readonly result: BuildResult; readonly hashes: ReadonlyMap<string, string> }> {
  const plan = await planBuild(options);
  const { workspace, stale, problems, learned } = plan;
  const ownership = stale.length > 0 ? await ownershipOf(workspace) : undefined;
  if (ownership) {
    const { checkWritable } = await import('./write.ts');
    const files = stale.map(({ page }) => page.file);
    problems.push(...checkWritable(workspace.root, files));
    if (options.force !== true) {
      const { handEdits } = await import('./ownership.ts');
      problems.push(...(await handEdits(workspace, stale, ownership)));
    }
  }
  if (problems.some(isError) || options.dryRun === true)
    return { result: summarise(plan, await changesOf(plan), false), hashes: new Map() };
  // Before the first page is written: a build that is killed must know its own text.
  ownership?.record(stale.flatMap(({ expected }) => expected));
  const { written, changes, failed } = await writeAll(plan);
  problems.push(...failed);
  remember(workspace, learned, written);
  await recogniseWithoutGit(plan);
  const hashes = new Map(written.map(({ page, hash }) => [page.file, hash]));
  return { result: summarise(plan, changes, failed.length === 0), hashes };
}

/** Compares every page with what the build would write; each stale region is a problem at its marker. */
export async function check(options: BuildOptions): Promise<BuildResult> {
  const plan = await planBuild(options);
  const { workspace, stale, problems, learned } = plan;
  if (!problems.some(isError)) {
    remember(workspace, learned, []);
    await recogniseWithoutGit(plan);
  }
  if (stale.length > 0) {
    const { outOfDate } = await import('./changes.ts');
    problems.push(...stale.flatMap((one) => outOfDate(workspace, one)));
  }
  return summarise(plan, await changesOf(plan), false);
}

/** Where there is no git to know it by, text that is what the data say is known to be generated. */
async function recogniseWithoutGit({ workspace: { root }, compared }: Plan): Promise<void> {
  const known = compared.flatMap(({ page, expected }) =>
    expected.filter(({ bodyHash }, index) => bodyHash === page.regions[index]?.bodyHash),
  );
  if (known.length === 0) return;
  const { Git } = await import('./git.ts');
  if (Git.mayKnow(root)) return;
  const { openOwnership } = await import('./ownership.ts');
  try {
    openOwnership(root).record(known);
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
  const { sweep } = await import('./write.ts');
  sweep(root, [...learned.upToDate.keys(), ...stale.map(({ page }) => page.file)]);
  if (stale.length === 0) return { written: [], changes: [], failed: [] };
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
