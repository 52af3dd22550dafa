/**
 * The pages that a command applies to: a page means itself, a data file or a template means the
 * pages it feeds, and the configuration means all pages.
 */
import { posix, resolve } from 'node:path';

import { escapeGlob } from '../files/glob.ts';
import { relativeTo, relativeToRoot } from '../files/paths.ts';
import { obstacleOf, reachFrom } from '../files/reach.ts';
import { isThere } from '../files/stat.ts';
import { nameProblem, type Refused, type Walk } from '../files/walk.ts';
import { CannotRun } from '../problems/cannot-run.ts';
import { CONFIG_FILE, type Workspace } from './workspace.ts';

export interface Selection {
  /** The pages to read. */
  readonly files: readonly string[];
  /** Requested pages that cannot be read. */
  readonly refused: readonly Refused[];
  /** The folders of the pages, with the names in them that may configure Prettier. */
  readonly folders: ReadonlyMap<string, readonly string[]>;
  /** Named files that are not pages and do not feed any. Hooks pass every changed file. */
  readonly skipped: readonly string[];
  /** Whether the selection depends on what feeds each page. */
  readonly isByFeeds: boolean;
  /** Whether the page is selected, given what its regions are made from. */
  includes(file: string, regions: readonly { readonly feeds: readonly string[] }[]): boolean;
}

/**
 * Throws {@link CannotRun} for a path that does not exist, a glob that matches nothing and a folder
 * that has nothing of the workspace in it. `shipped` are the files that data take policies from; they
 * may be outside of the root.
 */
export function selectPages(
  workspace: Workspace,
  paths: readonly string[],
  shipped: ReadonlySet<string> = new Set(),
): Selection {
  const asked = new Set<string>();
  const feeding = new Set<string>();
  const skipped: string[] = [];
  const { templates } = workspace.config;
  const named = paths.map((path) => expand(workspace, path, shipped));
  const files = named.flatMap((one) => one.files);
  const byName = new Set(named.filter(({ isName }) => isName).flatMap((one) => one.files));
  const isAll = paths.length === 0 || files.includes(CONFIG_FILE);
  const isFeeding = (file: string): boolean =>
    (file.startsWith(`${templates}/`) && file.endsWith('.hbs')) ||
    workspace.isData(file) ||
    shipped.has(file);
  for (const file of files) {
    if (workspace.isPage(file)) asked.add(file);
    else if (isFeeding(file)) feeding.add(file);
    else if (byName.has(file) && file !== CONFIG_FILE) skipped.push(file);
  }
  const isOfUse = (file: string): boolean =>
    workspace.isPage(file) || isFeeding(file) || file === CONFIG_FILE;
  const empty = named.find(
    ({ folder, files: own, refused }) =>
      folder !== undefined && refused.length === 0 && !own.some(isOfUse),
  );
  if (empty?.folder !== undefined) throw noPageIn(workspace, empty.folder);
  const isByFeeds = feeding.size > 0;
  const found =
    isAll || isByFeeds
      ? workspace.pages()
      : {
          files: [...asked].toSorted(),
          folders: workspace.foldersOf(asked),
          refused: named
            .flatMap((one) => one.refused)
            .filter(({ path, isFolder }) => isFolder || workspace.isPage(path)),
        };
  const isFed = ({ feeds }: { readonly feeds: readonly string[] }): boolean =>
    [...feeding].some((file) => feeds.includes(file) || file.startsWith(`${templates}/partials/`));
  return {
    ...found,
    skipped,
    isByFeeds,
    includes: (file, regions) => isAll || asked.has(file) || regions.some(isFed),
  };
}

export const noPageIn = ({ config }: Workspace, folder: string): CannotRun =>
  new CannotRun(
    `no page of this workspace is in ${folder}; \`pages\` in ${CONFIG_FILE} is now ${config.pages.join(', ')}`,
  );

interface Expanded extends Pick<Walk, 'files' | 'refused'> {
  /** Whether the path names one file. */
  readonly isName?: boolean;
  /** The folder that the path names, relative to the root. */
  readonly folder?: string;
}

/** The files that a command-line path names: a file, a folder, or a glob. */
function expand(workspace: Workspace, path: string, shipped: ReadonlySet<string>): Expanded {
  const own = relativeTo(workspace.root, resolve(workspace.root, path));
  const isElsewhere =
    own.startsWith('../') &&
    /\.(?:json|ya?ml|tf)$/.test(own) &&
    isThere(resolve(workspace.root, own));
  if (shipped.has(own) || isElsewhere) return { files: [own], refused: [], isName: true };
  const file = relativeToRoot(workspace.root, resolve(workspace.root, path));
  if (file === undefined) throw new CannotRun(`${path} is outside the workspace`);
  const reach = reachFrom(workspace.root)(file);
  if (reach.kind === 'folder')
    return {
      ...workspace.glob([file === '' ? '**' : posix.join(escapeGlob(file), '**')]),
      folder: file === '' ? '.' : file,
    };
  if (reach.kind !== 'absent') {
    const why = obstacleOf(reach) ?? nameProblem(workspace.root, file);
    if (why === undefined) return { files: [file], refused: [], isName: true };
    const isOutside = reach.kind === 'outside';
    return { files: [], refused: [{ path: file, why, isOutside, isFolder: false }] };
  }
  const matches = /[*?{[]/.test(path) ? workspace.glob([file]) : { files: [], refused: [] };
  if (matches.files.length + matches.refused.length === 0)
    throw new CannotRun(`${path} does not exist`);
  return matches;
}
