/**
 * Fences inside of code that is indented by four: the body of an admonition of MkDocs (`!!! note`,
 * `??? example`) is code to CommonMark, and what it shows to its readers are the fences in it.
 */
import type { Range } from '../problems/source.ts';

interface InnerFence extends Range {
  /** What stands behind its opening: `json hl_lines="2"`. */
  readonly info: string;
  /** The paragraphs directly before and after it. */
  readonly before: string;
  readonly after: string;
}

const OPENING = /^[ \t]*(`{3,}|~{3,})([^`~]*)$/;

/** Ranges are of the lines between the marks, whose indent they keep. */
export function innerFences(text: string): InnerFence[] {
  if (!text.includes('```') && !text.includes('~~~')) return [];
  const lines = text.split('\n');
  const starts = lines.map(() => 0);
  for (const [index, line] of lines.entries())
    starts[index + 1] = (starts[index] ?? 0) + line.length + 1;
  const found: InnerFence[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const [, mark, info = ''] = OPENING.exec(lines[at] ?? '') ?? [];
    if (mark === undefined) continue;
    const length = lines.slice(at + 1).findIndex((line) => line.trim() === mark);
    if (length === -1) return found;
    const close = at + 1 + length;
    found.push({
      start: starts[at + 1] ?? 0,
      end: Math.max(starts[at + 1] ?? 0, (starts[close] ?? 0) - 1),
      info: info.trim(),
      before: paragraph(lines.slice(0, at).toReversed()).toReversed().join(' '),
      after: paragraph(lines.slice(close + 1)).join(' '),
    });
    at = close;
  }
  return found;
}

/** The first lines that are not blank, up to a blank one or a fence. */
function paragraph(lines: readonly string[]): string[] {
  const from = lines.findIndex((line) => line.trim() !== '');
  if (from === -1) return [];
  const rest = lines.slice(from);
  const end = rest.findIndex((line) => line.trim() === '' || OPENING.test(line));
  return rest.slice(0, end === -1 ? undefined : end).map((line) => line.trim());
}
