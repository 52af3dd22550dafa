/** Command-line targets → the policies on those pages. */
import { findHunks } from '../pages/conflicts.ts';
import { readBlocks } from '../reading/blocks.ts';
import { type Page, toPage } from '../pages/page.ts';
import { isError, type Problem, problemAt, problemOfFile } from '../problems/problem.ts';
import { parseRegions, type Region } from '../pages/regions.ts';
import { CannotRun } from '../problems/cannot-run.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { unreadablePage } from '../files/page-problems.ts';
import { checkWritable, isLink } from '../files/write.ts';
import { type AdoptedFence, type LeftFence, refusal } from './fence.ts';
import { findFences, type FoundFence } from './fences.ts';
import type { Given } from './model.ts';
import { ADOPT_MODELS } from './models.ts';

/** A page, or one fence on it by any of its lines. Paths are relative to the root. */
export interface Target {
  readonly file: string;
  readonly line?: number | undefined;
}

export interface FoundPlaces {
  readonly fences: readonly FoundFence[];
  /** Fences that were requested by line; if they cannot be adopted, that is an error. */
  readonly explicit: ReadonlySet<AdoptedFence>;
  readonly left: readonly LeftFence[];
  readonly regions: ReadonlyMap<Page, readonly Region[]>;
  readonly problems: readonly Problem[];
}

/**
 * Finds the policies. A page that nothing can be adopted from is a problem, but does not stop the
 * others.
 */
export function findPlaces(
  workspace: Workspace,
  targets: readonly Target[],
  given: Given = {},
): FoundPlaces {
  const fences: FoundFence[] = [];
  const explicit = new Set<AdoptedFence>();
  const left: LeftFence[] = [];
  const problems: Problem[] = [];
  const regions = new Map<Page, readonly Region[]>();
  const isPage = new Set(workspace.pages().files);
  for (const [file, lines] of byFile(targets)) {
    const opened = pageWithFences(workspace, file, isPage, lines !== undefined);
    if (!opened) continue;
    if ('problems' in opened) {
      problems.push(...opened.problems);
      continue;
    }
    const { page } = opened;
    regions.set(page, opened.regions);
    const found = findFences(page, opened.regions, given);
    if (lines === undefined) {
      fences.push(...found.fences);
      left.push(...found.left);
      continue;
    }
    for (const line of lines) {
      const isAt = (one: { line: number; lastLine: number }): boolean =>
        one.line <= line && line <= one.lastLine;
      const one = found.fences.find(({ fence }) => isAt(fence));
      const other = found.left.find(isAt);
      if (one) {
        if (!explicit.has(one.fence)) fences.push(one);
        explicit.add(one.fence);
      } else if (other) problems.push(unread(other, other.reason));
      else problems.push(...nothingAt(page, opened.regions, line));
    }
  }
  return { fences, explicit, left, regions, problems };
}

/** The problem of a fence that is left, with what to do about it. */
export const unread = (fence: LeftFence, message: string): Problem =>
  refusal(fence, message, fence.remedy && `run \`${fence.remedy}\`, then adopt`);

function nothingAt({ source }: Page, regions: readonly Region[], line: number): Problem[] {
  const isInRegion = regions.some(
    ({ begin, end }) =>
      source.position(begin.start).line <= line && line <= source.position(end.end).line,
  );
  if (isInRegion) return [];
  return [
    problemAt('adopt/refused', source, source.lineRange(line), {
      message: `there is no fence with a policy at line ${line}`,
      hint: 'name a line of the fence, or the page without a line for all of them',
    }),
  ];
}

function notText(file: string): Problem {
  return problemOfFile('page/not-text', file, {
    message: `${file} contains a NUL byte`,
    hint: 'exclude it with `ignore` in permadocs.yaml',
  });
}

/** The requested lines of each file; undefined for the whole file. */
function byFile(targets: readonly Target[]): Map<string, number[] | undefined> {
  const files = new Map<string, number[] | undefined>();
  for (const { file, line } of targets) {
    const lines = files.get(file);
    if (line === undefined || (files.has(file) && lines === undefined)) files.set(file, undefined);
    else files.set(file, [...(lines ?? []), line]);
  }
  return files;
}

function pageWithFences(
  workspace: Workspace,
  file: string,
  pages: ReadonlySet<string>,
  hasLines: boolean,
): { page: Page; regions: readonly Region[] } | { problems: readonly Problem[] } | undefined {
  if (!workspace.exists(file)) throw new CannotRun(`${file} does not exist`);
  const refuse = (message: string, hint: string) => ({
    problems: [problemOfFile('adopt/refused', file, { message, hint })],
  });
  if (!pages.has(file))
    return refuse(
      `${file} is not a page of this workspace`,
      `add it to \`pages\` in permadocs.yaml, now ${workspace.config.pages.join(', ')}`,
    );
  const found = workspace.tryRead(file);
  if ('why' in found) return { problems: [unreadablePage(file, found.why)] };
  const { bytes } = found;
  const text = bytes.toString('latin1');
  if (!hasLines && !ADOPT_MODELS.some(({ mayBeIn }) => mayBeIn(text))) return undefined;
  if (bytes.includes(0)) return { problems: [notText(file)] };
  const page = toPage(
    file,
    bytes,
    workspace.isMdx(file) ? 'mdx' : 'commonmark',
    workspace.isFrozen(file),
  );
  if (page.frozen)
    return refuse(`${file} is frozen, so its regions would never be built`, 'adopt it elsewhere');
  if (isLink(workspace.root, file))
    return refuse(`${file} is a symbolic link`, 'adopt the file that it leads to');
  const [hunk] = findHunks(page.source);
  if (hunk) {
    const { line } = page.source.position(hunk.start);
    const message = 'this git conflict is not resolved';
    const hint = 'resolve it, then adopt';
    return {
      problems: [
        problemAt('page/conflict', page.source, page.source.lineRange(line), { message, hint }),
      ],
    };
  }
  const { regions, problems } = parseRegions(page.source, page.flavor);
  if (problems.some(isError)) return { problems };
  const { syntaxError } = readBlocks(page.source, page.flavor);
  if (syntaxError) {
    const range = { start: syntaxError.offset, end: syntaxError.offset + 1 };
    const message = `the page is not valid MDX: ${syntaxError.message}`;
    const hint = 'fix the page, then adopt';
    return { problems: [problemAt('page/unparsable', page.source, range, { message, hint })] };
  }
  const unwritable = checkWritable(workspace.root, [file]);
  return unwritable.length > 0 ? { problems: unwritable } : { page, regions };
}
