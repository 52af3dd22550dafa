/** Where git keeps its own files. Runs without a shell. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The root of the repository around a folder, or undefined; found without running git. */
export function repositoryAround(folder: string): string | undefined {
  if (existsSync(join(folder, '.git'))) return folder;
  const parent = dirname(folder);
  return parent === folder ? undefined : repositoryAround(parent);
}

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
