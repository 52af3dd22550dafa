/** Paths as text, without access to the disk. */
import { isAbsolute, relative, sep } from 'node:path';

/** The path with `/` as separator, on any system. */
export function toPosix(path: string): string {
  return path.split(sep).join('/');
}

/** The path relative to `folder`, with `/`; it begins with `../` if it is outside. */
export function relativeTo(folder: string, path: string): string {
  return toPosix(relative(folder, path));
}

/** Whether a path is outside a folder. Both are absolute; symbolic links are not resolved. */
export function isOutside(folder: string, path: string): boolean {
  // Most paths are inside, and their beginning shows it, in a fraction of the time.
  if (path.startsWith(`${folder}${sep}`) && !path.includes('..')) return false;
  const inside = relative(folder, path);
  return inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside);
}

/** The path relative to the root, with `/`; undefined if it is outside. */
export function relativeToRoot(root: string, path: string): string | undefined {
  return isOutside(root, path) ? undefined : relativeTo(root, path);
}
