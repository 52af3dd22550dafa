/** Which pages a command is about: a page stands for itself, a data file or template for what it feeds. */
import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

import type { RenderedRegion } from './render.ts';
import { CannotRun, relativeToRoot, type Workspace } from './workspace.ts';

export interface Selection {
  /** The pages to read. */
  readonly files: readonly string[];
  /** Is this page among those asked for, now that it is known what feeds it? */
  includes(file: string, rendered: readonly RenderedRegion[]): boolean;
}

/** Throws {@link CannotRun} for a path that does not exist, or a glob that matches nothing. */
export function selectPages(workspace: Workspace, paths: readonly string[]): Selection {
  const pages = workspace.pageFiles();
  if (paths.length === 0) return { files: pages, includes: () => true };
  const all = new Set(pages);
  const asked = new Set<string>();
  const feeding = new Set<string>();
  const isTemplate = (file: string): boolean =>
    file.startsWith(`${workspace.config.templates}/`) && file.endsWith('.hbs');
  const data = new Set(workspace.glob(workspace.config.data));
  for (const path of paths) {
    for (const file of expand(workspace, path)) {
      if (all.has(file)) asked.add(file);
      else if (data.has(file) || isTemplate(file)) feeding.add(file);
    }
  }
  const isFed = (region: RenderedRegion): boolean =>
    [...feeding].some(
      (file) =>
        region.feeds.includes(file) || file.startsWith(`${workspace.config.templates}/partials/`),
    );
  return {
    files: feeding.size > 0 ? pages : pages.filter((file) => asked.has(file)),
    includes: (file, rendered) => asked.has(file) || rendered.some(isFed),
  };
}

/** The files that a path of the command line names: a file, a folder or a glob. */
function expand(workspace: Workspace, path: string): string[] {
  const absolute = resolve(workspace.root, path);
  const file = relativeToRoot(workspace.root, absolute);
  if (file === undefined) throw new CannotRun(`${path} lies outside the workspace`);
  if (existsSync(absolute)) {
    return statSync(absolute).isDirectory()
      ? workspace.glob([join(file, '**').replaceAll('\\', '/')])
      : [file];
  }
  const matches = /[*?{[]/.test(path) ? workspace.glob([file]) : [];
  if (matches.length === 0) throw new CannotRun(`${path} does not exist`);
  return matches;
}
