/** Roles with several policies, and policies that no role holds: what is wrong with them, and where. */
import { describe, expect, it } from 'vitest';

import { loadCatalog } from '../../scripts/data/catalog.ts';
import { checkReferences } from '../../scripts/data/references/index.ts';
import { sortProblems } from '../../scripts/problems/problem.ts';
import { Source } from '../../scripts/problems/source.ts';
import { catalogWith } from '../../scripts/sources/sources.ts';
import { noted } from '../support/reported.ts';
import { inMemory } from '../support/shipped.ts';

function problems(text: string, files: Readonly<Record<string, string>> = {}): string[] {
  const { catalog, problems: found } = catalogWith([new Source('a.yaml', text)], inMemory(files));
  const known = { asOf: undefined, placeholders: {}, exists: () => false };
  return noted(sortProblems([...found, ...checkReferences(catalog, known)])).map(
    ({ file, line, column, code, message, hint }) =>
      `${file}:${line}:${column} ${code}: ${message}${hint === undefined ? '' : ` (${hint})`}`,
  );
}

const POLICY =
  '{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*" }] }';
const READ = '{ Effect: Allow, Action: s3:GetObject, Resource: "*" }';
const role = (policies: string, more = ''): string =>
  `roles:\n  r:\n    name: R\n    title: R\n${more}    policies:\n${policies}`;
const policy = (lines: string): string =>
  `policies:\n  p:\n    title: P\n    statements: [${READ}]\n${lines}`;

describe('a role with several permissions policies', () => {
  it('names its files by their number, or as they say', () => {
    const text = role(`      permissions:
        - statements: [${READ}]
        - file: own.json
          statements: [${READ}]
        - statements: [${READ}]
`);
    const { catalog } = loadCatalog([new Source('a.yaml', text)]);
    const [entry] = catalog.all('roles');
    expect(
      entry && catalog.policiesOf(entry).map(({ name, fileName }) => [name, fileName]),
    ).toEqual([
      ['r-permissions.json', 'r-permissions.json'],
      ['own.json', 'own.json'],
      ['r-permissions-3.json', 'r-permissions-3.json'],
    ]);
  });

  it('may not have one file twice', () => {
    const two = `      permissions:\n        - { file: a.json, statements: [${READ}] }\n        - { file: a.json, statements: [${READ}] }\n`;
    expect(problems(role(two))).toEqual([
      'a.yaml:8:11 data/invalid: two policies of r have the file a.json (give one of them a `file` of its own)',
    ]);
  });

  it('may not have more characters in all of them than IAM takes', () => {
    const large = (bucket: string): string =>
      `{ Effect: Allow, Action: s3:GetObject, Resource: [${Array.from({ length: 200 }, (_, index) => `"arn:aws:s3:::${bucket}-${index}/some/prefix/*"`).join(', ')}] }`;
    const two = (second: string): string =>
      `      permissions:\n        - { file: a.json, statements: [${large('a')}] }\n        - { file: b.json, statements: [${second}] }\n`;
    expect(problems(role(two(READ)))).toEqual([]);
    expect(problems(role(two(large('b'))))).toEqual([
      expect.stringMatching(
        /^a\.yaml:7:9 data\/invalid: the inline policies of r have 1\d{4} characters without white space together, and the quota of a role is 10240 /,
      ),
    ]);
  });

  it('has each mistake at its place, in a list as in a map', () => {
    const wrong = '{ Efect: Allow, Action: s3:GetObject, Resource: "*" }';
    expect(problems(role(`      permissions:\n        statements: [${wrong}]\n`))[0]).toMatch(
      /^a\.yaml:7:24 data\/invalid: unknown key `Efect` in roles\.r\.policies\.permissions\.statements\.0 \(did you mean `Effect`\?\)/,
    );
    const list = `      permissions:\n        - statements: [${READ}]\n        - statements: [${wrong}]\n`;
    expect(problems(role(list))[0]).toMatch(
      /^a\.yaml:8:26 data\/invalid: unknown key `Efect` in roles\.r\.policies\.permissions\.1\.statements\.0/,
    );
    expect(problems(role('      permissions: [{ file: a.json }]\n'))).toEqual([
      'a.yaml:6:21 data/invalid: a policy has one of `statements`, `use` and `from`, found a map',
    ]);
  });
});

