import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';

import { allEntries, loadCatalog } from '../../scripts/data/catalog.ts';
import { checkReferences } from '../../scripts/data/references/index.ts';
import { TracedCatalog } from '../../scripts/data/traced-catalog.ts';
import { openCache } from '../../scripts/files/cache.ts';
import { once } from '../../scripts/memo.ts';
import type { ModelOptions, ProofCache } from '../../scripts/models/model.ts';
import { MODELS } from '../../scripts/models/models.ts';
import { Source } from '../../scripts/problems/source.ts';
import { catalogWith } from '../../scripts/sources/sources.ts';
import { DAMAGES } from '../support/damage.ts';
import { inMemory } from '../support/shipped.ts';

type Files = Readonly<Record<string, string>>;

interface Memory extends ProofCache {
  readonly entries: Map<string, string>;
  writes: number;
  states(): Record<string, string>;
}

/** A cache that holds text, as one on disk does; `states` says what each proof followed from. */
function memory(entries = new Map<string, string>()): Memory {
  const read = (name: string): unknown => {
    const text = entries.get(name);
    return text === undefined ? undefined : JSON.parse(text);
  };
  return {
    entries,
    writes: 0,
    read,
    write(name, value) {
      this.writes += 1;
      entries.set(name, JSON.stringify(value));
    },
    states: () =>
      Object.fromEntries(
        [...entries.keys()]
          .flatMap((name) => Object.entries(read(name) as Record<string, { state: string }>))
          .map(([holder, { state }]) => [holder, state]),
      ),
  };
}

/** What all models show, as text. */
async function proofs(
  files: Files,
  options: Partial<ModelOptions> = {},
  cache?: ProofCache,
): Promise<string> {
  const data = Object.entries(files).filter(([file]) => file.startsWith('data/'));
  const { catalog, problems } = catalogWith(
    data.map(([file, text]) => new Source(file, text)),
    inMemory(files),
  );
  const all = { asOf: undefined, placeholders: { '<CONFIGURED>': 'configured' }, ...options };
  const references = checkReferences(catalog, { ...all, exists: () => true });
  expect([...problems, ...references].filter(({ severity }) => severity === 'error')).toEqual([]);
  const shown = [];
  for (const { kinds, prove } of MODELS) {
    const holders = kinds.flatMap((kind) => catalog.all(kind));
    shown.push(await prove(holders, catalog, { ...all, cache }));
  }
  return JSON.stringify(shown, undefined, 1);
}

