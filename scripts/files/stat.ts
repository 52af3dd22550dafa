/** What there is at a path, without throwing: a link to itself is nothing, like a file that is gone. */
import { lstatSync, type Stats, statSync } from 'node:fs';

import { messageOf } from '../problems/message-of.ts';

/** Of what a path leads to; undefined where there is nothing, or nothing that can be looked at. */
export function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/** The same of a symbolic link itself. */
export function lstatOf(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch {
    return undefined;
  }
}

export function isThere(path: string): boolean {
  return statOf(path) !== undefined;
}

export function isFolder(path: string): boolean {
  return statOf(path)?.isDirectory() === true;
}

/** Tells one content of a file from the next without reading it; empty where there is no file. */
export function stateOf(path: string): string {
  const stats = statOf(path);
  return stats ? `${stats.mtimeMs} ${stats.size} ${stats.ino}` : '';
}

/** What is not a file, in words. */
export function kindOf(stats: Stats): string {
  if (stats.isFIFO()) return 'a named pipe';
  if (stats.isSocket()) return 'a socket';
  return stats.isDirectory() ? 'a folder' : 'a device';
}

/** Why the system refuses. */
export function reasonOf(error: unknown): string {
  if ((error as NodeJS.ErrnoException).code === 'ELOOP') return 'its symbolic links form a loop';
  return messageOf(error);
}
