/** Recognizes MDX text without any but the simplest expressions and elements, line by line. */

/** Expressions and elements that begin and end on one line and certainly parse. */
const PLAIN =
  /\{\/\*(?:[^*]|\*(?!\/))*\*\/\}|\{[a-z]\w*\.\w+\}|<([a-zA-Z][\w.]*)(?:[ \t]+[a-zA-Z][\w-]*(?:="[^"<>{}]*")?)*[ \t]*(?:\/>|>[^<>{}]*<\/\1>)/y;
/** A Docusaurus heading id, which Docusaurus removes before MDX parses the page. */
const HEADING_ID = /^\{#[^{}\s]+\}$/;

/**
 * Whether a block of text certainly contains no expressions or elements but {@link PLAIN} ones. A
 * code span that crosses lines makes it uncertain.
 */
export function isPlainMdx(block: string): boolean {
  return block.split('\n').every((line) => {
    if (!/[{<`]/.test(line)) return true;
    const text = withoutCode(line.startsWith('#') ? withoutId(line) : line);
    return text !== undefined && hasOnlyPlain(text);
  });
}

/** Checks each brace and bracket in turn, and stops at the first that is not plain. */
function hasOnlyPlain(text: string): boolean {
  const special = /[{<]/g;
  for (let match = special.exec(text); match; match = special.exec(text)) {
    PLAIN.lastIndex = match.index;
    if (!PLAIN.test(text)) return false;
    special.lastIndex = PLAIN.lastIndex;
  }
  return true;
}

function withoutId(heading: string): string {
  const at = heading.lastIndexOf('{#');
  return at !== -1 && HEADING_ID.test(heading.slice(at).trimEnd()) ? heading.slice(0, at) : heading;
}

/**
 * The line without escapes and code spans; undefined if a span may continue on the next line or in
 * the next cell.
 */
function withoutCode(line: string): string | undefined {
  let text = '';
  const special = /[\\`]/g;
  for (let at = 0; ;) {
    special.lastIndex = at;
    const next = special.exec(line)?.index;
    text += line.slice(at, next);
    if (next === undefined) return text;
    const run = runAt(line, next);
    const end = run === 0 ? next + 2 : afterCode(line, next + run, run);
    if (end === -1 || (run > 0 && line.slice(next, end).includes('|'))) return undefined;
    at = end;
  }
}

/** The number of backticks at an offset. */
export function runAt(line: string, at: number): number {
  let length = 0;
  while (line[at + length] === '`') length += 1;
  return length;
}

/** The offset after the next run of exactly `length` backticks, or -1. */
export function afterCode(line: string, from: number, length: number): number {
  for (let at = line.indexOf('`', from); at !== -1; at = line.indexOf('`', at)) {
    const run = runAt(line, at);
    at += run;
    if (run === length) return at;
  }
  return -1;
}
