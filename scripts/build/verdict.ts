/** What earlier runs found out about pages, by the hash of their content. */
import type { Cache } from '../files/cache.ts';
import {
  type EncodedPages,
  KeptPage,
  RegionColumn,
  type RegionShape,
  type SurveyedPage,
} from './page-facts.ts';
import type { Problem } from '../problems/problem.ts';
import type { PageKind } from '../pages/page.ts';

/** What is known of a page that is up to date. */
export interface UpToDate {
  readonly hash: string;
  /** The number of regions that are rendered; 0 for a frozen page. */
  readonly regions: number;
  /** Warnings about the page. */
  readonly problems: readonly Problem[];
}

/** The result of the last run that found no errors. */
export interface Verdict {
  /** Identifies everything that the result depends on, except the pages themselves. */
  readonly key: string;
  /** Warnings about data and templates. */
  readonly problems: readonly Problem[];
  /** Files that must exist, because links lead to them. */
  readonly linked: readonly string[];
  readonly pages: ReadonlyMap<string, UpToDate>;
}

/** Stored in columns: ten thousand numbers load faster than ten thousand objects. */
interface StoredVerdict extends Omit<Verdict, 'pages'> {
  readonly files: readonly string[];
  readonly hashes: readonly string[];
  readonly regions: readonly number[];
  /** Warnings about pages, by index. */
  readonly warnings: readonly (readonly [index: number, problems: readonly Problem[]])[];
}

export function readVerdict(cache: Cache, key: string | undefined): Verdict | undefined {
  const stored = cache.read('verdict') as StoredVerdict | undefined;
  if (key === undefined || stored?.key !== key) return undefined;
  const { files, hashes, regions, problems, linked } = stored;
  const warnings = new Map(stored.warnings);
  const pages = new Map<string, UpToDate>();
  for (const [index, file] of files.entries())
    pages.set(file, {
      hash: hashes[index] ?? '',
      regions: regions[index] ?? 0,
      problems: warnings.get(index) ?? [],
    });
  return { key, problems, linked, pages };
}

export function storeVerdict(cache: Cache, { pages, ...rest }: Verdict): void {
  const upToDate = [...pages.values()];
  const stored: StoredVerdict = {
    ...rest,
    files: [...pages.keys()],
    hashes: upToDate.map(({ hash }) => hash),
    regions: upToDate.map((page) => page.regions),
    warnings: upToDate.flatMap((page, index) =>
      page.problems.length > 0 ? [[index, page.problems] as const] : [],
    ),
  };
  cache.write('verdict', stored);
}

/** Whether there are probably thousands of pages, judging by the size of the last verdict. */
export function expectsManyPages(cache: Cache): boolean {
  return cache.size('verdict') > MANY;
}

/** In bytes: about 1,500 pages. */
const MANY = 120_000;

/**
 * Pages with their regions, so that a change of data does not require scanning every page again.
 * Stored in columns; the numbers of regions are not even parsed.
 */
interface StoredFacts {
  readonly shapes: readonly RegionShape[];
  /** As in {@link EncodedPages}, in base64. */
  readonly numbers: string;
  readonly files: readonly string[];
  readonly hashes: readonly string[];
  /** For each page the index of how it is read. */
  readonly kinds: readonly number[];
  readonly ways: readonly string[];
  /** The number of regions of each page. */
  readonly counts: readonly number[];
}

/** The facts from earlier runs, decoded on demand. */
export class KnownFacts {
  readonly #stored: StoredFacts;
  readonly #index: ReadonlyMap<string, number>;
  readonly #column: Pick<EncodedPages, 'shapes' | 'numbers'>;
  /** For each page, how many regions are before its own. */
  readonly #from: Int32Array;

  private constructor(stored: StoredFacts) {
    this.#stored = stored;
    this.#index = new Map(stored.files.map((file, index) => [file, index]));
    const bytes = new Uint8Array(Buffer.from(stored.numbers, 'base64'));
    this.#column = { shapes: stored.shapes, numbers: new Int32Array(bytes.buffer) };
    this.#from = new Int32Array(stored.counts.length);
    let from = 0;
    for (const [index, count] of stored.counts.entries()) {
      this.#from[index] = from;
      from += count;
    }
  }

  static read(cache: Cache): KnownFacts {
    const nothing = {
      shapes: [],
      numbers: '',
      files: [],
      hashes: [],
      kinds: [],
      ways: [],
      counts: [],
    };
    return new KnownFacts((cache.read('pages') as StoredFacts | undefined) ?? nothing);
  }

  /** The hash that a page had when its facts were stored, if it was read in the same way. */
  hashOf(page: PageKind): string | undefined {
    const index = this.#index.get(page.file);
    if (index === undefined) return undefined;
    const { kinds, ways, hashes } = this.#stored;
    const way = ways[kinds[index] ?? 0] ?? '';
    return way.slice(way.indexOf(' ') + 1) === wayOf(page) ? hashes[index] : undefined;
  }

  of(page: PageKind): SurveyedPage | undefined {
    const index = this.#index.get(page.file);
    if (index === undefined) return undefined;
    const { hashes, kinds, ways, counts } = this.#stored;
    const encoding = ways[kinds[index] ?? 0]?.startsWith('utf8 ') === true ? 'utf8' : 'latin1';
    return new KeptPage(
      page,
      { hash: hashes[index] ?? '', encoding, problems: [] },
      this.#column,
      this.#from[index] ?? 0,
      counts[index] ?? 0,
    );
  }
}

/** Stores the facts of pages without problems. */
export function storeFacts(cache: Cache, pages: Iterable<SurveyedPage>): void {
  const regions = new RegionColumn();
  const ways = new Map<string, number>();
  const columns = {
    files: [] as string[],
    hashes: [] as string[],
    kinds: [] as number[],
    counts: [] as number[],
  };
  for (const page of pages) {
    if (page.problems.length > 0) continue;
    const way = `${page.encoding} ${wayOf(page)}`;
    if (!ways.has(way)) ways.set(way, ways.size);
    const own = page.regions;
    regions.add(own);
    columns.files.push(page.file);
    columns.hashes.push(page.hash);
    columns.kinds.push(ways.get(way) ?? 0);
    columns.counts.push(own.length);
  }
  const { shapes, numbers } = regions.encoded();
  const stored: StoredFacts = {
    shapes,
    numbers: Buffer.from(numbers.buffer, 0, numbers.byteLength).toString('base64'),
    ...columns,
    ways: [...ways.keys()],
  };
  cache.write('pages', stored);
}

const wayOf = ({ flavor, frozen }: PageKind): string => `${flavor}${frozen ? ' frozen' : ''}`;
