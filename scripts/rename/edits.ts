/** Changes to files by place, so that everything around them stays as it is. */
import type { Range } from '../problems/source.ts';

export interface Edit extends Range {
  readonly text: string;
}

/** The text with the edits made; of two at one place, the first counts. */
export function withEdits(text: string, edits: readonly Edit[]): string {
  let result = '';
  let at = 0;
  for (const { start, end, text: next } of edits.toSorted((a, b) => a.start - b.start)) {
    if (start < at) continue;
    result += text.slice(at, start) + next;
    at = end;
  }
  return result + text.slice(at);
}

/** An edit for each match of a pattern; `next` is asked for the new text of a match. */
export function editsOf(
  text: string,
  pattern: RegExp,
  next: (match: RegExpMatchArray) => string,
): Edit[] {
  return [...text.matchAll(pattern)].map((match) => {
    const start = match.index;
    return { start, end: start + match[0].length, text: next(match) };
  });
}
