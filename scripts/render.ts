/** The regions of a page → their texts, before formatting. */
import { posix } from 'node:path';

import { checkArguments } from './arguments.ts';
import type { Catalog } from './catalog.ts';
import { readFrontMatter } from './front-matter.ts';
import type { Page } from './page.ts';
import { type Problem, problemAt } from './problem.ts';
import { Refusal } from './refusal.ts';
import type { Region } from './regions.ts';
import { renderSection, type Sections } from './sections.ts';
import type { Workspace } from './workspace.ts';
import { didYouMean } from './yaml-file.ts';

export interface RenderedRegion {
  readonly text: string;
  /** The template and the data files that the text rests on, relative to the root. */
  readonly feeds: readonly string[];
}

/** Renders every region; a region that cannot be rendered is a problem at its begin marker. */
export function renderPage(
  { page, regions }: { readonly page: Page; readonly regions: readonly Region[] },
  sections: Sections,
  catalog: Catalog,
  workspace: Pick<Workspace, 'config'>,
): { rendered: RenderedRegion[]; problems: Problem[] } {
  const problems: Problem[] = [];
  const values = pageValues(page);
  const rendered = regions.map((region): RenderedRegion => {
    const section = sections.get(region.section);
    const nothing = { text: '', feeds: [] };
    if (!section) {
      problems.push(
        problemAt('marker/unknown-section', page.source, region.begin, {
          message: `there is no section \`${region.section}\``,
          hint:
            didYouMean(region.section, [...sections.keys()]) ??
            `sections: ${[...sections.keys()].join(', ')}`,
        }),
      );
      return nothing;
    }
    const written = fromFrontMatter(region.args, values);
    if ('missing' in written) {
      problems.push(
        problemAt('marker/bad-parameter', page.source, region.begin, {
          message: `the front matter has no \`permadocs.${written.missing}\``,
          hint: `add it:\npermadocs:\n  ${written.missing}: …`,
        }),
      );
      return nothing;
    }
    const { args, problems: wrong } = checkArguments(section, written.args, catalog);
    if (wrong.length > 0) {
      problems.push(
        ...wrong.map(({ code, words }) => problemAt(code, page.source, region.begin, words)),
      );
      return nothing;
    }
    try {
      const { text, feeds } = renderSection(section, args, catalog, workspace.config.asOf, (url) =>
        hrefFrom(page.file, url),
      );
      return { text, feeds: [...feeds].toSorted().concat(section.file) };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      problems.push(
        problemAt('template/refused', page.source, region.begin, {
          message: error.message,
          hint: error.hint,
        }),
      );
      return nothing;
    }
  });
  return { rendered, problems };
}

/** A link of the data, which is from the root, as it works from a page. */
export function hrefFrom(file: string, url: string): string {
  if (!url.startsWith('/')) return url;
  const [, path = '', anchor = ''] = /^\/([^#?]*)(.*)$/s.exec(url) ?? [];
  if (path === file && anchor !== '') return anchor;
  const target = posix.relative(posix.dirname(file), path);
  return `${target.startsWith('.') ? '' : './'}${target}${anchor}`;
}

/** What the page's front matter sets under `permadocs:` for its regions to use. */
function pageValues(page: Page): ReadonlyMap<string, string> {
  try {
    const values: unknown = readFrontMatter(page.source.text).data?.['permadocs'];
    if (typeof values !== 'object' || values === null || Array.isArray(values)) return new Map();
    return new Map(Object.entries(values).map(([name, value]) => [name, String(value)]));
  } catch {
    // Front matter that does not parse has no values; its site will say so.
    return new Map();
  }
}

function fromFrontMatter(
  args: Readonly<Record<string, string>>,
  values: ReadonlyMap<string, string>,
): { args: Readonly<Record<string, string>> } | { missing: string } {
  const filled: Record<string, string> = {};
  for (const [name, value] of Object.entries(args)) {
    const [, variable] = /^\$([a-zA-Z][\w-]*)$/.exec(value) ?? [];
    const found = variable === undefined ? value : values.get(variable);
    if (found === undefined) return { missing: variable ?? '' };
    filled[name] = found;
  }
  return { args: filled };
}
