/**
 * What earlier runs worked out. The cache is safe to delete: a missing or damaged entry, or one of
 * another version of the program, counts as absent. A cache that cannot be written is skipped
 * silently.
 */
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { programHash } from '../package.ts';
import { hashOf } from './hash.ts';
import { reachFrom, reachOfNew } from './reach.ts';
import { readRegular } from './read.ts';
import { statOf } from './stat.ts';
import { replaceFile, sweepFolder } from './temporary.ts';
import { userCacheOf } from './user-cache.ts';

export interface Cache {
  /** Reads an entry as plain JSON; undefined if it is not exactly what `write` wrote. */
  readonly read: (name: string) => unknown;
  /** The size of an entry in bytes, whatever its content; 0 if there is none. */
  readonly size: (name: string) => number;
  /** Replaces a whole entry; when two processes write, the later one wins. */
  readonly write: (name: string, value: unknown) => void;
}

/**
 * Keeps answers that depend only on the program and its data set, so that each is computed once.
 */
export function keptIn(
  cache: Pick<Cache, 'read' | 'write'>,
): <T>(name: string, make: () => Promise<T>) => Promise<T> {
  return async <T>(name: string, make: () => Promise<T>): Promise<T> => {
    const kept = cache.read(name) as T | undefined;
    if (kept !== undefined) return kept;
    const made = await make();
    cache.write(name, made);
    return made;
  };
}

/**
 * A cache that is read once and kept in memory, for a program that builds often; `save` writes what
 * has changed.
 */
export function heldCache(cache: Cache): Cache & { readonly save: () => void } {
  const held = new Map<string, unknown>();
  const unsaved = new Set<string>();
  return {
    read(name) {
      if (!held.has(name)) held.set(name, cache.read(name));
      return held.get(name);
    },
    size: (name) => cache.size(name),
    write(name, value) {
      held.set(name, value);
      unsaved.add(name);
    },
    save() {
      for (const name of unsaved) cache.write(name, held.get(name));
      unsaved.clear();
    },
  };
}

/** In bytes. */
const LARGEST_ENTRY = 1 << 30;

/**
 * Opens the cache in `node_modules/.cache` if `node_modules` exists; it is never created. If it is
 * a link that leaves the root, it is shared with other trees, so the user's cache folder is used
 * instead.
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
        const body = partsOf(value);
        mkdirSync(folder, { recursive: true });
        sweepFolder(folder);
        replaceFile(join(folder, name), [`${seal(name, ...body)}\n`, ...body]);
      } catch {
        // The folder is read-only or the disk is full: the next run repeats the work.
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

/** The JSON of a value. That of a large object is made member by member, to take less memory. */
function partsOf(value: unknown): Buffer[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return [Buffer.from(JSON.stringify(value))];
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  const parts = members.map(([name, member], index) =>
    Buffer.from(`${index === 0 ? '{' : ','}${JSON.stringify(name)}:${JSON.stringify(member)}`),
  );
  return [...parts, Buffer.from(members.length === 0 ? '{}' : '}')];
}

/** Binds an entry to its name, to this program, and to its whole content. */
function seal(name: string, ...body: readonly Uint8Array[]): string {
  const content = createHash('sha256');
  for (const part of body) content.update(part);
  return hashOf([programHash(), name, content.digest('base64url')]);
}
