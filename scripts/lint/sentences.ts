/** What a sentence says of a thing that it names: that it is gone, or wrong, or nothing of the kind. */
import {
  GONE,
  GONE_AROUND,
  GONE_ELSEWHERE,
  GONE_STRONG,
  UNREADABLE,
  WRONG,
  WRONG_AROUND,
} from './gone-words.ts';

/** Does a sentence say that something was removed? */
export function saysGone(sentence: string): boolean {
  if (judged.sentence !== sentence) {
    const words = wordsOf(sentence);
    judged = { sentence, isGone: GONE.test(words) || GONE_ELSEWHERE.test(words) };
  }
  return judged.isGone;
}

export function saysGoneForSure(sentence: string): boolean {
  const words = wordsOf(sentence);
  return GONE_STRONG.test(words) || GONE_ELSEWHERE.test(words);
}

/** The sentence that was judged last: the names in it share the answer. */
let judged = { sentence: '', isGone: false };

/**
 * Do the headings above, or what leads up to it, say so? A line that ends in a colon is read as the
 * sentence that it is, though words of change say nothing there: “Replace your policy with this:”.
 */
export function saysGoneAround(context: string): boolean {
  if (around.context !== context) {
    const isGone = context.split('\n').some((line) => {
      const words = wordsOf(line).trim();
      return (
        GONE_AROUND.test(words) ||
        GONE_ELSEWHERE.test(words) ||
        (words.endsWith(':') && GONE_STRONG.test(lastSentence(words)))
      );
    });
    around = { context, isGone };
  }
  return around.isGone;
}

let around = { context: '', isGone: false };

/** With a sign for names of actions, in which `Old` or `Removed` says nothing, and on one line. */
function wordsOf(text: string): string {
  return text.replace(/(?<![\w-])[\w-]+:[\w*?]+/g, ' § ').replace(/\s+/g, ' ');
}

const lastSentence = (text: string): string => text.slice(text.lastIndexOf('. ') + 1);

/** Does what leads up to an example announce that it is one of what not to do? */
export function saysWrong(context: string): boolean {
  const lines = context.split('\n').filter(Boolean);
  return WRONG.test(lines.at(-1) ?? '') || lines.some((line) => WRONG_AROUND.test(line));
}

export function isReadable(sentence: string): boolean {
  return !UNREADABLE.test(sentence);
}

/** Not the point of `24. März`, nor of `e.g.`. */
const SENTENCE_END = /(?<!\b(?:\d{1,2}|e\.g|i\.e|vs|etc|z\.B|ca))[.!?](?=\s+[A-Z"“(`]|\s*$)/g;

/** The ends of the sentences of the text that was asked about last: many names may stand in one paragraph. */
let known: { readonly text: string; readonly ends: readonly number[] } = { text: '', ends: [0] };

/** The sentence around an offset of a text; line breaks do not end one. */
export function sentenceAt(text: string, at: number): string {
  const { index, ends } = locate(text, at);
  return text.slice(ends[index - 1] ?? 0, ends[index]);
}

/** The sentence behind it, where it goes on about the same: “They …”, “These actions …”. */
export function sentenceAfter(text: string, at: number): string {
  const { index, ends } = locate(text, at);
  const next = text.slice(ends[index], ends[index + 1]);
  return refersBack(next) ? next : '';
}

/** Does a text begin by pointing at what stands before it? */
export function refersBack(text: string): boolean {
  return /^\W*(?:it|they|this|these|those|that|both|all (?:of|three|two)|none|neither|such|the (?:two|three|above|old|file|polic(?:y|ies)|list|table|statements?|actions?|permissions?))\b/i.test(
    text,
  );
}

function locate(text: string, at: number): { index: number; ends: readonly number[] } {
  if (known.text !== text) {
    const ends = [...text.matchAll(SENTENCE_END)].map(({ index }) => index + 1);
    known = { text, ends: ends.at(-1) === text.length ? ends : [...ends, text.length] };
  }
  const { ends } = known;
  let low = 0;
  let high = ends.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle] ?? 0) > at) high = middle;
    else low = middle + 1;
  }
  return { index: low, ends };
}
