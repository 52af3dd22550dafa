/** Read-only access to the files of a repository. */
import { join } from 'node:path';

import { textIfThere } from '../files/read.ts';
import { isThere } from '../files/stat.ts';
import { walk } from '../files/walk.ts';

export interface InitTree {
  /** Absolute. */
  readonly root: string;
  /** The text of a file; undefined if it does not exist or cannot be read. */
  readonly read: (file: string) => string | undefined;
  /** Whether there is anything with this name. */
  readonly has: (file: string) => boolean;
  /** The files that match a glob, outside `node_modules`. */
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
