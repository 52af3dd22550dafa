/** All that a build rests on but the contents of its pages. */
import { hashOf } from '../files/hash.ts';
import { prettierState, type PrettierState } from '../format/prettier-state.ts';
import { selectPages, type Selection } from '../workspace/selection.ts';
import type { Source } from '../problems/source.ts';
import type { TemplateSource } from '../sections/template.ts';
import type { Workspace } from '../workspace/workspace.ts';

export interface Inputs {
  readonly workspace: Workspace;
  readonly selection: Selection;
  readonly data: readonly Source[];
  readonly templates: readonly TemplateSource[];
  readonly prettier: PrettierState;
  /** Changes with any of it; undefined where only running code can tell. */
  readonly key: string | undefined;
}

export function gatherInputs(workspace: Workspace, paths: readonly string[]): Inputs {
  const selection = selectPages(workspace, paths);
  const data = workspace.dataSources();
  const templates = workspace.templates();
  const prettier = prettierState(workspace.root, selection.folders);
  const sources = [...data, ...templates.map(({ source }) => source)];
  const key =
    prettier.key === undefined || sources.some(({ unreadable }) => unreadable !== undefined)
      ? undefined
      : hashOf([
          prettier.key,
          JSON.stringify(workspace.config),
          ...sources.flatMap(({ file, text }) => [file, text]),
        ]);
  return { workspace, selection, data, templates, prettier, key };
}
