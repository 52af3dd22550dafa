/** Examples of AWS's documentation and of this project's roles, as claims about every request. */
import { describe, expect, it } from 'vitest';

import { fromValue } from '../../../scripts/iam/cases.ts';
import { loadReference } from '../../../scripts/iam/reference.ts';
import { actionIndex } from '../../../scripts/iam/space/action-index.ts';
import type { PolicySet } from '../../../scripts/iam/space/decide.ts';
import { FACTS } from '../../../scripts/iam/space/facts.ts';
import {
  knowledgeOf,
  type Knowledge,
  servicesAsked,
} from '../../../scripts/iam/space/knowledge.ts';
import {
  type EveryAnswer,
  type Expectation,
  proveEvery,
  type ProofOptions,
} from '../../../scripts/iam/space/prove.ts';
import type { Space } from '../../../scripts/iam/space/space.ts';

const set = (...Statement: object[]): PolicySet => ({
  kind: 'identity',
  identity: [fromValue('policy', { Version: '2012-10-17', Statement })],
});
const bucket = (...Statement: object[]): PolicySet => ({
  kind: 'resource',
  policy: fromValue('policy', { Version: '2012-10-17', Statement }),
});

async function every(
  policies: PolicySet,
  space: Space,
  expected: Expectation,
  options: ProofOptions & { readonly facts?: Knowledge['facts'] } = {},
): Promise<EveryAnswer> {
  const reference = await loadReference();
  await reference.prepare(servicesAsked([policies], space));
  const knowledge = knowledgeOf(reference, await actionIndex(), options.facts ?? FACTS);
  return proveEvery(policies, space, expected, knowledge, options);
}

