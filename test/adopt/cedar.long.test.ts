import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { adopt, type AdoptOptions, type AdoptResult } from '../../scripts/adopt/adopt.ts';
import { eject } from '../../scripts/adopt/eject.ts';
import { proveText } from '../support/prove.ts';
import { told } from '../support/reported.ts';
import { type TestWorkspace, workspace } from '../support/workspace.ts';

const CONFIG = 'pages: docs/**/*.{md,mdx}\n';

const site = (files: Readonly<Record<string, string>>): TestWorkspace =>
  workspace({ 'permadocs.yaml': CONFIG, 'package.json': '{}', ...files });

const run = (test: TestWorkspace, options: Partial<AdoptOptions> = {}): Promise<AdoptResult> =>
  told(adopt({ root: test.root, targets: [], all: options.targets === undefined, ...options }));

const page = (language: string, text: string, heading = 'Deployment tools'): string =>
  `# Tools\n\n## ${heading}\n\nPolicies:\n\n\`\`\`${language}\n${text}\n\`\`\`\n\nMore.\n`;

const WEATHER = `permit (
  principal,
  action == Action::"call_tool",
  resource == Tool::"weather"
);`;
const ADMINS = `// Admins may call any tool.
@id("admins")
permit (principal, action == Action::"call_tool", resource)
when { principal has claim_roles && principal.claim_roles.contains("admin") };

// No comment of a policy: it stands apart.

forbid (principal, action, resource == Tool::"drop"); // not even they`;

const policy = (text: string): string => text.replaceAll(/\s+/g, ' ');
const configuration = (...policies: readonly string[]): string =>
  JSON.stringify(
    { version: '1.0', type: 'cedarv1', cedar: { policies, entities_json: '[]' } },
    null,
    2,
  );
const YAML = `version: "1.0"
type: cedarv1
cedar:
  policies:
    - |-
      permit (principal in THVGroup::"ops", action, resource)
      unless { resource has destructiveHint && resource.destructiveHint };
  entities_json: "[]"
  group_claim_name: teams`;
const RESOURCE = `spec:
  authzConfig:
    type: inline
    inline:
      policies:
        - permit(principal, action == Action::"get_prompt", resource == Prompt::"hello");
    groupClaimName: teams`;

const CONFIG_MAP = `apiVersion: v1
kind: ConfigMap
metadata:
  name: authz
  namespace: tools
data:
  authz-config.json: |
${configuration(policy(WEATHER)).replaceAll(/^/gm, '    ')}`;

/** The `cedar` data, by id. */
const dataIn = (test: TestWorkspace, file: string): Record<string, Record<string, unknown>> =>
  (parse(test.read(file)) as { cedar: Record<string, Record<string, unknown>> }).cedar;

const one = async (text: string, language = 'cedar') => {
  const test = site({ 'docs/a.md': page(language, text) });
  const result = await run(test);
  return { test, result, set: result.cedar[0] && dataIn(test, result.cedar[0].data) };
};

/** What the drafted claims say, with what was expected. */
const claimsIn = async (text: string): Promise<string[]> => {
  const { set = {} } = await one(text);
  return Object.values(set).flatMap(({ claims = [] }) =>
    (claims as { say: string; expect: string }[]).map(({ say, expect: is }) => `${is}: ${say}`),
  );
};

