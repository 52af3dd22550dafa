/** What a sentence says of a thing that it names: that it is gone, or wrong, or nothing of the kind. */

/** In the sentence itself. A negation counts where it is about need or existence. */
const GONE =
  /\b(?:remov\w+|no longer|no more|anymore|not (?:needed|required|used|defined|supported|available|valid|necessary)|(?:do|does|did|is|are|was|were)(?: not|n[’']t)(?: \w+){0,2} (?:need\w*|requir\w*|exist\w*|use\w*|defin\w*|grant\w*|any effect|effect)|unnecessary|deprecat\w*|retir(?:ed?|ing|ement|es)|gone|obsolete|former(?:ly)?|previous(?:ly)?|used to|legacy|old|outdated|stale|dead|dropp?(?:ed|s)|replac\w+|migrat\w+|supersed\w+|discontinu\w+|eliminat\w+|ceas\w+|stopp(?:ed|s)|instead of|rather than|(?:before|until) [\w, ]{0,14}\b\d{4}|no effect|end(?:ed)? of (?:standard )?support|sunset\w*)\b/i;
/** In a heading above, or in what leads up to it. */
const GONE_AROUND =
  /\b(?:remov(?:ed|al|es)|no longer|deprecat\w*|retir(?:ed|ement)|obsolete|legacy|migrat\w+|supersed\w+|discontinu\w+|(?:old|former|previous) (?:\w+ )?(?:polic\w+|actions?|permissions?|names?|model)|(?:the )?(?:old|former|previous)(?: one)?:?$|changelog|release notes|what[’']s (?:new|changed)|end of (?:standard )?support)/im;
const GONE_ELSEWHERE =
  /(?:nicht mehr|entf(?:ernt|ällt|allen)|veraltet|n[’']est plus|ne sont plus|n[’']existe|supprim|obsol[eè]t|ya no|elimina|não (?:são|é) mais|removid|rimoss|non (?:è|sono) più)/i;
const WRONG =
  /\b(?:wrong|incorrect\w*|invalid|broken|bad (?:example|polic\w+)|mistak\w+|anti-?patterns?|avoid|insecure|unsafe|(?:don[’']t|do not|never) (?:do|use|write|attach|copy))\b/i;
/** Scripts whose sentences we cannot read. */
const UNREADABLE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Cyrillic}\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Thai}\p{Script=Devanagari}\p{Script=Greek}]/u;

/** Does a sentence say that something was removed? */
export function saysGone(sentence: string): boolean {
  if (judged.sentence !== sentence) {
    const words = wordsOf(sentence);
    judged = { sentence, isGone: GONE.test(words) || GONE_ELSEWHERE.test(words) };
  }
  return judged.isGone;
}

/** The sentence that was judged last: the names in it share the answer. */
let judged = { sentence: '', isGone: false };

/** Do the headings above, or what leads up to it, say so? */
export function saysGoneAround(context: string): boolean {
  return context.split('\n').some((line) => {
    const words = wordsOf(line);
    return GONE_AROUND.test(words) || GONE_ELSEWHERE.test(words);
  });
}

/** Without names of actions, in which `Old` or `Removed` says nothing, and on one line. */
function wordsOf(text: string): string {
  return text.replace(/(?<![\w-])[\w-]+:[\w*?]+/g, ' ').replace(/\s+/g, ' ');
}

/** Does a text announce an example of what not to do? */
export function saysWrong(text: string): boolean {
  return WRONG.test(text);
}

export function isReadable(sentence: string): boolean {
  return !UNREADABLE.test(sentence);
}

/** The sentences of the text that was asked about last: many names may stand in one paragraph. */
let known: {
  readonly text: string;
  readonly ends: readonly number[];
  readonly cut: Map<number, string>;
} = {
  text: '',
  ends: [0],
  cut: new Map(),
};

/** The sentence around an offset of a text; line breaks do not end one. */
export function sentenceAt(text: string, at: number): string {
  if (known.text !== text) {
    const ends = [...text.matchAll(/[.!?](?=\s+[A-Z"“(`]|\s*$)/g)].map(({ index }) => index + 1);
    known = { text, ends: [...ends, text.length], cut: new Map() };
  }
  const index = known.ends.findIndex((end) => end > at);
  const sentence =
    known.cut.get(index) ?? text.slice(known.ends[index - 1] ?? 0, known.ends[index]);
  known.cut.set(index, sentence);
  return sentence;
}