const FILES: Files = {
  'data/reader.yaml': `roles:
  reader:
    name: Reader
    title: Reader
    policies:
      trust:
        statements:
          - { Sid: Trust, Effect: Allow, Principal: { AWS: 'arn:aws:iam::<ACCOUNT>:role/Asker' }, Action: 'sts:AssumeRole' }
      permissions:
        - statements:
            - { Sid: Read, Effect: Allow, Action: 's3:GetObject', Resource: 'arn:aws:s3:::<BUCKET>/*' }
            - { use: guard }
            - { Sid: Old, Effect: Allow, Action: 'zeta:Old', Resource: '*' }
      managed:
        - { arn: 'arn:aws:iam::aws:policy/Unread' }
    stillUses: ['zeta:Old']
    claims:
      - say: Reads, unlike {role:other}.
        scenario: via
        requests: [{ action: s3:GetObject, resource: 'arn:aws:s3:::<BUCKET>/x' }]
        expect: allowed
      - say: Reads what the configuration says.
        requests: [{ action: s3:GetObject, resource: 'arn:aws:s3:::<CONFIGURED>/x', context: { 'aws:ViaAWSMCPService': 'true' } }]
        expect: implicitDeny
      - say: Does no more than the other.
        within: other
      - say: Is assumed by the one who asks.
        policy: trust
        with: { role: asker }
        requests: [{ action: 'sts:AssumeRole', resource: 'arn:aws:iam::<ACCOUNT>:role/Reader' }]
        expect: allowed
      - say: Nothing by way of the zeta door.
        scenario: zeta
        every: { action: 's3:*' }
        expect: denied
`,
  'data/shipper.yaml': `roles:
  shipper:
    name: Shipper
    title: Shipper
    policies:
      permissions:
        - { file: shipped.json, from: 'ship/policy.json' }
        - file: same.json
          statements: [{ Effect: Allow, Action: 'sns:Publish', Resource: '*', Condition: { StringEquals: { 'zeta:Door': open } } }]
          sameAs: { from: 'ship/same.json' }
      managed:
        - { arn: 'arn:aws:iam::aws:policy/Read', document: 'ship/managed.json' }
    requires: [{ from: 'code/*.go', match: { service: s3, pattern: 'Call\\("(?<action>\\w+)"\\)' } }]
    claims:
      - say: Lists buckets.
        requests: [{ action: s3:ListAllMyBuckets, resource: '*' }]
        expect: allowed
`,
  'data/other.yaml': `roles:
  other:
    name: Other
    title: Other
    policies:
      permissions:
        statements: [{ Sid: All, Effect: Allow, Action: 's3:*', Resource: '*' }]
    claims: []
`,
  'data/asker.yaml': `roles:
  asker:
    name: Asker
    title: Asker
    policies:
      permissions:
        statements: [{ use: asking }]
    claims: []
`,
  'data/apart.yaml': `roles:
  apart:
    name: Apart
    title: Apart
    policies:
      permissions:
        statements: [{ Sid: Apart, Effect: Allow, Action: 'sqs:SendMessage', Resource: '*' }]
    claims: []
`,
  'data/guard.yaml': `statements:
  guard:
    Sid: Guard
    Effect: Deny
    Action: '*'
    Resource: '*'
    Condition: { BoolIfExists: { 'aws:ViaAWSMCPService': 'false' }, StringEquals: { 'zeta:Wrong': 'x' } }
`,
  'data/asking.yaml': `statements:
  asking: { Effect: Allow, Action: 'sts:AssumeRole', Resource: 'arn:aws:iam::<ACCOUNT>:role/Reader' }
`,
  'data/scenarios.yaml': `scenarios:
  via: [{ 'aws:ViaAWSMCPService': 'true' }]
  zeta: [{ 'zeta:Door': 'open' }]
  unused: [{ 'aws:ViaAWSMCPService': 'false' }]
`,
  'data/aws.yaml': `services:
  zeta: { title: Zeta }
actions:
  zeta:Old: { summary: Old, removed: '2020-01-01', source: 'https://example.com/' }
conditionKeys:
  zeta:Door:
    type: String
    purpose: A door.
    present: Always.
    source: https://example.com/
    facts: [{ onlyWith: { 'zeta:House': { not: null } }, source: 'https://example.com/' }]
  aws:ViaAWSMCPService: { type: Bool, purpose: Whether it came through., present: Always., source: 'https://example.com/' }
`,
  'data/placeholders.yaml': `placeholders:
  <BUCKET>: bucket
  <ACCOUNT>: '111122223333'
`,
  'data/cedar.yaml': `cedar:
  tools:
    title: Tools
    model: toolhive
    policies:
      - id: search
        policy: permit(principal, action == Action::"call_tool", resource == Tool::"<TOOL>");
    claims:
      - say: Calls the tool, unlike {role:other}.
        requests: [{ principal: 'Client::"a"', action: 'Action::"call_tool"', resource: 'Tool::"search"' }]
        expect: allowed
placeholders: { <TOOL>: search }
`,
  'ship/policy.json':
    '{ "Statement": [{ "Sid": "Shipped", "Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*" }] }',
  'ship/same.json':
    '{ "Statement": [{ "Effect": "Allow", "Action": "sns:Publish", "Resource": "*" }] }',
  'ship/managed.json':
    '{ "Statement": [{ "Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*" }] }',
  'code/main.go': 'Call("GetObject")\nCall("PutObject")\n',
};

/** The files with a text in one of them replaced; the text must be there. */
function edited(file: string, from: string, to: string): Files {
  const text = FILES[file] ?? '';
  expect(text).toContain(from);
  return { ...FILES, [file]: text.replace(from, to) };
}

