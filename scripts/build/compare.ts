/** What pages hold ↔ what they should. Loaded only where there is something to compare. */
import type { Cache } from '../files/cache.ts';
import type { Content } from './content.ts';
import { Expectations, type PlannedPage } from './expected.ts';
import { type FormattedTexts, Formatter } from '../format/format.ts';
import { wrappedByPrettier } from './wrapped-markers.ts';
import type { Inputs } from './inputs.ts';
import type { UpToDate } from './verdict.ts';
import type { SurveyedPage } from './page-facts.ts';
import { openPage } from '../workspace/page-file.ts';
import type { Page, PageKind } from '../pages/page.ts';
import { type Problem, problemAt } from '../problems/problem.ts';
import { Renderer, type Wrong } from '../sections/render.ts';

export interface Comparison {
  readonly problems: readonly Problem[];
  /** The pages that were asked for and could be compared. */
  readonly compared: readonly PlannedPage[];
  /** Those of them with a region that is not what it should be. */
  readonly stale: readonly PlannedPage[];
  /** The others, and those that are frozen. */
  readonly upToDate: ReadonlyMap<string, UpToDate>;
  /** Of the pages that were asked for. */
  readonly counts: { readonly pages: number; readonly regions: number };
  /** A remark for people: which Prettier formatted. */
  readonly notice: string | undefined;
}

export class Comparer {
  readonly #inputs: Inputs;
  readonly #formatter: Formatter;
  readonly #texts: FormattedTexts;
  readonly #knownTexts: number;
  readonly #expectations: Expectations;
  /** Reads a page again: for the few for which their facts are not enough. */
  readonly #read: (page: PageKind) => Page;

  /** The content must be sound. */
  constructor(inputs: Inputs, { sections, catalog }: Content) {
    const { workspace, prettier } = inputs;
    const { root, cache, config } = workspace;
    this.#inputs = inputs;
    this.#texts = readTexts(cache);
    this.#knownTexts = this.#texts.size;
    this.#formatter = new Formatter(root, prettier, this.#texts);
    this.#read = (page) => openPage(workspace, page);
    const renderer = new Renderer(sections, catalog, config.asOf);
    this.#expectations = new Expectations(renderer, this.#formatter, this.#read);
  }

  /** Works out what the comparison will need of a page, while there is time for it. */
  async meet(page: SurveyedPage): Promise<void> {
    if (!page.frozen) await this.#expectations.ofShapes(page);
  }

  /** Renders and formats what each page should hold, and sorts pages by whether they do. */
  async compare(pages: readonly SurveyedPage[]): Promise<Comparison> {
    const problems: Problem[] = [];
    const compared: PlannedPage[] = [];
    const stale: PlannedPage[] = [];
    const upToDate = new Map<string, UpToDate>();
    const counts = { pages: 0, regions: 0 };
    for (const page of pages) {
      const { file, hash, regions, frozen } = page;
      if (frozen) {
        upToDate.set(file, { hash, regions: 0, problems: page.problems });
        continue;
      }
      const answers = await this.#expectations.of(page);
      const expected = answers.filter((answer) => 'bodyHash' in answer);
      const feeds = expected.map((one) => one.feeds);
      if (!this.#inputs.selection.includes(file, feeds)) continue;
      counts.pages += 1;
      counts.regions += regions.length;
      const warnings = await this.#warnings(page);
      problems.push(...warnings);
      for (const [index, answer] of answers.entries())
        if ('wrong' in answer) problems.push(...this.#problemsAt(page, index, answer));
      if (expected.length < answers.length) continue;
      const planned = { page, expected };
      compared.push(planned);
      if (expected.some(({ bodyHash }, index) => bodyHash !== regions[index]?.bodyHash))
        stale.push(planned);
      else {
        const found = [...page.problems, ...warnings];
        upToDate.set(file, { hash, regions: regions.length, problems: found });
      }
    }
    if (this.#texts.size > this.#knownTexts) storeTexts(this.#inputs.workspace.cache, this.#texts);
    return { problems, compared, stale, upToDate, counts, notice: this.#formatter.notice };
  }

  async #warnings(page: SurveyedPage): Promise<readonly Problem[]> {
    if (!this.#inputs.prettier.mayWrapProse) return [];
    return wrappedByPrettier(page, this.#formatter, this.#read);
  }

  #problemsAt(page: SurveyedPage, index: number, { wrong }: Wrong): Problem[] {
    const { source } = this.#read(page);
    const range = page.regions[index]?.begin ?? { start: 0, end: 0 };
    return wrong.map(({ code, words }) => problemAt(code, source, range, words));
  }
}

/** How many formatted texts the cache keeps; the oldest go first. */
const MOST_TEXTS = 10_000;

function readTexts(cache: Cache): FormattedTexts {
  const entries = cache.read('texts');
  return new Map(Array.isArray(entries) ? (entries as [string, string][]) : []);
}

function storeTexts(cache: Cache, texts: FormattedTexts): void {
  cache.write('texts', [...texts].slice(-MOST_TEXTS));
}
