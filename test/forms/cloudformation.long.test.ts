/**
 * The templates against what the template reference of CloudFormation says of each type: its
 * properties, which of them it needs, and what they are.
 */
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { workspace } from '../support/workspace.ts';

type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === 'string' && value !== '';
const flag: Check = (value) => typeof value === 'boolean';
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.length > 0 && value.every(check);
const reference: Check = (value) => isMap(value) && Object.keys(value).join() === 'Ref';
const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** A policy document: a map that CloudFormation hands on as JSON. */
const document: Check = (value) =>
  isMap(value) && value['Version'] === '2012-10-17' && Array.isArray(value['Statement']);
const map =
  (properties: Record<string, Check>, needed: readonly string[]): Check =>
  (value) =>
    isMap(value) &&
    needed.every((name) => name in value) &&
    Object.entries(value).every(([name, one]) => properties[name]?.(one) ?? false);
const tags = listOf(
  map({ Key: text, Value: (value) => typeof value === 'string' }, ['Key', 'Value']),
);
const inline = map({ PolicyName: text, PolicyDocument: document }, [
  'PolicyName',
  'PolicyDocument',
]);
const seconds: Check = (value) =>
  Number.isInteger(value) && Number(value) >= 3600 && Number(value) <= 43_200;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/ */
const TYPES: Readonly<Record<string, Check>> = {
  'AWS::IAM::Role': map(
    {
      AssumeRolePolicyDocument: document,
      Description: text,
      ManagedPolicyArns: listOf(text),
      MaxSessionDuration: seconds,
      Path: text,
      PermissionsBoundary: (value) => text(value) || reference(value),
      Policies: listOf(inline),
      RoleName: text,
      Tags: tags,
    },
    ['AssumeRolePolicyDocument'],
  ),
  'AWS::IAM::RolePolicy': map({ PolicyDocument: document, PolicyName: text, RoleName: text }, [
    'PolicyName',
    'RoleName',
  ]),
  'AWS::IAM::ManagedPolicy': map(
    {
      Description: text,
      Groups: listOf(text),
      ManagedPolicyName: text,
      Path: text,
      PolicyDocument: document,
      Roles: listOf(text),
      Users: listOf(text),
    },
    ['PolicyDocument'],
  ),
  'AWS::S3::BucketPolicy': map({ Bucket: text, PolicyDocument: document }, [
    'Bucket',
    'PolicyDocument',
  ]),
  'AWS::SQS::QueuePolicy': map(
    {
      PolicyDocument: document,
      Queues: listOf((value) => text(value) && String(value).startsWith('https://')),
    },
    ['PolicyDocument', 'Queues'],
  ),
  'AWS::SNS::TopicPolicy': map({ PolicyDocument: document, Topics: listOf(text) }, [
    'PolicyDocument',
    'Topics',
  ]),
  'AWS::SecretsManager::ResourcePolicy': map(
    { BlockPublicPolicy: flag, ResourcePolicy: document, SecretId: text },
    ['ResourcePolicy', 'SecretId'],
  ),
  'AWS::Organizations::Policy': map(
    {
      Content: document,
      Description: text,
      Name: text,
      Tags: tags,
      TargetIds: listOf(text),
      Type: (value) =>
        ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'].includes(String(value)),
    },
    ['Content', 'Name', 'Type'],
  ),
};

