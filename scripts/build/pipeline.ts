/** A build, stage by stage: gather, load, survey, fill, compare. */
import { once } from '../memo.ts';
import { isError } from '../problems/problem.ts';
import type { comparePages } from './compare.ts';
import { gather, type PlanOptions } from './inputs.ts';
import { recall } from './learned.ts';
import { type Plan, planOf, problemsOf } from './plan.ts';
import { survey } from './survey.ts';

const compare: typeof comparePages = async (...given) =>
  (await import('./compare.ts')).comparePages(...given);

/**
 * Plans what a build would change. Every page is read, but results cached for the same content are
 * reused, and if they cover every page, data and templates are not even loaded.
 */
export async function planBuild(options: PlanOptions): Promise<Plan> {
  const inputs = await gather(options);
  const memory = recall(inputs);
  const content = once(async () => (await import('./content.ts')).loadContent(inputs));
  const filler = once(async () => (await import('./fill.ts')).fillerOf(inputs, await content()));
  const surveyed = await survey(inputs, memory, filler);
  const isKnown = memory.verdict !== undefined && surveyed.news.length === 0;
  const stages = { inputs, memory, surveyed, content: isKnown ? undefined : await content() };
  const isSound = !problemsOf(stages).some(isError);
  const ready = isSound && !isKnown ? await filler() : undefined;
  const comparison = ready && (await compare(surveyed.news, inputs.selection, ready));
  return planOf({ ...stages, comparison });
}
