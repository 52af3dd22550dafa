/**
 * Where a path leads: the only place that decides whether a file may be read, written or removed.
 * It decides after resolving `..` and every symbolic link, so that nothing outside the root is
 * touched.
 */
import { lstatSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

import { isOutside } from './paths.ts';
import { isFolder, kindOf, lstatOf, reasonOf } from './stat.ts';

/** A file or folder inside the root, the reason why it must not be used, or nothing at all. */
export type Reach =
  | {
      readonly kind: 'file' | 'folder';
      /** Absolute, without links. */
      readonly target: string;
      readonly isFolder: boolean;
      readonly mode: number;
      /** Whether the path itself is a symbolic link. */
      readonly isLink: boolean;
    }
  | { readonly kind: 'outside'; readonly target: string; readonly isFolder: boolean }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'absent' };

/**
 * Looks up paths relative to `root`. Caches the real paths of folders, so make one for each task.
 */
export function reachFrom(root: string): (file: string) => Reach {
  const folders = new Map<string, string>();
  const realFolder = (path: string): string => {
    const known = folders.get(path) ?? realpathSync.native(path);
    folders.set(path, known);
    return known;
  };
  const base = resolve(root);
  return (file) => {
    const path = resolve(base, file);
    try {
      if (isOutside(base, path)) return outside(path);
      const own = lstatSync(path);
      const isLink = own.isSymbolicLink();
      const target =
        isLink || path === base
          ? realpathSync.native(path)
          : join(realFolder(dirname(path)), basename(path));
      if (isOutside(realFolder(base), target)) return outside(target);
      const stats = isLink ? statSync(path) : own;
      const { mode } = stats;
      if (stats.isFile()) return { kind: 'file', target, isFolder: false, mode, isLink };
      if (stats.isDirectory()) return { kind: 'folder', target, isFolder: true, mode, isLink };
      return { kind: 'refused', why: `it is ${kindOf(stats)}, not a file` };
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'absent' };
      return { kind: 'refused', why: reasonOf(error) };
    }
  };
}

/**
 * Whether a path is not a link, or is a link that stays inside the root and does not form a circle.
 */
export function isFollowed(root: string, file: string): boolean {
  if (lstatOf(join(root, file))?.isSymbolicLink() !== true) return true;
  const reach = reachFrom(root);
  const found = reach(file);
  return (
    found.kind === 'file' || (found.kind === 'folder' && !isCircle(found, reach(dirname(file))))
  );
}

/** Whether a linked folder contains the folder of the link. */
export function isCircle(linked: Reach, own: Reach): boolean {
  return 'mode' in linked && 'mode' in own && !isOutside(linked.target, own.target);
}

function outside(target: string): Reach {
  return { kind: 'outside', target, isFolder: isFolder(target) };
}

/** Where a file that may not exist yet would be: the nearest existing folder above it decides. */
export function reachOfNew(root: string, file: string): Reach {
  const reach = reachFrom(root);
  let at = file;
  let found = reach(at);
  while (found.kind === 'absent' && at !== dirname(at)) {
    at = dirname(at);
    found = reach(at);
  }
  return found;
}

/** Why a path must not be used, worded to follow the file's name; undefined if it may be. */
export function obstacleOf(reach: Reach): string | undefined {
  if (reach.kind === 'outside') return `leads out of the workspace, to ${reach.target}`;
  if (reach.kind === 'refused') return `cannot be used: ${reach.why}`;
  return reach.kind === 'absent' ? 'does not exist' : undefined;
}
