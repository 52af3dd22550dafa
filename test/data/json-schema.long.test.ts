import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { globbySync } from 'globby';
import prettier from 'prettier';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';

import { loadCatalog } from '../../scripts/data/catalog.ts';
import { readConfig } from '../../scripts/workspace/config.ts';
import { configFile, roleFile } from '../../scripts/init/files.ts';
import { schemaFiles } from '../../scripts/data/json-schema.ts';
import { checkReferences } from '../../scripts/data/references/index.ts';
import { Source } from '../../scripts/problems/source.ts';

const root = new URL('../../', import.meta.url);
const read = (file: string): string => readFileSync(new URL(file, root), 'utf8');

interface Json {
  readonly [keyword: string]: unknown;
}
const schemas = new Map([...schemaFiles()].map(([name, text]) => [name, JSON.parse(text) as Json]));
const schemaOf = (name: string): Json => schemas.get(name) ?? {};
const compile = (schema: Json) =>
  new Ajv({ strict: false, formats: { date: true }, validateSchema: false }).compile(schema);

/** Every schema of something that a file can hold, with its place; rules that only refuse are none. */
function* nodes(schema: Json, place: string): Generator<{ node: Json; place: string }> {
  yield { node: schema, place };
  const below: [string, unknown][] = [
    ...Object.entries((schema['properties'] ?? {}) as Json),
    ...Object.entries((schema['definitions'] ?? {}) as Json),
    ...((schema['anyOf'] ?? []) as Json[]).map((one, at): [string, Json] => [`(${at})`, one]),
    ['<key>', schema['propertyNames']],
    ['*', schema['additionalProperties']],
    ['[]', schema['items']],
  ];
  for (const [name, one] of below)
    if (typeof one === 'object' && one !== null) yield* nodes(one as Json, `${place}/${name}`);
}

