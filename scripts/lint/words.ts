/** The words that make a page, or a part of it, worth reading: told by searches, without a parser. */
import { byteSearch, SHORTEST } from './byte-search.ts';
import type { LintedModel } from './knowledge.ts';

export interface Words {
  /** Without any of them a page costs one read and one search a word. */
  readonly isWorthReading: (bytes: Buffer) => boolean;
  /** Could there be a policy or a marker in a block? */
  readonly isOfInterest: (text: string) => boolean;
  /** Could there be a name whose meaning the whole page decides, or a comment that hides a finding? */
  readonly needsAll: (text: string) => boolean;
}

const OF_MARKERS = ['permadoc', 'perma-doc'];
const IGNORE = 'permadocs-ignore';

/** A full name such as `prefix:Name`, as opposed to a word. */
const isName = (reference: string): boolean => /^[a-z0-9-]+:[A-Za-z]+$/.test(reference);

/** With their colons. */
const prefixesOf = (names: readonly string[]): string[] => [
  ...new Set(names.map((name) => name.slice(0, name.indexOf(':') + 1))),
];

const anyName = (names: readonly string[]): RegExp =>
  new RegExp(`\\b(?:${names.join('|') || '(?!)'})\\b`, 'i');

/**
 * Whether a text has any of the words. One pattern of them all takes a tenth of the time of a search
 * for each. A name such as `prefix:Name` is looked for only where its prefix stands with the colon.
 */
function searchFor(references: readonly string[]): (text: string) => boolean {
  const names = references.filter(isName);
  const words = anyOf(references.filter((word) => !isName(word)));
  const ofPrefixes = anyOf(prefixesOf(names));
  const pattern = anyName(names);
  return (text) => words.test(text) || (ofPrefixes.test(text) && pattern.test(text));
}

/** Whether bytes have any of the words: the short ones are left to a pattern. */
function searchInBytes(words: readonly string[]): (bytes: Buffer, text: string) => boolean {
  const isLong = (word: string): boolean => Buffer.byteLength(word) >= SHORTEST;
  const hasLong = byteSearch(words.filter(isLong));
  const short = words.filter((word) => !isLong(word));
  const ofShort = short.length > 0 ? anyOf(short.map(inBytes)) : undefined;
  return (bytes, text) => hasLong(bytes) || ofShort?.test(text) === true;
}

/** Whether a text has any of the prefixes; `prefixes` are {@link byLetter}. */
function hasPrefix(text: string, prefixes: readonly (readonly string[] | undefined)[]): boolean {
  for (let at = text.indexOf(':'); at !== -1; at = text.indexOf(':', at + 1))
    if (prefixes[text.charCodeAt(at - 1)]?.some((one) => text.endsWith(one, at + 1)) === true)
      return true;
  return false;
}

/** By the code of the character before the colon. */
function byLetter(prefixes: readonly string[]): (readonly string[] | undefined)[] {
  const found: string[][] = [];
  for (const prefix of prefixes) (found[prefix.charCodeAt(prefix.length - 2)] ??= []).push(prefix);
  return found;
}

const anyOf = (words: readonly string[]): RegExp =>
  new RegExp(words.map((word) => word.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')).join('|') || '(?!)');

/** The characters that a text has when its bytes are read as one each. */
const inBytes = (text: string): string => Buffer.from(text).toString('latin1');

/** `names` are those that the models look for: {@link Knowledge}. */
export function wordsOf(models: readonly LintedModel[], names: readonly string[]): Words {
  const ofModels = models.map(({ lint }) => lint.words);
  const texts = [...ofModels.flatMap((words) => words.texts), ...OF_MARKERS];
  const refersTo = searchFor(names);
  const hasText = anyOf(texts);
  const fullNames = names.filter(isName);
  const prefixes = byLetter(prefixesOf(fullNames));
  const fullName = anyName(fullNames);
  const hasWord = searchInBytes([...names.filter((name) => !isName(name)), ...texts]);
  return {
    isWorthReading: (bytes) => {
      const page = bytes.toString('latin1');
      return (
        ofModels.some(({ inPage }) => inPage(page)) ||
        (hasPrefix(page, prefixes) && fullName.test(page)) ||
        hasWord(bytes, page)
      );
    },
    isOfInterest: (block) => ofModels.some(({ inBlock }) => inBlock(block)) || hasText.test(block),
    needsAll: (text) => text.includes(IGNORE) || refersTo(text),
  };
}
