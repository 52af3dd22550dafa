/** Every finding of the validator: where it stands, what it says, and when it is silent. */
import fc from 'fast-check';
import { expect, test } from 'vitest';

import { CODES } from '../../scripts/index.ts';
import type { PolicyDocument, PolicyNode } from '../../scripts/iam/policy.ts';
import { loadReference } from '../../scripts/iam/reference.ts';
import { servicesIn, validatePolicy } from '../../scripts/iam/validate.ts';
import { Source } from '../../scripts/problems/source.ts';
import { judge, judgeText, type Options, policyOf } from '../support/iam/judge.ts';
import { CASES } from './validate-cases.ts';

const judgeEither = (policy: unknown, options?: Options) =>
  typeof policy === 'string' ? judgeText(policy, options) : judge(policy, options);

test('every code has a case', () => {
  expect(Object.keys(CASES).toSorted()).toEqual(
    Object.keys(CODES)
      .filter((code) => code.startsWith('iam/'))
      .toSorted(),
  );
});

test.each(Object.entries(CASES))('%s', async (code, { bad, good, options, at }) => {
  const problems = await judgeEither(bad, options);
  expect([...new Set(problems.map((problem) => problem.code))]).toEqual([code]);
  const [first] = problems;
  expect(at && [first?.line, first?.column]).toEqual(at);
  const spared = await judgeEither(good, options);
  expect(spared.map((problem) => `${problem.code} ${problem.message}`)).toEqual([]);
});

test('a finding covers whole nodes and carries its line', async () => {
  const [problem] = await judge(CASES['iam/invalid-action'].bad);
  expect(problem).toEqual({
    code: 'iam/invalid-action',
    severity: 'error',
    message: 'there is no action `s3:GetObjet`, so allowing it grants nothing (data of 2026-09-26)',
    hint: 'did you mean `s3:GetObject`?',
    file: 'policy.json',
    line: 8,
    column: 9,
    endLine: 8,
    endColumn: 22,
    lineText: '        "s3:GetObjet"',
  });
});

test('what rests on the data set says its day', async () => {
  const dated: readonly (keyof typeof CASES)[] = [
    'iam/invalid-action',
    'iam/invalid-service-in-action',
    'iam/action-matches-nothing',
    'iam/invalid-service',
    'iam/invalid-arn-resource',
    'iam/arn-region-not-allowed',
    'iam/invalid-global-condition-key',
    'iam/invalid-service-condition-key',
    'iam/missing-qualifier',
    'iam/type-mismatch',
  ];
  for (const code of dated) {
    const problems = await judge(CASES[code].bad, CASES[code].options);
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringMatching(/ \(data of 2026-09-26\)$/),
    ]);
  }
});

test('nothing is said about what exists without a reference', async () => {
  const policy = policyOf({
    Effect: 'Allow',
    Action: 'nosuch:Thing',
    Resource: 'arn:aws:nosuch:::x',
    Condition: { StringEquals: { 'nosuch:Key': 'x', 'aws:NoSuch': 'x' } },
  });
  expect(await judge(policy, { reference: undefined })).toEqual([]);
});

test('a removal ahead is announced, a removal past is an error', async () => {
  const { bad } = CASES['iam/removed-action'];
  const seen = async (asOf?: string) =>
    (await judge(bad, { asOf })).map(({ severity, message }) => `${severity}: ${message}`);
  expect(await seen()).toEqual([
    'error: `aws-mcp:InvokeMcp` was removed on 2026-03-24; allowing it grants nothing',
  ]);
  expect(await seen('2026-03-24')).toEqual(await seen());
  expect(await seen('2026-03-23')).toEqual([
    'warning: `aws-mcp:InvokeMcp` will be removed on 2026-03-24; from then on allowing it grants nothing',
  ]);
});

test('a wildcard over removed actions only is a removed action', async () => {
  const policy = policyOf({ Effect: 'Deny', Action: 'aws-mcp:*', Resource: '*' });
  const [problem, ...more] = await judge(policy);
  expect(more).toEqual([]);
  expect(problem?.message).toBe('`aws-mcp:*` was removed on 2026-03-24; denying it stops nothing');
  expect(problem?.hint).toBe(
    'replaced by: the condition keys of AWS MCP (https://docs.aws.amazon.com/agent-toolkit/)',
  );
});

test('the data of services are less sure about several values than the page of global keys', async () => {
  const policy = policyOf({
    Effect: 'Allow',
    Action: 'dynamodb:GetItem',
    Resource: '*',
    Condition: { StringEquals: { 'dynamodb:LeadingKeys': 'x', 'example-svc:Colours': 'red' } },
  });
  const problems = await judge(policy);
  expect(problems.map(({ code, severity }) => [code, severity])).toEqual([
    ['iam/missing-qualifier', 'warning'],
    ['iam/missing-qualifier', 'error'],
  ]);
});

