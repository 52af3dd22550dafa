/**
 * Reads front matter with gray-matter, made safe: YAML is parsed by `yaml`, other engines and the
 * cache are off.
 */
import matter from 'gray-matter';
import { parse } from 'yaml';

interface FrontMatter {
  /** Undefined if there is no front matter, or if it is not a map. */
  readonly data: Readonly<Record<string, unknown>> | undefined;
  /** The text after the front matter. */
  readonly content: string;
  /** How many UTF-16 units precede `content`. */
  readonly offset: number;
}

/** gray-matter would run `---js` blocks as code unless each engine is replaced; these throw. */
const refuse = {
  parse(): never {
    throw new Error('only YAML front matter is supported');
  },
};
/** In UTF-16 units. The YAML parser compares every key with every other, which is quadratic. */
const LONGEST = 100_000;
const optionsWith = (yaml: (text: string) => object) => ({
  language: 'yaml',
  engines: {
    yaml: { parse: yaml },
    javascript: refuse,
    js: refuse,
    coffee: refuse,
    json: refuse,
    toml: refuse,
  },
});
// Warnings are not printed: nobody would know which page they are about.
const YAML = { version: '1.2', maxAliasCount: 100, logLevel: 'error' } as const;
const PARSED = optionsWith((text) => parse(text, YAML) as object);
const SPLIT = optionsWith(() => ({}));

/**
 * Splits a text at its front matter. Throws an error with a readable message if it does not parse.
 */
export const readFrontMatter = (text: string): FrontMatter => frontMatterOf(text, PARSED);

/** The same without a look at the YAML, which is left to the caller. Throws at other languages. */
export const splitFrontMatter = (text: string): Omit<FrontMatter, 'data'> =>
  frontMatterOf(text, SPLIT);

function frontMatterOf(text: string, options: ReturnType<typeof optionsWith>): FrontMatter {
  const start = text.startsWith('\uFEFF') ? 1 : 0;
  const body = text.slice(start);
  if (!/^---[ \t]*\r?\n/.test(body)) return { data: undefined, content: body, offset: start };
  const end = body.indexOf('\n---', 3);
  if (end > LONGEST) throw new Error(`front matter must not exceed ${LONGEST} characters`);
  // gray-matter caches what it parses unless it gets an options object.
  const file = matter(body, { ...options });
  const data: unknown = file.data;
  const isMap = typeof data === 'object' && data !== null && !Array.isArray(data);
  const offset = text.length - file.content.length;
  return {
    data: isMap ? (data as Record<string, unknown>) : undefined,
    content: file.content,
    offset,
  };
}
