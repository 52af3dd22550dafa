/** Roles with several policies, and policies that no role holds: what is wrong with them, and where. */
import { describe, expect, it } from 'vitest';

import { loadCatalog } from '../../scripts/data/catalog.ts';
import { checkReferences } from '../../scripts/data/references/index.ts';
import { sortProblems } from '../../scripts/problems/problem.ts';
import { Source } from '../../scripts/problems/source.ts';
import { noted } from '../support/reported.ts';

function problems(text: string, documents: readonly Source[] = []): string[] {
  const { catalog, problems: found } = loadCatalog([new Source('a.yaml', text), ...documents]);
  const known = { asOf: undefined, placeholders: {}, exists: () => false };
  return noted(sortProblems([...found, ...checkReferences(catalog, known)])).map(
    ({ file, line, column, code, message, hint }) =>
      `${file}:${line}:${column} ${code}: ${message}${hint === undefined ? '' : ` (${hint})`}`,
  );
}

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
      'a.yaml:6:21 data/invalid: a policy has either `statements` or `use`, found a map',
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
    const gone = new Source('p/read.json', '', 'it does not exist');
    expect(problems(text, [gone])).toEqual([
      'a.yaml:7:68 data/unreadable: the document p/read.json cannot be read: it does not exist (name a JSON file of the workspace, relative to its root, or leave `document` out)',
    ]);
    expect(problems(text, [new Source('p/read.json', '{ "Version": }')])[0]).toMatch(
      /^p\/read\.json:1:14 iam\/json-syntax-error/,
    );
    expect(problems(text, [new Source('p/read.json', '{ "Version": "2012-10-17" }')])).toEqual([
      'p/read.json:1:1 data/invalid: this is not a policy: it has no `Statement` (save what `aws iam get-policy-version --query PolicyVersion.Document` prints)',
    ]);
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