test('a statement keeps the source that it came from', () => {
  const own = new Source('roles/app.yaml', 'app');
  const shared = new Source('statements.yaml', 'shared');
  const range = { start: 0, end: 3 };
  const node: PolicyNode = { kind: 'map', entries: [], range };
  const document: PolicyDocument = {
    source: own,
    node: {
      kind: 'map',
      entries: [
        { key: 'Version', keyRange: range, value: { kind: 'scalar', value: '2012-10-17', range } },
      ],
      range,
    },
    statements: [{ source: shared, node }],
  };
  const problems = validatePolicy(document, { kind: 'identity' });
  expect(problems.map(({ code, file }) => [code, file])).toEqual([
    ['iam/missing-effect', 'statements.yaml'],
    ['iam/missing-action', 'statements.yaml'],
    ['iam/missing-resource', 'statements.yaml'],
  ]);
});

test('characters written as escapes of JSON are none of the document’s', async () => {
  const text = (value: string) =>
    `{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/a":"${value}"}}}}`;
  expect(await judgeText(text('\\u65e5'))).toEqual([]);
  expect((await judgeText(text('日'))).map(({ code }) => code)).toEqual(['iam/invalid-character']);
});

const KINDS = ['identity', 'trust', 'boundary', 'scp', 'resource'] as const;

test('any JSON value is judged and none throws', async () => {
  const reference = await loadReference();
  const names = ['Version', 'Statement', 'Effect', 'Action', 'NotAction', 'Resource', 'Principal'];
  const texts = [
    'Condition',
    'StringEquals',
    '__proto__',
    'constructor',
    '*',
    'arn:',
    '${',
    's3:*',
  ];
  const key = fc.oneof(fc.constantFrom(...names, ...texts), fc.string());
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof({ depthSize: 'small' }, key, fc.jsonValue(), tie('list'), tie('map')),
    list: fc.array(tie('value'), { maxLength: 4 }),
    map: fc.dictionary(key, tie('value'), { maxKeys: 6 }),
  }));
  const kind = fc.constantFrom(...KINDS);
  await fc.assert(
    fc.asyncProperty(value, kind, async (policy, kindOfPolicy) => {
      const document = documentOf(policy);
      await reference.prepare(servicesIn(document));
      const options = { kind: kindOfPolicy, reference, suggestions: true };
      const unknown = validatePolicy(document, options).filter(
        ({ code }) => !code.startsWith('iam/') || !(code in CODES),
      );
      expect(unknown).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

test('hostile documents are judged, and do not take for ever', async () => {
  const reference = await loadReference();
  let deep: PolicyNode = scalar('x');
  for (let depth = 0; depth < 50_000; depth++) {
    deep = { kind: 'list', items: [deep], range: NOWHERE };
  }
  const long = `s3:${'*a'.repeat(20_000)}`;
  const policies: PolicyNode[] = [
    deep,
    map({ Version: scalar('2012-10-17'), Statement: map({ Condition: deep, Action: deep }) }),
    toNode(policyOf({ Effect: 'Allow', Action: Array(5_000).fill('s3:Get*'), Resource: '*' })),
    toNode(policyOf({ Effect: 'Allow', Action: long, Resource: `arn:aws:s3:::${long}` })),
    toNode(policyOf({ Effect: 'Allow', Action: 's3:*', Resource: `arn:${'${'.repeat(20_000)}` })),
    toNode(
      policyOf({ Effect: 'Allow', Action: 'constructor:x', Resource: 'arn:aws:__proto__:::x' }),
    ),
    toNode(policyOf({ Effect: 'Allow', Action: '../../x:y', Resource: '*' })),
  ];
  for (const node of policies) {
    const document = around(node);
    await reference.prepare(servicesIn(document));
    expect(
      validatePolicy(document, { kind: 'identity', reference, suggestions: true }),
    ).not.toEqual([]);
  }
});

const NOWHERE = { start: 0, end: 0 };
const scalar = (value: string | number | boolean | null): PolicyNode => ({
  kind: 'scalar',
  value,
  range: NOWHERE,
});
const map = (entries: Readonly<Record<string, PolicyNode>>): PolicyNode => ({
  kind: 'map',
  entries: Object.entries(entries).map(([key, value]) => ({ key, keyRange: NOWHERE, value })),
  range: NOWHERE,
});

function toNode(value: unknown): PolicyNode {
  if (Array.isArray(value)) return { kind: 'list', items: value.map(toNode), range: NOWHERE };
  if (typeof value === 'object' && value !== null) {
    return map(Object.fromEntries(Object.entries(value).map(([k, v]) => [k, toNode(v)])));
  }
  return scalar(value as string | number | boolean | null);
}

const documentOf = (value: unknown): PolicyDocument => around(toNode(value));

function around(node: PolicyNode): PolicyDocument {
  const source = new Source('policy.json', '');
  const entry =
    node.kind === 'map' ? node.entries.find(({ key }) => key === 'Statement') : undefined;
  const value = entry?.value;
  const nodes = value?.kind === 'list' ? value.items : value ? [value] : [];
  return { source, node, statements: nodes.map((one) => ({ source, node: one })) };
}
