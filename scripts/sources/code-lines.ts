/** Code as lines, each looked at by itself: what the patterns of calls share. */
import { prefixOfClient } from '../iam/operations.ts';
import { compilePattern, type Held, type Pattern } from './pattern.ts';

/** A call, or what looks like one. */
export interface Call {
  /** The IAM prefix; undefined if the file does not say. */
  readonly service: string | undefined;
  /** As code writes it: `GetParameter`, `get_parameter`; of a waiter, with `Waiter` at the end. */
  readonly name: string;
  /** Offsets of the file. */
  readonly start: number;
  readonly end: number;
}

/** A client of a service that a file imports or makes. */
export interface Client {
  readonly service: string;
  /** Whether its objects make calls that their names do not say, as those of `boto3.resource` do. */
  readonly isOpaque: boolean;
  readonly start: number;
  readonly end: number;
}

export interface CallsInFile {
  readonly calls: readonly Call[];
  readonly clients: readonly Client[];
}

/** What a file calls; `service` is that of clients that the file gets from elsewhere. */
export type Preset = (text: string, service: string | undefined) => CallsInFile;

export interface Line {
  readonly text: string;
  readonly start: number;
}

/** A longer line was made by a program. */
const LONGEST_LINE = 2000;

export function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  for (let start = 0; start < text.length;) {
    const next = text.indexOf('\n', start);
    const end = next === -1 ? text.length : next;
    const line = text.slice(start, end).replace(/\r$/, '');
    if (line.length <= LONGEST_LINE) lines.push({ text: line, start });
    start = end + 1;
  }
  return lines;
}

export const isComment = ({ text }: Line): boolean => /^\s*(?:\/\/|\/\*|\*|#(?!\w))/.test(text);

export const callAt = (
  line: Line,
  { text, start, end }: Held,
  service: string | undefined,
  name: string = text,
): Call => ({ service, name, start: line.start + start, end: line.start + end });

export const clientAt = (line: Line, { start, end }: Held, service: string): Client => ({
  service,
  isOpaque: false,
  start: line.start + start,
  end: line.start + end,
});

/** The IAM prefix of a client, by the name that an SDK gives it: `elastic-load-balancing-v2`. */
export function prefixOf(client: string): string {
  const name = client.toLowerCase();
  return prefixOfClient(name) ?? prefixOfClient(name.replaceAll('-', '')) ?? name;
}

type Groups = ReadonlyMap<string, Held>;

/** A pattern that permadocs writes itself; it is tried only on lines with one of the words. */
export function plain(pattern: string, ...words: readonly string[]): (line: Line) => Groups[] {
  const compiled: Pattern | { readonly wrong: string } = compilePattern(pattern);
  if ('wrong' in compiled) throw new Error(`${pattern}: ${compiled.wrong}`);
  return ({ text }) => (words.some((word) => text.includes(word)) ? compiled.find(text) : []);
}

/** What each line holds, comments left out. */
export const inLines = (
  lines: readonly Line[],
  find: (line: Line) => readonly Groups[],
  toCall: (groups: Groups, line: Line) => Call | undefined,
): Call[] =>
  lines.flatMap((line) =>
    isComment(line) ? [] : find(line).flatMap((groups) => toCall(groups, line) ?? []),
  );
