/**
 * Text → the same text, laid out as Prettier does it where that is simple: tables and blank lines.
 * Prettier then changes nothing, and need not be asked again whether it has settled.
 */

/** Tables whose columns are as wide as their widest cell, and one blank line between blocks. */
export function layOut(text: string, blocks: readonly number[]): string {
  let laidOut = '';
  let at = 0;
  for (const [index, start] of blocks.entries()) {
    const before = text.slice(at, start);
    laidOut += index === 0 ? before : before.replace(/(?<!\n)\n{3,}$/, '\n\n');
    const block = text.slice(start, blocks[index + 1]);
    const [lines = ''] = block.split(/\n(?:\n|$)/, 1);
    const table = alignedTable(lines);
    laidOut += table ?? '';
    at = table === undefined ? start : start + lines.length;
  }
  return laidOut + text.slice(at);
}

const DELIMITERS = /^\|(?: *-+ *\|)+$/;
/** Characters that are one column wide: of ASCII, Latin, and our own punctuation. */
const NARROW = /^[ -~\u00A1-\u00AC\u00AE-\u024F\u2010-\u2027]*$/;

/** Undefined if it is not a table that is written plainly, or not plain how wide it is. */
function alignedTable(text: string): string | undefined {
  const lines = text.split('\n');
  if (lines.length < 3 || !DELIMITERS.test(lines[1] ?? '') || !NARROW.test(lines.join('')))
    return undefined;
  const rows = lines.map(cellsOf);
  const widths = rows[0]?.map((_, column) =>
    Math.max(3, ...rows.map((cells, row) => (row === 1 ? 0 : (cells?.[column]?.length ?? 0)))),
  );
  if (!widths || rows.some((cells) => cells?.length !== widths.length)) return undefined;
  return rows
    .map((cells = [], row) => {
      const padded = widths.map((width, column) =>
        row === 1 ? '-'.repeat(width) : (cells[column] ?? '').padEnd(width),
      );
      return `| ${padded.join(' | ')} |`;
    })
    .join('\n');
}

/** Undefined if it is hard to say where they end. */
function cellsOf(line: string): readonly string[] | undefined {
  if (!/^\|.*[^\\]\|$/.test(line) || line.includes('\\\\')) return undefined;
  return line
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
}
