/** Text of data in a comment on a code host: always in a code span, since a fork may have written it. */
import { visibleLine } from '../problems/visible.ts';
import { codeSpan } from './escape.ts';

/** Of one text that data hold, in characters. */
const LONGEST_TEXT = 300;

/**
 * Data on one line, in a code span that nothing in it can end: no mention, link or HTML comes of it.
 * In a table, a pipe would end the cell.
 */
export function commentCode(text: string, place: 'prose' | 'cell' = 'prose'): string {
  const line = visibleLine(text);
  const cut = line.length > LONGEST_TEXT ? `${line.slice(0, LONGEST_TEXT)}…` : line;
  return codeSpan(cut, place);
}
