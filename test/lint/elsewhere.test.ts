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

describe('a policy that the next command', () => {
  const policy = fence(
    'json',
    '{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::b/*" }] }',
  );
  const MISMATCH = ['2:73 iam/resource-mismatch'];

  it.each<[string, string, string[]]>([
    ['hands to MinIO', 'mc admin policy create local p p.json', []],
    ['hands to Ceph', '$ sudo radosgw-admin user policy attach --policy-arn p', []],
    ['hands to AWS', 'aws iam create-policy --policy-name p', MISMATCH],
    ['copies with', 'mc cp p.json local/b', MISMATCH],
  ])('%s', async (_, command, expected) => {
    expect(await on(policy + fence('bash', command))).toEqual(expected);
    expect(await on(`${policy}\nThen:\n\n${fence('bash', command)}`)).toEqual(expected);
  });

  it('of another section is not about', async () => {
    const page = `${policy}\n## MinIO\n\n${fence('bash', 'mc admin policy create local p p.json')}`;
    expect(await on(page)).toEqual(MISMATCH);
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

describe('an effect', () => {
  const withEffect = (effect: string): string =>
    fence(
      'json',
      `{ "Version": "2012-10-17", "Statement": [{ "Effect": "${effect}", "Action": ["execute-api:Execution-operation"], "Resource": ["arn:aws:execute-api:region:account-id:api-id/stage/METHOD_HTTP_VERB/Resource-path"] }] }`,
    );

  it('that is a word for one shows the syntax', async () => {
    expect(await on(withEffect('Permission'))).toEqual([]);
  });

  it('that is misspelt is a mistake', async () => {
    expect(await on(withEffect('Alow'))).toContain('2:54 iam/invalid-effect');
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
