/**
 * What a build would change: every page is read, and what has been found out about the same content
 * before is not worked out again. Nothing is written here but the cache.
 */
import type { BuildOptions } from './build-options.ts';
import type { Comparer, Comparison } from './compare.ts';
import type { Content } from './content.ts';
import { gatherInputs, type Inputs } from './inputs.ts';
import { expectsManyPages, type UpToDate } from './verdict.ts';
import { type Learned, type Memory, recall } from './learned.ts';
import type { Surveyed, SurveyedPage } from './page-facts.ts';
import { isError, type Problem } from '../problems/problem.ts';
import { type PageJob, startSurvey } from './survey.ts';
import { warmThread } from '../files/threads.ts';
import { type Overlay, Workspace } from '../workspace/workspace.ts';
import type { PlannedPage } from './expected.ts';

interface PlanOptions extends Pick<BuildOptions, 'root' | 'config' | 'paths'> {
  /** Files that stand for those on disk, never written; every page is then compared anew. */
  readonly overlay?: Overlay | undefined;
}

export interface Plan extends Pick<Comparison, 'counts' | 'notice'> {
  readonly workspace: Workspace;
  readonly problems: readonly Problem[];
  /** The pages that were compared: all but those that an earlier run knows to be up to date. */
  readonly compared: readonly PlannedPage[];
  /** Pages with a region that is not what it should be. Empty where there are errors. */
  readonly stale: readonly PlannedPage[];
  /** Data and templates; undefined where an earlier verdict made it needless to load them. */
  readonly content: Content | undefined;
  /** For the cache; see {@link remember} in memory.ts. */
  readonly learned: Learned;
}

export async function planBuild(options: PlanOptions): Promise<Plan> {
  const { root, config, paths = [], overlay } = options;
  const workspace = await Workspace.open(root, config, overlay);
  if (expectsManyPages(workspace.cache)) warmThread();
  const inputs = gatherInputs(workspace, paths);
  const memory = recall(inputs, overlay !== undefined);
  const jobs = inputs.selection.files.map((file): PageJob => {
    const { flavour, frozen } = workspace.kindOf(file);
    return { file, flavour, frozen, lastHash: memory.hashOf({ file, flavour, frozen }) };
  });
  const finishSurvey = startSurvey(root, jobs, workspace.overlay);
  // Without a verdict all of it is needed: it is loaded while another thread reads the pages.
  const early = memory.verdict ? undefined : await load(inputs);
  const surveyed = await finishSurvey(async (page) => early?.comparer?.meet(page));
  const { unchanged, news } = sortOut(jobs, surveyed, memory);
  const loaded = early ?? (news.length > 0 ? await load(inputs) : undefined);
  const ground = loaded?.content ?? memory.verdict ?? NOTHING;
  const found = [ground, ...news, ...unchanged.values()].flatMap((one) => one.problems);
  const comparer = found.some(isError) ? undefined : loaded?.comparer;
  const compared = (await comparer?.compare(news)) ?? NOTHING;
  const problems = [...found, ...compared.problems];
  return {
    workspace,
    problems,
    compared: compared.compared,
    stale: problems.some(isError) ? [] : compared.stale,
    counts: countsOf(unchanged, compared),
    notice: compared.notice,
    content: loaded?.content,
    learned: {
      key: inputs.key,
      isWhole: paths.length === 0,
      earlier: memory.verdict,
      linked: ground.linked,
      problems: ground.problems,
      upToDate: new Map([...unchanged, ...compared.upToDate]),
      scanned: surveyed.filter((one) => typeof one === 'object').length,
      facts: memory.verdict ? undefined : news,
    },
  };
}

/** Content and what compares pages with it; the latter only where the content is sound. */
interface Loaded {
  readonly content: Content;
  readonly comparer: Comparer | undefined;
}

async function load(inputs: Inputs): Promise<Loaded> {
  const { loadContent } = await import('./content.ts');
  const content = await loadContent(inputs);
  if (content.problems.some(isError)) return { content, comparer: undefined };
  const { Comparer } = await import('./compare.ts');
  return { content, comparer: new Comparer(inputs, content) };
}

/** Pages that the verdict knows, and the facts of all others that have markers. */
function sortOut(
  jobs: readonly PageJob[],
  surveyed: readonly Surveyed[],
  { verdict, facts }: Memory,
): { readonly unchanged: ReadonlyMap<string, UpToDate>; readonly news: readonly SurveyedPage[] } {
  const unchanged = new Map<string, UpToDate>();
  const news: SurveyedPage[] = [];
  for (const [index, { file, flavour, frozen }] of jobs.entries()) {
    const one = surveyed[index];
    const upToDate = one === 'unchanged' ? verdict?.pages.get(file) : undefined;
    if (upToDate) unchanged.set(file, upToDate);
    const page = one === 'unchanged' ? facts?.of(file) : one;
    if (typeof page === 'object') news.push({ ...page, flavour, frozen });
  }
  return { unchanged, news };
}

const NOTHING = {
  problems: [],
  linked: [],
  compared: [],
  stale: [],
  upToDate: new Map<string, UpToDate>(),
  counts: { pages: 0, regions: 0 },
  notice: undefined,
} as const;

function countsOf(
  unchanged: ReadonlyMap<string, UpToDate>,
  { counts }: Pick<Comparison, 'counts'>,
) {
  const inForce = [...unchanged.values()].filter(({ regions }) => regions > 0);
  return {
    pages: counts.pages + inForce.length,
    regions: inForce.reduce((sum, { regions }) => sum + regions, counts.regions),
  };
}
