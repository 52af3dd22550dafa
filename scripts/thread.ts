/** The other thread: takes its shares of the work and answers. */
import { parentPort } from 'node:worker_threads';

import { CannotRun } from './problems/cannot-run.ts';
import {
  type Answered,
  type Errand,
  type Share,
  type SharedWork,
  takeShares,
} from './files/threads.ts';

parentPort?.on('message', async ({ work, next }: Errand) => {
  parentPort?.postMessage(await answer({ ...(JSON.parse(work) as SharedWork), next }));
});

async function answer(work: SharedWork): Promise<Answered> {
  try {
    const shares: Share[] = [];
    for await (const share of takeShares(work)) shares.push(share);
    return { shares };
  } catch (error) {
    if (!(error instanceof CannotRun)) throw error;
    return { cannotRun: error.message };
  }
}
