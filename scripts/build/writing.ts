/** Carries out a plan: checks whose text may be replaced, keeps the record, writes the pages. */
import { CannotRun } from '../problems/cannot-run.ts';
import { type Problem, sortProblems } from '../problems/problem.ts';
import type { BuildResult, PageChange } from './build-options.ts';
import { openPage } from '../workspace/page-file.ts';
import type { Plan } from './plan.ts';
import type { Replaced } from './replace.ts';

/** Finds what prevents writing: files that cannot be replaced, and text that people wrote. */
export async function obstacles(
  { workspace, stale }: Plan,
  isForced: boolean,
): Promise<{
  readonly refused: readonly Problem[];
  /** Records what is about to be written; see {@link Ownership.record}. */
  readonly record: () => void;
}> {
  if (stale.length === 0) return { refused: [], record: () => {} };
  const { checkWritable } = await import('../files/write.ts');
  const { handEdits, openOwnership } = await import('./ownership.ts');
  const ownership = openOwnership(workspace.root);
  const unwritable = checkWritable(
    workspace.root,
    stale.map(({ page }) => page.file),
  );
  const edits = isForced ? [] : await handEdits(workspace, stale, ownership);
  return {
    refused: [...unwritable, ...edits],
    record: () => ownership.record(stale.flatMap(({ expected }) => expected)),
  };
}

/** A problem for each stale region, at its begin marker. */
export async function outOfDate({ workspace, stale }: Plan): Promise<Problem[]> {
  if (stale.length === 0) return [];
  const { outOfDateRegions } = await import('./changes.ts');
  return stale.flatMap((one) => outOfDateRegions(workspace, one));
}

/**
 * Without git, text that matches the data is recorded as generated, so that later builds may
 * replace it.
 */
export async function recognizeWithoutGit({ workspace: { root }, compared }: Plan): Promise<void> {
  const known = compared.flatMap(({ page, expected }) =>
    expected.filter(({ bodyHash }, index) => bodyHash === page.regions[index]?.bodyHash),
  );
  if (known.length === 0) return;
  const { repositoryAround } = await import('../files/git.ts');
  if (repositoryAround(root) !== undefined) return;
  const { openOwnership } = await import('./ownership.ts');
  try {
    openOwnership(root).record(known);
  } catch (error) {
    // No page was written that a later build would have to recognize; at worst it asks for
    // `--force`.
    if (!(error instanceof CannotRun)) throw error;
  }
}

/** Loaded only if something differs, like all code that shows or writes changes. */
export async function changesOf({ stale, workspace }: Plan): Promise<PageChange[]> {
  if (stale.length === 0) return [];
  const { describeChanges } = await import('./changes.ts');
  const changesIn = describeChanges();
  return stale.map((one) => changesIn(openPage(workspace, one.page), one));
}

/** Writes stale pages; see replace.ts. */
export async function writeAll({ workspace: { root }, stale, learned }: Plan): Promise<Replaced> {
  const { sweep } = await import('../files/write.ts');
  sweep(root, [...learned.upToDate.keys(), ...stale.map(({ page }) => page.file)]);
  if (stale.length === 0) return { written: [], changes: [], failed: [] };
  const { replacePages } = await import('./replace.ts');
  return replacePages(root, stale);
}

export function summarize(
  { counts, notice, skipped, stale }: Plan,
  { problems, changes, replaced }: Pick<BuildResult, 'problems' | 'changes' | 'replaced'>,
): BuildResult {
  return {
    problems: sortProblems(problems),
    changes,
    written: changes.length > 0 && replaced.length === stale.length,
    replaced,
    ...counts,
    skipped,
    notice,
  };
}
