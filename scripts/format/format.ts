/** Text → text with the workspace's Prettier: wrapped in markers, to a fixpoint, meaning unchanged. */
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Options } from 'prettier';

import { hashOf } from '../files/hash.ts';
import { memo } from '../memo.ts';
import { markerComment } from '../pages/marker.ts';
import { scanRegions } from '../pages/page-scan.ts';
import type { Flavour } from '../markdown/page-tree.ts';
import type { PrettierState } from './prettier-state.ts';
import { isRecent } from './which-prettier.ts';
import { withoutBlankEdges } from '../pages/splice.ts';
import { messageOf } from '../problems/message-of.ts';

type Prettier = Pick<typeof import('prettier'), 'format' | 'resolveConfig' | 'version'> &
  Partial<Pick<typeof import('prettier'), 'clearConfigCache'>>;

/** What could not be formatted, with a code and words for the region's problem. */
export class FormatError extends Error {
  readonly code: 'format/failed' | 'format/unstable' | 'format/changes-meaning';
  readonly hint: string | undefined;

  constructor(code: FormatError['code'], message: string, hint?: string) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}

/** Formatted texts by a hash of all that they depend on, kept from run to run. */
export type FormattedTexts = Map<string, string>;

/** Loads Prettier when the first text has to be formatted that no earlier run has formatted. */
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

  /** One that knows nothing of earlier runs. */
  static ofRoot(root: string): Formatter {
    const unknown = { key: undefined, isUniform: false, mayWrapProse: true, notice: undefined };
    return new Formatter(root, unknown, new Map());
  }

  /** The width at which Prettier wraps the prose of a page; undefined where it does not. */
  async wrapWidth(file: string): Promise<number | undefined> {
    const { parser, proseWrap, printWidth = 80 } = await this.#optionsFor(file);
    return parser === 'markdown' && proseWrap === 'always' ? printWidth : undefined;
  }

  /** A whole page, as `prettier --write` would leave it, with LF line endings. */
  async page(text: string, file: string): Promise<string> {
    return this.#run(text, await this.#optionsFor(file));
  }

  /** A data file, as `prettier --write` would leave it. */
  async yaml(text: string, file: string): Promise<string> {
    return this.#run(text, { ...(await this.#optionsFor(file)), parser: 'yaml' });
  }

  /**
   * The text of a region that nothing indents, without its markers. Formatted wrapped in markers,
   * since Prettier treats the first and last block of a file otherwise than in a page.
   */
  async region(text: string, file: string, flavour: Flavour): Promise<string> {
    if (text === '') return '';
    return this.remember([text, flavour], file, async () =>
      this.#settle(text, await this.#optionsFor(file), flavour),
    );
  }

  /** What `format` makes of these parts with the options of a file: now, or in an earlier run. */
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

  /** Files of the same name have the same options; others may. */
  optionsName(file: string): string {
    return this.#state.isUniform ? extname(file) : file;
  }

  /** Files alone tell it where all pages are formatted alike; else the resolved options do. */
  async #optionsKey(file: string): Promise<string> {
    const { key, isUniform } = this.#state;
    if (key !== undefined && isUniform) return `${key} ${extname(file)}`;
    const prettier = await this.#load();
    return `${prettier.version} ${JSON.stringify(await this.#optionsFor(file))}`;
  }

  #load(): Promise<Prettier> {
    this.#prettier ??= loadPrettier(this.#root).then((prettier) => {
      // It remembers configurations for as long as the process lives, and they may have changed.
      prettier.clearConfigCache?.();
      return prettier;
    });
    return this.#prettier;
  }

  async #settle(text: string, options: Options, flavour: Flavour): Promise<string> {
    return settle(text, flavour, async (current) =>
      unwrap(await this.#run(wrap(current, flavour), options), flavour),
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

/** The workspace's own Prettier from version 3 on, else the one that permadocs brings. */
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

/** Prettier usually settles at once; more rounds than this and it never will. */
const ROUNDS = 4;

/** Formats until nothing changes any more; throws where the meaning does, or where there is no end to it. */
export async function settle(
  text: string,
  flavour: Flavour,
  format: (text: string) => Promise<string>,
): Promise<string> {
  // Text that nothing changes means what it did: whether it is a page at all is told faster.
  let meaning = isCertainlyValid(text, flavour) ? undefined : await meaningOfSection(text, flavour);
  let current = text;
  for (let round = 0; round < ROUNDS; round += 1) {
    const next = await format(current);
    if (next === current) return current;
    meaning ??= await meaningOfSection(text, flavour);
    if ((await meaningOfFormatted(next, flavour)) !== meaning) {
      throw new FormatError(
        'format/changes-meaning',
        `Prettier changes the meaning of the text: ${firstDifference(text, next)}`,
        'escape what is meant literally in the template, or print it as code',
      );
    }
    current = next;
  }
  throw new FormatError(
    'format/unstable',
    'Prettier changes the text again on every run',
    'look for `***`, nested emphasis or code that does not parse, and write it plainer',
  );
}

/** The scan of pages answers only where the parser would find nothing wrong. */
function isCertainlyValid(text: string, flavour: Flavour): boolean {
  return scanRegions(text, flavour)?.unclear.length === 0;
}

async function meaningOfSection(text: string, flavour: Flavour): Promise<string> {
  const { meaningOf } = await import('../markdown/meaning.ts');
  const meaning = meaningOf(text, flavour);
  if ('shows' in meaning) return meaning.shows;
  throw new FormatError(
    'format/failed',
    `the text of the section is not valid MDX: ${meaning.invalid}`,
    'correct the template; data is escaped, templates are not',
  );
}

/** Undefined where what Prettier made of it is no page at all. */
async function meaningOfFormatted(text: string, flavour: Flavour): Promise<string | undefined> {
  const { meaningOf } = await import('../markdown/meaning.ts');
  const meaning = meaningOf(text, flavour);
  return 'shows' in meaning ? meaning.shows : undefined;
}

const marks = (flavour: Flavour): readonly [string, string] => [
  markerComment(flavour, 'BEGIN permadocs'),
  markerComment(flavour, 'END permadocs'),
];

function wrap(text: string, flavour: Flavour): string {
  const [begin, end] = marks(flavour);
  return `${begin}\n\n${text}\n\n${end}\n`;
}

function unwrap(text: string, flavour: Flavour): string {
  const [begin, end] = marks(flavour);
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

/** As the workspace's Prettier would leave it, so that its own check stays green. */
export async function formatted(formatter: Formatter, text: string, file: string): Promise<string> {
  try {
    return await formatter.yaml(text, file);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return text;
  }
}