describe.each([...schemas])('schemas/%s', (name, schema) => {
  it('is what the code says (npm run schemas writes it)', async () => {
    expect(read(`schemas/${name}`)).toBe(
      await prettier.format(schemaFiles().get(name) ?? '', { parser: 'json', printWidth: 100 }),
    );
  });

  const all = [...nodes(schema, '')].filter(({ place }) => place !== '');

  it('documents every property, map value, key, list item and branch', () => {
    expect(all.length).toBeGreaterThan(20);
    const bare = all.filter(
      ({ node }) => !('$ref' in node) && String(node['description'] ?? '').length < 10,
    );
    expect(bare.map(({ place }) => place)).toEqual([]);
  });

  it('documents every value of an enumeration that does not speak for itself', () => {
    const bare = all.filter(
      ({ node, place }) =>
        Array.isArray(node['enum']) &&
        !/<key>|\/type$/.test(place) &&
        !('enumDescriptions' in node),
    );
    expect(bare.map(({ place }) => place)).toEqual([]);
  });

  it('has descriptions without the marks of Markdown, and examples that are valid', () => {
    for (const { node, place } of all) {
      expect(String(node['description']), place).not.toMatch(/`|\]\(/);
      for (const example of (node['examples'] ?? []) as unknown[])
        expect(compile({ ...node, definitions: schema['definitions'] })(example), place).toBe(true);
    }
  });
});

const validData = compile(schemaOf('data.schema.json'));
const validConfig = compile(schemaOf('permadocs.schema.json'));

/** Does the program take the file, ids that lead nowhere aside? */
function isTaken(text: string): boolean {
  const { catalog, problems } = loadCatalog([new Source('data/a.yaml', text)]);
  const found = checkReferences(catalog, { asOf: undefined, placeholders: {}, exists: () => true });
  return ![...problems, ...found].some(({ code }) =>
    ['data/yaml', 'data/invalid', 'data/unquoted-number'].includes(code),
  );
}

/** One of everything. */
const SAMPLE = `
services:
  s3:
    title: Amazon S3
    order: [s3:GetObject]
    principal: s3.amazonaws.com
    permissionModel: { effective: 2026-03-24, summary: As ever., details: [More.], source: 'https://example.com' }
    practices: [{ title: Look, body: Twice., statement: guard, key: 'aws:SourceIp' }]
actions: { 's3:GetObject': { summary: Reads., introduced: 2020-01-01, source: 'https://example.com', formerly: [s3:Get] } }
conditionKeys:
  aws:SourceIp: { type: IPAddress, multivalued: false, services: [s3], present: Always., purpose: Where., values: [a], source: 'https://example.com' }
statements:
  guard:
    Sid: Guard
    Effect: Deny
    Principal: { AWS: ['*'] }
    NotAction: s3:GetObject
    Resource: ['*']
    Condition: { NumericLessThan: { 's3:max-keys': [5, '6'] }, Bool: { 'aws:SecureTransport': false } }
roles:
  reader:
    name: Reader
    title: Reader
    summary: Reads.
    policies:
      permissions: { file: a.json, statements: [{ use: guard }, { Effect: Allow, Action: s3:GetObject, Resource: '*' }] }
      boundary: { use: guard, arn: 'arn:aws:iam::111122223333:policy/a' }
    claims:
      - { say: Reads., scenario: any, policy: permissions, requests: [{ action: [s3:GetObject], resource: '*', context: { 'aws:SourceIp': null } }], alsoAttached: [guard], expect: denied, by: Guard }
    formerly: [OldReader]
errors:
  denied: { title: Denied, message: No., service: s3, role: reader, causes: [{ denial: trust, title: A, body: B }], checks: [C], command: ls }
scenarios: { any: [{ 'aws:SourceIp': [192.0.2.1] }] }
placeholders: { <A>: b }
`;

type Place = readonly (string | number)[];
function* placesIn(value: unknown, place: Place = []): Generator<Place> {
  yield place;
  if (typeof value !== 'object' || value === null) return;
  const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  for (const key of keys) yield* placesIn((value as never)[key], [...place, key]);
}

/** The value with another one at a place, or with another key there, or none. */
function changed(value: unknown, [key, ...rest]: Place, change: Change): unknown {
  if (key === undefined) return 'value' in change ? change.value : value;
  const old = value as Readonly<Record<string | number, unknown>>;
  const { [key]: inner, ...others } = old;
  const isHere = rest.length === 0;
  const made =
    !isHere || 'value' in change
      ? { ...old, [key]: isHere && 'value' in change ? change.value : changed(inner, rest, change) }
      : { ...others, ...(change.rename === undefined ? {} : { [change.rename]: inner }) };
  return Array.isArray(value) ? Object.values(made) : made;
}

type Change = { readonly value: unknown } | { readonly rename: string | undefined };
const VALUES = [
  5,
  111122223333,
  true,
  null,
  '',
  ' ',
  'x',
  [],
  ['x'],
  [5],
  {},
  { a: 'b' },
  '2026-02-30',
];

describe('the schemas and the program', () => {
  const sample: unknown = parse(SAMPLE);

  it('take the data files of this repository, and one of everything', () => {
    for (const file of globbySync('data/**/*.yaml', { cwd: root }))
      expect(validData(parse(read(file))), `${file}: ${JSON.stringify(validData.errors)}`).toBe(
        true,
      );
    expect(isTaken(SAMPLE)).toBe(true);
    expect(validData(sample), JSON.stringify(validData.errors)).toBe(true);
  });

  it('take what init writes', () => {
    expect(validData(parse(roleFile('data/roles/first.yaml', true)))).toBe(true);
    const layout = {
      pages: ['docs/**/*.md'],
      frozen: ['old/**'],
      mdx: ['docs/**'],
      hasPages: true,
      folder: 'docs',
    };
    const config = { ...layout, extension: 'md', dataFolder: 'data', templates: 'parts' } as const;
    expect(validConfig(parse(configFile(config, true)))).toBe(true);
  });

  it('agree on data files with one change', () => {
    const change = fc.oneof(
      fc.constantFrom(...VALUES).map((value): Change => ({ value })),
      fc.constantFrom(undefined, 'Bad Key', 'nwe', 'use').map((rename): Change => ({ rename })),
    );
    fc.assert(
      fc.property(fc.constantFrom(...placesIn(sample)), change, (place, one) => {
        // Operators are looked at when policies are proven: see the next test.
        fc.pre(place.at(-2) !== 'Condition' || 'value' in one);
        const text = stringify(changed(sample, place, one));
        const value: unknown = parse(text);
        fc.pre(typeof value === 'object' && value !== null && !Array.isArray(value));
        expect(
          validData(value),
          `${place.join('/')} ${JSON.stringify(one)}\n${JSON.stringify(validData.errors)}`,
        ).toBe(isTaken(text));
      }),
      { numRuns: 400 },
    );
  });

  const operators = (name: string) => ({
    statements: { a: { Effect: 'Deny', Condition: { [name]: { 'aws:x': 'y' } } } },
  });
  it.each([
    ['StringEquals', true],
    ['stringlikeifexists', true],
    ['ForAnyValue:ArnLike', true],
    ['Null', true],
    ['StringEqual', false],
    ['Any:StringEquals', false],
  ])('knows the operator %s: %s', (name, isKnown) => {
    expect(validData(operators(name))).toBe(isKnown);
  });

  it.each([
    ['pages: docs/**', true],
    ['pages: [docs/**]\nasOf: 2026-06-01', true],
    ['lint: { rules: { lint/drift: off, iam/*: warning } }', true],
    ['pagez: docs/**', false],
    ['pages: 5', false],
    ['lint: { rules: { lint/drit: off } }', false],
    ['lint: { rules: { lint/drift: of } }', false],
    ['lint: { rule: {} }', false],
    ['asOf: today', false],
    ['placeholders: { A: b }', false],
    ['placeholders: { <A>: 111122223333 }', false],
  ])('agree on the configuration %j: %s', (text, isGood) => {
    expect(readConfig(new Source('permadocs.yaml', text)).problems.length === 0).toBe(isGood);
    expect(validConfig(parse(text))).toBe(isGood);
  });
});
