/** What templates see of the whole catalog, and of the fields that a workspace adds to it. */
import { describe, expect, it } from 'vitest';

import { fieldRows } from '../../scripts/sections/fields.ts';
import { list } from '../../scripts/explain/list.ts';
import { openWorkspace } from '../../scripts/workspace/workspace.ts';
import { places, type TestWorkspace, workspace } from '../support/workspace.ts';

const ROLES = `roles:
  writer:
    name: Writer
    title: Writer
    fields: { owner: Team *W*, runbook: "See [the page](/out/b.md).", tags: [a, b] }
    policies:
      permissions:
        file: writer.json
        statements:
          - { Sid: Write, Effect: Allow, Action: [s3:PutObject, s3:GetObject], Resource: "arn:aws:s3:::<B>/*" }
          - use: guardrail
          - { Sid: Read, Effect: Allow, NotAction: "iam:*", Resource: "*", Condition: { StringLike: { "aws:RequestTag/a": [x, y] } } }
      trust:
        statements:
          - { Effect: Allow, Action: sts:AssumeRole, Principal: { AWS: ["arn:aws:iam::111122223333:root"], Service: ec2.amazonaws.com } }
`;
const OTHERS = `roles:
  asker:
    name: Asker
    title: Asker
    fields: { owner: Team A }
    policies: { permissions: { file: a.json, statements: [{ Sid: Ask, Effect: Allow, Action: sqs:SendMessage, Resource: "*" }] } }
statements:
  guardrail: { Sid: Guard, Effect: Deny, Action: "*", Resource: "*", Condition: { Bool: { "aws:ViaAWSMCPService": "false" } } }
services:
  s3: { title: Storage }
  sqs: { title: Queues }
placeholders: { <B>: example }
`;
const CONFIG = `fields:
  roles:
    owner: { type: text, description: Who answers for it. }
    runbook: { type: markdown, optional: true }
    tags: { type: "code[]", optional: true }
claims: { claim/none: off, claim/unclaimed-access: off, claim/open-trust: off }
`;

function withTemplate(body: string, files: Readonly<Record<string, string>> = {}): TestWorkspace {
  return workspace({
    'permadocs.yaml': CONFIG,
    'data/b.yaml': ROLES,
    'data/a.yaml': OTHERS,
    'templates/x.hbs': `---\ndescription: x\n---\n\n${body}\n`,
    'out/b.md': '# B\n',
    'out/a.md': '# A\n\n<!-- BEGIN permadocs x -->\n\n<!-- END permadocs x -->\n',
    ...files,
  });
}

