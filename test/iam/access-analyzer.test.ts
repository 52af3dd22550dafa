/** Where Access Analyzer and this validator used to differ, on AWS's own managed policies. */
import { describe, expect, it } from 'vitest';

import { judge, policyOf, type Options } from '../support/iam/judge.ts';

const allow = (Action: string, Resource: string, Condition?: object): unknown => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition && { Condition }),
});

const codes = async (statement: unknown, options: Options = {}): Promise<string[]> =>
  (await judge(policyOf(statement), options)).map(({ code }) => code);

describe('a service principal has a form', () => {
  it.each([
    'ec2.amazonaws.co',
    'Lambda.amazonaws.com',
    'lambda.aws.com',
    'ec2',
    'ec2.amazonaws.com.',
  ])('%s has not', async (Service) => {
    const statement = { Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' };
    expect(await codes(statement, { kind: 'trust' })).toEqual([
      'iam/invalid-service-principal-format',
    ]);
  });

  it.each([
    'ec2.amazonaws.com',
    'ec2.amazonaws.com.cn',
    'delivery.logs.amazonaws.com',
    'states.us-east-1.amazonaws.com',
    'application-signals.cloudwatch.amazonaws.com',
    'alexa-appkit.amazon.com',
  ])('%s has', async (Service) => {
    const statement = { Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' };
    expect(await codes(statement, { kind: 'trust' })).toEqual([]);
  });
});

describe('a condition scopes iam:PassRole only where it limits', () => {
  it.each<[object, boolean]>([
    [{ StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } }, true],
    [{ StringEqualsIfExists: { 'iam:PassedToService': 'ec2.amazonaws.com' } }, false],
    [{ StringLike: { 'iam:PassedToService': '*' } }, false],
    [{ StringLike: { 'iam:PassedToService': '*.amazonaws.com' } }, false],
  ])('%o', async (condition, isScoped) => {
    expect(await codes(allow('iam:PassRole', '*', condition))).toEqual(
      isScoped ? [] : ['iam/pass-role-with-star-in-resource'],
    );
  });
});

it('takes ARN operators on strings, and the key of the management account', async () => {
  const condition = {
    ArnLike: { 'aws:RequestTag/stack': 'arn:aws:cloudformation:*:*:stack/*' },
    StringEquals: { 'aws:PrincipalOrgMasterAccountId': '111122223333' },
  };
  expect(await codes(allow('s3:GetObject', 'arn:aws:s3:::b/*', condition))).toEqual([]);
});

it('finds what is redundant in lists of more than 500', async () => {
  const actions = Array.from({ length: 600 }, (_, index) => `arn:aws:s3:::b/${String(index)}`);
  const statement = {
    Effect: 'Allow',
    Action: 's3:GetObject',
    Resource: [...actions, 'arn:aws:s3:::b/7'],
  };
  expect(await codes(statement, { suggestions: true })).toContain('iam/redundant-resource');
});
