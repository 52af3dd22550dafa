/** Where a page spells a name: as a whole word, in prose and in fences. */
import type { Range } from '../problems/source.ts';
import type { Block } from './blocks.ts';
import { sentenceAt } from './sentences.ts';

interface NamedPlace {
  readonly name: string;
  /** The whole run of text, if the page writes it otherwise than readers see it. */
  readonly range: Range;
}

/** A sentence about the change itself may name the old name. */
const RENAMED =
  /\b(?:former(?:ly)?|previous(?:ly)?|renamed|used to|was called|old name|no longer)\b/i;

/** The names as whole words of a text: `role` is not in `role-2` or `my_role`. */
export function wholeWords(names: readonly string[]): RegExp {
  const words = names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
  return new RegExp(`(?<![\\w-])(?:${words})(?![\\w-])`, 'g');
}

/**
 * Whether a name looks like one, such as `DocsReader`, `docs_reader` or `reader.json`. Others may be
 * ordinary words of a sentence.
 */
export const isDistinct = (name: string): boolean =>
  /[a-z][A-Z]|[A-Z]{2}|[a-z]\d|\w[-_.]\w/.test(name);

/** Every place of a name in the blocks, but for sentences that say that it is an old one. */
export function placesOfNames(blocks: readonly Block[], names: readonly string[]): NamedPlace[] {
  if (names.length === 0) return [];
  const pattern = wholeWords(names);
  return blocks.flatMap((block) => {
    if (block.kind === 'fence')
      return [...block.text.matchAll(pattern)].map(({ 0: name, index }) => ({
        name,
        range: { start: block.toPage(index), end: block.toPage(index + name.length) },
      }));
    let before = 0;
    return block.runs.flatMap((run) => {
      const at = before;
      before += run.text.length;
      const isVerbatim =
        run.kind === 'prose' && run.range.end - run.range.start === run.text.length;
      return [...run.text.matchAll(pattern)]
        .filter(({ index }) => !RENAMED.test(sentenceAt(block.text, at + index).text))
        .map(({ 0: name, index }) => ({
          name,
          range: isVerbatim
            ? {
                start: run.range.start + index,
                end: run.range.start + index + name.length,
              }
            : run.range,
        }));
    });
  });
}
