/** Where git keeps its own files. Runs without a shell. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import { repositoryAround } from './repository.ts';
import { lstatOf } from './stat.ts';

/** `watch` opens a repository for each build, and starting git takes longer than writing a page. */
const opened = new Map<string, Git>();

export class Git {
  /** git's own folder, absolute. */
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Undefined if the workspace is not in a repository, or if git is not installed. */
  static open(root: string): Git | undefined {
    const around = repositoryAround(root);
    if (around === undefined) return undefined;
    const key = JSON.stringify([root, around, lstatOf(join(around, '.git'))?.ino]);
    const known = opened.get(key) ?? Git.#ask(root);
    if (known) opened.set(key, known);
    return known;
  }

  static #ask(root: string): Git | undefined {
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
