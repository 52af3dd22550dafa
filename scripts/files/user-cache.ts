/** The folder of a root in the user's own cache: for a workspace without `node_modules` or git. */
import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { isAbsolute, join } from 'node:path';
import envPaths from 'env-paths';

/** Absolute; undefined where nobody's home is known. */
export function userCacheOf(root: string): string | undefined {
  const cache = userCache();
  if (cache === undefined) return undefined;
  const name = createHash('sha256').update(realOf(root)).digest('hex').slice(0, 16);
  return join(cache, name);
}

/** A relative `XDG_CACHE_HOME` is ignored, as its specification says: it would be in the working tree. */
function userCache(): string | undefined {
  const xdg = process.env['XDG_CACHE_HOME'] ?? '';
  if (isAbsolute(xdg)) return join(xdg, 'permadocs');
  const { cache } = envPaths('permadocs', { suffix: '' });
  if (isAbsolute(cache)) return cache;
  const home = isAbsolute(homedir()) ? homedir() : homeOfUser();
  return home === undefined ? undefined : join(home, '.cache', 'permadocs');
}

/** As the system's list of users has it: `HOME` may be empty, or lead anywhere. */
function homeOfUser(): string | undefined {
  try {
    const home = userInfo().homedir;
    return isAbsolute(home) ? home : undefined;
  } catch {
    return undefined;
  }
}

/** One root has one folder, by whatever links it is reached. */
function realOf(root: string): string {
  try {
    return realpathSync.native(root);
  } catch {
    return root;
  }
}
