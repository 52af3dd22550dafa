/** Pages of several workspaces in one call: each is built by itself, and the answers are put together. */
import { join } from 'node:path';

import type { BuildResult } from '../build/build-options.ts';
import { relativeTo } from '../files/paths.ts';
import { CannotRun } from '../problems/cannot-run.ts';
import { isError, sortProblems } from '../problems/problem.ts';
import { type Share, sharesOf, wayOut } from '../workspace/shares.ts';
import { openWorkspace } from '../workspace/workspace.ts';
import { type CommonOptions, rootOf, type Terminal } from './command.ts';
import { problemHere } from './run-here.ts';

/** The answer of one workspace, or of several, whose paths are then from the current folder. */
interface Together<Result> {
  readonly result: Result;
  /** The one root; undefined where there are several. */
  readonly root: string | undefined;
}

/** Builds or checks what was asked for. Throws {@link CannotRun} where there is nothing to look at. */
export async function buildTogether(
  terminal: Terminal,
  options: CommonOptions,
  paths: readonly string[],
  one: (share: Share) => Promise<BuildResult>,
): Promise<Together<BuildResult>> {
  const { shares, skipped } = await sharesOf(terminal, rootOf(terminal, options), paths);
  const results: BuildResult[] = [];
  for (const share of shares) {
    const result = await one(share);
    if (paths.length === 0) await refuseNothing(result, share, terminal.cwd);
    results.push(seenFrom(terminal, options, share.root, shares.length > 1)(result));
  }
  return {
    result: sumOf(results, skipped),
    root: shares.length > 1 ? undefined : (shares[0]?.root ?? terminal.cwd),
  };
}

/** A region or a claim that was looked at, or an error: anything else is green without a look. */
async function refuseNothing(
  { regions, problems }: BuildResult,
  { root, config }: Share,
  cwd: string,
): Promise<void> {
  if (regions > 0 || problems.some(isError)) return;
  const workspace = await openWorkspace(root, config);
  const { hasClaims } = await import('../build/content.ts');
  if (hasClaims(workspace)) return;
  throw new CannotRun(
    `there is no region on the pages (${workspace.config.pages.join(', ')}) and no claim in the data, so nothing was checked; ${wayOut(cwd, root)}`,
  );
}

/** A result as it reads from the current folder: the commands in it, and its files too if `moves`. */
function seenFrom(
  { cwd }: Terminal,
  options: CommonOptions,
  root: string,
  moves: boolean,
): (result: BuildResult) => BuildResult {
  const move = (file: string): string => (moves ? relativeTo(cwd, join(root, file)) : file);
  const { root: given, config } = options;
  const here = problemHere({ cwd, root: given, config }, root, moves);
  return (result) => ({
    ...result,
    problems: result.problems.map(here),
    changes: result.changes.map(({ file, regions }) => ({
      file: move(file),
      regions: regions.map((region) => ({ ...region, feeds: region.feeds.map(move) })),
    })),
    replaced: result.replaced.map(move),
    overwritten: result.overwritten.map((one) => ({ ...one, file: move(one.file) })),
  });
}

function sumOf(results: readonly BuildResult[], skipped: number): BuildResult {
  const sum = (of: (result: BuildResult) => number): number =>
    results.reduce((total, result) => total + of(result), 0);
  const changed = results.filter(({ changes }) => changes.length > 0);
  const notices = new Set(results.flatMap(({ notice }) => notice ?? []));
  return {
    problems: sortProblems(results.flatMap(({ problems }) => problems)),
    changes: results.flatMap(({ changes }) => changes),
    replaced: results.flatMap(({ replaced }) => replaced),
    overwritten: results.flatMap(({ overwritten }) => overwritten),
    sources: results.flatMap(({ sources }) => sources),
    sourceChanges: results.flatMap(({ sourceChanges }) => sourceChanges),
    written: changed.length > 0 && changed.every(({ written }) => written),
    pages: sum(({ pages }) => pages),
    regions: sum(({ regions }) => regions),
    skipped: skipped + sum((result) => result.skipped),
    notice: notices.size === 0 ? undefined : [...notices].join('\n'),
  };
}
