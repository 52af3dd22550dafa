/**
 * What a build would change: every page is read, and what has been found out about the same content
 * before is not worked out again. Nothing is written here but the cache.
 */
import { hashOf } from './cache.ts';
import type { Content } from './content.ts';
import type { Comparer } from './expected.ts';
import {
  expectsManyPages,
  KnownFacts,
  readVerdict,
  type UpToDate,
  type Verdict,
} from './known-pages.ts';
import type { PageFacts, PlannedPage, Surveyed, SurveyedPage } from './page-facts.ts';
import { openPage } from './page-file.ts';
import type { BuildOptions } from './build-options.ts';
import { prettierState, type PrettierState } from './prettier-state.ts';
import { isError, type Problem, problemAt } from './problem.ts';
import { selectPages, type Selection } from './select.ts';
import type { Source } from './source.ts';
import { type PageJob, startSurvey } from './survey.ts';
import type { TemplateSource } from './template.ts';
import { warmThread } from './threads.ts';
import { type Overlay, Workspace } from './workspace.ts';

export type { PlannedPage } from './page-facts.ts';

export interface PlanOptions extends Pick<BuildOptions, 'root' | 'config' | 'paths'> {
  /** Files that stand for those on disk, never written; every page is then compared anew. */
  readonly overlay?: Overlay | undefined;
}

export interface Plan {
  readonly workspace: Workspace;
  readonly problems: Problem[];
  /** The pages that were compared: all but those that an earlier run knows to be up to date. */
  readonly compared: readonly PlannedPage[];
  /** Pages with a region that is not what it should be. Empty where there are errors. */
  readonly stale: readonly PlannedPage[];
  readonly counts: { pages: number; regions: number };
  /** A remark for people: which Prettier formatted. */
  readonly notice: string | undefined;
  /** Data and templates; undefined where an earlier verdict made it needless to load them. */
  readonly content: Content | undefined;
  /** For the cache; see {@link remember} in memory.ts. */
  readonly learned: Learned;
}

/** What later runs need not find out again. */
export interface Learned {
  /** Undefined where no later run can tell whether it still holds. */
  readonly key: string | undefined;
  /** Were all pages looked at? */
  readonly isWhole: boolean;
  readonly earlier: Verdict | undefined;
  readonly linked: readonly string[];
  /** Warnings about data and templates. */
  readonly problems: readonly Problem[];
  readonly upToDate: Map<string, UpToDate>;
  /** How many of these had to be scanned. */
  readonly scanned: number;
  /** All pages with markers; undefined where an earlier verdict made it needless to know. */
  readonly facts: SurveyedPage[] | undefined;
}

export async function planBuild(options: PlanOptions): Promise<Plan> {
  const workspace = await Workspace.open(options.root, options.config, options.overlay);
  if (expectsManyPages(workspace.cache)) warmThread();
  const selection = selectPages(workspace, options.paths ?? []);
  const inputs = { data: workspace.dataSources(), templates: workspace.templates() };
  const prettier = prettierState(workspace.root, selection.folders);
  const key = keyOf(workspace, inputs, prettier);
  const isAnew = selection.isByFeeds || options.overlay !== undefined;
  const verdict = isAnew ? undefined : standing(workspace, key);
  const stored = verdict ? undefined : KnownFacts.read(workspace.cache);
  const jobs = selection.files.map((file): PageJob => {
    const kind = workspace.kindOf(file);
    const known = stored ? stored.hashOf(kind) : verdict?.pages.get(file)?.[0];
    return { file, flavour: kind.flavour, frozen: kind.frozen, known };
  });
  const finishSurvey = startSurvey(workspace.root, jobs, workspace.overlay);
  const load = async (): Promise<Content> => {
    const { loadContent } = await import('./content.ts');
    return loadContent(workspace, inputs.data, inputs.templates);
  };
  // Without a verdict all of it is needed: it is loaded while another thread reads the pages.
  const loaded = verdict ? undefined : await load();
  const comparer = await comparerOf(workspace, loaded, prettier);
  const surveyed = await finishSurvey(async (page) => comparer?.expectations.meet(page));
  const isWhole = (options.paths ?? []).length === 0;
  const known = { key, isWhole, earlier: verdict, upToDate: new Map<string, UpToDate>() };
  const plan = {
    workspace,
    problems: [] as Problem[],
    compared: [] as PlannedPage[],
    stale: [] as PlannedPage[],
    counts: { pages: 0, regions: 0 },
    notice: undefined as string | undefined,
  };
  const pages = takeUnchanged(jobs, surveyed, verdict, stored, known.upToDate);
  for (const [, regions, problems] of known.upToDate.values()) {
    plan.problems.push(...problems);
    if (regions > 0) plan.counts.pages += 1;
    plan.counts.regions += regions;
  }
  if (verdict && pages.length === 0) {
    plan.problems.push(...verdict.problems);
    const { linked, problems } = verdict;
    const learned = { ...known, linked, problems, facts: undefined, scanned: 0 };
    return { ...plan, content: undefined, learned };
  }
  const content = loaded ?? (await load());
  plan.problems.push(...content.problems, ...pages.flatMap(({ problems }) => problems));
  const learned: Learned = {
    ...known,
    linked: content.linked,
    problems: content.problems,
    facts: verdict ? undefined : pages,
    scanned: surveyed.filter((one) => typeof one === 'object').length,
  };
  if (!plan.problems.some(isError)) {
    const ready = comparer ?? (await comparerOf(workspace, content, prettier));
    if (ready) plan.notice = await compare(pages, ready, { plan, selection, learned });
  }
  const stale = plan.problems.some(isError) ? [] : plan.stale;
  return { ...plan, stale, content, learned };
}

