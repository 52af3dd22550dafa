/**
 * Git conflicts in a page. They are found before Markdown is parsed, since no parser understands
 * them.
 */
import { parseRegions, type Region } from './regions.ts';
import type { Flavor } from '../markdown/page-tree.ts';
import { type Problem, problemAt } from '../problems/problem.ts';
import { type Range, Source } from '../problems/source.ts';

/** From the line of `<<<<<<<` through the line of `>>>>>>>`, with the text of each side. */
export interface Hunk extends Range {
  readonly sides: readonly string[];
}

const OPEN = /^<{7}(?: .*)?$/;
const BASE = /^\|{7}(?: .*)?$/;
const MIDDLE = /^={7}$/;
const CLOSE = /^>{7}(?: .*)?$/;

export function findHunks(source: Source): Hunk[] {
  if (!source.text.includes('<<<<<<<')) return [];
  const hunks: Hunk[] = [];
  let open: { start: number; sides: string[][]; isDivided: boolean } | undefined;
  for (let number = 1; number <= source.lineCount; number += 1) {
    const line = source.line(number);
    if (OPEN.test(line))
      open = { start: source.lineRange(number).start, sides: [[]], isDivided: false };
    else if (!open) continue;
    else if (BASE.test(line) && !open.isDivided) open.sides.push([]);
    else if (MIDDLE.test(line) && !open.isDivided) {
      open.isDivided = true;
      open.sides.push([]);
    } else if (CLOSE.test(line) && open.isDivided) {
      const end =
        number < source.lineCount ? source.lineRange(number + 1).start : source.text.length;
      hunks.push({ start: open.start, end, sides: open.sides.map((lines) => lines.join('\n')) });
      open = undefined;
    } else open.sides.at(-1)?.push(line);
  }
  return hunks;
}

/**
 * The regions of a page that has conflicts. A conflict entirely inside a region is fine, because
 * the build replaces that text. Any other is a problem at its first line.
 */
export function findRegionsAmongConflicts(
  source: Source,
  flavor: Flavor,
  hunks: readonly Hunk[],
): { regions: Region[]; problems: Problem[] } {
  const problems: Problem[] = [];
  const report = (hunk: Hunk, message: string): void => {
    const { line } = source.position(hunk.start);
    problems.push(
      problemAt('page/conflict', source, source.lineRange(line), {
        message,
        hint: 'resolve it by hand, keeping both markers of the region, and build again',
      }),
    );
  };
  for (const hunk of hunks) {
    if (hunk.sides.some((side) => /\b(?:BEGIN|END) permadocs\b/.test(side)))
      report(hunk, 'a git conflict touches a marker');
  }
  if (problems.length > 0) return { regions: [], problems };
  const found = parseRegions(new Source(source.file, withoutHunks(source.text, hunks)), flavor);
  for (const hunk of hunks) {
    const isInside = found.regions.some(
      (region) => region.body.start <= hunk.start && hunk.end <= region.body.end,
    );
    if (!isInside) report(hunk, 'this git conflict is not resolved');
  }
  return { regions: found.regions, problems: problems.length > 0 ? problems : found.problems };
}

/** Replaces each conflict with blanks of the same length, so that every offset stays valid. */
function withoutHunks(text: string, hunks: readonly Hunk[]): string {
  let out = '';
  let at = 0;
  for (const hunk of hunks) {
    out += text.slice(at, hunk.start) + text.slice(hunk.start, hunk.end).replace(/[^\r\n]/g, ' ');
    at = hunk.end;
  }
  return out + text.slice(at);
}
