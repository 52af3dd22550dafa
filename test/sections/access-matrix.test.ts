/** The access matrix: what roles may do in each scenario, as the evaluator decides. */
import { describe, expect, it } from 'vitest';

import { places, type TestWorkspace, workspace } from '../support/workspace.ts';

const DATA = `roles:
  reader:
    name: Reader
    title: Reader
    policies:
      permissions:
        file: reader.json
        statements:
          - { Sid: Read, Effect: Allow, Action: [s3:GetObject, "s3:List*"], Resource: "arn:aws:s3:::<BUCKET>/*" }
          - use: guardrail
    claims:
      - { say: Reads., scenario: via-mcp, requests: [{ action: s3:GetObject, resource: "arn:aws:s3:::<BUCKET>/a" }], expect: allowed }
      - { say: Not directly., scenario: direct-call, requests: [{ action: s3:GetObject, resource: "arn:aws:s3:::<BUCKET>/a" }], expect: explicitDeny }
  writer:
    name: Writer
    title: Writer
    policies:
      permissions:
        file: writer.json
        statements: [{ Sid: Write, Effect: Allow, Action: [s3:PutObject, s3:GetObject], Resource: "arn:aws:s3:::<BUCKET>/*" }]
      boundary:
        file: boundary.json
        statements: [{ Sid: Bound, Effect: Allow, Action: "s3:Get*", Resource: "*" }]
    claims:
      - { say: Reads., scenario: via-mcp, requests: [{ action: s3:GetObject, resource: "arn:aws:s3:::<BUCKET>/a" }], expect: allowed }
statements:
  guardrail: { Sid: Guard, Effect: Deny, Action: "*", Resource: "*", Condition: { BoolIfExists: { "aws:ViaAWSMCPService": "false" } } }
scenarios:
  via-mcp:
    title: through | an MCP server
    contexts: [{ "aws:ViaAWSMCPService": "true" }]
  direct-call:
    - { "aws:ViaAWSMCPService": null }
    - { "aws:ViaAWSMCPService": "false" }
  mixed:
    - { "aws:ViaAWSMCPService": "true" }
    - { "aws:ViaAWSMCPService": "false" }
placeholders: { <BUCKET>: example-bucket }
`;
const CONFIG =
  'claims: { claim/unclaimed-access: off, claim/unnoticed-change: off, claim/unproven-statement: off, claim/grants-nothing: off }\n';

const page = (args: string): string =>
  `# A\n\n<!-- BEGIN permadocs access-matrix ${args} -->\n\n<!-- END permadocs access-matrix -->\n`;

const matrix = (args: string): TestWorkspace =>
  workspace({ 'permadocs.yaml': CONFIG, 'data/a.yaml': DATA, 'out/a.md': page(args) });

async function built(args: string): Promise<string> {
  const test = matrix(args);
  expect(places(await test.build())).toEqual([]);
  return (/-->\n\n([^]*)\n\n<!--/.exec(test.read('out/a.md'))?.[1] ?? '').replaceAll(/ +/g, ' ');
}

const table = (text: string): string => text.replaceAll(/-{3,}/g, '---');

describe('the access matrix', () => {
  it('has the actions that a role names and the scenarios of its claims', async () => {
    expect(table(await built('role="reader"')))
      .toBe(`| Action | Direct call | Through \\| an MCP server |
| --- | --- | --- |
| \`s3:GetObject\` | denied | allowed |`);
  });

  it('puts several roles side by side, each within its boundary', async () => {
    expect(table(await built('roles="reader, writer" scenarios="via-mcp"')))
      .toBe(`| Action | Reader: through \\| an MCP server | Writer: through \\| an MCP server |
| --- | --- | --- |
| \`s3:GetObject\` | allowed | allowed |
| \`s3:PutObject\` | denied | denied |`);
  });

  it('has rows for groups, and says where only a part is allowed', async () => {
    const args =
      'roles="reader" scenarios="mixed, via-mcp" actions="s3:GetObject, Read or *write*=s3:GetObject s3:PutObject"';
    expect(table(await built(args))).toBe(`| Action | Mixed | Through \\| an MCP server |
| --- | --- | --- |
| \`s3:GetObject\` | in part | allowed |
| Read or \\*write\\* | in part | in part |`);
  });

  it.each([
    ['roles="reader, nobody"', 'marker/bad-parameter'],
    ['roles=","', 'marker/bad-parameter'],
    ['roles="reader" actions="s3:*"', 'template/refused'],
    ['roles="reader" actions="Nothing="', 'template/refused'],
  ])('refuses %s', async (args, code) => {
    expect(places(await matrix(args).build())).toEqual([`out/a.md:3:1 ${code}`]);
  });

  it('is fed by the guardrail, the scenarios and the placeholders that decide', async () => {
    const [data = '', rest = ''] = DATA.split(/(?=^statements:)/m);
    const [statements = '', others = ''] = rest.split(/(?=^scenarios:)/m);
    const [scenarios = '', placeholders = ''] = others.split(/(?=^placeholders:)/m);
    const test = workspace({
      'permadocs.yaml': CONFIG,
      'data/a.yaml': data,
      'data/b.yaml': statements,
      'data/c.yaml': scenarios,
      'data/d.yaml': placeholders,
      'out/a.md': page('roles="reader"'),
    });
    const [change] = (await test.check()).changes;
    expect(change?.regions[0]?.feeds.slice(0, -1)).toEqual(
      ['a', 'b', 'c', 'd'].map((name) => `data/${name}.yaml`),
    );
  });
});
