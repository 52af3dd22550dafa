/** The workspace: its configuration, and which files there are. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, posix, relative, resolve, sep } from 'node:path';

import { shippedTemplates } from '../package.ts';
import { Cache } from '../files/cache.ts';
import { hashOf } from '../files/hash.ts';
import { CannotRun } from '../problems/cannot-run.ts';
import { type Config, DEFAULTS } from './defaults.ts';
import { mayConfigurePrettier } from '../format/prettier-state.ts';
import { Source } from '../problems/source.ts';
import type { PageKind } from '../pages/page.ts';
import type { TemplateSource } from '../sections/template.ts';
import { ignoreMatcher, matcher, namesIn, walk, type Walk } from '../files/walk.ts';
import { messageOf } from '../problems/message-of.ts';

/** Files as they would be, by their paths from the root: what a command tries before it writes. */
export type Overlay = ReadonlyMap<string, Buffer>;

export const CONFIG_FILE = 'permadocs.yaml';

export class Workspace {
  /** Absolute. */
  readonly root: string;
  readonly config: Config;
  readonly cache: Cache;
  readonly overlay: Overlay;
  readonly #isMdx: (file: string) => boolean;
  readonly #isFrozen: (file: string) => boolean;

  private constructor(root: string, config: Config, cache: Cache, overlay: Overlay) {
    this.root = root;
    this.config = config;
    this.cache = cache;
    this.overlay = overlay;
    this.#isMdx = ignoreMatcher(config.mdx);
    this.#isFrozen = ignoreMatcher(config.frozen);
  }

  /**
   * Throws {@link CannotRun} where the root or its configuration is unusable. Files of the overlay
   * stand for those on disk, or beside them.
   */
  static async open(
    root: string,
    configFile?: string,
    overlay: Overlay = new Map(),
  ): Promise<Workspace> {
    if (!statSync(root, { throwIfNoEntry: false })?.isDirectory())
      throw new CannotRun(`${root} is no folder`);
    const path = configFile ?? join(root, CONFIG_FILE);
    const cache = Cache.open(root);
    const overlaid = overlay.get(toPosix(relative(root, path)))?.toString('utf8');
    if (overlaid !== undefined || existsSync(path)) {
      const text = overlaid ?? readText(path);
      return new Workspace(root, await configOf(root, path, text, cache), cache, overlay);
    }
    if (configFile === undefined) return new Workspace(root, DEFAULTS, cache, overlay);
    throw new CannotRun(`the configuration ${configFile} does not exist`);
  }

