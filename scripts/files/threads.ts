/** Work on thousands of files, shared between this thread and another one. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

import { compiledModule, isCompiled } from '../package.ts';
import { CannotRun } from '../problems/cannot-run.ts';

/** What can be shared: from what all jobs have in common to the work on some of them. */
const TASKS = {
  survey: async () => (await import('../build/survey.ts')).surveyor,
  skim: async () => (await import('../lint/skim.ts')).skimmer,
  replace: async () => (await import('../build/replace.ts')).replacer,
} as const;

type Tasks = { [Name in keyof typeof TASKS]: Awaited<ReturnType<(typeof TASKS)[Name]>> };
type Common<Name extends keyof Tasks> = Parameters<Tasks[Name]>[0];
type Job<Name extends keyof Tasks> = Parameters<ReturnType<Tasks[Name]>>[0][number];
type Answer<Name extends keyof Tasks> = Awaited<ReturnType<ReturnType<Tasks[Name]>>>;

/** Below how many jobs a thread costs more than it saves, and how many jobs are taken at a time. */
const SIZES: Readonly<
  Record<keyof Tasks, { readonly worthwhile: number; readonly share: number }>
> = {
  survey: { worthwhile: 1500, share: 64 },
  skim: { worthwhile: 1500, share: 64 },
  replace: { worthwhile: 500, share: 16 },
};

/** What both threads have before them, and where the next share begins. */
export interface SharedWork<Name extends keyof Tasks = keyof Tasks> {
  readonly task: Name;
  readonly common: Common<Name>;
  readonly jobs: readonly Job<Name>[];
  readonly next: Int32Array;
}

export interface Share<Name extends keyof Tasks = keyof Tasks> {
  /** The index of its first job. */
  readonly from: number;
  readonly answer: Answer<Name>;
}

/** Some of the jobs, and what became of them. */
export interface Done<Name extends keyof Tasks> {
  readonly jobs: readonly Job<Name>[];
  readonly answer: Answer<Name>;
}

/**
 * Starts a task in another thread where there are many jobs; this one joins in when what is
 * returned is called. `use` is given each share, this thread's own as soon as it is done: the other
 * works on meanwhile. What it makes of them comes back in their order. Throws what the task throws.
 */
export function startSharing<Name extends keyof Tasks>(
  task: Name,
  common: Common<Name>,
  jobs: readonly Job<Name>[],
): <Used>(use: (done: Done<Name>) => Used | Promise<Used>) => Promise<Used[]> {
  const { worthwhile, share } = SIZES[task];
  const work = { task, common, jobs, next: new Int32Array(new SharedArrayBuffer(4)) };
  const thread = jobs.length >= worthwhile ? takeThread() : undefined;
  const theirs = thread ? takenBy(thread, work) : Promise.resolve([]);
  // What goes wrong there is told when the work is finished, and not before.
  theirs.catch(() => {});
  return async <Used>(use: (done: Done<Name>) => Used | Promise<Used>): Promise<Used[]> => {
    const used = new Map<number, Used>();
    const take = async ({ from, answer }: Share<Name>): Promise<void> => {
      used.set(from, await use({ jobs: jobs.slice(from, from + share), answer }));
    };
    for await (const own of takeShares(work)) await take(own);
    for (const other of await theirs) await take(other);
    return [...used].toSorted(([a], [b]) => a - b).map(([, value]) => value);
  };
}

/** Takes shares until none is left. */
export async function* takeShares<Name extends keyof Tasks>({
  task,
  common,
  jobs,
  next,
}: SharedWork<Name>): AsyncGenerator<Share<Name>> {
  const start = (await TASKS[task]()) as (common: Common<Name>) => WorkOn<Name>;
  const workOn = start(common);
  const { share } = SIZES[task];
  for (;;) {
    const from = Atomics.add(next, 0, share);
    if (from >= jobs.length) return;
    yield { from, answer: await workOn(jobs.slice(from, from + share)) };
  }
}

type WorkOn<Name extends keyof Tasks> = (
  jobs: readonly Job<Name>[],
) => Promise<Answer<Name>> | Answer<Name>;

/** Thousands of jobs are handed over faster as JSON than as objects. */
export interface Errand {
  readonly work: string;
  readonly next: Int32Array;
}
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

function takenBy<Name extends keyof Tasks>(
  thread: Worker,
  { next, ...rest }: SharedWork<Name>,
): Promise<Share<Name>[]> {
  return new Promise((resolve, reject) => {
    thread.ref();
    thread.once('error', reject);
    thread.once('message', (answer: Answered) => {
      thread.off('error', reject);
      thread.unref();
      // Of two builds at the same time each has had one.
      if (idle) void thread.terminate();
      else idle = thread;
      if ('shares' in answer) resolve(answer.shares as Share<Name>[]);
      else reject(new CannotRun(answer.cannotRun));
    });
    thread.postMessage({ work: JSON.stringify(rest), next } satisfies Errand);
  });
}
