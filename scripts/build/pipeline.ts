/** A build, stage by stage: gather, load, survey, fill, compare. */
import { warmThread } from '../files/threads.ts';
import { once } from '../memo.ts';
import { isError } from '../problems/problem.ts';
import type { comparePages } from './compare.ts';
import type { Content } from './content.ts';
import { gather, type Inputs, type PlanOptions } from './inputs.ts';
import { recall } from './learned.ts';
import { type Plan, planOf, problemsOf } from './plan.ts';
import { SURVEY, survey } from './survey.ts';

const compare: typeof comparePages = async (...given) =>
  (await import('./compare.ts')).comparePages(...given);

/**
 * Plans what a build would change. Every page is read, but results cached for the same content are
 * reused, and if they cover every page, data and templates are not even loaded.
 */
export async function planBuild(options: PlanOptions): Promise<Plan> {
  const inputs = await gather(options);
  const memory = recall(inputs);
  const shared = mayShareProofs(inputs) ? { config: options.config } : undefined;
  // It takes as long to start as the data take to load.
  if (shared && isFirst(inputs)) warmThread();
  const loading = once(async () => (await import('./content.ts')).loadContent(inputs, shared));
  const filler = once(async () => (await import('./fill.ts')).fillerOf(inputs, await loading()));
  const surveyed = await survey(inputs, memory, filler);
  const isKnown = memory.verdict !== undefined && surveyed.news.length === 0;
  const loaded = isKnown ? undefined : await loading();
  const isSound = (content: Content | undefined): boolean =>
    !problemsOf({ memory, surveyed, content }).some(isError);
  const ready = loaded && isSound(loaded) ? await filler() : undefined;
  // Pages are compared while the other thread proves, and it is of no use if a claim does not hold.
  const compared = ready && (await compare(surveyed.news, inputs.selection, ready));
  const content = await loaded?.proven();
  const comparison = isSound(content) ? compared : undefined;
  return planOf({ inputs, memory, surveyed, content, comparison });
}

/** The other thread reads what is on disk, and it has other work if there are thousands of pages. */
const mayShareProofs = ({ workspace, selection }: Inputs): boolean =>
  workspace.overlay.size === 0 && selection.files.length < SURVEY.worthwhile;

/** Below this, the other thread proves nothing: see PROVE, which would be loaded for that here. */
const MANY_CLAIMS = 4;

/** Whether nothing of an earlier build is kept and there is much to prove. */
const isFirst = ({ workspace, data }: Inputs): boolean =>
  workspace.cache.size('texts') === 0 &&
  data.flatMap(({ text }) => text.split('claims:').slice(1)).length >= MANY_CLAIMS;
