/** Lint: any tree of Markdown → findings. Reads pages, loads no Prettier and runs no code of the tree. */
import type { Catalog } from '../data/catalog.ts';
import type { Additions } from '../iam/reference.ts';
import type { Baseline } from './baseline.ts';
import { AWS_LIFECYCLE, type Lifecycle, mergeLifecycles } from '../iam/retired.ts';
import { referencesOf } from './words.ts';
import type { Problem } from '../problems/problem.ts';
import { startSharing } from '../files/threads.ts';
import { Workspace } from '../workspace/workspace.ts';

export interface LintOptions {
  /** Absolute. */
  readonly root: string;
  readonly config?: string | undefined;
  /** Files, folders and globs, relative to the root; everything where it is empty. */
  readonly paths?: readonly string[];
  /** YYYY-MM-DD: whose day's facts hold. */
  readonly asOf: string;
  /** Only these codes and families (`iam/*`). */
  readonly rules?: readonly string[];
  readonly fix?: boolean;
  readonly baseline?: Baseline;
}

export interface LintResult {
  readonly problems: readonly Problem[];
  readonly pages: number;
  /** Which pages there were to lint. */
  readonly files: readonly string[];
  /** Pages that were mended. */
  readonly fixed: readonly string[];
  /** Of all findings, for `--update-baseline`. */
  readonly baseline: Baseline;
  /** The day of the data on actions and keys. */
  readonly dataDate: string | undefined;
}

/** Pages without any word that matters are skimmed, and nothing that reads pages is loaded for them. */
export async function lint(options: LintOptions): Promise<LintResult> {
  const workspace = await Workspace.open(options.root, options.config);
  const knowledge = await knowledgeOf(workspace);
  const { lifecycle, formerly } = knowledge;
  const references = referencesOf(lifecycle, [...formerly.keys()]);
  const files = await workspace.markdownFiles(options.paths ?? []);
  const finishSkimming = startSharing('skim', { root: workspace.root, references }, files);
  const worthReading = (await finishSkimming(({ answer }) => answer)).flat();
  const clean = { problems: [], fixed: [], baseline: {}, dataDate: undefined };
  if (worthReading.length === 0) return { ...clean, pages: files.length, files };
  const { inspect } = await import('./inspect.ts');
  const inspected = await inspect(workspace, worthReading, {
    ...options,
    ...knowledge,
    references,
  });
  if (inspected.fixed.length > 0)
    return { ...(await lint({ ...options, fix: false })), fixed: inspected.fixed };
  return { ...inspected, pages: files.length, files };
}

/** What is retired and renamed: AWS's part and the workspace's own. */
export interface Knowledge {
  readonly lifecycle: Lifecycle;
  /** Old names, and what they are now. */
  readonly formerly: ReadonlyMap<string, string>;
  /** Actions and keys of the workspace. */
  readonly own: Additions;
}

async function knowledgeOf(workspace: Workspace): Promise<Knowledge> {
  const data = workspace.dataSources();
  if (data.length === 0) return { lifecycle: AWS_LIFECYCLE, formerly: new Map(), own: {} };
  const { loadCatalog } = await import('../data/catalog.ts');
  const { additionsOf } = await import('../proof/prove.ts');
  const { catalog } = loadCatalog(data);
  const formerly = catalog
    .all('roles')
    .flatMap(({ value }) => value.formerly.map((name): [string, string] => [name, value.name]));
  return {
    lifecycle: mergeLifecycles(AWS_LIFECYCLE, lifecycleOf(catalog)),
    formerly: new Map(formerly),
    own: additionsOf(catalog),
  };
}

/** What the workspace itself knows to be retired. */
function lifecycleOf(catalog: Catalog): Lifecycle {
  const removed = catalog.all('actions').flatMap(({ id, value }) =>
    value.removed === undefined
      ? []
      : [
          {
            action: id,
            removed: value.removed,
            replacedBy: value.replacedBy?.source ?? 'remove it',
            source: value.source,
          },
        ],
  );
  const all = new Map<string, boolean>();
  for (const { id, value } of catalog.all('actions')) {
    const [service = ''] = id.split(':');
    all.set(service, (all.get(service) ?? true) && value.removed !== undefined);
  }
  return {
    actions: removed,
    namespaces: new Set([...all].filter(([, isGone]) => isGone).map(([service]) => service)),
  };
}
