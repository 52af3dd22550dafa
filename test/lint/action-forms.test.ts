/** What was to be an action, in a form that IAM refuses. */
import { describe, expect, it } from 'vitest';

import { AS_OF, on, policy } from '../support/lint-pages.ts';
import { workspace } from '../support/workspace.ts';

const allowing = (...actions: string[]): string =>
  policy(
    `{ "Effect": "Allow", "Action": ${JSON.stringify(actions)}, "Resource": "arn:aws:s3:::reports/*" }`,
  );

describe('an action in another form than service:Name', () => {
  const forms = [
    's3/GetObject',
    'S3/GetObject',
    's3.GetObject',
    'S3.GetObject',
    'AWS.S3.GetObject',
    's3-GetObject',
    's3_GetObject',
    's3 GetObject',
    's3;GetObject',
    's3::GetObject',
    's3:/GetObject',
    's3: GetObject',
    's3:GetObject()',
    'aws:s3:GetObject',
    'arn:aws:s3:GetObject',
  ];

  it.each(forms)('%s, by itself and beside another', async (form) => {
    expect(await on(allowing(form))).toHaveLength(1);
    expect(await on(allowing('s3:PutObject', form))).toHaveLength(1);
  });

  it.each(forms)('%s: the hint says what to write', async (form) => {
    const { problems } = await workspace({ 'a.md': allowing(form) }).lint({ asOf: AS_OF });
    expect(problems[0]?.hint).toContain('s3:GetObject');
  });

  it.each(['GetObject', 'ListBucket', 'PutObjectAcl'])('%s, without a service', async (name) => {
    expect((await on(allowing('s3:GetObject', name))).join()).toContain('iam/invalid-action');
  });

  it.each(['s3/GetObject', 'S3.GetObject'])('%s is an error: IAM refuses it', async (form) => {
    const { problems } = await workspace({ 'a.md': allowing(form) }).lint({ asOf: AS_OF });
    expect(problems.map(({ severity }) => severity)).toEqual(['error']);
  });
});

describe('is left alone', () => {
  it.each([
    's3:GetObject',
    'S3:getobject',
    's3:Get*',
    's3:*',
    '*',
    '<ACTION>',
    'ACTION_NAME',
    '${var.action}',
    'action-1',
    'my-action',
    'some.thing',
    'read/write',
  ])('%s', async (action) => {
    expect(await on(allowing('s3:PutObject', action))).toEqual([]);
  });

  it('a policy of another system with actions of its own', async () => {
    const page =
      '```json\n{ "Statement": [{ "Effect": "Allow", "Action": ["buckets/Get", "buckets/ListAll"], "Resource": ["*"] }] }\n```\n';
    expect(await on(page)).toEqual([]);
  });
});
