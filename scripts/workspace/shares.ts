/** Paths of a command line → the workspaces that they belong to. */
import { dirname, relative, resolve } from 'node:path';

import { repositoryAround } from '../files/repository.ts';
import { beginningOf } from '../files/glob.ts';
import { isOutside, relativeTo, toPosix } from '../files/paths.ts';
import { isFolder, lstatOf } from '../files/stat.ts';
import { CannotRun } from '../problems/cannot-run.ts';
import { likelyWorkspace, nearest, type Place } from './find.ts';
import { hasMarker } from './unbuilt.ts';

/** One workspace, and what of it is asked for. */
export interface Share {
  /** Absolute. */
  readonly root: string;
  /** Absolute. */
  readonly config: string | undefined;
  /** Relative to the root; everything where it is empty. */
  readonly paths: readonly string[];
}

interface Shares {
  readonly shares: readonly Share[];
  /** How many of the files named belong to no workspace, or to another than the one given. */
  readonly skipped: number;
}

/** Where a command runs. */
interface Standing {
  /** Absolute; paths are from here. */
  readonly cwd: string;
  /** The folder in which npm was called, if it was npm that runs the command. */
  readonly initCwd?: string | undefined;
}

/**
 * Each path goes to the workspace nearest to it; without paths there is one share, with everything.
 * Throws {@link CannotRun} for a path that does not exist, and for one of no workspace that is a
 * folder, a glob or a file with a marker.
 */
export async function sharesOf(
  standing: Standing,
  place: Place,
  paths: readonly string[],
): Promise<Shares> {
  if (paths.length === 0) {
    if (place.by === 'none') throw noWorkspace(standing.cwd);
    return { shares: [{ root: place.root, config: place.config, paths: [] }], skipped: 0 };
  }
  const { byRoot, strays: all } = sorted(standing, place, paths);
  // The workspace may take a policy from elsewhere in its repository; it knows.
  const strays = all.filter((stray) => !mayShipWith(place, stray));
  for (const { path } of all.filter((stray) => mayShipWith(place, stray)))
    addTo(byRoot, place.root, path);
  for (const { path, asked, isFile } of strays) {
    const isOfOther = nearest(dirname(path), standing.cwd) !== undefined;
    if (!isFile && place.by === 'given')
      throw new CannotRun(`${asked} is outside the workspace ${place.root}`);
    if (!isFile) throw noWorkspace(standing.cwd, asked);
    if (!isOfOther && (await hasMarker(path)))
      throw new CannotRun(
        `${asked} has markers of permadocs and belongs to no workspace; ${wayOut(standing.cwd)}`,
      );
  }
  return { shares: sharesIn(byRoot, place), skipped: strays.length };
}

/**
 * The same for a command that needs no workspace: what belongs to none is read from the current
 * folder, or from the repository around it. Only files outside of a root that was given are skipped.
 */
export function sharesAnywhere(standing: Standing, place: Place, paths: readonly string[]): Shares {
  if (paths.length === 0)
    return { shares: [{ root: place.root, config: place.config, paths: [] }], skipped: 0 };
  const { byRoot, strays } = sorted(standing, place, paths);
  const { cwd } = standing;
  let skipped = 0;
  for (const { path, asked, isFile } of strays) {
    if (place.by === 'given' && !isFile)
      throw new CannotRun(`${asked} is outside the workspace ${place.root}`);
    if (place.by === 'given') skipped += 1;
    else {
      const root = isOutside(cwd, path) ? (repositoryAround(dirname(path)) ?? dirname(path)) : cwd;
      addTo(byRoot, root, path);
    }
  }
  return { shares: sharesIn(byRoot, place), skipped };
}

/** Whether a file outside of the root may be one that ships with the workspace there. */
function mayShipWith({ root, by }: Place, { path, isFile }: Stray): boolean {
  if (by === 'none' || by === 'assumed' || !isFile || !/\.(?:json|ya?ml|tf)$/.test(path))
    return false;
  const top = repositoryAround(root);
  return top !== undefined && !isOutside(top, path);
}

interface Stray {
  /** Absolute. */
  readonly path: string;
  /** As it was given. */
  readonly asked: string;
  readonly isFile: boolean;
}

/** Absolute paths by the root that they belong to, and those that belong to none. */
function sorted(
  standing: Standing,
  place: Place,
  paths: readonly string[],
): { readonly byRoot: Map<string, string[]>; readonly strays: readonly Stray[] } {
  const byRoot = new Map<string, string[]>();
  const strays: Stray[] = [];
  for (const asked of paths) {
    const path = resolve(standing.cwd, asked);
    const isFile = lstatOf(path) !== undefined && !isFolder(path);
    const root = rootOfPath(standing, place, asked);
    if (root === undefined) strays.push({ path, asked, isFile });
    else addTo(byRoot, root, path);
  }
  return { byRoot, strays };
}

function rootOfPath(standing: Standing, place: Place, asked: string): string | undefined {
  const { cwd } = standing;
  const path = resolve(cwd, asked);
  const own = place.by !== 'none' && !isOutside(place.root, path) ? place.root : undefined;
  const folder = folderOf(standing, place, asked);
  return place.by === 'given' ? own : (nearest(folder, cwd) ?? own);
}

/** The folder where the search for the workspace of a path begins. */
function folderOf(standing: Standing, place: Place, asked: string): string {
  const path = resolve(standing.cwd, asked);
  if (lstatOf(path)) return isFolder(path) ? path : dirname(path);
  if (!/[*?{[]/.test(asked)) throw missing(standing, place, asked);
  const { base } = beginningOf(toPosix(relative(standing.cwd, path)));
  return resolve(standing.cwd, base);
}

/** Says where else the path exists: npm changes the folder, and pages are named from their root. */
function missing({ cwd, initCwd }: Standing, place: Place, asked: string): CannotRun {
  const elsewhere = [
    ...(initCwd === undefined ? [] : [[initCwd, 'npm was called there']]),
    [place.root, 'the root of the workspace'],
  ].find(([folder]) => folder !== cwd && lstatOf(resolve(folder ?? cwd, asked)));
  if (!elsewhere) return new CannotRun(`${asked} does not exist`);
  const [folder = cwd, why] = elsewhere;
  return new CannotRun(
    `${asked} does not exist in ${cwd}, but it does in ${folder} (${why}); write ${relativeTo(cwd, resolve(folder, asked))}`,
  );
}

function addTo(byRoot: Map<string, string[]>, root: string, path: string): void {
  byRoot.set(root, [...(byRoot.get(root) ?? []), relativeTo(root, path) || '.']);
}

function sharesIn(byRoot: ReadonlyMap<string, readonly string[]>, place: Place): Share[] {
  return [...byRoot].map(([root, paths]) => ({ root, config: place.config, paths }));
}

/** There is no workspace where one is needed. */
export function noWorkspace(cwd: string, asked?: string): CannotRun {
  const what = asked === undefined ? 'this folder is in no workspace' : `${asked} is in none`;
  return new CannotRun(`${what}; ${wayOut(cwd)}`);
}

/** What to do where no workspace was found, or nothing in the one at `root`. */
export function wayOut(cwd: string, root?: string): string {
  const likely = likelyWorkspace(cwd);
  if (likely === undefined || likely === root) return '`permadocs init` sets one up';
  const from = relativeTo(cwd, likely);
  return `a workspace seems to be at ${from}: run permadocs there, or with --root ${from}`;
}
