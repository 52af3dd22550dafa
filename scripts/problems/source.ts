/** A text and the file that it came from: offsets → lines and columns, and lines → text. */

/** A range of a text: offsets in UTF-16 units from 0, `end` exclusive. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Lines and columns count from 1; columns count UTF-16 units, as editors do. */
interface Position {
  readonly line: number;
  readonly column: number;
}

/** A copy of part of a text. The part itself would keep the whole text in memory. */
export const copyOf = (part: string): string => Buffer.from(part).toString();

/**
 * A text and the file that it came from; finds lines and columns.
 *
 * @example
 * console.log(new Source('a.json', 'one\ntwo').position(4)); // { line: 2, column: 1 }
 */
export class Source {
  /** Relative to the workspace root, with `/`. */
  readonly file: string;
  readonly text: string;
  /** Why the file could not be read; the text is then empty. */
  readonly unreadable: string | undefined;
  #lineStarts: readonly number[] | undefined;
  /** The line that was found last, from 0: mostly the next offset is on it, too. */
  #last = 0;

  constructor(file: string, text: string, unreadable?: string) {
    this.file = file;
    this.text = text;
    this.unreadable = unreadable;
  }

  /** The line and column of an offset. An offset past the end counts as the end. */
  position(offset: number): Position {
    const starts = this.lineStarts;
    const last = this.#last;
    const isNear = (starts[last] ?? 0) <= offset && offset < (starts[last + 1] ?? Infinity);
    let low = isNear ? last : 0;
    let high = isNear ? last : starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    this.#last = low;
    return { line: low + 1, column: Math.min(offset, this.text.length) - (starts[low] ?? 0) + 1 };
  }

  /** The text of a line (from 1), without its line ending. */
  line(number: number): string {
    const start = this.lineStarts[number - 1];
    if (start === undefined) return '';
    let end = this.lineStarts[number] ?? this.text.length;
    // Not a regular expression: a line may be as long as the page, and is needed once per problem.
    if (end > start && this.text[end - 1] === '\n') end -= 1;
    if (end > start && this.text[end] === '\n' && this.text[end - 1] === '\r') end -= 1;
    return this.text.slice(start, end);
  }

  /** The range of a line (from 1), without its line ending. */
  lineRange(number: number): Range {
    const start = this.lineStarts[number - 1] ?? this.text.length;
    return { start, end: start + this.line(number).length };
  }

  get lineCount(): number {
    return this.lineStarts.length;
  }

  private get lineStarts(): readonly number[] {
    if (this.#lineStarts) return this.#lineStarts;
    const starts = [0];
    for (let at = this.text.indexOf('\n'); at !== -1; at = this.text.indexOf('\n', at + 1)) {
      starts.push(at + 1);
    }
    return (this.#lineStarts = starts);
  }
}
