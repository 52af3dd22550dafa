/** The other thread of a survey: takes its shares of the pages, answers once, and ends. */
import { parentPort, workerData } from 'node:worker_threads';

import { type SharedWork, surveyShares, type ThreadAnswer } from './survey.ts';
import { CannotRun } from './cannot-run.ts';

let answer: ThreadAnswer;
try {
  answer = { shares: JSON.stringify(await surveyShares(workerData as SharedWork)) };
} catch (error) {
  if (!(error instanceof CannotRun)) throw error;
  answer = { cannotRun: error.message };
}
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
parentPort?.postMessage(answer);
