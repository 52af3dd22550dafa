/** Pages → facts. Every page is read, none is kept. */
import { hash } from '../files/cache.ts';
import { Reader } from '../files/bulk-reader.ts';
import {
  type EncodedPages,
  encodePages,
  PageDecoder,
  type Surveyed,
  type SurveyedPage,
} from './page-facts.ts';
import type { PageKind } from '../pages/page.ts';
import { surveyPage } from './survey-page.ts';
import { startSharing, type Task } from '../files/threads.ts';
import type { Overlay } from '../workspace/workspace.ts';

export interface PageJob extends PageKind {
  /** The hash of the page when it was last looked at: the same content has the same facts. */
  readonly lastHash: string | undefined;
}

/**
 * Finishes a survey: one answer a job, in their order. `meet` is shown the pages that are new, those
 * that this thread has read while another one reads on.
 */
type FinishSurvey = (meet: (page: SurveyedPage) => Promise<void>) => Promise<Surveyed[]>;

/**
 * Starts to read the pages. Files of the overlay stand for those on disk. Throws {@link CannotRun}
 * for a page that cannot be read.
 */
export function startSurvey(
  root: string,
  jobs: readonly PageJob[],
  overlay: Overlay,
): FinishSurvey {
  const onDisk = overlay.size > 0 ? jobs.filter(({ file }) => !overlay.has(file)) : jobs;
  const finish = startSharing(SURVEY, root, onDisk);
  return async (meet) => {
    const decoder = new PageDecoder();
    const shares = await finish(async ({ jobs: share, answer }) => {
      const decoded = decoder.decode(
        answer,
        share.map(({ file }) => file),
      );
      for (const [index, facts] of decoded.entries()) {
        const { flavour, frozen } = share[index] as PageJob;
        if (typeof facts === 'object') await meet({ ...facts, flavour, frozen });
      }
      return decoded;
    });
    const surveyed = shares.flat();
    return overlay.size === 0 ? surveyed : withOverlay(jobs, onDisk, surveyed, overlay);
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

/** The survey of one share of the pages after the other. */
function surveyor(root: string): (jobs: readonly PageJob[]) => Promise<EncodedPages> {
  const reader = new Reader(root);
  return async (jobs) => {
    const surveyed: Surveyed[] = [];
    for (const job of jobs) {
      const bytes = reader.read(job.file);
      const isKnown = job.lastHash !== undefined && hash(bytes) === job.lastHash;
      surveyed.push(isKnown ? 'unchanged' : ((await surveyPage(job, bytes)) ?? 'none'));
    }
    return encodePages(surveyed);
  };
}

/** The survey as the task of two threads. */
export const SURVEY: Task<string, PageJob, EncodedPages> = {
  name: 'survey',
  start: surveyor,
  worthwhile: 1500,
  share: 64,
};
