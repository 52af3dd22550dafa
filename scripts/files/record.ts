/**
 * The record of what permadocs wrote: hashes, oldest first, in git's folder or the user's cache.
 */
import { join } from 'node:path';

import { CannotRun } from '../problems/cannot-run.ts';
import { messageOf } from '../problems/message-of.ts';
import type { Git } from './git.ts';
import { obstacleOf, reachOfNew } from './reach.ts';
import { textIfThere } from './read.ts';
import { updateFile } from './update.ts';
import { userCacheOf } from './user-cache.ts';

/** How many hashes the record keeps, two per text; the oldest are dropped first. */
const RECORD_SIZE = 40_000;

export interface WrittenRecord {
  readonly isEmpty: boolean;
  readonly has: (hash: string) => boolean;
  /**
   * Adds to the record, keeping what other builds have added in the meantime. Throws {@link
   * CannotRun} if the record cannot be written.
   */
  readonly add: (hashes: readonly string[]) => void;
}

export function openRecord(root: string, git: Git | undefined): WrittenRecord {
  const base = git ? git.folder : userCacheOf(root);
  const file =
    base === undefined ? undefined : join(base, ...(git ? ['permadocs'] : []), 'written');
  const known = new Set(file === undefined ? [] : hashesIn(textIfThere(file) ?? ''));
  const refuse = (why: string): never => {
    throw new CannotRun(`the record of what permadocs wrote cannot be kept: ${why}`);
  };
  return {
    get isEmpty() {
      return known.size === 0;
    },
    has: (hash) => known.has(hash),
    add(hashes) {
      const news = hashes.filter((hash) => !known.has(hash));
      for (const hash of news) known.add(hash);
      if (news.length === 0) return;
      if (file === undefined || base === undefined)
        return refuse('the home folder is unknown; set HOME or XDG_CACHE_HOME');
      const obstacle = git && obstacleOf(reachOfNew(base, file));
      if (obstacle !== undefined) refuse(`${file} ${obstacle}`);
      try {
        updateFile(file, (before) => {
          const all = [...new Set([...hashesIn(before), ...news])];
          return `${all.slice(-RECORD_SIZE).join('\n')}\n`;
        });
      } catch (error) {
        refuse(messageOf(error));
      }
    },
  };
}

const hashesIn = (text: string): string[] =>
  text.split('\n').filter((line) => /^[\w-]{43}$/.test(line));
