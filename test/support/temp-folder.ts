/**
 * Where the folders of tests are: in memory, if the system has room for files there. Tests create and
 * remove thousands of small files and folders. On a disk with ext4, this takes three times as much
 * processor time, because new files must not take the place of those just removed.
 */
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statfsSync,
} from 'node:fs';
import { join } from 'node:path';

const MEMORY = '/dev/shm';

/** A link; in its text is the number of the namespace that this process has its id in. */
const NAMESPACE = '/proc/self/ns/pid';

/** Bytes; a run needs a third of this at most. */
const ROOM = 2 ** 30;

/** How the name of a run's folder begins: with the process that it belongs to. */
export function nameOfRun(pid: number): string {
  const namespace = existsSync(NAMESPACE) ? readlinkSync(NAMESPACE).replace(/\D/g, '') : '0';
  return `permadocs-tests-${namespace}-${pid}-`;
}

/** Removes the folders of runs that have ended, but were killed before they could do it. */
export function removeEndedRuns(memory: string): void {
  const ofRun = new RegExp(`^${nameOfRun(0).replace(/0-$/, '')}(\\d+)-`);
  for (const name of readdirSync(memory)) {
    const pid = Number(ofRun.exec(name)?.[1]);
    if (!pid || isRunning(pid)) continue;
    const folder = join(memory, name);
    const { uid } = lstatSync(folder, { throwIfNoEntry: false }) ?? {};
    if (uid === process.getuid?.()) rmSync(folder, { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Has temporary folders made in memory until this process ends, by it and by those that it starts. */
export function useMemory(): void {
  if (process.env['TMPDIR'] !== undefined || !isUsable()) return;
  removeEndedRuns(MEMORY);
  const folder = mkdtempSync(join(MEMORY, nameOfRun(process.pid)));
  // As the usual one: a test becomes another user.
  chmodSync(folder, 0o755);
  process.env['TMPDIR'] = folder;
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
}

function isUsable(): boolean {
  try {
    const [, , type, options = ''] =
      readFileSync('/proc/mounts', 'utf8')
        .split('\n')
        .map((line) => line.split(' '))
        .find(([, folder]) => folder === MEMORY) ?? [];
    const { bavail, bsize } = statfsSync(MEMORY);
    // Containers often have little room there. Tests start programs, which an option may forbid.
    return type === 'tmpfs' && !options.split(',').includes('noexec') && bavail * bsize >= ROOM;
  } catch {
    return false;
  }
}