  /** All data files, sorted: the order of the file system never shows. */
  dataSources(): Source[] {
    return this.glob(this.config.data).map((file) => this.#source(file));
  }

  /** The sections and partials that permadocs ships, then the workspace's own. */
  templates(): TemplateSource[] {
    const shipped = shippedTemplates();
    const own = join(this.root, this.config.templates);
    const folders = shipped === join(own, sep) || !existsSync(own) ? [shipped] : [shipped, own];
    return folders.flatMap((folder) =>
      walk(folder, ['*.hbs', 'partials/*.hbs'], []).files.map((file) => ({
        name: file.replace(/^partials\//, '').replace(/\.hbs$/, ''),
        isPartial: file.startsWith('partials/'),
        source: this.#source(toPosix(relative(this.root, join(folder, file)))),
      })),
    );
  }

  /** All pages, and the folders that were looked into with what may configure Prettier there. */
  pages(): Walk {
    const found = walk(this.root, this.config.pages, this.config.ignore, {
      alsoSeen: mayConfigurePrettier,
    });
    return { ...found, files: this.#withOverlay(found.files, this.config.pages) };
  }

  /** How a page is read. */
  kindOf(file: string): PageKind {
    return { file, flavour: this.isMdx(file) ? 'mdx' : 'commonmark', frozen: this.isFrozen(file) };
  }

  /** Would {@link pages} find this file? */
  isPage(file: string): boolean {
    return this.covers(this.config.pages, file);
  }

  isData(file: string): boolean {
    return this.covers(this.config.data, file);
  }

  /** Would a file of this name be among those that the globs find? */
  covers(globs: readonly string[], file: string): boolean {
    return matcher(globs)(file) && !ignoreMatcher(this.config.ignore)(file);
  }

  /** The folders of some pages, as {@link pages} tells them. */
  foldersOf(files: Iterable<string>): ReadonlyMap<string, readonly string[]> {
    const folders = new Set([...files].map((file) => posix.dirname(file)));
    return new Map(
      [...folders].map((folder): [string, string[]] => [
        folder === '.' ? '' : folder,
        namesIn(join(this.root, folder)).filter(mayConfigurePrettier),
      ]),
    );
  }

  /**
   * Every Markdown file below these paths, .gitignore respected. A file of another kind is skipped,
   * so that a hook can pass whatever changed; throws for a path that is not there.
   */
  async markdownFiles(paths: readonly string[]): Promise<readonly string[]> {
    const { GitIgnore } = await import('../files/gitignore.ts');
    const globs = paths.length === 0 ? ['**'] : paths.map((path) => this.#pathOrGlob(path));
    const { files } = walk(this.root, globs.flatMap(markdownBelow), this.config.ignore, {
      git: new GitIgnore(this.root),
    });
    const empty = globs.find((glob, index) => {
      const isGlob = paths.length > 0 && !existsSync(resolve(this.root, paths[index] ?? ''));
      return isGlob && !files.some(matcher([glob]));
    });
    if (empty !== undefined) throw new CannotRun(`${empty} matches no file`);
    return files.filter((file) => /\.(?:mdx?|markdown)$/.test(file));
  }

  #pathOrGlob(path: string): string {
    const inside = relativeToRoot(this.root, resolve(this.root, path));
    if (inside === undefined) throw new CannotRun(`${path} lies outside the workspace`);
    const stats = statSync(join(this.root, inside), { throwIfNoEntry: false });
    if (!stats && !/[*?{[]/.test(path)) throw new CannotRun(`${path} does not exist`);
    if (!stats) return inside;
    const escaped = inside.replace(/[()[\]{}*?!]/g, '\\$&');
    return stats.isDirectory() ? posix.join(escaped, '**') : escaped;
  }

  isMdx(file: string): boolean {
    return file.endsWith('.mdx') || this.#isMdx(file);
  }

  isFrozen(file: string): boolean {
    return this.#isFrozen(file);
  }

  /** Does the workspace have a file? Relative to the root. */
  exists(file: string): boolean {
    return this.overlay.has(file) || existsSync(join(this.root, file));
  }

  /** The bytes of a file, relative to the root. */
  read(file: string): Buffer {
    return this.overlay.get(file) ?? readFileSync(join(this.root, file));
  }

  /** The files that globs mean, relative to the root, sorted. */
  glob(patterns: readonly string[]): readonly string[] {
    return this.#withOverlay(walk(this.root, patterns, this.config.ignore).files, patterns);
  }

  #withOverlay(files: readonly string[], globs: readonly string[]): readonly string[] {
    const overlaid = [...this.overlay.keys()].filter((file) => this.covers(globs, file));
    return overlaid.length === 0 ? files : [...new Set([...files, ...overlaid])].toSorted();
  }

  #source(file: string): Source {
    const overlaid = this.overlay.get(file)?.toString('utf8');
    return new Source(file, overlaid ?? readText(join(this.root, file)));
  }
}

/** Relative to the root with `/`, or undefined where a path leads outside. */
export function relativeToRoot(root: string, path: string): string | undefined {
  const inside = toPosix(relative(root, path));
  return inside === '..' || inside.startsWith('../') ? undefined : inside;
}

/** What a glob that ends in `**` means to lint: the Markdown below. */
function markdownBelow(glob: string): string {
  return glob.endsWith('**') ? `${glob}/*.{md,mdx,markdown}` : glob;
}

function toPosix(path: string): string {
  return path.split(sep).join('/');
}

/** UTF-8 text without a byte order mark; throws {@link CannotRun} where it cannot be read. */
function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw new CannotRun(`${path} cannot be read: ${messageOf(error)}`);
  }
}

/** The configuration of a file, checked once for each content that it has. */
async function configOf(root: string, path: string, text: string, cache: Cache): Promise<Config> {
  const source = new Source(toPosix(relative(root, path)), text);
  const key = hashOf([source.file, source.text]);
  const known = cache.read('config') as { key: string; config: Config } | undefined;
  if (known?.key === key) return known.config;
  const { readConfig } = await import('./config.ts');
  const { config, problems } = readConfig(source);
  if (problems.length > 0) throw new CannotRun('the configuration is not valid', problems);
  cache.write('config', { key, config });
  return config;
}
