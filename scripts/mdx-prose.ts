/** MDX text that holds no expression and no element but the plainest, line by line. */

/** Elements and expressions that begin and end on their line and certainly parse. */
const PLAIN =
  /\{\/\*(?:[^*]|\*(?!\/))*\*\/\}|\{[a-z]\w*\.\w+\}|<([a-zA-Z][\w.]*)(?:[ \t]+[a-zA-Z][\w-]*(?:="[^"<>{}]*")?)*[ \t]*(?:\/>|>[^<>{}]*<\/\1>)/g;

/** Docusaurus' ids of headings, which it takes away before MDX sees them. */
const HEADING_ID = /^\{#[^{}\s]+\}$/;
/** Longer lines are left to the parser: the pattern tries each brace to the end of its line. */
const LONG = 10_000;

/** Is it certain that a block of text holds no more than {@link PLAIN}? Code spans that cross lines are not. */
export function isPlainMdx(block: string): boolean {
  return block.split('\n').every((line) => {
    if (!/[{<]/.test(line)) return !line.includes('`') || withoutCode(line) !== undefined;
    if (line.length > LONG) return false;
    const text = withoutCode(line.startsWith('#') ? withoutId(line) : line);
    return text !== undefined && !/[{<]/.test(text.replace(PLAIN, ''));
  });
}

function withoutId(heading: string): string {
  const at = heading.lastIndexOf('{#');
  return at !== -1 && HEADING_ID.test(heading.slice(at).trimEnd()) ? heading.slice(0, at) : heading;
}

/** A line without escapes and code spans; undefined where a span may go on in the next line or cell. */
function withoutCode(line: string): string | undefined {
  let text = '';
  for (let at = 0; at < line.length;) {
    if (line[at] === '\\') {
      at += 2;
      continue;
    }
    const run = runAt(line, at);
    if (run === 0) {
      text += line[at];
      at += 1;
      continue;
    }
    const end = closing(line, at + run, run);
    if (end === -1 || line.slice(at, end).includes('|')) return undefined;
    at = end;
  }
  return text;
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
