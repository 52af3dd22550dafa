/** What is said of a page that is not read or not written. */
import { type Problem, problemOfFile } from '../problems/problem.ts';
import { obstacleOf, type Reach } from './reach.ts';
import type { Refused } from './walk.ts';

/** Of a page that may not be used; undefined where it may. */
export function pageObstacle(file: string, reach: Reach): Problem | undefined {
  if (reach.kind === 'file') return undefined;
  const why = obstacleOf(reach) ?? 'is a folder';
  return refusedPage({ path: file, why, isFolder: false, isOutside: reach.kind === 'outside' });
}

/** A folder is passed over with a warning: nobody knows whether it has pages. */
export function refusedPage({ path, why, isFolder, isOutside }: Refused): Problem {
  const what = isFolder ? '; what is in it is not read' : '';
  return problemOfFile(isOutside ? 'page/outside-root' : 'page/unreadable', path, {
    message: `${path} ${why}${what}`,
    hint: isOutside
      ? `replace the link by a ${isFolder ? 'folder' : 'file'}, move the root up with --root, or leave it out with \`ignore\``
      : 'put a regular file in its place, or leave it out with `ignore` in permadocs.yaml',
    severity: isFolder ? 'warning' : undefined,
  });
}

/** `why`: what the system says. */
export function unreadablePage(file: string, why: string): Problem {
  return problemOfFile('page/unreadable', file, {
    message: `${file} cannot be read: ${why}`,
    hint: 'make it readable, or leave it out with `ignore` in permadocs.yaml',
  });
}
