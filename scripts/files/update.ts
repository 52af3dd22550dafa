/** Updates a file that several runs may write at once, so that each keeps what the others added. */
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

import { textIfThere } from './read.ts';
import { isInUse, replaceFile, sweepFolder } from './temporary.ts';

/** In milliseconds. An update takes a few; a run may be killed in the middle of one. */
const LONGEST_WAIT = 5000;
const PAUSE = 5;

/**
 * Replaces a file with what `change` makes of its text, which is empty if there is no file. If
 * `change` returns undefined, nothing is written. Throws if the system refuses.
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

/**
 * Waits for the lock. A lock is broken if its process is gone or if it is older than any update
 * takes.
 */
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
    // An empty lock has just been created, and its owner has not signed it yet.
    return isOld || (owner !== '' && !isInUse(path, Number(owner)));
  } catch {
    return false;
  }
}
