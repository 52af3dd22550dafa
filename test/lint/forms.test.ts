/** ARNs that have the form of nothing, with examples in the place of placeholders or without. */
import { describe, expect, it } from 'vitest';

import { allow, on, policy } from '../support/lint-pages.ts';

const codes = async (...statements: string[]): Promise<string[]> =>
  (await on(policy(...statements))).map((one) => one.replace(/^\S+ /, ''));

describe('a Region with a slip', () => {
  it.each([
    'us-esat-1',
    'us-easst-1',
    'eu-wets-1',
    'ap-southest-2',
    'us-gov-eastt-1',
    'eu-cental-1',
  ])('%s', async (region) => {
    for (const account of ['123456789012', '<ACCOUNT_ID>'])
      expect(
        await codes(allow('sqs:SendMessage', `arn:aws:sqs:${region}:${account}:jobs`)),
      ).toEqual(['iam/invalid-arn-region']);
  });

  it.each([
    'us-east-1',
    'mx-central-1',
    'ap-southeast-7',
    'us-gov-west-1',
    'us-isob-east-1',
    'eusc-de-east-1',
    'us-test-1',
    'us-region-1',
    'us-east-X',
    'my-region-1',
  ])('is not %s', async (region) => {
    expect(
      await codes(allow('sqs:SendMessage', `arn:aws:sqs:${region}:123456789012:jobs`)),
    ).toEqual([]);
  });
});

describe('a resource of no type that its service has', () => {
  it.each([
    ['iam:PassRole', 'arn:aws:iam::123456789012:rol/deploy'],
    ['iam:PassRole', 'arn:aws:iam::<ACCOUNT_ID>:service-role/deploy'],
    ['dynamodb:GetItem', 'arn:aws:dynamodb:eu-west-1:123456789012:orders'],
    ['dynamodb:GetItem', 'arn:aws:dynamodb:REGION:ACCOUNT_ID:orders'],
    ['ssm:GetParameter', 'arn:aws:ssm:eu-west-1:123456789012:secret:db'],
    ['logs:PutLogEvents', 'arn:aws:logs:*:*:/aws-glue/*'],
    ['route53:ListResourceRecordSets', 'arn:aws:route53:::zone/Z1'],
  ])('%s on %s', async (action, resource) => {
    expect(await codes(allow(action, resource))).toEqual(['iam/invalid-arn-resource']);
  });

  it.each([
    ['iam:PassRole', 'arn:aws:iam::123456789012:role/service-role/deploy'],
    ['iam:PassRole', 'arn:aws:iam::ACCOUNT_ID:ROLE'],
    ['iam:PassRole', 'arn:aws:iam::ACCOUNT_ID:<your role>'],
    ['dynamodb:GetItem', 'arn:aws:dynamodb:REGION:ACCOUNT_ID:TABLE_NAME'],
    ['dynamodb:GetItem', 'arn:aws:dynamodb:REGION:ACCOUNT_ID:your-table'],
    ['dynamodb:GetItem', 'arn:aws:dynamodb:${region}:${account}:${table}'],
    ['states:StartExecution', 'arn:aws:states:*:*:statemachine:*sagemaker*'],
    ['ecs:RunTask', 'arn:aws:ecs:*:123456789012:tasks/x'],
    ['logs:PutLogEvents', 'arn:aws:logs:*:*:*'],
    ['route53:ListResourceRecordSets', 'arn:aws:route53:::%s'],
    ['s3:GetObject', 'arn:aws:s3:::%s/%s/*'],
  ])('not %s on %s', async (action, resource) => {
    expect(await codes(allow(action, resource))).toEqual([]);
  });
});

describe('an operator of another type than its key', () => {
  const withCondition = (condition: string): string =>
    `{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::photos/*", "Condition": ${condition} }`;

  it.each([
    '{ "StringEquals": { "aws:SourceIp": "203.0.113.0/24" } }',
    '{ "NumericLessThan": { "aws:MultiFactorAuthPresent": "true" } }',
  ])('%s', async (condition) => {
    expect(await codes(withCondition(condition))).toContain('iam/type-mismatch');
  });

  it.each([
    '{ "IpAddress": { "aws:SourceIp": "203.0.113.0/24" } }',
    '{ "StringNotEquals": { "aws:Ec2InstanceSourcePrivateIPv4": "${aws:VpcSourceIp}" } }',
    '{ "StringLike": { "aws:PrincipalArn": "arn:aws:iam::*:role/x" } }',
    '{ "NumericLessThan": { "aws:EpochTime": "1700000000" } }',
  ])('not %s', async (condition) => {
    expect(await codes(withCondition(condition))).toEqual([]);
  });
});

describe('a condition key with a number behind it is made up', () => {
  const withKey = (key: string): string =>
    policy(
      `{ "Effect": "Deny", "Action": "s3:PutObject", "Resource": "*", "Condition": { "StringEquals": { "${key}": "GLACIER" } } }`,
    );

  it.each<[string, string[]]>([
    ['s3:x-amz-storage-class-123', []],
    ['s3:x-amz-storage-clas', ['iam/invalid-service-condition-key']],
  ])('%s', async (key, found) => {
    expect((await on(withKey(key))).map((one) => one.replace(/^\S+ /, ''))).toEqual(found);
  });
});