describe('a managed policy', () => {
  const managed = (items: string): string => role(`      managed:\n${items}`);
  const ARN = 'arn:aws:iam::aws:policy/ReadOnlyAccess';

  it('is enough for a role', () => {
    expect(problems(managed(`        - arn: ${ARN}\n`))).toEqual([]);
  });

  it('is named by its ARN, once', () => {
    expect(problems(managed('        - arn: ReadOnlyAccess\n'))).toEqual([
      'a.yaml:7:16 data/invalid: expected the ARN of a managed policy, such as arn:aws:iam::aws:policy/ReadOnlyAccess, found `ReadOnlyAccess`',
    ]);
    expect(problems(managed(`        - arn: ${ARN}\n        - arn: ${ARN}\n`))).toEqual([
      `a.yaml:8:16 data/invalid: ${ARN} is attached to r already (remove one of the two)`,
    ]);
  });

  it('has a document that can be read, and that is a policy', () => {
    const text = managed(`        - { arn: ${ARN}, document: p/read.json }\n`);
    expect(problems(text)).toEqual([
      'a.yaml:7:68 source/unreadable: p/read.json does not exist (correct the path, which is from the root)',
    ]);
    expect(problems(text, { 'p/read.json': '{ "Version": }' })[0]).toMatch(
      /^p\/read\.json:1:14 source\/syntax/,
    );
    expect(problems(text, { 'p/read.json': '{ "Version": "2012-10-17" }' })).toEqual([
      'a.yaml:7:68 source/not-a-policy: what is at this place is not a policy (point `document` at a map with `Statement`, a list of statements, or a statement)',
    ]);
    expect(problems(text, { 'p/read.json': POLICY })).toEqual([]);
  });

  it('has any file that ships as its document, with values for its variables', () => {
    const of = (document: string): string =>
      managed(`        - { arn: ${ARN}, document: ${document} }\n`);
    const printed = `{ "PolicyVersion": { "Document": ${POLICY}, "IsDefaultVersion": true } }`;
    expect(problems(of('../p/read.json'), { '../p/read.json': printed })).toEqual([]);
    const terraform = `data "aws_iam_policy_document" "read" {\n  statement {\n    actions   = ["s3:GetObject"]\n    resources = [var.bucket]\n  }\n}\n`;
    const main = { 'main.tf': terraform };
    expect(problems(of('"main.tf#aws_iam_policy_document.read"'), main)).toEqual([
      'main.tf:4:18 source/unresolved: the value of var.bucket is not known (state its value: document: { from: "main.tf#aws_iam_policy_document.read", values: { "var.bucket": "<PLACEHOLDER>" } })',
    ]);
    const stated = of('{ from: main.tf, values: { var.bucket: "arn:aws:s3:::b" } }');
    expect(problems(stated, main)).toEqual([]);
    expect(
      problems(of('{ from: main.tf, values: { var.bucket: "arn:aws:s3:::<B>" } }'), main),
    ).toEqual([expect.stringMatching(/^a\.yaml:7:\d+ data\/undeclared-placeholder/)]);
    expect(problems(of(`{ from: main.tf, statements: [${READ}] }`), main)[0]).toContain(
      'a document has either `statements` or `from`',
    );
    expect(problems(of(`{ values: { a: b }, statements: [${READ}] }`), main)[0]).toContain(
      '`values` goes with `from`',
    );
  });
});

describe('path, tags and session duration', () => {
  it('are what IAM takes', () => {
    const own = `      permissions: { statements: [${READ}] }\n`;
    const right = '    path: /tools/\n    tags: { team: docs }\n    maxSessionDuration: 7200\n';
    expect(problems(role(own, right))).toEqual([]);
    expect(problems(role(own, '    path: tools\n'))[0]).toContain('begins and ends with /');
    expect(problems(role(own, '    maxSessionDuration: 60\n'))[0]).toMatch(
      /^a\.yaml:5:25 data\/invalid: expected a number of seconds, 3600 to 43200/,
    );
    expect(problems(role(own, '    tags: { "aws:x": y }\n'))[0]).toContain('are reserved');
  });
});

