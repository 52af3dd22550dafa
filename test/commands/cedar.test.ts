import { describe, expect, it } from 'vitest';

import { run } from '../support/run.ts';
import { workspace } from '../support/workspace.ts';

const POLICIES = `// tools
permit (principal, action == Action::"call_tool", resource == Tool::"search");
forbid (principal, action == Action::"call_tool", resource) when { resource.readOnlyHint == false };
`;
const ASK = ['--policy', 'a.cedar', '--principal', 'Client::"alice"', '--action', 'call_tool'];
const ON = ['--resource', 'Tool::"search"'];
const HINTED =
  '[{ "uid": { "type": "Tool", "id": "search" }, "attrs": { "readOnlyHint": true }, "parents": [] }]';

describe('simulate with Cedar policies', () => {
  it('says what Cedar decides, which policies error, and what ToolHive does', async () => {
    const test = workspace({ 'a.cedar': POLICIES });
    const { stdout, status } = await run(test.root, 'simulate', ...ASK, ...ON);
    expect(stdout).toBe(
      'allowed by a.cedar:2\n  a.cedar:3 errors, so Cedar skips it: `Tool::"search"` does not have the attribute `readOnlyHint`\nToolHive: refused, since a policy errors on the request\n',
    );
    expect(status).toBe(0);
  });

  it('says so if ToolHive is never asked such a thing', async () => {
    const test = workspace({ 'a.cedar': POLICIES });
    const asked = ASK.map((one) => one.replace('call_tool', 'call_tol'));
    const { stdout } = await run(test.root, 'simulate', ...asked, ...ON);
    expect(stdout).toContain(
      '\nToolHive: never asked: ToolHive has no action `Action::"call_tol"`; did you mean `Action::"call_tool"`?\n',
    );
  });

  it('takes entities from a file', async () => {
    const test = workspace({ 'a.cedar': POLICIES, 'entities.json': HINTED });
    const { stdout } = await run(
      test.root,
      'simulate',
      ...ASK,
      ...ON,
      '--entities',
      'entities.json',
    );
    expect(stdout).toBe('allowed by a.cedar:2\nToolHive: allowed\n');
  });

  it('reads values of the context as JSON', async () => {
    const test = workspace({
      'a.cedar':
        'permit (principal, action, resource) when { context.n == 3 && context.tags.contains("x") && context.name == "y" };',
    });
    const values = ['--context', 'n=3', '--context', 'tags=["x"]', '--context', 'name=y'];
    const { stdout } = await run(test.root, 'simulate', ...ASK, ...ON, ...values);
    expect(stdout).toBe('allowed by a.cedar:1\n');
  });

  it('says so if the answer depends on what ToolHive makes of numbers', async () => {
    const test = workspace({
      'a.cedar':
        'permit (principal, action == Action::"call_tool", resource) when { context.arg_n < 9 };',
    });
    const asked = ['simulate', ...ASK, ...ON, '--context', 'arg_n=5'];
    const { stdout } = await run(test.root, ...asked);
    expect(stdout).toBe(
      'allowed by a.cedar:1\nToolHive: allowed if it makes Longs of whole numbers, as it documents; refused if it makes decimals, as its code does of JSON\n',
    );
    const { stdout: json } = await run(test.root, ...asked, '--format', 'json');
    expect(JSON.parse(json)).toMatchObject({ toolhive: 'allowed', toolhiveIfDecimals: 'refused' });
  });

  it('puts the caller in the groups of its claims', async () => {
    const test = workspace({
      'a.cedar': 'permit (principal in THVGroup::"a", action == Action::"call_tool", resource);',
    });
    const { stdout } = await run(
      test.root,
      'simulate',
      ...ASK,
      ...ON,
      '--context',
      'claim_groups=["a"]',
    );
    expect(stdout).toBe('allowed by a.cedar:1\nToolHive: allowed\n');
  });

  it('says that ToolHive sets no attribute that only a file has', async () => {
    const test = workspace({
      'a.cedar': POLICIES,
      'entities.json': HINTED.replace('readOnlyHint', 'owner'),
    });
    const { stdout } = await run(
      test.root,
      'simulate',
      ...ASK,
      ...ON,
      '--entities',
      'entities.json',
    );
    expect(stdout).toContain('ToolHive: never asked: ToolHive sets no attribute `owner` on');
  });

  it.each<[string, string[], string]>([
    ['every request', ['--every', '{}'], '--every does not go with Cedar'],
    ['files of two kinds', ['--policy', 'b.json'], 'cannot decide together'],
    ['a resource that is not an entity', ['--resource', 'search'], '--resource takes an entity'],
  ])('cannot be asked for %s', async (_, words, message) => {
    const test = workspace({ 'a.cedar': POLICIES });
    const { stderr, status } = await run(test.root, 'simulate', ...ASK, ...ON, ...words);
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });
});

describe('prove with Cedar policies alone', () => {
  it('begins with the first set', async () => {
    const data = `cedar:
  tools:
    title: Tools
    policies:
      - { id: all, policy: 'permit (principal, action == Action::"call_tool", resource);' }
    claims:
      - say: Everyone calls tools.
        requests: [{ principal: alice, action: call_tool, resource: 'Tool::"search"' }]
        expect: allowed
`;
    const { stdout } = await run(workspace({ 'data/a.yaml': data }).root, 'prove');
    expect(stdout).toBe(
      'tools\n  ✓ Everyone calls tools.\n      tested with 1 request: allowed by all\n\n1 of 1 claim about Cedar policies holds\n',
    );
  });
});

