/** Placeholders stand for one field of an ARN, and hide nothing in the others. */
import { describe, expect, it } from 'vitest';

import { lint } from '../../scripts/lint/lint.ts';
import { AS_OF, allow, on, policy } from '../support/lint-pages.ts';
import { workspace } from '../support/workspace.ts';

const codes = async (resource: string, action = 'iam:PassRole'): Promise<string[]> =>
  (await on(policy(allow(action, resource)))).map((found) => found.replace(/^\S+ /, ''));

const trusting = (principal: string): string =>
  `{ "Effect": "Allow", "Principal": { "AWS": "${principal}" }, "Action": "sts:AssumeRole" }`;

describe('a word in the place of an account or a Region is no mistake', () => {
  it.each([
    'AccountA-ID',
    'your_account',
    'NNNNNNNNNNNN',
    'YYYYYYYYYYYY',
    'XXXXXXXXXXXX',
    '{accountId}',
    '{your account}',
    '<ACCOUNT_ID>',
    '<ACCOUNT:ID>',
    '$ACCOUNT',
    '${ACCOUNT_ID}',
    '${AWS::AccountId}',
    '${data.aws_caller_identity.current.account_id}',
    '{{ account }}',
    '[ACCOUNT]',
    'AWS_ACCOUNT',
    '123456789012',
    '111111111111',
    '*',
  ])('%s', async (account) => {
    expect(await codes(`arn:aws:iam::${account}:role/app`)).toEqual([]);
  });

  it.each([
    'AWSREGION',
    'us-east-X',
    '<REGION>',
    'REGION',
    '${AWS::Region}',
    'region',
    '*',
    'us-*',
  ])('%s', async (region) => {
    expect(await codes(`arn:aws:sqs:${region}:111122223333:q`, 'sqs:SendMessage')).toEqual([]);
  });
});

describe('a value named as a variable stands for a value', () => {
  const withAccount = (account: string): string =>
    `{ "Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*", "Condition": { "StringEquals": { "aws:SourceAccount": "${account}" } } }`;

  it.each([
    ...['sourceAccountID', 'myAccountID', 'accountNumber', 'sourceAccount'].map(withAccount),
    ...['roleArn', 'yourRoleARN', 'deployer_role_arn', 'arn:User ARN'].map(trusting),
    ...['arn:servicerole', 'arn:Service role ARN from step 7'].map((arn) =>
      allow('iam:PassRole', arn),
    ),
    ...['cw_log_group_arn:*', 'functionArn:live', 'bucketArn/*'].map((arn) =>
      allow('logs:PutLogEvents', arn),
    ),
  ])('%s', async (statement) => {
    expect(await on(policy(statement))).toEqual([]);
  });

  it.each<[string, string]>([
    [withAccount('11112222333'), 'iam/impossible-value'],
    [withAccount('production'), 'iam/impossible-value'],
    [trusting('arn:aws:iam:111122223333:role/app'), 'iam/invalid-principal-format'],
    [allow('s3:GetObject', 'aarn:aws:s3:::reports/*'), 'iam/invalid-arn-prefix'],
    [allow('iam:PassRole', 'arn:aws-role'), 'iam/missing-arn-field'],
    [allow('sns:Publish', 'arn:aws:sns:us-east-1'), 'iam/missing-arn-field'],
  ])('%s is none', async (statement, code) => {
    expect(await on(policy(statement))).toEqual([expect.stringContaining(code)]);
  });
});

describe('digits and slips are mistakes', () => {
  it.each(['1111222233334', '11112222333', '1234-5678-9012', '1234567890'])(
    '%s',
    async (account) => {
      expect(await codes(`arn:aws:iam::${account}:role/app`)).toEqual(['iam/invalid-arn-account']);
    },
  );

  it.each(['us-east-1a', 'us-east1', '111122223333'])('%s', async (region) => {
    expect(await codes(`arn:aws:sqs:${region}:111122223333:q`, 'sqs:SendMessage')).toEqual([
      'iam/invalid-arn-region',
    ]);
  });
});

describe('a placeholder in one field hides nothing in the others', () => {
  it.each<[string, string, string]>([
    ['arn:aws:s3::<BUCKET>/*', 's3:GetObject', 'iam/missing-arn-field'],
    ['arn:aws:s3:::/<KEY>', 's3:GetObject', 'iam/invalid-arn-resource'],
    ['arn:aws:iam::<ACCOUNT>role/app', 'iam:PassRole', 'iam/missing-arn-field'],
    ['arn:aws:sqs:us-east-1a:<ACCOUNT>:q', 'sqs:SendMessage', 'iam/invalid-arn-region'],
    ['arn:aws:s3:<REGION>:<ACCOUNT>:my-bucket/*', 's3:GetObject', 'iam/arn-region-not-allowed'],
    ['arn:aws:iam:::role/<ROLE>', 'iam:PassRole', 'iam/missing-arn-account'],
    ['arn:aws:s3:::<YOUR_BUCKET>', 's3:GetObject', 'iam/resource-mismatch'],
    ['arn:aws:s3:::my-bucket/*', 's3:ListBucket', 'iam/resource-mismatch'],
    ['arn:asw:s3:::<YOUR_BUCKET>/*', 's3:GetObject', 'iam/invalid-partition'],
    ['arn:aws:sqs:(Region):12345:(queue name)', 'sqs:SendMessage', 'iam/invalid-arn-account'],
  ])('%s', async (resource, action, code) => {
    expect(await codes(resource, action)).toEqual([code]);
  });

  it('and the message speaks of what is written', async () => {
    const page = policy(allow('sqs:SendMessage', 'arn:aws:sqs:us-east-1a:<ACCOUNT>:q'));
    const { problems } = await lint({ root: workspace({ 'a.md': page }).root, asOf: AS_OF });
    expect(problems[0]?.message).toContain('arn:aws:sqs:us-east-1a:<ACCOUNT>:q');
  });
});

