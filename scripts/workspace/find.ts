/**
 * Which folder is the workspace: the nearest one upwards with a `permadocs.yaml`. Its Prettier
 * configuration is code, so the search never leaves what the person who runs permadocs owns.
 */
import { dirname, join, resolve } from 'node:path';

import { repositoryAround } from '../files/repository.ts';
import { homeFolder, isOwnFolder } from '../files/owner.ts';
import { isOutside } from '../files/paths.ts';
import { isFolder, isThere } from '../files/stat.ts';
import { namesIn } from '../files/walk.ts';
import { CONFIG_FILE } from './settings.ts';

export interface Place {
  /** Absolute. */
  readonly root: string;
  /** Absolute; undefined for `permadocs.yaml` at the root, or nothing. */
  readonly config: string | undefined;
  /**
   * `given` on the command line; `configured` by a `permadocs.yaml`; `assumed`: the current folder,
   * because it has folders where data or pages are by default; `none`: it has not even those.
   */
  readonly by: 'given' | 'configured' | 'assumed' | 'none';
}

/** The workspace of whoever runs permadocs in `cwd` with these options; paths are from there. */
export function placeFor(
  cwd: string,
  { root, config }: { readonly root?: string | undefined; readonly config?: string | undefined },
): Place {
  const configFile = config === undefined ? undefined : resolve(cwd, config);
  if (root !== undefined) return { root: resolve(cwd, root), config: configFile, by: 'given' };
  const found = nearest(cwd, cwd);
  if (found !== undefined) return { root: found, config: configFile, by: 'configured' };
  const isHere = DEFAULT_FOLDERS.some((name) => isFolder(join(cwd, name)));
  if (configFile !== undefined) {
    const isElsewhere = configFile.endsWith(CONFIG_FILE) || !isHere;
    return { root: isElsewhere ? dirname(configFile) : cwd, config: configFile, by: 'given' };
  }
  return { root: cwd, config: undefined, by: isHere ? 'assumed' : 'none' };
}

const DEFAULT_FOLDERS = ['data', 'templates', 'out'];

/**
 * The nearest folder with a `permadocs.yaml`, from `folder` upwards, for somebody who stands in
 * `cwd`. It ends at the root of the git repository; without git, at the current folder.
 */
export function nearest(folder: string, cwd: string): string | undefined {
  return upwards(folder, cwd).find(
    (at) => isThere(join(at, CONFIG_FILE)) && (at === cwd || isOwnFolder(at, cwd)),
  );
}

/** The folders in which a workspace is looked for, the nearest first. */
function upwards(folder: string, cwd: string): string[] {
  const top = repositoryAround(folder) ?? (isOutside(cwd, folder) ? folder : cwd);
  const home = homeFolder();
  const folders: string[] = [];
  for (let at = folder; ; at = dirname(at)) {
    if (at !== cwd && !isOwnFolder(at, cwd)) break;
    folders.push(at);
    if (at === top || at === home || at === dirname(at)) break;
  }
  return folders;
}

/** A folder that looks like a workspace, above or below `cwd`: for a message, nothing is read there. */
export function likelyWorkspace(cwd: string): string | undefined {
  return [...above(cwd), ...below(cwd)].find(
    (folder) => isThere(join(folder, CONFIG_FILE)) || hasDefaults(folder),
  );
}

const hasDefaults = (folder: string): boolean =>
  isFolder(join(folder, 'data')) && isFolder(join(folder, 'out'));

/** The folders between this one and the root of its repository, the nearest first. */
function above(cwd: string): string[] {
  const top = repositoryAround(cwd) ?? cwd;
  const parent = dirname(cwd);
  return cwd === top || parent === cwd ? [] : [parent, ...above(parent)];
}

/** How many folders below the current one are looked into, and how deep. */
const MOST_FOLDERS = 2000;
const DEEPEST = 4;

/** The folders below this one, level by level. */
function below(cwd: string): string[] {
  const folders = [cwd];
  for (const folder of folders) {
    const depth = folder.slice(cwd.length).split(/[\\/]/).length;
    if (depth > DEEPEST || folders.length > MOST_FOLDERS) continue;
    for (const name of namesIn(folder).toSorted())
      if (!name.startsWith('.') && name !== 'node_modules' && isFolder(join(folder, name)))
        folders.push(join(folder, name));
  }
  return folders.slice(1);
}
