/** Looks up paths without throwing. A link to itself counts as absent, like a file that is gone. */
import { existsSync, lstatSync, type Stats, statSync } from 'node:fs';

import { messageOf } from '../problems/message-of.ts';

/** The stats of what a path leads to; undefined if it does not exist or cannot be looked at. */
export function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** Like {@link statOf}, for a symbolic link itself. */
export function lstatOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

export function isThere(path: string): boolean {
  return existsSync(path);
}

export function isFolder(path: string): boolean {
  return statOf(path)?.isDirectory() === true;
}

/** Identifies the content of a file without reading it; empty if there is no file. */
export function stateOf(path: string): string {
  const stats = statOf(path);
  return stats ? `${stats.mtimeMs} ${stats.size} ${stats.ino}` : '';
}

/** Names what is not a regular file, for messages. */
export function kindOf(stats: Stats): string {
  if (stats.isFIFO()) return 'a named pipe';
  if (stats.isSocket()) return 'a socket';
  return stats.isDirectory() ? 'a folder' : 'a device';
}

/** The reason that the system gives for an error. */
export function reasonOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ELOOP') return 'its symbolic links form a loop';
  if (code === 'ENOENT') return 'it does not exist';
  return messageOf(error);
}