interface Comparison {
  readonly plan: Pick<Plan, 'workspace' | 'problems' | 'counts'> & {
    compared: PlannedPage[];
    stale: PlannedPage[];
  };
  readonly selection: Selection;
  readonly learned: Learned;
}

/** What compares pages with sound content. */
async function comparerOf(
  workspace: Workspace,
  content: Content | undefined,
  prettier: PrettierState,
): Promise<Comparer | undefined> {
  if (!content || content.problems.some(isError)) return undefined;
  const { prepare } = await import('./expected.ts');
  return prepare(workspace, content, prettier);
}

/** Renders and formats what each page should hold, and sorts pages by whether they do. */
async function compare(
  pages: readonly SurveyedPage[],
  { expectations, wrapWarnings, finish }: Comparer,
  { plan, selection, learned }: Comparison,
): Promise<string | undefined> {
  const { workspace, problems, compared, stale, counts } = plan;
  for (const page of pages) {
    if (page.frozen) {
      learned.upToDate.set(page.file, [page.hash, 0, page.problems]);
      continue;
    }
    const answers = await expectations.of(page);
    const found = answers.flatMap((answer, index) =>
      'wrong' in answer
        ? answer.wrong.map(({ code, words }) =>
            problemAt(code, openPage(workspace, page).source, regionAt(page, index), words),
          )
        : [],
    );
    const expected = answers.filter((answer) => 'bodyHash' in answer);
    if (
      !selection.includes(
        page.file,
        expected.map(({ feeds }) => feeds),
      )
    )
      continue;
    const warnings = await wrapWarnings(page);
    problems.push(...found, ...warnings);
    counts.pages += 1;
    counts.regions += page.regions.length;
    if (expected.length < answers.length) continue;
    compared.push({ page, expected });
    const isStale = expected.some(
      ({ bodyHash }, index) => bodyHash !== page.regions[index]?.bodyHash,
    );
    if (isStale) stale.push({ page, expected });
    else
      learned.upToDate.set(page.file, [
        page.hash,
        page.regions.length,
        [...page.problems, ...warnings],
      ]);
  }
  return finish();
}

const regionAt = ({ regions }: PageFacts, index: number) =>
  regions[index]?.begin ?? { start: 0, end: 0 };

/** The earlier verdict, if nothing that it rests on has changed. */
function standing(workspace: Workspace, key: string | undefined): Verdict | undefined {
  const verdict = readVerdict(workspace.cache, key);
  return verdict?.linked.every((file) => workspace.exists(file)) ? verdict : undefined;
}

/** Pages that the verdict knows go to `upToDate`; of all others, the facts. */
function takeUnchanged(
  jobs: readonly PageJob[],
  surveyed: readonly Surveyed[],
  verdict: Verdict | undefined,
  stored: KnownFacts | undefined,
  upToDate: Map<string, UpToDate>,
): SurveyedPage[] {
  const pages: SurveyedPage[] = [];
  for (const [index, { file, flavour, frozen }] of jobs.entries()) {
    const one = surveyed[index];
    const known = one === 'unchanged' ? verdict?.pages.get(file) : undefined;
    if (known) upToDate.set(file, known);
    const facts = one === 'unchanged' ? stored?.of(file) : one;
    if (typeof facts === 'object') pages.push({ ...facts, flavour, frozen });
  }
  return pages;
}

/** Of everything that the answer depends on but the pages; undefined where only running code can tell. */
function keyOf(
  { config }: Workspace,
  inputs: { readonly data: readonly Source[]; readonly templates: readonly TemplateSource[] },
  { key }: PrettierState,
): string | undefined {
  if (key === undefined) return undefined;
  const sources = [...inputs.data, ...inputs.templates.map(({ source }) => source)];
  return hashOf([
    key,
    JSON.stringify(config),
    ...sources.flatMap(({ file, text }) => [file, text]),
  ]);
}
