/** A page's text once its markers are gone, with the blank lines that they needed. Which regions go is eject.ts. */
import type { Region } from '../pages/regions.ts';
import type { Source } from '../problems/source.ts';

/** A page's text without the markers of these regions; every other byte stays. */
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
    // A marker on the first line of a list item leaves the item's own mark behind.
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

/** The first and the last line of a region that are not blank. */
function contentLines(source: Source, region: Region): { first?: number; last?: number } {
  const from = source.position(region.begin.start).line + 1;
  const to = source.position(region.end.start).line - 1;
  const lines = Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
  const isFull = (line: number): boolean => !/^[\s>]*$/.test(source.line(line));
  const first = lines.find(isFull);
  const last = lines.findLast(isFull);
  return first === undefined || last === undefined ? {} : { first, last };
}

/** Of an empty region nothing is left: one of the two blank lines around it goes too. */
function afterBlankLine(source: Source, end: number): number {
  const { line } = source.position(end);
  const next = source.lineRange(Math.min(line + 1, source.lineCount));
  if (line >= source.lineCount) return end;
  if (!/^[\s>]*$/.test(source.text.slice(next.start, next.end))) return next.start;
  return line + 2 <= source.lineCount ? source.lineRange(line + 2).start : next.end;
}
