/** Random policies and requests over one small world, for comparing proofs with the evaluator. */
import fc from 'fast-check';

import { fromValue } from '../../../scripts/iam/cases.ts';
import type { Value } from '../../../scripts/iam/space/condition-truth.ts';
import type { PolicySet } from '../../../scripts/iam/space/decide.ts';
import { ActionIndex } from '../../../scripts/iam/space/action-index.ts';
import type { KeyInfo } from '../../../scripts/iam/space/key-values.ts';
import type { Knowledge } from '../../../scripts/iam/space/knowledge.ts';
import type { KeyTest, Space } from '../../../scripts/iam/space/space.ts';

/** The actions of the small world; `2` is Write. */
export const INDEX = new ActionIndex({
  version: 1,
  date: '2026-01-01',
  levels: ['', 'Read', 'Write', 'List', 'Tagging, Write'],
  services: {
    s3: '1GetObject 2PutObject 3ListBucket 4PutObjectTagging',
    ec2: '2RunInstances 3DescribeInstances',
    sts: '2AssumeRole 2AssumeRoleWithWebIdentity 2AssumeRoleWithSAML 4TagSession 2SetSourceIdentity 1GetCallerIdentity',
    kms: '2Decrypt',
    sqs: '2SendMessage',
  },
});

export const ACTIONS = [
  's3:GetObject',
  's3:PutObject',
  's3:ListBucket',
  's3:PutObjectTagging',
  'ec2:RunInstances',
  'ec2:DescribeInstances',
  'sts:AssumeRole',
  'kms:Decrypt',
  'sqs:SendMessage',
  's3:getnew',
  'ec2:describex',
  'new:thing',
];
const ACTION_PATTERNS = [
  '*',
  's3:*',
  's3:Get*',
  's3:GetObject',
  's3:*Object',
  'ec2:Describe*',
  'ec2:*',
  'S3:putobject',
  '*:Get*',
  's3:?etObject',
  's3:GetNew',
  'sts:AssumeRole',
  'kms:*',
];
const RESOURCE_PATTERNS = [
  '*',
  'arn:aws:s3:::b',
  'arn:aws:s3:::b/*',
  'arn:aws:s3:::b/a*',
  'arn:aws:s3:::*/a',
  'arn:aws:s3:::b?',
  'arn:aws:s3:::*',
  'arn:aws:ec2:*:111122223333:instance/*',
  'arn:aws:ec2:us-east-1:*:instance/i-1',
  'arn:*:s3:::b/*',
  'arn:aws:ec2:us-*:111122223333:*',
  'arn:aws:*:::b',
];
const VARIABLE_PATTERNS = [
  'arn:aws:s3:::b/${aws:username}/*',
  "arn:aws:s3:::b/${aws:username, 'a'}",
];
export const RESOURCES = [
  '*',
  'arn:aws:s3:::b',
  'arn:aws:s3:::b/',
  'arn:aws:s3:::b/a',
  'arn:aws:s3:::b/ab',
  'arn:aws:s3:::b/x',
  'arn:aws:s3:::b/red/x',
  'arn:aws:s3:::bx',
  'arn:aws:s3:::c/a',
  'arn:aws:ec2:us-east-1:111122223333:instance/i-1',
  'arn:aws:ec2:us-east-1:111122223333:instance/i-2',
  'arn:aws:ec2:eu-x:999999999999:instance/i-1',
  'arn:aws-cn:s3:::b/a',
  'arn:aws:ec2:us-x:y:111122223333:z',
  'arn:aws:sqs:::b',
];

interface Key {
  readonly info: KeyInfo;
  readonly operators: readonly string[];
  readonly expected: readonly string[];
  readonly values: readonly Value[];
}
const TEXT = [
  'StringEquals',
  'StringNotEquals',
  'StringLike',
  'StringNotLike',
  'StringEqualsIgnoreCase',
];
const ofSets = (operators: readonly string[]): string[] =>
  operators.flatMap((one) => [`ForAllValues:${one}`, `ForAnyValue:${one}`]);

