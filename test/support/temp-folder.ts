/**
 * Where the folders of tests are: in memory, if the system has room for files there. Tests create and
 * remove thousands of small files and folders. On a disk with ext4, this takes three times as much
 * processor time, because new files must not take the place of those just removed.
 */
import { chmodSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';

const MEMORY = '/dev/shm';

/** Bytes; a run needs a third of this at most. */
const ROOM = 2 ** 30;

/** Has temporary folders made in memory until this process ends, by it and by those that it starts. */
export function useMemory(): void {
  if (process.env['TMPDIR'] !== undefined || !isUsable()) return;
  const folder = mkdtempSync(join(MEMORY, 'permadocs-tests-'));
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
