import { chmodSync, existsSync, readdirSync, symlinkSync } from 'node:fs';
import fc from 'fast-check';
import { check as isFormatted, format } from 'prettier';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { adopt, type AdoptOptions, type AdoptResult } from '../../scripts/adopt/adopt.ts';
import { eject } from '../../scripts/adopt/eject.ts';
import { compose } from '../../scripts/adopt/iam/compose.ts';
import type { PolicyFence } from '../../scripts/adopt/iam/fences.ts';
import { groupFences } from '../../scripts/adopt/iam/groups.ts';
import { findPlaces } from '../../scripts/adopt/places.ts';
import { verify } from '../../scripts/adopt/verify.ts';
import { loadCatalog } from '../../scripts/data/catalog.ts';
import { CannotRun } from '../../scripts/problems/cannot-run.ts';
import { openWorkspace } from '../../scripts/workspace/workspace.ts';
import { told } from '../support/reported.ts';
import { nameRoles } from '../../scripts/adopt/iam/roles.ts';
import { places, type TestWorkspace, workspace } from '../support/workspace.ts';

const CONFIG = 'pages: docs/**/*.{md,mdx}\nfrozen: docs/old/**\n';

function site(pages: Readonly<Record<string, string | Buffer>>): TestWorkspace {
  return workspace({ 'permadocs.yaml': CONFIG, 'package.json': '{}', ...pages });
}

function run(test: TestWorkspace, options: Partial<AdoptOptions> = {}): Promise<AdoptResult> {
  return told(
    adopt({ root: test.root, targets: [], all: options.targets === undefined, ...options }),
  );
}

const line = (place: string) => {
  const [file = '', number = ''] = place.split(':');
  return { file, line: Number(number) };
};

/** A policy as Prettier leaves it. */
async function policy(...statements: readonly string[]): Promise<string> {
  const text = `{\n"Version": "2012-10-17", "Statement": [${statements.map((one) => `\n${one}`).join(',')}]}`;
  return (await format(text, { parser: 'json' })).trimEnd();
}

const READ = `{
  "Sid": "ReadObjects",
  "Effect": "Allow",
  "Action": "s3:GetObject",
  "Resource": "arn:aws:s3:::<YOUR_BUCKET>/*" }`;
const LIST = `{
  "Effect": "Allow",
  "Action": ["s3:ListBucket"],
  "Resource": "arn:aws:s3:::<YOUR_BUCKET>" }`;
const GUARD = `{
  "Sid": "DenyDirect",
  "Effect": "Deny",
  "Action": "*",
  "Resource": "*",
  "Condition": { "BoolIfExists": { "aws:ViaAWSMCPService": "false" } } }`;
const TRUST = `{
  "Effect": "Allow",
  "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/oidc.example.com" },
  "Action": "sts:AssumeRoleWithWebIdentity",
  "Condition": { "StringEquals": { "oidc.example.com:aud": "example" } } }`;

const fence = (text: string, info = 'json'): string => `\`\`\`${info}\n${text}\n\`\`\``;
const indented = (text: string, prefix: string): string =>
  text
    .split('\n')
    .map((one) => (one === '' ? prefix.trimEnd() : prefix + one))
    .join('\n');

/** A page with a description, so that no marker becomes one. */
const page = (body: string): string =>
  `---\ndescription: A page.\n---\n\n# Reading a bucket\n\nText.\n\n${body}\n`;

/** Adopts a page and shows that nothing but markers came, that the build is content, and the way back. */
async function roundTrip(
  before: string | Buffer,
  file = 'docs/a.mdx',
  config = CONFIG,
): Promise<TestWorkspace> {
  const test = site({ [file]: before, 'permadocs.yaml': config });
  const bytes = test.bytes(file);
  const wasFormatted = await isFormatted(test.read(file), { filepath: file, endOfLine: 'auto' });
  const result = await run(test);
  expect(places(result)).toEqual([]);
  expect(result.left).toEqual([]);
  expect(result.written).toBe(true);
  const adopted = test.bytes(file);
  expect(adopted.equals(bytes)).toBe(false);
  expect(withoutMarkerLines(adopted)).toBe(withoutMarkerLines(bytes));
  expect(await test.check()).toMatchObject({ problems: [], changes: [] });
  expect(await test.build()).toMatchObject({ problems: [], written: false });
  expect(test.bytes(file).equals(adopted)).toBe(true);
  expect(await isFormatted(test.read(file), { filepath: file, endOfLine: 'auto' })).toBe(
    wasFormatted,
  );
  expect(await run(test)).toMatchObject({ adopted: [], problems: [], written: false });
  expect((await eject({ root: test.root, paths: [file] })).problems).toEqual([]);
  expect(test.bytes(file).equals(bytes)).toBe(true);
  return test;
}

/** All lines that are neither markers nor blank, with their endings. */
function withoutMarkerLines(bytes: Buffer): string {
  return (bytes.toString('latin1').match(/[^\n]*(?:\n|$)/g) ?? [])
    .filter((one) => !/(?:BEGIN|END) permadocs/.test(one) && !/^[\s>]*$/.test(one))
    .map((one, index, all) => (index === all.length - 1 ? one.replace(/\r?\n$/, '') : one))
    .join('');
}

