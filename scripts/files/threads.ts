/** Work on thousands of files, shared between this thread and another one. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

import { compiledModule, isCompiled } from '../package.ts';
import { CannotRun } from '../problems/cannot-run.ts';

/** The work on one share of the jobs after the other. */
export type WorkOn<Job, Answer> = (jobs: readonly Job[]) => Promise<Answer> | Answer;

/**
 * Work that can be shared. The other thread knows it by its name: it cannot be handed a function.
 * What is common to all jobs, jobs and answers are plain JSON.
 */
export interface Task<Common, Job, Answer> {
  readonly name: string;
  /** What all jobs have in common → the work on some of them. */
  readonly start: (common: Common) => WorkOn<Job, Answer>;
  /** With fewer jobs a thread costs more than it saves. */
  readonly worthwhile: number;
  /** How many jobs are taken at a time. */
  readonly share: number;
}

/** What both threads have before them. */
export interface SharedWork<Common = unknown, Job = unknown> {
  readonly task: string;
  readonly common: Common;
  readonly jobs: readonly Job[];
}

export interface Share<Answer = unknown> {
  /** The index of its first job. */
  readonly from: number;
  readonly answer: Answer;
}

/** Some of the jobs, and what became of them. */
export interface Done<Job, Answer> {
  readonly jobs: readonly Job[];
  readonly answer: Answer;
}

/**
 * Starts a task in another thread if there are many jobs; this one joins in when what is returned
 * is called. `use` is given each share, this thread's own as soon as it is done: the other works on
 * meanwhile. What it makes of them comes back in their order. Throws what the task throws.
 */
export function startSharing<Common, Job, Answer>(
  task: Task<Common, Job, Answer>,
  common: Common,
  jobs: readonly Job[],
): <Used>(use: (done: Done<Job, Answer>) => Used | Promise<Used>) => Promise<Used[]> {
  const work = { task: task.name, common, jobs };
  const next = new Int32Array(new SharedArrayBuffer(4));
  const thread = jobs.length >= task.worthwhile ? takeThread() : undefined;
  const theirs = thread ? takenBy<Answer>(thread, work, next) : Promise.resolve([]);
  // An error over there is reported when the work is finished, and not before.
  theirs.catch(() => {});
  return async <Used>(use: (done: Done<Job, Answer>) => Used | Promise<Used>): Promise<Used[]> => {
    const used = new Map<number, Used>();
    const take = async ({ from, answer }: Share<Answer>): Promise<void> => {
      used.set(from, await use({ jobs: jobs.slice(from, from + task.share), answer }));
    };
    for await (const own of takeShares(task, work, next)) await take(own);
    for (const other of await theirs) await take(other);
    return [...used].toSorted(([a], [b]) => a - b).map(([, value]) => value);
  };
}

/** Takes shares until none is left; `next` says where the next one begins. */
export async function* takeShares<Common, Job, Answer>(
  { start, share }: Task<Common, Job, Answer>,
  { common, jobs }: Pick<SharedWork<Common, Job>, 'common' | 'jobs'>,
  next: Int32Array,
): AsyncGenerator<Share<Answer>> {
  const workOn = start(common);
  for (;;) {
    const from = Atomics.add(next, 0, share);
    if (from >= jobs.length) return;
    yield { from, answer: await workOn(jobs.slice(from, from + share)) };
  }
}

/** What is posted to the other thread. Thousands of jobs are handed over faster as JSON than as objects. */
export interface Errand {
  readonly work: string;
  readonly next: Int32Array;
}

/** What the other thread posts back. */
export type Answered = { readonly shares: readonly Share[] } | { readonly cannotRun: string };

/** The other thread while it has nothing to do. It is kept for the next task, and ends with the program. */
let idle: Worker | undefined;

/** Starts the thread before there is work for it. */
export function warmThread(): void {
  idle ??= startThread();
}

function takeThread(): Worker | undefined {
  const thread = idle ?? startThread();
  idle = undefined;
  return thread;
}

/** Undefined where one would not help: on one processor, and where the program is not compiled. */
function startThread(): Worker | undefined {
  if (!isCompiled || availableParallelism() < 2) return undefined;
  // Without the options of this process, of which a thread refuses some (`--input-type`).
  const thread = new Worker(compiledModule('thread'), { execArgv: [] });
  thread.unref();
  // Nobody waits for one that fails while it has nothing to do.
  thread.on('error', () => {
    if (idle === thread) idle = undefined;
  });
  return thread;
}

function takenBy<Answer>(
  thread: Worker,
  work: SharedWork,
  next: Int32Array,
): Promise<Share<Answer>[]> {
  return new Promise((resolve, reject) => {
    thread.ref();
    thread.once('error', reject);
    thread.once('message', (answer: Answered) => {
      thread.off('error', reject);
      thread.unref();
      // Concurrent builds may each have started a thread; keep only one.
      if (idle) void thread.terminate();
      else idle = thread;
      if ('shares' in answer) resolve(answer.shares as Share<Answer>[]);
      else reject(new CannotRun(answer.cannotRun));
    });
    thread.postMessage({ work: JSON.stringify(work), next } satisfies Errand);
  });
}
