/** Gathers everything that a build depends on, except the contents of its pages. */
import type { Cache } from '../files/cache.ts';
import { hashOf } from '../files/hash.ts';
import { enginesOf } from '../models/engines.ts';
import { prettierState, type PrettierState } from '../format/prettier-state.ts';
import { selectPages, type Selection } from '../workspace/selection.ts';
import { refuseUnbuilt } from '../workspace/unbuilt.ts';
import type { Source } from '../problems/source.ts';
import type { TemplateSource } from '../sections/template.ts';
import { type Overlay, openWorkspace, type Workspace } from '../workspace/workspace.ts';
import type { BuildOptions } from './build-options.ts';
import { shippedSourcesOf } from './shipped-sources.ts';
import { expectsManyPages } from './verdict.ts';
import { warmThread } from '../files/threads.ts';

export interface Inputs {
  readonly workspace: Workspace;
  readonly selection: Selection;
  /** Whether all pages are in scope. */
  readonly isWhole: boolean;
  /** Whether every page is compared, even if the cache says that it is up to date. */
  readonly isAnew: boolean;
  readonly data: readonly Source[];
  /** The files that the data take something from. */
  readonly shipped: readonly Source[];
  readonly templates: readonly TemplateSource[];
  readonly prettier: PrettierState;
  /** Changes whenever any of this changes; undefined if that depends on running code. */
  readonly key: string | undefined;
}

/** What to plan. */
export interface PlanOptions extends Pick<BuildOptions, 'root' | 'config' | 'paths'> {
  /** Files that replace those on disk and are never written; every page is then compared again. */
  readonly overlay?: Overlay | undefined;
  /** In place of the workspace's own. */
  readonly cache?: Cache | undefined;
}

/**
 * Opens the workspace and reads what pages are made from. Throws {@link CannotRun} if it cannot.
 */
export async function gather({
  root,
  config,
  paths = [],
  overlay,
  cache,
}: PlanOptions): Promise<Inputs> {
  const workspace = await openWorkspace(root, config, overlay, cache);
  if (expectsManyPages(workspace.cache)) warmThread();
  const data = workspace.dataSources();
  const { sources: shipped } = await shippedSourcesOf(workspace, data);
  const selection = selectPages(workspace, paths, new Set(shipped.map(({ file }) => file)));
  if (selection.skipped.length > 0) await refuseUnbuilt(workspace, selection.skipped);
  const templates = workspace.templates();
  const prettier = prettierState(workspace.root, selection.folders);
  const sources = [...data, ...shipped, ...templates.map(({ source }) => source)];
  const key =
    prettier.key === undefined || sources.some(({ unreadable }) => unreadable !== undefined)
      ? undefined
      : hashOf([
          prettier.key,
          JSON.stringify([workspace.config, enginesOf(data)]),
          ...sources.flatMap(({ file, text }) => [file, text]),
        ]);
  const isWhole = paths.length === 0;
  return {
    workspace,
    selection,
    isWhole,
    isAnew: overlay !== undefined,
    data,
    shipped,
    templates,
    prettier,
    key,
  };
}