describe('the shapes that are adopted', () => {
  const shapes: Record<string, (text: string) => string> = {
    'a fence at the top level': (text) => page(fence(text)),
    'a title that is a file name': (text) =>
      page(fence(text, 'json title="s3-readonly-policy.json"')),
    'a title of words': (text) => page(fence(text, 'json title="The policy"')),
    'a title and more': (text) => page(fence(text, 'json title="a.json" showLineNumbers {1,3-4}')),
    'more before the title': (text) => page(fence(text, 'json showLineNumbers title="a.json"')),
    'line numbers alone': (text) => page(fence(text, 'json {1,3-4}')),
    'the end of a page without a line ending': (text) => page(fence(text)).trimEnd(),
    'a step of a list': (text) =>
      page(`1. First:\n\n${indented(fence(text), '   ')}\n\n2. Second.`),
    'a bullet': (text) => page(`- First:\n\n${indented(fence(text), '  ')}\n\n- Second.`),
    'a list in a list': (text) =>
      page(`- First:\n  1. Inner:\n\n${indented(fence(text), '     ')}\n\n  2. More.\n\n- Second.`),
    'a quote': (text) => page(`> Said:\n>\n${indented(fence(text), '> ')}\n>\n> And more.`),
    'a quote in a list': (text) =>
      page(`- First:\n\n  > Said:\n  >\n${indented(fence(text), '  > ')}\n\n- Second.`),
    'an admonition': (text) => page(`:::note\n\nLike this:\n\n${fence(text)}\n\n:::`),
    'an admonition with a title': (text) => page(`:::tip The policy\n\n${fence(text)}\n\n:::`),
    details: (text) =>
      page(`<details>\n<summary>The policy</summary>\n\n${fence(text)}\n\n</details>`),
    tabs: (text) =>
      page(
        `<Tabs>\n  <TabItem value="a">\n\n${indented(fence(text), '    ')}\n\n  </TabItem>\n</Tabs>`,
      ),
    'between headings': (text) => page(`## One\n\n${fence(text)}\n\n## Two`),
    'before a rule': (text) => page(`${fence(text)}\n\n---\n\nMore.`),
    'two fences': (text) => page(`${fence(text)}\n\nAgain:\n\n${fence(text)}`),
    'behind an import': (text) => page(`import A from './a.js';\n\n${fence(text)}\n\n<A />`),
    'several blank lines around it': (text) => page(`\n\n${fence(text)}\n\n\nMore.`),
    'a fence of four': (text) => page(`${fence(text)}\n\n\`\`\`\`md\n${fence('{}')}\n\`\`\`\``),
    'TOML front matter': (text) =>
      `+++\ndescription = "A page."\n+++\n\n# A\n\nText.\n\n${fence(text)}\n`,
    'a table above': (text) => page(`| a | b |\n| --- | --- |\n| 1 | 2 |\n\n${fence(text)}`),
    'a footnote': (text) =>
      page(`Text.[^1]\n\n[^1]:\n    Like this:\n\n${indented(fence(text), '    ')}`),
  };
  it.each(Object.entries(shapes))('%s', async (_, make) => {
    expect(await roundTrip(make(await policy(READ, GUARD)))).toBeDefined();
  });

  const layouts: Record<string, readonly string[]> = {
    'everything expanded': [READ, GUARD],
    'one statement on one line': [
      '{ "Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*" }',
      '{ "Effect": "Allow", "Action": "ec2:DescribeRegions", "Resource": "*" }',
    ],
    'a condition on one line and one expanded': [
      '{\n"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*",\n"Condition": { "Bool": { "aws:SecureTransport": "true" } } }',
      '{\n"Effect": "Allow", "Action": "ec2:DescribeRegions", "Resource": "*",\n"Condition": {\n "Bool": {\n "aws:SecureTransport": "true" } } }',
    ],
    'lists of one, two and many': [
      '{\n"Action": ["s3:GetObject"], "Effect": "Allow", "Resource": ["arn:aws:s3:::a/*", "arn:aws:s3:::a-very-long-bucket-name-that-goes-on/*", "arn:aws:s3:::c/*"] }',
    ],
    'keys in an order of their own': [
      '{\n"Resource": "*", "Action": "ec2:DescribeRegions", "Effect": "Allow", "Sid": "Last" }',
    ],
    'an object too long for its line': [
      '{\n"Effect": "Allow", "Action": "ec2:DescribeRegions", "Resource": "*", "Condition": { "StringEquals": { "aws:RequestedRegion": ["eu-central-1", "eu-west-1"], "aws:PrincipalTag/team": "docs" } } }',
    ],
    'numbers and booleans': [
      '{\n"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::a", "Condition": { "NumericLessThanEquals": { "s3:max-keys": 10 }, "Bool": { "aws:SecureTransport": true } } }',
    ],
    'values that YAML would read otherwise': [
      '{\n"Sid": "1234", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::a/*", "Condition": { "StringEquals": { "aws:PrincipalAccount": "012345678901", "aws:PrincipalTag/on": ["no", "null", "1e3", "~", "#x", "2026-01-01", " a: b", "{", "\'", "`", "é"] } } }',
    ],
    'account ids as principals': [TRUST],
  };
  it.each(Object.entries(layouts))('%s', async (_, statements) => {
    expect(await roundTrip(page(fence(await policy(...statements))))).toBeDefined();
  });

  it('a CommonMark page, with HTML comments', async () => {
    const test = site({ 'docs/a.md': page(fence(await policy(READ))) });
    await run(test);
    expect(test.read('docs/a.md')).toContain(
      '<!-- BEGIN permadocs policy role="reading-a-bucket" title="" -- edit data/roles/reading-a-bucket.yaml -->\n\n```json\n',
    );
    expect(await roundTrip(page(fence(await policy(READ))), 'docs/a.md')).toBeDefined();
  });

  it('an .md page that the site reads as MDX', async () => {
    const config = `${CONFIG}mdx: docs/**/*.md\n`;
    expect(await roundTrip(page(fence(await policy(READ))), 'docs/a.md', config)).toBeDefined();
  });

  it('CRLF, a byte order mark, and bytes that are no UTF-8', async () => {
    const text = page(fence(await policy(READ)));
    expect(await roundTrip(text.replaceAll('\n', '\r\n'))).toBeDefined();
    expect(await roundTrip(`\uFEFF${text}`)).toBeDefined();
    expect(
      await roundTrip(Buffer.concat([Buffer.from(text), Buffer.from([0x0a, 0xff, 0x0a])])),
    ).toBeDefined();
  });

  it('the layout of the workspace’s own Prettier', async () => {
    const wide = `{ "Effect": "Allow", "Action": ["s3:GetObject", "s3:GetObjectVersion"], "Resource": "arn:aws:s3:::a/*" }`;
    const text = `{\n"Version": "2012-10-17", "Statement": [\n${wide},\n${wide.replace('a/', 'b/')}]}`;
    const options = { parser: 'json', tabWidth: 4, printWidth: 140 };
    const test = site({
      '.prettierrc': '{ "tabWidth": 4, "printWidth": 140 }',
      'docs/a.mdx': page(fence((await format(text, options)).trimEnd())),
    });
    expect(places(await run(test))).toEqual([]);
    expect(await test.check()).toMatchObject({ problems: [], changes: [] });
  });

  it('any policy that Prettier has formatted, and back', async () => {
    const word = fc.stringMatching(/^[a-z]{1,12}$/);
    const flow = fc.boolean();
    const block = (isFlow: boolean, inner: string): string =>
      isFlow ? `{ ${inner} }` : `{\n${inner}\n}`;
    const arn = word.map((name) => `arn:aws:s3:::${name}/*`);
    const oneOrMany = (values: fc.Arbitrary<string>) =>
      fc
        .oneof(values, fc.uniqueArray(values, { minLength: 1, maxLength: 5 }))
        .map((value) => JSON.stringify(value));
    const condition = fc
      .tuple(flow, flow, oneOrMany(word))
      .map(([a, b, values]) =>
        block(a, `"StringEquals": ${block(b, `"aws:PrincipalTag/team": ${values}`)}`),
      );
    const anyStatement = fc
      .tuple(
        flow,
        oneOrMany(fc.constantFrom('s3:GetObject', 's3:PutObject', 's3:DeleteObject')),
        oneOrMany(arn),
        fc.option(condition),
      )
      .map(([isFlow, actions, resources, when]) =>
        block(
          isFlow,
          `"Effect": "Allow", "Action": ${actions}, "Resource": ${resources}${when === null ? '' : `, "Condition": ${when}`}`,
        ),
      );
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyStatement, { minLength: 1, maxLength: 3 }),
        async (statements) => {
          // The outer brackets of a generated policy always stand on lines of their own.
          const text = await policy(
            ...statements.map((one, index) => (index === 0 ? one.replace(/^\{ /, '{\n') : one)),
          );
          expect(await roundTrip(page(fence(text)))).toBeDefined();
        },
      ),
      { numRuns: 8 },
    );
  });
});

