/** Copies of a policy on several pages: what they give, whatever the words. */
import { describe, expect, it } from 'vitest';

import { lint } from '../../scripts/lint/lint.ts';
import { AS_OF, fence, policy } from '../support/lint-pages.ts';
import { noted } from '../support/reported.ts';
import { workspace } from '../support/workspace.ts';

type Value = string | readonly string[];

const statement = (
  effect: string,
  actions: Value,
  condition = '',
  resource: Value = BOTH,
): string =>
  `{ "Effect": "${effect}", "Action": ${JSON.stringify(actions)}, "Resource": ${JSON.stringify(resource)}${condition} }`;
const BOTH = ['arn:aws:s3:::b', 'arn:aws:s3:::b/*'];
const READ = ['s3:GetObject', 's3:ListBucket', 's3:GetBucketLocation'];
const WRITE = ['s3:PutObject', 's3:DeleteObject', 's3:GetBucketTagging'];
const WHEN = ', "Condition": { "Bool": { "aws:SecureTransport": "true" } }';

/** The lines of the hint behind the places; undefined if no drift is found. */
async function difference(
  one: string,
  other: string,
  files: readonly [string, string] = ['a.md', 'b.md'],
): Promise<string | undefined> {
  const { root } = workspace({ [files[0]]: one, [files[1]]: other });
  const { problems } = await lint({ root, asOf: AS_OF });
  return noted(problems)
    .find(({ code }) => code === 'lint/drift')
    ?.hint?.split('\n')
    .slice(1)
    .join('\n');
}

describe('copies are the same', () => {
  it.each([
    [
      'in another order',
      policy(statement('Allow', READ), statement('Deny', WRITE)),
      policy(statement('Deny', WRITE.toReversed()), statement('Allow', READ)),
    ],
    [
      'as several statements',
      policy(statement('Allow', READ), statement('Deny', WRITE)),
      policy(
        ...READ.map((action) => statement('Allow', action)),
        ...WRITE.map((action) => statement('Deny', action)),
      ),
    ],
    [
      'with a pattern where the other has its actions',
      policy(statement('Allow', [...READ, 'sqs:ListQueue*'], '', '*')),
      policy(
        statement(
          'Allow',
          [...READ, 'sqs:ListQueues', 'sqs:ListQueueTags', 'sqs:ListQueue*'],
          '',
          '*',
        ),
      ),
    ],
    [
      'in another spelling',
      policy(statement('Allow', [...READ, ...WRITE])),
      policy(
        statement(
          'Allow',
          [...READ, ...WRITE].map((one) => one.toUpperCase().replace('S3', 's3')),
        ),
      ),
    ],
    [
      'with Like where there is no wildcard',
      policy(
        statement(
          'Allow',
          READ,
          ', "Condition": { "StringEquals": { "aws:PrincipalTag/a": "x" } }',
        ),
      ),
      policy(
        statement(
          'Allow',
          READ,
          ', "Condition": { "StringLike": { "aws:PrincipalTag/a": ["x"] } }',
        ),
      ),
    ],
    [
      'with another Sid',
      policy(statement('Allow', READ, ', "Sid": "Read"'), statement('Deny', WRITE)),
      policy(statement('Allow', READ, ', "Sid": "ReadThem"'), statement('Deny', WRITE)),
    ],
    [
      'with a narrower Allow beside the wide one',
      policy(statement('Allow', READ), statement('Allow', WRITE)),
      policy(
        statement('Allow', READ),
        statement('Allow', WRITE),
        statement('Allow', 's3:GetObject'),
      ),
    ],
  ])('%s', async (_, one, other) => {
    expect(await difference(one, other)).toBeUndefined();
  });

  it.each([
    ['arn:aws:s3:::<YOUR_BUCKET>/*', 'arn:aws:s3:::my-bucket/*'],
    ['arn:aws:s3:::reports-of-one/*', 'arn:aws:s3:::YOUR_BUCKET/*'],
    ['arn:aws:s3:::reports-of-one/*', 'arn:aws:s3:::MyBucketName/*'],
    ['arn:aws:sqs:us-east-1:123456789012:jobs', 'arn:aws:sqs:REGION:ACCOUNT_ID:jobs'],
    ['arn:aws:sqs:us-east-1:123456789012:jobs', 'arn:aws:sqs:us-east-1:111122223333:jobs'],
    ['arn:aws:sqs:us-east-1:123456789012:jobs', '<QUEUE_ARN>'],
  ])('once readers have put their values in: %s and %s', async (one, other) => {
    const of = (resource: string): string =>
      policy(statement('Allow', [...READ, ...WRITE, 'sqs:SendMessage'], WHEN, resource));
    expect(await difference(of(one), of(other))).toBeUndefined();
  });

  it('on pages that are each about a resource of their own', async () => {
    const of = (name: string, ...more: string[]): string =>
      policy(statement('Allow', [...READ, ...WRITE, ...more], WHEN, `arn:aws:s3:::${name}/*`));
    const pages = { 'a.md': of('logs'), 'b.md': of('metrics'), 'c.md': of('traces') };
    const drifts = async (files: Record<string, string>): Promise<(string | undefined)[]> => {
      const { problems } = await lint({ root: workspace(files).root, asOf: AS_OF });
      return noted(problems)
        .filter(({ code }) => code === 'lint/drift')
        .map(({ hint }) => hint?.split('\n')[1]);
    };
    expect(await drifts(pages)).toEqual([]);
    expect(await drifts({ ...pages, 'd.md': of('profiles', 's3:PutObjectAcl') })).toEqual([
      'd.md: also allows s3:PutObjectAcl on arn:aws:s3:::logs/*, when aws:SecureTransport is "true"',
    ]);
  });

  it('in editions of a page for other versions', async () => {
    const [one, other] = [
      policy(statement('Allow', READ, WHEN)),
      policy(statement('Allow', [...READ, 's3:PutObject'], WHEN)),
    ];
    for (const files of [
      ['docs/a.md', 'versioned_docs/version-1.0/a.md'],
      ['content/docs/a.md', 'content/v1.10-docs/a.md'],
      ['v1.9/a.md', 'v1.10/a.md'],
      ['en/docs-v0.47.x/a.md', 'en/docs-dev/a.md'],
    ] as const)
      expect(await difference(one, other, files)).toBeUndefined();
    expect(await difference(one, other, ['v1.9/a.md', 'v1.10/b.md'])).toBeDefined();
    expect(await difference(one, other, ['p/v1.9/aws/b.md', 'p/main/a.md'])).toBeUndefined();
    expect(await difference(one, other, ['p/v1.9/aws/b.md', 'q/main/a.md'])).toBeDefined();
    expect(await difference(one, other, ['p/2024/b.md', 'p/latest/a.md'])).toBeDefined();
  });
});

