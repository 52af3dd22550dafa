/**
 * Adopt: turns hand-written policies on pages into data and regions, without changing the rest of
 * the pages. What the policies of a model become is in its own folder.
 */
import { openWrittenTexts } from '../build/written-texts.ts';
import { reachFrom } from '../files/reach.ts';
import { sweep, writeNewFile, writePage } from '../files/write.ts';
import { toBytes } from '../pages/page.ts';
import { CannotRun } from '../problems/cannot-run.ts';
import { diffLines } from '../problems/diff.ts';
import { isError, type Problem, sortProblems } from '../problems/problem.ts';
import { plural } from '../problems/report.ts';
import { catalogWith } from '../sources/sources.ts';
import { noPageIn, selectPages } from '../workspace/selection.ts';
import { openWorkspace, type Workspace } from '../workspace/workspace.ts';
import { type AdoptedFence, type LeftFence, refusal } from './fence.ts';
import { noRoom } from './markers.ts';
import type {
  AdoptedRow,
  Choices,
  Composed,
  Given,
  ModelJob,
  NewEntry,
  Plan,
  ToName,
} from './model.ts';
import { ADOPT_MODELS, type AdoptedLists } from './models.ts';
import { findPlaces, type FoundPlaces, type Target, unread } from './places.ts';
import { type AdoptedPage, verify, type Verified } from './verify.ts';

/** The options of the models are among them. */
export interface AdoptOptions extends Choices, Given {
  /** Absolute. */
  readonly root: string;
  readonly config?: string | undefined;
  /** Pages, or fences on them by line; relative to the root. */
  readonly targets: readonly Target[];
  /** Adopt from every page that is not frozen, or from all that `targets` select. */
  readonly all?: boolean;
  /** Accept the layout that the build gives a policy. */
  readonly normalize?: boolean;
  readonly dryRun?: boolean;
  /** Asks for the names of each new entry; without it they are derived. */
  readonly ask?: ((one: ToName) => Promise<Choices>) | undefined;
  /** Asks for consent before anything is written. */
  readonly confirm?: ((result: AdoptResult) => Promise<boolean>) | undefined;
}

export interface AdoptResult extends AdoptedLists {
  readonly problems: readonly Problem[];
  /** What was adopted, for people. */
  readonly rows: readonly AdoptedRow[];
  /** Policies in forms that cannot be adopted, with the reason. */
  readonly left: readonly {
    readonly file: string;
    readonly line: number;
    readonly reason: string;
  }[];
  /** Data files as they were, or would be, written. */
  readonly files: readonly { readonly file: string; readonly text: string }[];
  readonly pages: readonly { readonly file: string; readonly diff: readonly string[] }[];
  readonly written: boolean;
  readonly notice: string | undefined;
}

type Report = (fence: AdoptedFence, problem: Problem) => void;

export async function adopt(options: AdoptOptions): Promise<AdoptResult> {
  const workspace = await openWorkspace(options.root, options.config);
  const { catalog, problems: dataProblems } = catalogWith(
    workspace.dataSources(),
    workspace.shipped,
  );
  if (dataProblems.some(isError)) return nothing(dataProblems);
  const found = findPlaces(workspace, targetsOf(workspace, options), options);
  const problems = [...found.problems, ...needs(found.left)];
  const report: Report = (fence, problem) => {
    // A fence that was not requested by its line only gets a warning.
    problems.push(found.explicit.has(fence) ? problem : { ...problem, severity: 'warning' });
  };
  const around = { workspace, catalog, given: options, id: options.id, report };
  const jobs: ModelJob[] = [];
  const chosen = new Map<ModelJob, readonly AdoptedFence[]>();
  let others = 0;
  for (const model of ADOPT_MODELS) {
    const fences = found.fences.flatMap((one) => (one.model === model ? one.fence : []));
    const job = await model.start({ ...around, fences, explicit: found.explicit });
    const taken = job.candidates(withRoom(fences, options, report), others);
    others += taken.filter(({ hasClaims }) => hasClaims).length;
    jobs.push(job);
    chosen.set(job, taken);
  }
  const attempt = await settle(workspace, chosen, found, options, report);
  const markers = attempt?.composed.markers;
  const isTaken = (fence: AdoptedFence): boolean => markers?.get(fence) !== undefined;
  const lone = jobs.flatMap(({ leftOver }) => leftOver?.(isTaken, problems) ?? []);
  const left = [...found.left, ...lone];
  if (!attempt) return nothing(problems, left);
  const { composed, verified } = attempt;
  const result: AdoptResult = {
    ...nothing([...problems, ...verified.problems, ...verified.warnings], left),
    ...attempt.lists,
    rows: attempt.rows,
    files: [...composed.files].map(([file, { text }]) => ({ file, text })),
    pages: verified.pages.map(({ page, after }) => ({
      file: page.file,
      diff: diffLines(page.source.text, after),
    })),
    notice: verified.notice,
  };
  if (verified.problems.length > 0) return nothing(verified.problems, left);
  if (options.dryRun === true || result.rows.length === 0) return result;
  if (options.confirm && !(await options.confirm(result))) return result;
  const failed = writeAll(workspace, result.files, verified.pages);
  return {
    ...result,
    problems: sortProblems([...result.problems, ...failed]),
    written: failed.length === 0,
  };
}