const READ = '{ Effect: Allow, Action: s3:GetObject, Resource: "arn:aws:s3:::<BUCKET>/*" }';
const TRUST = '{ Effect: Allow, Action: sts:AssumeRole, Principal: { AWS: "<ACCOUNT>" } }';
const OWN = {
  bucket: ['"arn:aws:s3:::<BUCKET>"', 's3:GetObject'],
  queue: ['"arn:aws:sqs:eu-west-1:<ACCOUNT>:orders"', 'sqs:SendMessage'],
  topic: ['"arn:aws:sns:eu-west-1:<ACCOUNT>:orders"', 'sns:Publish'],
  secret: [
    '"arn:aws:secretsmanager:eu-west-1:<ACCOUNT>:secret:db-AbCdEf"',
    'secretsmanager:GetSecretValue',
  ],
  scp: ['["<ACCOUNT>", ou-ab12-11111111]', 'ec2:RunInstances'],
  rcp: ['r-ab12', 's3:GetObject'],
} as const;
const DATA = `roles:
  plain: { name: Plain, title: Plain, policies: { trust: { statements: [${TRUST}] }, permissions: { statements: [${READ}] } } }
  full:
    name: Full+=,.@_-
    title: Full
    path: /tools/
    maxSessionDuration: 7200
    tags: { team: docs, owner: "on", number: "012345678901" }
    policies:
      trust: { statements: [${TRUST}] }
      permissions: [{ file: one.json, statements: [${READ}] }, { file: two.json, statements: [${READ}] }]
      boundary: { statements: [${READ}] }
      managed: [{ arn: "arn:aws:iam::aws:policy/ReadOnlyAccess" }, { arn: "arn:aws:iam::<ACCOUNT>:policy/it" }]
policies:
${Object.entries(OWN)
  .map(
    ([kind, [attachedTo, action]]) =>
      `  of-${kind}: { kind: ${kind}, title: T, name: Ana's ${kind}, tags: { team: docs }, attachedTo: ${attachedTo}, statements: [{ Effect: Deny, ${kind === 'scp' ? '' : 'Principal: "*", '}Action: "${action}", Resource: "*" }] }\n`,
  )
  .join('')}placeholders: { <BUCKET>: reports, <ACCOUNT>: "012345678901" }
`;

/** The resources of each template on a page of these regions, the placeholders filled in. */
async function resourcesOf(regions: readonly string[]): Promise<[string, unknown][]> {
  const test = workspace({
    'permadocs.yaml':
      'claims: { claim/none: off, claim/unclaimed-access: off, claim/unnoticed-change: off, claim/unproven-statement: off, claim/open-trust: off }\n',
    'data/a.yaml': DATA,
    'out/p.md': `# P\n\n${regions
      .map((words) => {
        const [section] = words.split(' ');
        return `<!-- BEGIN permadocs ${words} as="cloudformation" -->\n\n<!-- END permadocs ${section} -->\n`;
      })
      .join('\n')}`,
  });
  const { problems } = await test.build();
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  return [...test.read('out/p.md').matchAll(/```yaml[^\n]*\n(.*?)```/gs)].flatMap(
    ([, body = '']) => {
      const filled = body.replaceAll('<ACCOUNT>', '012345678901').replaceAll('<BUCKET>', 'reports');
      const template = parse(filled, { version: '1.1' }) as Record<string, Record<string, unknown>>;
      expect(Object.keys(template)).toEqual(['Resources']);
      const resources = Object.entries(template['Resources'] ?? {});
      // “The logical ID must be alphanumeric (A-Za-z0-9) and unique within the template.”
      for (const [id] of resources) expect(id).toMatch(/^[A-Za-z0-9]+$/);
      return resources.map(([, one]): [string, unknown] => {
        expect(isMap(one) && Object.keys(one)).toEqual(['Type', 'Properties']);
        const { Type, Properties } = one as { Type: string; Properties: unknown };
        return [Type, Properties];
      });
    },
  );
}

describe('templates of CloudFormation', () => {
  it('have the properties that the reference of their types asks for and knows', async () => {
    const resources = await resourcesOf([
      'role role="plain"',
      'role role="full"',
      ...['kind="trust"', 'kind="boundary"', 'file="two.json"'].map(
        (which) => `policy role="full" ${which}`,
      ),
      ...Object.keys(OWN).map((kind) => `policy policy="of-${kind}"`),
    ]);
    expect(new Set(resources.map(([type]) => type))).toEqual(new Set(Object.keys(TYPES)));
    for (const [type, properties] of resources)
      expect([type, TYPES[type]?.(properties), properties]).toEqual([type, true, properties]);
  });

  it('keep accounts texts once readers put them in, leading zero and all', async () => {
    const resources = await resourcesOf(['role role="full"', 'policy policy="of-scp"']);
    const scp = resources.find(([type]) => type === 'AWS::Organizations::Policy');
    expect(scp?.[1]).toMatchObject({ TargetIds: ['012345678901', 'ou-ab12-11111111'] });
    const role = resources.find(([type]) => type === 'AWS::IAM::Role');
    expect(role?.[1]).toMatchObject({
      AssumeRolePolicyDocument: { Statement: [{ Principal: { AWS: '012345678901' } }] },
    });
  });
});
