/** Policies of stores that speak S3, and files that a script fills in. */
import { describe, expect, it } from 'vitest';

import { fence, on } from '../support/lint-pages.ts';

const claim = (apiVersion: string): string =>
  fence(
    'yaml',
    `apiVersion: ${apiVersion}`,
    'spec:',
    '  bucketPolicy: |',
    '    {',
    '      "Version": "2012-10-17",',
    '      "Statement": [{',
    '        "Effect": "Allow",',
    '        "Principal": { "AWS": "arn:aws:iam:::user/bar" },',
    '        "Action": ["s3:GetObject"],',
    '        "Resource": ["arn:aws:s3:::photos/*"]',
    '      }]',
    '    }',
  );

describe('a claim for a bucket', () => {
  it.each(['objectbucket.io/v1alpha1', 'ceph.rook.io/v1', 'noobaa.io/v1alpha1'])(
    'of another store: %s',
    async (version) => {
      expect(await on(claim(version))).toEqual([]);
    },
  );

  it('of AWS', async () => {
    expect(await on(claim('s3.aws.upbound.io/v1beta1'))).toEqual([
      '9:31 iam/invalid-principal-format',
    ]);
  });
});

describe('a policy without actions', () => {
  const withResource = (resource: string): string =>
    fence(
      'json',
      `{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": [], "Resource": ${resource} }] }`,
    );

  it('is a form to fill in if it has no resources either', async () => {
    expect(await on(withResource('""'))).toEqual([]);
  });

  it('allows nothing if it has', async () => {
    expect(await on(withResource('"*"'))).toEqual(['2:73 iam/empty-array-action']);
  });
});

describe('names of another cloud', () => {
  it.each(['AliCloud', 'Ali Cloud', 'Alibaba Cloud', 'TencentCloud', 'Huaweicloud'])(
    '%s',
    async (vendor) => {
      expect(await on(`## Required ${vendor} permissions\n\n- \`ram:CreateUser\`\n`)).toEqual([]);
    },
  );

  it('not AWS', async () => {
    expect(await on('## Required permissions\n\n- `ram:CreateUser`\n')).toEqual([
      '3:3 lint/unknown-action',
    ]);
  });
});

describe('another thing in the shape of a policy', () => {
  const statement = (text: string): string =>
    fence('', `{ "Version": "2012-10-17", "Statement": [${text}] }`);

  it.each<[string, string[]]>([
    ['{ "Type": "RecordAudio", "Parameters": { "CallId": "1" } }', []],
    [
      '{ "Effect": "Allow", "Actions": "s3:GetObject", "Resource": "*" }',
      ['iam/missing-action', 'iam/invalid-policy-element'],
    ],
  ])('%s', async (text, codes) => {
    const found = (await on(statement(text))).map((one) => one.replace(/^\S+ /, ''));
    expect(found.toSorted()).toEqual(codes.toSorted());
  });
});
