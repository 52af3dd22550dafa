/** What the data set knows, what a workspace adds, and what must not be asked. */
import { expect, test } from 'vitest';

import { globMatches, globsOverlap } from '../../scripts/iam/glob.ts';
import { loadReference } from '../../scripts/iam/reference.ts';

test('the day of the data set is known', async () => {
  const reference = await loadReference();
  expect(reference.date).toMatch(/^20[0-9]{2}-[0-9]{2}-[0-9]{2}$/);
});

test('an action in any case, with what it takes', async () => {
  const reference = await loadReference();
  await reference.prepare(['s3', 'ec2']);
  expect(reference.action('S3:getobject')).toMatchObject({
    name: 's3:GetObject',
    accessLevel: 'Read',
    resourceTypes: expect.arrayContaining(['object']),
    wildcardOnly: false,
  });
  expect(reference.action('ec2:DescribeRegions')?.wildcardOnly).toBe(true);
  expect(reference.actionsMatching('S3:GetObjectTor*').map(({ name }) => name)).toEqual([
    's3:GetObjectTorrent',
  ]);
});

test('a key with a name of the user’s finds its family', async () => {
  const reference = await loadReference();
  await reference.prepare(['s3', 'ec2', 'kms', 'secretsmanager', 'elasticloadbalancing']);
  const keys = {
    'aws:ResourceTag/team': 'aws:ResourceTag/tag-key',
    'AWS:principaltag/a/b': 'aws:PrincipalTag/tag-key',
    's3:ExistingObjectTag/x': 's3:ExistingObjectTag/<key>',
    'ec2:ResourceTag/aws:cloudformation:stack-id': 'ec2:ResourceTag/${TagKey}',
    'kms:EncryptionContext:aws:s3:arn': 'kms:EncryptionContext:${EncryptionContextKey}',
    'secretsmanager:ResourceTag/x': 'secretsmanager:ResourceTag/tag-key',
    'elasticloadbalancing:ResourceTag/x': 'elasticloadbalancing:ResourceTag/${TagKey}',
  };
  for (const [key, family] of Object.entries(keys)) {
    expect([key, reference.conditionKey(key)?.name]).toEqual([key, family]);
  }
  expect(reference.conditionKey('aws:ResourceTag/')).toBeUndefined();
  expect(reference.conditionKey('s3:nosuch')).toBeUndefined();
});

test('the MCP keys are typed', async () => {
  const reference = await loadReference();
  const types = ['aws:ViaAWSMCPService', 'aws:CalledViaAWSMCP', 'aws:IsMcpServiceAction'].map(
    (key) => reference.conditionKey(key),
  );
  expect(types.map((key) => [key?.type, key?.multivalued])).toEqual([
    ['Bool', false],
    ['String', false],
    ['Bool', false],
  ]);
  expect(reference.conditionKey('aws:SignInSessionArn')?.type).toBe('ARN');
});

test('a workspace adds services, actions and keys, and its lifecycle joins the data’s action', async () => {
  const reference = await loadReference({
    services: ['Example'],
    actions: [
      { action: 'aws-mcp:InvokeMcp', lifecycle: { removed: '2026-03-24' } },
      { action: 's3:GetObject', lifecycle: { deprecated: '2030-01-01' } },
      { action: 's3:BrandNew' },
    ],
    conditionKeys: [{ key: 'aws:SourceIp', type: 'String', multivalued: true }],
  });
  await reference.prepare(['s3', 'aws-mcp', 'example']);
  expect(reference.hasService('example')).toBe(true);
  expect(reference.hasService('aws-mcp')).toBe(true);
  expect(reference.action('aws-mcp:invokemcp')?.lifecycle?.removed).toBe('2026-03-24');
  expect(reference.action('s3:GetObject')).toMatchObject({
    accessLevel: 'Read',
    lifecycle: { deprecated: '2030-01-01' },
  });
  expect(reference.action('s3:brandnew')?.name).toBe('s3:BrandNew');
  expect(reference.conditionKey('aws:sourceip')).toMatchObject({
    type: 'String',
    multivalued: true,
  });
});

test('names that are no services load nothing', async () => {
  const reference = await loadReference();
  await reference.prepare(['constructor', '__proto__', '../package', '', 'nosuch']);
  expect(reference.hasService('constructor')).toBe(false);
  expect(reference.action('constructor:x')).toBeUndefined();
});

test('asking for a service that was not prepared is a bug', async () => {
  const reference = await loadReference();
  expect(() => reference.action('sqs:SendMessage')).toThrow('not prepared');
});

test.each([
  ['*', '', true],
  ['a*b*c', 'a-b-b-c', true],
  ['a?c', 'abc', true],
  ['a?c', 'ac', false],
  ['ab', 'abc', false],
])('the pattern %s and the text %s', (pattern, text, matches) => {
  expect(globMatches(pattern, text)).toBe(matches);
});

test.each([
  ['table/*', '*', true],
  ['table/*', 'tables/*', false],
  ['*sagemaker*', 'repository/*', true],
  ['security-group*/*', 'security-group/*', true],
  ['a?', 'a', false],
  ['*', '', true],
])('the patterns %s and %s', (a, b, overlap) => {
  expect(globsOverlap(a, b)).toBe(overlap);
  expect(globsOverlap(b, a)).toBe(overlap);
});
