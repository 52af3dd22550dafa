/**
 * Which pages a command is about: a page stands for itself, a data file or template for what it
 * feeds, the configuration for all of them.
 */
import { existsSync, statSync } from 'node:fs';
import { posix, resolve } from 'node:path';

import { CannotRun } from '../problems/cannot-run.ts';
import { CONFIG_FILE, relativeToRoot, type Workspace } from './workspace.ts';

export interface Selection {
  /** The pages to read. */
  readonly files: readonly string[];
  /** Their folders, with the names in them that may configure Prettier. */
  readonly folders: ReadonlyMap<string, readonly string[]>;
  /** Does what feeds a page decide whether it is among those asked for? */
  readonly isByFeeds: boolean;
  /** Is this page among those asked for, now that it is known what feeds its regions? */
  includes(file: string, feeds: readonly (readonly string[])[]): boolean;
}

/** Throws {@link CannotRun} for a path that does not exist, or a glob that matches nothing. */
export function selectPages(workspace: Workspace, paths: readonly string[]): Selection {
  const asked = new Set<string>();
  const feeding = new Set<string>();
  const { templates } = workspace.config;
  const named = paths.flatMap((path) => expand(workspace, path));
  const isAll = paths.length === 0 || named.includes(CONFIG_FILE);
  for (const file of named) {
    const isTemplate = file.startsWith(`${templates}/`) && file.endsWith('.hbs');
    if (workspace.isPage(file)) asked.add(file);
    else if (isTemplate || workspace.isData(file)) feeding.add(file);
  }
  const isByFeeds = feeding.size > 0;
  const { files, folders } =
    isAll || isByFeeds
      ? workspace.pages()
      : { files: [...asked].toSorted(), folders: workspace.foldersOf(asked) };
  const isFed = (feeds: readonly string[]): boolean =>
    [...feeding].some((file) => feeds.includes(file) || file.startsWith(`${templates}/partials/`));
  return {
    files,
    folders,
    isByFeeds,
    includes: (file, feeds) => isAll || asked.has(file) || feeds.some(isFed),
  };
}

/** The files that a path of the command line names: a file, a folder or a glob. */
function expand(workspace: Workspace, path: string): readonly string[] {
  const absolute = resolve(workspace.root, path);
  const file = relativeToRoot(workspace.root, absolute);
  if (file === undefined) throw new CannotRun(`${path} lies outside the workspace`);
  if (existsSync(absolute)) {
    return statSync(absolute).isDirectory()
      ? workspace.glob([file === '' ? '**' : posix.join(file, '**')])
      : [file];
  }
  const matches = /[*?{[]/.test(path) ? workspace.glob([file]) : [];
  if (matches.length === 0) throw new CannotRun(`${path} does not exist`);
  return matches;
}
