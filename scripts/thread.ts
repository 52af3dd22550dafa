/** Entry point of the worker thread: takes shares of the work and answers each. */
import { parentPort } from 'node:worker_threads';

import { type Answered, type Errand, takeShares, type Task } from './files/threads.ts';
import { CannotRun } from './problems/cannot-run.ts';

/** Tasks load on demand, so that each brings in only what it needs. */
const TASKS: Readonly<Record<string, () => Promise<unknown>>> = {
  survey: async () => (await import('./build/survey.ts')).SURVEY,
  inspect: async () => (await import('./lint/inspect-pages.ts')).INSPECT,
  skim: async () => (await import('./lint/skim.ts')).SKIM,
  prove: async () => (await import('./build/prove-task.ts')).PROVE,
  replace: async () => (await import('./build/replace-task.ts')).REPLACE,
};

parentPort?.on('message', async (errand: Errand) => {
  const answer = (message: Answered): void => parentPort?.postMessage(message);
  const task = (await TASKS[errand.task]?.()) as Task<unknown, unknown, unknown>;
  const { length, shares, taken } = errand;
  const shareAt = (from: number): unknown[] =>
    JSON.parse(shares[from / task.share] ?? '[]') as unknown[];
  try {
    const common: unknown = JSON.parse(errand.common);
    for await (const share of takeShares(task, common, length, shareAt, taken, 'last'))
      answer(share);
    answer('done');
  } catch (error) {
    if (!(error instanceof CannotRun)) throw error;
    answer({ cannotRun: error.message });
  }
});
