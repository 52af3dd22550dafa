/** What comes before each line of a region: quote marks and indentation. */
import type { Range, Source } from '../problems/source.ts';

/** Of a marker: quote marks and indentation, with blanks for the mark of its list. */
export function prefixOf(source: Source, { start }: Range): string {
  const line = source.lineRange(source.position(start).line);
  return source.text.slice(line.start, start).replace(/[^\s>]/g, ' ');
}

/** Of a region in list items (`- `) and quotes (`> `), if nothing is indented by more than it must be. */
export function prefixIn(within: readonly string[]): string {
  return within.map((one) => (one === '> ' ? one : ' '.repeat(one.length))).join('');
}
