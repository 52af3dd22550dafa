/** Paths as text: nothing here asks the disk. */
import { isAbsolute, relative, sep } from 'node:path';

/** With `/`, whatever the system writes. */
export function toPosix(path: string): string {
  return path.split(sep).join('/');
}

/** From `folder`, with `/`; `../` leads above it. */
export function relativeTo(folder: string, path: string): string {
  return toPosix(relative(folder, path));
}

/** Is the path outside of the folder? Both are absolute; links are not looked at. */
export function isOutside(folder: string, path: string): boolean {
  const inside = relative(folder, path);
  return inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside);
}

/** Relative to the root with `/`, or undefined where a path leads outside. */
export function relativeToRoot(root: string, path: string): string | undefined {
  return isOutside(root, path) ? undefined : relativeTo(root, path);
}
