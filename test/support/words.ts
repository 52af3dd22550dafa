/** The style of messages and hints: what words.test.ts and setup.ts hold. */

/** Beginnings with a capital that are names: of products, and of statements by their Sid. */
const NAMES = /^(?:Prettier|Docusaurus|Handlebars|Markdown)\b|^\S+ does not apply: /;

/** Hints that are the user's own words: what the data says replaces an action. */
const OF_THE_DATA: readonly string[] = [
  'data/removed-action',
  'lint/stale-action',
  'iam/removed-action',
];

/**
 * Why a hint is not a lowercase fragment without a final period; undefined if it is one. Names, code and
 * statement ids at its beginning are written as they are.
 */
export function hintFlaw(hint: string, code: string): string | undefined {
  if (OF_THE_DATA.includes(code)) return undefined;
  if (/(?<!\.)\.$/.test(hint)) return `ends with a period: ${hint}`;
  if (/^[A-Z][a-z]*(?= [a-z`])/.test(hint) && !NAMES.test(hint))
    return `begins with a capital: ${hint}`;
  return undefined;
}