const MCP = { StringEquals: { 'aws:CalledViaAWSMCP': 'aws-mcp.amazonaws.com' } };
const READ = {
  Sid: 'Read',
  Effect: 'Allow',
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::example/*',
  Condition: MCP,
};
const LIST = { ...READ, Sid: 'List', Action: 's3:ListBucket', Resource: 'arn:aws:s3:::example' };
const GUARD = {
  Sid: 'Guard',
  Effect: 'Deny',
  Action: '*',
  Resource: '*',
  Condition: { BoolIfExists: { 'aws:ViaAWSMCPService': 'false' } },
};
const DIRECT: Space = { context: { 'aws:ViaAWSMCPService': { in: [null, 'false'] } } };
const CHANGES: Space = { access: ['Write', 'Permissions management', 'Tagging'] };

describe('a role that reads one bucket through an MCP server', () => {
  const role = set(READ, LIST, GUARD);

  it('changes nothing', async () => {
    expect(await every(role, CHANGES, 'denied')).toMatchObject({ answer: 'holds', facts: [] });
  });

  it.each(['s3:DeleteObjectVersion', 's3:PutObjectAcl', 'iam:*', '*'])(
    'and is not proven once %s is added',
    async (Action) => {
      const more = { Effect: 'Allow', Action, Resource: '*' };
      const answer = await every(set(READ, LIST, GUARD, more), CHANGES, 'denied');
      expect(answer).toMatchObject({ answer: 'fails', decision: { decision: 'allowed' } });
    },
  );

  it('touches no other bucket, until its resource is widened', async () => {
    const elsewhere: Space = {
      resource: { not: ['arn:aws:s3:::example', 'arn:aws:s3:::example/*'] },
    };
    expect((await every(role, elsewhere, 'denied')).answer).toBe('holds');
    const wide = set({ ...READ, Resource: '*' }, LIST, GUARD);
    expect(await every(wide, elsewhere, 'denied')).toMatchObject({
      answer: 'fails',
      request: {
        action: 's3:GetObject',
        resource: expect.stringMatching(/^arn:aws:s3:::/) as string,
      },
    });
  });

  it('refuses direct calls whatever else is attached, until the guardrail is lost', async () => {
    const options = { alsoAttached: 'anything', by: { policy: 'policy', index: 2 } } as const;
    expect((await every(role, DIRECT, 'explicitDeny', options)).answer).toBe('holds');
    expect(await every(set(READ, LIST), DIRECT, 'explicitDeny', options)).toMatchObject({
      answer: 'fails',
      decision: { decision: 'allowed' },
    });
    const plain = { ...GUARD, Condition: { Bool: { 'aws:ViaAWSMCPService': 'false' } } };
    expect(await every(set(READ, LIST, plain), DIRECT, 'explicitDeny', options)).toMatchObject({
      answer: 'fails',
      request: { context: { 'aws:ViaAWSMCPService': null } },
    });
  });

  it('needs a fact where a server is named and the flag is not', async () => {
    const read: Space = {
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::example/*',
      context: { 'aws:CalledViaAWSMCP': 'aws-mcp.amazonaws.com' },
    };
    expect(await every(role, read, 'allowed')).toMatchObject({
      answer: 'holds',
      facts: [{ key: 'aws:CalledViaAWSMCP' }],
    });
    expect(await every(role, read, 'allowed', { facts: [] })).toMatchObject({
      answer: 'fails',
      request: { context: { 'aws:ViaAWSMCPService': null } },
    });
  });

  it('says that a space is empty, and which facts made it so', async () => {
    const never: Space = {
      context: { 'aws:CalledViaAWSMCP': 'present', 'aws:ViaAWSMCPService': 'false' },
    };
    expect(await every(role, never, 'allowed')).toMatchObject({
      answer: 'empty',
      facts: [{ key: 'aws:CalledViaAWSMCP' }],
    });
    const truth: Space = { context: { 'aws:ViaAWSMCPService': 'maybe' } };
    expect((await every(role, truth, 'denied')).answer).toBe('empty');
    expect((await every(role, { action: 'sts:GetCallerIdentity' }, 'allowed')).answer).toBe(
      'empty',
    );
    expect((await every(role, { action: 'sts:AssumeRoleWithWebIdentity' }, 'denied')).answer).toBe(
      'empty',
    );
  });

  it('needs a fact on where a key can be present', async () => {
    const policies = set(
      { Effect: 'Allow', Action: 'ec2:*', Resource: '*' },
      {
        Effect: 'Deny',
        Action: '*',
        Resource: '*',
        Condition: { Null: { 's3:max-keys': 'false' } },
      },
    );
    const only = {
      key: 's3:max-keys',
      onlyOn: { services: ['s3'] },
      source: 'https://docs.aws.amazon.com/',
    };
    const observed: Space = { service: 'ec2' };
    expect(await every(policies, observed, 'allowed', { facts: [only] })).toMatchObject({
      answer: 'holds',
      facts: [only],
    });
    expect(await every(policies, observed, 'allowed', { facts: [] })).toMatchObject({
      answer: 'fails',
      decision: { decision: 'explicitDeny' },
    });
  });

  it('says what cannot be asked', async () => {
    const list: Space = { context: { 'aws:ViaAWSMCPService': ['true', 'false'] } };
    expect(await every(role, list, 'allowed')).toMatchObject({ answer: 'invalid', reason: /in: / });
    const other = { alsoAttached: 'anything' } as const;
    expect((await every(role, {}, 'implicitDeny', other)).answer).toBe('invalid');
    expect((await every(role, {}, 'allowed', other)).answer).toBe('invalid');
    expect((await every(role, {}, 'admits')).answer).toBe('invalid');
    expect((await every(role, { principal: 'anonymous' }, 'denied')).answer).toBe('invalid');
  });
});

describe('examples of the documentation', () => {
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws-dates.html
  it('an action is allowed between two dates only', async () => {
    const between = set({
      Effect: 'Allow',
      Action: 's3:GetObject',
      Resource: '*',
      Condition: {
        DateGreaterThan: { 'aws:CurrentTime': '2020-04-01T00:00:00Z' },
        DateLessThan: { 'aws:CurrentTime': '2020-06-30T23:59:59Z' },
      },
    });
    const now = (time: string): Space => ({
      action: 's3:GetObject',
      context: { 'aws:CurrentTime': time },
    });
    expect((await every(between, now('2020-05-01T00:00:00Z'), 'allowed')).answer).toBe('holds');
    expect((await every(between, now('2020-07-01T00:00:00Z'), 'denied')).answer).toBe('holds');
  });

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_deny-ip.html
  it('everything is denied from elsewhere, except what a service calls', async () => {
    const ranges = ['192.0.2.0/24', '203.0.113.0/24'];
    const deny = set({
      Effect: 'Deny',
      Action: '*',
      Resource: '*',
      Condition: {
        NotIpAddress: { 'aws:SourceIp': ranges },
        Bool: { 'aws:ViaAWSService': 'false' },
      },
    });
    const elsewhere: Space = {
      context: {
        'aws:SourceIp': '198.51.100.7',
        'aws:ViaAWSService': 'false',
        'aws:ViaAWSMCPService': { in: [null, 'false'] },
      },
    };
    expect(
      (await every(deny, elsewhere, 'explicitDeny', { alsoAttached: 'anything' })).answer,
    ).toBe('holds');
    // Behind an MCP server no page says what aws:ViaAWSService is.
    const { 'aws:ViaAWSMCPService': _, ...open } = elsewhere.context ?? {};
    expect(
      await every(deny, { context: open }, 'explicitDeny', { alsoAttached: 'anything' }),
    ).toMatchObject({
      answer: 'unknown',
      reasons: [{ state: 'aws:ViaAWSMCPService' }],
    });
  });

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_s3_home-directory-console.html
  it('a home directory, whatever the user is called', async () => {
    const home = set({
      Effect: 'Allow',
      Action: 's3:*',
      Resource: [
        'arn:aws:s3:::example/home/${aws:username}',
        'arn:aws:s3:::example/home/${aws:username}/*',
      ],
    });
    const outside: Space = { resource: { not: 'arn:aws:s3:::example/home/*' } };
    expect((await every(home, outside, 'denied')).answer).toBe('holds');
    const inside: Space = { action: 's3:GetObject', resource: 'arn:aws:s3:::example/home/*' };
    expect(await every(home, inside, 'denied')).toMatchObject({
      answer: 'fails',
      decision: { decision: 'allowed' },
    });
    const ana: Space = { ...inside, resource: 'arn:aws:s3:::example/home/ana/*' };
    expect((await every(home, ana, 'denied')).answer).toBe('fails');
    expect(await every(home, ana, 'allowed')).toMatchObject({ answer: 'fails' });
    const stated: Space = { ...ana, context: { 'aws:username': 'ana' } };
    expect((await every(home, stated, 'allowed')).answer).toBe('holds');
  });

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
  it('only these tag keys, and at least one', async () => {
    const tags = set({
      Effect: 'Allow',
      Action: 'ec2:CreateTags',
      Resource: '*',
      Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['environment', 'cost-center'] } },
    });
    const other: Space = {
      action: 'ec2:CreateTags',
      context: { 'aws:TagKeys': ['environment', 'other'] },
    };
    expect((await every(tags, other, 'denied')).answer).toBe('holds');
    // Without a value ForAllValues is true: the trap that the page warns of.
    const none: Space = { action: 'ec2:CreateTags', context: { 'aws:TagKeys': null } };
    expect((await every(tags, none, 'allowed')).answer).toBe('holds');
  });

  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html
  it('a bucket that refuses what is not encrypted in transit', async () => {
    const policy = bucket(
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: ['arn:aws:s3:::example', 'arn:aws:s3:::example/*'],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
      {
        Effect: 'Allow',
        Principal: '*',
        Action: 's3:GetObject',
        Resource: 'arn:aws:s3:::example/*',
      },
    );
    const plain: Space = {
      service: 's3',
      resource: 'arn:aws:s3:::example/*',
      context: { 'aws:SecureTransport': 'false' },
    };
    expect((await every(policy, plain, 'explicitDeny')).answer).toBe('holds');
    const anonymous: Space = {
      action: 's3:GetObject',
      principal: 'anonymous',
      resource: 'arn:aws:s3:::example/*',
      context: { 'aws:SecureTransport': 'true' },
    };
    expect((await every(policy, anonymous, 'admits')).answer).toBe('holds');
  });

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
  it('a service is admitted for one account', async () => {
    const policy = bucket({
      Effect: 'Allow',
      Principal: { Service: 'cloudtrail.amazonaws.com' },
      Action: 's3:PutObject',
      Resource: 'arn:aws:s3:::example/*',
      Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } },
    });
    const others: Space = { context: { 'aws:SourceAccount': { not: '111122223333' } } };
    expect((await every(policy, others, 'denied')).answer).toBe('holds');
    const rest: Space = { except: [{ principal: { service: 'cloudtrail.amazonaws.com' } }] };
    expect((await every(policy, rest, 'implicitDeny')).answer).toBe('holds');
  });
});