describe('a policy that no role holds', () => {
  it.each([
    ['bucket', 'arn:aws:s3:::reports'],
    ['key', 'arn:aws:kms:eu-west-1:111122223333:key/k'],
    ['queue', 'arn:aws:sqs:eu-west-1:111122223333:q'],
    ['topic', 'arn:aws:sns:eu-west-1:111122223333:t'],
    ['secret', 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:s-AbCdEf'],
    ['scp', '[r-ab12, ou-ab12-11111111, "111122223333"]'],
    ['rcp', 'r-ab12'],
    ['session', 'arn:aws:iam::111122223333:role/R'],
    ['endpoint', 'vpce-0123456789abcdef0'],
  ])('is attached to what its kind is: %s', (kind, attachedTo) => {
    expect(problems(policy(`    kind: ${kind}\n    attachedTo: ${attachedTo}\n`))).toEqual([]);
    const wrong = problems(policy(`    kind: ${kind}\n    attachedTo: elsewhere\n`));
    expect(wrong).toHaveLength(1);
    expect(wrong[0]).toContain(
      `a.yaml:6:17 data/invalid: \`elsewhere\` is not what a policy of the kind ${kind}`,
    );
  });

  it('is attached once, but for those of an organization', () => {
    const two = '    kind: bucket\n    attachedTo: ["arn:aws:s3:::a", "arn:aws:s3:::b"]\n';
    expect(problems(policy(two))).toEqual([
      'a.yaml:6:17 data/invalid: a policy of the kind bucket is attached to one thing, and this names 2 (write an entry for each)',
    ]);
  });

  it('has a kind that there is', () => {
    expect(problems(policy('    kind: buket\n'))[0]).toMatch(
      /^a\.yaml:5:11 data\/invalid: expected one of bucket, key, queue, topic, secret, scp, rcp, session, endpoint/,
    );
  });

  it('claims nothing that a policy of its kind cannot do', () => {
    const claim = (kind: string, more: string): string[] =>
      problems(
        policy(
          `    kind: ${kind}\n    claims:\n      - { say: X., every: { service: s3 }, ${more} }\n`,
        ),
      );
    expect(claim('scp', 'expect: admits')[0]).toContain('grants nothing, so nothing is admitted');
    expect(claim('rcp', 'expect: denied, alsoAttached: anything')[0]).toContain(
      'remove `alsoAttached`',
    );
    expect(claim('bucket', 'expect: denied, policy: trust')[0]).toContain('unknown key `policy`');
    const asked =
      '    kind: session\n    claims:\n      - { say: X., principal: "*", requests: [{ action: s3:GetObject }], expect: allowed }\n';
    expect(problems(policy(asked))[0]).toContain('has no Principal, so the caller changes nothing');
  });

  it('declares its placeholders', () => {
    expect(
      problems(policy('    kind: bucket\n    attachedTo: "arn:aws:s3:::<BUCKET>"\n'))[0],
    ).toMatch(/^a\.yaml:6:17 data\/undeclared-placeholder/);
  });
});

describe('the policy of a bucket', () => {
  const bucket = (...resources: string[]): string =>
    `policies:
  p:
    title: P
    kind: bucket
    attachedTo: arn:aws:s3:::<BUCKET>
    statements:
      - Effect: Deny
        Principal: "*"
        Action: s3:*
        Resource:
${resources.map((one) => `          - "${one}"\n`).join('')}placeholders: { <BUCKET>: reports }
`;

  it('is about this bucket and its objects', () => {
    const own = ['', '/*', '/${aws:username}/*'].map((rest) => `arn:aws:s3:::<BUCKET>${rest}`);
    expect(problems(bucket(...own, '*', 'arn:aws:s3:::rep*', 'arn:*:s3:::reports/a'))).toEqual([]);
  });

  it.each(['arn:aws:s3:::other/*', 'arn:aws:s3:::reports-2', 'arn:aws:s3:::<BUCKET>-logs/*'])(
    'is refused with a resource of another: %s',
    (resource) => {
      expect(problems(bucket('arn:aws:s3:::<BUCKET>', resource))).toEqual([
        'a.yaml:12:13 data/invalid: the policy p is attached to arn:aws:s3:::<BUCKET>, and S3 refuses it with another resource (write `arn:aws:s3:::<BUCKET>` for the bucket, `arn:aws:s3:::<BUCKET>/*` for its objects)',
      ]);
    },
  );
});

describe('a managed policy that is written as a text', () => {
  it('is told how to be written', () => {
    const arn = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
    expect(problems(role(`      managed: [${arn}]\n`))).toEqual([
      `a.yaml:6:17 data/invalid: expected a map, found \`${arn}\` (write { arn: ${arn} })`,
    ]);
    expect(problems(role(`      managed: ${arn}\n`))).toEqual([
      `a.yaml:6:16 data/invalid: expected a list, found \`${arn}\` (write a list: [{ arn: ${arn} }])`,
    ]);
  });
});
