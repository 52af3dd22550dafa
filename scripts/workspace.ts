/** The workspace: its configuration with every default, and which files there are. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { globbySync } from 'globby';
import picomatch from 'picomatch';

import type { Severity } from './codes.ts';
import { type Problem, problemAt } from './problem.ts';
import { type ConfigFile, configSchema } from './schema.ts';
import type { TemplateSource } from './template.ts';
import { Source } from './source.ts';
import { keyRangeOf, readYaml } from './yaml-file.ts';

/** permadocs could not run at all: exit code 2. */
export class CannotRun extends Error {
  readonly problems: readonly Problem[];

  constructor(message: string, problems: readonly Problem[] = []) {
    super(message);
    this.problems = problems;
  }
}

export interface Config {
  readonly data: readonly string[];
  readonly templates: string;
  readonly pages: readonly string[];
  readonly mdx: readonly string[];
  readonly frozen: readonly string[];
  readonly ignore: readonly string[];
  readonly asOf: string | undefined;
  readonly placeholders: Readonly<Record<string, string>>;
  /** Of lint, by code. */
  readonly severities: Readonly<Record<string, Severity | 'off'>>;
}

/** Files as they would be, by their paths from the root: what a command tries before it writes. */
export type Overlay = ReadonlyMap<string, Buffer>;

const CONFIG_FILE = 'permadocs.yaml';

function withDefaults(file: ConfigFile): Config {
  return {
    data: file.data ?? ['data/**/*.{yaml,yml}'],
    templates: file.templates ?? 'templates',
    pages: file.pages ?? ['out/**/*.{md,mdx}'],
    mdx: file.mdx ?? [],
    frozen: file.frozen ?? [],
    ignore: ['**/node_modules/**', ...(file.ignore ?? [])],
    asOf: file.asOf,
    placeholders: file.placeholders ?? {},
    severities: file.lint?.rules ?? {},
  } satisfies Record<keyof Config, unknown>;
}

export class Workspace {
  /** Absolute. */
  readonly root: string;
  readonly config: Config;
  readonly #overlay: Overlay;
  readonly #isMdx: (file: string) => boolean;
  readonly #isFrozen: (file: string) => boolean;

  private constructor(root: string, config: Config, overlay: Overlay) {
    this.root = root;
    this.config = config;
    this.#overlay = overlay;
    this.#isMdx = picomatch([...config.mdx], { dot: true });
    this.#isFrozen = picomatch([...config.frozen], { dot: true });
  }

  /**
   * Throws {@link CannotRun} where the root or its configuration is unusable. Files of the overlay
   * stand for those on disk, or beside them.
   */
  static open(root: string, configFile?: string, overlay: Overlay = new Map()): Workspace {
    if (!statSync(root, { throwIfNoEntry: false })?.isDirectory())
      throw new CannotRun(`${root} is no folder`);
    const path = configFile ?? join(root, CONFIG_FILE);
    const overlaid = overlay.get(toPosix(relative(root, path)));
    if (!overlaid && !existsSync(path)) {
      if (configFile !== undefined)
        throw new CannotRun(`the configuration ${configFile} does not exist`);
      return new Workspace(root, withDefaults({}), overlay);
    }
    const source = new Source(
      toPosix(relative(root, path)),
      overlaid ? overlaid.toString('utf8') : readText(path),
    );
    const read = readYaml(source, configSchema, { syntax: 'config/yaml', shape: 'config/invalid' });
    const problems = [...read.problems];
    if (read.file && read.value) {
      for (const key of ['data', 'templates', 'pages', 'mdx', 'frozen', 'ignore'] as const) {
        for (const value of [read.value[key] ?? []].flat()) {
          if (!leavesRoot(value)) continue;
          problems.push(
            problemAt('config/leaves-root', source, keyRangeOf(read.file, [key]), {
              message: `\`${value}\` leaves the workspace`,
              hint: 'paths are relative to the root; move the root up with --root',
            }),
          );
        }
      }
    }
    if (!read.value || problems.length > 0)
      throw new CannotRun('the configuration is not valid', problems);
    return new Workspace(root, withDefaults(read.value), overlay);
  }

