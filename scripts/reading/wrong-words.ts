/**
 * Words by which a text announces that what it shows is a mistake. The example has to be what the
 * sentence is about: “invalidate the cache”, “avoids downtime” and “Invalid tokens” say nothing of it.
 */

const words = (...alternatives: readonly string[]): string => alternatives.join('|');

const BAD = words(
  'wrong(?:ly[- ]\\w+)?',
  'incorrect(?:ly[- ]\\w+)?',
  'invalid',
  'broken',
  'bad',
  'insecure',
  'unsafe',
  'malformed',
  'mistaken',
  'faulty',
  'flawed',
  'misspel(?:led|t)',
  'mistyped',
  'defective',
);
const EXAMPLE = words(
  'polic(?:y|ies)',
  'examples?',
  'statements?',
  'documents?',
  'json',
  'snippets?',
  'configurations?',
  'trust relationships?',
  'conditions?',
  'versions?',
  'ways?',
  'grants?',
  'blocks?',
);
const THIS = words(
  '(?:this|that|these|those|the (?:following|above|previous|next|first|second|polic(?:y|ies)|statements?|example|document))(?: (?:[\\w-]+ )?(?:polic(?:y|ies)|examples?|statements?|documents?|snippets?|configurations?|conditions?|one))?',
  // “The trust policy below”
  '(?:the|this) (?:[\\w-]+ )?(?:polic(?:y|ies)|statements?|examples?|documents?|snippets?) (?:below|above|shown here)',
  'it',
  'they',
  '(?:the following|a) polic(?:y|ies)(?: such as (?:this|these))?',
  'a policy like (?:this|that)',
);
const FAILS = words(
  '(?:is|are) (?:\\w+ )?(?:wrong|incorrect|invalid|broken|malformed|insecure|unsafe|(?:a mistake|a bad idea|bad practice)(?! to [^;\\n]{0,80};)|an anti-?pattern|rejected|refused|not (?:valid|correct|accepted|recommended|secure))',
  '(?:gets?|will be|would be|was|were) (?:rejected|refused)',
  "(?:do(?:es)?|will|would|did|can) ?(?:not|n[’']t) (?:actually )?(?:work|validate|parse|match anything|grant anything|have the)",
  'fails?(?: (?:validation|because|with|to (?:parse|validate|deploy|apply|create))\\b|\\W*$)',
  'has (?:a |an |the )?(?:typos?|mistakes?|errors?|bugs?|flaws?)',
);
const NEVER = "(?:do not|don[’']t|never|avoid)";
const DOING =
  '(?:do(?:ing)?|us(?:e|ing)|writ(?:e|ing)|attach(?:ing)?|copy(?:ing)?|apply(?:ing)?|creat(?:e|ing)|grant(?:ing)?)';

/**
 * A pattern that is compiled only for texts with a word that all of its alternatives need. Compiling
 * these takes a thread longer than reading a hundred pages, which mostly have no such word.
 */
function rarely(needed: RegExp, pattern: RegExp): Pick<RegExp, 'source' | 'flags' | 'test'> {
  const { source, flags } = pattern;
  return { source, flags, test: (text) => needed.test(text) && pattern.test(text) };
}