const moved = (file: string): Files => ({ ...FILES, [file]: `# A line more.\n${FILES[file]}` });

/** What is shown of {@link FILES}, with a cache that holds it. */
const shown = once(async () => {
  const cache = memory();
  return { found: await proofs(FILES, {}, cache), entries: cache.entries };
});

async function warm(): Promise<{ readonly earlier: string; readonly cache: Memory }> {
  const { found, entries } = await shown();
  return { earlier: found, cache: memory(new Map(entries)) };
}

describe('a kept proof', () => {
  it('is what would be found, and is found once', async () => {
    const { earlier, cache } = await warm();
    expect(earlier).toBe(await proofs(FILES));
    expect(await proofs(FILES, {}, cache)).toBe(earlier);
    expect(cache.writes).toBe(0);
  });

  it.each<[string, () => Files, Partial<ModelOptions>?]>([
    [
      'a statement',
      () => edited('data/reader.yaml', "'s3:GetObject', Res", "'s3:GetObjectAcl', Res"),
    ],
    ['a sentence', () => edited('data/reader.yaml', 'say: Does no more', 'say: Does not more')],
    ['an expectation', () => edited('data/reader.yaml', 'expect: denied', 'expect: explicitDeny')],
    ['the lines of its file', () => moved('data/reader.yaml')],
    ['a shared statement', () => edited('data/guard.yaml', "'false'", "'true'")],
    ['the lines of a shared statement', () => moved('data/guard.yaml')],
    [
      'a scenario',
      () =>
        edited(
          'data/scenarios.yaml',
          "via: [{ 'aws:ViaAWSMCPService': 'true'",
          "via: [{ 'aws:ViaAWSMCPService': 'false'",
        ),
    ],
    ['a scenario about every request', () => edited('data/scenarios.yaml', 'open', 'closed')],
    ['the role that it is within', () => edited('data/other.yaml', "'s3:*'", "'*'")],
    [
      'the name of a role in a sentence',
      () => edited('data/other.yaml', 'name: Other', 'name: Another'),
    ],
    ['the role that asks', () => edited('data/asking.yaml', 'Allow', 'Deny')],
    ['a placeholder of the data', () => edited('data/placeholders.yaml', 'bucket', 'configured')],
    [
      'a placeholder of the configuration',
      () => FILES,
      { placeholders: { '<CONFIGURED>': 'bucket' } },
    ],
    ['a fact', () => edited('data/aws.yaml', 'zeta:House', 'zeta:Home')],
    ['the type of a key', () => edited('data/aws.yaml', 'type: String', 'type: Numeric')],
    [
      'the values of a key',
      () => edited('data/aws.yaml', 'Bool, ', "String, values: ['true', maybe], "),
    ],
    [
      'a key that is new',
      () =>
        edited(
          'data/aws.yaml',
          '  zeta:Door:',
          '  zeta:Wrong: { type: String, purpose: x, present: y, source: "https://example.com/" }\n  zeta:Door:',
        ),
    ],
    [
      'the end of an action',
      () => edited('data/aws.yaml', "'2020-01-01'", "'2030-01-01'"),
      { asOf: '2025-01-01' },
    ],
    ['the day', () => FILES, { asOf: '2019-01-01' }],
    ['whether facts count', () => FILES, { withFacts: false }],
    ['whether managed policies must be read', () => FILES, { strictManaged: true }],
    ['a policy that ships', () => edited('ship/policy.json', 'SendMessage', 'DeleteMessage')],
    [
      'the policy that one is compared with',
      () => edited('ship/same.json', 'Publish', 'Subscribe'),
    ],
    [
      'the document of a managed policy',
      () => edited('ship/managed.json', 's3:ListAllMyBuckets', 's3:PutObject'),
    ],
    ['the code', () => edited('code/main.go', 'PutObject', 'DeleteObject')],
    ['the lines of the code', () => edited('code/main.go', 'Call("Put', '\nCall("Put')],
    ['a file of code more', () => ({ ...FILES, 'code/more.go': 'Call("GetObjectAcl")\n' })],
    ['a Cedar policy', () => edited('data/cedar.yaml', 'permit(', 'forbid(')],
    [
      'a placeholder in a Cedar policy',
      () => edited('data/cedar.yaml', '<TOOL>: search', '<TOOL>: fetch'),
    ],
  ])('is found anew after a change of %s', async (_, after, options = {}) => {
    const { earlier, cache } = await warm();
    const anew = await proofs(after(), options);
    expect(anew).not.toBe(earlier);
    expect(await proofs(after(), options, cache)).toBe(anew);
  });

  it.each<[string, () => Files, string[]]>([
    ['another role', () => edited('data/apart.yaml', 'Sid: Apart', 'Sid: Alone'), ['roles apart']],
    [
      'a scenario that no claim names',
      () => edited('data/scenarios.yaml', "'false'", "'true'"),
      [],
    ],
    ['the lines of scenarios', () => moved('data/scenarios.yaml'), []],
    ['what a key is for', () => edited('data/aws.yaml', 'A door.', 'Some door.'), []],
    ['the lines of keys', () => moved('data/aws.yaml'), []],
    [
      'a policy that ships to one',
      () => edited('ship/policy.json', 'Shipped', 'Sent'),
      ['roles shipper'],
    ],
  ])('stays after a change of %s', async (_, after, expected) => {
    const { cache } = await warm();
    const before = cache.states();
    await proofs(after(), {}, cache);
    const now = cache.states();
    expect(Object.keys(now).filter((name) => now[name] !== before[name])).toEqual(expected);
    expect(await proofs(after(), {}, cache)).toBe(await proofs(after()));
  });

  it('is not kept longer than what it is of', async () => {
    const { cache } = await warm();
    expect(Object.keys(cache.states())).toContain('roles apart');
    await proofs({ ...moved('data/other.yaml'), 'data/apart.yaml': '' }, {}, cache);
    expect(Object.keys(cache.states())).not.toContain('roles apart');
  });

  it.each(DAMAGES)('is found anew if the file that keeps it is %s', async (_, damage) => {
    const root = mkdtempSync(join(tmpdir(), 'permadocs-kept-'));
    onTestFinished(() => rmSync(root, { recursive: true, force: true }));
    mkdirSync(join(root, 'node_modules'));
    const { earlier } = await warm();
    const cache = openCache(root);
    expect(await proofs(FILES, {}, cache)).toBe(earlier);
    const folder = join(root, 'node_modules/.cache/permadocs');
    expect(readdirSync(folder)).toEqual(['proofs-cedar', 'proofs-iam']);
    damage(join(folder, 'proofs-iam'));
    expect(await proofs(FILES, {}, openCache(root))).toBe(earlier);
  });
});

describe('a traced catalog', () => {
  const { catalog } = loadCatalog(
    Object.entries(FILES)
      .filter(([file]) => file.startsWith('data/'))
      .map(([file, text]) => new Source(file, text)),
  );

  it('gives nothing that it does not tell', () => {
    const asked: unknown[] = [];
    const traced = new TracedCatalog(catalog, (one) => asked.push(one));
    expect(traced.get('roles', 'nobody')).toBe(undefined);
    expect(traced.contexts('via')).toEqual([{ 'aws:ViaAWSMCPService': 'true' }]);
    expect(traced.ids('placeholders')).toEqual(catalog.ids('placeholders'));
    const reader = traced.get('roles', 'reader');
    expect(reader && traced.policiesOf(reader)).toHaveLength(2);
    expect(asked).toEqual([
      ['roles', 'nobody'],
      ['scenarios', 'via'],
      ['placeholders'],
      ['roles', 'reader'],
      ['statements', 'guard'],
    ]);
    expect(() => traced.all('roles')).toThrow('roles were listed');
    expect(() => allEntries(traced)).toThrow('were listed');
    expect(() => traced.get('scenarios', 'via')?.file).toThrow('the place of via');
  });
});
