/**
 * A section and its arguments → the unformatted text of a region. Each combination is rendered
 * once.
 */
import { posix } from 'node:path';

import { checkArguments } from './arguments.ts';
import type { Catalog } from '../data/catalog.ts';
import { NotedCatalog } from '../data/noted-catalog.ts';
import type { Code } from '../problems/codes.ts';
import type { ProblemWords } from '../problems/problem.ts';
import { Unread } from './model.ts';
import { openModels } from './models.ts';
import { memoOf } from '../memo.ts';
import { Refusal } from './refusal.ts';
import type { Region } from '../pages/regions.ts';
import { renderSection } from './sections.ts';
import { didYouMean } from '../problems/did-you-mean.ts';
import type { Section, Sections } from './template.ts';

export interface Rendered {
  readonly text: string;
  /** The data files, files that ship and the template that the text is made from, relative to the root. */
  readonly feeds: readonly string[];
  /** It has elements of JSX, which only MDX knows. */
  readonly hasJsx: boolean;
}

/** What is wrong with a marker's section or arguments; reported at every marker that has them. */
export interface Wrong {
  readonly wrong: readonly { readonly code: Code; readonly words: ProblemWords }[];
}

/** A text of an earlier build in this process, and whether another catalog gives the same. */
interface Kept {
  readonly rendered: Rendered;
  readonly isSameIn: (catalog: Catalog) => boolean;
}

/**
 * `watch` builds often, and an edit changes few of the texts: bench row “watch, one claim edited”. By
 * the compiled section, whose templates and settings do not change.
 */
const keptOf = memoOf((_: Section) => new Map<string, Kept>());
/** For each section. */
const MOST_KEPT = 1000;

/** What models have read, such as access levels, depends on nothing but their data sets. */
const MODELS = openModels();

export class Renderer {
  readonly #sections: Sections;
  readonly #catalog: Catalog;
  readonly #asOf: string | undefined;
  /** By section and arguments, and also by page if the text has links. */
  readonly #rendered = new Map<string, Rendered | Wrong>();
  readonly #withLinks = new Set<string>();

  constructor(sections: Sections, catalog: Catalog, asOf: string | undefined) {
    this.#sections = sections;
    this.#catalog = catalog;
    this.#asOf = asOf;
  }

  async region(
    { section, args }: Pick<Region, 'section' | 'args'>,
    file: string,
  ): Promise<Rendered | Wrong> {
    const key = JSON.stringify([section, args]);
    const ofPage = `${key} ${file}`;
    const earlier = this.#rendered.get(this.#withLinks.has(key) ? ofPage : key);
    if (earlier) return earlier;
    const rendered = await this.#render(section, args, file);
    this.#rendered.set(this.#withLinks.has(key) ? ofPage : key, rendered);
    return rendered;
  }

  /** Whether the text differs from page to page, because it has links. */
  dependsOnPage({ section, args }: Pick<Region, 'section' | 'args'>): boolean {
    return this.#withLinks.has(JSON.stringify([section, args]));
  }

  async #render(
    name: string,
    written: Readonly<Record<string, string>>,
    file: string,
  ): Promise<Rendered | Wrong> {
    const section = this.#sections.get(name);
    if (!section) {
      const all = [...this.#sections.keys()];
      const hint = didYouMean(name, all) ?? `sections: ${all.join(', ')}`;
      const message = `there is no section \`${name}\``;
      return { wrong: [{ code: 'marker/unknown-section', words: { message, hint } }] };
    }
    const ofSection = keptOf(section);
    const key = JSON.stringify([written, this.#asOf]);
    for (const [linking, isLinking] of [
      [key, false],
      [`${key} ${file}`, true],
    ] as const) {
      const earlier = ofSection.get(linking);
      if (!earlier?.isSameIn(this.#catalog)) continue;
      if (isLinking) this.#withLinks.add(JSON.stringify([name, written]));
      return earlier.rendered;
    }
    let hasLinks = false;
    const catalog = new NotedCatalog(this.#catalog);
    const rendered = await this.#renderNow(section, written, catalog, (url) => {
      hasLinks = true;
      return hrefFrom(file, url);
    });
    if (hasLinks) this.#withLinks.add(JSON.stringify([name, written]));
    if ('wrong' in rendered) return rendered;
    if (ofSection.size >= MOST_KEPT) ofSection.clear();
    ofSection.set(hasLinks ? `${key} ${file}` : key, { rendered, isSameIn: catalog.noted() });
    return rendered;
  }

  async #renderNow(
    section: Section,
    written: Readonly<Record<string, string>>,
    catalog: Catalog,
    href: (url: string) => string,
  ): Promise<Rendered | Wrong> {
    const { args, problems } = checkArguments(section, written, catalog);
    if (problems.length > 0) return { wrong: problems };
    try {
      const { text, entries, shipped, hasJsx } = await whenRead(() =>
        renderSection(section, args, catalog, this.#asOf, href, MODELS),
      );
      const files = new Set(shipped);
      for (const entry of entries) for (const one of catalog.filesOf(entry)) files.add(one);
      return { text, feeds: [...files].toSorted().concat(section.file), hasJsx };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { message, hint } = error;
      return { wrong: [{ code: 'template/refused', words: { message, hint } }] };
    }
  }
}

/** Renders, and reads what a model finds missing. */
export async function whenRead<T>(render: () => T): Promise<T> {
  for (;;) {
    try {
      return render();
    } catch (error) {
      if (!(error instanceof Unread)) throw error;
      await error.read();
    }
  }
}

/** Turns a link in the data, which is relative to the root, into one that works from a page. */
function hrefFrom(file: string, url: string): string {
  if (!url.startsWith('/')) return url;
  const end = url.search(/[#?]|$/);
  const [path, anchor] = [url.slice(1, end), url.slice(end)];
  if (path === file && anchor !== '') return anchor;
  const target = posix.relative(posix.dirname(file), path);
  return `${target.startsWith('.') ? '' : './'}${target}${anchor}`;
}
