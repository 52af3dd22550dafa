/** Where Access Analyzer and this validator used to differ, on AWS's own managed policies. */
import { describe, expect, it } from 'vitest';

import type { ResourceKind } from '../../scripts/iam/validate.ts';
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

describe('a key that a request does not carry', () => {
  const BUCKET = ['arn:aws:s3:::b', 'arn:aws:s3:::b/*'];
  const team = { StringEquals: { 'aws:ResourceTag/team': 'blue' } };

  it.each<[string, unknown, string]>([
    [
      'the role that is passed, of reading a role',
      {
        Action: ['iam:PassRole', 'iam:GetRole'],
        Resource: 'arn:aws:iam::111122223333:role/app',
        Condition: { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } },
      },
      'iam/unsupported-action-for-condition-key',
    ],
    [
      'an encryption context, of describing a key',
      {
        Action: ['kms:Decrypt', 'kms:DescribeKey'],
        Resource: '*',
        Condition: { StringEquals: { 'kms:EncryptionContext:app': 'x' } },
      },
      'iam/unsupported-action-for-condition-key',
    ],
    [
      'an ACL, of reading, in a Deny',
      {
        Effect: 'Deny',
        Action: ['s3:GetObject', 's3:PutObject'],
        Resource: BUCKET,
        Condition: { StringEquals: { 's3:x-amz-acl': 'public-read' } },
      },
      'iam/unsupported-action-for-condition-key',
    ],
    [
      'a tag, of what takes no resource',
      { Action: 'sts:GetSessionToken', Resource: '*', Condition: team },
      'iam/allow-with-unsupported-tag-condition-key-for-service',
    ],
    [
      'a tag, of one of the actions that a Deny stops',
      {
        Effect: 'Deny',
        Action: ['rds:DeleteDBInstance', 'sts:GetSessionToken'],
        Resource: '*',
        Condition: team,
      },
      'iam/deny-with-unsupported-tag-condition-key-for-service',
    ],
  ])('%s', async (_, elements, code) => {
    expect(await codes({ Effect: 'Allow', ...(elements as object) })).toEqual([code]);
  });

  it.each<[string, object]>([
    ['wildcards stand for what does', { Action: ['s3:List*', 's3:Get*'], Resource: BUCKET }],
    ['an operator that asks nothing of the absent', { Action: 'sts:*', Resource: '*' }],
  ])('%s', async (_, elements) => {
    const conditions = [
      { StringLikeIfExists: { 's3:prefix': 'a/*' } },
      { StringNotEquals: { 'aws:ResourceTag/team': 'blue' } },
      { Null: { 'aws:ResourceTag/team': 'true' } },
    ];
    for (const Condition of conditions)
      expect(await codes({ Effect: 'Allow', ...elements, Condition })).toEqual([]);
  });

  it('says nothing where another statement gives what is left out', async () => {
    const policy = policyOf(
      {
        Effect: 'Allow',
        Action: ['s3:ListBucket', 's3:GetObject'],
        Resource: BUCKET,
        Condition: { StringLike: { 's3:prefix': 'home/*' } },
      },
      { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/home/*' },
    );
    expect(await judge(policy)).toEqual([]);
  });

  it('says nothing of keys that the lists of a service may lack, and of tags of all kinds', async () => {
    const policy = policyOf(
      {
        Effect: 'Allow',
        Action: ['dynamodb:ConditionCheckItem', 'dynamodb:GetItem'],
        Resource: 'arn:aws:dynamodb:*:111122223333:table/t',
        Condition: {
          'ForAnyValue:StringEquals': { 'dynamodb:EnclosingOperation': 'TransactGetItems' },
        },
      },
      {
        Effect: 'Allow',
        Action: 's3:GetObject',
        Resource: 'arn:aws:s3:::b/*',
        Condition: { StringEquals: { 'aws:ResourceTag/team': 'blue' } },
      },
      {
        Effect: 'Allow',
        Action: 'example-svc:Call',
        Resource: '*',
        Condition: { StringEquals: { 'aws:ResourceTag/team': 'blue' } },
      },
    );
    const additions = { actions: [{ action: 'example-svc:Call' }] };
    expect(await judge(policy, { additions })).toEqual([]);
  });

  it('names, on request, those of several actions that do not', async () => {
    const statement = {
      Effect: 'Allow',
      Action: ['ec2:StartInstances', 'ec2:DescribeVpcs'],
      Resource: '*',
      Condition: team,
    };
    expect(await codes(statement)).toEqual([]);
    expect(await codes(statement, { suggestions: true })).toEqual([
      'iam/allow-with-unsupported-tag-condition-key-for-service',
    ]);
  });
});

describe('the policy of a resource is about that resource', () => {
  const statement = (Action: string, Resource: unknown): unknown => ({
    Effect: 'Deny',
    Principal: '*',
    Action,
    Resource,
  });

  it.each<[ResourceKind | 'resource', unknown]>([
    ['bucket', statement('s3:*', ['arn:aws:s3:::b/*', 'arn:aws:kms:eu-west-1:111122223333:key/x'])],
    ['bucket', statement('s3:*', ['arn:aws:s3:::app', 'arn:aws:s3:::app-logs/*'])],
    [
      'queue',
      statement('sqs:*', [
        'arn:aws:sqs:eu-west-1:111122223333:jobs',
        'arn:aws:sqs:eu-west-1:111122223333:job',
      ]),
    ],
    ['topic', statement('sns:Publish', 'arn:aws:sqs:eu-west-1:111122223333:jobs')],
  ])('a %s refuses %o', async (kind, policy) => {
    expect(await codes(policy, { kind })).toContain('iam/unsupported-resource-arn-in-policy');
  });

  it.each<[ResourceKind | 'resource', unknown]>([
    ['bucket', statement('s3:*', ['arn:aws:s3:::b', 'arn:aws:s3:::b/*', 'arn:aws:s3:::*'])],
    ['queue', statement('sqs:*', '*')],
    ['key', statement('kms:*', ['*', 'arn:aws:kms:*:111122223333:key/x'])],
    ['resource', statement('s3:*', ['arn:aws:s3:::app', 'arn:aws:s3:::app-logs/*'])],
  ])('a %s takes %o', async (kind, policy) => {
    expect(await codes(policy, { kind })).not.toContain('iam/unsupported-resource-arn-in-policy');
  });
});

it('takes an identity provider in trust policies and their pieces only', async () => {
  const Principal = { Federated: 'arn:aws:iam::111122223333:oidc-provider/login.example.com' };
  const Resource = 'arn:aws:s3:::b/*';
  const reading = { Effect: 'Deny', Principal, Action: 's3:GetObject', Resource };
  expect(await codes(reading, { kind: 'bucket' })).toEqual([
    'iam/federated-principal-not-supported',
  ]);
  const assuming = { Effect: 'Deny', Principal, Action: 'sts:AssumeRoleWithWebIdentity', Resource };
  expect(await codes(assuming, { kind: 'resource' })).not.toContain(
    'iam/federated-principal-not-supported',
  );
});

it('takes what the policies of AWS IoT and the catalog of Glue have beyond the lists', async () => {
  const policy = policyOf(
    {
      Effect: 'Allow',
      Action: ['iot:Connect', 'iot:UpdateJobExecution', 'glue:ShareResource'],
      Resource: '*',
      Condition: {
        'ForAllValues:StringEquals': {
          'iot:ConnectAttributes': ['PersistentConnect'],
          'iot:Certificate.Subject.CommonName.List': ['a', 'b'],
        },
        StringEquals: {
          'iot:Certificate.Issuer.CommonName.2': 'a',
          'iot:Connection.Thing.Attributes[color]': 'red',
        },
        ArnEquals: { 'iot:LastWillTopic': 'arn:aws:iot:eu-west-1:111122223333:topic/will' },
      },
    },
    { Effect: 'Allow', Action: 'eks-mcpserver:QueryKnowledgeBase', Resource: '*' },
  );
  expect(await judge(policy)).toEqual([]);
  const other = { StringEquals: { 'iot:Certificate.Subjct.CommonName': 'a' } };
  expect(await codes(allow('iot:Connect', '*', other))).toEqual([
    'iam/invalid-service-condition-key',
  ]);
});
