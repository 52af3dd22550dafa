/** What a build needs of a page once its text is dropped, and its compact form. */
import type { Page, PageKind } from '../pages/page.ts';
import type { Problem } from '../problems/problem.ts';
import type { Region } from '../pages/regions.ts';
import type { Range } from '../problems/source.ts';

/** Everything about a region except its place. Regions on many pages share it. */
export interface RegionShape extends Pick<Region, 'section' | 'args' | 'prefix' | 'within'> {
  /** The hash of the text between the markers, prefixes and line endings included. */
  readonly bodyHash: string;
  readonly eol: '\n' | '\r\n';
}

/** How many numbers a region takes: its shape, and the start and end of BEGIN, END and the body. */
const WIDTH = 7;

/**
 * A region and the hash that shows whether it is up to date. Since there may be hundreds of
 * thousands, regions of the same shape share it, and their offsets lie in the numbers of many pages.
 */
export class RegionFacts implements Region {
  readonly shape: RegionShape;
  readonly #numbers: ArrayLike<number>;
  readonly #at: number;

  /** `at`: where in `numbers` those of the region begin. The first is not read. */
  constructor(shape: RegionShape, numbers: ArrayLike<number>, at: number) {
    this.shape = shape;
    this.#numbers = numbers;
    this.#at = at;
  }

  /** The facts of a region that was just found. */
  static of(shape: RegionShape, { begin, end, body }: Pick<Region, 'begin' | 'end' | 'body'>) {
    const numbers = [0, begin.start, begin.end, end.start, end.end, body.start, body.end];
    return new RegionFacts(shape, numbers, 0);
  }

  /** Puts its numbers at a place in others. */
  copyTo(numbers: Int32Array, at: number): void {
    for (let index = 0; index < WIDTH; index += 1)
      numbers[at + index] = this.#numbers[this.#at + index] ?? 0;
  }

  get begin(): Range {
    return this.#range(1);
  }

  get end(): Range {
    return this.#range(3);
  }

  get body(): Range {
    return this.#range(5);
  }

  #range(offset: number): Range {
    const at = this.#at + offset;
    return { start: this.#numbers[at] ?? 0, end: this.#numbers[at + 1] ?? 0 };
  }

  get section(): string {
    return this.shape.section;
  }

  get args(): Region['args'] {
    return this.shape.args;
  }

  get prefix(): string {
    return this.shape.prefix;
  }

  get within(): Region['within'] {
    return this.shape.within;
  }

  get bodyHash(): string {
    return this.shape.bodyHash;
  }
}

export interface PageFacts {
  readonly file: string;
  /** The hash of its bytes. */
  readonly hash: string;
  readonly encoding: Page['encoding'];
  readonly regions: readonly RegionFacts[];
  readonly problems: readonly Problem[];
}

export type SurveyedPage = PageFacts & PageKind;

/** The shapes of a page's regions, in order: of thousands of pages, hardly any place is asked for. */
export const shapesOf = (page: PageFacts): readonly RegionShape[] =>
  page instanceof KeptPage ? page.shapes : page.regions.map(({ shape }) => shape);

/** The facts of a page that has another name. Its regions may be a getter, which no copy takes along. */
export const underName = (page: SurveyedPage, file: string): SurveyedPage => ({
  ...page,
  regions: page.regions,
  file,
});

/**
 * `unchanged`: the page has the hash that was already known. `none`: it has no regions and no
 * problems.
 */
export type Surveyed<Facts = PageFacts> = Facts | 'unchanged' | 'none';

/** The form for the worker: each shape once, and the numbers of all regions in one column. */
export interface EncodedPages {
  readonly shapes: readonly RegionShape[];
  readonly pages: readonly Surveyed<EncodedPage>[];
  readonly numbers: Int32Array;
}

type EncodedPage = readonly [
  hash: string,
  encoding: Page['encoding'],
  regions: number,
  /** Left out if there are none. */
  problems?: readonly Problem[],
];

const NO_PROBLEMS: readonly Problem[] = [];

export function encodePages(pages: readonly Surveyed[]): EncodedPages {
  const regions = new RegionColumn();
  const encoded = pages.map((page): Surveyed<EncodedPage> => {
    if (typeof page === 'string') return page;
    regions.add(page.regions);
    const { hash, encoding, regions: own, problems } = page;
    return problems.length > 0
      ? [hash, encoding, own.length, problems]
      : [hash, encoding, own.length];
  });
  const { shapes, numbers } = regions.encoded();
  // A copy: a message takes along all of the memory that its numbers lie in.
  return { shapes, numbers: numbers.slice(), pages: encoded };
}

