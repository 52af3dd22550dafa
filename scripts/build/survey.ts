/** Pages → facts. Every page is read, and none is kept in memory. */
import { hash } from '../files/hash.ts';
import { escapeGlob } from '../files/glob.ts';
import { bulkReader } from '../files/bulk-reader.ts';
import {
  type EncodedPages,
  encodePages,
  PageDecoder,
  type Surveyed,
  type SurveyedPage,
} from './page-facts.ts';
import { LARGEST_PAGE, type PageKind, tooLarge } from '../pages/page.ts';
import type { Problem } from '../problems/problem.ts';
import { refusedPage, unreadablePage } from '../files/page-problems.ts';
import { surveyPage } from './survey-page.ts';
import { startSharing, type Task } from '../files/threads.ts';
import type { Overlay, Workspace } from '../workspace/workspace.ts';
import type { UpToDate } from './verdict.ts';
import type { Inputs } from './inputs.ts';
import type { Memory } from './learned.ts';

interface PageJob extends PageKind {
  /** The hash of the page when it was last looked at; unchanged content means unchanged facts. */
  readonly known: string | undefined;
}

/** The pages, sorted by what the survey found. */
export interface SurveyResult {
  /** Pages that the earlier verdict found up to date. */
  readonly known: ReadonlyMap<string, UpToDate>;
  /** The facts of all other pages that have markers. */
  readonly news: readonly SurveyedPage[];
  /** How many of these had to be scanned. */
  readonly scanned: number;
  /** Problems of requested pages that cannot be read. */
  readonly unread: readonly Problem[];
}

/**
 * Reads every page. The worker starts at once; this thread first runs `meanwhile`, then joins in,
 * passing each new page to the resulting `meet`. With an earlier verdict, `meanwhile` is run for the
 * first page that is new, while the worker goes on. A page that cannot be read has a problem and no
 * regions.
 */
export async function survey(
  { workspace, selection }: Inputs,
  memory: Memory,
  meanwhile: () => Promise<{ meet(page: SurveyedPage): Promise<void> } | undefined>,
): Promise<SurveyResult> {
  const jobs = selection.files.map((file): PageJob => {
    const { flavor, frozen } = workspace.kindOf(file);
    return { file, flavor, frozen, known: memory.hashOf({ file, flavor, frozen }) };
  });
  const finish = startReading(workspace, jobs);
  if (!memory.verdict) await meanwhile();
  const surveyed = await finish(async (page) => (await meanwhile())?.meet(page));
  // A folder that the configuration names is where the pages are, so none of them was looked at.
  const isNamed = (path: string): boolean =>
    workspace.config.pages.some((glob) => glob.startsWith(`${escapeGlob(path)}/`));
  const unread = selection.refused.map((one) => {
    const problem = refusedPage(one);
    return one.isFolder && isNamed(one.path) ? { ...problem, severity: 'error' as const } : problem;
  });
  return { ...sortOut(jobs, surveyed, memory), unread };
}

/**
 * Finishes reading and returns one answer per job, in order. `meet` receives each page that is new,
 * this thread's own as soon as they are read, while the worker continues.
 */
type FinishReading = (
  meet: (page: SurveyedPage) => Promise<void>,
) => Promise<Surveyed<SurveyedPage>[]>;

/** Starts reading the pages; files in the overlay replace those on disk. */
function startReading(
  { root, overlay }: Pick<Workspace, 'root' | 'overlay'>,
  jobs: readonly PageJob[],
): FinishReading {
  const onDisk = overlay.size > 0 ? jobs.filter(({ file }) => !overlay.has(file)) : jobs;
  const finish = startSharing(SURVEY, root, onDisk);
  return async (meet) => {
    const decoder = new PageDecoder();
    const shares = await finish(async ({ from, answer }) => {
      const share = onDisk.slice(from, from + answer.pages.length);
      const decoded = decoder.decode(answer, share);
      for (const page of decoded) if (typeof page === 'object') await meet(page);
      return decoded;
    });
    const surveyed = shares.flat();
    return overlay.size === 0 ? surveyed : withOverlay(jobs, onDisk, surveyed, overlay);
  };
}

function sortOut(
  jobs: readonly PageJob[],
  surveyed: readonly Surveyed<SurveyedPage>[],
  { verdict, facts }: Memory,
): Omit<SurveyResult, 'unread'> {
  const known = new Map<string, UpToDate>();
  const news: SurveyedPage[] = [];
  for (const [index, job] of jobs.entries()) {
    const one = surveyed[index];
    const upToDate = one === 'unchanged' ? verdict?.pages.get(job.file) : undefined;
    if (upToDate) known.set(job.file, upToDate);
    const page = one === 'unchanged' ? facts?.of(job) : one;
    if (typeof page === 'object') news.push(page);
  }
  return { known, news, scanned: surveyed.filter((one) => typeof one === 'object').length };
}

async function withOverlay(
  jobs: readonly PageJob[],
  onDisk: readonly PageJob[],
  surveyed: readonly Surveyed<SurveyedPage>[],
  overlay: Overlay,
): Promise<Surveyed<SurveyedPage>[]> {
  const read = new Map(onDisk.map((job, index) => [job, surveyed[index]]));
  const all: Surveyed<SurveyedPage>[] = [];
  for (const job of jobs) {
    const { flavor, frozen } = job;
    const bytes = overlay.get(job.file);
    const facts = bytes && (await surveyPage(job, bytes));
    all.push(read.get(job) ?? (facts && { ...facts, flavor, frozen }) ?? 'none');
  }
  return all;
}

/** Surveys the pages of one share after another. */
function surveyor(root: string): (jobs: readonly PageJob[]) => Promise<EncodedPages> {
  const read = bulkReader(root, LARGEST_PAGE);
  return async (jobs) => {
    const surveyed: Surveyed[] = [];
    for (const job of jobs) {
      const found = read(job.file);
      if ('why' in found) {
        surveyed.push(unread(job.file, found));
        continue;
      }
      const { bytes } = found;
      const own = job.known === undefined ? undefined : hash(bytes);
      const isKnown = own !== undefined && own === job.known;
      surveyed.push(isKnown ? 'unchanged' : ((await surveyPage(job, bytes, own)) ?? 'none'));
    }
    return encodePages(surveyed);
  };
}

/** A page that could not be read: all that is known is its problem. */
function unread(file: string, { why, size }: { why: string; size?: number | undefined }): Surveyed {
  const problem = size === undefined ? unreadablePage(file, why) : tooLarge(file, size);
  return { file, hash: '', encoding: 'latin1', regions: [], problems: [problem] };
}

/** The task of surveying pages, shared by two threads. */
export const SURVEY: Task<string, PageJob, EncodedPages> = {
  name: 'survey',
  start: surveyor,
  worthwhile: 1500,
  share: 64,
};
