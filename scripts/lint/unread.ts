/** What lint was asked to read and has not read: it is never green without having looked. */
import { join, resolve } from 'node:path';

import { relativeTo } from '../files/paths.ts';
import { isFolder, isThere } from '../files/stat.ts';
import { CannotRun } from '../problems/cannot-run.ts';
import { plural } from '../problems/report.ts';
import { isMarkdown } from '../workspace/file-sets.ts';

/** `files` and `paths` as in {@link LintOptions}; `refused` are pages that have a problem. */
interface Asked {
  readonly root: string;
  readonly paths: readonly string[];
  readonly files: readonly string[];
  readonly refused: readonly { readonly path: string }[];
}

/**
 * Sentences about pages that were named and left out. Files of other kinds are not among them: a hook
 * passes any changed file. Throws {@link CannotRun} for a folder without pages.
 */
export function unread({ root, paths, files, refused }: Asked): string[] {
  const met = [...files, ...refused.map(({ path }) => path)];
  const known = new Set(met);
  const named = paths.map((path) => relativeTo(root, resolve(root, path)));
  const folders = paths.length === 0 ? [''] : named.filter((path) => isFolder(join(root, path)));
  const empty = folders.find(
    (folder) => !met.some((file) => folder === '' || file.startsWith(`${folder}/`)),
  );
  if (empty !== undefined)
    throw new CannotRun(
      `there are no pages${empty === '' ? '' : ` in ${empty}`}: no .md, .mdx or .markdown file, or git or \`ignore\` leaves them out`,
    );
  const leftOut = named.filter(
    (path) => isMarkdown(path) && !known.has(path) && isThere(join(root, path)),
  );
  const [first] = leftOut;
  if (first === undefined) return [];
  const which = leftOut.length === 1 ? first : `${plural(leftOut.length, 'page')} such as ${first}`;
  return [`not read, since git or \`ignore\` leaves them out: ${which}`];
}
