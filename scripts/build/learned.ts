/** Reads what earlier builds cached about pages, and stores what this one found. */
import type { Inputs } from './inputs.ts';
import {
  KnownFacts,
  readVerdict,
  storeFacts,
  storeVerdict,
  type UpToDate,
  type Verdict,
} from './verdict.ts';
import { RegionFacts, type SurveyedPage } from './page-facts.ts';
import type { PageKind } from '../pages/page.ts';
import { isError, type Problem } from '../problems/problem.ts';
import type { WrittenPage } from './replace.ts';
import type { Workspace } from '../workspace/workspace.ts';

export interface Memory {
  /** The earlier verdict, if nothing that it rests on has changed. */
  readonly verdict: Verdict | undefined;
  /** Without one: the facts of pages, which rest on the pages alone. */
  readonly facts: KnownFacts | undefined;
  /** The hash that a page had when something was learned about it. */
  hashOf(page: PageKind): string | undefined;
}

export function recall({ workspace, selection, isAnew, key }: Inputs): Memory {
  const read = isAnew || selection.isByFeeds ? undefined : readVerdict(workspace.cache, key);
  const verdict = read?.linked.every((file) => workspace.exists(file)) ? read : undefined;
  if (verdict)
    return { verdict, facts: undefined, hashOf: ({ file }) => verdict.pages.get(file)?.hash };
  const facts = KnownFacts.read(workspace.cache);
  return { verdict, facts, hashOf: (page) => facts.hashOf(page) };
}

/** Of one page in so many the facts are found again faster than those of all pages are stored. */
const WORTH_STORING = 8;

/** `written`: the pages that are new, each with the hash of its new bytes. */
export function remember(
  { cache }: Workspace,
  learned: Learned,
  written: readonly WrittenPage[],
): void {
  const { key, earlier, isWhole, linked, problems, facts, scanned } = learned;
  if (facts && isWhole && (scanned + written.length) * WORTH_STORING > facts.length)
    storeFacts(cache, afterWriting(facts, written));
  if (key === undefined || problems.some(isError)) return;
  // A partial run says nothing about pages that it did not look at.
  if (!isWhole && !earlier) return;
  if (earlier && written.length === 0 && isSame(earlier, learned)) return;
  const upToDate = new Map<string, UpToDate>(isWhole ? [] : earlier?.pages);
  for (const [file, known] of learned.upToDate) upToDate.set(file, known);
  for (const { page, hash } of written)
    upToDate.set(page.file, { hash, regions: page.regions.length, problems: page.problems });
  storeVerdict(cache, { key, linked, problems, pages: upToDate });
}

/** Entries of pages that did not change are the earlier ones themselves. */
function isSame({ pages }: Verdict, { upToDate, isWhole }: Learned): boolean {
  if (isWhole && upToDate.size !== pages.size) return false;
  for (const [file, known] of upToDate) if (pages.get(file) !== known) return false;
  return true;
}

/**
 * The facts of a page that was written follow from what was put into it: regions move, nothing else.
 * Only where a page is UTF-8: one that was not may be now, and its places are then counted otherwise.
 */
function afterWriting(
  facts: readonly SurveyedPage[],
  written: readonly WrittenPage[],
): SurveyedPage[] {
  const byFile = new Map(written.map((one) => [one.page.file, one]));
  return facts.flatMap((page) => {
    const news = byFile.get(page.file);
    if (!news) return page;
    if (page.encoding !== 'utf8') return [];
    let shift = 0;
    const regions = page.regions.map((region, index) => {
      const { bodyHash = '', bodyLength = 0 } = news.expected[index] ?? {};
      const before = shift;
      shift += bodyLength - (region.body.end - region.body.start);
      const begin = { start: region.begin.start + before, end: region.begin.end + before };
      const end = { start: region.end.start + shift, end: region.end.end + shift };
      const body = { start: region.body.start + before, end: region.body.end + shift };
      return new RegionFacts({ ...region.shape, bodyHash }, { begin, end, body });
    });
    return { ...page, hash: news.hash, regions };
  });
}

/** What later runs need not find out again. */
export interface Learned {
  /** Undefined where no later run can tell whether it still holds. */
  readonly key: string | undefined;
  /** Were all pages looked at? */
  readonly isWhole: boolean;
  readonly earlier: Verdict | undefined;
  readonly linked: readonly string[];
  /** Warnings about data and templates. */
  readonly problems: readonly Problem[];
  readonly upToDate: ReadonlyMap<string, UpToDate>;
  /** How many of these had to be scanned. */
  readonly scanned: number;
  /** All pages with markers; undefined where an earlier verdict made it needless to know. */
  readonly facts: readonly SurveyedPage[] | undefined;
}
