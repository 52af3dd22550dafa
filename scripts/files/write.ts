/** Writes pages one at a time: at any moment each is either old or new, never torn. */
import { linkSync, mkdirSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

import { CannotRun } from '../problems/cannot-run.ts';
import { messageOf } from '../problems/message-of.ts';
import { type Problem, problemOfFile } from '../problems/problem.ts';
import { shellWord } from '../problems/shell-word.ts';
import { bulkReader } from './bulk-reader.ts';
import { pageObstacle } from './page-problems.ts';
import { obstacleOf, reachFrom, reachOfNew } from './reach.ts';
import { sweepFolder, temporaryBeside, writeWhole } from './temporary.ts';

export interface NewPage {
  /** Relative to the root, with `/`. */
  readonly file: string;
  /** The bytes that the new page was rendered from. */
  readonly before: Buffer;
  readonly after: Buffer;
}

/**
 * Checks that all of these pages can be written, before the first one is. Throws {@link CannotRun}
 * for a page that is gone.
 */
export function checkWritable(root: string, files: readonly string[]): Problem[] {
  const reach = reachFrom(root);
  return files.flatMap((file) => {
    const found = reach(file);
    if (found.kind === 'absent') throw new CannotRun(`${file} cannot be written: it is gone`);
    if (found.kind !== 'file') return pageObstacle(file, found) ?? [];
    if ((found.mode & 0o222) !== 0) return [];
    return problemOfFile('page/read-only', file, {
      message: `${file} is read-only`,
      hint: `chmod u+w ${shellWord(file)}`,
    });
  });
}

/**
 * Replaces a page by way of a temporary file in its folder. A page edited since it was read is left
 * alone. `read` must not use the memory that `page` is in.
 */
export function writePage(
  root: string,
  page: NewPage,
  reach = reachFrom(root),
  read = bulkReader(root, Infinity),
): Problem | undefined {
  let temporary: string | undefined;
  try {
    const found = reach(page.file);
    if (found.kind !== 'file') return notWritten(page.file, obstacleOf(found) ?? 'is a folder');
    const { target, mode } = found;
    temporary = temporaryBeside(target);
    writeWhole(temporary, page.after, mode & 0o7777);
    const again = read(page.file);
    if ('why' in again || !again.bytes.equals(page.before)) {
      unlinkSync(temporary);
      return 'why' in again
        ? notWritten(page.file, `cannot be written: ${again.why}`)
        : changedMeanwhile(page.file);
    }
    renameSync(temporary, target);
    return undefined;
  } catch (error) {
    if (temporary !== undefined) rmSync(temporary, { force: true });
    return notWritten(page.file, `cannot be written: ${messageOf(error)}`);
  }
}

function notWritten(file: string, why: string): Problem {
  return problemOfFile('page/not-written', file, {
    message: `${file} ${why}`,
    hint: 'the page is as it was; build again once the cause is gone',
  });
}

/** Reports a page that was saved between reading and writing, so that the edit is not lost. */
export function changedMeanwhile(file: string): Problem {
  return problemOfFile('page/changed-meanwhile', file, {
    message: `${file} was saved while the build ran, so it was left unchanged`,
    hint: 'build again',
  });
}

/** Whether the file itself is a symbolic link. */
export function isLink(root: string, file: string): boolean {
  const found = reachFrom(root)(file);
  return 'isLink' in found && found.isLink;
}

/** Creates a file and its folders, completely or not at all; never overwrites a file. */
export function writeNewFile(root: string, file: string, content: string): Problem | undefined {
  const refuse = (message: string, hint: string): Problem =>
    problemOfFile('page/not-written', file, {
      message: `${file} cannot be written: ${message}`,
      hint,
    });
  const obstacle = obstacleOf(reachOfNew(root, file));
  if (obstacle !== undefined)
    return refuse(`its folder ${obstacle}`, 'replace the link with a folder');
  const target = join(root, file);
  const temporary = temporaryBeside(target);
  try {
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(temporary, content, { flag: 'wx' });
    linkSync(temporary, target);
    return undefined;
  } catch (error) {
    return refuse(
      messageOf(error),
      'nothing was overwritten; run the command again once the cause is gone',
    );
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** Removes what killed builds left in the folders of these pages, inside the root. */
export function sweep(root: string, files: Iterable<string>): void {
  const reach = reachFrom(root);
  for (const folder of new Set([...files].map((file) => posix.dirname(file)))) {
    const found = reach(folder);
    if (found.kind === 'folder') sweepFolder(found.target);
  }
}
