/** Carries out a plan: checks whose text may be replaced, keeps the record, writes the pages. */
import { CannotRun } from '../problems/cannot-run.ts';
import { type Problem, sortProblems } from '../problems/problem.ts';
import type { BuildResult, Overwritten, PageChange } from './build-options.ts';
import { repositoryAround } from '../files/repository.ts';
import { openPage } from '../workspace/page-file.ts';
import type { Expected } from './expected.ts';
import type { Judged } from './ownership.ts';
import { shapesOf } from './page-facts.ts';
import type { Plan } from './plan.ts';
import type { Replaced } from './replace.ts';

/** Finds what prevents writing: files that cannot be replaced, and text that people wrote. */
export async function obstacles(
  { workspace, stale }: Plan,
  isForced: boolean,
): Promise<{
  readonly refused: readonly Problem[];
  /** Text that is replaced although nothing shows that it was generated. */
  readonly overwritten: readonly Overwritten[];
  /** Records what is about to be written; see {@link WrittenTexts}. */
  readonly record: () => void;
}> {
  if (stale.length === 0) return { refused: [], overwritten: [], record: () => {} };
  const { checkWritable } = await import('../files/write.ts');
  const { handEdits, judgeStale, overwrittenBy } = await import('./ownership.ts');
  const { openWrittenTexts } = await import('./written-texts.ts');
  const written = openWrittenTexts(workspace.root);
  const unwritable = checkWritable(
    workspace.root,
    stale.map(({ page }) => page.file),
  );
  const doubted: Judged[] = [];
  for await (const judged of judgeStale(workspace, stale, written))
    if (judged.verdict.by !== 'generated') doubted.push(judged);
  return {
    refused: [...unwritable, ...(isForced ? [] : handEdits(doubted))],
    overwritten: overwrittenBy(doubted, isForced),
    record: () => written.add(stale.flatMap(({ expected }) => expected)),
  };
}

/** Places of names that the build is about to replace in regions. */
export async function staleNames({ stale, content, workspace }: Plan): Promise<Problem[]> {
  if (stale.length === 0 || !content) return [];
  const { namesLeftBehind } = await import('./left-behind.ts');
  return namesLeftBehind(workspace, content.catalog, stale);
}

/** A problem for each stale region, at its begin marker. */
export async function outOfDate({ workspace, stale }: Plan): Promise<Problem[]> {
  if (stale.length === 0) return [];
  const { judgeStale } = await import('./ownership.ts');
  const { openWrittenTexts } = await import('./written-texts.ts');
  const { outOfDateRegion } = await import('./stale-words.ts');
  const problems: Problem[] = [];
  for await (const judged of judgeStale(workspace, stale, openWrittenTexts(workspace.root)))
    problems.push(outOfDateRegion(judged));
  return problems;
}

/**
 * Without git, text that matches the data is recorded as generated, so that later builds may
 * replace it.
 */
export async function recognizeWithoutGit({ workspace: { root }, compared }: Plan): Promise<void> {
  if (compared.length === 0 || repositoryAround(root) !== undefined) return;
  const known = new Set<Expected>();
  for (const { page, expected } of compared)
    for (const [index, { bodyHash }] of shapesOf(page).entries()) {
      const one = expected[index];
      if (one?.bodyHash === bodyHash) known.add(one);
    }
  if (known.size === 0) return;
  const { openWrittenTexts } = await import('./written-texts.ts');
  try {
    openWrittenTexts(root).add([...known]);
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
  {
    problems,
    changes,
    replaced,
    overwritten,
    sourceChanges = [],
  }: Pick<BuildResult, 'problems' | 'changes' | 'replaced' | 'overwritten'> &
    Partial<Pick<BuildResult, 'sourceChanges'>>,
): BuildResult {
  return {
    problems: sortProblems(problems),
    changes,
    written: changes.length > 0 && replaced.length === stale.length,
    replaced,
    overwritten,
    sources: sourceChanges.map(({ file }) => file),
    sourceChanges,
    ...counts,
    skipped,
    notice,
  };
}
