import { describe, expect, it } from 'vitest';

import { loadCatalog } from '../../scripts/data/catalog.ts';
import { policyText } from '../../scripts/sections/policy-text.ts';
import { sortProblems } from '../../scripts/problems/problem.ts';
import { checkReferences } from '../../scripts/data/references/index.ts';
import { Source } from '../../scripts/problems/source.ts';
import { noted } from '../support/reported.ts';
import { DATA } from '../support/workspace.ts';

const NOTHING = { asOf: undefined, placeholders: {}, exists: () => false };

/** `file:line:column code: message (hint)` of everything that is wrong. */
function problems(
  files: Readonly<Record<string, string>>,
  options: Partial<Parameters<typeof checkReferences>[1]> = {},
): string[] {
  const { catalog, problems: found } = loadCatalog(
    Object.entries(files).map(([file, text]) => new Source(file, text)),
  );
  return noted(
    sortProblems([...found, ...checkReferences(catalog, { ...NOTHING, ...options })]),
  ).map(
    ({ file, line, column, code, message, hint }) =>
      `${file}:${line}:${column} ${code}: ${message}${hint === undefined ? '' : ` (${hint})`}`,
  );
}

describe('a data file', () => {
  it('is one of many, merged by id', () => {
    expect(problems({ 'a.yaml': DATA })).toEqual([]);
  });

  it('may be empty, or nothing but comments', () => {
    expect(problems({ 'a.yaml': '', 'b.yaml': '# nothing yet\n' })).toEqual([]);
  });

  it('reports all of its problems in one run', () => {
    const text = `roles:
  Bad_Id:
    name: "no spaces allowed"
    titel: X
    policies:
      permissions: {}
errors:
  e:
    message: x
    service: 5
`;
    expect(problems({ 'a.yaml': text })).toEqual([
      'a.yaml:2:3 data/invalid: `title` is missing: expected text',
      'a.yaml:2:3 data/invalid: an id consists of lowercase words joined by "-", such as s3-readonly',
      'a.yaml:3:11 data/invalid: an IAM role name has 1 to 64 letters, digits or +=,.@_-, found `no spaces allowed`',
      'a.yaml:4:5 data/invalid: unknown key `titel` in roles.Bad_Id (did you mean `title`?)',
      'a.yaml:6:20 data/invalid: a policy has one of `statements`, `use` and `from`, found a map',
      'a.yaml:10:14 data/invalid: expected text, found `5` (quote it: "5")',
    ]);
  });

  it('that cannot be read may define what other files name, and nothing else', () => {
    const broken = `placeholders: { <OURS>: ours }
statements: { shared: { Sid: "Open, Effect: Allow } }
`;
    const user = `roles:
  r:
    name: R
    title: R of {role:other}
    policies:
      permissions:
        statements:
          - use: shared
          - use: shaerd
          - { Effect: Allow, Action: s3:GetObject, Resource: 'arn:aws:s3:::<OURS>/<THEIRS>' }
`;
    expect(problems({ 'a.yaml': broken, 'b.yaml': user })).toEqual([
      'a.yaml:2:30 data/yaml: nothing closes this quote (close it where the text ends)',
      'b.yaml:4:12 data/unknown-role: `other` in {role:other} is not defined in roles (roles are: r)',
      'b.yaml:9:18 data/unknown-statement: `shaerd` is not defined in statements (no data file defines any statements)',
      'b.yaml:10:62 data/undeclared-placeholder: the placeholder <THEIRS> is not declared, so the policy cannot be validated or proven (declare it: placeholders: { "<THEIRS>": "an example value" })',
    ]);
  });

  it('has at least one policy in a role, of whatever kind', () => {
    const role = (policies: string): string =>
      `roles: { r: { name: R, title: R, policies: ${policies} } }\n`;
    expect(problems({ 'a.yaml': role('{}') })).toEqual([
      'a.yaml:1:44 data/invalid: a role has at least one of `permissions`, `trust`, `boundary` and `managed`, found a map',
    ]);
    const trust =
      '{ trust: { statements: [{ Effect: Allow, Principal: { Service: a }, Action: x:Y }] } }';
    expect(problems({ 'a.yaml': role(trust) })).toEqual([]);
  });

  it('that defines an id again names both places', () => {
    expect(
      problems({
        'a.yaml': 'scenarios:\n  s: [{ "aws:x": null }]\n',
        'b.yaml': 'scenarios:\n  s: [{ "aws:x": null }]\n',
      }),
    ).toEqual([
      'b.yaml:2:3 data/duplicate-id: `s` in scenarios is already defined at a.yaml:2:3 (rename one of the two, or remove the copy)',
    ]);
  });

  it.each([
    [
      'an unquoted star',
      'statements:\n  s:\n    Effect: Deny\n    Resource: *\n',
      /a\.yaml:4:1[45] data\/yaml: an unquoted `\*` begins a YAML alias \(quote it: "\*"\)/,
    ],
    ['a tab', 'statements:\n\ts: x\n', /a\.yaml:2:1 data\/yaml: .*tab.*spaces/i],
    [
      'the same key twice',
      'roles: {}\nroles: {}\n',
      /a\.yaml:2:1 data\/yaml: the key is defined twice/,
    ],
    ['a tag', 'roles: !!js/function x\n', /a\.yaml:1:8 data\/yaml: .*tags are not supported/],
    [
      'a git conflict',
      'roles: {}\n<<<<<<< HEAD\n=======\n>>>>>>> x\n',
      /a\.yaml:2:1 data\/yaml: this git conflict is not resolved/,
    ],
    [
      '__proto__',
      'roles:\n  __proto__: {}\n',
      /a\.yaml:2:3 data\/yaml: `__proto__` cannot be a key/,
    ],
    ['YAML 1.1', '%YAML 1.1\n---\nroles: {}\n', /data\/yaml: YAML 1\.1/],
    [
      'an alias bomb',
      `a: &a [x]\n${'bcdefghij'
        .split('')
        .map((name, index) => `${name}: &${name} [${`*${'abcdefghi'[index]}, `.repeat(20)}]`)
        .join('\n')}\n`,
      /a\.yaml:2:8 data\/yaml: an alias cannot be resolved/,
    ],
    [
      'an alias of nothing',
      'roles:\n  a: &a {}\n  b: *a\n  c: { x: *nowhere }\n',
      /a\.yaml:4:11 data\/yaml: an alias cannot be resolved/,
    ],
    ['deep nesting', `a: ${'['.repeat(100_000)}`, /data\/yaml: the file nests deeper/],
    ['a list at the top', '- x\n', /a\.yaml:1:1 data\/invalid: expected a map, found a list/],
  ])('with %s gets a hint', (_, text, expected) => {
    expect(problems({ 'a.yaml': text })[0]).toMatch(expected);
  });

  it('keeps account ids as they were written', () => {
    const statement = (value: string): string =>
      `statements:\n  s:\n    Effect: Allow\n    Action: s3:*\n    Condition:\n      StringEquals: { "aws:x": ${value} }\n`;
    expect(problems({ 'a.yaml': statement('012345678901') })).toEqual([
      'a.yaml:6:32 data/unquoted-number: `012345678901` is a number to YAML, but looks like a name (quote it: "012345678901")',
    ]);
    expect(problems({ 'a.yaml': statement('111122223333') })[0]).toContain('data/unquoted-number');
    expect(problems({ 'a.yaml': statement('"111122223333"') })).toEqual([]);
    expect(problems({ 'a.yaml': statement('3600') })).toEqual([]);
  });
});

