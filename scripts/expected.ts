/** What each region of a page should hold: rendered once an argument list, formatted once a place. */
import { type Cache, hash } from './cache.ts';
import type { Content } from './content.ts';
import { FormatError, type FormattedTexts, Formatter } from './format.ts';
import { wrappedByPrettier } from './hazards.ts';
import { formatInPage, formatWithin } from './nested.ts';
import { asPageText, type Page } from './page.ts';
import { openPage } from './page-file.ts';
import type { PrettierState } from './prettier-state.ts';
import type { Problem } from './problem.ts';
import { type Rendered, Renderer, type Wrong } from './render.ts';
import { regionBody } from './splice.ts';
import type { PageFacts, PageKind, RegionFacts } from './survey-page.ts';
import type { Workspace } from './workspace.ts';

export interface Expected {
  /** As it should stand in the page, without prefixes and surrounding blank lines. */
  readonly text: string;
  /** The hash of what should stand between the markers. */
  readonly bodyHash: string;
  /** In UTF-16 units. */
  readonly bodyLength: number;
  readonly feeds: readonly string[];
}

export class Expectations {
  readonly #renderer: Renderer;
  readonly #formatter: Formatter;
  /** Reads a page again: for the few whose regions can be formatted only in it. */
  readonly #read: (page: PageKind) => Page;
  /** By what was rendered, then by where it stands. */
  readonly #formatted = new Map<Rendered, Map<string, Promise<Expected | Wrong>>>();

  constructor(renderer: Renderer, formatter: Formatter, read: (page: PageKind) => Page) {
    this.#renderer = renderer;
    this.#formatter = formatter;
    this.#read = read;
  }

  /** One answer a region. */
  async of(page: PageFacts & PageKind): Promise<(Expected | Wrong)[]> {
    const answers: (Expected | Wrong)[] = [];
    for (const region of page.regions) {
      const rendered = this.#renderer.region(region, page.file);
      answers.push('wrong' in rendered ? rendered : await this.#alone(page, region, rendered));
    }
    return answers.some((one) => 'wrong' in one) || !page.regions.some(needsPage)
      ? answers
      : this.#inPage(page, answers as Expected[]);
  }

  #alone(
    page: PageFacts & PageKind,
    region: RegionFacts,
    rendered: Rendered,
  ): Promise<Expected | Wrong> {
    const places = this.#formatted.get(rendered) ?? new Map<string, Promise<Expected | Wrong>>();
    this.#formatted.set(rendered, places);
    const { prefix, within = ['?'], eol } = region;
    const options = this.#formatter.optionsName(page.file);
    const place = `${options}\n${page.flavour} ${page.encoding} ${eol}${within.join('')}${prefix}`;
    const known = places.get(place) ?? this.#format(page, region, rendered);
    places.set(place, known);
    return known;
  }

  /** Formats a text without its page; where that is not possible it stays as rendered. */
  async #format(
    page: PageFacts & PageKind,
    region: RegionFacts,
    { text, feeds }: Rendered,
  ): Promise<Expected | Wrong> {
    const { file, flavour } = page;
    const { prefix, within } = region;
    try {
      if (prefix === '') {
        const formatted = await this.#formatter.region(text, file, flavour);
        return expectedIn(page, region, formatted, feeds);
      }
      if (within === undefined || text === '') return expectedIn(page, region, text, feeds);
      const formatted = await this.#formatter.remember([text, flavour, ...within], file, () =>
        formatWithin(text, within, file, flavour, this.#formatter),
      );
      return expectedIn(page, region, formatted, feeds);
    } catch (error) {
      return asWrong(error, region);
    }
  }

  async #inPage(page: PageFacts & PageKind, answers: Expected[]): Promise<(Expected | Wrong)[]> {
    const texts = answers.map(({ text }) => text);
    if (texts.every((text) => text === '')) return answers;
    try {
      const joined = await this.#formatter.remember([page.hash, ...texts], page.file, async () => {
        const { source, flavour, file } = this.#read(page);
        const settled = await formatInPage(
          { source, flavour, file },
          page.regions,
          texts,
          this.#formatter,
        );
        return JSON.stringify(settled);
      });
      return (JSON.parse(joined) as string[]).map((text, index) =>
        expectedIn(page, page.regions[index] as RegionFacts, text, answers[index]?.feeds ?? []),
      );
    } catch (error) {
      const region = page.regions.find(needsPage) as RegionFacts;
      return page.regions.map((one, index) =>
        one === region ? asWrong(error, region) : (answers[index] as Expected),
      );
    }
  }
}

function expectedIn(
  { encoding }: PageFacts,
  { prefix, eol }: RegionFacts,
  formatted: string,
  feeds: readonly string[],
): Expected {
  const text = asPageText({ encoding }, formatted);
  const body = regionBody(text, prefix, eol);
  return { text, bodyHash: hash(body), bodyLength: body.length, feeds };
}

/** Everything that comparing pages needs; `finish` keeps what was formatted and returns a remark on it. */
export function prepare(
  workspace: Workspace,
  { sections, catalog }: Content,
  prettier: PrettierState,
): {
  readonly expectations: Expectations;
  readonly wrapWarnings: (page: PageFacts & PageKind) => Promise<Problem[]>;
  readonly finish: () => string | undefined;
} {
  const { root, cache, config } = workspace;
  const texts = readTexts(cache);
  const known = texts.size;
  const formatter = new Formatter(root, prettier, texts);
  const read = (page: PageKind): Page => openPage(workspace, page);
  const renderer = new Renderer(sections, catalog, config.asOf);
  return {
    expectations: new Expectations(renderer, formatter, read),
    wrapWarnings: async (page) =>
      prettier.mayWrapProse ? wrappedByPrettier(page, formatter, read) : [],
    finish: () => {
      if (texts.size > known) cache.write('texts', [...texts].slice(-MOST_TEXTS));
      return formatter.notice;
    },
  };
}

/** How many formatted texts the cache keeps; the oldest go first. */
const MOST_TEXTS = 10_000;

function readTexts(cache: Cache): FormattedTexts {
  const entries = cache.read('texts');
  return new Map(Array.isArray(entries) ? (entries as [string, string][]) : []);
}

const needsPage = ({ prefix, within }: RegionFacts): boolean =>
  prefix !== '' && within === undefined;

function asWrong(error: unknown, { section }: RegionFacts): Wrong {
  if (!(error instanceof FormatError)) throw error;
  const words = { message: `${section}: ${error.message}`, hint: error.hint };
  return { wrong: [{ code: error.code, words }] };
}
