/** Front matter through gray-matter, the safe way: YAML by `yaml`, no other engine, no cache. */
import matter from 'gray-matter';
import { parse } from 'yaml';

interface FrontMatter {
  /** Undefined where there is none, or where it is no map. */
  readonly data: Readonly<Record<string, unknown>> | undefined;
  /** What follows it. */
  readonly content: string;
  /** How many UTF-16 units precede `content`. */
  readonly offset: number;
}

/** gray-matter runs `---js` blocks unless each engine is replaced; these refuse instead. */
const refuse = {
  parse(): never {
    throw new Error('only YAML front matter is read');
  },
};
/** In UTF-16 units: the parser compares each key with each other one. */
const LONGEST = 100_000;
const OPTIONS = {
  language: 'yaml',
  engines: {
    yaml: {
      parse: (text: string): object =>
        parse(text, { version: '1.2', maxAliasCount: 100 }) as object,
    },
    javascript: refuse,
    js: refuse,
    coffee: refuse,
    json: refuse,
    toml: refuse,
  },
};

/** Splits a text; throws with a message for people where the front matter does not parse. */
export function readFrontMatter(text: string): FrontMatter {
  const start = text.startsWith('\uFEFF') ? 1 : 0;
  const body = text.slice(start);
  if (!/^---[ \t]*\r?\n/.test(body)) return { data: undefined, content: body, offset: start };
  const end = body.indexOf('\n---', 3);
  if (end > LONGEST) throw new Error(`front matter has at most ${LONGEST} characters`);
  // gray-matter remembers what it parsed without options; an options object turns that off.
  const file = matter(body, { ...OPTIONS });
  const data: unknown = file.data;
  const isMap = typeof data === 'object' && data !== null && !Array.isArray(data);
  const offset = text.length - file.content.length;
  return {
    data: isMap ? (data as Record<string, unknown>) : undefined,
    content: file.content,
    offset,
  };
}
