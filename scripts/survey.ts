/** Pages → facts. Every page is read, none is kept; many pages are shared between two threads. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

import { hash } from './cache.ts';
import { type PageFacts, type PageKind, surveyPage } from './survey-page.ts';
import { CannotRun } from './cannot-run.ts';
import type { Overlay } from './workspace.ts';

export interface PageJob extends PageKind {
  /** The hash of the page when it was last looked at: the same content has the same facts. */
  readonly known: string | undefined;
}

/** `unchanged`: its hash is the known one. `none`: no regions and no problems. */
export type Surveyed = PageFacts | 'unchanged' | 'none';

/** Below this many pages a thread costs more than it saves. */
const WORTH_A_THREAD = 1500;
/** How many pages a thread takes at a time. */
const SHARE = 64;

/** Finishes a survey: one answer a job, in their order. */
export type FinishSurvey = () => Promise<Surveyed[]>;

/**
 * Starts to read the pages in another thread where there are many; this one joins in when it
 * finishes the survey. Files of the overlay stand for those on disk. Throws {@link CannotRun} for
 * a page that cannot be read.
 */
export function startSurvey(
  root: string,
  jobs: readonly PageJob[],
  overlay: Overlay,
): FinishSurvey {
  const script = new URL('survey-thread.js', import.meta.url);
  const isCompiled = import.meta.url.endsWith('.js');
  const onDisk = overlay.size > 0 ? jobs.filter(({ file }) => !overlay.has(file)) : jobs;
  const isShared = isCompiled && onDisk.length >= WORTH_A_THREAD && availableParallelism() > 1;
  const next = new Int32Array(new SharedArrayBuffer(4));
  const work: SharedWork = { root, jobs: onDisk, next };
  const theirs = isShared ? inThread(script, work) : Promise.resolve([]);
  // What goes wrong there is told when the survey is finished, and not before.
  theirs.catch(() => {});
  return async () => {
    const shares = [...(await surveyShares(work)), ...(await theirs)];
    const inOrder = shares.toSorted((a, b) => a.from - b.from).flatMap(({ answers }) => answers);
    return overlay.size > 0 ? withOverlay(jobs, onDisk, inOrder, overlay) : inOrder;
  };
}

async function withOverlay(
  jobs: readonly PageJob[],
  onDisk: readonly PageJob[],
  surveyed: readonly Surveyed[],
  overlay: Overlay,
): Promise<Surveyed[]> {
  const read = new Map(onDisk.map((job, index) => [job, surveyed[index]]));
  const all: Surveyed[] = [];
  for (const job of jobs) {
    const bytes = overlay.get(job.file);
    all.push(read.get(job) ?? (bytes && (await surveyPage(job, bytes))) ?? 'none');
  }
  return all;
}

/** What both threads have before them, and where the next share begins. */
export interface SharedWork {
  readonly root: string;
  readonly jobs: readonly PageJob[];
  readonly next: Int32Array;
}

export interface Share {
  /** The index of its first job. */
  readonly from: number;
  readonly answers: readonly Surveyed[];
}

/** Takes shares until none is left. */
export async function surveyShares({ root, jobs, next }: SharedWork): Promise<Share[]> {
  const reader = new Reader();
  const shares: Share[] = [];
  for (;;) {
    const from = Atomics.add(next, 0, SHARE);
    if (from >= jobs.length) return shares;
    const answers: Surveyed[] = [];
    for (const job of jobs.slice(from, from + SHARE)) {
      const bytes = reader.read(`${root}/${job.file}`, job.file);
      const isKnown = job.known !== undefined && hash(bytes) === job.known;
      answers.push(isKnown ? 'unchanged' : ((await surveyPage(job, bytes)) ?? 'none'));
    }
    shares.push({ from, answers });
  }
}

/** What a thread answers: its shares as JSON, which is faster to hand over than objects. */
export type ThreadAnswer = { readonly shares: string } | { readonly cannotRun: string };

function inThread(script: URL, workerData: SharedWork): Promise<Share[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(script, { workerData });
    worker.once('message', (answer: ThreadAnswer) => {
      if ('shares' in answer) resolve(JSON.parse(answer.shares) as Share[]);
      else reject(new CannotRun(answer.cannotRun));
    });
    worker.once('error', reject);
  });
}

/** Reads files one after the other into the same memory: what it returns is gone with the next. */
class Reader {
  #buffer = Buffer.allocUnsafeSlow(1 << 18);

  read(path: string, file: string): Buffer {
    try {
      const descriptor = openSync(path, 'r');
      try {
        let length = readSync(descriptor, this.#buffer);
        while (length === this.#buffer.length) {
          this.#grow(descriptor, length);
          length += readSync(descriptor, this.#buffer, length, this.#buffer.length - length, null);
        }
        return this.#buffer.subarray(0, length);
      } finally {
        closeSync(descriptor);
      }
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      throw new CannotRun(`${file} cannot be read: ${message}`);
    }
  }

  #grow(descriptor: number, length: number): void {
    const bigger = Buffer.allocUnsafeSlow(Math.max(fstatSync(descriptor).size + 1, length * 2));
    this.#buffer.copy(bigger, 0, 0, length);
    this.#buffer = bigger;
  }
}
