/** Problems → text with frames, JSON, or GitHub annotations. Values in, text out. */
import type pc from 'picocolors';

import type { Problem } from './problem.ts';

/** picocolors, on or off. */
export type Colors = ReturnType<typeof pc.createColors>;

export const FORMATS = ['text', 'json', 'github', 'sarif'] as const;
export type Format = (typeof FORMATS)[number];

/** `file:line:column severity code message`, the source line with carets, and the hint. */
export function problemText(problem: Problem, colors: Colors): string {
  const place = `${problem.file}:${problem.line}:${problem.column}`;
  const severity = problem.severity === 'error' ? colors.red('error') : colors.yellow('warning');
  const lines = [
    `${colors.bold(place)} ${severity} ${colors.dim(problem.code)} ${problem.message}`,
  ];
  if (problem.lineText.trim() !== '') lines.push(...frame(problem, colors));
  if (problem.hint !== undefined)
    lines.push(`  ${colors.cyan('hint:')} ${problem.hint.replaceAll('\n', '\n        ')}`);
  return lines.join('\n');
}

/** How much of a long line a frame shows. */
const FRAME_WIDTH = 100;

function frame(problem: Problem, colors: Colors): string[] {
  const from = Math.max(
    0,
    Math.min(problem.column - 1 - FRAME_WIDTH / 2, problem.lineText.length - FRAME_WIDTH),
  );
  const shown = problem.lineText.slice(from, from + FRAME_WIDTH).replaceAll('\t', ' ');
  const start = problem.column - 1 - from;
  const end = problem.endLine === problem.line ? problem.endColumn - 1 - from : shown.length;
  const carets = '^'.repeat(Math.max(1, Math.min(end, shown.length) - start));
  const gutter = String(problem.line);
  return [
    `  ${colors.dim(`${gutter} |`)} ${shown}`,
    `  ${colors.dim(`${' '.repeat(gutter.length)} |`)} ${' '.repeat(start)}${colors.red(carets)}`,
  ];
}

/** The JSON that every command with problems prints. */
export function problemsJson(problems: readonly Problem[], summary: object): string {
  const shown = problems.map(({ lineText: _, ...problem }) => problem);
  return JSON.stringify({ problems: shown, summary }, null, 2);
}

/** Workflow commands of GitHub Actions: one annotation a problem. */
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
