/** Skims a tree, inspects what is worth reading, and after fixes does so again. */
import type { Catalog } from '../data/catalog.ts';
import { knowledgeOf, type LintedModel } from './knowledge.ts';
import { skimming } from './skim.ts';
import { sortProblems } from '../problems/problem.ts';
import { startSharing } from '../files/threads.ts';
import { unread } from './unread.ts';
import { openWorkspace, type Workspace } from '../workspace/workspace.ts';
import type { LintOptions, LintResult } from './options.ts';

/** Lints for these models alone; the worker thread knows only those of `MODELS`. */
export async function lintTree(
  models: readonly LintedModel[],
  options: LintOptions,
): Promise<LintResult> {
  const workspace = await openWorkspace(options.root, options.config);
  const knowledge = await knowledgeOf(models, await catalogOf(workspace));
  const { files, refused } = await workspace.markdownFiles(options.paths ?? []);
  const notices = unread({ root: workspace.root, paths: options.paths ?? [], files, refused });
  const tree = { root: workspace.root, names: knowledge.names };
  const finishSkimming = startSharing(skimming(models), tree, files);
  const worthReading = (await finishSkimming(({ answer }) => answer)).flat();
  const clean = { problems: [], fixed: [], baseline: {}, dataDate: undefined, notices };
  if (worthReading.length + refused.length === 0) return { ...clean, pages: files.length, files };
  const { inspect } = await import('./inspect.ts');
  const inspected = await inspect(workspace, worthReading, {
    ...options,
    models,
    knowledge,
    refused,
  });
  const { unfixed, ...others } = inspected;
  const found = { ...others, notices: [...notices, ...others.notices] };
  if (found.fixed.length === 0) {
    if (options.fix === true) options.onFindings?.(found.problems);
    return { ...found, pages: files.length, files };
  }
  const again = await lintTree(models, { ...options, fix: false });
  if (unfixed.length > 0) options.onFindings?.(unfixed);
  const problems = sortProblems([...again.problems, ...unfixed]);
  return { ...again, problems, fixed: found.fixed };
}

/** What the workspace's data say, if there are any. */
async function catalogOf(workspace: Workspace): Promise<Catalog | undefined> {
  const data = workspace.dataSources();
  if (data.length === 0) return undefined;
  const { loadCatalog } = await import('../data/catalog.ts');
  return loadCatalog(data).catalog;
}