/** Why nothing on a page was adopted. */
async function reasonFor(
  body: string,
  options: Partial<AdoptOptions> = {},
): Promise<{ test: TestWorkspace; result: AdoptResult; reason: string }> {
  const test = site({ 'docs/a.mdx': page(body) });
  const before = test.bytes('docs/a.mdx');
  const result = await run(test, options);
  expect(result.adopted).toEqual([]);
  expect(result.written).toBe(false);
  expect(test.bytes('docs/a.mdx').equals(before)).toBe(true);
  expect(existsSync(test.path('data'))).toBe(false);
  const reason = result.left[0]?.reason ?? result.problems[0]?.message ?? '';
  return { test, result, reason };
}

describe('what stays as it is, with its place and the reason', () => {
  const forms: Record<string, readonly [string, string]> = {
    'the policy is in YAML': [
      fence(
        "Version: '2012-10-17'\nStatement:\n  - Effect: Allow\n    Action: s3:GetObject\n    Resource: '*'",
        'yaml',
      ),
      'the policy is in YAML; only JSON can be adopted',
    ],
    HCL: [
      fence(
        'policy = jsonencode({\n  Version = "2012-10-17"\n  Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "*" }]\n})',
        'hcl',
      ),
      'the policy is in HCL; only JSON can be adopted',
    ],
    'a here-document': [
      fence(
        'cat > p.json <<E\n{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*" }] }\nE',
        'sh',
      ),
      'the language of the fence is sh; only JSON can be adopted',
    ],
    'a CloudFormation template': [
      fence(
        '{ "Resources": { "P": { "Type": "AWS::IAM::Policy", "Properties": { "PolicyDocument": { "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*" }] } } } } }',
      ),
      'the policy is part of a larger document',
    ],
    'a statement alone': [
      fence('{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*" }'),
      'this is a statement without a policy around it, and no policy here has it',
    ],
    'a policy of a bucket': [
      fence(
        '{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::a/*" }] }',
      ),
      'it names a Principal but is not a trust policy of a role; say what it is: --kind bucket, key, queue, topic, secret, rcp or endpoint',
    ],
    'a CloudFormation stack policy': [
      fence(
        '{ "Version": "2012-10-17", "Statement": [{ "Effect": "Deny", "Action": "Update:*", "Principal": "*", "Resource": "LogicalResourceId/Db" }] }',
      ),
      'it names a Principal but is not a trust policy of a role; say what it is: --kind bucket, key, queue, topic, secret, rcp or endpoint',
    ],
    'another cloud’s policy': [
      fence(
        '{ "Version": "1", "Statement": [{ "Effect": "Allow", "Action": "oss:GetObject", "Resource": "acs:oss:*:*:a" }] }',
      ),
      'its Version is not 2012-10-17, the only one that the data supports',
    ],
    'a policy with an Id': [
      fence(
        '{ "Version": "2012-10-17", "Id": "x", "Statement": [{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*" }] }',
      ),
      'the policy has the element Id, which the data does not support',
    ],
    'JSON with a comment': [
      fence(
        '{\n  // Reads.\n  "Version": "2012-10-17",\n  "Statement": [{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*" }]\n}',
      ),
      'the policy is not valid JSON: invalid comment token',
    ],
    'a comma too many': [
      fence(
        '{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", }] }',
      ),
      'the policy is not valid JSON: property name expected',
    ],
    'a key twice': [
      fence(
        '{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "s3:GetObject", "Action": "s3:PutObject", "Resource": "*" }] }',
      ),
      '`Action` is defined twice in one object',
    ],
    'an SCP, by the heading above': [
      `## A service control policy\n\n${fence('{ "Version": "2012-10-17", "Statement": [{ "Effect": "Deny", "Action": "s3:*", "Resource": "*" }] }')}`,
      'the text above mentions service control policies; say what it is: --kind scp, rcp, session or endpoint, or --kind permissions',
    ],
    'indented code': [
      '    { "Version": "2012-10-17",\n      "Statement": [{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*" }] }',
      'the code is indented instead of fenced',
    ],
  };
  it.each(Object.entries(forms))('%s', async (_, [body, reason]) => {
    const file = body.startsWith('    ') ? 'docs/a.md' : 'docs/a.mdx';
    const test = site({ [file]: page(body) });
    const result = await run(test);
    expect(result).toMatchObject({ adopted: [], problems: [], written: false });
    expect(result.left.map((one) => one.reason)).toEqual([reason]);
    const at = result.left[0]?.line ?? 0;
    expect(test.read(file).split('\n')[at - 1]).toMatch(/^```|^ {4}\{/);
    const asked = await run(test, { targets: [{ file, line: at }] });
    expect(asked.problems).toMatchObject([
      { code: 'adopt/refused', severity: 'error', line: at, message: reason },
    ]);
  });

  it('JSON that is no policy is not even named', async () => {
    const { result } = await reasonFor(fence('{ "Effect": 1, "a": "Statement" }'));
    expect(result).toMatchObject({ left: [], problems: [] });
  });

  it('a policy that IAM would refuse, with what it would say', async () => {
    const { reason } = await reasonFor(
      fence(await policy(READ.replace('s3:GetObject', 's3:GetObjekt'))),
    );
    expect(reason).toMatch(/s3:GetObjekt.*\(iam\/invalid-action\)/);
  });

  it('placeholders of another style, where IAM would refuse them', async () => {
    const { reason } = await reasonFor(
      fence(
        await policy(
          READ.replace(
            'arn:aws:s3:::<YOUR_BUCKET>/*',
            'arn:aws:ec2:us-east-1:ACCOUNT_ID:instance/*',
          ).replace('s3:GetObject', 'ec2:StopInstances'),
        ),
      ),
    );
    expect(reason).toMatch(/ACCOUNT_ID.*\(iam\//);
  });

  it('an element that no statement has', async () => {
    const { reason } = await reasonFor(fence(await policy(READ.replace('"Sid"', '"Comment"'))));
    expect(reason).toMatch(/unknown key `Comment`.*\(data\/invalid\)/);
  });

  it('a fence without room for markers', async () => {
    const text = fence(await policy(READ));
    expect((await reasonFor(`Like this:\n${text}`)).reason).toBe(
      'the marker needs a blank line before the fence',
    );
    expect((await reasonFor(`${text}\nMore.`)).reason).toBe(
      'the marker needs a blank line after the fence',
    );
    expect((await reasonFor(`- ${indented(text, '  ').trimStart()}`)).reason).toBe(
      'the fence begins on the line of its list item; put it on a line of its own',
    );
  });

  it('a title that fits into no marker', async () => {
    const { reason } = await reasonFor(fence(await policy(READ), `json title="it's" a="b" -- c`));
    expect(reason).toBe('the info string of the fence cannot be written in a marker');
  });

  it('a layout that the build would not keep: shown, and accepted with --normalize', async () => {
    const loose =
      '{\n    "Statement": {\n        "Action": [\n            "s3:GetObject"\n        ],\n        "Effect": "Allow",\n\n        "Resource": "arn:aws:s3:::a/*"\n    },\n    "Version": "2012-10-17"\n}';
    const { test, result } = await reasonFor(`Like this:\n${fence(loose, '')}`, {
      targets: [{ file: 'docs/a.mdx' }],
      normalize: false,
    });
    expect(places(result)).toEqual(['docs/a.mdx:10:1 adopt/refused']);
    const spaced = site({ 'docs/a.mdx': page(fence(loose)) });
    const refused = await run(spaced, { targets: [{ file: 'docs/a.mdx', line: 12 }] });
    expect(refused.problems).toMatchObject([{ code: 'adopt/layout', severity: 'error', line: 9 }]);
    expect(refused.problems[0]?.message).toContain('-    "Statement": {');
    expect(refused.problems[0]?.message).toContain('+  "Version": "2012-10-17",');
    expect(refused.written).toBe(false);
    const accepted = await run(test, { targets: [{ file: 'docs/a.mdx' }], normalize: true });
    expect(accepted).toMatchObject({ problems: [], written: true });
    expect(test.read('docs/a.mdx')).toContain('Like this:\n\n{/* BEGIN permadocs policy role=');
    expect(test.read('docs/a.mdx')).toContain('      "Action": ["s3:GetObject"],\n');
    expect(await test.check()).toMatchObject({ problems: [], changes: [] });
  });

  it('never makes another policy of one, even with --normalize', async () => {
    const old = fence((await policy(READ)).replace('2012-10-17', '2008-10-17'));
    expect((await reasonFor(old, { normalize: true })).reason).toContain(
      'its Version is not 2012-10-17',
    );
  });
});

describe('pages that are left alone', () => {
  it('names what is wrong with each', async () => {
    const text = fence(await policy(READ));
    const test = site({
      'docs/broken.mdx': `${page(text)}\n{open\n`,
      'docs/conflict.mdx': page(`<<<<<<< a\n${text}\n=======\n>>>>>>> b`),
      'docs/marker.mdx': page(`{/* BEGIN permadocs policy role="x" */}\n\n${text}`),
      'docs/nul.mdx': page(`${text}\n\0`),
      'docs/old/a.mdx': page(text),
      'docs/read-only.mdx': page(text),
      'elsewhere/a.mdx': page(text),
    });
    chmodSync(test.path('docs/read-only.mdx'), 0o444);
    symlinkSync('read-only.mdx', test.path('docs/link.mdx'));
    const files = ['broken', 'conflict', 'link', 'marker', 'nul', 'old/a', 'read-only'];
    const targets = [
      ...files.map((name) => ({ file: `docs/${name}.mdx` })),
      { file: 'elsewhere/a.mdx' },
    ];
    const result = await run(test, { targets });
    expect(places(result)).toEqual([
      'docs/broken.mdx:24:1 page/unparsable',
      'docs/conflict.mdx:9:1 page/conflict',
      'docs/link.mdx:1:1 adopt/refused',
      'docs/marker.mdx:9:1 marker/unclosed',
      'docs/nul.mdx:1:1 page/not-text',
      'docs/old/a.mdx:1:1 adopt/refused',
      'docs/read-only.mdx:1:1 page/read-only',
      'elsewhere/a.mdx:1:1 adopt/refused',
    ]);
    expect(result.written).toBe(false);
    await expect(run(test, { targets: [{ file: 'docs/none.mdx' }] })).rejects.toThrow(CannotRun);
  });

  it('adopts the others, and leaves frozen pages out of --all', async () => {
    const text = fence(await policy(READ));
    const test = site({
      'docs/a.mdx': page(text),
      'docs/conflict.mdx': page(`<<<<<<< a\n${text}\n=======\n>>>>>>> b`),
      'docs/old/a.mdx': page(text),
    });
    const result = await run(test);
    expect(places(result)).toEqual(['docs/conflict.mdx:9:1 page/conflict']);
    expect(result.adopted).toMatchObject([{ places: [{ file: 'docs/a.mdx' }] }]);
    expect(test.read('docs/old/a.mdx')).not.toContain('permadocs');
  });

  it('stops where the workspace has errors of its own', async () => {
    const test = site({
      'docs/a.mdx': page(fence(await policy(READ))),
      'data/x.yaml': 'rolez: {}\n',
    });
    expect(await run(test)).toMatchObject({ adopted: [], written: false });
    expect(places(await run(test))).toEqual(['data/x.yaml:1:1 data/invalid']);
    test.write('data/x.yaml', 'errors: { e: { message: m, service: none } }\n');
    expect(places(await run(test))).toEqual(['data/x.yaml:1:37 data/unknown-service']);
    expect(test.read('docs/a.mdx')).not.toContain('permadocs');
  });

  it('says so where no policy is at a line, and nothing where it is in a region already', async () => {
    const test = site({ 'docs/a.mdx': page(fence(await policy(READ))) });
    const at = (number: number) => run(test, { targets: [line(`docs/a.mdx:${number}`)] });
    expect(places(await at(7))).toEqual(['docs/a.mdx:7:1 adopt/refused']);
    expect((await at(12)).written).toBe(true);
    expect(await at(12)).toMatchObject({ problems: [], adopted: [], written: false });
  });
});

interface RoleData {
  readonly name: string;
  readonly title: string;
  readonly policies: Readonly<Record<string, { readonly statements: readonly object[] }>>;
  readonly claims?: readonly { readonly say: string }[];
}

describe('roles', () => {
  const roleIn = (test: TestWorkspace, file: string): RoleData =>
    Object.values(
      (parse(test.read(file)) as { roles: Record<string, RoleData> }).roles,
    )[0] as RoleData;

  it('are one for the same policy on several pages, whatever its titles', async () => {
    const text = await policy(READ, GUARD);
    const test = site({
      'docs/a.mdx': page(fence(text, 'json title="reader.json"')),
      'docs/b.mdx': page(fence(text)),
      'docs/c.md': page(fence(text, 'json title="Reader"')),
    });
    const result = await run(test);
    expect(result.adopted.map(({ role, places: at }) => [role, at.length])).toEqual([
      ['reader', 3],
    ]);
    expect(readdirSync(test.path('data/roles'))).toEqual(['reader.yaml']);
    expect(test.read('docs/a.mdx')).toContain('policy role="reader" -- edit');
    expect(test.read('docs/b.mdx')).toContain('policy role="reader" title="" -- edit');
    expect(test.read('docs/c.md')).toContain('policy role="reader" title="Reader" -- edit');
    expect(await test.check()).toMatchObject({ problems: [], changes: [] });
  });

  it('are one for copies in another order; the copy that looks otherwise is shown', async () => {
    const test = site({
      'docs/a.mdx': page(fence(await policy(READ, GUARD))),
      'docs/b.mdx': page(fence(await policy(GUARD, READ))),
      'docs/c.mdx': page(fence(await policy(READ, GUARD))),
    });
    const result = await run(test);
    expect(result.problems).toMatchObject([
      { code: 'adopt/layout', severity: 'warning', file: 'docs/b.mdx' },
    ]);
    expect(result.adopted).toMatchObject([
      { places: [{ file: 'docs/a.mdx' }, { file: 'docs/c.mdx' }] },
    ]);
    expect(test.read('docs/b.mdx')).not.toContain('permadocs');
    expect(await run(test, { normalize: true })).toMatchObject({
      problems: [],
      adopted: [{ isKnown: true, places: [{ file: 'docs/b.mdx' }] }],
    });
  });

  it('are told apart by their pages and titles where several have the same policy', async () => {
    const text = await policy(TRUST);
    const role = (id: string, own: string): string => `roles:
  ${id}:
    name: ${id}
    title: ${id}
    policies:
      trust: { file: ${id}.json, statements: [{ Effect: Allow, Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/oidc.example.com' }, Action: 'sts:AssumeRoleWithWebIdentity', Condition: { StringEquals: { 'oidc.example.com:aud': example } } }] }
      permissions: { statements: [{ Effect: Allow, Action: '${own}', Resource: '*' }] }
`;
    const own = '{\n"Effect": "Allow", "Action": "ec2:DescribeRegions", "Resource": "*" }';
    const test = site({
      'data/a.yaml': role('a', 's3:ListAllMyBuckets'),
      'data/b.yaml': role('b', 'ec2:DescribeRegions'),
      'docs/b.mdx': page(`${fence(await policy(own))}\n\n${fence(text)}`),
      'docs/titled.mdx': page(fence(text, 'json title="b.json"')),
      'docs/x.mdx': page(fence(text)),
    });
    const { adopted } = await run(test, { dryRun: true, normalize: true });
    const roles = adopted.flatMap(({ role: id, places: at }) =>
      at.map(({ file }) => `${id} ${file}`),
    );
    expect(roles.toSorted()).toEqual([
      'a docs/x.mdx',
      'b docs/b.mdx',
      'b docs/b.mdx',
      'b docs/titled.mdx',
    ]);
  });

  it('are none for copies that nearly agree: listed with pages, lines and what differs', async () => {
    const test = site({
      'docs/a.mdx': page(fence(await policy(READ, GUARD))),
      'docs/b.mdx': page(
        `More.\n\n${fence(await policy(READ.replace('s3:GetObject', 's3:GetObjectVersion'), GUARD))}`,
      ),
    });
    const result = await run(test);
    expect(result).toMatchObject({ adopted: [], written: false });
    expect(places(result)).toEqual([
      'docs/a.mdx:9:1 adopt/disagreement',
      'docs/b.mdx:11:1 adopt/disagreement',
    ]);
    expect(result.problems[0]).toMatchObject({ severity: 'warning' });
    expect(result.problems[0]?.hint).toContain(
      'docs/b.mdx:11: without Allow Action s3:GetObject, with Allow Action s3:GetObjectVersion',
    );
    const one = await run(test, { targets: [line('docs/b.mdx:12')], id: 'version-reader' });
    expect(one).toMatchObject({
      problems: [],
      adopted: [{ role: 'version-reader' }],
      written: true,
    });
  });

  it('are one for copies that give the same access in other words', async () => {
    const allow = (sid: string, actions: string): string =>
      `{\n  "Sid": "${sid}",\n  "Effect": "Allow",\n  "Action": ${actions},\n  "Resource": ["arn:aws:s3:::<YOUR_BUCKET>", "arn:aws:s3:::<YOUR_BUCKET>/*"] }`;
    const test = site({
      'docs/a.mdx': page(
        fence(await policy(allow('Read', '["s3:GetObject", "s3:ListBucket"]'), GUARD)),
      ),
      'docs/b.mdx': page(
        `More.\n\n${fence(await policy(allow('Read', '"s3:GetObject"'), allow('List', '"s3:ListBucket"'), GUARD))}`,
      ),
    });
    const result = await run(test);
    expect(places(result)).toEqual(['docs/b.mdx:11:1 adopt/layout']);
    expect(result.problems[0]?.message).toMatch(
      /^a copy elsewhere gives the same access in other words, which would be printed here too:\n/,
    );
    expect(result.adopted.map(({ places: at }) => at.length)).toEqual([1]);
    const both = await run(test, { normalize: true, dryRun: true });
    expect(both.problems).toEqual([]);
  });

  it('are two for policies that one page tells apart', async () => {
    const [a, b] = [
      await policy(READ, GUARD),
      await policy(READ.replace('s3:GetObject', 's3:GetObjectVersion'), GUARD),
    ];
    const both = page(`## One\n\n${fence(a)}\n\n## Two\n\n${fence(b)}`);
    const test = site({ 'docs/a.mdx': both, 'docs/b.mdx': both });
    const result = await run(test);
    expect(places(result)).toEqual([]);
    expect(result.adopted.map(({ role, places: at }) => [role, at.length])).toEqual([
      ['one', 2],
      ['two', 2],
    ]);
  });

  it('share the statements that recur, and those that the data have', async () => {
    const test = site({
      'docs/a.mdx': page(fence(await policy(READ, GUARD))),
      'docs/b.mdx': page(`## Listing\n\n${fence(await policy(LIST, GUARD))}`),
    });
    await run(test);
    expect(parse(test.read('data/statements/deny-direct.yaml'))).toMatchObject({
      statements: { 'deny-direct': { Sid: 'DenyDirect' } },
    });
    for (const file of ['data/roles/reading-a-bucket.yaml', 'data/roles/listing.yaml'])
      expect(roleIn(test, file)['policies']['permissions']?.statements[1]).toEqual({
        use: 'deny-direct',
      });
    test.write(
      'docs/c.mdx',
      page(
        `## Regions\n\n${fence(await policy('{\n"Effect": "Allow", "Action": "ec2:DescribeRegions", "Resource": "*" }', GUARD))}`,
      ),
    );
    expect(await run(test)).toMatchObject({
      problems: [],
      files: [{ file: 'data/roles/regions.yaml' }],
    });
    expect(
      roleIn(test, 'data/roles/regions.yaml')['policies']['permissions']?.statements[1],
    ).toEqual({
      use: 'deny-direct',
    });
    expect(await test.check()).toMatchObject({ problems: [], changes: [] });
  });

  it('have a trust policy, alone or with permissions under one id', async () => {
    const test = site({
      'docs/a.mdx': page(`${fence(await policy(READ))}\n\n${fence(await policy(TRUST))}`),
    });
    await run(test, { id: 'reader', name: 'Reader', title: 'A reader' });
    expect(readdirSync(test.path('data/roles'))).toEqual(['reader.yaml']);
    const role = roleIn(test, 'data/roles/reader.yaml');
    expect(role).toMatchObject({ name: 'Reader', title: 'A reader' });
    expect(Object.keys(role.policies)).toEqual(['permissions', 'trust']);
    expect(test.read('docs/a.mdx')).toContain('policy role="reader" kind="trust" title=""');
    expect(await test.check()).toMatchObject({ problems: [], changes: [] });

    const titled = site({
      'docs/a.mdx': page(
        `${fence(await policy(READ), 'json title="x-permissions.json"')}\n\n${fence(await policy(TRUST), 'json title="x-trust-policy.json"')}`,
      ),
    });
    await run(titled);
    expect(Object.keys(roleIn(titled, 'data/roles/x.yaml').policies)).toEqual([
      'permissions',
      'trust',
    ]);
    expect(await titled.check()).toMatchObject({ problems: [], changes: [] });

    const alone = site({ 'docs/a.mdx': page(fence(await policy(TRUST))) });
    expect(await run(alone)).toMatchObject({
      adopted: [{ role: 'reading-a-bucket-trust', kind: 'trust' }],
    });
    expect(await alone.check()).toMatchObject({ problems: [], changes: [] });
  });

  it('have a boundary where that is said', async () => {
    const test = site({ 'docs/a.mdx': page(fence(await policy(READ, GUARD))) });
    expect(await run(test, { kind: 'boundary' })).toMatchObject({
      adopted: [{ kind: 'boundary' }],
      written: true,
    });
    expect(test.read('docs/a.mdx')).toContain('kind="boundary"');
    expect(test.read('data/roles/reading-a-bucket-boundary.yaml')).toContain(
      '# No request was found that shows what ReadObjects of boundary does; write a claim for it.',
    );
    const trust = site({ 'docs/a.mdx': page(fence(await policy(READ))) });
    expect((await run(trust, { kind: 'trust' })).left[0]?.reason).toBe(
      'it does not name a Principal, which a trust policy needs',
    );
  });

  it('are called after the title, the heading or the file, and never by the name of another', async () => {
    const small = (name: string) => policy(READ.replace('<YOUR_BUCKET>', name));
    const test = site({
      'docs/titled.mdx': page(
        fence(await small('a'), 'json title="s3ReadOnly-permissions-policy.json"'),
      ),
      'docs/eks-cluster.mdx': `---\ndescription: A.\n---\n\n## Required permissions\n\n${fence(await small('b'))}\n`,
      'docs/guides/rds/index.mdx': `---\ndescription: A.\n---\n\n## Policy\n\n${fence(await small('c'))}\n`,
      'docs/h.mdx': page(`## Who may [read](./a.md) \`x\`?\n\n${fence(await small('d'))}`),
      'docs/i.mdx': page(`## Who may read x?\n\n${fence(await small('e'))}`),
    });
    const result = await run(test);
    const names = Object.fromEntries(
      result.adopted.map(({ role, places: [at] }) => [at?.file, role]),
    );
    expect(names).toEqual({
      'docs/eks-cluster.mdx': 'eks-cluster',
      'docs/guides/rds/index.mdx': 'rds',
      'docs/h.mdx': 'who-may-read-x',
      'docs/i.mdx': 'i-who-may-read-x',
      'docs/titled.mdx': 's3-read-only',
    });
    expect(roleIn(test, 'data/roles/s3-read-only.yaml')).toMatchObject({
      name: 'S3ReadOnlyRole',
      title: 'Reading a bucket',
    });
  });

  it('never replace a file or a role that is there', async () => {
    const text = page(fence(await policy(READ)));
    const test = site({ 'docs/a.mdx': text, 'data/roles/reading-a-bucket.yaml': '# kept\n' });
    expect(await run(test, { id: 'reading-a-bucket' })).toMatchObject({
      written: false,
      problems: [
        {
          code: 'adopt/refused',
          message: expect.stringContaining(
            'taken by another role, or by data/roles/reading-a-bucket.yaml',
          ) as string,
        },
      ],
    });
    expect(await run(test)).toMatchObject({ adopted: [{ role: 'a-reading-a-bucket' }] });
    expect(test.read('data/roles/reading-a-bucket.yaml')).toBe('# kept\n');
    test.write('docs/b.mdx', page(fence(await policy(LIST))));
    const taken = await run(test, { targets: [{ file: 'docs/b.mdx' }], id: 'a-reading-a-bucket' });
    expect(taken.problems[0]?.message).toMatch(
      /^the role a-reading-a-bucket has a different permissions policy in data\/roles\/a-reading-a-bucket.yaml$/,
    );
    await expect(
      run(site({ 'docs/a.mdx': text, 'docs/b.mdx': page(fence(await policy(LIST))) }), { id: 'x' }),
    ).rejects.toThrow('--id names one role, but there are 2 different policies');
  });

  it('go where the data globs look', async () => {
    const test = site({
      'permadocs.yaml': `${CONFIG}data: [iam/*.yml]\n`,
      'docs/a.mdx': page(fence(await policy(READ))),
    });
    expect(await run(test)).toMatchObject({ files: [{ file: 'iam/reading-a-bucket.yml' }] });
    expect(await test.check()).toMatchObject({ problems: [], changes: [] });
    const single = site({
      'permadocs.yaml': `${CONFIG}data: iam.yaml\n`,
      'docs/a.mdx': page(fence(await policy(READ))),
    });
    await expect(run(single)).rejects.toThrow('`data: iam.yaml` does not match any new file');
  });
});

describe('placeholders', () => {
  it('are declared with an example that their place calls for', async () => {
    const text = await policy(
      '{\n"Effect": "Allow", "Action": "ec2:StopInstances", "Resource": "arn:aws:ec2:<WHERE>:<YOURS>:instance/<INSTANCE_ID>",\n"Condition": { "IpAddress": { "aws:SourceIp": "<OFFICE_CIDR>" }, "StringEquals": { "aws:SourceVpc": "<VPC_ID>", "aws:PrincipalOrgID": "<ORG_ID>", "aws:PrincipalTag/team": "<YOUR_TEAM_NAME>" } } }',
    );
    const test = site({ 'docs/a.mdx': page(fence(text)) });
    expect(places(await run(test))).toEqual([]);
    const data = parse(test.read('data/roles/reading-a-bucket.yaml')) as { placeholders: object };
    expect(data.placeholders).toEqual({
      '<WHERE>': 'us-east-1',
      '<YOURS>': '111122223333',
      '<INSTANCE_ID>': 'i-0123456789abcdef0',
      '<OFFICE_CIDR>': '203.0.113.0/24',
      '<VPC_ID>': 'vpc-0123456789abcdef0',
      '<ORG_ID>': 'o-a1b2c3d4e5',
      '<YOUR_TEAM_NAME>': 'example-team',
    });
  });

  it('are declared once, and not where the workspace declares them', async () => {
    const test = site({
      'permadocs.yaml': `${CONFIG}placeholders: { '<YOUR_BUCKET>': declared }\n`,
      'docs/a.mdx': page(fence(await policy(READ))),
    });
    await run(test);
    expect(test.read('data/roles/reading-a-bucket.yaml')).not.toContain('placeholders:');
  });
});

describe('claims', () => {
  const claimsOf = async (...statements: readonly string[]) => {
    const test = site({ 'docs/a.mdx': page(fence(await policy(...statements))) });
    const result = await run(test);
    const [file = ''] = result.files.map((one) => one.file);
    const { roles } = parse(test.read(file)) as { roles: Record<string, RoleData> };
    const claims = Object.values(roles)[0]?.claims ?? [];
    return { result, text: test.read(file), said: claims.map(({ say }) => say) };
  };

  it('say what was tested of each statement, and hold', async () => {
    const { said, result, text } = await claimsOf(READ, LIST, GUARD);
    expect(places(result)).toEqual([]);
    expect(said).toEqual([
      'Allows `s3:GetObject` on `arn:aws:s3:::<YOUR_BUCKET>/example` when `aws:ViaAWSMCPService` is `true`.',
      'Does not allow `s3:DeleteObject` on `arn:aws:s3:::<YOUR_BUCKET>/example` when `aws:ViaAWSMCPService` is `true`.',
      'Allows `s3:ListBucket` on `arn:aws:s3:::<YOUR_BUCKET>` when `aws:ViaAWSMCPService` is `true`.',
      'Refuses every request with `aws:ViaAWSMCPService` `false` or absent, except `sts:GetCallerIdentity`, no matter what else is attached.',
      'Nothing else is allowed.',
    ]);
    expect(text).toContain('# Reword them, and add claims that your readers rely on.');
  });

  const conditions: Record<string, readonly [string, string]> = {
    'several keys': [
      '"StringLike": { "aws:PrincipalTag/team": "docs-*" }, "Bool": { "aws:SecureTransport": "true" }',
      'when `aws:PrincipalTag/team` is `docs-example` and `aws:SecureTransport` is `true`.',
    ],
    'an address': [
      '"IpAddress": { "aws:SourceIp": "203.0.113.0/24" }',
      'when `aws:SourceIp` is `203.0.113.0`.',
    ],
    'a number': ['"NumericLessThan": { "s3:max-keys": "10" }', 'when `s3:max-keys` is `9`.'],
    'a date': [
      '"DateGreaterThan": { "aws:CurrentTime": "2026-01-01T00:00:00Z" }',
      'when `aws:CurrentTime` is `2999-01-01T00:00:00Z`.',
    ],
    'an absent key': [
      '"Null": { "aws:TokenIssueTime": "true" }',
      'when `aws:TokenIssueTime` is absent.',
    ],
    'a negated operator': [
      '"StringNotEquals": { "aws:RequestedRegion": "us-east-1" }',
      'when `aws:RequestedRegion` is `some-other-value`.',
    ],
    'a set': [
      '"ForAnyValue:StringEquals": { "aws:PrincipalOrgPaths": ["o-a1b2c3d4e5"] }',
      'when `aws:PrincipalOrgPaths` holds `o-a1b2c3d4e5`.',
    ],
  };
  it.each(Object.entries(conditions))('state %s', async (_, [condition, when]) => {
    const { said, result } = await claimsOf(
      `{\n"Sid": "Conditional", "Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::a", "Condition": { ${condition} } }`,
    );
    expect(places(result)).toEqual([]);
    expect(said[0]).toBe(`Allows \`s3:ListBucket\` on \`arn:aws:s3:::a\` ${when}`);
    expect(said[1]).toMatch(/^Does not allow `s3:ListBucket` on `arn:aws:s3:::a` when/);
  });

  it('find an action for a pattern, and a resource for a star', async () => {
    const { said, result } = await claimsOf(
      '{\n"Sid": "A", "Effect": "Allow", "Action": "dynamodb:Get*", "Resource": "*" }',
      '{\n"Sid": "B", "Effect": "Deny", "NotAction": "dynamodb:*", "Resource": "*" }',
    );
    expect(places(result)).toEqual([]);
    expect(said[0]).toMatch(
      /^Allows `dynamodb:Get\w+` on `arn:aws:dynamodb:us-east-1:111122223333:table\/example/,
    );
    expect(said.at(-2)).toBe(
      'Refuses anything but `dynamodb:*`, except `sts:GetCallerIdentity`, no matter what else is attached.',
    );
    expect(said.at(-1)).toBe('Nothing else is allowed.');
  });

  it('have no exception where a Deny cannot meet the call that no policy refuses', async () => {
    const { said, result } = await claimsOf(
      '{\n"Sid": "A", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::a/*" }',
      '{\n"Sid": "B", "Effect": "Deny", "Action": "*", "Resource": "arn:aws:s3:::a/private/*" }',
    );
    expect(places(result)).toEqual([]);
    expect(said).toContain(
      'Refuses every request on `arn:aws:s3:::a/private/*`, no matter what else is attached.',
    );
  });

  it('fill in the variables that the session of a role has', async () => {
    const { said, result } = await claimsOf(
      '{\n"Sid": "Own", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::a/${aws:PrincipalTag/team}/*" }',
    );
    expect(places(result)).toEqual([]);
    expect(said[0]).toBe(
      'Allows `s3:GetObject` on `arn:aws:s3:::a/example/example` when `aws:PrincipalTag/team` is `example`.',
    );
  });

  it('are about who may become the role, for a trust policy', async () => {
    const { said } = await claimsOf(TRUST);
    expect(said).toEqual([
      'Lets `arn:aws:iam::111122223333:oidc-provider/oidc.example.com` call `sts:AssumeRoleWithWebIdentity` when `oidc.example.com:aud` is `example`.',
      'Does not let `arn:aws:iam::111122223333:oidc-provider/oidc.example.com` call `sts:AssumeRoleWithWebIdentity` when `oidc.example.com:aud` is `some-other-value`.',
      'Nobody else may assume the role.',
      'The trust policy admits everyone who meets its conditions, no matter who they are.',
    ]);
    const service = await claimsOf(
      '{\n"Effect": "Allow", "Principal": { "Service": "lambda.amazonaws.com" }, "Action": "sts:AssumeRole" }',
    );
    expect(service.said).toEqual([
      'Lets `lambda.amazonaws.com` call `sts:AssumeRole`.',
      'Nobody else may assume the role.',
    ]);
    const account = await claimsOf(
      '{\n"Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:root" }, "Action": "sts:AssumeRole" }',
    );
    expect(account.said).toEqual([
      'Lets `arn:aws:iam::111122223333:root` call `sts:AssumeRole`.',
      'Nobody else may assume the role.',
    ]);
    expect(account.result.problems).toEqual([]);
  });

  it('are left to people, in a comment, where no request shows what a statement does', async () => {
    const variable = await claimsOf(
      READ,
      '{\n"Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::a/${aws:username}/*" }',
    );
    expect(variable.text).toContain(
      '# No request was found that shows what statement 2 of permissions does',
    );
  });
});

describe('verify', () => {
  it('tells a claim that does not hold from a policy that cannot be adopted', async () => {
    const test = site({ 'docs/a.mdx': page(fence(await policy(READ))) });
    const opened = await openWorkspace(test.root);
    const { catalog } = loadCatalog([]);
    const found = findPlaces(opened, [{ file: 'docs/a.mdx' }], undefined);
    const [first] = found.fences;
    if (!first) throw new Error('the fence is found');
    const groups = groupFences([first.fence as PolicyFence], []);
    const roles = nameRoles(opened, catalog, groups, {});
    const options = {
      root: test.root,
      config: undefined,
      regions: found.regions,
      normalize: false,
      isReworded: () => false,
    };
    const composed = await compose(opened, catalog, groups, roles, [], new Set());
    expect(await verify(composed, options)).toMatchObject({ unclaimed: new Map(), problems: [] });
    const files = new Map(
      [...composed.files].map(([file, made]) => [
        file,
        { ...made, text: made.text.replace('expect: allowed', 'expect: explicitDeny') },
      ]),
    );
    const verified = await verify({ ...composed, files }, options);
    expect(verified).toMatchObject({ problems: [], pages: [] });
    expect([...verified.unclaimed]).toMatchObject([[{ line: 9 }, { code: 'adopt/refused' }]]);
    expect(verified.failures.size).toBe(0);
    const bare = await compose(
      opened,
      catalog,
      groups,
      roles,
      [],
      new Set(verified.unclaimed.keys()),
    );
    expect([...bare.files.values()][0]?.text).not.toContain('claims:');
    expect((await verify(bare, options)).pages).toHaveLength(1);
  });
});

describe('writing', () => {
  it('is for later with --dry-run, and asked for on a terminal', async () => {
    const test = site({ 'docs/a.mdx': page(fence(await policy(READ))) });
    const dry = await run(test, { dryRun: true });
    expect(dry).toMatchObject({
      written: false,
      files: [{ file: 'data/roles/reading-a-bucket.yaml' }],
    });
    expect(dry.pages[0]?.diff.filter((one) => one.startsWith('+'))).toHaveLength(4);
    const asked: string[] = [];
    const refused = await run(test, {
      ask: async ({ id }) => {
        asked.push(id);
        return { id: 'mine', name: 'Mine', title: 'Mine' };
      },
      confirm: async () => false,
    });
    expect(asked).toEqual(['reading-a-bucket']);
    expect(refused).toMatchObject({ written: false, adopted: [{ role: 'mine' }] });
    expect(existsSync(test.path('data'))).toBe(false);
    expect(test.read('docs/a.mdx')).not.toContain('permadocs');
    test.write('docs/b.mdx', page(fence(await policy(LIST))));
    const twice = await run(test, { ask: async () => ({ id: 'same' }) });
    expect(twice.problems.map(({ message }) => message)).toEqual([
      'the id same is taken by another role, or by data/roles/same.yaml',
      'the id same is taken by another role, or by data/roles/same.yaml',
    ]);
  });

  it('lets the next build replace what it put into regions', async () => {
    const test = site({ 'docs/a.mdx': page(fence(await policy(READ))) });
    await run(test);
    const file = 'data/roles/reading-a-bucket.yaml';
    test.write(file, test.read(file).replaceAll('s3:GetObject', 's3:GetObjectVersion'));
    expect(await test.build()).toMatchObject({ problems: [], written: true });
    expect(test.read('docs/a.mdx')).toContain('"Action": "s3:GetObjectVersion"');
  });

  it('leaves the other regions of a page as they are, up to date or not', async () => {
    const test = site({ 'docs/a.mdx': page(fence(await policy(READ))) });
    await run(test);
    const file = 'data/roles/reading-a-bucket.yaml';
    test.write(file, test.read(file).replaceAll('ReadObjects', 'ReadThem'));
    test.write(
      'docs/a.mdx',
      `${test.read('docs/a.mdx')}\n## Listing\n\n${fence(await policy(LIST))}\n`,
    );
    const second = await run(test, { targets: [{ file: 'docs/a.mdx' }] });
    expect(second).toMatchObject({ problems: [], adopted: [{ role: 'listing' }], written: true });
    expect(test.read('docs/a.mdx')).toContain('"Sid": "ReadObjects"');
    expect(places(await test.check())).toEqual(['docs/a.mdx:9:1 page/out-of-date']);
  });

  it('goes on where an earlier run was stopped between data and page', async () => {
    const before = page(fence(await policy(READ)));
    const test = site({ 'docs/a.mdx': before });
    await run(test);
    const after = test.read('docs/a.mdx');
    test.write('docs/a.mdx', before);
    expect(await run(test)).toMatchObject({
      files: [],
      adopted: [{ isKnown: true }],
      written: true,
    });
    expect(test.read('docs/a.mdx')).toBe(after);
  });

  it('keeps to the style of the workspace’s Prettier', async () => {
    const test = site({
      '.prettierrc': '{ "singleQuote": true }',
      'package.json': '{ "devDependencies": { "permadocs": "^0.1.0" } }',
      'docs/a.mdx': page(fence(await policy(READ, GUARD))),
    });
    const { files } = await run(test);
    for (const { file, text } of files)
      expect(await isFormatted(text, { filepath: file, singleQuote: true })).toBe(true);
    expect(test.read('data/roles/reading-a-bucket.yaml')).toMatch(
      /^# yaml-language-server: \$schema=\.\.\/\.\.\/node_modules\/permadocs\/schemas\/data\.schema\.json\nroles:\n/,
    );
  });

  it('does not follow a folder out of the workspace', async () => {
    const test = site({ 'docs/a.mdx': page(fence(await policy(READ))) });
    const elsewhere = workspace({ 'x.txt': '' });
    symlinkSync(elsewhere.root, test.path('data'));
    const result = await run(test);
    expect(result.written).toBe(false);
    expect(result.problems[0]).toMatchObject({ code: 'data/unreadable', file: 'data' });
    expect(readdirSync(elsewhere.root).filter((name) => name !== '.cache')).toEqual(['x.txt']);
    expect(test.read('docs/a.mdx')).not.toContain('permadocs');
  });
});

describe('a policy that no role holds', () => {
  const BUCKET = `{
    "Sid": "Readers",
    "Effect": "Allow",
    "Principal": { "AWS": "arn:aws:iam::111122223333:role/Reader" },
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::reports/*" }`;
  const REGION = `{
    "Sid": "Elsewhere",
    "Effect": "Deny",
    "Action": "ec2:*",
    "Resource": "*",
    "Condition": { "StringNotEquals": { "aws:RequestedRegion": "eu-west-1" } } }`;

  it('becomes an entry of its own, with a bound of what it grants', async () => {
    const text = page(`## Reports bucket\n\n${fence(await policy(BUCKET))}\n`);
    const test = site({ 'docs/a.md': text });
    const { problems, adopted } = await run(test, { kind: 'bucket' });
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(adopted.map(({ role, kind, data }) => [role, kind, data])).toEqual([
      ['reports-bucket', 'bucket', 'data/policies/reports-bucket.yaml'],
    ]);
    const data = test.read('data/policies/reports-bucket.yaml');
    expect(data).toContain('policies:\n  reports-bucket:\n    kind: bucket\n');
    expect(data).toContain('say: Nothing else is allowed.');
    expect(test.read('docs/a.md')).toContain('BEGIN permadocs policy policy="reports-bucket"');
    expect(withoutMarkerLines(test.bytes('docs/a.md'))).toBe(withoutMarkerLines(Buffer.from(text)));
    const { problems: found } = await test.check();
    expect(found.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('of an organization is adopted as what it is', async () => {
    const test = site({ 'docs/a.md': page(`## Our SCP\n\n${fence(await policy(REGION))}\n`) });
    const { adopted } = await run(test, { kind: 'scp', id: 'regions' });
    expect(adopted.map(({ role, kind }) => [role, kind])).toEqual([['regions', 'scp']]);
    expect(test.read('data/policies/regions.yaml')).toContain('kind: scp');
  });

  it('has principals if its kind has them', async () => {
    const test = site({ 'docs/a.md': page(`## P\n\n${fence(await policy(REGION))}\n`) });
    const { left } = await run(test, { kind: 'bucket' });
    expect(left.map(({ reason }) => reason)).toEqual([
      'a statement names no Principal, which a policy of the kind bucket needs',
    ]);
    const other = site({ 'docs/a.md': page(`## P\n\n${fence(await policy(BUCKET))}\n`) });
    expect((await run(other, { kind: 'scp' })).left.map(({ reason }) => reason)).toEqual([
      'it names a Principal, which a policy of the kind scp cannot have',
    ]);
  });
});
