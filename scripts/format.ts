/** Text → text with the workspace's Prettier: wrapped in markers, to a fixpoint, meaning unchanged. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Options } from 'prettier';

import { sameMeaning } from './meaning.ts';
import { type Flavour, PageSyntaxError, parsePage } from './page-tree.ts';

type Prettier = Pick<
  typeof import('prettier'),
  'format' | 'resolveConfig' | 'getFileInfo' | 'version'
>;

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

/** Prettier usually settles at once; more rounds than this and it never will. */
const ROUNDS = 4;

export class Formatter {
  /** A sentence for people where the workspace has no Prettier of its own. */
  readonly notice: string | undefined;
  readonly #prettier: Prettier;
  readonly #root: string;
  readonly #options = new Map<string, Promise<Options>>();
  readonly #formatted = new Map<string, Promise<string>>();

  private constructor(prettier: Prettier, root: string, notice: string | undefined) {
    this.#prettier = prettier;
    this.#root = root;
    this.notice = notice;
  }

  /** The workspace's own Prettier from version 3 on, else the one that permadocs brings. */
  static async load(root: string): Promise<Formatter> {
    const bundled = async (why: string): Promise<Formatter> => {
      const prettier = await import('prettier');
      return new Formatter(
        prettier,
        root,
        `${why}; formatting with Prettier ${prettier.version}, which permadocs brings`,
      );
    };
    let own: string;
    try {
      own = createRequire(join(root, 'package.json')).resolve('prettier');
    } catch {
      return bundled('the workspace has no Prettier');
    }
    const module = (await import(pathToFileURL(own).href)) as Prettier & { default?: Prettier };
    const prettier = module.default ?? module;
    if (Number.parseInt(prettier.version, 10) >= 3) return new Formatter(prettier, root, undefined);
    return bundled(
      `the workspace's Prettier is ${prettier.version}, and 3 is the oldest that formats MDX reliably`,
    );
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
   * The text of a region at the top level of a page, without its markers. Formatted wrapped in
   * markers, since Prettier treats the first and last block of a file otherwise than in a page.
   */
  async region(text: string, file: string, flavour: Flavour): Promise<string> {
    if (text === '') return '';
    const options = await this.#optionsFor(file);
    const key = JSON.stringify([text, flavour, options]);
    const known = this.#formatted.get(key) ?? this.#settle(text, options, flavour);
    this.#formatted.set(key, known);
    return known;
  }

  async #settle(text: string, options: Options, flavour: Flavour): Promise<string> {
    assertValid(text, flavour);
    let current = text;
    for (let round = 0; round < ROUNDS; round += 1) {
      const next = unwrap(await this.#run(wrap(current, flavour), options), flavour);
      assertSameMeaning(text, next, flavour);
      if (next === current) return current;
      current = next;
    }
    throw new FormatError(
      'format/unstable',
      'Prettier changes the text again on every run',
      'look for `***`, nested emphasis or code that does not parse, and write it plainer',
    );
  }

  async #run(text: string, options: Options): Promise<string> {
    try {
      return await this.#prettier.format(text, options);
    } catch (error) {
      const [message = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
      throw new FormatError('format/failed', `Prettier: ${message}`);
    }
  }

  #optionsFor(file: string): Promise<Options> {
    const known = this.#options.get(file);
    if (known) return known;
    const options = this.#resolve(file);
    this.#options.set(file, options);
    return options;
  }

  async #resolve(file: string): Promise<Options> {
    const path = join(this.#root, file);
    try {
      const config = (await this.#prettier.resolveConfig(path, { editorconfig: true })) ?? {};
      const parser = config.parser ?? (file.endsWith('.mdx') ? 'mdx' : 'markdown');
      return { ...config, parser, endOfLine: 'lf', requirePragma: false, insertPragma: false };
    } catch (error) {
      const [message = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
      throw new FormatError(
        'format/failed',
        `the Prettier configuration cannot be read: ${message}`,
      );
    }
  }
}

/** Throws where the text that a section rendered is no valid page. */
export function assertValid(text: string, flavour: Flavour): void {
  try {
    parsePage(text, flavour);
  } catch (error) {
    if (!(error instanceof PageSyntaxError)) throw error;
    throw new FormatError(
      'format/failed',
      `the text of the section is not valid MDX: ${error.message}`,
      'correct the template; data is escaped, templates are not',
    );
  }
}

/** Throws where `formatted` shows something else than `text`; both are valid pages. */
export function assertSameMeaning(text: string, formatted: string, flavour: Flavour): void {
  try {
    if (sameMeaning(text, formatted, flavour)) return;
  } catch (error) {
    if (!(error instanceof PageSyntaxError)) throw error;
    // What Prettier made of it is no page at all.
  }
  throw new FormatError(
    'format/changes-meaning',
    `Prettier changes the meaning of the text: ${firstDifference(text, formatted)}`,
    'escape what is meant literally in the template, or print it as code',
  );
}

const MARKS = {
  mdx: ['{/* BEGIN permadocs */}', '{/* END permadocs */}'],
  commonmark: ['<!-- BEGIN permadocs -->', '<!-- END permadocs -->'],
} as const satisfies Record<Flavour, readonly [string, string]>;

function wrap(text: string, flavour: Flavour): string {
  const [begin, end] = MARKS[flavour];
  return `${begin}\n\n${text}\n\n${end}\n`;
}

function unwrap(text: string, flavour: Flavour): string {
  const [begin, end] = MARKS[flavour];
  const body = text.trimEnd();
  if (!body.startsWith(begin) || !body.endsWith(end)) {
    throw new FormatError(
      'format/changes-meaning',
      'the text runs into the markers around it',
      'close every fence and element that the template opens',
    );
  }
  return body.slice(begin.length, -end.length).replace(/^\n+|\n+$/g, '');
}

function firstDifference(a: string, b: string): string {
  const words = b.split(/\s+/);
  const at = a.split(/\s+/).findIndex((word, index) => word !== words[index]);
  return at === -1
    ? 'its structure'
    : `near \`${words.slice(Math.max(0, at - 2), at + 3).join(' ')}\``;
}
