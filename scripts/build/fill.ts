/** Fills pages: renders and formats what each of their regions should contain. */
import { Formatter, type FormattedTexts } from '../format/format.ts';
import type { Cache } from '../files/cache.ts';
import type { Page, PageKind } from '../pages/page.ts';
import { isError, type Problem } from '../problems/problem.ts';
import { Renderer, type Wrong } from '../sections/render.ts';
import { openPage } from '../workspace/page-file.ts';
import type { Content } from './content.ts';
import { type Expected, Expectations } from './expected.ts';
import type { Inputs } from './inputs.ts';
import type { SurveyedPage } from './page-facts.ts';
import { movedByPrettier, wrappedByPrettier } from './wrapped-markers.ts';

export interface Filler {
  /** Works ahead on a page while this thread would otherwise wait. */
  meet(page: SurveyedPage): Promise<void>;
  /** What each region of a page should contain. */
  fill(page: SurveyedPage): Promise<readonly (Expected | Wrong)[]>;
  /** Warnings about markers that Prettier would damage. */
  warnings(page: SurveyedPage): Promise<readonly Problem[]>;
  /** Reads a page again, for the few whose facts are not enough. */
  read(page: PageKind): Page;
  /** Stores the formatted texts for later runs. */
  keep(): void;
}

/** Undefined if data, templates or claims have errors, since nothing is rendered from them. */
export function fillerOf(inputs: Inputs, content: Content): Filler | undefined {
  if (content.problems.some(isError)) return undefined;
  const { workspace, prettier } = inputs;
  const { root, cache, config } = workspace;
  const texts = readTexts(cache);
  const knownTexts = texts.size;
  const formatter = new Formatter(root, prettier, texts);
  const read = (page: PageKind): Page => openPage(workspace, page);
  const renderer = new Renderer(content.sections, content.catalog, config.asOf);
  const expectations = new Expectations(renderer, formatter, read);
  return {
    async meet(page) {
      if (!page.frozen) await expectations.ofShapes(page);
    },
    fill: (page) => expectations.of(page),
    warnings: async (page) => [
      ...(prettier.mayWrapProse ? await wrappedByPrettier(page, formatter, read) : []),
      ...(await movedByPrettier(page, formatter, read)),
    ],
    read,
    keep() {
      if (texts.size > knownTexts) storeTexts(cache, texts);
    },
  };
}

/** How many formatted texts the cache keeps; the oldest are dropped first. */
const MOST_TEXTS = 10_000;

function readTexts(cache: Cache): FormattedTexts {
  const entries = cache.read('texts');
  return new Map(Array.isArray(entries) ? (entries as [string, string][]) : []);
}

function storeTexts(cache: Cache, texts: FormattedTexts): void {
  cache.write('texts', [...texts].slice(-MOST_TEXTS));
}
