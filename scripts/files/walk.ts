/** Globs → files. One walk that skips what is ignored, follows links once, and tells what else it saw. */
import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { unseenAt } from '../problems/visible.ts';
import type { GitIgnores } from './gitignore.ts';
import { beginningOf, globAutomaton, type GlobOptions } from './glob.ts';
import { isCircle, obstacleOf, reachFrom } from './reach.ts';
import { lstatOf } from './stat.ts';

export interface Walk {
  /** Relative to the root with `/`, sorted by code unit. */
  readonly files: readonly string[];
  /** The folders that were read, each with the names in it that were `alsoSeen`. */
  readonly folders: ReadonlyMap<string, readonly string[]>;
  /** What the globs mean and what is not read. */
  readonly refused: readonly Refused[];
}

export interface Refused {
  /** A file or a folder, relative to the root. */
  readonly path: string;
  /** What is said of it, behind its name. */
  readonly why: string;
  readonly isFolder: boolean;
  /** Does it lead out of the root? */
  readonly isOutside: boolean;
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

/** A glob means the file of its own name too. */
function anyOf(globs: readonly string[], options: GlobOptions = {}): (file: string) => boolean {
  if (globs.length === 0) return () => false;
  const all = globs.flatMap(withContents);
  const names = new Set(all);
  const matches = globAutomaton(all, options);
  return (file) => names.has(file) || matches(file).length > 0;
}

export interface WalkOptions {
  /** Names in the folders that the caller wants to know of. */
  readonly alsoSeen?: (name: string) => boolean;
  readonly gitIgnores?: GitIgnores | undefined;
}

/** Files below `root` that the globs mean. Folders that cannot be read are passed over. */
export function walk(
  root: string,
  globs: readonly string[],
  ignore: readonly string[],
  { alsoSeen = () => false, gitIgnores = () => false }: WalkOptions = {},
): Walk {
  const isWanted = matcher(globs);
  const isIgnored = ignoreMatcher(ignore);
  const look = looker(root);
  const files = new Set<string>();
  const folders = new Map<string, readonly string[]>();
  const refused = new Map<string, Refused>();
  const pending: string[] = [];
  /** What an entry is, or the note that it is not read. */
  const meet = (path: string, found: Found, isNamed = false): void => {
    if (found === 'nothing') return;
    const parent = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
    const isFolder = found === 'folder' || (typeof found === 'object' && found.isFolder);
    const isHidden = path.slice(path.lastIndexOf('/') + 1).startsWith('.');
    if (isIgnored(isFolder ? `${path}/` : path)) return;
    if (!isNamed && (isFolder ? isHidden : !isWanted(path))) return;
    if (!isNamed && gitIgnores(parent, path, isFolder)) return;
    if (typeof found === 'object') refused.set(path, { path, ...found });
    else if (isFolder) pending.push(path);
    else if (isWanted(path)) files.add(path);
  };
  for (const base of beginnings(globs)) meet(base, look.base(base), true);
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    if (folders.has(folder)) continue;
    const names: string[] = [];
    folders.set(folder, names);
    for (const entry of entriesOf(join(root, folder))) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (alsoSeen(entry.name)) names.push(entry.name);
      meet(path, look.entry(path, entry));
    }
  }
  return { files: [...files].toSorted(), folders, refused: [...refused.values()] };
}

function withContents(glob: string): string[] {
  const plain = glob.replace(/^\.\//, '').replace(/\/$/, '');
  const isFile = plain.endsWith('*') || /\.\w+$/.test(plain);
  return isFile ? [plain] : [plain, `${plain}/**`];
}

/** Where the globs begin: folders to read, and files that are named without a wildcard. */
function beginnings(globs: readonly string[]): Set<string> {
  const wanted = globs.filter((glob) => !glob.startsWith('!'));
  return new Set(
    wanted.map((glob) => beginningOf(glob.replace(/^\.\//, '').replace(/\/$/, '')).base),
  );
}

/** The names in a folder; none where it cannot be read. */
export function namesIn(folder: string): string[] {
  return entriesOf(folder).map(({ name }) => name);
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

type Found = 'file' | 'folder' | 'nothing' | Omit<Refused, 'path'>;

const refusal = (why: string, isFolder: boolean, isOut = false): Omit<Refused, 'path'> => ({
  why,
  isFolder,
  isOutside: isOut,
});

/** Tells what there is: what is not a link is known from its folder, and nothing is asked of it. */
function looker(root: string): {
  readonly entry: (path: string, entry: Dirent) => Found;
  readonly base: (path: string) => Found;
} {
  const reach = reachFrom(root);
  /** Folders that are walked already, or because a link leads to them. */
  const met = new Set<string>();
  const named = (path: string): Found => {
    const found = reach(path);
    if (found.kind === 'absent') return 'nothing';
    const why = obstacleOf(found) ?? nameProblem(root, path);
    if (why !== undefined)
      return refusal(why, 'isFolder' in found && found.isFolder, found.kind === 'outside');
    return found.kind === 'folder' ? 'folder' : 'file';
  };
  const linked = (path: string): Found => {
    const found = reach(path);
    if (found.kind !== 'folder') return named(path);
    // A linked folder is walked once, and one that holds the link not at all: circles end.
    const own = reach(path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '');
    if (isCircle(found, own) || met.has(found.target)) return 'nothing';
    met.add(found.target);
    return named(path);
  };
  return {
    base: (path) => {
      const found = reach(path);
      if (found.kind === 'folder') met.add(found.target);
      return named(path);
    },
    entry: (path, entry) => {
      if (entry.isSymbolicLink()) return linked(path);
      if (!entry.isFile() && !entry.isDirectory()) return named(path);
      const isFolder = entry.isDirectory();
      const why = isOdd(entry.name) ? nameProblem(root, path) : undefined;
      if (why !== undefined) return refusal(why, isFolder);
      return isFolder ? 'folder' : 'file';
    },
  };
}

/** Is a name in need of a second look? A replacement character may stand for bytes that are not UTF-8. */
const isOdd = (name: string): boolean => isUnseen(name) || name.includes('\ufffd');
const isUnseen = (name: string): boolean => unseenAt(name) !== -1 || /[\t\n]/.test(name);

/** Such names cannot be printed as they are, or not even be opened. */
export function nameProblem(root: string, path: string): string | undefined {
  if (isUnseen(path)) return 'has a name with control characters';
  if (!path.includes('\ufffd')) return undefined;
  return lstatOf(join(root, path)) ? undefined : 'has a name that is not UTF-8';
}