describe('what data files say of each other', () => {
  it('must exist', () => {
    const text = DATA.replace('use: guardrail', 'use: gardrail').replace(
      '{ say: Writes.,',
      '{ say: Writes., scenario: s, alsoAttached: [nothing],',
    );
    expect(
      problems({
        'b.yaml':
          'services:\n  s:\n    title: S\n    practices:\n      - { title: x, key: aws:Nothing }\n',
      }),
    ).toEqual([expect.stringMatching(/^b\.yaml:5:26 data\/unknown-condition-key/)]);
    expect(
      problems({ 'a.yaml': `${text}errors:\n  e: { message: x, service: y, role: raeder }\n` }),
    ).toEqual([
      'a.yaml:12:18 data/unknown-statement: `gardrail` is not defined in statements (did you mean `guardrail`?)',
      expect.stringMatching(
        /^a\.yaml:28:35 data\/unknown-scenario: `s` is not defined in scenarios \(no data file defines any/,
      ),
      expect.stringMatching(/^a\.yaml:28:53 data\/unknown-statement/),
      expect.stringMatching(/^a\.yaml:\d+:29 data\/unknown-service/),
      expect.stringMatching(/^a\.yaml:\d+:38 data\/unknown-role: .*did you mean `reader`/),
    ]);
  });

  it('includes the order of a service', () => {
    const text =
      'services:\n  s: { title: S, order: [s:Act, e, f] }\nactions:\n  s:Act: { summary: x }\nerrors:\n  e: { message: x, service: s }\n';
    expect(problems({ 'a.yaml': text })).toEqual([
      expect.stringMatching(/^a\.yaml:2:36 data\/unknown-error: `f` is not defined in errors/),
    ]);
  });

  it('declares every placeholder, in data or in the configuration', () => {
    const text = DATA.replace('placeholders: { "<BUCKET>": example-bucket }', '');
    expect(problems({ 'a.yaml': text })).toHaveLength(7);
    expect(problems({ 'a.yaml': text })[0]).toBe(
      'a.yaml:11:23 data/undeclared-placeholder: the placeholder <BUCKET> is not declared, so the policy cannot be validated or proven (declare it: placeholders: { "<BUCKET>": "an example value" })',
    );
    expect(problems({ 'a.yaml': text }, { placeholders: { '<BUCKET>': 'x' } })).toEqual([]);
  });

  it.each([
    ['[x](/out/a.mdx)', undefined],
    ['[x](/out/a.mdx#part)', undefined],
    ['[x](https://example.com)', undefined],
    ['[x](#part)', undefined],
    ['[x](/out/b.mdx)', 'does not lead to a file'],
    ['[x](/out/../../a.mdx)', 'does not lead to a file'],
    ['[x](a.mdx)', 'is neither https:// nor a file'],
    ['[x](javascript:alert)', 'is neither https:// nor a file'],
    ['[x](//example.com)', 'is neither https:// nor a file'],
    ['[x](/%zz)', 'does not lead to a file'],
  ])('links to %s', (link, message) => {
    const found = problems(
      {
        'a.yaml': DATA.replace(
          'title: Reader',
          `title: Reader\n    intro: ${JSON.stringify(link)}`,
        ),
      },
      { exists: (file) => file === 'out/a.mdx' },
    );
    expect(found).toEqual(
      message === undefined
        ? []
        : [expect.stringMatching(new RegExp(`^a\\.yaml:5:12 data/bad-link: .*${message}`))],
    );
  });

  describe('a removed action', () => {
    const withAction = (action: string): Record<string, string> => ({
      'roles.yaml': DATA.replace('Action: s3:GetObject', `Action: ${action}`),
      'actions.yaml':
        'actions:\n  old:Invoke: { summary: x, removed: 2026-03-24, replacedBy: Use `s3:GetObject`. }\n  old:Keep: { summary: x }\n  gone:A: { summary: x, removed: 2026-01-01 }\n',
    });

    it('is an error at its line, with its replacement', () => {
      expect(problems(withAction('[s3:GetObject, old:invoke]'))).toEqual([
        'roles.yaml:10:36 data/removed-action: old:Invoke was removed on 2026-03-24; the role reader still uses it (Use `s3:GetObject`.)',
      ]);
    });

    it('counts from its day on', () => {
      expect(problems(withAction('old:Invoke'), { asOf: '2026-03-23' })).toEqual([]);
      expect(problems(withAction('old:Invoke'), { asOf: '2026-03-24' })).toHaveLength(1);
    });

    it('is seen behind a wildcard that matches nothing else', () => {
      expect(problems(withAction('"gone:*"'))).toHaveLength(1);
      expect(problems(withAction('"old:*"'))).toEqual([]);
      expect(problems(withAction('"*"'))).toEqual([]);
    });
  });
});

describe('the layout of a policy', () => {
  it('follows the YAML: flow or block, order, scalar or list', () => {
    const { catalog } = loadCatalog([
      new Source(
        'a.yaml',
        `roles:
  r:
    name: R
    title: R
    policies:
      permissions:
        statements:
          - Effect: Allow
            Sid: A
            Action: [s3:GetObject]
            Resource: "*"
            Condition: { Bool: { "aws:SecureTransport": true } }
          - { Effect: Deny, Action: "s3:*", Resource: ["a", "b"], Condition: { NumericLessThan: { "s3:max-keys": 10 } } }
`,
      ),
    ]);
    const role = catalog.get('roles', 'r');
    expect(role && policyText(catalog.policy(role, 'permissions')?.statements ?? [])).toBe(`{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Sid": "A",
      "Action": ["s3:GetObject"],
      "Resource": "*",
      "Condition": { "Bool": { "aws:SecureTransport": true } }
    },
    { "Effect": "Deny", "Action": "s3:*", "Resource": ["a", "b"], "Condition": { "NumericLessThan": { "s3:max-keys": 10 } } }
  ]
}`);
  });

  it('resolves aliases', () => {
    const { catalog, problems: found } = loadCatalog([
      new Source(
        'a.yaml',
        'statements:\n  s:\n    Effect: Deny\n    Action: &all "*"\n    Resource: *all\n',
      ),
    ]);
    expect(found).toEqual([]);
    expect(catalog.get('statements', 's')?.value).toMatchObject({ Action: '*', Resource: '*' });
  });
});
