/**
 * What each region should contain: rendered once per list of arguments, formatted once per place.
 */
import type { Problem } from '../problems/problem.ts';
import { hash } from '../files/hash.ts';
import { FormatError, type Formatter } from '../format/format.ts';
import { type RegionFacts, type RegionShape, shapesOf, type SurveyedPage } from './page-facts.ts';
import { asPageText, type Page, type PageKind } from '../pages/page.ts';
import type { Rendered, Renderer, Wrong } from '../sections/render.ts';
import { regionBody } from '../pages/splice.ts';

export interface Expected {
  /** The text in the encoding of its page, without prefixes and surrounding blank lines. */
  readonly text: string;
  /** The hash of everything that belongs between the markers. */
  readonly bodyHash: string;
  /** The length of what belongs between the markers, in UTF-16 units. */
  readonly bodyLength: number;
  readonly feeds: readonly string[];
}

export class Expectations {
  readonly #renderer: Renderer;
  readonly #formatter: Formatter;
  /** Reads a page again, for the few regions that can only be formatted within it. */
  readonly #read: (page: PageKind) => Page;
  /**
   * Answers that no page affects, by kind of page and then by shape, because pages repeat each
   * other's regions. Bench rows “check, no cache” and “build, every page”.
   */
  readonly #known = new Map<string, Map<RegionShape, Expected | Wrong>>();

  constructor(renderer: Renderer, formatter: Formatter, read: (page: PageKind) => Page) {
    this.#renderer = renderer;
    this.#formatter = formatter;
    this.#read = read;
  }

  /** One answer per region, in order. */
  async of(page: SurveyedPage): Promise<(Expected | Wrong)[]> {
    const answers = await this.ofShapes(page);
    const isAlone = !shapesOf(page).some(needsPage);
    return isAlone || answers.some((one) => 'wrong' in one)
      ? answers
      : this.#inPage(page, answers as Expected[]);
  }

  /** Like {@link of}, but regions that must be formatted within their page are left unformatted. */
  async ofShapes(page: SurveyedPage): Promise<(Expected | Wrong)[]> {
    const known = this.#knownFor(page);
    const shapes = shapesOf(page);
    const answers = shapes.map((shape) => known.get(shape));
    for (const [index, shape] of shapes.entries())
      answers[index] ??= known.get(shape) ?? (await this.#ofShape(page, shape, known));
    return answers as (Expected | Wrong)[];
  }

  #knownFor({ file, flavor, encoding }: SurveyedPage): Map<RegionShape, Expected | Wrong> {
    const kind = `${this.#formatter.optionsName(file)}\n${flavor} ${encoding}`;
    const known = this.#known.get(kind) ?? new Map<RegionShape, Expected | Wrong>();
    this.#known.set(kind, known);
    return known;
  }

  async #ofShape(
    page: SurveyedPage,
    shape: RegionShape,
    known: Map<RegionShape, Expected | Wrong>,
  ): Promise<Expected | Wrong> {
    const rendered = await this.#renderer.region(shape, page.file);
    const answer =
      'wrong' in rendered
        ? rendered
        : rendered.hasJsx && page.flavor !== 'mdx'
          ? needsMdx(shape)
          : await this.#format(page, shape, rendered);
    if (!this.#renderer.dependsOnPage(shape)) known.set(shape, answer);
    return answer;
  }

  /** Formats a text without its page; if that is not possible, it stays as rendered. */
  async #format(
    page: SurveyedPage,
    shape: RegionShape,
    { text, feeds }: Rendered,
  ): Promise<Expected | Wrong> {
    const { file, flavor } = page;
    const { prefix, within } = shape;
    try {
      if (prefix === '' || within?.length === 0) {
        const formatted = await this.#formatter.region(text, file, flavor);
        return expectedIn(page, shape, formatted, feeds);
      }
      if (within === undefined || text === '') return expectedIn(page, shape, text, feeds);
      const formatted = await this.#formatter.remember(
        [text, flavor, ...within],
        file,
        async () => {
          const { formatWithin } = await import('../format/nested.ts');
          return formatWithin(text, within, file, flavor, this.#formatter);
        },
      );
      return expectedIn(page, shape, formatted, feeds);
    } catch (error) {
      return asWrong(error, shape);
    }
  }

  async #inPage(page: SurveyedPage, answers: Expected[]): Promise<(Expected | Wrong)[]> {
    const texts = answers.map(({ text }) => text);
    if (texts.every((text) => text === '')) return answers;
    try {
      const joined = await this.#formatter.remember([page.hash, ...texts], page.file, async () => {
        const { formatInPage } = await import('../format/nested.ts');
        const { source, flavor, file } = this.#read(page);
        const settled = await formatInPage(
          { source, flavor, file },
          page.regions,
          texts,
          this.#formatter,
        );
        return JSON.stringify(settled);
      });
      return (JSON.parse(joined) as string[]).map((text, index) =>
        expectedText((page.regions[index] as RegionFacts).shape, text, answers[index]?.feeds ?? []),
      );
    } catch (error) {
      const at = page.regions.findIndex(({ shape }) => needsPage(shape));
      return page.regions.map(({ shape }, index) =>
        index === at ? asWrong(error, shape) : (answers[index] as Expected),
      );
    }
  }
}

function expectedIn(
  page: SurveyedPage,
  shape: RegionShape,
  formatted: string,
  feeds: readonly string[],
): Expected {
  return expectedText(shape, asPageText(page, formatted), feeds);
}

/** `text` is in the encoding of its page; see {@link asPageText}. */
function expectedText(
  { prefix, eol }: RegionShape,
  text: string,
  feeds: readonly string[],
): Expected {
  const body = regionBody(text, prefix, eol);
  return { text, bodyHash: hash(body), bodyLength: body.length, feeds };
}

const needsPage = ({ prefix, within }: RegionShape): boolean =>
  prefix !== '' && within === undefined;

function asWrong(error: unknown, { section }: RegionShape): Wrong {
  if (!(error instanceof FormatError)) throw error;
  const words = { message: `${section}: ${error.message}`, hint: error.hint };
  return { wrong: [{ code: error.code, words }] };
}

function needsMdx({ section }: RegionShape): Wrong {
  const message = `${section} renders tabs as JSX, and this page is not MDX`;
  const hint = 'name the page under `mdx` in permadocs.yaml, or set `tabs: headings` there';
  return { wrong: [{ code: 'template/refused', words: { message, hint } }] };
}

/** A page and what each of its regions should contain. */
export interface PlannedPage {
  /** What else is said of it; not what is wrong with its markers. */
  readonly warnings: readonly Problem[];
  readonly page: SurveyedPage;
  readonly expected: readonly Expected[];
}
