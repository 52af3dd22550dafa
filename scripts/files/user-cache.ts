/** The folder of a workspace in the user's cache, for workspaces without `node_modules` or git. */
import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { isAbsolute, join } from 'node:path';
import envPaths from 'env-paths';

/** Absolute; undefined if no home folder is known. */
export function userCacheOf(root: string): string | undefined {
  const cache = userCache();
  if (cache === undefined) return undefined;
  const name = createHash('sha256').update(realOf(root)).digest('hex').slice(0, 16);
  return join(cache, name);
}

/**
 * A relative `XDG_CACHE_HOME` is ignored, as its specification requires: it would be in the working
 * tree.
 */
function userCache(): string | undefined {
  const xdg = process.env['XDG_CACHE_HOME'] ?? '';
  if (isAbsolute(xdg)) return join(xdg, 'permadocs');
  const { cache } = envPaths('permadocs', { suffix: '' });
  if (isAbsolute(cache)) return cache;
  const home = isAbsolute(homedir()) ? homedir() : homeOfUser();
  return home === undefined ? undefined : join(home, '.cache', 'permadocs');
}

/** The home folder from the system's user database, since `HOME` may be empty or wrong. */
function homeOfUser(): string | undefined {
  try {
    const home = userInfo().homedir;
    return isAbsolute(home) ? home : undefined;
  } catch {
    return undefined;
  }
}

/** Resolves links, so that a root has one folder no matter how it is reached. */
function realOf(root: string): string {
  try {
    return realpathSync.native(root);
  } catch {
    return root;
  }
}
