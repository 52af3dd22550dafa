/**
 * Loads data and templates, checks references, and proves claims: everything that regions are made
 * from.
 */
import type { Catalog } from '../data/catalog.ts';
import { allEntries } from '../data/catalog.ts';
import { catalogWith, policiesWith } from '../sources/sources.ts';
import { keptIn } from '../files/cache.ts';
import type { Inputs } from './inputs.ts';
import { isError, type Problem } from '../problems/problem.ts';
import { provableIds, prove, type Proven, type ProveOptions } from '../proof/prove.ts';
import { checkReferences } from '../data/references/index.ts';
import { loadSections } from '../sections/sections.ts';
import type { Source } from '../problems/source.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Sections } from '../sections/template.ts';
import { CannotRun } from '../problems/cannot-run.ts';
import { didYouMean } from '../problems/did-you-mean.ts';

export interface Content {
  readonly catalog: Catalog;
  readonly sections: Sections;
  readonly problems: readonly Problem[];
  /** The files that links in the data lead to. */
  readonly linked: readonly string[];
}

export async function loadContent({
  workspace,
  data,
  templates,
}: Pick<Inputs, 'workspace' | 'data' | 'templates'>): Promise<Content> {
  const { catalog, linked, problems: dataProblems } = loadData(workspace, data);
  const { sections, problems: templateProblems } = loadSections(templates, workspace.config);
  const problems = [...dataProblems, ...templateProblems];
  if (!problems.some(isError)) {
    const { config, cache } = workspace;
    problems.push(...(await prove(catalog, { ...config, cache, keep: keptIn(cache) })).problems);
  }
  return { catalog, sections, problems, linked };
}

/**
 * Runs the proof stage alone: data is loaded and checked; pages and templates are not. Throws
 * {@link CannotRun} if `options.ids` names a role or policy that does not exist.
 */
export async function proveWorkspace(
  workspace: Workspace,
  options: Pick<ProveOptions, 'ids' | 'withFacts'> = {},
): Promise<Proven> {
  const { catalog, problems } = loadData(workspace, workspace.dataSources());
  if (problems.some(isError))
    return { ...(await prove(catalog, { ...workspace.config, ids: [] })), problems };
  const known = provableIds(catalog);
  const unknown = options.ids?.find((id) => !known.includes(id));
  if (unknown !== undefined)
    throw new CannotRun(
      `there is no role or policy \`${unknown}\`; ${didYouMean(unknown, known) ?? `they are: ${known.join(', ') || 'none'}`}`,
    );
  const { cache, config } = workspace;
  const proven = await prove(catalog, { ...config, ...options, cache, keep: keptIn(cache) });
  return { ...proven, problems: [...problems, ...proven.problems] };
}

/** Whether there is a claim in the data. */
export function hasClaims(workspace: Pick<Workspace, 'dataSources' | 'shipped'>): boolean {
  const { catalog } = policiesWith(workspace.dataSources(), workspace.shipped);
  return allEntries(catalog).some(
    ({ value }) => typeof value === 'object' && 'claims' in value && value.claims.length > 0,
  );
}

/** Loads data and checks its references; also returns the files that its links lead to. */
function loadData(
  workspace: Workspace,
  data: readonly Source[],
): Pick<Content, 'catalog' | 'linked' | 'problems'> {
  const linked = new Set<string>();
  const { catalog, problems } = catalogWith(data, workspace.shipped);
  const references = checkReferences(catalog, {
    ...workspace.config,
    exists: (file) => {
      linked.add(file);
      return workspace.exists(file);
    },
  });
  return { catalog, linked: [...linked], problems: [...problems, ...references] };
}
