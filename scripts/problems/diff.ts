/** Two texts → the lines of a unified diff, for people. */
import { structuredPatch } from 'diff';

/** The hunks of a diff, `-` for `before` and `+` for `after`; lines beyond `most` are counted. */
export function diffLines(before: string, after: string, most = Infinity): string[] {
  const patch = structuredPatch('', '', normalise(before), normalise(after), '', '', {
    context: 2,
  });
  const lines = patch.hunks.flatMap((hunk) => [
    `@@ -${hunk.oldStart} +${hunk.newStart} @@`,
    ...hunk.lines.filter((line) => !line.startsWith('\\')),
  ]);
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most), `… ${lines.length - most} more lines`];
}

/** Line endings follow the page, so they are no difference. */
function normalise(text: string): string {
  return text.replaceAll('\r\n', '\n');
}
