/** What a run has learned → the cache, for the next one. */
import { storeFacts, storeVerdict, type UpToDate, type Verdict } from './known-pages.ts';
import { RegionFacts, type SurveyedPage } from './page-facts.ts';
import type { Learned } from './plan.ts';
import { isError } from './problem.ts';
import type { WrittenPage } from './replace.ts';
import type { Workspace } from './workspace.ts';

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
    upToDate.set(page.file, [hash, page.regions.length, page.problems]);
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
