/** Where files that ship are read: the disk, or a revision of git. */
import type { Source } from '../problems/source.ts';

/** Files of the repository: of the disk, or of a revision. Paths are relative to the root. */
export interface ShippedFiles {
  /** If it cannot be read, `unreadable` says why. */
  readonly source: (file: string) => Source;
  /** Those that globs match, sorted. */
  readonly matching: (globs: readonly string[]) => readonly string[];
}
