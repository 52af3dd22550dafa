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