async function built(body: string): Promise<string> {
  const test = withTemplate(body);
  const result = await test.build();
  expect(result.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  return /-->\n\n([^]*)\n\n<!--/.exec(test.read('out/a.md'))?.[1] ?? '';
}

describe('a template', () => {
  it('prints a table of roles and services, in the order of their ids', async () => {
    const body = `| Role |{{#each all.services as |service|}} {{service.title}} |{{/each}}
| --- |{{#each all.services as |service|}} --- |{{/each}}
{{#each all.roles as |role|}}
| {{role.name}} |{{#each all.services as |service|}} {{values (actionsOf role service)}} |{{/each}}
{{/each}}`;
    expect(await built(body))
      .toBe(`| Role     | Storage                        | Queues            |
| -------- | ------------------------------ | ----------------- |
| \`Asker\`  |                                | \`sqs:SendMessage\` |
| \`Writer\` | \`s3:PutObject\`, \`s3:GetObject\` |                   |`);
  });

  it('prints the statements of every policy of a role', async () => {
    const body = `{{#each all.roles as |role|}}
{{#each role.policies as |policy|}}
{{#each policy.statements as |one|}}
- {{role.id}} {{policy.kind}} {{one.effect}}: {{values one.actions}} {{values one.exceptActions}} on {{values one.resources}}{{#each one.conditions as |condition|}} if {{condition.operator}} {{condition.key}} {{values condition.values}}{{/each}}{{#each one.principals as |who|}} by {{who.kind}} {{who.value}}{{/each}}{{#if one.shared}} ({{one.shared.id}}){{/if}}
{{/each}}
{{/each}}
{{/each}}
Prefixes: {{values all.prefixes}}`;
    expect((await built(body)).replaceAll(/ +/g, ' ')).toBe(
      `- \`asker\` permissions Allow: \`sqs:SendMessage\` on \`*\`
- \`writer\` permissions Allow: \`s3:PutObject\`, \`s3:GetObject\` on \`arn:aws:s3:::<B>/*\`
- \`writer\` permissions Deny: \`*\` on \`*\` if \`Bool\` \`aws:ViaAWSMCPService\` \`false\` (\`guardrail\`)
- \`writer\` permissions Allow: \`iam:*\` on \`*\` if \`StringLike\` \`aws:RequestTag/a\` \`x\`, \`y\`
- \`writer\` trust Allow: \`sts:AssumeRole\` on by AWS \`arn:aws:iam::111122223333:root\` by Service \`ec2.amazonaws.com\`
 Prefixes: \`s3\`, \`sqs\``
        .replace('\n Prefixes', '\n  Prefixes')
        .replaceAll(/ +/g, ' '),
    );
  });

  it('prints what a workspace has added, by its type', async () => {
    const body = `{{#each all.roles as |role|}}
- {{role.fields.owner}}{{#if role.fields.runbook}}: {{role.fields.runbook}}{{/if}}{{#if role.fields.tags}} {{values role.fields.tags}}{{/if}}
{{/each}}`;
    expect(await built(body)).toBe('- Team A\n- Team \\*W\\*: See [the page](./b.md). `a`, `b`');
  });

  it('is fed by everything that it looks at', async () => {
    const test = withTemplate('{{#each all.roles as |role|}}\n- {{role.name}}\n{{/each}}');
    await test.build();
    const edited = test.read('data/b.yaml').replace('name: Writer', 'name: Scribe');
    test.write('data/b.yaml', edited);
    expect((await test.check()).changes).toMatchObject([
      { regions: [{ feeds: ['data/a.yaml', 'data/b.yaml', 'templates/x.hbs'] }] },
    ]);
    const third = OTHERS.slice(0, OTHERS.indexOf('statements:\n'));
    test.write(
      'data/c.yaml',
      third.replaceAll('Asker', 'Adder').replace('asker', 'adder').replace('a.json', 'adder.json'),
    );
    await test.build();
    expect(test.read('out/a.md')).toMatch(/- `Adder`\n- `Asker`\n- `Scribe`/);
  });

  it('may not name what is declared nowhere', async () => {
    const test = withTemplate('{{#each all.roles as |role|}}{{role.fields.ownr}}{{/each}}');
    expect((await test.build()).problems).toMatchObject([
      {
        code: 'template/unknown-name',
        message: 'roleFields has no `ownr`',
        hint: 'did you mean `owner`?',
      },
    ]);
    const optional = withTemplate('{{#each all.roles as |role|}}{{role.fields.runbook}}{{/each}}');
    expect(places(await optional.build())).toEqual(['templates/x.hbs:5:32 template/optional']);
  });
});

describe('fields of a workspace', () => {
  it.each([
    ['{ ownr: A }', ['5:5 data/missing-field', '5:15 data/unknown-field']],
    ['{ owner: 1 }', ['5:22 data/invalid']],
    ['{ owner: A, runbook: "[x](/none.md)" }', ['5:34 data/bad-link']],
    ['{ owner: A, tags: a }', ['5:31 data/invalid']],
  ])('are checked: %s', async (fields, expected) => {
    const data = ROLES.replace(/fields: .*/, `fields: ${fields}`);
    const test = withTemplate('x', { 'data/b.yaml': data });
    const found = places(await test.build()).filter((one) => one.includes(' data/'));
    expect(found.map((one) => one.replace('data/b.yaml:', '')).toSorted()).toEqual(
      expected.map((one) => one.replace('5:5 data/m', '2:3 data/m')).toSorted(),
    );
  });

  it('have their values', async () => {
    const config = CONFIG.replace('{ type: text, d', '{ type: text, oneOf: [Team A, Team B], d');
    const test = withTemplate('x', { 'permadocs.yaml': config });
    expect(places(await test.build())).toEqual(['data/b.yaml:5:22 data/invalid']);
  });

  it('are listed beside all others', async () => {
    const { root } = withTemplate('x');
    const { rows } = list('fields', await openWorkspace(root));
    expect(rows).toContainEqual({ name: 'role.name', text: 'code Its name in IAM.' });
    expect(rows).toContainEqual({ name: 'role.fields.owner', text: 'text Who answers for it.' });
    expect(fieldRows({}).every(({ description }) => /\.”?$/.test(description))).toBe(true);
  });
});
