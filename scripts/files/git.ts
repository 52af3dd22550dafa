/** Where git keeps its own files. Runs without a shell. */
import { execFileSync } from 'node:child_process';

import { repositoryAround } from './repository.ts';

export class Git {
  /** git's own folder, absolute. */
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Undefined if the workspace is not in a repository, or if git is not installed. */
  static open(root: string): Git | undefined {
    if (repositoryAround(root) === undefined) return undefined;
    try {
      const folder = execFileSync('git', ['rev-parse', '--absolute-git-dir'], {
        cwd: root,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }).trim();
      return folder === '' ? undefined : new Git(folder);
    } catch {
      return undefined;
    }
  }
}
