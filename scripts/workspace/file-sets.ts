/** Which files below a root are data, templates and pages, and how each page is read. */
import { join, posix, resolve, sep } from 'node:path';

import { shippedTemplates } from '../package.ts';
import { escapeGlob } from '../files/glob.ts';
import { relativeTo, relativeToRoot } from '../files/paths.ts';
import { isFolder, isThere, kindOf, statOf } from '../files/stat.ts';
import { ignoreMatcher, matcher, namesIn, walk, type Walk } from '../files/walk.ts';
import { mayConfigurePrettier } from '../format/prettier-state.ts';
import type { PageKind } from '../pages/page.ts';
import { CannotRun } from '../problems/cannot-run.ts';
import { Source } from '../problems/source.ts';
import type { TemplateSource } from '../sections/template.ts';
import type { Config } from './defaults.ts';
import type { Reading } from './reading.ts';

export interface FileSets {
  /** All data files, sorted, so that results never depend on the order of the file system. */
  readonly dataSources: () => Source[];
  /**
   * The sections and partials that permadocs ships, followed by the workspace's own, which replace
   * those of the same name.
   */
  readonly templates: () => TemplateSource[];
  /**
   * All pages, and the folders that were searched, with the names in them that may configure
   * Prettier.
   */
  readonly pages: () => Walk;
  /** All Markdown files below these paths; see {@link markdownFiles}. */
  readonly markdownFiles: (paths: readonly string[]) => Promise<Pick<Walk, 'files' | 'refused'>>;
  /** The files that match globs, relative to the root and sorted. */
  readonly glob: (patterns: readonly string[]) => Pick<Walk, 'files' | 'refused'>;
  /** The folders of some pages, in the form that {@link pages} returns. */
  readonly foldersOf: (files: Iterable<string>) => ReadonlyMap<string, readonly string[]>;
  /** Whether globs would find a file of this name. */
  readonly covers: (globs: readonly string[], file: string) => boolean;
  /** Whether {@link pages} would find this file. */
  readonly isPage: (file: string) => boolean;
  readonly isData: (file: string) => boolean;
  readonly isMdx: (file: string) => boolean;
  readonly isFrozen: (file: string) => boolean;
  /** How to read a page. */
  readonly kindOf: (file: string) => PageKind;
}

export function fileSetsOf(root: string, config: Config, reading: Reading): FileSets {
  const isIgnored = ignoreMatcher(config.ignore);
  const isMdxGlob = ignoreMatcher(config.mdx);
  const isFrozen = ignoreMatcher(config.frozen);
  const isPage = matcher(config.pages);
  const isData = matcher(config.data);
  const isMdx = (file: string): boolean => file.endsWith('.mdx') || isMdxGlob(file);
  const covers = (globs: readonly string[], file: string): boolean =>
    matcher(globs)(file) && !isIgnored(file);
  const withOverlay = <Found extends Pick<Walk, 'files'>>(
    found: Found,
    globs: readonly string[],
  ): Found => {
    const overlaid = [...reading.overlay.keys()].filter((file) => covers(globs, file));
    return overlaid.length === 0
      ? found
      : { ...found, files: [...new Set([...found.files, ...overlaid])].toSorted() };
  };
  const glob: FileSets['glob'] = (patterns) =>
    withOverlay(walk(root, patterns, config.ignore), patterns);
  return {
    dataSources: () => {
      const { files, refused } = glob(config.data);
      return [
        ...files.map(reading.source),
        ...refused.map(({ path, why }) => new Source(path, '', `${path} ${why}`)),
      ];
    },
    templates: () => {
      const shipped = shippedTemplates();
      const own = join(root, config.templates);
      const folders = shipped === join(own, sep) || !isThere(own) ? [shipped] : [shipped, own];
      const isInstalled = shipped !== join(own, sep);
      const found = folders.flatMap((folder) =>
        templatesIn(root, folder, reading).map((one) => ({
          ...one,
          isInstalled: isInstalled && one.isShipped === true,
        })),
      );
      // One of the workspace's own takes the place of the shipped one, which is not even read.
      return [...new Map(found.map((one) => [`${one.isPartial}/${one.name}`, one])).values()].map(
        ({ read, ...template }) => ({ ...template, source: read() }),
      );
    },
    pages: () =>
      withOverlay(
        walk(root, config.pages, config.ignore, { alsoSeen: mayConfigurePrettier }),
        config.pages,
      ),
    markdownFiles: (paths) => markdownFiles(root, paths, config),
    glob,
    foldersOf: (files) => {
      const folders = new Set([...files].map((file) => posix.dirname(file)));
      return new Map(
        [...folders].map((folder): [string, string[]] => [
          folder === '.' ? '' : folder,
          namesIn(join(root, folder)).filter(mayConfigurePrettier),
        ]),
      );
    },
    covers,
    isPage: (file) => isPage(file) && !isIgnored(file),
    isData: (file) => isData(file) && !isIgnored(file),
    isMdx,
    isFrozen,
    kindOf: (file) => ({
      file,
      flavor: isMdx(file) ? 'mdx' : 'commonmark',
      frozen: isFrozen(file),
    }),
  };
}