describe('validate', () => {
  it('says nothing of the IAM data where no IAM policy is checked', async () => {
    const test = workspace({ 'a.cedar': 'permit (principal, action, resource);' });
    expect((await run(test.root, 'validate', 'a.cedar')).stdout).toBe('1 policy, no problems\n');
    const { stdout } = await run(test.root, 'validate', 'a.cedar', '--format', 'json');
    expect(JSON.parse(stdout).summary).toEqual({ files: 1 });
  });

  it.each<[string, string, string]>([
    [
      'authz.json',
      JSON.stringify({
        version: '1.0',
        type: 'cedarv1',
        cedar: {
          policies: ['permit (principal, action == Action::"call_tol", resource);'],
          entities_json: '[]',
        },
      }),
      'authz.json:1:92 error cedar/unknown-action',
    ],
    [
      'authz.yaml',
      `cedar:\n  policies:\n    - 'permit (principal, action, resource) whn { true };'\n`,
      'authz.yaml:3:45 error cedar/syntax',
    ],
    [
      'server.yaml',
      `kind: MCPServer\nspec:\n  authzConfig:\n    inline:\n      policies:\n        - |\n          permit (principal, action == Action::"list_tools", resource);\n      entitiesJson: '[{"uid":{"type":"Client","id":"a"},"parents":[{"type":"THVGroup","id":"g"}]}]'\n`,
      'server.yaml:8:30 error cedar/entity-replaced',
    ],
  ])('checks the policies of a configuration: %s', async (file, text, expected) => {
    const { stdout, status } = await run(workspace({ [file]: text }).root, 'validate', file);
    expect(stdout).toContain(expected);
    expect(stdout).not.toContain('iam/');
    expect(status).toBe(1);
  });

  it('finds constants that the engine refuses', async () => {
    const test = workspace({
      'a.cedar': 'permit (principal, action, resource) when { context.ip == ip("1.2.3") };',
    });
    const { stdout, status } = await run(test.root, 'validate', 'a.cedar');
    expect(stdout).toContain('a.cedar:1:59 error cedar/invalid-constant');
    expect(status).toBe(1);
  });

  it('checks files of Cedar policies', async () => {
    const test = workspace({
      'a.cedar': POLICIES.replace('"search"', 'search'),
      'b.cedar': 'forbid (principal, action == Action::"list_tools", resource);',
    });
    const { stdout, status } = await run(test.root, 'validate', 'a.cedar', 'b.cedar');
    expect(stdout).toContain('a.cedar:2:63 error cedar/syntax');
    expect(stdout).toContain('b.cedar:1:36 warning cedar/action-never-asked');
    expect(status).toBe(1);
  });

  it('says to remove a policy only if nothing is left of it', async () => {
    const policy = (...names: string[]): string =>
      `forbid (principal, action in [${names.map((name) => `Action::"${name}"`).join(', ')}], resource);`;
    const test = workspace({
      'a.cedar': policy('list_tools', 'call_tool'),
      'b.cedar': policy('list_tools', 'list_prompts'),
    });
    const { stdout } = await run(test.root, 'validate', 'a.cedar', 'b.cedar');
    const hints = stdout.match(/hint: [^;\n]*/g);
    expect([...new Set(hints)]).toEqual([
      'hint: take it out of the list',
      'hint: remove the policy',
    ]);
  });
});

describe('diff', () => {
  it('compares no file with a policy that does not parse, and says where', async () => {
    const test = workspace({
      'a.cedar': POLICIES,
      'b.cedar': POLICIES.replace('"search"', 'search'),
    });
    for (const files of [
      ['a.cedar', 'b.cedar'],
      ['b.cedar', 'b.cedar'],
    ]) {
      const { stdout, stderr, status } = await run(test.root, 'diff', ...files);
      expect(stdout).toContain('b.cedar:2:63 error cedar/syntax');
      expect(stderr).toContain('b.cedar cannot be compared: a policy in it does not parse');
      expect(status).toBe(2);
    }
  });

  it('knows Cedar policies that say the same, and says of others that it cannot tell', async () => {
    const [first = '', second = '', third = ''] = POLICIES.split('\n');
    const test = workspace({
      'a.cedar': POLICIES,
      'b.cedar': `${third}\n${second.replaceAll(' == ', '==')}\n`,
      'c.cedar': `${first}\n${second.replace('search', 'find')}\n${third}\n`,
    });
    expect((await run(test.root, 'diff', 'a.cedar', 'b.cedar')).stdout).toContain(
      'access unchanged',
    );
    const { stdout, status } = await run(
      test.root,
      'diff',
      'a.cedar',
      'c.cedar',
      '--fail-on',
      'unknown',
    );
    expect(stdout).toContain(
      'c.cedar: permadocs cannot tell whether it gains access or loses access\n',
    );
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'engine decides single requests only: `permadocs simulate` asks each side about one',
    );
    expect(stdout).toContain('\n    removed: permits call_tool on Tool::"search" for everyone\n');
    expect(stdout).not.toContain('AWS');
    expect(status).toBe(1);
    const { stdout: json } = await run(test.root, 'diff', 'a.cedar', 'c.cedar', '--format', 'json');
    expect(JSON.parse(json)).toMatchObject({
      policies: [{ edits: [expect.stringContaining('removed'), expect.stringContaining('added')] }],
      summary: { dataDate: null },
    });
  });
});
