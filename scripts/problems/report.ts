/** Problems → text with frames, JSON, or GitHub annotations. */
import type pc from 'picocolors';

import type { Problem } from './problem.ts';
import { escaped, visible, visibleLine } from './visible.ts';
import { columnsOf, wrapWords } from './wrapping.ts';

/** The functions of picocolors, enabled or not. */
export type Colors = ReturnType<typeof pc.createColors>;

export const FORMATS = ['text', 'json', 'github', 'sarif'] as const;
export type Format = (typeof FORMATS)[number];

/** Prints text that contains parts of files; `colors` marks permadocs' own colors in it. */
interface Printer {
  readonly colors: Colors;
  /**
   * Makes invisible characters visible, so that no file can move the cursor or imitate permadocs.
   */
  readonly show: (text: string) => string;
}

/** `nonce`: a value that no file can know; it marks the escape characters of our own colors. */
export function printerOf(colors: Colors, nonce: string): Printer {
  const mark = `\u{e000}${nonce}\u{e001}`;
  const marked = Object.entries(colors).map(([name, style]) => [
    name,
    typeof style === 'function'
      ? (text: string) =>
          (style as (text: string) => string)(visible(text)).replaceAll('\x1b', mark)
      : style,
  ]);
  return {
    colors: Object.fromEntries(marked) as Colors,
    show: (text) => withoutCommands(visible(text)).replaceAll(mark, '\x1b'),
  };
}

/**
 * GitHub reads any line that begins with `::`, and any that contains `##[`, as a workflow command.
 * The escaped forms are still valid JSON.
 */
function withoutCommands(text: string): string {
  const lines = text.replaceAll('##[', `${escaped('#')}#[`).split('\n');
  return lines
    .map((line) =>
      line.trimStart().startsWith('::') ? line.replace('::', () => `${escaped(':')}:`) : line,
    )
    .join('\n');
}

/**
 * The problems as text, with blank lines between them. A hint that several share is said once.
 * `columns` is the width of the terminal; undefined if there is none, and nothing is then wrapped.
 */
export function problemsText(
  problems: readonly Problem[],
  colors: Colors,
  columns: number | undefined,
): string[] {
  return problems.map(problemTexts(colors, columns));
}

/** The same for problems that come one by one. */
export function problemTexts(
  colors: Colors,
  columns: number | undefined,
): (problem: Problem) => string {
  const said = new Set<string>();
  let isFirst = true;
  return (problem) => {
    const { hint } = problem;
    const isSaid = hint !== undefined && said.has(hint);
    if (hint !== undefined) said.add(hint);
    const text = problemText(isSaid ? { ...problem, hint: undefined } : problem, colors, columns);
    const gap = isFirst ? '' : '\n';
    isFirst = false;
    return `${gap}${text}`;
  };
}

/** `file:line:column severity code message`, the source line with carets, and the hint. */
function problemText(problem: Problem, colors: Colors, columns?: number): string {
  const place = `${visibleLine(problem.file)}:${problem.line}:${problem.column}`;
  const severity = problem.severity === 'error' ? colors.red('error') : colors.yellow('warning');
  const first = `${place} ${problem.severity} ${problem.code} `.length;
  const message = wrapWords(wordsOf(problem, problem.message), {
    width: columns,
    first,
    indent: '  ',
  });
  const lines = [`${colors.bold(place)} ${severity} ${colors.dim(problem.code)} ${message}`];
  if (problem.lineText.trim() !== '') lines.push(...frame(problem, colors, columns));
  if (problem.hint !== undefined) {
    const around = {
      width: columns,
      first: HINT_INDENT.length,
      indent: HINT_INDENT,
      hang: HINT_INDENT,
    };
    lines.push(`  ${colors.cyan('hint:')} ${wrapWords(wordsOf(problem, problem.hint), around)}`);
  }
  return lines.join('\n');
}

const HINT_INDENT = ' '.repeat(8);

/**
 * A message may have line breaks, such as those of a diff, but a file name in it must stay on one
 * line.
 */
function wordsOf({ file }: Problem, text: string): string {
  return visible(text.replaceAll(file, () => visibleLine(file)));
}

/** How many characters of a long line a frame shows, where the terminal is not narrower. */
const FRAME_WIDTH = 100;
const NARROWEST_FRAME = 20;

function frame(problem: Problem, colors: Colors, columns = Infinity): string[] {
  const gutter = String(problem.line);
  const room = Math.max(NARROWEST_FRAME, columns - gutter.length - '   | '.length);
  const width = Math.min(FRAME_WIDTH, room);
  const { lineTextFrom = 0 } = problem;
  const column = problem.column - 1 - lineTextFrom;
  const from = Math.max(
    0,
    Math.min(column - Math.floor(width / 2), problem.lineText.length - width),
  );
  const shown = within(problem.lineText.slice(from, from + width).replaceAll('\t', ' '), width);
  const to =
    problem.endLine === problem.line
      ? Math.min(problem.endColumn - 1 - lineTextFrom - from, shown.length)
      : shown.length;
  const before = visible(shown.slice(0, column - from));
  const marked = visible(shown.slice(column - from, to));
  const carets = '^'.repeat(Math.max(1, columnsOf(marked)));
  return [
    `  ${colors.dim(`${gutter} |`)} ${visible(shown)}`,
    `  ${colors.dim(`${' '.repeat(gutter.length)} |`)} ${' '.repeat(columnsOf(before))}${colors.red(carets)}`,
  ];
}

/** The beginning of a text that takes no more columns than these. */
function within(text: string, columns: number): string {
  if (text.length * 2 <= columns || columnsOf(text) <= columns) return text;
  const characters = [...text];
  while (columnsOf(characters.join('')) > columns) characters.pop();
  return characters.join('');
}

/** The JSON output of every command that reports problems. */
export function problemsJson(problems: readonly Problem[], summary: object): string {
  const shown = problems.map(({ lineText: _, lineTextFrom: __, ...problem }) => problem);
  return JSON.stringify({ problems: shown, summary }, null, 2);
}

/** A workflow command for GitHub Actions: one annotation per problem. */
export function githubLine(problem: Problem): string {
  const place = `file=${property(problem.file)},line=${problem.line},endLine=${problem.endLine},col=${problem.column},endColumn=${problem.endColumn}`;
  const text = problem.hint === undefined ? problem.message : `${problem.message}\n${problem.hint}`;
  return `::${problem.severity} ${place},title=${property(problem.code)}::${data(text)}`;
}

const data = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

/** `3 errors, 1 warning`, or `no problems`. */
export function countText(problems: readonly Problem[]): string {
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const warnings = problems.length - errors;
  const parts = [plural(errors, 'error'), plural(warnings, 'warning')].filter(
    (part) => !part.startsWith('0 '),
  );
  return parts.length > 0 ? parts.join(', ') : 'no problems';
}

export function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
