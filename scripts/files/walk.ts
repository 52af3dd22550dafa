/** Globs → files. One walk that skips what is ignored, follows links once, and tells what else it saw. */
import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import picomatch from 'picomatch';

import type { GitIgnore } from './gitignore.ts';

export interface Walk {
  /** Relative to the root with `/`, sorted by code unit. */
  readonly files: readonly string[];
  /** The folders that were read, each with the names in it that were `alsoSeen`. */
  readonly folders: ReadonlyMap<string, readonly string[]>;
}

/** Is a path, relative to the root, what these globs mean? A folder stands for what is in it. */
export function matcher(globs: readonly string[]): (file: string) => boolean {
  const isMeant = anyOf(globs.filter((glob) => !glob.startsWith('!')));
  const isNot = anyOf(globs.filter((glob) => glob.startsWith('!')).map((glob) => glob.slice(1)));
  return (file) => isMeant(file) && !isNot(file);
}

export function ignoreMatcher(globs: readonly string[]): (file: string) => boolean {
  return anyOf(globs, { dot: true });
}

/** As picomatch itself, but for what it does anew at each call. A glob means the file of its own name too. */
function anyOf(
  globs: readonly string[],
  options: picomatch.PicomatchOptions = {},
): (file: string) => boolean {
  const all = globs.flatMap(withContents);
  const names = new Set(all);
  const patterns = all.map((glob) => picomatch.makeRe(glob, options));
  return (file) => names.has(file) || patterns.some((pattern) => pattern.test(file));
}

export interface WalkOptions {
  /** Names in the folders that the caller wants to know of. */
  readonly alsoSeen?: (name: string) => boolean;
  readonly git?: GitIgnore | undefined;
}

/** Files below `root` that the globs mean. Folders that cannot be read are passed over. */
export function walk(
  root: string,
  globs: readonly string[],
  ignore: readonly string[],
  { alsoSeen = () => false, git }: WalkOptions = {},
): Walk {
  const isWanted = matcher(globs);
  const isIgnored = ignoreMatcher(ignore);
  const begin = beginnings(root, globs);
  const files = new Set(begin.files.filter((file) => isWanted(file) && !isIgnored(file)));
  const folders = new Map<string, readonly string[]>();
  const links = new Set<string>();
  const pending = [...begin.folders];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    if (folders.has(folder)) continue;
    const names: string[] = [];
    folders.set(folder, names);
    for (const entry of entriesOf(root, folder)) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (alsoSeen(entry.name)) names.push(entry.name);
      const kind = kindOf(root, path, entry, links);
      if (kind === 'file' && isWanted(path) && !isIgnored(path)) {
        if (git?.ignores(folder, path, false) !== true) files.add(path);
      } else if (kind === 'folder' && !entry.name.startsWith('.') && !isIgnored(`${path}/`)) {
        if (git?.ignores(folder, path, true) !== true) pending.push(path);
      }
    }
  }
  return { files: [...files].toSorted(), folders };
}

function withContents(glob: string): string[] {
  const plain = glob.replace(/^\.\//, '').replace(/\/$/, '');
  const isFile = plain.endsWith('*') || /\.\w+$/.test(plain);
  return isFile ? [plain] : [plain, `${plain}/**`];
}

/** Where the globs begin: folders to read, and files that are named without a wildcard. */
function beginnings(
  root: string,
  globs: readonly string[],
): { readonly folders: readonly string[]; readonly files: readonly string[] } {
  const folders = new Set<string>();
  const files = new Set<string>();
  for (const glob of globs.filter((one) => !one.startsWith('!'))) {
    const { base, isGlob } = picomatch.scan(glob.replace(/^\.\//, '').replace(/\/$/, ''));
    const path = base.replace(/\\(.)/g, '$1');
    const isFile = !isGlob && statSync(join(root, path), { throwIfNoEntry: false })?.isFile();
    (isFile === true ? files : folders).add(path);
  }
  return { folders: [...folders], files: [...files] };
}

/** The names in a folder; none where it cannot be read. */
export function namesIn(folder: string): string[] {
  return entriesOf(folder, '').map(({ name }) => name);
}

function entriesOf(root: string, folder: string): Dirent[] {
  try {
    return readdirSync(join(root, folder), { withFileTypes: true });
  } catch {
    return [];
  }
}

/** A linked folder is walked once, so that links in a circle end. */
function kindOf(
  root: string,
  path: string,
  entry: Dirent,
  links: Set<string>,
): 'file' | 'folder' | undefined {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  if (!entry.isSymbolicLink()) return undefined;
  const target = statSync(join(root, path), { throwIfNoEntry: false });
  if (target?.isFile()) return 'file';
  if (!target?.isDirectory()) return undefined;
  const real = realpathSync(join(root, path));
  if (links.has(real)) return undefined;
  links.add(real);
  return 'folder';
}
