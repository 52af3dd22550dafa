/** What lint is asked, and what it answers. */
import type { Problem } from '../problems/problem.ts';
import type { Baseline } from './baseline.ts';

export interface LintOptions {
  /** Absolute. */
  readonly root: string;
  readonly config?: string | undefined;
  /** Files, folders and globs, relative to the root; everything where it is empty. */
  readonly paths?: readonly string[];
  /** YYYY-MM-DD: whose day's facts hold. */
  readonly asOf: string;
  /** Only these codes and families (`iam/*`). */
  readonly rules?: readonly string[];
  readonly fix?: boolean;
  readonly baseline?: Baseline;
  /**
   * Receives all findings while lint is at work: those of each page once it and all before it are
   * judged, sorted by file, then those of rules that compare pages (`lint/drift`).
   */
  readonly onFindings?: ((problems: readonly Problem[]) => void) | undefined;
}

export interface LintResult {
  readonly problems: readonly Problem[];
  readonly pages: number;
  /** Which pages there were to lint. */
  readonly files: readonly string[];
  /** Pages that were mended. */
  readonly fixed: readonly string[];
  /** Of all findings, for `--update-baseline`. */
  readonly baseline: Baseline;
  /** The day of the data on actions and keys. */
  readonly dataDate: string | undefined;
  /** What was left out, in sentences for people: Cedar policies without Cedar’s engine. */
  readonly notices: readonly string[];
}
