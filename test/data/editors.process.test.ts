import { readFileSync } from 'node:fs';
import { globbySync } from 'globby';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { LanguageServer } from '../support/language-server.ts';

const root = new URL('../../', import.meta.url);
const folder = new URL('data/roles/', root);
const read = (file: string): string => readFileSync(new URL(file, root), 'utf8');

const DATA = '# yaml-language-server: $schema=../../schemas/data.schema.json\n';
const CONFIG = '# yaml-language-server: $schema=../../schemas/permadocs.schema.json\n';
const POLICY = 'roles:\n  a:\n    name: A\n    title: A\n    policies:\n      permissions:\n';
const STATEMENT = `${POLICY}        statements:\n          - `;
const CLAIM = `${POLICY}        use: x\n    claims:\n      - say: A.\n        `;
const SHARED = 'statements:\n  a:\n    Effect: Deny\n    ';
const EQUALS = `${SHARED}Condition:\n      StringEquals:`;

/** What is wrong, the file, and what an editor says; lines count without the line of the schema. */
const WRONG: readonly (readonly [what: string, text: string, ...findings: string[]])[] = [
  ['a misspelt kind', 'rolez: {}\n', '1: Property rolez is not allowed.'],
  [
    'a misspelt field',
    `${STATEMENT}Efect: Deny\n`,
    '8: Property Efect is not allowed.',
    '8: the statement has no `Effect`; write `Effect: Allow` or `Effect: Deny`, or refer to a shared statement with `use`, or to one that ships with `from`',
  ],
  ['a kind with nothing in it', 'roles:\n', '1: expected a map'],
  [
    'a number for a text',
    'services:\n  s3:\n    title: 5\n',
    '3: expected text; quote numbers, dates and true or false',
  ],
  ['a blank text', "services:\n  s3:\n    title: ' '\n", '3: expected text, found nothing'],
  [
    'an id with capitals',
    'scenarios:\n  Direct: [{}]\n',
    '2: an id consists of lowercase words joined by "-", such as s3-readonly',
  ],
  [
    'an action without its service',
    'actions:\n  GetObject: { summary: Reads. }\n',
    '2: an action is written service:Name, such as s3:GetObject',
  ],
  [
    'a placeholder without brackets',
    'placeholders:\n  BUCKET: example\n',
    '2: a placeholder is written <LIKE_THIS>',
  ],
  [
    'an unquoted account id of a placeholder',
    "placeholders:\n  '<ACCOUNT>': 111122223333\n",
    '2: expected text; quote numbers, dates and true or false',
  ],
  [
    'an unquoted account id in a condition',
    `${EQUALS} { 'aws:PrincipalAccount': 111122223333 }\n`,
    '5: an account id is a name: quote it, "111122223333"',
  ],
  [
    'an unquoted account id in a list',
    `${EQUALS}\n        aws:PrincipalAccount:\n          - 111122223333\n`,
    '7: an account id is a name: quote it, "111122223333"',
  ],
  ['an operator without keys', `${EQUALS} 'true'\n`, '5: expected a map'],
  [
    'an operator that does not exist',
    `${SHARED}Condition:\n      StringEqual: { 'aws:x': y }\n`,
    '5: there is no such condition operator; write StringEquals, ArnLike, Bool and so on, optionally followed by IfExists or preceded by ForAnyValue:',
  ],
  [
    'an effect that does not exist',
    `${STATEMENT}Effect: allow\n`,
    '8: Value is not accepted. Valid values: "Allow", "Deny".',
  ],
  [
    'a number for an action',
    `${SHARED}Action: 5\n`,
    '4: Incorrect type. Expected "string | array".',
  ],
  [
    '`use` with other elements',
    `${STATEMENT}use: x\n            Sid: A\n`,
    '9: `use` must be the only key',
  ],
  [
    '`use` in a shared statement',
    'statements:\n  a:\n    use: b\n',
    '3: a shared statement cannot `use` another one; write it out',
  ],
  [
    '`use` beside statements',
    `${POLICY}        use: x\n        statements: [{ use: x }]\n`,
    '8: a policy has one of `statements`, `use` and `from`',
  ],
  [
    'a policy with neither',
    `${POLICY}        file: a.json\n`,
    '6: a policy has one of `statements`, `use` and `from`',
  ],
  [
    'a role without a policy',
    'roles:\n  a:\n    name: A\n    title: A\n    policies: {}\n',
    '5: a role has at least one of `permissions`, `trust`, `boundary` and `managed`',
  ],
  [
    '`from` beside statements in a policy that no role holds',
    'policies:\n  a:\n    kind: scp\n    title: A\n    from: a.json\n    statements: [{ use: x }]\n',
    '6: a policy has one of `statements`, `use` and `from`',
  ],
  [
    'a managed policy whose document is two things',
    'roles:\n  a:\n    name: A\n    title: A\n    policies:\n      managed:\n        - arn: arn:aws:iam::aws:policy/A\n          document:\n            from: a.json\n            statements: [{ use: x }]\n',
    '10: a document has either `statements` or `from`',
  ],
  [
    'a role without a title',
    'roles:\n  a:\n    name: A\n    policies: { trust: { use: x } }\n',
    '2: Missing property "title".',
  ],
  [
    'a decision that does not exist',
    `${CLAIM}expect: alowed\n        requests: [{ action: s3:GetObject }]\n`,
    '10: Value is not accepted. Valid values: "allowed", "explicitDeny", "implicitDeny", "denied", "admits", "delegates".',
  ],
  [
    'a claim without a request',
    `${CLAIM}expect: allowed\n        requests: []\n`,
    '11: Array has too few items. Expected 1 or more.',
  ],
  [
    'a date that does not exist',
    'actions:\n  s3:Get: { summary: Reads., removed: 2026-02-30 }\n',
    '2: expected a date written as "2026-03-24"',
  ],
];

