/**
 * A finding: what was found, where, and what to write instead. The texts for each code are in
 * codes.ts.
 */
import type { Code, Severity } from './codes.ts';
import { SEVERITIES } from './severities.ts';
import { copyOf, type Range, type Source } from './source.ts';

export interface Problem {
  readonly code: Code;
  readonly severity: Severity;
  readonly message: string;
  /** How to fix it, with the actual values filled in. */
  readonly hint?: string | undefined;
  /** Relative to the workspace root, with `/`. */
  readonly file: string;
  /** Lines and columns count from 1; the end column is exclusive. */
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /**
   * The text of the first line, for the frame under the message; only the part around the problem
   * if the line is long.
   */
  readonly lineText: string;
  /** Where `lineText` begins in its line, in UTF-16 units; 0 if absent. */
  readonly lineTextFrom?: number;
}

export interface ProblemWords {
  readonly message: string;
  readonly hint?: string | undefined;
  /** Only if it differs from the catalog's. */
  readonly severity?: Severity | undefined;
}

/** A problem at a range of a source. The severity is the catalog's unless `words` has another. */
export function problemAt(code: Code, source: Source, range: Range, words: ProblemWords): Problem {
  const start = source.position(range.start);
  const end = source.position(Math.max(range.end, range.start));
  return {
    code,
    severity: words.severity ?? SEVERITIES[code],
    message: words.message,
    hint: words.hint,
    file: source.file,
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
    ...excerpt(source.line(start.line), start.column - 1),
  };
}

/**
 * A problem of a whole file, or of one that could not be read; it is reported at line 1, column 1.
 */
export function problemOfFile(code: Code, file: string, words: ProblemWords): Problem {
  return {
    code,
    severity: words.severity ?? SEVERITIES[code],
    message: words.message,
    hint: words.hint,
    file,
    line: 1,
    column: 1,
    endLine: 1,
    endColumn: 1,
    lineText: '',
  };
}

/**
 * In UTF-16 units. A line may be as long as its file, and may have a problem every few characters.
 */
const LONGEST_EXCERPT = 2000;

/** The line, or the part of it around a column (from 0). */
function excerpt(line: string, column: number): Pick<Problem, 'lineText' | 'lineTextFrom'> {
  const last = Math.max(0, line.length - LONGEST_EXCERPT);
  const from = Math.min(Math.max(0, column - LONGEST_EXCERPT / 2), last);
  const lineText = copyOf(line.slice(from, from + LONGEST_EXCERPT));
  return from === 0 ? { lineText } : { lineText, lineTextFrom: from };
}

export const isError = (problem: Problem): boolean => problem.severity === 'error';

/** Sorts problems by file, line, column, code and message, and removes duplicates. */
export function sortProblems(problems: readonly Problem[]): Problem[] {
  const sorted = problems.toSorted(compareProblems);
  return sorted.filter((problem, index) => {
    const previous = sorted[index - 1];
    return !previous || compareProblems(previous, problem) !== 0;
  });
}

function compareProblems(a: Problem, b: Problem): number {
  return (
    compare(a.file, b.file) ||
    a.line - b.line ||
    a.column - b.column ||
    compare(a.code, b.code) ||
    compare(a.message, b.message)
  );
}

/** Compares by code unit, so that the order is the same in every locale. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
