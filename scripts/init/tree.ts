/** The files of a repository, read only. */
import { join } from 'node:path';

import { textIfThere } from '../files/read.ts';
import { isThere } from '../files/stat.ts';
import { walk } from '../files/walk.ts';

export interface InitTree {
  /** Absolute. */
  readonly root: string;
  /** The text of a file, or undefined where there is none. */
  readonly read: (file: string) => string | undefined;
  /** Whether there is anything of this name. */
  readonly has: (file: string) => boolean;
  /** The files that a glob means, outside of `node_modules`. */
  readonly glob: (pattern: string) => readonly string[];
}

export function openTree(root: string): InitTree {
  return {
    root,
    read: (file) => textIfThere(join(root, file)),
    has: (file) => isThere(join(root, file)),
    glob: (pattern) => walk(root, [pattern], ['**/node_modules/**']).files,
  };
}
