/** What a build is asked for, and what it answers. */
import type { Problem } from '../problems/problem.ts';

export interface BuildOptions {
  /** The workspace's root, absolute. */
  readonly root: string;
  /** A configuration elsewhere than in `permadocs.yaml` at the root. */
  readonly config?: string | undefined;
  /** Pages, data files or templates, relative to the root; all pages where it is empty. */
  readonly paths?: readonly string[];
  /** Replace text in regions that nothing shows to be generated. */
  readonly force?: boolean;
  /** Do everything but write. */
  readonly dryRun?: boolean;
}

export interface RegionChange {
  readonly section: string;
  /** The line of the begin marker, from 1. */
  readonly line: number;
  readonly diff: readonly string[];
  /** The data files and the template that the region rests on. */
  readonly feeds: readonly string[];
}

export interface PageChange {
  readonly file: string;
  readonly regions: readonly RegionChange[];
}

export interface BuildResult {
  readonly problems: readonly Problem[];
  /** Pages that are, or would be, rewritten. */
  readonly changes: readonly PageChange[];
  /** Did the build write them all? */
  readonly written: boolean;
  /** The pages that were written, where some were not. */
  readonly replaced: readonly string[];
  readonly pages: number;
  readonly regions: number;
  /** A remark for people, for example which Prettier is used. */
  readonly notice: string | undefined;
}
