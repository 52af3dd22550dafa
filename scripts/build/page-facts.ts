/**
 * What a build needs of a page once its text is dropped, and its compact JSON for the worker and
 * the cache.
 */
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

/**
 * A region and the hash that shows whether it is up to date. Since there may be hundreds of
 * thousands, regions of the same shape share it, and offsets are stored as plain numbers.
 */
export class RegionFacts implements Region {
  readonly shape: RegionShape;
  readonly #beginStart: number;
  readonly #beginEnd: number;
  readonly #endStart: number;
  readonly #endEnd: number;
  readonly #bodyStart: number;
  readonly #bodyEnd: number;

  constructor(shape: RegionShape, { begin, end, body }: Pick<Region, 'begin' | 'end' | 'body'>) {
    this.shape = shape;
    this.#beginStart = begin.start;
    this.#beginEnd = begin.end;
    this.#endStart = end.start;
    this.#endEnd = end.end;
    this.#bodyStart = body.start;
    this.#bodyEnd = body.end;
  }

  get begin(): Range {
    return { start: this.#beginStart, end: this.#beginEnd };
  }

  get end(): Range {
    return { start: this.#endStart, end: this.#endEnd };
  }

  get body(): Range {
    return { start: this.#bodyStart, end: this.#bodyEnd };
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

/**
 * `unchanged`: the page has the hash that was already known. `none`: it has no regions and no
 * problems.
 */
export type Surveyed = PageFacts | 'unchanged' | 'none';

/** The JSON form: each shape once, and seven numbers per region. */
export interface EncodedPages {
  readonly shapes: readonly RegionShape[];
  readonly pages: readonly (EncodedPage | 'unchanged' | 'none')[];
}

export type EncodedPage = readonly [
  hash: string,
  encoding: Page['encoding'],
  /** For each region the index of its shape, and the start and end of BEGIN, END and the body. */
  regions: readonly number[],
  problems: readonly Problem[],
];

export function encodePages(pages: readonly Surveyed[]): EncodedPages {
  const shapes = new Map<RegionShape, number>();
  const indexOf = (shape: RegionShape): number => {
    const index = shapes.get(shape);
    if (index !== undefined) return index;
    shapes.set(shape, shapes.size);
    return shapes.size - 1;
  };
  const encoded = pages.map((page) => {
    if (typeof page === 'string') return page;
    const numbers: number[] = [];
    for (const { shape, begin, end, body } of page.regions)
      numbers.push(
        indexOf(shape),
        begin.start,
        begin.end,
        end.start,
        end.end,
        body.start,
        body.end,
      );
    return [page.hash, page.encoding, numbers, page.problems] as const;
  });
  return { shapes: [...shapes.keys()], pages: encoded };
}

/** Decodes pages from several answers, merging shapes that are equal. */
export class PageDecoder {
  readonly #shapes = new Map<string, RegionShape>();

  decode({ shapes, pages }: EncodedPages, files: readonly string[]): Surveyed[] {
    const own = shapes.map((shape) => this.#same(shape));
    return pages.map((page, index) =>
      typeof page === 'string' ? page : decodePage(page, own, files[index] ?? ''),
    );
  }

  #same(shape: RegionShape): RegionShape {
    const { section, args, prefix, within, bodyHash, eol } = shape;
    const key = JSON.stringify([section, args, prefix, within, bodyHash, eol]);
    const first = this.#shapes.get(key) ?? shape;
    this.#shapes.set(key, first);
    return first;
  }
}

export function decodePage(
  [hash, encoding, numbers, problems]: EncodedPage,
  shapes: readonly RegionShape[],
  file: string,
): PageFacts {
  const regions: RegionFacts[] = [];
  for (let at = 0; at < numbers.length; at += 7) {
    const number = (offset: number): number => numbers[at + offset] ?? 0;
    regions.push(
      new RegionFacts(shapes[number(0)] as RegionShape, {
        begin: { start: number(1), end: number(2) },
        end: { start: number(3), end: number(4) },
        body: { start: number(5), end: number(6) },
      }),
    );
  }
  return { file, hash, encoding, regions, problems };
}
