/** What earlier runs found out about pages, by the hash of their content. */
import type { Cache } from './cache.ts';
import type { Problem } from './problem.ts';
import type { PageFacts, PageKind, RegionFacts } from './survey-page.ts';

/** A page that was up to date: its hash, how many regions it has, and warnings about it. */
export type UpToDate = readonly [hash: string, regions: number, problems: readonly Problem[]];

/** The last run that found nothing wrong with data and templates. */
export interface Verdict {
  /** Of everything that the answer depends on but the pages themselves. */
  readonly key: string;
  /** Warnings about data and templates. */
  readonly problems: readonly Problem[];
  /** Files that have to be there. */
  readonly linked: readonly string[];
  readonly pages: ReadonlyMap<string, UpToDate>;
}

/** In columns: ten thousand numbers are read faster than ten thousand objects. */
interface StoredVerdict extends Omit<Verdict, 'pages'> {
  readonly files: readonly string[];
  readonly hashes: readonly string[];
  readonly regions: readonly number[];
  /** Warnings about pages, by their index. */
  readonly warnings: readonly (readonly [index: number, problems: readonly Problem[]])[];
}

export function readVerdict(cache: Cache, key: string | undefined): Verdict | undefined {
  const stored = cache.read('verdict') as StoredVerdict | undefined;
  if (key === undefined || stored?.key !== key) return undefined;
  const { files, hashes, regions, problems, linked } = stored;
  const warnings = new Map(stored.warnings);
  const pages = new Map<string, UpToDate>();
  for (const [index, file] of files.entries())
    pages.set(file, [hashes[index] ?? '', regions[index] ?? 0, warnings.get(index) ?? []]);
  return { key, problems, linked, pages };
}

export function storeVerdict(cache: Cache, { pages, ...rest }: Verdict): void {
  const known = [...pages.values()];
  const stored: StoredVerdict = {
    ...rest,
    files: [...pages.keys()],
    hashes: known.map(([hash]) => hash),
    regions: known.map(([, regions]) => regions),
    warnings: known.flatMap(([, , problems], index) =>
      problems.length > 0 ? [[index, problems] as const] : [],
    ),
  };
  cache.write('verdict', stored);
}

/** Did the last run know thousands of pages? A guess from the size of what it left. */
export function expectsManyPages(cache: Cache): boolean {
  return cache.size('verdict') > MANY;
}

/** In bytes: some 1,500 pages. */
const MANY = 120_000;

/** Pages with their regions, so that a changed datum does not make each page be scanned again. */
export interface StoredFacts {
  /** What regions have in common, each once. */
  readonly shared: readonly Omit<RegionFacts, 'begin' | 'end' | 'body'>[];
  readonly pages: Readonly<Record<string, StoredPage>>;
}

/** For each region seven numbers: which of the shared, and where marker, marker and body begin and end. */
type StoredPage = readonly [
  hash: string,
  kind: string,
  encoding: PageFacts['encoding'],
  regions: readonly number[],
];

export function readFacts(cache: Cache): StoredFacts {
  return (cache.read('pages') as StoredFacts | undefined) ?? { shared: [], pages: {} };
}

/** The hash that a page had when its facts were stored, if it was read in the same way. */
export function knownHash(facts: StoredFacts, page: PageKind): string | undefined {
  const stored = Object.hasOwn(facts.pages, page.file) ? facts.pages[page.file] : undefined;
  return stored?.[1] === kindOf(page) ? stored[0] : undefined;
}

export function factsOf(facts: StoredFacts, file: string): PageFacts {
  const [hash = '', , encoding = 'utf8', numbers = []] = facts.pages[file] ?? [];
  const regions: RegionFacts[] = [];
  for (let at = 0; at < numbers.length; at += 7) {
    const [shared = 0, ...ends] = numbers.slice(at, at + 7);
    const [b0 = 0, b1 = 0, e0 = 0, e1 = 0, t0 = 0, t1 = 0] = ends;
    regions.push({
      ...(facts.shared[shared] as RegionFacts),
      begin: { start: b0, end: b1 },
      end: { start: e0, end: e1 },
      body: { start: t0, end: t1 },
    });
  }
  return { file, hash, encoding, regions, problems: [] };
}

/** The facts of pages that nothing is wrong with. */
export function storeFacts(cache: Cache, pages: readonly (PageFacts & PageKind)[]): void {
  const shared = new Map<string, number>();
  const stored: Record<string, StoredPage> = Object.create(null) as Record<string, StoredPage>;
  for (const page of pages) {
    if (page.problems.length > 0) continue;
    const numbers = page.regions.flatMap(({ begin, end, body, ...rest }) => {
      const text = JSON.stringify(rest);
      const index = shared.get(text) ?? shared.size;
      shared.set(text, index);
      return [index, begin.start, begin.end, end.start, end.end, body.start, body.end];
    });
    stored[page.file] = [page.hash, kindOf(page), page.encoding, numbers];
  }
  cache.write('pages', {
    shared: [...shared.keys()].map((text) => JSON.parse(text) as unknown),
    pages: stored,
  });
}

const kindOf = ({ flavour, frozen }: PageKind): string => `${flavour}${frozen ? ' frozen' : ''}`;
