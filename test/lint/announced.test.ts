/** Which words announce that an example is a mistake, and which only sound like it. */
import fc from 'fast-check';
import { analyse } from 'scslre';
import { describe, expect, it } from 'vitest';

import * as open from '../../scripts/reading/open-words.ts';
import * as words from '../../scripts/reading/wrong-words.ts';
import { allow, fence, on, policy } from '../support/lint-pages.ts';

const { WRONG: WRONG_BEFORE, WRONG_AROUND, WRONG_AFTER } = words;
const WRONG = policy(allow('s3:GetObjekt'));

describe('a harmless sentence silences nothing', () => {
  it.each([
    'This policy invalidates the cache of the distribution.',
    'The role avoids long-lived keys.',
    'Create invalidations with this policy:',
    'These actions do not exist in every Region.',
    'It fails over to the other Region with these permissions:',
    'To avoid throttling, attach this policy:',
    'If the token is invalid, refresh it. The role needs:',
    'If your credentials are rejected, add this policy:',
    'Broken links are reported by the crawler, which needs:',
    'The bucket must never be public. Attach this policy:',
    'When a deployment fails to start, check that the role has these permissions:',
    'Requests with a wrong Region are refused. The policy:',
    'This does not work with Windows. Use this policy elsewhere:',
    'Never share your keys. Use this policy:',
    'Unsafe characters in file names are escaped. Grant:',
    'Do not use the root user. Create a user with this policy:',
    'A common mistake is to write no policy. Attach this one:',
    'A common mistake is to use one role for all; the reader needs:',
    'It is a mistake to run as root; use this policy:',
    'The limits below are wrong for small sites. The policy:',
  ])('%s', async (sentence) => {
    expect(await on(`${sentence}\n\n${WRONG}`)).toEqual(['7:36 iam/invalid-action']);
  });
});

describe('a harmless heading silences nothing', () => {
  it.each([
    'Invalid tokens',
    'Wrong Region',
    'Incorrect clocks',
    'Fix invalid certificates',
    'Broken builds',
    'Avoid downtime',
    'Insecure registries',
  ])('%s', async (heading) => {
    expect(await on(`## ${heading}\n\nText.\n\n${WRONG}`)).toEqual(['9:36 iam/invalid-action']);
  });
});

describe('an announced mistake is left alone', () => {
  it.each([
    'An invalid policy:',
    'The following policy is wrong:',
    'This policy is rejected:',
    'This does not work:',
    'Don’t do this:',
    'Avoid policies like this:',
    '**Wrong:**',
    '❌ Without a resource',
    'A policy with a typo:',
    'Never attach this policy:',
    'The policy below is wrong:',
    'The bucket policy above is rejected.',
    'It is a mistake to attach this policy:',
    'The policy below is an anti-pattern.',
    'This policy is not for use. Rather, it is included to demonstrate the errors that you might see:',
    'Bad',
    'A common mistake is to write:',
    'An easy mistake is to use the name of a method in its place:',
  ])('%s', async (sentence) => {
    expect(await on(`${sentence}\n\n${WRONG}`)).toEqual([]);
  });

  it.each([
    'Common mistakes',
    'Anti-patterns',
    'Bad example',
    'What not to do',
    'Invalid policies',
    '1. Pitfalls with conditions',
  ])('under the heading %s', async (heading) => {
    expect(await on(`## ${heading}\n\nText.\n\n${WRONG}`)).toEqual([]);
  });

  it.each([
    'This policy is invalid, since the action does not exist.',
    'IAM rejects it with MalformedPolicyDocument.',
    '`s3:GetObjekt` does not exist.',
    'The problem is the name of the action.',
    'To fix this policy, write the name of the action in full:',
    'This policy allows reading.\n\nThe console shows `No permissions`.\n\nTo correct the policy, name an action:',
    'Here, `Permission` is to be replaced by `Allow` or `Deny`.',
    '```text\nAn error occurred (MalformedPolicyDocument) when calling\n```',
  ])('reported behind it: %s', async (report) => {
    expect(await on(`Text.\n\n${WRONG}\n${report}\n`)).toEqual([]);
  });

  it.each([
    'This policy allows reading.',
    'This policy allows reading.\n\n## Certificates\n\nTo fix this policy of yours, see above.',
    'To fix a certificate, attach this policy:',
    'The page demonstrates how errors are shown.',
    'Here, `reports` is to be replaced by your bucket.',
  ])('a sentence behind it about something else reports nothing: %s', async (text) => {
    expect(await on(`Text.\n\n${WRONG}\n${text}\n`)).toEqual(['7:36 iam/invalid-action']);
  });
});

