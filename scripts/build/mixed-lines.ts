/** Text that git has put together line by line: in a conflict, or in a merge without one. */
import type { Hunk } from '../pages/conflicts.ts';
import type { Page } from '../pages/page.ts';
import type { Region } from '../pages/regions.ts';

/** Whether each line is a line of one of these texts; blanks at its ends do not count. */
export function isMixedFrom(lines: readonly string[], texts: readonly string[]): boolean {
  const known = new Set(texts.flatMap((text) => text.split('\n').map((line) => line.trim())));
  return lines.every((line) => line.trim() === '' || known.has(line.trim()));
}

/** The lines of a region without its prefix; the sides of each conflict replace the conflict. */
export function linesOfSides(page: Page, region: Region, hunks: readonly Hunk[]): string[] {
  const texts: string[] = [];
  let at = region.body.start;
  for (const hunk of hunks) {
    texts.push(page.source.text.slice(at, hunk.start), ...hunk.sides);
    at = hunk.end;
  }
  texts.push(page.source.text.slice(at, region.body.end));
  const prefix = region.prefix.trim();
  const lines = texts.flatMap((text) => text.split(/\r?\n/));
  return lines.map((line) =>
    prefix !== '' && line.trimStart().startsWith(prefix)
      ? line.trimStart().slice(prefix.length)
      : line,
  );
}
