/** Problems of pages that are not read or not written. */
import { type Problem, problemOfFile } from '../problems/problem.ts';
import { obstacleOf, type Reach } from './reach.ts';
import type { Refused } from './walk.ts';

/** The problem with a page that must not be used; undefined if it may be used. */
export function pageObstacle(file: string, reach: Reach): Problem | undefined {
  if (reach.kind === 'file') return undefined;
  const why = obstacleOf(reach) ?? 'is a folder';
  return refusedPage({ path: file, why, isFolder: false, isOutside: reach.kind === 'outside' });
}

/** A folder that is skipped is a warning only, since it may contain no pages. */
export function refusedPage({ path, why, isFolder, isOutside }: Refused): Problem {
  const what = isFolder ? '; its contents are not read' : '';
  return problemOfFile(isOutside ? 'page/outside-root' : 'page/unreadable', path, {
    message: `${path} ${why}${what}`,
    hint: isOutside
      ? `replace the link with a ${isFolder ? 'folder' : 'file'}, move the root up with --root, or exclude it with \`ignore\``
      : 'put a regular file in its place, or exclude it with `ignore` in permadocs.yaml',
    severity: isFolder ? 'warning' : undefined,
  });
}

/** `why`: the reason that the system gives. */
export function unreadablePage(file: string, why: string): Problem {
  return problemOfFile('page/unreadable', file, {
    message: `${file} cannot be read: ${why}`,
    hint: 'make it readable, or exclude it with `ignore` in permadocs.yaml',
  });
}
