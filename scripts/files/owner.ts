/** Whose folder is it? Configuration of another user is code that we would run. */
import { realpathSync } from 'node:fs';
import { homedir } from 'node:os';

import { statOf } from './stat.ts';

/** Of the user who runs permadocs, or of the owner of the folder that the user stands in. */
export function isOwnFolder(folder: string, cwd: string): boolean {
  const us = process.getuid?.();
  // Windows has no such owners.
  if (us === undefined) return true;
  const owner = statOf(folder)?.uid;
  return owner === us || owner === statOf(cwd)?.uid;
}

/** The home folder of the user, without links; undefined if there is none. */
export function homeFolder(): string | undefined {
  try {
    return realpathSync.native(homedir());
  } catch {
    return undefined;
  }
}