function targetsOf(workspace: Workspace, { targets, all }: AdoptOptions): readonly Target[] {
  if (all === true)
    return pagesIn(
      workspace,
      targets.map(({ file }) => file),
    );
  if (targets.length === 0) throw new CannotRun('name a page or a folder, or use adopt --all');
  const reach = reachFrom(workspace.root);
  return targets.flatMap((target) => {
    const { file, line } = target;
    if (line !== undefined || reach(file).kind !== 'folder') return target;
    const pages = pagesIn(workspace, [file]);
    if (pages.length > 0) return pages;
    throw noPageIn(workspace, file);
  });
}

/** The pages that paths select, all of them without paths; frozen ones are never built. */
function pagesIn(workspace: Workspace, paths: readonly string[]): Target[] {
  const selection = selectPages(workspace, paths);
  return selection.files
    .filter((file) => selection.includes(file, []) && !workspace.isFrozen(file))
    .map((file) => ({ file }));
}

/** What must be installed before the rest can be adopted: once, at the first place that needs it. */
function needs(left: readonly LeftFence[]): Problem[] {
  const remedies = new Set(left.flatMap(({ remedy }) => remedy ?? []));
  return [...remedies].flatMap((remedy) => {
    const own = left.filter((one) => one.remedy === remedy);
    const more = own.length > 1 ? `; ${plural(own.length - 1, 'more fence')} left as well` : '';
    return own[0] ? [unread(own[0], `${own[0].reason}${more}`)] : [];
  });
}

/** The fences that markers can be put around. */
function withRoom(
  fences: readonly AdoptedFence[],
  options: AdoptOptions,
  report: Report,
): AdoptedFence[] {
  return fences.filter((fence) => {
    const obstacle = noRoom(fence.page, fence);
    if (!obstacle || (obstacle.isTight && options.normalize === true)) return true;
    const hint = obstacle.isTight ? 'add one, or use --normalize to add it' : undefined;
    report(fence, refusal(fence, obstacle.reason, hint));
    return false;
  });
}

interface Attempt {
  readonly composed: Composed;
  readonly lists: AdoptedLists;
  readonly rows: readonly AdoptedRow[];
  readonly verified: Verified;
}

type OfJobs<T> = ReadonlyMap<ModelJob, T>;

/**
 * Drops fences that cannot be adopted until all remaining ones can; then asks for names and tries
 * once more.
 */
