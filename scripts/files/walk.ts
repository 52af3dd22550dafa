/**
 * Globs → files. One walk that skips ignored files, follows each link once, and reports what it
 * refused.
 */
import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { memo, once } from '../memo.ts';
import { unseenAt } from '../problems/visible.ts';
import type { Automaton } from './automaton.ts';
import type { GitIgnores } from './gitignore.ts';
import { beginningOf, globAutomaton, type GlobOptions } from './glob.ts';
import { isCircle, obstacleOf, reachFrom } from './reach.ts';
import { lstatOf } from './stat.ts';

export interface Walk {
  /** Relative to the root with `/`, sorted by code unit. */
  readonly files: readonly string[];
  /** The folders that were read, each with the names in it that matched `alsoSeen`. */
  readonly folders: ReadonlyMap<string, readonly string[]>;
  /** What the globs match but must not be read. */
  readonly refused: readonly Refused[];
}

export interface Refused {
  /** A file or a folder, relative to the root. */
  readonly path: string;
  /** The reason, worded to follow the path. */
  readonly why: string;
  readonly isFolder: boolean;
  /** Whether it leads out of the root. */
  readonly isOutside: boolean;
}

/**
 * Whether these globs match a path, given relative to the root. The name of a folder matches all
 * its contents.
 */
export function matcher(globs: readonly string[]): (file: string) => boolean {
  const isMeant = anyOf(globs.filter((glob) => !glob.startsWith('!')));
  const isNot = anyOf(globs.filter((glob) => glob.startsWith('!')).map((glob) => glob.slice(1)));
  return (file) => isMeant(file) && !isNot(file);
}

export function ignoreMatcher(globs: readonly string[]): (file: string) => boolean {
  return anyOf(globs, { dot: true });
}

/** A glob also matches the file of exactly its name. */
function anyOf(globs: readonly string[], options: GlobOptions = {}): (file: string) => boolean {
  if (globs.length === 0) return () => false;
  const all = globs.flatMap(withContents);
  const names = new Set(all);
  const matches = once(() =>
    automata(JSON.stringify([all, options]), () => globAutomaton(all, options)),
  );
  return (file) => names.has(file) || matches()(file).length > 0;
}

/** Several stages of a run match the same few globs. Bench row “check of this repository”. */
const automata = memo<string, Automaton>(20);

export interface WalkOptions {
  /** Names that the caller wants reported for each folder. */
  readonly alsoSeen?: (name: string) => boolean;
  readonly gitIgnores?: GitIgnores | undefined;
}

/** Finds the files below `root` that the globs match. Folders that cannot be read are skipped. */
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
  /** Queues, collects or refuses one entry. */
  const meet = (path: string, found: Found, isNamed = false): void => {
    if (found === 'nothing') return;
    const parent = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
    const isFolder = found === 'folder' || (typeof found === 'object' && found.isFolder);
    const isHidden = path.slice(path.lastIndexOf('/') + 1).startsWith('.');
    // Matched once for each path, and before the ignored ones: most files are not meant.
    const isMeant = isFolder ? isNamed || !isHidden : isWanted(path);
    if (!isMeant && !isNamed) return;
    if (isIgnored(isFolder ? `${path}/` : path)) return;
    if (!isNamed && gitIgnores(parent, path, isFolder)) return;
    if (typeof found === 'object') refused.set(path, { path, ...found });
    else if (isFolder) pending.push(path);
    else if (isMeant) files.add(path);
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

/** The paths that the globs begin with: folders to read, and files named without a wildcard. */
function beginnings(globs: readonly string[]): Set<string> {
  const wanted = globs.filter((glob) => !glob.startsWith('!'));
  return new Set(
    wanted.map((glob) => beginningOf(glob.replace(/^\.\//, '').replace(/\/$/, '')).base),
  );
}

/** The names in a folder; empty if it cannot be read. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
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

/**
 * Classifies entries. For anything but a link, the folder's listing is enough, without a system
 * call.
 */
function looker(root: string): {
  readonly entry: (path: string, entry: Dirent) => Found;
  readonly base: (path: string) => Found;
} {
  const reach = reachFrom(root);
  /** Folders already walked, under their own name or through a link. */
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
    // To end circles, a linked folder is walked once, and never if it contains the link.
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

/**
 * Whether a name needs a closer look. A replacement character may stand for bytes that are not
 * UTF-8.
 */
const isOdd = (name: string): boolean =>
  !/^[\x20-\x7e]*$/.test(name) && (isUnseen(name) || name.includes('\ufffd'));
const isUnseen = (name: string): boolean => unseenAt(name) !== -1 || /[\t\n]/.test(name);

/** Why a name cannot be printed or opened as it is; undefined if it can. */
export function nameProblem(root: string, path: string): string | undefined {
  if (isUnseen(path)) return 'has a name with control characters';
  if (!path.includes('\ufffd')) return undefined;
  return lstatOf(join(root, path)) ? undefined : 'has a name that is not UTF-8';
}
