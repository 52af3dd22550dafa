/** Entry point of the worker thread: takes shares of the work and answers. */
import { parentPort } from 'node:worker_threads';

import {
  type Answered,
  type Errand,
  type SharedWork,
  takeShares,
  type Task,
} from './files/threads.ts';
import { CannotRun } from './problems/cannot-run.ts';

/** Tasks load on demand, so that each brings in only what it needs. */
const TASKS: Readonly<Record<string, () => Promise<unknown>>> = {
  survey: async () => (await import('./build/survey.ts')).SURVEY,
  inspect: async () => (await import('./lint/inspect-pages.ts')).INSPECT,
  skim: async () => (await import('./lint/skim.ts')).SKIM,
  replace: async () => (await import('./build/replace.ts')).REPLACE,
};

parentPort?.on('message', async ({ work, next }: Errand) => {
  const post = (answered: Answered): void => parentPort?.postMessage(answered);
  post(await answer(JSON.parse(work) as SharedWork, next, post));
});

/** Posts each share as it is done; returns the last message. */
async function answer(
  work: SharedWork,
  next: Int32Array,
  post: (answered: Answered) => void,
): Promise<Answered> {
  const task = (await TASKS[work.task]?.()) as Task<unknown, unknown, unknown>;
  try {
    for await (const share of takeShares(task, work, next)) post({ share });
    return { isDone: true };
  } catch (error) {
    if (!(error instanceof CannotRun)) throw error;
    return { cannotRun: error.message };
  }
}