describe('Cedar policies of a page', () => {
  it.each([
    ['cedar', WEATHER],
    ['cedar', ADMINS],
    ['cedar title="tools.cedar" showLineNumbers', WEATHER],
    ['json', configuration(policy(WEATHER), 'forbid(principal, action, resource == Tool::"x");')],
    ['yaml', YAML],
    ['yaml', RESOURCE],
    ['yaml title="authz.yaml"', CONFIG_MAP],
  ])('become data, and the page only gets markers: %s %#', async (language, text) => {
    const before = page(language, text);
    for (const written of [before, before.replaceAll('\n', '\r\n')]) {
      const test = site({ 'docs/a.md': written });
      const result = await run(test);
      expect(result.problems).toEqual([]);
      expect(result.cedar).toMatchObject([{ isKnown: false, places: [{ line: 7 }] }]);
      expect(test.read('docs/a.md')).toContain('BEGIN permadocs cedar-policy');
      const built = await test.build();
      expect(built.problems).toEqual([]);
      expect(built.changes).toEqual([]);
      const ejected = await eject({ root: test.root, paths: [], all: true });
      expect(test.read('docs/a.md')).toBe(written);
      expect(ejected.unused).toMatchObject([{ what: 'set', role: result.cedar[0]?.cedar }]);
    }
  });

  it('keep their ids, their purposes and their comments', async () => {
    const { set } = await one(ADMINS);
    expect(Object.keys(set ?? {})).toEqual(['deployment-tools']);
    expect(set?.['deployment-tools']).toMatchObject({
      title: 'Deployment tools',
      policies: [
        { id: 'admins', say: 'Admins may call any tool.', policy: expect.stringMatching(/^@id/) },
        { id: 'forbid-drop', policy: expect.stringMatching(/^\/\/ No comment[^]*not even they$/) },
      ],
    });
  });

  it('are one set where a configuration has the policies of a fence', async () => {
    const test = site({
      'docs/a.md': page('cedar', WEATHER),
      'docs/b.md': page('json', configuration(policy(WEATHER))),
    });
    const result = await run(test);
    expect(result.problems).toEqual([]);
    expect(result.cedar).toMatchObject([
      { places: [{ file: 'docs/a.md' }, { file: 'docs/b.md' }] },
    ]);
    const again = site({ 'docs/c.md': page('cedar', WEATHER) });
    again.write('data/cedar/x.yaml', test.read(result.cedar[0]?.data ?? ''));
    expect((await run(again)).cedar).toMatchObject([{ isKnown: true, data: 'data/cedar/x.yaml' }]);
  });

  it('are written for a schema of the data, or left if nothing knows their names', async () => {
    const photos = 'permit (principal == User::"a", action == Action::"view", resource is Photo);';
    const test = site({ 'docs/a.md': page('cedar', photos) });
    const alone = await run(test);
    expect(alone.cedar).toEqual([]);
    expect(alone.problems).toMatchObject([{ code: 'adopt/refused', severity: 'warning', line: 7 }]);
    test.write(
      'data/cedar/own.yaml',
      `cedar:
  own:
    title: Own
    model: schema
    schema: |
      entity User; entity Photo = { size: Long };
      action view appliesTo { principal: User, resource: Photo };
    policies: ['permit (principal == User::"z", action, resource);']
    claims:
      - say: Z sees all.
        requests: [{ principal: 'User::"z"', action: view, resource: 'Photo::"p"' }]
        expect: allowed
`,
    );
    const { cedar, problems } = await run(test);
    expect(problems).toEqual([]);
    expect(cedar).toHaveLength(1);
    const set = Object.values(dataIn(test, cedar[0]?.data ?? ''))[0];
    expect(set).toMatchObject({ model: 'schema', schema: expect.stringContaining('entity Photo') });
    expect(set?.['claims']).toHaveLength(2);
  });

  it('are left where the section cannot print them, with the reason', async () => {
    const whole = `kind: MCPServer\n${RESOURCE}`;
    for (const [language, text, reason] of [
      ['yaml', whole, /larger document, with `kind` beside them; a region holds/],
      [
        'yaml',
        `kind: VirtualMCPServer\nspec:\n  groupRef: { name: g }\n  incomingAuth:\n${RESOURCE.replace('spec:\n', '').replaceAll(/^/gm, '  ')}`,
        /with `kind`, `spec\.groupRef` beside them/,
      ],
      ['yaml', `${RESOURCE}\n---\nkind: Secret`, /with 2 documents in one fence/],
      [
        'json',
        JSON.stringify({ kind: 'ConfigMap', data: { 'a.json': configuration(policy(WEATHER)) } }),
        /with `kind`, `data` beside them/,
      ],
      ['cedar', WEATHER.slice(0, -1), /does not parse/],
      ['cedar', 'permit (principal == ?principal, action, resource);', /template/],
      ['json', configuration(`${policy(WEATHER)} ${policy(WEATHER)}`), /exactly one policy/],
    ] as const) {
      const test = site({ 'docs/a.md': page(language, text) });
      const result = await run(test);
      expect(result.left).toMatchObject([
        { file: 'docs/a.md', line: 7, reason: expect.stringMatching(reason) },
      ]);
      const asked = await run(test, { targets: [{ file: 'docs/a.md', line: 8 }] });
      expect(asked.problems).toMatchObject([{ code: 'adopt/refused', severity: 'error', line: 7 }]);
      expect(test.read('docs/a.md')).not.toContain('permadocs');
    }
  });

  it('with mistakes are refused, with the code of the mistake', async () => {
    const { result } = await one(
      'forbid (principal, action == Action::"call_tool", resource)\nwhen { resource.tool in ["x"] };',
    );
    expect(result.cedar).toEqual([]);
    expect(result.problems[0]?.message).toMatch(/\(cedar\/[\w-]+\)$/);
  });

  it.each(['text', 'Cedar', ''])('keep the language of their fence: %s', async (language) => {
    const test = site({ 'docs/a.md': page(language, WEATHER) });
    expect((await run(test)).problems).toEqual([]);
    expect(test.read('docs/a.md')).toContain(` language="${language}" `);
    await eject({ root: test.root, paths: [], all: true });
    expect(test.read('docs/a.md')).toBe(page(language, WEATHER));
  });

  it('are laid out as the section prints them, which --normalize accepts', async () => {
    const test = site({ 'docs/a.md': page('yaml', YAML.replace('    - |-', '    - |')) });
    expect((await run(test)).problems).toMatchObject([{ code: 'adopt/layout' }]);
    expect((await run(test, { normalize: true })).cedar).toHaveLength(1);
    expect(test.read('docs/a.md')).toContain('- |-');
  });

  it('are not read as policies where a page shows the grammar', async () => {
    const { result } = await one('permit|forbid (<principal>, <action>, <resource>);', 'text');
    expect(result).toMatchObject({ cedar: [], left: [], problems: [] });
  });

  it('take the id, the title, a line and --dry-run', async () => {
    const test = site({ 'docs/a.md': `${page('cedar', WEATHER)}\n${page('cedar', ADMINS)}` });
    const targets = [{ file: 'docs/a.md', line: 9 }];
    const dry = await run(test, { targets, id: 'own', title: 'My tools', dryRun: true });
    expect(dry).toMatchObject({ written: false, files: [{ file: 'data/cedar/own.yaml' }] });
    expect(dry.files[0]?.text).toContain('title: My tools');
    expect(test.read('docs/a.md')).not.toContain('permadocs');
    await expect(run(test, { id: 'own' })).rejects.toThrow(/--id names one/);
    await run(test, { targets, id: 'own' });
    const taken = await run(test, { id: 'own' });
    expect(taken.problems).toMatchObject([{ hint: 'choose another --id' }]);
    expect(taken.cedar).toEqual([]);
  });

  it('have their placeholders declared with an example', async () => {
    const { test, result } = await one(WEATHER.replace('weather', '<TOOL_NAME>'));
    expect(result.problems).toEqual([]);
    expect(test.read(result.cedar[0]?.data ?? '')).toContain('<TOOL_NAME>: example-tool');
  });
});

