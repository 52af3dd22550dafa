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
import { RegionFacts, type RegionShape, type SurveyedPage } from './page-facts.ts';
import type { PageKind } from '../pages/page.ts';
import { isError, type Problem } from '../problems/problem.ts';
import type { WrittenPage } from './replace.ts';
import type { Workspace } from '../workspace/workspace.ts';

export interface Memory {
  /** The earlier verdict, if nothing that it depends on has changed. */
  readonly verdict: Verdict | undefined;
  /** The facts of pages, which depend only on the pages; undefined if there is a verdict. */
  readonly facts: KnownFacts | undefined;
  /** The hash that a page had when its facts were cached. */
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

/**
 * Facts are stored only if at least one page in this many is new; for fewer, finding them again is
 * faster than storing the facts of all pages.
 */
const WORTH_STORING = 8;

/** `written`: the pages that this build wrote, each with the hash of its new bytes. */
export function remember(
  { cache }: Workspace,
  learned: Learned,
  written: readonly WrittenPage[],
): void {
  const { key, earlier, isWhole, linked, problems, facts, scanned } = learned;
  if (facts && isWhole && (scanned + written.length) * WORTH_STORING > facts.length)
    storeFacts(cache, afterWriting(facts, written));
  if (key === undefined || problems.some(isError)) return;
  // A partial run learns nothing about the pages that it did not look at.
  if (!isWhole && !earlier) return;
  if (earlier && written.length === 0 && isSame(earlier, learned)) return;
  const upToDate = new Map<string, UpToDate>(isWhole ? [] : earlier?.pages);
  for (const [file, known] of learned.upToDate) upToDate.set(file, known);
  for (const { page, hash, warnings } of written) {
    // What is said of a page has moved with its regions: the next run says it anew.
    if (page.problems.length + warnings.length > 0) upToDate.delete(page.file);
    else upToDate.set(page.file, { hash, regions: page.regions.length, problems: [] });
  }
  storeVerdict(cache, { key, linked, problems, pages: upToDate });
}

/**
 * Whether nothing new was learned: for pages that did not change, the entries are the same objects.
 */
function isSame({ pages }: Verdict, { upToDate, isWhole }: Learned): boolean {
  if (isWhole && upToDate.size !== pages.size) return false;
  for (const [file, known] of upToDate) if (pages.get(file) !== known) return false;
  return true;
}

/**
 * The facts of pages after writing, one after another. They follow from the text that was put into
 * each page, since regions only move. A page that was not UTF-8 is dropped: it may be UTF-8 now,
 * which changes all offsets.
 */
function* afterWriting(
  facts: readonly SurveyedPage[],
  written: readonly WrittenPage[],
): Generator<SurveyedPage> {
  const byFile = new Map(written.map((one) => [one.page.file, one]));
  const filled = shapesWithBodies();
  for (const page of facts) {
    const news = byFile.get(page.file);
    if (!news) yield page;
    if (!news || page.encoding !== 'utf8') continue;
    let shift = 0;
    const regions = page.regions.map(({ shape, begin, end, body }, index) => {
      const { bodyHash = '', bodyLength = 0 } = news.expected[index] ?? {};
      const before = shift;
      shift += bodyLength - (body.end - body.start);
      return RegionFacts.of(filled(shape, bodyHash), {
        begin: { start: begin.start + before, end: begin.end + before },
        end: { start: end.start + shift, end: end.end + shift },
        body: { start: body.start + before, end: body.end + shift },
      });
    });
    const { file, flavor, frozen, encoding, problems } = page;
    yield { file, flavor, frozen, encoding, problems, hash: news.hash, regions };
  }
}

/** Shapes with another body. Regions that were alike stay alike, and are stored once. */
function shapesWithBodies(): (shape: RegionShape, bodyHash: string) => RegionShape {
  const filled = new Map<RegionShape, Map<string, RegionShape>>();
  return (shape, bodyHash) => {
    const bodies = filled.get(shape) ?? new Map<string, RegionShape>();
    filled.set(shape, bodies);
    const known = bodies.get(bodyHash) ?? { ...shape, bodyHash };
    bodies.set(bodyHash, known);
    return known;
  };
}

/** What later runs need not find out again. */
export interface Learned {
  /** Undefined if later runs could not tell whether it is still valid. */
  readonly key: string | undefined;
  /** Whether all pages were looked at. */
  readonly isWhole: boolean;
  readonly earlier: Verdict | undefined;
  readonly linked: readonly string[];
  /** Warnings about data and templates. */
  readonly problems: readonly Problem[];
  readonly upToDate: ReadonlyMap<string, UpToDate>;
  /** How many of the pages had to be scanned. */
  readonly scanned: number;
  /** The facts of all pages with markers; undefined if an earlier verdict made them unnecessary. */
  readonly facts: readonly SurveyedPage[] | undefined;
}