  /** All data files, sorted: the order of the file system never shows. */
  dataSources(): Source[] {
    return this.glob(this.config.data).map((file) => this.#source(file));
  }

  /** The sections and partials that permadocs ships, then the workspace's own. */
  templates(): TemplateSource[] {
    const shipped = fileURLToPath(new URL('../templates/', import.meta.url));
    const own = join(this.root, this.config.templates);
    const folders = shipped === join(own, sep) || !existsSync(own) ? [shipped] : [shipped, own];
    return folders.flatMap((folder) => {
      const files = globbySync(['*.hbs', 'partials/*.hbs'], { cwd: folder }).toSorted();
      return files.map((file) => ({
        name: file.replace(/^partials\//, '').replace(/\.hbs$/, ''),
        isPartial: file.startsWith('partials/'),
        source: this.#source(toPosix(relative(this.root, join(folder, file)))),
      }));
    });
  }

  /** All pages, sorted, relative to the root. */
  pageFiles(): string[] {
    return this.glob(this.config.pages);
  }

  /** Every Markdown file below these paths, .gitignore respected; throws for a path that is not there. */
  markdownFiles(paths: readonly string[]): string[] {
    const patterns =
      paths.length === 0
        ? ['**/*.{md,mdx,markdown}']
        : paths.map((path) => this.#markdownGlob(path));
    return globbySync(patterns, {
      cwd: this.root,
      ignore: [...this.config.ignore],
      gitignore: true,
      suppressErrors: true,
    }).toSorted();
  }

  #markdownGlob(path: string): string {
    const inside = relativeToRoot(this.root, resolve(this.root, path));
    if (inside === undefined) throw new CannotRun(`${path} lies outside the workspace`);
    const stats = statSync(join(this.root, inside), { throwIfNoEntry: false });
    if (!stats && !/[*?{[]/.test(path)) throw new CannotRun(`${path} does not exist`);
    if (!stats) return inside;
    const escaped = inside.replace(/[()[\]{}*?!]/g, '\\$&');
    return stats.isDirectory()
      ? `${escaped === '' ? '' : `${escaped}/`}**/*.{md,mdx,markdown}`
      : escaped;
  }

  isMdx(file: string): boolean {
    return file.endsWith('.mdx') || this.#isMdx(file);
  }

  isFrozen(file: string): boolean {
    return this.#isFrozen(file);
  }

  /** Does the workspace have a file? Relative to the root. */
  exists(file: string): boolean {
    return this.#overlay.has(file) || existsSync(join(this.root, file));
  }

  /** The bytes of a file, relative to the root. */
  read(file: string): Buffer {
    return this.#overlay.get(file) ?? readFileSync(join(this.root, file));
  }

  glob(patterns: readonly string[]): string[] {
    const onDisk = globbySync(patterns, {
      cwd: this.root,
      ignore: [...this.config.ignore],
      suppressErrors: true,
    });
    return [...new Set([...onDisk, ...this.#overlaid(patterns)])].toSorted();
  }

  /** Would a new file of this name be among those that the globs find? */
  covers(patterns: readonly string[], file: string): boolean {
    const isNegative = (pattern: string): boolean => pattern.startsWith('!');
    const ignore = patterns.filter(isNegative).map((pattern) => pattern.slice(1));
    return picomatch(
      patterns.filter((pattern) => !isNegative(pattern)),
      { ignore: [...this.config.ignore, ...ignore] },
    )(file);
  }

  #overlaid(patterns: readonly string[]): string[] {
    return [...this.#overlay.keys()].filter((file) => this.covers(patterns, file));
  }

  #source(file: string): Source {
    const overlaid = this.#overlay.get(file);
    if (overlaid) return new Source(file, overlaid.toString('utf8'));
    return new Source(file, readText(join(this.root, file)));
  }
}

/** Relative to the root with `/`, or undefined where a path leads outside. */
export function relativeToRoot(root: string, path: string): string | undefined {
  const inside = toPosix(relative(root, path));
  return inside === '..' || inside.startsWith('../') ? undefined : inside;
}

function leavesRoot(glob: string): boolean {
  return (
    glob.replace(/^!/, '').startsWith('/') ||
    /^[a-zA-Z]:/.test(glob) ||
    glob.split(/[\\/]/).includes('..')
  );
}

function toPosix(path: string): string {
  return path.split(sep).join('/');
}

/** UTF-8 text without a byte order mark; throws {@link CannotRun} where it cannot be read. */
function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw new CannotRun(
      `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