export const KEYS: Readonly<Record<string, Key>> = {
  'aws:ViaAWSMCPService': {
    info: { type: 'Bool', multivalued: false },
    operators: ['Bool'],
    expected: ['true', 'false'],
    values: [null, 'true', 'false'],
  },
  'aws:CalledViaAWSMCP': {
    info: { type: 'String', multivalued: false },
    operators: ['StringEquals', 'StringNotEquals'],
    expected: ['aws-mcp.amazonaws.com', 'eks-mcp.amazonaws.com'],
    values: [null, 'aws-mcp.amazonaws.com', 'eks-mcp.amazonaws.com', 'other'],
  },
  'aws:ViaAWSService': {
    info: { type: 'Bool', multivalued: false },
    operators: ['Bool'],
    expected: ['true', 'false'],
    values: [null, 'true', 'false'],
  },
  'aws:SourceIp': {
    info: { type: 'IPAddress', multivalued: false },
    operators: ['IpAddress', 'NotIpAddress'],
    expected: ['10.0.0.0/8', '10.1.2.3', '2001:db8::/32'],
    values: [null, '10.0.0.1', '10.1.2.3', '8.8.8.8', '2001:db8::1', '::1'],
  },
  'aws:PrincipalTag/team': {
    info: { type: 'String', multivalued: false },
    operators: TEXT,
    expected: ['red', 'Red', 'blue', 'r*', '*d', '', '${aws:username}'],
    values: [null, '', 'red', 'RED', 'blue', 'rod', 'x', '*d'],
  },
  'aws:username': {
    info: { type: 'String', multivalued: false },
    operators: TEXT,
    expected: ['red', 'b*'],
    values: [null, 'red', 'bob', 'z', 'a'],
  },
  'aws:TagKeys': {
    info: { type: 'String', multivalued: true },
    operators: ofSets(TEXT),
    expected: ['a', 'b', 'a*'],
    values: [null, [], ['a'], ['b'], ['a', 'b'], ['ax'], ['ax', 'c'], ['c'], ['A']],
  },
  's3:max-keys': {
    info: { type: 'Numeric', multivalued: false },
    operators: ['NumericEquals', 'NumericNotEquals', 'NumericLessThan', 'NumericGreaterThanEquals'],
    expected: ['5', '10.5', 'ten'],
    values: [null, '4', '5', '7', '10.5', '11'],
  },
  'aws:CurrentTime': {
    info: { type: 'Date', multivalued: false },
    operators: ['DateLessThan', 'DateGreaterThan', 'DateNotEquals'],
    expected: ['2026-01-01T00:00:00Z', '2026-06-01'],
    values: [null, '2025-01-01T00:00:00Z', '2026-01-01T00:00:00Z', '2026-03-01', '2027-01-01'],
  },
  'aws:SourceArn': {
    info: { type: 'ARN', multivalued: false },
    operators: ['ArnEquals', 'ArnLike', 'ArnNotLike'],
    expected: ['arn:aws:s3:::b', 'arn:aws:s3:::*', 'arn:aws:*:*:111122223333:*'],
    values: [null, 'arn:aws:s3:::b', 'arn:aws:s3:::c', 'arn:aws:sns:x:111122223333:t'],
  },
};
const ASKED = new Map(Object.entries(KEYS).map(([key, { info }]) => [key.toLowerCase(), info]));

export const KNOWLEDGE: Knowledge = {
  index: INDEX,
  keyInfo: (key) => ASKED.get(key.toLowerCase()) ?? { type: undefined, multivalued: undefined },
  facts: [],
};

const some = <T>(values: readonly T[], most = 2): fc.Arbitrary<T[]> =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: most });

const condition = fc.constantFrom(...Object.entries(KEYS)).chain(([key, { operators, expected }]) =>
  fc.oneof(
    {
      weight: 1,
      arbitrary: fc.constantFrom('true', 'false').map((one) => ({ Null: { [key]: one } })),
    },
    {
      weight: 7,
      arbitrary: fc
        .tuple(fc.constantFrom(...operators), fc.constantFrom('', '', 'IfExists'), some(expected))
        .map(([operator, exists, values]) => ({ [operator + exists]: { [key]: values } })),
    },
  ),
);
const merged = (parts: readonly Record<string, object>[]): object => {
  const whole: Record<string, object> = {};
  for (const part of parts)
    for (const [operator, keys] of Object.entries(part))
      whole[operator] = { ...whole[operator], ...keys };
  return parts.length === 0 ? {} : { Condition: whole };
};
const conditions = fc.array(condition, { maxLength: 2 }).map((parts) => merged(parts));