async function settle(
  workspace: Workspace,
  chosen: OfJobs<readonly AdoptedFence[]>,
  found: FoundPlaces,
  options: AdoptOptions,
  report: Report,
): Promise<Attempt | undefined> {
  let taken = chosen;
  const keep = (isKept: (fence: AdoptedFence) => boolean): void => {
    taken = new Map([...taken].map(([job, fences]) => [job, fences.filter(isKept)]));
  };
  const unclaimed = new Set<AdoptedFence>();
  let asked: OfJobs<ReadonlyMap<string, Choices>> | undefined;
  while ([...taken.values()].some(({ length }) => length > 0)) {
    const plans = new Map<ModelJob, Plan>();
    for (const [job, fences] of taken)
      plans.set(
        job,
        job.plan(fences, (derived) => asked?.get(job)?.get(derived) ?? options),
      );
    const blocked = [...plans.values()].flatMap((plan) => [...plan.blocked]);
    if (blocked.length > 0) {
      for (const [fence, problem] of blocked) report(fence, problem);
      const isBlocked = new Set(blocked.map(([fence]) => fence));
      keep((fence) => !isBlocked.has(fence));
      continue;
    }
    const { composed, lists, rows } = await composeAll([...plans.values()], unclaimed);
    const jobOf = (fence: AdoptedFence) => [...taken].find(([, own]) => own.includes(fence))?.[0];
    const verified = await verify(composed, {
      root: workspace.root,
      config: options.config,
      regions: found.regions,
      normalize: options.normalize === true,
      isReworded: (fence, text) => jobOf(fence)?.isReworded(fence, text),
    });
    if (verified.problems.length + verified.failures.size + verified.unclaimed.size === 0) {
      if (!options.ask || asked) return { composed, lists, rows, verified };
      asked = await askAll(plans, options.ask);
      continue;
    }
    if (verified.problems.length > 0) return { composed, lists, rows, verified };
    for (const [fence, problem] of verified.failures) report(fence, problem);
    // Without drafted claims, those of the entry that takes the policy do not hold.
    const refused = [...verified.unclaimed].filter(([fence]) => unclaimed.has(fence));
    for (const [fence, problem] of refused) report(fence, problem);
    for (const fence of verified.unclaimed.keys()) unclaimed.add(fence);
    const isRefused = new Set<AdoptedFence>(refused.map(([fence]) => fence));
    keep((fence) => !verified.failures.has(fence) && !isRefused.has(fence));
  }
  return undefined;
}

/** What all models make of their fences. */
async function composeAll(
  plans: readonly Plan[],
  unclaimed: ReadonlySet<AdoptedFence>,
): Promise<{ composed: Composed; lists: AdoptedLists; rows: readonly AdoptedRow[] }> {
  const files = new Map<
    string,
    Composed['files'] extends ReadonlyMap<string, infer F> ? F : never
  >();
  const markers = new Map<AdoptedFence, string | undefined>();
  const lists: Record<string, readonly object[]> = {};
  const rows: AdoptedRow[] = [];
  for (const plan of plans) {
    const made = await plan.compose(unclaimed);
    for (const [file, text] of made.files) files.set(file, text);
    for (const [fence, marker] of made.markers) markers.set(fence, marker);
    Object.assign(lists, made.lists);
    rows.push(...made.rows);
  }
  return { composed: { files, markers }, lists: { ...NOTHING, ...lists }, rows };
}

/** What people call each new entry, by its derived id. */
async function askAll(
  plans: ReadonlyMap<ModelJob, Plan>,
  ask: (one: ToName) => Promise<Choices>,
): Promise<OfJobs<ReadonlyMap<string, Choices>>> {
  const chosen = new Map<ModelJob, ReadonlyMap<string, Choices>>();
  const choose = async (one: NewEntry): Promise<Choices> =>
    one.isKnown ? { id: one.id } : await ask(one);
  for (const [job, { named }] of plans) {
    const own = new Map<string, Choices>();
    for (const one of named) own.set(one.derived, await choose(one));
    chosen.set(job, own);
  }
  return chosen;
}

/** Data is written first, so that a page never refers to a role that does not exist. */
function writeAll(
  workspace: Workspace,
  files: AdoptResult['files'],
  pages: readonly AdoptedPage[],
): Problem[] {
  const { root } = workspace;
  for (const { file, text } of files) {
    const problem = workspace.exists(file)
      ? writePage(root, { file, before: workspace.read(file), after: Buffer.from(text) })
      : writeNewFile(root, file, text);
    if (problem) return [problem];
  }
  sweep(
    root,
    [...files, ...pages.map(({ page }) => page)].map(({ file }) => file),
  );
  openWrittenTexts(root).add(pages.flatMap(({ texts }) => texts.map((text) => ({ text }))));
  return pages.flatMap(({ page, after }) => {
    const next = { file: page.file, before: page.bytes, after: toBytes(page, after) };
    return writePage(root, next) ?? [];
  });
}

const NOTHING = Object.assign({}, ...ADOPT_MODELS.map((model) => model.nothing)) as AdoptedLists;

function nothing(problems: readonly Problem[], left: readonly LeftFence[] = []): AdoptResult {
  return {
    problems: sortProblems(problems),
    ...NOTHING,
    rows: [],
    left: left.map(({ page, line, reason }) => ({ file: page.file, line, reason })),
    files: [],
    pages: [],
    written: false,
    notice: undefined,
  };
}
