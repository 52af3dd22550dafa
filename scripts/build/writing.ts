/** Puts a plan into effect: whose text may be replaced, the record of ours, the new pages. */
import { CannotRun } from '../problems/cannot-run.ts';
import { type Problem, sortProblems } from '../problems/problem.ts';
import type { BuildResult, PageChange } from './build-options.ts';
import { openPage } from '../workspace/page-file.ts';
import type { Plan } from './plan.ts';
import type { Replaced } from './replace.ts';

/** What stands in the way of writing: files that cannot be replaced, and text of people. */
export async function obstacles(
  { workspace, stale }: Plan,
  isForced: boolean,
): Promise<{
  readonly refused: readonly Problem[];
  /** Remembers what is about to be written; see {@link Ownership.record}. */
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

/** Each stale region as a problem at its marker. */
export async function outOfDate({ workspace, stale }: Plan): Promise<Problem[]> {
  if (stale.length === 0) return [];
  const { outOfDateRegions } = await import('./changes.ts');
  return stale.flatMap((one) => outOfDateRegions(workspace, one));
}

/** Where there is no git to know it by, text that is what the data say is known to be generated. */
export async function recognizeWithoutGit({ workspace: { root }, compared }: Plan): Promise<void> {
  const known = compared.flatMap(({ page, expected }) =>
    expected.filter(({ bodyHash }, index) => bodyHash === page.regions[index]?.bodyHash),
  );
  if (known.length === 0) return;
  const { Git } = await import('../files/git.ts');
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
export async function changesOf({ stale, workspace }: Plan): Promise<PageChange[]> {
  if (stale.length === 0) return [];
  const { describeChanges } = await import('./changes.ts');
  const changesIn = describeChanges();
  return stale.map((one) => changesIn(openPage(workspace, one.page), one));
}

/** Writes what is stale; see replace.ts. */
export async function writeAll({ workspace: { root }, stale, learned }: Plan): Promise<Replaced> {
  const { sweep } = await import('../files/write.ts');
  sweep(root, [...learned.upToDate.keys(), ...stale.map(({ page }) => page.file)]);
  if (stale.length === 0) return { written: [], changes: [], failed: [] };
  const { replacePages } = await import('./replace.ts');
  return replacePages(root, stale);
}

export function summarize(
  { counts, notice, stale }: Plan,
  { problems, changes, replaced }: Pick<BuildResult, 'problems' | 'changes' | 'replaced'>,
): BuildResult {
  return {
    problems: sortProblems(problems),
    changes,
    written: changes.length > 0 && replaced.length === stale.length,
    replaced,
    ...counts,
    notice,
  };
}
