/** Shares work on thousands of files between this thread and a worker. */
import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';

import { compiledModule, isCompiled } from '../package.ts';
import { CannotRun } from '../problems/cannot-run.ts';

/** Works on one share of the jobs after another. */
export type WorkOn<Job, Answer> = (jobs: readonly Job[]) => Promise<Answer> | Answer;

/**
 * Work that can be shared. The worker identifies it by name, because functions cannot be posted to
 * threads; `Common`, `Job` and `Answer` are plain JSON.
 */
export interface Task<Common, Job, Answer> {
  readonly name: string;
  /** Prepares the work, given what all jobs have in common. */
  readonly start: (common: Common) => WorkOn<Job, Answer>;
  /** The number of jobs below which a thread costs more than it saves. */
  readonly worthwhile: number;
  /** The number of jobs in one share. */
  readonly share: number;
}

/** The jobs, which may be made when their share is taken. */
export interface Jobs<Job> {
  readonly length: number;
  readonly slice: (from: number, to: number) => readonly Job[];
}

export interface Share<Answer = unknown> {
  /** The index of its first job. */
  readonly from: number;
  readonly answer: Answer;
}

/**
 * Starts a task in the worker if there are enough jobs. This thread joins in when the returned
 * function is called. `use` receives each share as soon as it is done, one at a time; those of the
 * worker while this thread waits between its own, and the rest at the end. Resolves to the results
 * of `use` in the order of the jobs; rejects with what the task throws.
 */
export function startSharing<Common, Job, Answer>(
  task: Task<Common, Job, Answer>,
  common: Common,
  jobs: Jobs<Job>,
): <Used>(use: (done: Share<Answer>) => Used | Promise<Used>) => Promise<Used[]> {
  const taken = new Int32Array(new SharedArrayBuffer(4));
  const early: Share<Answer>[] = [];
  let receive = (share: Share<Answer>): void => void early.push(share);
  const theirs =
    jobs.length >= task.worthwhile
      ? takenBy<Answer>(
          takeThread(),
          () => errandOf(task, common, jobs, taken),
          (share) => receive(share),
        )
      : Promise.resolve();
  // An error of the worker is reported when the work is finished, not as an unhandled rejection.
  theirs.catch(() => {});
  return async <Used>(use: (done: Share<Answer>) => Used | Promise<Used>): Promise<Used[]> => {
    const used = new Map<number, Used>();
    let last: Promise<void> = Promise.resolve();
    const take = (share: Share<Answer>): Promise<void> => {
      last = last.then(async () => {
        used.set(share.from, await use(share));
      });
      last.catch(() => {});
      return last;
    };
    receive = (share) => void take(share);
    early.splice(0).forEach(receive);
    const shareAt = (from: number): readonly Job[] => jobs.slice(from, from + task.share);
    for await (const own of takeShares(task, common, jobs.length, shareAt, taken)) await take(own);
    await theirs;
    await last;
    return [...used].toSorted(([a], [b]) => a - b).map(([, value]) => value);
  };
}

/**
 * Takes shares until none are left; `taken` holds how many both threads have taken. One begins at
 * the first and the other at the last, so that they seldom write to the same folder: the system
 * lets one thread at a time change a folder.
 */
export async function* takeShares<Common, Job, Answer>(
  { start, share }: Task<Common, Job, Answer>,
  common: Common,
  length: number,
  shareAt: (from: number) => readonly Job[],
  taken: Int32Array,
  begins: 'first' | 'last' = 'first',
): AsyncGenerator<Share<Answer>> {
  const workOn = start(common);
  const count = Math.ceil(length / share);
  for (let own = 0; Atomics.add(taken, 0, 1) < count; own += 1) {
    const from = share * (begins === 'first' ? own : count - 1 - own);
    yield { from, answer: await workOn(shareAt(from)) };
  }
}

/**
 * The message to the worker. Thousands of jobs are posted faster as JSON than as objects, and each
 * share is parsed when it is taken: the texts of all take less memory than their objects.
 */
export interface Errand {
  readonly task: string;
  readonly common: string;
  /** The number of jobs. */
  readonly length: number;
  readonly shares: readonly string[];
  readonly taken: Int32Array;
}

function errandOf<Common, Job>(
  { name, share }: Pick<Task<Common, Job, unknown>, 'name' | 'share'>,
  common: Common,
  jobs: Jobs<Job>,
  taken: Int32Array,
): Errand {
  const shares: string[] = [];
  for (let from = 0; from < jobs.length; from += share)
    shares.push(JSON.stringify(jobs.slice(from, from + share)));
  return { task: name, common: JSON.stringify(common), length: jobs.length, shares, taken };
}

/** A message from the worker: each share as soon as it is done, so that it keeps none. */
export type Answered = Share | { readonly cannotRun: string } | 'done';

/** A worker without work. It is kept for the next task and ends with the program. */
let idle: Promise<Worker | undefined> | undefined;

/** Starts the worker before there is work for it. */
export function warmThread(): void {
  idle ??= startThread();
}

function takeThread(): Promise<Worker | undefined> {
  const thread = idle ?? startThread();
  idle = undefined;
  return thread;
}

/**
 * Undefined if a worker would not help: on a single processor, or if the program is not compiled.
 */
function startThread(): Promise<Worker | undefined> {
  const started = openThread(() => {
    // If the worker fails while idle, nobody is waiting for it.
    if (idle === started) idle = undefined;
  });
  return started;
}

/** In MB. What the worker makes is short-lived: more room only delays its collection. */
const LIMITS = { maxYoungGenerationSizeMb: 6 };

async function openThread(failed: () => void): Promise<Worker | undefined> {
  if (!isCompiled || availableParallelism() < 2) return undefined;
  const { Worker: Thread } = await import('node:worker_threads');
  // Without this process's own options, since threads refuse some of them (`--input-type`).
  const thread = new Thread(compiledModule('thread'), { execArgv: [], resourceLimits: LIMITS });
  thread.unref();
  thread.on('error', failed);
  return thread;
}

/** Gives the worker its errand; resolves when it has done and `receive` was given its shares. */
async function takenBy<Answer>(
  taken: Promise<Worker | undefined>,
  errand: () => Errand,
  receive: (share: Share<Answer>) => void,
): Promise<void> {
  const thread = await taken;
  if (!thread) return;
  await new Promise<void>((resolve, reject) => {
    const listen = (answer: Answered): void => {
      if (typeof answer === 'object' && 'from' in answer) return receive(answer as Share<Answer>);
      thread.off('message', listen);
      thread.off('error', reject);
      thread.unref();
      // Concurrent builds may each have started a thread; keep only one.
      if (idle) void thread.terminate();
      else idle = taken;
      if (answer === 'done') resolve();
      else reject(new CannotRun(answer.cannotRun));
    };
    thread.ref();
    thread.once('error', reject);
    thread.on('message', listen);
    thread.postMessage(errand());
  });
}
