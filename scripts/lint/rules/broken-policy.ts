/** Policies that readers copy and IAM refuses, because they are no JSON. */
import type { Finding, LintPage, Rule } from '../page.ts';
import { saysWrong } from '../../reading/sentences.ts';

const WORDS = {
  'trailing-comma': {
    message: 'a comma stands before the closing bracket',
    hint: 'remove the comma',
  },
  'missing-comma': {
    message: 'a comma is missing before this',
    hint: 'add a comma after what precedes it',
  },
  unclosed: { message: 'the bracket that opens here is never closed', hint: 'close it' },
} as const;

export const brokenPolicy: Rule = {
  code: 'lint/broken-policy',
  good: '```json\n{ "Version": "2012-10-17", "Statement": [{ "Effect": "Deny", "Action": "s3:*", "Resource": "*" }] }\n```\n',
  bad: '```json\n{ "Version": "2012-10-17", "Statement": [{ "Effect": "Deny", "Action": "s3:*", "Resource": "*", }] }\n```\n',
  check: (page) => [...quotes(page), ...commas(page)],
};

function commas(page: LintPage): Finding[] {
  return page.policies.flatMap(({ fence, flaws, isFragment }) => {
    // Comments and ellipses show that nobody is meant to copy it as it stands.
    if (
      flaws.length === 0 ||
      fence.language !== 'json' ||
      flaws.some(({ kind }) => kind === 'loose')
    )
      return [];
    if (/\.\.\.|…/.test(fence.text) || saysWrong(fence)) return [];
    const isCut = isFragment || isExcerpt(fence.text);
    const [flaw] = flaws.filter(({ kind }) => !isCut || kind !== 'unclosed');
    if (!flaw || flaw.kind === 'loose') return [];
    const { message, hint } = WORDS[flaw.kind];
    return [
      {
        code: 'lint/broken-policy' as const,
        range: { start: fence.toPage(flaw.start), end: fence.toPage(flaw.end) },
        message: `the policy is not valid JSON: ${message}`,
        hint,
      },
    ];
  });
}

/** What a word processor makes of quotes: nothing in it is JSON any more. */
function quotes({ blocks }: LintPage): Finding[] {
  return blocks.flatMap((block) => {
    if (block.kind !== 'fence' || !/^(?:json[c5]?|)$/.test(block.language)) return [];
    const { text, toPage } = block;
    const at = text.search(/[“”„]Statement[“”]\s*:/);
    if (at === -1 || !/[“”„]Effect[“”]\s*:/.test(text) || saysWrong(block)) return [];
    return [
      {
        code: 'lint/broken-policy',
        range: { start: toPage(at), end: toPage(at + 1) },
        message: 'the policy is not valid JSON: its quotes are typographic',
        hint: 'write straight quotes (") throughout',
      },
    ];
  });
}

/** An excerpt stops between two members; a policy whose last bracket was lost does not. */
const isExcerpt = (text: string): boolean => ',[{:'.includes(text.trimEnd().at(-1) ?? '…');
