/** Policies that readers copy and IAM refuses, because they are no JSON. */
import type { Rule } from '../lint/page.ts';
import { saysWrong } from '../lint/sentences.ts';

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
  check: (page) =>
    page.policies.flatMap(({ fence, flaws, isFragment }) => {
      // Comments and ellipses show that nobody is meant to copy it as it stands.
      if (fence.language !== 'json' || flaws.some(({ kind }) => kind === 'loose')) return [];
      if (/\.\.\.|…/.test(fence.text) || saysWrong(fence.context)) return [];
      const [flaw] = flaws.filter(({ kind }) => !isFragment || kind !== 'unclosed');
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
    }),
};