describe('claims drafted for Cedar policies', () => {
  it.each<readonly [string, string, readonly string[]]>([
    [
      'by name',
      WEATHER,
      [
        'allowed: `alice` may call the tool `weather`.',
        'implicitDeny: `alice` may not call the tool `other`.',
      ],
    ],
    [
      'by group',
      'permit (principal in THVGroup::"ops", action == Action::"get_prompt", resource);',
      [
        'allowed: `alice` in `THVGroup::"ops"` may get the prompt `example`.',
        'implicitDeny: `alice` outside `THVGroup::"ops"` may not get the prompt `example`.',
      ],
    ],
    [
      'by an argument',
      'permit (principal, action == Action::"call_tool", resource)\nwhen { context has arg_n && context.arg_n == "ten" };',
      [
        'allowed: `alice` may call the tool `example` with `arg_n` = `"ten"`.',
        'implicitDeny: `alice` may not call the tool `example` with `arg_n` = `"other"`.',
      ],
    ],
    [
      'by a pattern and a negation',
      'permit (principal, action == Action::"call_tool", resource)\nwhen { principal has claim_email && principal.claim_email like "*@example.com" }\nunless { resource has destructiveHint && resource.destructiveHint };',
      [
        'allowed: `alice` may call the tool `example` with `claim_email` = `"x@example.com"`, `destructiveHint` = `false`.',
        'implicitDeny: `alice` may not call the tool `example` with `claim_email` = `"other"`, `destructiveHint` = `false`.',
      ],
    ],
    [
      'of a forbid, on what is allowed without it',
      'permit (principal, action == Action::"call_tool", resource)\nwhen { principal has claim_roles && principal.claim_roles.contains("dev") };\n\nforbid (principal, action, resource == Tool::"drop");',
      [
        'allowed: `alice` may call the tool `example` with `claim_roles` = `["dev"]`.',
        'implicitDeny: `alice` may not call the tool `example` with `claim_roles` = `["other"]`.',
        'explicitDeny: `alice` may not call the tool `drop` with `claim_roles` = `["dev"]`.',
        'allowed: `alice` may call the tool `other` with `claim_roles` = `["dev"]`.',
      ],
    ],
  ])('show what decides: %s', async (_, text, claims) => {
    expect(await claimsIn(text)).toEqual(claims);
  });

  it.each([
    'resource.arg_team == principal.claim_team',
    'principal.claim_level == resource.arg_level',
    'principal.claim_teams.contains(resource.arg_team)',
  ])(
    'give attributes that are compared with each other values of their own: %s',
    async (condition) => {
      const claims = await claimsIn(
        `permit (principal, action == Action::"call_tool", resource)\nwhen { ${condition} };`,
      );
      expect(claims.map((claim) => claim.split(':')[0])).toEqual(['allowed', 'implicitDeny']);
    },
  );

  it('rest on no error of another policy', async () => {
    const { test, result } = await one(
      'permit (principal, action == Action::"call_tool", resource == Tool::"a");\n\nforbid (principal, action, resource)\nwhen { principal.claim_level == "low" };',
    );
    expect(result.problems).toEqual([]);
    expect(
      await claimsIn(
        test
          .read('docs/a.md')
          .split('```')[1]
          ?.replace(/^cedar\n/, '')
          .trimEnd() ?? '',
      ),
    ).toHaveLength(3);
    expect((await proveText(test.read(result.cedar[0]?.data ?? ''))).problems).toEqual([]);
  });

  it.each<readonly [string, string, unknown]>([
    [
      'a list in a record',
      'principal has claim_realm_access && principal.claim_realm_access.roles.contains("x")',
      { claim_realm_access: { roles: ['x'] } },
    ],
    [
      'a text deep in records, and one beside it',
      'context.claim_a.b.c == "x" && context.claim_a.d like "y*"',
      { claim_a: { b: { c: 'x' }, d: 'yx' } },
    ],
    [
      'what is tested before it is read',
      'context has claim_a && context.claim_a has b && context.claim_a.b',
      { claim_a: { b: true } },
    ],
    ['the claim that names the caller', 'principal.claim_sub == "x"', { claim_sub: 'x' }],
  ])('have %s', async (_, condition, context) => {
    const { test, result } = await one(
      `permit (principal, action == Action::"call_tool", resource)\nwhen { ${condition} };`,
    );
    const data = result.cedar[0]?.data ?? '';
    const [set] = Object.values(dataIn(test, data));
    const [claim] = (set?.['claims'] ?? []) as { requests: { context: unknown }[] }[];
    expect(claim?.requests[0]?.context).toEqual(context);
    expect((await proveText(test.read(data))).problems).toEqual([]);
  });

  it('put the caller in a group that is in what the policy names', async () => {
    const entities = [
      { uid: { type: 'THVGroup', id: 'g' }, parents: [{ type: 'PlatformRole', id: 'ops' }] },
      { uid: { type: 'PlatformRole', id: 'ops' }, parents: [{ type: 'PlatformRole', id: 'all' }] },
    ];
    const text = JSON.stringify(
      {
        version: '1.0',
        type: 'cedarv1',
        cedar: {
          policies: ['permit (principal in PlatformRole::"all", action, resource);'],
          entities_json: JSON.stringify(entities),
        },
      },
      null,
      2,
    );
    const { set } = await one(text, 'json');
    const [first] = Object.values(set ?? {}).flatMap(
      ({ claims }) => claims as { expect: string; requests: { principal: unknown }[] }[],
    );
    expect(first?.expect).toBe('allowed');
    expect(first?.requests[0]?.principal).toEqual({
      entity: 'Client::"alice"',
      in: ['THVGroup::"g"'],
    });
  });

  it('say nothing that depends on what ToolHive makes of numbers', async () => {
    const { test, result } = await one(
      'permit (principal, action == Action::"call_tool", resource)\nwhen { resource.arg_limit < 10 };',
    );
    const text = test.read(result.cedar[0]?.data ?? '');
    expect(text).toMatch(/# What permit-call-tool does depends on .* numbers;\n/);
    expect(text).not.toContain('claims:');
  });

  it('are left to people where no request is found, and the data say so', async () => {
    const { test, result } = await one(
      'permit (principal, action == Action::"call_tool", resource)\nwhen { principal has claim_a && principal.claim_a.isEmpty() };',
    );
    expect(test.read(result.cedar[0]?.data ?? '')).toMatch(
      /# No request was found that shows what permit-call-tool does; write a claim for it/,
    );
  });
});
