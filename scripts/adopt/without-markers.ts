/**
 * A page's text without its markers and the blank lines that they needed. eject.ts decides which
 * regions to remove.
 */
import type { Region } from '../pages/regions.ts';
import type { Source } from '../problems/source.ts';

/** Removes the markers of these regions; every other byte stays. */
export function withoutMarkers(source: Source, regions: readonly Region[]): string {
  let text = '';
  let at = 0;
  for (const region of regions) {
    const { first, last } = contentLines(source, region);
    const begin = source.lineRange(source.position(region.begin.start).line).start;
    const end = source.lineRange(source.position(region.end.start).line).end;
    if (first === undefined || last === undefined) {
      text += source.text.slice(at, begin);
      at = afterBlankLine(source, end);
      continue;
    }
    // A marker on the first line of a list item leaves the item's own marker behind.
    const mark = source.text.slice(begin, region.begin.start);
    const content = source.lineRange(first).start;
    const isItem = /[^\s>]/.test(mark);
    text += source.text.slice(at, begin) + (isItem ? mark : '');
    text += source.text.slice(
      isItem ? content + region.prefix.length : content,
      source.lineRange(last).end,
    );
    at = end;
  }
  return text + source.text.slice(at);
}

/** The first and last non-blank lines of a region. */
function contentLines(source: Source, region: Region): { first?: number; last?: number } {
  const from = source.position(region.begin.start).line + 1;
  const to = source.position(region.end.start).line - 1;
  const lines = Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
  const isFull = (line: number): boolean => !/^[\s>]*$/.test(source.line(line));
  const first = lines.find(isFull);
  const last = lines.findLast(isFull);
  return first === undefined || last === undefined ? {} : { first, last };
}

/**
 * If a region was empty, nothing remains of it: one of the two blank lines around it is removed as
 * well.
 */
function afterBlankLine(source: Source, end: number): number {
  const { line } = source.position(end);
  const next = source.lineRange(Math.min(line + 1, source.lineCount));
  if (line >= source.lineCount) return end;
  if (!/^[\s>]*$/.test(source.text.slice(next.start, next.end))) return next.start;
  return line + 2 <= source.lineCount ? source.lineRange(line + 2).start : next.end;
}