const action = fc.oneof(
  { weight: 2, arbitrary: fc.constant({ Action: '*' }) },
  { weight: 6, arbitrary: some(ACTION_PATTERNS).map((Action) => ({ Action })) },
  { weight: 1, arbitrary: some(ACTION_PATTERNS).map((NotAction) => ({ NotAction })) },
);
const resource = fc.oneof(
  { weight: 2, arbitrary: fc.constant({ Resource: '*' }) },
  { weight: 6, arbitrary: some(RESOURCE_PATTERNS).map((Resource) => ({ Resource })) },
  { weight: 1, arbitrary: some(VARIABLE_PATTERNS).map((Resource) => ({ Resource })) },
  {
    weight: 1,
    arbitrary: some([...RESOURCE_PATTERNS, ...VARIABLE_PATTERNS]).map((NotResource) => ({
      NotResource,
    })),
  },
);
const effect = fc.constantFrom('Allow', 'Allow', 'Deny').map((Effect) => ({ Effect }));
export const statement = fc
  .tuple(effect, action, resource, conditions)
  .map((parts): object => Object.assign({}, ...parts) as object);

export const documentOf = (statements: readonly object[]): object => ({
  Version: '2012-10-17',
  Statement: statements,
});
export const policyDocument = fc.array(statement, { minLength: 1, maxLength: 3 }).map(documentOf);

const maybe = (odds: number): fc.Arbitrary<object | undefined> =>
  fc.oneof(
    { weight: odds, arbitrary: policyDocument },
    { weight: 10 - odds, arbitrary: fc.constant(undefined) },
  );

/** The documents of an identity's policies. */
export interface Documents {
  readonly identity: readonly object[];
  readonly boundary: object | undefined;
  readonly scp: object | undefined;
  readonly session: object | undefined;
}
export const documents: fc.Arbitrary<Documents> = fc.record({
  identity: fc.array(policyDocument, { minLength: 1, maxLength: 2 }),
  boundary: maybe(2),
  scp: maybe(2),
  session: maybe(1),
});

export function identitySet({ identity, boundary, scp, session }: Documents): PolicySet {
  return {
    kind: 'identity',
    identity: identity.map((one, index) => fromValue(`policy ${index + 1}`, one)),
    boundary: boundary && fromValue('boundary', boundary),
    scps: scp && [[fromValue('scp', scp)]],
    session: session && fromValue('session', session),
  };
}

const keyTest = ({ values, info }: Key): fc.Arbitrary<KeyTest> => {
  const texts = values.flatMap((one) => (typeof one === 'string' ? [one] : (one ?? [])));
  const of = fc.constantFrom<KeyTest>(
    null,
    'present',
    { in: texts.slice(0, 2) },
    { in: [null, ...texts.slice(1, 2)] },
    { not: texts.slice(0, 1) },
    { not: [null, ...texts.slice(0, 1)] },
    texts[0] ?? '',
    { like: '*a*' },
    { like: ['1*', ...texts.slice(0, 1)] },
  );
  return info.multivalued ? fc.oneof(of, fc.constant(['a', 'b'])) : of;
};
const context = fc
  .array(
    fc
      .constantFrom(...Object.entries(KEYS))
      .chain(([key, info]) => keyTest(info).map((test) => [key, test] as const)),
    { maxLength: 2 },
  )
  .map((entries): Readonly<Record<string, KeyTest>> => Object.fromEntries(entries));

const plainSpace = fc.record(
  {
    action: fc.oneof(
      some(ACTION_PATTERNS),
      some(ACTION_PATTERNS).map((not) => ({ not })),
    ),
    resource: fc.oneof(
      some(RESOURCE_PATTERNS),
      some(RESOURCE_PATTERNS).map((not) => ({ not })),
    ),
    access: some(['Read', 'Write', 'List', 'Tagging']),
    service: fc.constantFrom('s3', 'ec2'),
    context,
  },
  { requiredKeys: [] },
);
export const space: fc.Arbitrary<Space> = fc
  .tuple(
    plainSpace,
    fc.array(fc.tuple(plainSpace, fc.array(plainSpace, { maxLength: 1 })), { maxLength: 1 }),
  )
  .map(([base, except]) => ({
    ...base,
    ...(except.length > 0 && {
      except: except.map(([one, inner]) => ({ ...one, except: inner })),
    }),
  }));

/** A context with some of the keys; those that are left out are absent. */
export const requestContext: fc.Arbitrary<Readonly<Record<string, Value>>> = fc.record(
  Object.fromEntries(
    Object.entries(KEYS).map(([key, { values }]) => [key, fc.constantFrom(...values)]),
  ),
);
export const request = fc.record({
  action: fc.constantFrom(...ACTIONS),
  resource: fc.constantFrom(...RESOURCES),
  context: requestContext,
});