describe('a placeholder may stand for the kind of a principal too', () => {
  it.each([
    'arn:aws:iam::<aws account id>:<your user>',
    'arn:aws:iam::<ACCOUNT_ID>:<USER_OR_ROLE>/<NAME>',
    'arn:aws:iam::111122223333:USER_OR_ROLE/NAME',
    'arn:aws:iam::111122223333:${principal}',
  ])('%s', async (principal) => {
    expect(await on(policy(trusting(principal)))).toEqual([]);
  });

  it.each([
    'arn:aws:iam::1111222233334:<your user>',
    'arn:aws:iam:us-east-1:<ACCOUNT_ID>:<USER_OR_ROLE>/<NAME>',
    'arn:aws:iam::111122223333:rol/app',
    'arn:aws:iam::111122223333',
  ])('and hides nothing else: %s', async (principal) => {
    expect(await on(policy(trusting(principal)))).toEqual([
      expect.stringContaining('iam/invalid-principal-format'),
    ]);
  });
});

it('a name that stands for any action is none', async () => {
  expect(await codes('*', 's3:abc')).toEqual([]);
  expect(await codes('*', 's3:SomeAction')).toEqual([]);
  expect(await codes('*', 's3:Abort')).toEqual(['iam/invalid-action']);
});

it('a variable of IAM is none of Terraform', async () => {
  const found = (text: string) => codes(`arn:aws:s3:::reports/${text}`, 's3:GetObject');
  expect(await found('${aws:username}/*')).toEqual([]);
  expect(await found("${aws:PrincipalTag/team, 'x'}/*")).toEqual([]);
  expect(await found('${aws:PrincipalTag/team, x}/*')).toEqual(['iam/missing-quote-in-variable']);
});

describe('what may stand for anything is not judged', () => {
  it.each<[string, string]>([
    ['<BUCKET_ARN>', 's3:GetObject'],
    ['arn:aws:s3:::<BUCKET_AND_PATH>', 's3:GetObject'],
    ['arn:aws:s3:::${var.name}', 's3:GetObject'],
    ['arn:aws:s3:::...', 's3:GetObject'],
    ['arn:aws:s3:::${join(\\"\\", aws_s3_bucket.default.*.id)}/*', 's3:GetObject'],
    ['arn:aws:s3:::${module.buckets[0].name}/*', 's3:GetObject'],
    ['arn:aws:s3:::${aws_s3_bucket.b.*.id}/*', 's3:GetObject'],
    ['arn:aws:<SERVICE>:::x', 's3:GetObject'],
    ['${aws_s3_bucket.data.arn}/*', 's3:ListBucket'],
    ['arn:aws:s3:::your bucket name', 's3:ListBucket'],
    ['arn:aws:s3:::[bucket name]/*', 's3:GetObject'],
    ['arn:(PARTITION):s3:(REGION):(ACCOUNT):(/MyStack/MyBucket.Arn)/*', 's3:GetObject'],
    ['arn:aws:sqs:(Region):(your account):(queue name)', 'sqs:SendMessage'],
    ['arn:aws:iot:*:*:topic/${iot:Connection.Thing.Attributes[color]}/*', 'iot:Publish'],
    ['arn:${AWS::Partition}:s3:::${Bucket}/*', 's3:GetObject'],
  ])('%s', async (resource, action) => {
    expect(await codes(resource, action)).toEqual([]);
  });
});

describe('a host is a value, not a word that stands for one', () => {
  const trust = (subject: string): string =>
    policy(
      `{ "Effect": "Allow", "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" }, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": { "StringEquals": { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" }${subject} } }`,
    );

  it.each([
    '',
    ', "StringLike": { "token.actions.githubusercontent.com:sub": "repo:*" }',
    ', "StringLike": { "token.actions.githubusercontent.com:sub": "repo:?*/app:*" }',
  ])('strangers come in past it: %s', async (subject) => {
    expect(await on(trust(subject))).toEqual(['5:54 iam/missing-github-repo-condition-key']);
  });

  it('and stay out where the subject says so', async () => {
    const subject =
      ', "StringLike": { "token.actions.githubusercontent.com:sub": "repo:<ORG>/app:*" }';
    expect(await on(trust(subject))).toEqual([]);
  });
});
