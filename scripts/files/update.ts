/** Changes a file that several runs write at once: each sees what the others have added. */
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

import { textIfThere } from './read.ts';
import { isInUse, replaceFile, sweepFolder } from './temporary.ts';

/** In milliseconds: a change takes a few, and a run may be stopped while it makes one. */
const LONGEST_WAIT = 5000;
const PAUSE = 5;

/**
 * Replaces a file by what `change` makes of its text, which is empty where there is none; nothing is
 * written where it makes nothing of it. Throws where the system refuses.
 */
export function updateFile(path: string, change: (before: string) => string | undefined): void {
  mkdirSync(dirname(path), { recursive: true });
  const release = lock(`${path}.lock`);
  try {
    const after = change(textIfThere(path) ?? '');
    if (after === undefined) return;
    sweepFolder(dirname(path));
    replaceFile(path, after);
  } finally {
    release();
  }
}

/** Waits its turn; a lock whose process is gone, or that is older than anybody's turn, is broken. */
function lock(path: string): () => void {
  const until = Date.now() + LONGEST_WAIT;
  for (;;) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' });
      return () => rmSync(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (isLeftOver(path) || Date.now() > until) rmSync(path, { force: true });
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
    }
  }
}

function isLeftOver(path: string): boolean {
  try {
    const isOld = Date.now() - statSync(path).mtimeMs > LONGEST_WAIT;
    const owner = readFileSync(path, 'utf8');
    // Empty: its owner has made it and not yet signed it.
    return isOld || (owner !== '' && !isInUse(path, Number(owner)));
  } catch {
    return false;
  }
}
