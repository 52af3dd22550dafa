/** The words that make a page, or a part of it, worth reading: told by searches, without a parser. */
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

/**
 * Whether a text has any of the words. One pattern of them all takes a tenth of the time of a search
 * for each. A name such as `prefix:Name` is looked for only where its prefix stands with the colon.
 */
function searchFor(references: readonly string[]): (text: string) => boolean {
  const isName = (word: string): boolean => /^[a-z0-9-]+:[A-Za-z]+$/.test(word);
  const names = references.filter(isName);
  const prefixes = names.map((name) => name.slice(0, name.indexOf(':') + 1));
  const words = anyOf(references.filter((word) => !isName(word)));
  const ofNames = anyOf([...new Set(prefixes)]);
  const pattern = new RegExp(`\\b(?:${names.join('|') || '(?!)'})\\b`, 'i');
  return (text) => words.test(text) || (ofNames.test(text) && pattern.test(text));
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
  const refersToInBytes = searchFor(names.map(inBytes));
  const hasText = anyOf(texts);
  const hasTextInBytes = anyOf(texts.map(inBytes));
  return {
    isWorthReading: (bytes) => {
      const page = bytes.toString('latin1');
      return (
        hasTextInBytes.test(page) ||
        ofModels.some(({ inPage }) => inPage(page)) ||
        refersToInBytes(page)
      );
    },
    isOfInterest: (block) => ofModels.some(({ inBlock }) => inBlock(block)) || hasText.test(block),
    needsAll: (text) => text.includes(IGNORE) || refersTo(text),
  };
}
