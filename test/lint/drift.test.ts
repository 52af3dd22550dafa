/** Copies of a policy: what belongs to which statement. */
import { expect, it } from 'vitest';

import { lint } from '../../scripts/lint/lint.ts';
import { AS_OF, policy } from '../lint-pages.ts';
import { workspace } from '../workspace.ts';

const statement = (effect: string, actions: string, condition = ''): string =>
  `{ "Effect": "${effect}", "Action": ["${actions.split(' ').join('", "')}"], "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/*"]${condition} }`;
const READ = 's3:GetObject s3:ListBucket s3:GetBucketLocation';
const WRITE = 's3:PutObject s3:DeleteObject s3:GetBucketTagging';
const WHEN = ', "Condition": { "Bool": { "aws:SecureTransport": "true" } }';

async function hint(one: string, other: string): Promise<string | undefined> {
  const { root } = workspace({ 'a.md': one, 'b.md': other });
  const { problems } = await lint({ root, asOf: AS_OF });
  return problems
    .find(({ code }) => code === 'lint/drift')
    ?.hint?.split('\n')
    .slice(1)
    .join('\n');
}

it('are the same in another order', async () => {
  const page = policy(statement('Allow', READ), statement('Deny', WRITE));
  expect(await hint(page, policy(statement('Deny', WRITE), statement('Allow', READ)))).toBe('');
});

it('are not the same with a condition in another statement', async () => {
  const one = policy(statement('Allow', READ, WHEN), statement('Allow', WRITE));
  const other = policy(statement('Allow', READ), statement('Allow', WRITE, WHEN));
  expect(await hint(one, other)).toBe('b.md: the same parts, put together in other statements');
});

it('are not the same with Allow and Deny swapped', async () => {
  const one = policy(
    statement('Allow', READ),
    statement('Deny', READ, WHEN),
    statement('Allow', WRITE),
  );
  const other = policy(
    statement('Deny', READ),
    statement('Allow', READ, WHEN),
    statement('Allow', WRITE),
  );
  expect(await hint(one, other)).toMatch(/^b\.md: /);
});
