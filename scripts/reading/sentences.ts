/** What a sentence says of a thing that it names: that it is gone, or wrong, or nothing of the kind. */
import { memo } from '../memo.ts';
import {
  ENGLISH_WORDS,
  FOR_USE,
  FOREIGN_WORDS,
  GONE,
  GONE_AROUND,
  GONE_STRONG,
  OTHER_SCRIPT,
} from './gone-words.ts';
import { OPEN_BESIDE, OPEN_TITLE } from './open-words.ts';
import { WRONG, WRONG_AFTER, WRONG_AROUND, WRONG_SIGN } from './wrong-words.ts';

/** Does a text say that something was removed? */
export function saysGone(text: string): boolean {
  return text !== '' && GONE.test(wordsOf(text));
}

/** The same, in words that mean nothing else. */
function saysGoneForSure(text: string): boolean {
  return GONE_STRONG.test(wordsOf(text));
}

/** What we cannot read may say anything: a sentence in another language gets the benefit of the doubt. */
export function isForeign(text: string): boolean {
  return (
    OTHER_SCRIPT.test(text) ||
    (!ENGLISH_WORDS.test(text) && FOREIGN_WORDS.test(text.replace(NAMES, ' ')))
  );
}

/** Of actions, hosts, files and mailboxes, whose parts may be words anywhere: `example.com`. */
const NAMES =
  /(?<![\w-])[\w-]+:[\w*?]+|(?<![\w@/:+.-])(?:[\w@/:+-]+\.)+[\w/-]+|(?<![\w.+-])[\w.+-]+@[\w.-]+/g;

/** Is what follows for use? Then headings further up make nothing old. */
export function isForUse(lead: string): boolean {
  const words = wordsOf(lead);
  return FOR_USE.test(words) && !GONE_STRONG.test(words);
}

/**
 * Do the headings above, or what leads up to it, say so? A line that ends in a colon is read as the
 * sentence that it is, though words of change say nothing there: “Replace your policy with this:”.
 */
export function saysGoneAround(context: string): boolean {
  return around(context, () =>
    context.split('\n').some((line) => {
      const words = wordsOf(line).trim();
      return (
        GONE_AROUND.test(words) || (words.endsWith(':') && GONE_STRONG.test(lastSentence(words)))
      );
    }),
  );
}

/** Many names may follow one heading: bench row “lint, IAM on 1 of 20”. */
const around = memo<string, boolean>(1);

/** With a sign for names of actions, in which `Old` or `Removed` says nothing, and on one line. */
function wordsOf(text: string): string {
  return text.replace(/(?<![\w-])[\w-]+:[\w*?]+/g, ' § ').replace(/\s+/g, ' ');
}

const lastSentence = (text: string): string => text.slice(text.lastIndexOf('. ') + 1);

/**
 * Does a page announce that an example is one of what not to do: in the sentence before it, in a
 * heading, or in a report behind it?
 */
export function saysWrong(example: Example): boolean {
  return wrong(example, () => {
    const lines = example.context.split('\n').filter(Boolean);
    const lead = lines.at(-1) ?? '';
    return (
      WRONG_SIGN.test(example.context) ||
      WRONG.test(lastSentence(lead.trimEnd())) ||
      lines.some((line) => WRONG_AROUND.test(line.trim())) ||
      WRONG_AFTER.test(wordsOf(example.after))
    );
  });
}

/** Does a page announce that a policy lets in too many? Then that is what the page is about. */
export function saysOpen({ context, after }: Example): boolean {
  const lines = context.split('\n').filter(Boolean);
  const lead = lastSentence((lines.pop() ?? '').trimEnd());
  return (
    lines.some((line) => OPEN_TITLE.test(line)) ||
    [lead, after].some((text) => OPEN_BESIDE.test(text.replace(/\s+/g, ' ')))
  );
}

interface Example {
  readonly context: string;
  readonly after: string;
}

/** Several rules ask of each fence of a page: `test/bench/lint.bench.mjs`. */
const wrong = memo<Example, boolean>(32);

/** Does a sentence speak of a call, an event or a thing of that name? */
export function saysCall(text: string): boolean {
  return CALL.test(text);
}

/** Does a sentence say that there is none, or that it is made up? */
export function saysNoAction(text: string): boolean {
  return NO_ACTION.test(text);
}

const CALL =
  /\b(?:API|calls?|invok(?:es?|ed|ing)|operations?|requests?|methods?|events?|endpoints?|metrics?|hooks?|quer(?:ies|ied|ying))\b/i;
const NO_ACTION =
  /\b(?:fictional|fictitious|hypothetical|(?:not|n[’']t|no|never|unknown|invalid|wrong|typos?|misspel\w+|instead of|rather than)\b)/i;

/** Not the point of `24. März`, nor of `e.g.`. */
const SENTENCE_END = /(?<!\b(?:\d{1,2}|e\.g|i\.e|vs|etc|z\.B|ca))[.!?](?=\s+[A-Z"“(`]|\s*$)/g;

/** What a sentence says of what it names. */
class Sentence {
  readonly text: string;
  readonly #next: () => string;
  #isGone: boolean | undefined;
  #isSure: boolean | undefined;
  #isReadable: boolean | undefined;

  constructor(text: string, next: () => string) {
    this.text = text;
    this.#next = next;
  }

  /** That it is gone; or the sentence behind it says so of “it”. */
  get saysGone(): boolean {
    return (this.#isGone ??= saysGone(this.text) || this.#saysGoneNext());
  }

  get saysGoneForSure(): boolean {
    return (this.#isSure ??= saysGoneForSure(this.text));
  }

  get isReadable(): boolean {
    return (this.#isReadable ??= !isForeign(this.text));
  }

  #saysGoneNext(): boolean {
    const next = this.#next();
    return refersBack(next) && saysGone(next);
  }
}

/** Many names may stand in one paragraph, which is cut into sentences once: same bench row. */
const cuts = memo<
  string,
  { readonly ends: readonly number[]; readonly judged: Map<number, Sentence> }
>(1);

/** The sentence around an offset of a text; line breaks do not end one. */
export function sentenceAt(text: string, at: number): Sentence {
  const { ends, judged } = cuts(text, () => {
    const found = [...text.matchAll(SENTENCE_END)].map(({ index }) => index + 1);
    if (found.at(-1) !== text.length) found.push(text.length);
    return { ends: found, judged: new Map() };
  });
  let low = 0;
  let high = ends.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle] ?? 0) > at) high = middle;
    else low = middle + 1;
  }
  const cut = (index: number): string => text.slice(ends[index - 1] ?? 0, ends[index]);
  const sentence = judged.get(low) ?? new Sentence(cut(low), () => cut(low + 1));
  judged.set(low, sentence);
  return sentence;
}

/** Does a text begin by pointing at what stands before it? */
export function refersBack(text: string): boolean {
  return REFERS_BACK.test(text);
}

const REFERS_BACK =
  /^\W{0,8}(?:it|they|this|these|those|that|both|all (?:of|three|two)|none|neither|such|the (?:two|three|above|old|file|polic(?:y|ies)|list|table|statements?|actions?|permissions?))\b/i;

/** A comment in a fence that calls what follows a mistake; a language may have more words for that. */
export function commentSaysWrong(text: string, more: readonly string[] = []): boolean {
  const words = [...WRONG_WORDS, ...more].join('|');
  return new RegExp(`(?://|#|/\\*|<!--) {0,4}(?:[❌✗✘]|(?:${words})\\b)`, 'iu').test(text);
}

const WRONG_WORDS = ['wrong', 'bad', "don[’']t", 'do not', 'incorrect', 'invalid', 'not valid'];
