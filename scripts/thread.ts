/** The other thread: takes its shares of the work, answers once, and ends. */
import { parentPort, workerData } from 'node:worker_threads';

import { CannotRun } from './cannot-run.ts';
import { type SharedWork, takeShares, type ThreadAnswer } from './threads.ts';

let answer: ThreadAnswer;
try {
  answer = { shares: JSON.stringify(await takeShares(workerData as SharedWork)) };
} catch (error) {
  if (!(error instanceof CannotRun)) throw error;
  answer = { cannotRun: error.message };
}
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
parentPort?.postMessage(answer);
