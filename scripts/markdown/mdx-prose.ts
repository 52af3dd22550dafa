/** MDX text that holds no expression and no element but the plainest, line by line. */

/** Elements and expressions that begin and end on their line and certainly parse. */
const PLAIN =
  /\{\/\*(?:[^*]|\*(?!\/))*\*\/\}|\{[a-z]\w*\.\w+\}|<([a-zA-Z][\w.]*)(?:[ \t]+[a-zA-Z][\w-]*(?:="[^"<>{}]*")?)*[ \t]*(?:\/>|>[^<>{}]*<\/\1>)/y;
/** Docusaurus' ids of headings, which it takes away before MDX sees them. */
const HEADING_ID = /^\{#[^{}\s]+\}$/;

/** Is it certain that a block of text holds no more than {@link PLAIN}? Code spans that cross lines are not. */
export function isPlainMdx(block: string): boolean {
  return block.split('\n').every((line) => {
    if (!/[{<`]/.test(line)) return true;
    const text = withoutCode(line.startsWith('#') ? withoutId(line) : line);
    return text !== undefined && hasOnlyPlain(text);
  });
}

/** Goes from one brace or bracket to the next, and stops at the first that is not plain. */
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

/** A line without escapes and code spans; undefined where a span may go on in the next line or cell. */
function withoutCode(line: string): string | undefined {
  let text = '';
  const special = /[\\`]/g;
  for (let at = 0; ;) {
    special.lastIndex = at;
    const next = special.exec(line)?.index;
    text += line.slice(at, next);
    if (next === undefined) return text;
    const run = runAt(line, next);
    const end = run === 0 ? next + 2 : closing(line, next + run, run);
    if (end === -1 || (run > 0 && line.slice(next, end).includes('|'))) return undefined;
    at = end;
  }
}

/** How many back-ticks stand at an offset. */
function runAt(line: string, at: number): number {
  let length = 0;
  while (line[at + length] === '`') length += 1;
  return length;
}

/** Behind the next run of exactly `length` back-ticks, or -1. */
function closing(line: string, from: number, length: number): number {
  for (let at = line.indexOf('`', from); at !== -1; at = line.indexOf('`', at)) {
    const run = runAt(line, at);
    at += run;
    if (run === length) return at;
  }
  return -1;
}
