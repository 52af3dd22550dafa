/** What a repository says about what made its pages: permadocs, its data set, Prettier, its settings. */
import { join, posix } from 'node:path';

import type { History } from '../files/history.ts';
import { textIfThere } from '../files/read.ts';
import { mayConfigurePrettier } from '../format/prettier-state.ts';
import type { Past } from './past.ts';

/**
 * Whether the programs of a commit were those of today; undefined if no lock file pins permadocs.
 * `page` is a path from the root of the repository.
 */
export function haveSamePrograms(
  { top, treeOf }: Pick<History, 'top' | 'treeOf'>,
  commit: string,
  past: Pick<Past, 'read'>,
  page: string,
): boolean | undefined {
  const folders = foldersAbove(page);
  const names = [...treeOf(commit).files.keys()].filter((file) => {
    const name = posix.basename(file);
    return (
      folders.has(posix.dirname(file)) && (LOCK_FILES.includes(name) || mayConfigurePrettier(name))
    );
  });
  const then = new Map(names.map((file) => [file, past.read(file) ?? '']));
  const today = new Map(names.map((file) => [file, textIfThere(join(top, file)) ?? '']));
  const settings = (texts: ReadonlyMap<string, string>): string =>
    JSON.stringify([...texts].map(([file, text]) => settingsIn(posix.basename(file), text)));
  if (settings(then) !== settings(today)) return false;
  const isPinned = [...today].some(
    ([file, text]) => LOCK_FILES.includes(posix.basename(file)) && text.includes('permadocs'),
  );
  return isPinned ? true : undefined;
}

const LOCK_FILES = [
  'package-lock.json',
  'npm-shrinkwrap.json',
  'yarn.lock',
  'pnpm-lock.yaml',
  'bun.lock',
];

/** Of a lock file, what it says of permadocs, its data set and Prettier; of a manifest, Prettier's settings. */
function settingsIn(name: string, text: string): string {
  if (LOCK_FILES.includes(name)) {
    const lines = text.split('\n');
    return lines
      .flatMap((line, at) =>
        /\b(?:permadocs|prettier|iam-data)\b/.test(line) ? lines.slice(at, at + 3) : [],
      )
      .join('\n');
  }
  if (name !== 'package.json') return text;
  try {
    return JSON.stringify((JSON.parse(text) as { prettier?: unknown }).prettier) ?? '';
  } catch {
    return text;
  }
}

/** The folder of a file and those above it, as `posix.dirname` writes them. */
function foldersAbove(file: string): ReadonlySet<string> {
  const folder = posix.dirname(file);
  return new Set([folder, ...(folder === '.' ? [] : foldersAbove(folder))]);
}
