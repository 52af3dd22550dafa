/** The words of policies and actions of IAM: what makes a page, or a part of it, worth reading. */
import type { ModelWords } from '../../lint.ts';

/** `Effect` is a word of prose too; only an element of a policy is worth a parser. */
const STATEMENT = /\bEffect(?:["']|&quot;)?\s{0,8}[:=]/;
const VERSION = /20(?:12|08)-10-17/;
/**
 * What an action's name begins with. Events (`s3:ObjectCreated`), condition keys (`s3:TlsVersion`)
 * and names of other systems that look alike begin otherwise, and are nothing near an action.
 */
export const VERBS =
  'Get|List|Put|Create|Delete|Describe|Update|Head|Batch|Attach|Detach|Add|Remove|Start|Stop|Send|Receive|Publish|Subscribe|Tag|Untag|Invoke|Assume|Associate|Disassociate|Register|Deregister|Enable|Disable|Upload|Copy|Select';
/** A name as a rule looks it up: in a code span or an element, in a cell, as an item of a list. */
const NAMED = new RegExp(`(?:[\`>"'\\n]|[|>\\n*+-][ \\t]{1,40})[a-z][a-z0-9-]+:(?:${VERBS})[A-Z]`);
export const BEGINNING = new RegExp(`^(?:${VERBS})[A-Z][A-Za-z0-9]*$`);

/** A piece of a statement, as it begins a line. */
const PIECE =
  /(?:^|\n)[ \t]{0,40}(?:"(?:Not)?(?:Action|Resource)"[ \t]{0,8}:|(?:Not)?(?:Action|Resource):|(?:not_)?(?:actions|resources)[ \t]{0,20}=[ \t]{0,8}\[)/;
const mayHoldPiece = (text: string): boolean =>
  (isBefore(text, ':', ['Action', 'Resource']) || isBefore(text, '=', ['actions', 'resources'])) &&
  PIECE.test(text);

/** Whether one of the words stands before a sign; quotes and blanks may be between. */
function isBefore(text: string, sign: string, words: readonly string[]): boolean {
  for (let at = text.indexOf(sign); at !== -1; at = text.indexOf(sign, at + 1)) {
    let end = at;
    while (BETWEEN.has(text.charCodeAt(end - 1))) end -= 1;
    if (words.some((word) => text.endsWith(word, end))) return true;
  }
  return false;
}

const BETWEEN: ReadonlySet<number> = new Set([...' \t"'].map((one) => one.charCodeAt(0)));

/** A host may be anything; one that code or a sentence calls a principal is that of a service. */
const mayNamePrincipal = (text: string): boolean =>
  text.includes('.ama') &&
  /ServicePrincipal\(|--principal[ =]|aws[_-]service[_-]name|AWSServiceName:|\bprincipal {0,20}=|Principal: |[Ss]ervice principal/.test(
    text,
  );

export const WORDS: ModelWords = {
  // What a policy has that is not written as an object.
  texts: [
    'aws_iam_policy_document',
    'statement {',
    'Effect\\"',
    'Effect”',
    // What code calls a statement.
    'PolicyStatement(',
    'olicyDocument(',
    'policy_document(',
  ],
  // Most pages have none of it, and patterns alone would take most of the time to say so.
  inPage: (page) =>
    (page.includes('Effect') && STATEMENT.test(page)) ||
    // A policy may lack its effect, or misspell it.
    (hasStatement(page) && VERSION.test(page)) ||
    mayHoldPiece(page) ||
    mayNamePrincipal(page) ||
    (mayName(page) && NAMED.test(page)),
  inBlock: (block) =>
    block.includes('Effect') ||
    hasStatement(block) ||
    mayHoldPiece(block) ||
    mayNamePrincipal(block) ||
    (mayName(block) && NAMED.test(block)),
};

const hasStatement = (text: string): boolean =>
  text.includes('Statement') || text.includes('"statement"');

/** Whether a name of an action follows any colon, as far as its beginning tells. */
function mayName(text: string): boolean {
  for (let at = text.indexOf(':'); at !== -1; at = text.indexOf(':', at + 1)) {
    const next = text.charCodeAt(at + 1);
    if (next < A || next > Z) continue;
    AFTER_COLON.lastIndex = at + 1;
    if (AFTER_COLON.test(text)) return true;
  }
  return false;
}

const [A, Z] = [65, 90];
const AFTER_COLON = new RegExp(`(?:${VERBS})[A-Z]`, 'y');
