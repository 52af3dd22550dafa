/** Lint: any tree of Markdown → findings. Reads pages, loads no Prettier and runs no code of the tree. */
import type { Catalog } from '../data/catalog.ts';
import { AWS_LIFECYCLE, type Lifecycle, mergeLifecycles } from '../iam/retired.ts';
import { referencesOf } from './words.ts';
import { SKIM } from './skim.ts';
import { sortProblems } from '../problems/problem.ts';
import { startSharing } from '../files/threads.ts';
import { openWorkspace, type Workspace } from '../workspace/workspace.ts';
import type { Knowledge, LintOptions, LintResult } from './options.ts';

/**
 * Lints every Markdown and MDX page below the paths, in a workspace or in any other folder. Pages
 * without any word that a rule looks for cost one search in their bytes.
 *
 * @example
 * const { problems } = await lint({ root: process.cwd(), paths: ['old.md'], asOf: '2026-06-01' });
 * console.log(problems.map(({ code, line }) => `${line} ${code}`)); // [ '3 lint/stale-action' ]
 */
export async function lint(options: LintOptions): Promise<LintResult> {
  const workspace = await openWorkspace(options.root, options.config);
  const knowledge = await knowledgeOf(workspace);
  const { lifecycle, formerly, roles } = knowledge;
  const references = referencesOf(lifecycle, [
    ...formerly.keys(),
    ...(roles.size > 0 ? [':role/'] : []),
  ]);
  const { files, refused } = await workspace.markdownFiles(options.paths ?? []);
  const finishSkimming = startSharing(SKIM, { root: workspace.root, references }, files);
  const worthReading = (await finishSkimming(({ answer }) => answer)).flat();
  const clean = { problems: [], fixed: [], baseline: {}, dataDate: undefined, notices: [] };
  if (worthReading.length + refused.length === 0) return { ...clean, pages: files.length, files };
  const { inspect } = await import('./inspect.ts');
  const inspected = await inspect(workspace, worthReading, {
    ...options,
    ...knowledge,
    references,
    refused,
  });
  const { unfixed, ...found } = inspected;
  if (found.fixed.length === 0) {
    if (options.fix === true) options.onFindings?.(found.problems);
    return { ...found, pages: files.length, files };
  }
  const again = await lint({ ...options, fix: false });
  if (unfixed.length > 0) options.onFindings?.(unfixed);
  const problems = sortProblems([...again.problems, ...unfixed]);
  return { ...again, problems, fixed: found.fixed };
}

async function knowledgeOf(workspace: Workspace): Promise<Knowledge> {
  const data = workspace.dataSources();
  if (data.length === 0)
    return {
      lifecycle: AWS_LIFECYCLE,
      formerly: new Map(),
      roles: new Set(),
      own: {},
      schemas: [],
    };
  const { loadCatalog } = await import('../data/catalog.ts');
  const { additionsOf } = await import('../data/additions.ts');
  const { catalog } = loadCatalog(data);
  const formerly = [
    ...catalog.all('roles').map(({ value }) => ({ old: value.formerly, now: value.name })),
    ...catalog.all('policies').map(({ id, value }) => ({
      old: value.formerly,
      now: value.name ?? value.file ?? id,
    })),
  ].flatMap(({ old, now }) => old.map((name): [string, string] => [name, now]));
  return {
    lifecycle: mergeLifecycles(AWS_LIFECYCLE, lifecycleOf(catalog)),
    formerly: new Map(formerly),
    roles: new Set(catalog.all('roles').map(({ value }) => value.name)),
    own: additionsOf(catalog),
    schemas: catalog.all('cedar').flatMap(({ value }) => value.schema ?? []),
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
