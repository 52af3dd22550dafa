/**
 * Lines for a terminal of some width: words stay whole, and so does code in backticks, since half a
 * command would run when it is pasted. Widths are in terminal columns.
 */

/** How many columns a text takes: wide characters count two, combining marks none. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text.normalize('NFC'))
    columns += /\p{M}|\u200d|\ufe0f/u.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return columns;
}

const WIDE =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60\uffe0-\uffe6]/u;

interface Place {
  /** Undefined where nothing is to be wrapped, such as in a pipe. */
  readonly width: number | undefined;
  /** How many columns of the first line are taken. */
  readonly first: number;
  /** What the lines after the first begin with. */
  readonly indent: string;
  /** What each line of the text after its first begins with as well. */
  readonly hang?: string;
}

/** A word that is longer than a line has one of its own. Lines of a difference are left as they are. */
export function wrapWords(text: string, { width, first, indent, hang = '' }: Place): string {
  const [head = '', ...rest] = text.split('\n');
  const lines = rest.map((line) =>
    isOfDifference(line)
      ? `${hang}${line}`
      : `${hang}${wrapLine(line, { width, first: indent.length, indent })}`,
  );
  return [wrapLine(head, { width, first, indent }), ...lines].join('\n');
}

function wrapLine(line: string, { width, first, indent }: Place): string {
  if (width === undefined || first + columnsOf(line) <= width) return line;
  const lines: string[] = [];
  let at = first;
  let now: string[] = [];
  for (const word of line.match(WORD) ?? []) {
    const columns = columnsOf(word) + (now.length > 0 ? 1 : 0);
    if (at + columns > width && (now.length > 0 || at > indent.length)) {
      lines.push(now.join(' '));
      now = [];
      at = indent.length;
    }
    at += columnsOf(word) + (now.length > 0 ? 1 : 0);
    now.push(word);
  }
  lines.push(now.join(' '));
  return lines.join(`\n${indent}`);
}

/** Blanks that follow one another are empty words, so that none is lost. */
const WORD = /(?:`[^`]*`|[^ ])+|(?<= |^)(?= |$)/g;

const isOfDifference = (line: string): boolean => /^(?:[ +-]|@@|…)/.test(line);
