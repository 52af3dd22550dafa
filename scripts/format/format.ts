/**
 * Text → text formatted by the workspace's Prettier: between markers, until it settles, with its
 * meaning unchanged.
 */
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Options } from 'prettier';

import { hashOf } from '../files/hash.ts';
import { memo } from '../memo.ts';
import { markerComment } from '../pages/marker.ts';
import { scanRegions } from '../pages/page-scan.ts';
import type { Flavor } from '../markdown/page-tree.ts';
import { layOut } from './lay-out.ts';
import type { PrettierState } from './prettier-state.ts';
import { isRecent } from './which-prettier.ts';
import { withoutBlankEdges } from '../pages/splice.ts';
import { messageOf } from '../problems/message-of.ts';

type Prettier = Pick<
  typeof import('prettier'),
  'format' | 'getFileInfo' | 'resolveConfig' | 'version'
> &
  Partial<Pick<typeof import('prettier'), 'clearConfigCache'>>;

/** A text that could not be formatted, with the code and words of the region's problem. */
export class FormatError extends Error {
  readonly code: 'format/failed' | 'format/unstable' | 'format/changes-meaning';
  readonly hint: string | undefined;

  constructor(code: FormatError['code'], message: string, hint?: string) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}

/** Formatted texts, kept from run to run, by a hash of everything that they depend on. */
export type FormattedTexts = Map<string, string>;

/**
 * Formats texts. Prettier is loaded only when a text is new, that is, not formatted in an earlier
 * run.
 */
export class Formatter {
  readonly #root: string;
  readonly #state: PrettierState;
  readonly #remembered: FormattedTexts;
  readonly #options = memo<string, Promise<Options>>(100_000);
  readonly #running = memo<string, Promise<string>>(100_000);
  #prettier: Promise<Prettier> | undefined;

  constructor(root: string, state: PrettierState, remembered: FormattedTexts) {
    this.#root = root;
    this.#state = state;
    this.#remembered = remembered;
  }

  /** A formatter without results from earlier runs. */
  static ofRoot(root: string): Formatter {
    const unknown = { key: undefined, isUniform: false, mayWrapProse: true, notice: undefined };
    return new Formatter(root, unknown, new Map());
  }

  /** The width at which Prettier wraps the prose of a page; undefined if it does not wrap. */
  async wrapWidth(file: string): Promise<number | undefined> {
    const { parser, proseWrap, printWidth = 80 } = await this.#optionsFor(file);
    return parser === 'markdown' && proseWrap === 'always' ? printWidth : undefined;
  }

