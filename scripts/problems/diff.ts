/** Two texts → the lines of a unified diff for people to read. */
import { structuredPatch } from 'diff';

/**
 * The hunks of a diff, with `-` for `before` and `+` for `after`. Lines beyond `most` are only
 * counted.
 */
export function diffLines(before: string, after: string, most = Infinity): string[] {
  const patch = structuredPatch('', '', normalize(before), normalize(after), '', '', {
    context: 2,
  });
  const lines = patch.hunks.flatMap((hunk) => [
    `@@ -${hunk.oldStart} +${hunk.newStart} @@`,
    ...hunk.lines.filter((line) => !line.startsWith('\\')),
  ]);
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most), `… ${lines.length - most} more lines`];
}

/** Line endings follow the page, so they do not count as a difference. */
function normalize(text: string): string {
  return text.replaceAll('\r\n', '\n');
}