const OF_MISTAKES =
  /wrong|incorrect|invalid|broken|bad|insecure|unsafe|malformed|misspel|mista|mistyped|faulty|flaw|defective|pattern|counter|reject|refuse|n[o’']t|fail|typo|error|bug|never|avoid|before the fix|pitfall|missing/i;
const OF_REPORTS =
  /wrong|correct|invalid|broken|bad|insecure|unsafe|malformed|mis|flaw|pattern|reject|refuse|n[o’']t|fail|typo|error|bug|returns|answers|reports|no|exist|fix|repair|problem|issue|replaced/i;

/** In what leads up to an example, or in a heading. By itself, since the patterns below are anchored. */
export const WRONG_SIGN = /[❌🚫⛔👎✗✘]/u;

/** The last sentence before an example. */
export const WRONG = rarely(
  OF_MISTAKES,
  new RegExp(
    [
      `\\b(?:${BAD}) (?:[\\w-]+ ){0,2}(?:${EXAMPLE})\\b`,
      `\\b(?:${THIS}) (?:${FAILS})`,
      // “Don't do this:”, “Avoid policies like this one:”, “Never attach the following policy.”
      `\\b${NEVER} (?:${DOING} )?(?:[\\w-]+ ){0,3}(?:this|these|the following|like (?:this|these|that)|such (?:a |an )?(?:polic(?:y|ies)|statements?))\\b`,
      // The word alone: “Wrong:”, “Bad”, “**Incorrect**:”, “Don't:”.
      `^\\W{0,8}(?:${BAD}|${NEVER}|anti-?pattern|not recommended|before the fix|mistake|typo|counter-?example)\\W{0,8}$`,
      '\\b(?:anti-?pattern|counter-?example|example of what not to do|contains? (?:a |an |the |two |three |several )?(?:[\\w-]+ )?(?:typos?|mistakes?|errors?)|with (?:a|the) (?:typo|mistake|syntax error))\\b',
      // “A common mistake is to write:”
      '\\b(?:common|frequent|typical|easy|classic) mistake is to (?:write|use|compare|put|grant)\\b[^.:;]{0,60}:\\W{0,4}$',
      // “It is included to demonstrate the errors that you might see.”
      '\\b(?:demonstrates?|illustrates?) (?:the |some |common |possible |typical ){0,2}(?:errors?|mistakes?|pitfalls?)\\b',
      'MalformedPolicy',
    ].join('|'),
    'i',
  ),
);

/** A heading whose subject is mistakes: what stands under it shows some. */
export const WRONG_AROUND = rarely(
  OF_MISTAKES,
  new RegExp(
    [
      `^[\\W\\d]*(?:(?:some|common|frequent|typical|other|usual|known|top|policy|iam) ){0,3}(?:mistakes?|pitfalls?|anti-?patterns?|typos?|counter-?examples?)\\b`,
      `^[\\W\\d]*(?:${BAD}) (?:[\\w-]+ ){0,1}(?:${EXAMPLE})\\W*$`,
      '^[\\W\\d]*missing (?:[\\w-]+ ){0,3}(?:elements?|commas?|brackets?|quotes?)\\W*$',
      `^[\\W\\d]*(?:${BAD}|what not to do|don[’']ts?|errors? in (?:your |the )?polic(?:y|ies))\\W*$`,
    ].join('|'),
    'i',
  ),
);

const TO_FIX =
  '^\\W{0,4}(?:alternate(?:ly|ively),? )?to (?:fix|correct|repair) (?:this|the(?: preceding| previous| above)?) (?:polic(?:y|ies)|statements?)\\b';

/** Some paragraphs behind an example: how to mend it. */
export const MENDED = new RegExp(TO_FIX, 'i');

/** The first sentence behind an example: a report of what is wrong with it. */
export const WRONG_AFTER = rarely(
  OF_REPORTS,
  new RegExp(
    [
      `^\\W{0,4}(?:here,? |however,? |but |unfortunately,? )?(?:${THIS}) (?:${FAILS})`,
      '\\b(?:IAM|AWS|S3|KMS|the (?:console|service|API|call|command|request)) (?:then )?(?:rejects?|refuses?|returns?|fails?|answers?|reports?)\\b',
      '^\\W{0,4}(?:there is no|no such) (?:action|service|condition key|principal|element)\\b',
      '^\\W{0,4}§\\W{0,4}(?:does not exist|is (?:misspel(?:led|t)|mistyped|not (?:an? )?(?:action|valid|real))|never existed|is wrong)',
      TO_FIX,
      '^\\W{0,4}(?:the )?(?:mistake|problem|error|typo|issue|bug)(?: here)? is\\b',
      'MalformedPolicy|InvalidPolicyDocument',
      // A form with words in the place of what decides.
      '\\breplaced (?:by|with) \\W?Allow\\W? or \\W?Deny\\b',
    ].join('|'),
    'i',
  ),
);
