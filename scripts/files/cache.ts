/**
 * What earlier runs worked out. It is safe to delete: an entry that is missing, damaged or not
 * from this program counts as absent, and a cache that cannot be written is none.
 */
import crypto from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

import { programHash } from '../package.ts';
import { hash, hashOf } from './hash.ts';

/** The folder of the user's own caches, for a workspace without `node_modules`. */
export function userCacheFolder(): string {
  return join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'permadocs');
}

export class Cache {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** In `node_modules/.cache` where there is a `node_modules`, which is never created. */
  static open(root: string): Cache {
    const modules = join(root, 'node_modules');
    return new Cache(
      existsSync(modules)
        ? join(modules, '.cache', 'permadocs')
        : join(userCacheFolder(), hash(root).slice(0, 16)),
    );
  }

  /** An entry that `write` made, as plain JSON; undefined where its bytes are not what was written. */
  read(name: string): unknown {
    try {
      const bytes = readFileSync(join(this.#folder, name));
      const newline = bytes.indexOf(0x0a);
      const body = bytes.subarray(newline + 1);
      if (bytes.toString('latin1', 0, newline) !== seal(name, body)) return undefined;
      return JSON.parse(body.toString('utf8'));
    } catch {
      return undefined;
    }
  }

  /** Of an entry in bytes, whatever it holds; 0 where there is none. */
  size(name: string): number {
    try {
      return statSync(join(this.#folder, name)).size;
    } catch {
      return 0;
    }
  }

  /** Replaces an entry as a whole; of two processes the later one stands. */
  write(name: string, value: unknown): void {
    const target = join(this.#folder, name);
    const temporary = `${target}.${crypto.randomBytes(6).toString('hex')}.tmp`;
    try {
      const body = Buffer.from(JSON.stringify(value));
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(temporary, `${seal(name, body)}\n`, { flag: 'wx' });
      appendFileSync(temporary, body);
      renameSync(temporary, target);
    } catch {
      try {
        unlinkSync(temporary);
      } catch {
        // It was never made: the folder is read-only or the disk is full. The next run works it out again.
      }
    }
  }
}

/** An entry holds only under its name, for this program, and as a whole. */
function seal(name: string, body: Uint8Array): string {
  return hashOf([programHash(), name, hash(body)]);
}
