/** The options and the result of a build. */
import type { Problem } from '../problems/problem.ts';

export interface BuildOptions {
  /** The workspace's root; absolute. */
  readonly root: string;
  /** A configuration file other than `permadocs.yaml` at the root. */
  readonly config?: string | undefined;
  /** Pages, data files or templates, relative to the root; empty for all pages. */
  readonly paths?: readonly string[];
  /** Replace text in regions even if nothing shows that permadocs generated it. */
  readonly force?: boolean;
  /** Also write the JSON files that ship and that policies name with `writes`. */
  readonly sources?: boolean;
  /** Do everything except write. */
  readonly dryRun?: boolean;
}

export interface RegionChange {
  readonly section: string;
  /** The line of the begin marker, from 1. */
  readonly line: number;
  readonly diff: readonly string[];
  /** The data files and the template that the region is made from. */
  readonly feeds: readonly string[];
}

/** Text that a build replaced without knowing that it was generated. */
export interface Overwritten {
  readonly file: string;
  /** The line of the begin marker, counted from 1. */
  readonly line: number;
  readonly section: string;
  /** Why nothing shows that it was generated. */
  readonly why: string;
  readonly diff: readonly string[];
  /** The command that prints the page as it was; undefined if the text was not committed. */
  readonly recover: string | undefined;
}

export interface PageChange {
  readonly file: string;
  readonly regions: readonly RegionChange[];
}

export interface BuildResult {
  readonly problems: readonly Problem[];
  /** The pages that were, or would be, rewritten. */
  readonly changes: readonly PageChange[];
  /** Whether the build wrote all of them. */
  readonly written: boolean;
  /** The pages that were written, in case some were not. */
  readonly replaced: readonly string[];
  /** Text that was, or would be, replaced although nothing shows that it was generated. */
  readonly overwritten: readonly Overwritten[];
  /** The files that ship and were, or would be, written. */
  readonly sources: readonly string[];
  /** What changes, or would change, in them, line by line. */
  readonly sourceChanges: readonly { readonly file: string; readonly diff: readonly string[] }[];
  readonly pages: number;
  readonly regions: number;
  /** How many of the named files are not pages and do not feed any. */
  readonly skipped: number;
  /** A note for people, such as which Prettier is used. */
  readonly notice: string | undefined;
}
