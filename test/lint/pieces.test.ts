/** Fences that hold a piece of a statement, without the braces around it. */
import { describe, expect, it } from 'vitest';

import { fence, find, on } from '../support/lint-pages.ts';

const LEAD = 'The role needs these permissions:\n\n';

describe('a mistake in a piece of a statement', () => {
  it.each<[string, string, string]>([
    [
      'a list of actions',
      fence('json', '"Action": [', '  "s3:GetObject",', '  "s3:ListObjects"', ']'),
      '4:3 iam/invalid-action',
    ],
    [
      'with a comma behind it',
      fence('json', '"Action": [', '  "s3:GetObject",', '  "s3:ListObjects"', '],'),
      '4:3 iam/invalid-action',
    ],
    ['one action', fence('json', '"Action": "s3:HeadObject"'), '2:11 iam/invalid-action'],
    ['NotAction', fence('', '"NotAction": ["s3:HeadObject"]'), '2:15 iam/invalid-action'],
    [
      'with an ellipsis',
      fence('json', '...', '"Action": [', '  "s3:HeadObject"', '],', '...'),
      '4:3 iam/invalid-action',
    ],
    [
      'with its effect and resource',
      fence(
        'json',
        '"Effect": "Allow",',
        '"Action": ["s3:ListObjects"],',
        '"Resource": ["arn:aws:s3:::reports/*"]',
      ),
      '3:12 iam/invalid-action',
    ],
    [
      'a resource',
      fence('json', '"Resource": "arn:aws:s3::reports/*"'),
      '2:13 iam/missing-arn-field',
    ],
    [
      'a list of resources',
      fence('json', '"Resource": [', '  "arn:aws:s3:::reports",', '  "arn:aws:s3::reports/*"', ']'),
      '4:3 iam/missing-arn-field',
    ],
    [
      'the second of two',
      fence('json', '"Action": "s3:GetObject"', '', '"Action": "s3:HeadObject"'),
      '4:11 iam/invalid-action',
    ],
    [
      'YAML',
      fence('yaml', 'Action:', '  - s3:GetObject', '  - s3:ListObjects'),
      '4:5 iam/invalid-action',
    ],
    [
      'Terraform',
      fence('hcl', 'actions = [', '  "s3:GetObject",', '  "s3:ListObjects",', ']'),
      '4:3 iam/invalid-action',
    ],
    [
      'resources of Terraform',
      fence('hcl', 'resources = ["arn:aws:s3::reports/*"]'),
      '2:14 iam/missing-arn-field',
    ],
    [
      'names and nothing else',
      LEAD + fence('', 's3:GetObject', 's3:HeadObject'),
      '5:1 iam/invalid-action',
    ],
    [
      'a list of names',
      LEAD + fence('json', '[', '  "s3:GetObject",', '  "s3:HeadObject"', ']'),
      '6:4 iam/invalid-action',
    ],
    [
      'names as items',
      LEAD + fence('yaml', '- s3:GetObject', '- s3:HeadObject'),
      '5:3 iam/invalid-action',
    ],
  ])('%s', async (_, page, expected) => {
    expect(await on(page)).toEqual([expected]);
  });
});

describe('a piece is left alone', () => {
  it.each<[string, string]>([
    ['that is right', fence('json', '"Action": ["s3:GetObject", "s3:ListBucket"],')],
    [
      'whose resource may be elsewhere',
      fence('json', '"Action": ["s3:ListBucket"],', '"Resource": "arn:aws:s3:::reports/*"'),
    ],
    [
      'with several resources',
      fence('json', '"Resource": "arn:aws:s3:::a"', '"Resource": "arn:aws:s3:::b"'),
    ],
    ['with placeholders', fence('json', '"Resource": "<YOUR_BUCKET_ARN>/*"')],
    ['of a workflow', fence('json', '"Resource": "arn:aws:states:::sqs:sendMessage",')],
    ['among other things', fence('json', '"Name": "x",', '"Action": "s3:HeadObject"')],
    ['of another language', fence('yaml', 'Action: s3:HeadObject', 'Event: push')],
    ['of another system', fence('json', '"Action": ["buckets:Get", "buckets:HeadAll"]')],
    ['of another cloud', '## MinIO\n\n' + fence('json', '"Action": ["s3:HeadObject"]')],
    [
      'of names without a word about permissions',
      'It calls:\n\n' + fence('', 's3:GetObject', 's3:HeadObject'),
    ],
    ['of names among other lines', LEAD + fence('', 's3:GetObject', 'see s3:HeadObject')],
    ['of a template', fence('yaml', 'Action: !Ref Actions', 'Resource: "arn:aws:s3::b/*"')],
    [
      'that is announced as wrong',
      'This does not work:\n\n' + fence('json', '"Action": "s3:HeadObject"'),
    ],
  ])('%s', async (_, page) => {
    expect(await on(page)).toEqual([]);
  });

  it('as a copy that differs: a list is no policy', async () => {
    const list = (...more: string[]): string =>
      LEAD +
      fence(
        'json',
        '"Action": [',
        ...['Get', 'Put', 'Delete'].map((verb) => `  "s3:${verb}Object",`),
        ...more.map((name) => `  "${name}",`),
        '  "s3:ListBucket", "s3:GetObjectTagging", "s3:PutObjectTagging"',
        ']',
      );
    expect(await find({ 'a.md': list(), 'b.md': list('s3:GetObjectAcl') })).toEqual([]);
  });
});

describe('statements that code makes', () => {
  it.each<[string, string, string]>([
    [
      'the CDK',
      fence(
        'ts',
        'new iam.PolicyStatement({',
        '  actions: ["s3:GetObject", "s3:ListObjects"],',
        '  resources: [bucket.arnForObjects("*")],',
        '})',
      ),
      '3:29 iam/invalid-action',
    ],
    [
      'the CDK in Python',
      fence(
        'python',
        'iam.PolicyStatement(',
        '    actions=["s3:GetObject", "s3:ListObjects"],',
        ')',
      ),
      '3:30 iam/invalid-action',
    ],
    [
      'a resource',
      fence(
        'ts',
        'new iam.PolicyStatement({ actions: ["s3:GetObject"], resources: ["arn:aws:s3::b/*"] })',
      ),
      '2:66 iam/missing-arn-field',
    ],
    [
      'Pulumi',
      fence(
        'ts',
        'aws.iam.getPolicyDocument({',
        '  statements: [{ actions: ["s3:HeadObject"], resources: ["*"] }],',
        '})',
      ),
      '3:28 iam/invalid-action',
    ],
  ])('a mistake in %s', async (_, page, expected) => {
    expect(await on(page)).toEqual([expected]);
  });

  it.each<[string, string]>([
    [
      'what exists',
      fence('ts', 'new iam.PolicyStatement({ actions: ["s3:GetObject*"], resources: ["*"] })'),
    ],
    [
      'variables',
      fence('ts', 'new iam.PolicyStatement({ actions: [...READ, action], resources: [arn] })'),
    ],
    ['lists of something else', fence('ts', 'const menu = { actions: ["s3:HeadObject"] };')],
  ])('%s is left alone', async (_, page) => {
    expect(await on(page)).toEqual([]);
  });
});