type UnreadTemplate = Omit<TemplateSource, 'source'> & { readonly read: () => Source };

/** `folder` is the workspace's own, inside the root, or the one that permadocs ships. */
function templatesIn(root: string, folder: string, { source }: Reading): UnreadTemplate[] {
  const isOwn = relativeToRoot(root, folder) !== undefined;
  const isShipped = folder === shippedTemplates();
  const base = isOwn ? root : folder;
  const before = isOwn ? `${relativeTo(root, folder)}/` : '';
  const prefix = escapeGlob(before);
  const globs = [`${prefix}*.hbs`, `${prefix}partials/*.hbs`];
  const { files, refused } = walk(base, globs, []);
  const asTemplate = (path: string, read: (file: string) => Source): UnreadTemplate => {
    const inside = path.slice(before.length);
    return {
      name: inside.replace(/^partials\//, '').replace(/\.hbs$/, ''),
      isPartial: inside.startsWith('partials/'),
      isShipped,
      read: () => read(isOwn ? path : relativeTo(root, join(base, path))),
    };
  };
  return [
    ...files.map((path) => asTemplate(path, source)),
    ...refused.map(({ path, why }) =>
      asTemplate(path, (file) => new Source(file, '', `${file} ${why}`)),
    ),
  ];
}

/**
 * All Markdown files below these paths, except those that git ignores. Other kinds of files are
 * skipped, so that a hook can pass any changed file. Throws {@link CannotRun} for a path that does
 * not exist.
 */
async function markdownFiles(
  root: string,
  paths: readonly string[],
  { ignore }: Config,
): Promise<Pick<Walk, 'files' | 'refused'>> {
  const { gitIgnores } = await import('../files/gitignore.ts');
  const globs = paths.length === 0 ? ['**'] : paths.map((path) => pathOrGlob(root, path));
  const { files, refused } = walk(root, globs.flatMap(markdownBelow), ignore, {
    gitIgnores: gitIgnores(root),
  });
  const empty = globs.find((glob, index) => {
    const isGlob = paths.length > 0 && !isThere(resolve(root, paths[index] ?? ''));
    const isMeant = matcher([glob]);
    return isGlob && !files.some(isMeant) && !refused.some(({ path }) => isMeant(path));
  });
  if (empty !== undefined) throw new CannotRun(`${empty} matches no file`);
  return {
    files: files.filter(isMarkdown),
    refused: refused.filter(({ path, isFolder: isDirectory }) => isDirectory || isMarkdown(path)),
  };
}

/** Whether a file may be a page, by its name. */
export const isMarkdown = (file: string): boolean => /\.(?:mdx?|markdown)$/.test(file);

function pathOrGlob(root: string, path: string): string {
  const inside = relativeToRoot(root, resolve(root, path));
  if (inside === undefined) throw new CannotRun(`${path} is outside the workspace`);
  const there = statOf(join(root, inside));
  if (!there && !/[*?{[]/.test(path)) throw new CannotRun(`${path} does not exist`);
  if (!there) return inside;
  if (!there.isFile() && !there.isDirectory() && !isMarkdown(inside))
    throw new CannotRun(`${path} is ${kindOf(there)}, not a file`);
  const escaped = escapeGlob(inside);
  return isFolder(join(root, inside)) ? posix.join(escaped, '**') : escaped;
}

/** For lint, a glob that ends in `**` means the Markdown files below. */
function markdownBelow(glob: string): string {
  return glob.endsWith('**') ? `${glob}/*.{md,mdx,markdown}` : glob;
}
