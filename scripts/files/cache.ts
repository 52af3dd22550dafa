/**
 * What earlier runs worked out. It is safe to delete: an entry that is missing, damaged or not
 * from this program counts as absent, and a cache that cannot be written is skipped silently.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { programHash } from '../package.ts';
import { hash, hashOf } from './hash.ts';
import { reachFrom, reachOfNew } from './reach.ts';
import { readRegular } from './read.ts';
import { statOf } from './stat.ts';
import { replaceFile, sweepFolder } from './temporary.ts';
import { userCacheOf } from './user-cache.ts';

export interface Cache {
  /** An entry that `write` made, as plain JSON; undefined where its bytes are not what was written. */
  readonly read: (name: string) => unknown;
  /** Of an entry in bytes, whatever it holds; 0 where there is none. */
  readonly size: (name: string) => number;
  /** Replaces an entry as a whole; of two processes the later one stands. */
  readonly write: (name: string, value: unknown) => void;
}

/** In bytes. */
const LARGEST_ENTRY = 1 << 30;

/**
 * In `node_modules/.cache` where there is a `node_modules`, which is never created. One that is a
 * link out of the root is shared with other trees: the cache is then the user's own.
 */
export function openCache(root: string): Cache {
  const folder = folderOf(root);
  return {
    read(name) {
      const read =
        folder === undefined ? { why: '' } : readRegular(join(folder, name), LARGEST_ENTRY);
      if ('why' in read) return undefined;
      const newline = read.bytes.indexOf(0x0a);
      const body = read.bytes.subarray(newline + 1);
      if (read.bytes.toString('latin1', 0, newline) !== seal(name, body)) return undefined;
      return JSON.parse(body.toString('utf8'));
    },
    size(name) {
      if (folder === undefined) return 0;
      return statOf(join(folder, name))?.size ?? 0;
    },
    write(name, value) {
      if (folder === undefined) return;
      try {
        const body = Buffer.from(JSON.stringify(value));
        mkdirSync(folder, { recursive: true });
        sweepFolder(folder);
        replaceFile(
          join(folder, name),
          Buffer.concat([Buffer.from(`${seal(name, body)}\n`), body]),
        );
      } catch {
        // The folder is read-only or the disk is full: the next run works it out again.
      }
    },
  };
}

function folderOf(root: string): string | undefined {
  const own = join('node_modules', '.cache', 'permadocs');
  const hasModules = reachFrom(root)('node_modules').kind === 'folder';
  return hasModules && reachOfNew(root, own).kind === 'folder'
    ? join(root, own)
    : userCacheOf(root);
}

/** An entry holds only under its name, for this program, and as a whole. */
function seal(name: string, body: Uint8Array): string {
  return hashOf([programHash(), name, hash(body)]);
}
