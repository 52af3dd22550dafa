/** Temporary files beside the files that they replace, and cleanup after killed runs. */
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

/**
 * The name is short because it must fit where the page's own name may be as long as names can be.
 */
export function temporaryBeside(target: string): string {
  made += 1;
  const number = made.toString(16).padStart(12, '0');
  return join(dirname(target), `.permadocs-${process.pid}-${number}.tmp`);
}

/** Creates a file with exactly this mode, regardless of the process's umask. */
export function writeWhole(path: string, content: Buffer, mode: number): void {
  const descriptor = openSync(path, 'wx', mode);
  try {
    if ((fstatSync(descriptor).mode & 0o7777) !== mode) fchmodSync(descriptor, mode);
    writeFileSync(descriptor, content);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Replaces one of our own files as a whole, creating its folders; throws if the system refuses.
 * Several parts are written one after another, so that nobody has to join large ones in memory.
 */
export function replaceFile(path: string, content: string | readonly (string | Buffer)[]): void {
  const temporary = temporaryBeside(path);
  try {
    mkdirSync(dirname(path), { recursive: true });
    const descriptor = openSync(temporary, 'wx');
    try {
      for (const part of typeof content === 'string' ? [content] : content)
        writeFileSync(descriptor, part);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/**
 * Removes what killed runs left in a folder. The folder must be a real path that may be written to.
 */
export function sweepFolder(folder: string): void {
  for (const name of namesIn(folder)) {
    const owner = TEMPORARY.exec(name)?.[1];
    const path = join(folder, name);
    if (owner === undefined || isInUse(path, Number(owner))) continue;
    rmSync(path, { force: true });
  }
}

/**
 * Whether the process that made a file may still need it. Anything but a file is left alone too.
 */
export function isInUse(path: string, pid: number): boolean {
  const stats = lstatOf(path);
  if (!stats?.isFile()) return true;
  // In a container, process ids repeat: a file older than this process is from an earlier one.
  if (pid === process.pid) return stats.mtimeMs >= Date.now() - process.uptime() * 1000;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