describe('a page that warns of an open door shows one', () => {
  const OPEN = policy(
    '{ "Effect": "Allow", "Principal": { "AWS": "*" }, "Action": "sts:AssumeRole" }',
  );
  const WEB = policy(
    '{ "Effect": "Allow", "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/gitlab.com" }, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": { "StringEquals": { "gitlab.com:aud": "https://gitlab.com" } } }',
  );
  const TRUST = 'The role has this trust policy:';

  it.each([
    ['Here is an example of a vulnerable trust policy:', '', ''],
    ['If a role has such a principal, anyone in the world can assume the role.', '', ''],
    [TRUST, 'How to exploit this misconfiguration', ''],
    [TRUST, 'The present misconfiguration', ''],
    [TRUST, 'Overly permissive trust', ''],
    [TRUST, 'Exploiting the role', ''],
    [TRUST, 'Backdoor role trust policies', ''],
    [TRUST, 'AWS - STS Privesc', ''],
    [TRUST, 'Wildcard as principal', ''],
    ['A policy that checks only `aud` does not identify a namespace:', 'Text', ''],
    ['A trust policy whose AWS principal is `*` grants access broadly.', 'Text', ''],
    ['The policy says that all principals can assume the role.', 'Text', ''],
    [
      'The following trust policy lets any GitHub repository assume the role, never use it:',
      '',
      '',
    ],
    [TRUST, 'Text', 'This policy **allows all AWS principals** to assume the role.'],
    [TRUST, 'Text', 'This trust policy is missing the `gitlab.com:sub` condition.'],
    [TRUST, 'Text', 'There is no condition on the `sub` field.'],
    [TRUST, 'Text', 'With it, any GitLab project may assume the role.'],
  ])('%s %s %s', async (lead, heading, after) => {
    expect(await on(`## ${heading || 'Text'}\n\n${lead}\n\n${OPEN}\n${after}\n`)).toEqual([]);
    expect(await on(`## ${heading || 'Text'}\n\n${lead}\n\n${WEB}\n${after}\n`)).toEqual([]);
  });

  it.each([
    [TRUST, 'Scan for vulnerabilities', ''],
    [TRUST, 'Prevent the confused deputy problem', ''],
    [TRUST, 'Attack surface of your account', 'Only the scanner can assume the role.'],
    ['Anyone on your team can use this trust policy:', 'Text', ''],
    ['Let any user read the guide before they assume the role:', 'Text', ''],
    [TRUST, 'Text', 'Use it in every account.'],
    [TRUST, 'Text', 'Without it the scan fails under no conditions.'],
  ])('not one that is about something else: %s %s %s', async (lead, heading, after) => {
    expect(await on(`## ${heading}\n\n${lead}\n\n${OPEN}\n${after}\n`)).toEqual([
      '9:48 iam/trust-admits-anyone',
    ]);
  });

  it('excuses no other mistake', async () => {
    const page = `## How to exploit this misconfiguration\n\nThe attacker attaches:\n\n${WRONG}`;
    expect(await on(page)).toEqual(['9:36 iam/invalid-action']);
  });
});

