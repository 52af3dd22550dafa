/** Writes pages one by one: each is old or new at every moment, never torn. */
import {
  closeSync,
  existsSync,
  fchmodSync,
  fstatSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';

import { CannotRun } from '../problems/cannot-run.ts';
import { type Problem, problemOfFile } from '../problems/problem.ts';
import { namesIn } from './walk.ts';
import { messageOf } from '../problems/message-of.ts';

export interface NewPage {
  /** Relative to the root, with `/`. */
  readonly file: string;
  /** What was read when the page was rendered. */
  readonly before: Buffer;
  readonly after: Buffer;
}

/** `.permadocs-<process id>-<number>.tmp` */
const TEMPORARY = /^\.permadocs-(\d+)-[0-9a-f]{12}\.tmp$/;

/**
 * Can every one of these pages be written? Asked before the first one is. Throws {@link CannotRun}
 * for a page that is gone.
 */
export function checkWritable(root: string, files: readonly string[]): Problem[] {
  const realRoot = realpathSync.native(root);
  const realPath = realPaths();
  const lookUp = (file: string): ReturnType<typeof realPath> => {
    try {
      return realPath(join(root, file));
    } catch (error) {
      const message = messageOf(error);
      throw new CannotRun(`${file} cannot be written: ${message}`);
    }
  };
  return files.flatMap((file) => {
    const { target, mode } = lookUp(file);
    if (leaves(realRoot, target)) {
      return [
        problemOfFile('page/outside-root', file, {
          message: `${file} is a symbolic link out of the workspace, to ${target}`,
          hint: 'replace the link by a file, or leave the page out with `ignore`',
        }),
      ];
    }
    if ((mode & 0o222) === 0)
      return [
        problemOfFile('page/read-only', file, {
          message: `${file} is read-only`,
          hint: `chmod u+w ${file}`,
        }),
      ];
    return [];
  });
}

/** What a path leads to, and its mode. Of many files in a folder the folder is looked up once. */
export function realPaths(): (path: string) => { readonly target: string; readonly mode: number } {
  const folders = new Map<string, string>();
  return (path) => {
    const stats = lstatSync(path);
    if (stats.isSymbolicLink())
      return { target: realpathSync.native(path), mode: statSync(path).mode };
    const folder = dirname(path);
    const real = folders.get(folder) ?? realpathSync.native(folder);
    folders.set(folder, real);
    return { target: join(real, basename(path)), mode: stats.mode };
  };
}

/** Replaces one page through a temporary file in its folder; an edit made since it was read is kept. */
export function writePage(
  root: string,
  page: NewPage,
  realPath = realPaths(),
): Problem | undefined {
  let temporary: string | undefined;
  try {
    const { target, mode } = realPath(join(root, page.file));
    temporary = temporaryBeside(target);
    writeWhole(temporary, page.after, mode & 0o7777);
    if (!readFileSync(target).equals(page.before)) {
      unlinkSync(temporary);
      return changedMeanwhile(page.file);
    }
    renameSync(temporary, target);
    return undefined;
  } catch (error) {
    if (temporary !== undefined) rmSync(temporary, { force: true });
    const message = messageOf(error);
    return problemOfFile('page/not-written', page.file, {
      message: `${page.file} cannot be written: ${message}`,
      hint: 'the page is as it was; build again once the cause is gone',
    });
  }
}

/** A new file of this mode, whatever the process takes away from modes. */
function writeWhole(path: string, content: Buffer, mode: number): void {
  const descriptor = openSync(path, 'wx', mode);
  try {
    if ((fstatSync(descriptor).mode & 0o7777) !== mode) fchmodSync(descriptor, mode);
    writeFileSync(descriptor, content);
  } finally {
    closeSync(descriptor);
  }
}

/** What an editor saved between reading and writing is not lost. */
export function changedMeanwhile(file: string): Problem {
  return problemOfFile('page/changed-meanwhile', file, {
    message: `${file} was saved while the build ran; it is left as it is`,
    hint: 'build again',
  });
}

/** Is the file itself a symbolic link? */
export function isLink(root: string, file: string): boolean {
  return lstatSync(join(root, file)).isSymbolicLink();
}

/** Writes a file that is not there yet, with its folders; whole or not at all, and never over another. */
export function writeNewFile(root: string, file: string, content: string): Problem | undefined {
  const refuse = (message: string, hint: string): Problem =>
    problemOfFile('page/not-written', file, {
      message: `${file} cannot be written: ${message}`,
      hint,
    });
  let folder = dirname(join(root, file));
  while (!existsSync(folder)) folder = dirname(folder);
  if (leaves(realpathSync(root), realpathSync(folder)))
    return refuse(`${folder} is a link out of the workspace`, 'replace the link by a folder');
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

/** How many temporary files this process has made. */
let made = Math.floor(Math.random() * 2 ** 40);

/** Short, since the name of the page may be as long as names may be. */
function temporaryBeside(target: string): string {
  made += 1;
  const number = made.toString(16).padStart(12, '0');
  return join(dirname(target), `.permadocs-${process.pid}-${number}.tmp`);
}

/** Removes what a killed build left behind in the folders of these pages. */
export function sweep(root: string, files: Iterable<string>): void {
  for (const folder of new Set([...files].map((file) => dirname(join(root, file))))) {
    for (const name of namesIn(folder)) {
      const owner = TEMPORARY.exec(name)?.[1];
      const path = join(folder, name);
      if (owner === undefined || isInUse(path, Number(owner))) continue;
      rmSync(path, { force: true });
    }
  }
}

/** May the process that made a temporary file still write to it? What is no file is left alone too. */
function isInUse(path: string, pid: number): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (!stats?.isFile()) return true;
  // In a container the same id comes back: an older file is from an earlier life.
  if (pid === process.pid) return stats.mtimeMs >= Date.now() - process.uptime() * 1000;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function leaves(root: string, target: string): boolean {
  const path = relative(root, target);
  return path === '..' || path.startsWith(`..${sep}`);
}
