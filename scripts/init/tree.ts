/** The files of a repository, read only. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface InitTree {
  /** Absolute. */
  readonly root: string;
  /** The text of a file, or undefined where there is none. */
  readonly read: (file: string) => string | undefined;
}

export function openTree(root: string): InitTree {
  return {
    root,
    read: (file) => {
      const path = join(root, file);
      return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
    },
  };
}
