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
 * function is called. `use` receives each share, this thread's own as soon as they are done, while
 * the worker continues. Resolves to the results of `use` in the order of the jobs; rejects with
 * what the task throws.
 */
export function startSharing<Common, Job, Answer>(
  task: Task<Common, Job, Answer>,
  common: Common,
  jobs: Jobs<Job>,
): <Used>(use: (done: Share<Answer>) => Used | Promise<Used>) => Promise<Used[]> {
  const next = new Int32Array(new SharedArrayBuffer(4));
  const theirs =
    jobs.length >= task.worthwhile
      ? takenBy<Answer>(takeThread(), () => errandOf(task, common, jobs, next))
      : Promise.resolve(undefined);
  // An error of the worker is reported when the work is finished, not as an unhandled rejection.
  theirs.catch(() => {});
  return async <Used>(use: (done: Share<Answer>) => Used | Promise<Used>): Promise<Used[]> => {
    const used = new Map<number, Used>();
    const take = async (share: Share<Answer>): Promise<void> => {
      used.set(share.from, await use(share));
    };
    const shareAt = (from: number): readonly Job[] => jobs.slice(from, from + task.share);
    for await (const own of takeShares(task, common, jobs.length, shareAt, next)) await take(own);
    for await (const other of (await theirs) ?? []) await take(other);
    return [...used].toSorted(([a], [b]) => a - b).map(([, value]) => value);
  };
}

/** Takes shares until none are left; `next` holds the index where the next share begins. */
export async function* takeShares<Common, Job, Answer>(
  { start, share }: Task<Common, Job, Answer>,
  common: Common,
  length: number,
  shareAt: (from: number) => readonly Job[],
  next: Int32Array,
): AsyncGenerator<Share<Answer>> {
  const workOn = start(common);
  for (;;) {
    const from = Atomics.add(next, 0, share);
    if (from >= length) return;
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
  readonly next: Int32Array;
}

function errandOf<Common, Job>(
  { name, share }: Pick<Task<Common, Job, unknown>, 'name' | 'share'>,
  common: Common,
  jobs: Jobs<Job>,
  next: Int32Array,
): Errand {
  const shares: string[] = [];
  for (let from = 0; from < jobs.length; from += share)
    shares.push(JSON.stringify(jobs.slice(from, from + share)));
  return { task: name, common: JSON.stringify(common), length: jobs.length, shares, next };
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

/** Gives the worker its errand; resolves to the shares that it takes, while it works on them. */
async function takenBy<Answer>(
  taken: Promise<Worker | undefined>,
  errand: () => Errand,
): Promise<AsyncIterable<Share<Answer>> | undefined> {
  const thread = await taken;
  if (!thread) return undefined;
  const arrived: Share<Answer>[] = [];
  let end: { readonly error?: unknown } | undefined;
  let wake = (): void => {};
  const finish = (how: { readonly error?: unknown }): void => {
    end = how;
    thread.off('message', listen).off('error', fail);
    wake();
  };
  const fail = (error: unknown): void => finish({ error });
  const listen = (answer: Answered): void => {
    if (typeof answer === 'object' && 'from' in answer) {
      arrived.push(answer as Share<Answer>);
      wake();
      return;
    }
    thread.unref();
    // Concurrent builds may each have started a thread; keep only one.
    if (idle) void thread.terminate();
    else idle = taken;
    finish(answer === 'done' ? {} : { error: new CannotRun(answer.cannotRun) });
  };
  thread.ref();
  thread.on('message', listen).on('error', fail);
  thread.postMessage(errand());
  return (async function* () {
    for (;;) {
      const share = arrived.shift();
      if (share) yield share;
      else if (!end) await new Promise<void>((resolve) => void (wake = resolve));
      else if ('error' in end) throw end.error;
      else return;
    }
  })();
}
