/**
 * Loads data and templates, checks references, and proves claims: everything that regions are made
 * from.
 */
import type { Catalog } from '../data/catalog.ts';
import { allEntries } from '../data/catalog.ts';
import { catalogWith, policiesWith } from '../sources/sources.ts';
import { keptIn } from '../files/cache.ts';
import { startSharing } from '../files/threads.ts';
import type { Inputs } from './inputs.ts';
import { PROVE } from './prove-task.ts';
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

/** The content before its claims are proven. */
interface Loaded extends Content {
  /** With the problems of claims. This thread joins in proving when it is called. */
  readonly proven: () => Promise<Content>;
}

/** Loads data and templates, and starts proving in the other thread if that pays and is `shared`. */
export function loadContent(
  { workspace, data, templates }: Pick<Inputs, 'workspace' | 'data' | 'templates'>,
  shared: SharedProof | undefined,
): Loaded {
  const { catalog, linked, problems: dataProblems } = loadData(workspace, data);
  const { sections, problems: templateProblems } = loadSections(templates, workspace.config);
  const problems = [...dataProblems, ...templateProblems];
  const content = { catalog, sections, problems, linked };
  if (problems.some(isError)) return { ...content, proven: async () => content };
  const { join, share } = sharing(workspace.root, shared);
  const { config, cache } = workspace;
  const proving = prove(catalog, { ...config, cache, share, keep: keptIn(cache) });
  // What goes wrong is reported when the proofs are asked for, not as an unhandled rejection.
  proving.catch(() => {});
  return {
    ...content,
    async proven() {
      join();
      return { ...content, problems: [...problems, ...(await proving).problems] };
    },
  };
}

/** How the other thread reads the same workspace. */
interface SharedProof {
  readonly config: string | undefined;
  readonly withFacts?: boolean | undefined;
}

/** Starts the other thread at once; this one has other work until `join` is called. */
function sharing(
  root: string,
  shared: SharedProof | undefined,
): { readonly join: () => void; readonly share: ProveOptions['share'] } {
  if (!shared) return { join: () => {}, share: undefined };
  let join = (): void => {};
  const joined = new Promise<void>((resolve) => {
    join = resolve;
  });
  return {
    join,
    async share(holders) {
      if (holders.length < PROVE.worthwhile) return [];
      const finish = startSharing(PROVE, { root, ...shared }, holders);
      await joined;
      // If it fails there, this thread finds out why.
      return finish(({ answer }) => answer).then(
        (found) => found.flat(),
        () => [],
      );
    },
  };
}

/**
 * Runs the proof stage alone: data is loaded and checked; pages and templates are not. Throws
 * {@link CannotRun} if `options.ids` names a role or policy that does not exist.
 */
export async function proveWorkspace(
  workspace: Workspace,
  options: Pick<ProveOptions, 'ids' | 'withFacts'> & { readonly config?: string | undefined } = {},
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
  const { ids, withFacts } = options;
  const { join, share } = sharing(workspace.root, { config: options.config, withFacts });
  join();
  const asked = { ...config, ids, withFacts, cache, share, keep: keptIn(cache) };
  const proven = await prove(catalog, asked);
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