  /** Whether the workspace's own Prettier formats this page. */
  async isOwn(file: string): Promise<boolean> {
    if (this.#state.notice !== undefined) return false;
    const prettier = await this.#load();
    const ignorePath = join(this.#root, '.prettierignore');
    const options = { ignorePath, resolveConfig: false };
    return !(await prettier.getFileInfo(join(this.#root, file), options)).ignored;
  }

  /** Formats a whole page as `prettier --write` would, with LF line endings. */
  async page(text: string, file: string): Promise<string> {
    return this.#run(text, await this.#optionsFor(file));
  }

  /** Formats a JSON file as `prettier --write` would. */
  async json(text: string, file: string): Promise<string> {
    return this.#run(text, { ...(await this.#optionsFor(file)), parser: 'json' });
  }

  /** Formats a data file as `prettier --write` would. */
  async yaml(text: string, file: string): Promise<string> {
    return this.#run(text, { ...(await this.#optionsFor(file)), parser: 'yaml' });
  }

  /**
   * Formats the text of a region that nothing indents, without its markers. It is formatted between
   * markers, since Prettier treats the first and last block of a file differently.
   */
  async region(text: string, file: string, flavor: Flavor): Promise<string> {
    if (text === '') return '';
    return this.remember([text, flavor], file, async () =>
      this.#settle(text, await this.#optionsFor(file), flavor),
    );
  }

  /**
   * The result of `format` for these parts and the options of a file, from an earlier run if there
   * was one.
   */
  async remember(
    parts: readonly string[],
    file: string,
    format: () => Promise<string>,
  ): Promise<string> {
    const key = hashOf([await this.#optionsKey(file), ...parts]);
    const earlier = this.#remembered.get(key);
    if (earlier !== undefined) return earlier;
    const formatted = await this.#running(key, format);
    this.#remembered.set(key, formatted);
    return formatted;
  }

  /** A name for the file's options: files with the same name share them. */
  optionsName(file: string): string {
    return this.#state.isUniform ? extname(file) : file;
  }

  /**
   * The part of a cache key that stands for the options. If all pages are formatted alike,
   * configuration files are enough; otherwise the options must be resolved.
   */
  async #optionsKey(file: string): Promise<string> {
    const { key, isUniform } = this.#state;
    if (key !== undefined && isUniform) return `${key} ${extname(file)}`;
    const prettier = await this.#load();
    return `${prettier.version} ${JSON.stringify(await this.#optionsFor(file))}`;
  }

  #load(): Promise<Prettier> {
    this.#prettier ??= loadPrettier(this.#root).then((prettier) => {
      // Prettier caches configurations for the life of the process, and they may have changed.
      prettier.clearConfigCache?.();
      return prettier;
    });
    return this.#prettier;
  }

  async #settle(text: string, options: Options, flavor: Flavor): Promise<string> {
    return settle(text, flavor, async (current) =>
      unwrap(await this.#run(wrap(current, flavor), options), flavor),
    );
  }

  async #run(text: string, options: Options): Promise<string> {
    try {
      const prettier = await this.#load();
      return await prettier.format(text, options);
    } catch (error) {
      const [message = ''] = messageOf(error).split('\n');
      throw new FormatError('format/failed', `Prettier: ${message}`);
    }
  }

  #optionsFor(file: string): Promise<Options> {
    return this.#options(file, () => this.#resolve(file));
  }

  async #resolve(file: string): Promise<Options> {
    const path = join(this.#root, file);
    const prettier = await this.#load();
    try {
      const config = (await prettier.resolveConfig(path, { editorconfig: true })) ?? {};
      const parser = config.parser ?? (file.endsWith('.mdx') ? 'mdx' : 'markdown');
      return { ...config, parser, endOfLine: 'lf', requirePragma: false, insertPragma: false };
    } catch (error) {
      const [message = ''] = messageOf(error).split('\n');
      throw new FormatError(
        'format/failed',
        `the Prettier configuration cannot be read: ${message}`,
      );
    }
  }
}

/**
 * Loads the workspace's own Prettier if it is version 3 or newer, else the one that permadocs
 * depends on.
 */
async function loadPrettier(root: string): Promise<Prettier> {
  let own: string;
  try {
    own = createRequire(join(root, 'package.json')).resolve('prettier');
  } catch {
    return import('prettier-fallback');
  }
  const module = (await import(pathToFileURL(own).href)) as Prettier & { default?: Prettier };
  const prettier = module.default ?? module;
  return isRecent(prettier.version) ? prettier : import('prettier-fallback');
}

/**
 * Prettier usually settles at once; if it has not settled after this many rounds, it never will.
 */
const ROUNDS = 4;

/**
 * Formats until nothing changes. Throws a {@link FormatError} if the meaning changes, or if it
 * never settles.
 */
export async function settle(
  text: string,
  flavor: Flavor,
  format: (text: string) => Promise<string>,
): Promise<string> {
  // If formatting changes nothing, the meaning is not needed, only whether the text is valid. The
  // scan can often tell, and it is much faster than parsing.
  // The scan only accepts text in which the parser would find nothing wrong.
  const scanned = scanRegions(text, flavor);
  const isValid = scanned?.unclear.length === 0;
  let meaning = isValid ? undefined : await meaningOfSection(text, flavor);
  let current = isValid ? layOut(text, scanned.blocks) : text;
  for (let round = 0; round < ROUNDS; round += 1) {
    const next = await format(current);
    if (next === current) return current;
    meaning ??= await meaningOfSection(text, flavor);
    if ((await meaningOfFormatted(next, flavor)) !== meaning) {
      throw new FormatError(
        'format/changes-meaning',
        `Prettier changes the meaning of the text: ${firstDifference(text, next)}`,
        'in the template, escape what is meant literally, or print it as code',
      );
    }
    current = next;
  }
  throw new FormatError(
    'format/unstable',
    'Prettier changes the text on every run',
    'look for `***`, nested emphasis or code that does not parse, and simplify it',
  );
}

async function meaningOfSection(text: string, flavor: Flavor): Promise<string> {
  const meaning = await meaningOfText(text, flavor);
  if ('shows' in meaning) return meaning.shows;
  throw new FormatError(
    'format/failed',
    `the text of the section is not valid MDX: ${meaning.invalid}`,
    'fix the template; data is escaped, templates are not',
  );
}

/** Undefined if the formatted text no longer parses. */
async function meaningOfFormatted(text: string, flavor: Flavor): Promise<string | undefined> {
  const meaning = await meaningOfText(text, flavor);
  return 'shows' in meaning ? meaning.shows : undefined;
}

/** The scan finds where blocks begin, so that few of them need the parser. */
async function meaningOfText(text: string, flavor: Flavor) {
  const { meaningOf } = await import('../markdown/meaning.ts');
  return meaningOf(text, flavor, scanRegions(text, flavor)?.blocks);
}

const marks = (flavor: Flavor): readonly [string, string] => [
  markerComment(flavor, 'BEGIN permadocs'),
  markerComment(flavor, 'END permadocs'),
];

function wrap(text: string, flavor: Flavor): string {
  const [begin, end] = marks(flavor);
  return `${begin}\n\n${text}\n\n${end}\n`;
}

function unwrap(text: string, flavor: Flavor): string {
  const [begin, end] = marks(flavor);
  const body = text.trimEnd();
  if (!body.startsWith(begin) || !body.endsWith(end)) {
    throw new FormatError(
      'format/changes-meaning',
      'the text runs into the markers around it',
      'close every fence and element that the template opens',
    );
  }
  return withoutBlankEdges(body.slice(begin.length, -end.length));
}

function firstDifference(a: string, b: string): string {
  const words = b.split(/\s+/);
  const at = a.split(/\s+/).findIndex((word, index) => word !== words[index]);
  return at === -1
    ? 'its structure'
    : `near \`${words.slice(Math.max(0, at - 2), at + 3).join(' ')}\``;
}

/**
 * Formats as the workspace's Prettier would, so that its own check passes; leaves text that fails
 * unchanged.
 */
export async function formatted(formatter: Formatter, text: string, file: string): Promise<string> {
  try {
    return await formatter.yaml(text, file);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return text;
  }
}