const WRONG_CONFIG: readonly (readonly [text: string, finding: string])[] = [
  ['pagez: docs/**\n', '1: Property pagez is not allowed.'],
  [
    'lint:\n  rules:\n    lint/drit: off\n',
    '3: there is no such problem code; permadocs list codes lists them',
  ],
  ['templates: [a, b]\n', '1: expected text; quote numbers, dates and true or false'],
];

describe('the YAML language server', () => {
  let server: LanguageServer;
  /** By the text. The server waits a while before it judges a text, so all are opened at once. */
  const found = new Map<string, Promise<string[]>>();
  beforeAll(async () => {
    server = await LanguageServer.start(root);
    const texts = [
      ...WRONG.map(([, text]) => DATA + text),
      ...WRONG_CONFIG.map(([text]) => CONFIG + text),
    ];
    for (const text of texts) found.set(text, server.findings(text, folder));
  });
  afterAll(() => server.stop());
  // The line of the schema stands before.
  const atTheirLines = (text: string) => text.replace(/^\d+/, (line) => String(Number(line) + 1));

  it('finds nothing in the data of this repository, nor in the examples of its documentation', async () => {
    const none = async (text: string, url: URL): Promise<void> =>
      expect(await server.findings(text, url), text).toEqual([]);
    const files = globbySync('data/**/*.yaml', { cwd: root });
    await Promise.all(files.map((file) => none(read(file), new URL(file, root))));
    const examplesOf = (page: string, key: string): string[] =>
      [...read(page).matchAll(/^```yaml[^\n]*\n(.*?)^```$/gms)]
        .map(([, text = '']) => text)
        .filter((text) => new RegExp(`^${key}:`, 'm').test(text));
    const config = examplesOf('docs/configuration.md', 'pages');
    const data = examplesOf('README.md', 'roles');
    expect([config.length, data.length]).toEqual([1, 1]);
    await Promise.all([
      ...config.map((text) => none(CONFIG + text, folder)),
      ...data.map((text) => none(DATA + text, folder)),
    ]);
  });

  it.each(WRONG)('says what is wrong, at its line: %s', async (_, text, ...findings) => {
    expect(await found.get(DATA + text)).toEqual(findings.map(atTheirLines));
  });

  it.each(WRONG_CONFIG)('says what is wrong with a configuration: %j', async (text, finding) => {
    expect(await found.get(CONFIG + text)).toEqual([atTheirLines(finding)]);
  });

  const role = `${STATEMENT}Sid: A\n            Effect: Deny\n            Action: s3:GetObject\n            Condition:\n              Bool: { 'aws:SecureTransport': 'false' }\n`;
  it.each([
    ['roles', 'IAM roles, by id'],
    ['a:\n', 'An IAM role: its policies'],
    [
      'permissions',
      'The permissions policy, which is an inline policy of the role: what the role may do.',
    ],
    ['Sid', '[IAM User Guide](https://docs.aws.amazon.com/IAM/latest/UserGuide/'],
    ['Effect', '`Deny`: Denies, no matter what else is allowed.'],
    ['Action', 'The actions, written `service:Name`; one or a list'],
    ['Condition', 'operators, each with its condition keys'],
    ['Bool', 'Condition keys and what they are compared with'],
    ["'aws:Sec", 'Quote account ids'],
  ])('documents %j on hover', async (at, words) => {
    expect(await server.hover(role, folder, at)).toBe('');
    expect(await server.hover(DATA + role, folder, at)).toContain(words);
  });

  it.each([
    ['', ['services', 'actions', 'conditionKeys', 'statements', 'roles']],
    ['roles:\n  a:\n    ', ['name', 'title', 'policies', 'claims', 'formerly']],
    [STATEMENT, ['use', 'Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'Condition']],
    [`${STATEMENT}Effect: `, ['Allow', 'Deny']],
    [`${SHARED}Condition:\n      `, ['StringEquals', 'ArnLike', 'Bool', 'Null']],
    [CLAIM, ['scenario', 'requests', 'alsoAttached', 'expect', 'by']],
    [`${CLAIM}expect: `, ['allowed', 'explicitDeny', 'implicitDeny', 'denied']],
  ])('offers what can stand after %j', async (text, labels) => {
    expect(await server.offers(DATA + text, folder)).toEqual(expect.arrayContaining(labels));
  });

  it('offers the fields and the problem codes of a configuration', async () => {
    expect(await server.offers(CONFIG, folder)).toEqual(
      expect.arrayContaining(['data', 'pages', 'mdx', 'frozen', 'lint']),
    );
    expect(await server.offers(`${CONFIG}lint:\n  rules:\n    `, folder)).toEqual(
      expect.arrayContaining(['lint/drift', 'iam/*']),
    );
  });
});

describe('docs/editors.md', () => {
  it('has settings of VS Code that find the schemas', async () => {
    const [, settings = ''] =
      /```json title=".vscode\/settings.json"\n(.*?)```/s.exec(read('docs/editors.md')) ?? [];
    // Here the package is not installed: it is what this folder holds.
    const { 'yaml.schemas': schemas } = JSON.parse(
      settings.replaceAll('node_modules/permadocs/', ''),
    ) as { 'yaml.schemas': object };
    const server = await LanguageServer.start(root, schemas);
    try {
      const [data, page] = await Promise.all(
        [folder, new URL('out/', root)].map((at) => server.findings('rolez: {}\n', at)),
      );
      expect(data).toEqual(['1: Property rolez is not allowed.']);
      expect(page).toEqual([]);
    } finally {
      server.stop();
    }
  });
});
