/** What a commit makes of regions: its data and templates, rendered and formatted as today. */
import { posix } from 'node:path';

import { pagesWith } from '../sources/sources.ts';
import { type History, pathInRepository } from '../files/history.ts';
import { textOf } from '../files/read.ts';
import { ignoreMatcher, matcher } from '../files/walk.ts';
import type { Formatter } from '../format/format.ts';
import { memo } from '../memo.ts';
import { type Page, type PageKind, toPage } from '../pages/page.ts';
import { isError } from '../problems/problem.ts';
import { Source } from '../problems/source.ts';
import { Renderer } from '../sections/render.ts';
import { loadSections } from '../sections/sections.ts';
import type { TemplateSource } from '../sections/template.ts';
import { readConfig } from '../workspace/config.ts';
import type { Config } from '../workspace/defaults.ts';
import { shippedAt } from '../workspace/shipped.ts';
import { CONFIG_FILE, type Workspace } from '../workspace/workspace.ts';
import { type Expected, Expectations } from './expected.ts';
import type { SurveyedPage } from './page-facts.ts';
import { surveyPage } from './survey-page.ts';

export interface Past {
  /** What the commit makes of the regions of a page; undefined for a region that it cannot make. */
  readonly make: (placed: PastPage) => Promise<readonly (Expected | undefined)[]>;
  /** A page as the commit has it, by its path from the workspace's root then. */
  readonly page: (kind: PageKind) => Promise<PastPage | undefined>;
  /** The text of a file, by its path from the root of the repository. */
  readonly read: (path: string) => string | undefined;
}

/** A page and what was found in it: of today, or of a commit. */
export interface PastPage {
  readonly page: Page;
  readonly facts: SurveyedPage;
}

/** `history` is that of the repository. A commit whose data have errors makes nothing of any region. */
export function pastOf(
  { root, config: today, templates }: Pick<Workspace, 'root' | 'config' | 'templates'>,
  history: History,
  commit: string,
  formatter: Formatter,
): Past {
  const tree = history.treeOf(commit);
  const prefix = pathInRepository(history, root, '.');
  const toTop = (file: string): string => posix.join(prefix, file);
  const bytesOf = (path: string): Buffer | undefined => tree.read([path]).get(path);
  const read = (path: string): string | undefined => {
    const bytes = bytesOf(path);
    return bytes && textOf(bytes);
  };
  const config = configAt(read(toTop(CONFIG_FILE)), today);
  const inRoot = [...tree.files.keys()].flatMap((path) => {
    const file = posix.relative(prefix, path);
    return file.startsWith('../') ? [] : [file];
  });
  const sourcesOf = (files: readonly string[]): Source[] => {
    const contents = tree.read(files.map(toTop));
    return files.map((file) => {
      const bytes = contents.get(toTop(file));
      return new Source(file, bytes ? textOf(bytes) : '');
    });
  };
  const surveyed = memo<string, Promise<PastPage | undefined>>(10_000);
  const pageAt = (kind: PageKind): Promise<PastPage | undefined> =>
    surveyed(JSON.stringify([kind.file, kind.flavor, kind.frozen]), () => readPage(kind));
  const readPage = async (kind: PageKind): Promise<PastPage | undefined> => {
    const bytes = bytesOf(toTop(kind.file));
    const facts = bytes && (await surveyPage(kind, bytes));
    if (!bytes || !facts || facts.regions.length === 0) return undefined;
    const page = toPage(kind.file, bytes, kind.flavor, kind.frozen);
    const { file, flavor, frozen } = kind;
    return { page, facts: { ...facts, file, flavor, frozen } };
  };
  /** For regions that can only be formatted in their page. */
  const pages = new WeakMap<PageKind, Page>();
  const expectations = expectationsOf();
  return {
    read,
    page: pageAt,
    make: async ({ page, facts }) => {
      if (!expectations) return facts.regions.map(() => undefined);
      pages.set(facts, page);
      const answers = await expectations.of(facts);
      return answers.map((answer) => ('wrong' in answer ? undefined : answer));
    },
  };

  function expectationsOf(): Expectations | undefined {
    const isData = matcher(config.data);
    const isIgnored = ignoreMatcher(config.ignore);
    const data = sourcesOf(inRoot.filter((file) => isData(file) && !isIgnored(file)));
    const { catalog, problems } = pagesWith(data, shippedAt(tree, prefix));
    const own = templatesIn(sourcesOf(inRoot.filter(isTemplateIn(config.templates))), config);
    const shipped = templates().filter(
      ({ source }) => !isTemplateIn(config.templates)(source.file),
    );
    const { sections, problems: wrong } = loadSections([...shipped, ...own], config);
    if ([...problems, ...wrong].some(isError)) return undefined;
    const renderer = new Renderer(sections, catalog, config.asOf);
    return new Expectations(renderer, formatter, (facts) => pages.get(facts) as Page);
  }
}

function configAt(text: string | undefined, today: Config): Config {
  if (text === undefined) return today;
  const { config, problems } = readConfig(new Source(CONFIG_FILE, text));
  return problems.some(isError) ? today : config;
}

const isTemplateIn =
  (folder: string) =>
  (file: string): boolean =>
    file.startsWith(`${folder}/`) &&
    /^(?:partials\/)?[^/]+\.hbs$/.test(file.slice(folder.length + 1));

function templatesIn(sources: readonly Source[], { templates }: Config): TemplateSource[] {
  return sources.map((source) => {
    const inside = source.file.slice(templates.length + 1);
    return {
      name: inside.replace(/^partials\//, '').replace(/\.hbs$/, ''),
      isPartial: inside.startsWith('partials/'),
      source,
    };
  });
}
