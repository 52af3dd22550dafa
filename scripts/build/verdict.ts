/** What earlier runs found out about pages, by the hash of their content. */
import type { Cache } from '../files/cache.ts';
import {
  decodePage,
  type EncodedPage,
  encodePages,
  type PageFacts,
  type RegionShape,
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
 */
interface StoredFacts {
  readonly shapes: readonly RegionShape[];
  readonly pages: readonly EncodedPage[];
  /** In the order of `pages`, like `kinds`. */
  readonly files: readonly string[];
  readonly kinds: readonly string[];
}

/** The facts from earlier runs, decoded on demand. */
export class KnownFacts {
  readonly #stored: StoredFacts;
  readonly #index: ReadonlyMap<string, number>;

  private constructor(stored: StoredFacts) {
    this.#stored = stored;
    this.#index = new Map(stored.files.map((file, index) => [file, index]));
  }

  static read(cache: Cache): KnownFacts {
    const nothing = { files: [], kinds: [], shapes: [], pages: [] };
    return new KnownFacts((cache.read('pages') as StoredFacts | undefined) ?? nothing);
  }

  /** The hash that a page had when its facts were stored, if it was read in the same way. */
  hashOf(page: PageKind): string | undefined {
    const index = this.#index.get(page.file);
    if (index === undefined || this.#stored.kinds[index] !== kindOf(page)) return undefined;
    return this.#stored.pages[index]?.[0];
  }

  of(file: string): PageFacts | undefined {
    const { shapes, pages } = this.#stored;
    const page = pages[this.#index.get(file) ?? -1];
    return page && decodePage(page, shapes, file);
  }
}

/** Stores the facts of pages without problems. */
export function storeFacts(cache: Cache, pages: readonly (PageFacts & PageKind)[]): void {
  const sound = pages.filter(({ problems }) => problems.length === 0);
  const stored = {
    ...encodePages(sound),
    files: sound.map(({ file }) => file),
    kinds: sound.map(kindOf),
  };
  cache.write('pages', stored);
}

const kindOf = ({ flavor, frozen }: PageKind): string => `${flavor}${frozen ? ' frozen' : ''}`;
