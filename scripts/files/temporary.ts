/** Temporary files beside what they replace, and what killed runs left of them. */
import {
  closeSync,
  fchmodSync,
  fstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

import { lstatOf } from './stat.ts';
import { namesIn } from './walk.ts';

/** `.permadocs-<process id>-<number>.tmp` */
const TEMPORARY = /^\.permadocs-(\d+)-[0-9a-f]{12}\.tmp$/;

/** How many temporary files this process has made. */
let made = Math.floor(Math.random() * 2 ** 40);

/** Short, since the name of the page may be as long as names may be. */
export function temporaryBeside(target: string): string {
  made += 1;
  const number = made.toString(16).padStart(12, '0');
  return join(dirname(target), `.permadocs-${process.pid}-${number}.tmp`);
}

/** A new file of this mode, whatever the process takes away from modes. */
export function writeWhole(path: string, content: Buffer, mode: number): void {
  const descriptor = openSync(path, 'wx', mode);
  try {
    if ((fstatSync(descriptor).mode & 0o7777) !== mode) fchmodSync(descriptor, mode);
    writeFileSync(descriptor, content);
  } finally {
    closeSync(descriptor);
  }
}

/** Replaces a file of our own as a whole, with its folders; throws where the system refuses. */
export function replaceFile(path: string, content: string | Buffer): void {
  const temporary = temporaryBeside(path);
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporary, content, { flag: 'wx' });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Removes what killed runs left in a folder; real, and inside of what may be written. */
export function sweepFolder(folder: string): void {
  for (const name of namesIn(folder)) {
    const owner = TEMPORARY.exec(name)?.[1];
    const path = join(folder, name);
    if (owner === undefined || isInUse(path, Number(owner))) continue;
    rmSync(path, { force: true });
  }
}

/** May the process that made a file still need it? What is no file is left alone too. */
export function isInUse(path: string, pid: number): boolean {
  const stats = lstatOf(path);
  if (!stats?.isFile()) return true;
  // In a container the same id comes back: an older file is from an earlier life.
  if (pid === process.pid) return stats.mtimeMs >= Date.now() - process.uptime() * 1000;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