it.each([
  ['checks it', 'parliament --file test.json', []],
  [
    'uses it',
    'aws iam create-policy --policy-document file://test.json',
    ['8:39 iam/resource-mismatch'],
  ],
])('a policy written for a command that %s', async (_, command, found) => {
  const page = fence(
    '',
    'cat > test.json << EOF',
    '{',
    '  "Version": "2012-10-17",',
    '  "Statement": {',
    '    "Effect": "Allow",',
    '    "Action": ["s3:GetObject"],',
    '    "Resource": ["arn:aws:s3:::reports"]',
    '  }',
    '}',
    'EOF',
    command,
  );
  expect((await on(page)).map((one) => one.replace(/^\d+:\d+/, '8:39'))).toEqual(found);
});

it('an id may say so', async () => {
  const named = (sid: string): string =>
    policy(allow('s3:GetObject'), `{ "Sid": "${sid}", ${allow('s3:GetObject').slice(1)}`);
  expect(await on(named('DenyAll - NOT SUPPORTED - DO NOT USE!'))).toEqual([]);
  expect(await on(named('Deny all'))).toEqual(['6:14 iam/unsupported-sid']);
});

it.each(Object.entries({ ...words, ...open }))(
  '%s takes no more than linear time',
  (_, { source, flags }) => {
    const { reports } = analyse({ source, flags });
    expect(reports.map(({ type, character: { pick } }) => ({ type, pick }))).toEqual([]);
  },
);

/** The vocabulary of the patterns, and what may be between its words. */
const VOCABULARY = [
  'wrong¦wrongly-scoped¦incorrect¦invalid¦broken¦bad¦insecure¦unsafe¦malformed¦mistaken¦faulty¦flawed',
  'misspelled¦misspelt¦mistyped¦defective¦policy¦policies¦examples¦statement¦json¦trust relationship',
  'this¦that¦these¦the following¦it¦they¦a policy like this¦the first statement¦is¦are¦an anti-pattern',
  'antipattern¦a bad idea¦bad practice¦rejected¦refused¦not¦valid¦recommended¦gets¦was¦does¦don’t¦doesn’t',
  'do not¦work¦validate¦parse¦match anything¦fails¦fail¦validation¦because¦to deploy¦has¦a typo¦errors',
  'bugs¦flaws¦mistake¦never¦avoid¦use¦attaching¦such policies¦before the fix¦counter-example¦contains',
  'example of what not to do¦with the syntax error¦demonstrates¦the¦common¦pitfalls¦MalformedPolicy',
  'missing¦commas¦some¦iam¦what not to do¦don’ts¦errors in your policy¦to fix¦to repair¦alternatively,',
  'here,¦but¦IAM¦S3¦the console¦rejects¦returns¦answers¦reports¦there is no¦no such¦action¦principal',
  '§¦does not exist¦is misspelt¦never existed¦problem¦issue¦here¦InvalidPolicyDocument¦replaced by',
  'Allow or Deny¦:¦.¦,¦**¦“¦”¦1.¦a common mistake is to write',
].flatMap((words) => words.split('¦'));

describe('the words that are looked for first', () => {
  it.each(Object.entries({ WRONG_BEFORE, WRONG_AROUND, WRONG_AFTER }))(
    'are in every text of %s',
    (_, quick) => {
      const pattern = new RegExp(quick.source, quick.flags);
      let found = 0;
      fc.assert(
        fc.property(
          fc.array(fc.constantFrom(...VOCABULARY), { minLength: 1, maxLength: 7 }),
          fc.constantFrom(' ', '', '\n'),
          fc.boolean(),
          (pieces, between, isLoud) => {
            const text = pieces.join(between);
            const written = isLoud ? text.toUpperCase() : text;
            const isAnnounced = pattern.test(written);
            if (isAnnounced) found += 1;
            expect(quick.test(written)).toBe(isAnnounced);
          },
        ),
        { numRuns: 3000 },
      );
      expect(found).toBeGreaterThan(20);
    },
  );
});
