/** Read-only access to the files of a repository. */
import { join } from 'node:path';

import { readRegular } from '../files/read.ts';
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
    read: (file) => {
      // With its byte order mark: what is added to a file is added to all of it.
      const read = readRegular(join(root, file));
      return 'why' in read ? undefined : read.bytes.toString('utf8');
    },
    has: (file) => isThere(join(root, file)),
    glob: (pattern) => walk(root, [pattern], ['**/node_modules/**']).files,
  };
}