describe('copies that differ are told in words of access', () => {
  it('by an action', async () => {
    expect(
      await difference(
        policy(statement('Allow', READ, WHEN)),
        policy(statement('Allow', [...READ, 's3:PutObject'], WHEN)),
      ),
    ).toMatchInlineSnapshot(`
      "b.md: also allows s3:PutObject on arn:aws:s3:::b, arn:aws:s3:::b/*, when aws:SecureTransport is "true"
      such as s3:PutObject on arn:aws:s3:::b/x, with aws:SecureTransport "true""
    `);
  });

  it('by a resource', async () => {
    expect(
      await difference(
        policy(statement('Allow', [...READ, ...WRITE])),
        policy(
          statement('Allow', [...READ, ...WRITE], '', [
            'arn:aws:s3:::b',
            'arn:aws:s3:::b/public/*',
          ]),
        ),
      ),
    ).toMatchInlineSnapshot(`
      "b.md: does not allow s3:DeleteObject, s3:GetObject, s3:PutObject on arn:aws:s3:::b/*, but not arn:aws:s3:::b/public/*
      such as s3:DeleteObject on arn:aws:s3:::b/x"
    `);
  });

  it('by a condition in another statement', async () => {
    expect(
      await difference(
        policy(statement('Allow', READ, WHEN), statement('Allow', WRITE)),
        policy(statement('Allow', READ), statement('Allow', WRITE, WHEN)),
      ),
    ).toMatchInlineSnapshot(`
      "b.md: also allows s3:GetBucketLocation, s3:GetObject, s3:ListBucket on arn:aws:s3:::b, arn:aws:s3:::b/*, when aws:SecureTransport is absent or "false"
      does not allow s3:DeleteObject, s3:GetBucketTagging, s3:PutObject on arn:aws:s3:::b, arn:aws:s3:::b/*, when aws:SecureTransport is absent or "false"
      such as s3:GetBucketLocation on arn:aws:s3:::b"
    `);
  });

  it('by Allow and Deny swapped', async () => {
    expect(
      await difference(
        policy(statement('Allow', READ), statement('Deny', READ, WHEN), statement('Allow', WRITE)),
        policy(statement('Deny', READ), statement('Allow', READ, WHEN), statement('Allow', WRITE)),
      ),
    ).toMatchInlineSnapshot(`
      "b.md: refuses s3:GetBucketLocation, s3:GetObject, s3:ListBucket on arn:aws:s3:::b, arn:aws:s3:::b/*, when aws:SecureTransport is absent or "false"
      such as s3:GetBucketLocation on arn:aws:s3:::b"
    `);
  });

  it('by nothing but what allows and what denies', async () => {
    expect(
      await difference(
        policy(statement('Allow', READ), statement('Deny', WRITE)),
        policy(statement('Allow', READ), statement('Allow', WRITE)),
      ),
    ).toMatchInlineSnapshot(`
      "b.md: allows s3:DeleteObject, s3:GetBucketTagging, s3:PutObject on arn:aws:s3:::b, arn:aws:s3:::b/*
      such as s3:DeleteObject on arn:aws:s3:::b/x"
    `);
    expect(
      await difference(
        policy(statement('Allow', READ), statement('Deny', WRITE)),
        policy(statement('Deny', READ), statement('Allow', WRITE)),
      ),
    ).toMatchInlineSnapshot(`
      "b.md: allows s3:DeleteObject, s3:GetBucketTagging, s3:PutObject on arn:aws:s3:::b, arn:aws:s3:::b/*
      refuses s3:GetBucketLocation, s3:GetObject, s3:ListBucket on arn:aws:s3:::b, arn:aws:s3:::b/*
      such as s3:DeleteObject on arn:aws:s3:::b/x"
    `);
  });

  it('but not by one that allows and one that denies, which pages show on purpose', async () => {
    const [allow, deny] = [
      statement('Allow', [...READ, ...WRITE]),
      statement('Deny', [...READ, ...WRITE]),
    ];
    expect(await difference(policy(allow), policy(deny))).toBeUndefined();
  });

  it('by a guardrail that only one has', async () => {
    const guard = `{ "Effect": "Deny", "Action": "*", "Resource": "*", "Condition": { "BoolIfExists": { "aws:MultiFactorAuthPresent": "false" } } }`;
    expect(
      await difference(
        policy(statement('Allow', [...READ, ...WRITE]), statement('Deny', 's3:*', WHEN), guard),
        policy(statement('Allow', [...READ, ...WRITE]), statement('Deny', 's3:*', WHEN)),
      ),
    ).toMatchInlineSnapshot(`
      "b.md: does not refuse actions other than s3:*, when aws:MultiFactorAuthPresent is absent or "false"
      also allows s3:DeleteObject, s3:GetBucketLocation, s3:GetBucketTagging, s3:GetObject, s3:ListBucket, s3:PutObject on arn:aws:s3:::b, arn:aws:s3:::b/*, when aws:MultiFactorAuthPresent is absent or "false" and aws:SecureTransport is absent or "false"
      such as sts:GetServiceBearerToken on *; and 2 more"
    `);
  });

  it('by every action of a service and some of them', async () => {
    const table = 'arn:aws:dynamodb:us-east-1:123456789012:table/orders';
    const of = (actions: Value): string =>
      policy(statement('Allow', actions, ', "Sid": "Orders"', table));
    expect(
      await difference(
        of('dynamodb:*'),
        of(['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem']),
      ),
    ).toMatchInlineSnapshot(`
      "b.md: does not allow dynamodb actions other than dynamodb:GetItem and dynamodb:PutItem and dynamodb:Query and dynamodb:UpdateItem on arn:aws:dynamodb:us-east-1:123456789012:table/orders
      such as dynamodb:AssociateTableReplica on arn:aws:dynamodb:us-east-1:123456789012:table/orders"
    `);
  });

  it('by who may assume a role', async () => {
    const trust = (repository: string): string =>
      policy(
        `{ "Sid": "Deploy", "Effect": "Allow", "Principal": { "Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" }, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": { "StringEquals": { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" }, "StringLike": { "token.actions.githubusercontent.com:sub": "repo:${repository}" } } }`,
      );
    expect(await difference(trust('acme/app:ref:refs/heads/main'), trust('acme/app:*')))
      .toMatchInlineSnapshot(`
      "b.md: also allows sts:AssumeRoleWithWebIdentity by arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com, when token.actions.githubusercontent.com:aud is "sts.amazonaws.com" and token.actions.githubusercontent.com:sub is such as "repo:acme/app:"
      such as sts:AssumeRoleWithWebIdentity on arn:aws:iam::111122223333:role/x by arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com, with token.actions.githubusercontent.com:aud "sts.amazonaws.com", token.actions.githubusercontent.com:sub "repo:acme/app:""
    `);
  });

  it('and not by actions that there are not', async () => {
    const merges = ['BranchesBy', 'PullRequestBy'].flatMap((what) =>
      ['FastForward', 'Squash', 'ThreeWay'].map((how) => `codecommit:Merge${what}${how}`),
    );
    const of = (actions: readonly string[], ...branches: string[]): string =>
      policy(
        statement(
          'Deny',
          ['codecommit:GitPush', 'codecommit:DeleteBranch', 'codecommit:PutFile', ...actions],
          `, "Condition": { "StringEquals": { "codecommit:References": ${JSON.stringify(branches)} } }`,
          'arn:aws:codecommit:eu-central-1:111122223333:demo',
        ),
      );
    const all = of(['codecommit:Merge*'], 'refs/heads/main');
    expect(await difference(all, of(merges, 'refs/heads/main'))).toBeUndefined();
    expect(await difference(all, of(merges, 'refs/heads/main', 'refs/heads/prod')))
      .toMatchInlineSnapshot(`
      "b.md: also refuses codecommit:DeleteBranch, codecommit:GitPush, codecommit:MergeBranchesByFastForward, codecommit:MergeBranchesBySquash, codecommit:MergeBranchesByThreeWay, codecommit:MergePullRequestByFastForward and 3 more on arn:aws:codecommit:eu-central-1:111122223333:demo, when codecommit:References is "refs/heads/prod"
      such as codecommit:GitPush on arn:aws:codecommit:eu-central-1:111122223333:demo, with codecommit:References "refs/heads/prod""
    `);
  });

  it('and not where both stand on one page, or a part is left out', async () => {
    const [one, other] = [
      policy(statement('Allow', READ, WHEN)),
      policy(statement('Allow', [...READ, 's3:PutObject'], WHEN)),
    ];
    expect(await difference(one + other, other)).toBeUndefined();
    expect(await difference(one, one + other)).toBeUndefined();
    const elided = other.replace('"s3:PutObject"', '"s3:PutObject", ...');
    expect(await difference(one, elided)).toBeUndefined();
  });

  it('and not where the author calls one of them wrong', async () => {
    const [one, other] = [
      policy(statement('Allow', READ, WHEN)),
      policy(statement('Allow', [...READ, 's3:PutObject'], WHEN)),
    ];
    expect(await difference(one, `The following policy is invalid:\n\n${other}`)).toBeUndefined();
  });

  it('with what readers replace as the pages have it', async () => {
    const of = (resource: string, ...more: string[]): string =>
      fence(
        'hcl',
        'resource "aws_iam_policy" "p" {',
        '  policy = jsonencode({',
        '    Version = "2012-10-17"',
        `    Statement = [{ Sid = "S", Effect = "Allow", Action = [${[...READ, ...more].map((one) => `"${one}"`).join(', ')}], Resource = ["${resource}"] }]`,
        '  })',
        '}',
      );
    expect(
      await difference(
        of('arn:aws:s3:::${var.bucket}/*', 's3:PutObjectAcl'),
        of('arn:aws:s3:::${var.bucket}/*', 's3:PutObjectAcl', 's3:PutObject'),
      ),
    ).toMatchInlineSnapshot(`
      "b.md: also allows s3:PutObject on arn:aws:s3:::<var-bucket>/*
      such as s3:PutObject on arn:aws:s3:::<var-bucket>/x"
    `);
  });
});

describe('READMEs of several folders', () => {
  const LIST = ['ec2:DescribeRegions', 'ec2:DescribeInstances', 'ec2:DescribeInstanceStatus'];
  const [one, other] = ['ec2:StopInstances', 'ec2:StartInstances'].map((action) => [
    ...LIST,
    'sts:GetCallerIdentity',
    'ec2:DescribeVolumes',
    action,
  ]);
  const files = ['stop/README.md', 'start/README.md'] as const;

  it('have lists of their own', async () => {
    const [first, second] = [one, other].map((actions) =>
      policy(statement('Allow', actions ?? [], '', '*')),
    );
    expect(await difference(first ?? '', second ?? '', files)).toBeUndefined();
    expect(await difference(first ?? '', second ?? '')).toContain('ec2:StartInstances');
  });

  it('have copies where they share a name', async () => {
    const [first, second] = [one, other].map((actions) =>
      policy(statement('Allow', actions ?? [], ', "Sid": "Instances"', '*')),
    );
    expect(await difference(first ?? '', second ?? '', files)).toContain('ec2:StartInstances');
  });
});