/** Collects regions; they are read with {@link KeptPage}. */
export class RegionColumn {
  readonly #shapes = new Map<RegionShape, number>();
  #numbers = new Int32Array(1 << 10);
  #length = 0;

  add(regions: readonly RegionFacts[]): void {
    const length = this.#length + regions.length * WIDTH;
    if (length > this.#numbers.length) {
      const bigger = new Int32Array(length * 2);
      bigger.set(this.#numbers);
      this.#numbers = bigger;
    }
    for (const region of regions) {
      const index = this.#shapes.get(region.shape) ?? this.#shapes.size;
      this.#shapes.set(region.shape, index);
      region.copyTo(this.#numbers, this.#length);
      this.#numbers[this.#length] = index;
      this.#length += WIDTH;
    }
  }

  encoded(): Pick<EncodedPages, 'shapes' | 'numbers'> {
    return { shapes: [...this.#shapes.keys()], numbers: this.#numbers.subarray(0, this.#length) };
  }
}

/** Decodes pages from several answers, merging shapes that are equal. */
export class PageDecoder {
  readonly #shapes = new Map<string, RegionShape>();

  decode(
    { shapes, pages, numbers }: EncodedPages,
    kinds: readonly PageKind[],
  ): Surveyed<SurveyedPage>[] {
    const own = shapes.map((shape) => this.#same(shape));
    let from = 0;
    return pages.map((page, index) => {
      if (typeof page === 'string') return page;
      const [hash, encoding, regions, problems = NO_PROBLEMS] = page;
      const facts = { hash, encoding, problems };
      const at = from;
      from += regions;
      return new KeptPage(kinds[index] as PageKind, facts, { shapes: own, numbers }, at, regions);
    });
  }

  #same(shape: RegionShape): RegionShape {
    const { section, args, prefix, within, bodyHash, eol } = shape;
    const key = JSON.stringify([section, args, prefix, within, bodyHash, eol]);
    const first = this.#shapes.get(key) ?? shape;
    this.#shapes.set(key, first);
    return first;
  }
}

/** The facts of a page among those of many. Its regions exist while the page is looked at. */
export class KeptPage implements SurveyedPage {
  /** A page may have 150,000 regions, which are asked for one by one. */
  static #last: { readonly page: KeptPage; readonly regions: readonly RegionFacts[] } | undefined;
  readonly file: string;
  readonly flavor: PageKind['flavor'];
  readonly frozen: boolean;
  readonly hash: string;
  readonly encoding: Page['encoding'];
  readonly problems: readonly Problem[];
  readonly #column: Pick<EncodedPages, 'shapes' | 'numbers'>;
  readonly #from: number;
  readonly #count: number;
  #shapes: readonly RegionShape[] | undefined;

  /** `from`: how many regions are before its own in the column. */
  constructor(
    { file, flavor, frozen }: PageKind,
    { hash, encoding, problems }: Pick<PageFacts, 'hash' | 'encoding' | 'problems'>,
    column: Pick<EncodedPages, 'shapes' | 'numbers'>,
    from: number,
    count: number,
  ) {
    this.file = file;
    this.flavor = flavor;
    this.frozen = frozen;
    this.hash = hash;
    this.encoding = encoding;
    this.problems = problems;
    this.#column = column;
    this.#from = from;
    this.#count = count;
  }

  get regions(): readonly RegionFacts[] {
    if (KeptPage.#last?.page !== this) KeptPage.#last = { page: this, regions: this.#made() };
    return KeptPage.#last.regions;
  }

  /** Kept, unlike its regions: they are asked for several times, and take a pointer each. */
  get shapes(): readonly RegionShape[] {
    if (this.#shapes) return this.#shapes;
    const { shapes, numbers } = this.#column;
    const own: RegionShape[] = Array.from({ length: this.#count });
    for (let index = 0, at = this.#from * WIDTH; index < own.length; index += 1, at += WIDTH)
      own[index] = shapes[numbers[at] ?? 0] as RegionShape;
    this.#shapes = own;
    return own;
  }

  #made(): RegionFacts[] {
    const { numbers } = this.#column;
    return this.shapes.map(
      (shape, index) => new RegionFacts(shape, numbers, (this.#from + index) * WIDTH),
    );
  }
}
