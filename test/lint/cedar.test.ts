import { describe, expect, it } from 'vitest';

import { AS_OF, fence, find, on } from '../support/lint-pages.ts';
import { workspace } from '../support/workspace.ts';

const cedar = (...lines: string[]): string => fence('cedar', ...lines);
const CALL = 'permit (principal, action == Action::"call_tool", resource';

describe('a Cedar schema of the workspace', () => {
  const SCHEMA =
    'entity User { team: String }; entity Photo; action view, edit appliesTo { principal: User, resource: Photo };';
  const DATA = `cedar:\n  photos:\n    title: Photos\n    model: schema\n    schema: '${SCHEMA}'\n    policies:\n      - 'permit (principal is User, action == Action::"view", resource is Photo);'\n`;
  const found = (page: string) =>
    find({
      'a.md': page,
      'data/a.yaml': DATA,
      'permadocs.yaml': 'data: [data/*.yaml]\npages: [a.md]\n',
    });

  it.each<[string, string, string[]]>([
    [
      'knows the attributes of what a page names',
      'permit (principal is User, action == Action::"view", resource) when { principal.teem == "a" };',
      ['a.md:2:71 cedar/unknown-attribute'],
    ],
    [
      'knows the actions',
      'permit (principal is User, action == Action::"veiw", resource is Photo);',
      ['a.md:2:44 cedar/unknown-action'],
    ],
    [
      'is not that of policies with a `User` of their own',
      'permit (principal is User, action == Action::"read", resource is File) when { principal.age > 3 };',
      [],
    ],
    [
      'is not that of ToolHive’s policies',
      'permit (principal is Client, action == Action::"call_tool", resource) when { principal.team == "a" };',
      ['a.md:2:78 cedar/unknown-attribute'],
    ],
  ])('%s', async (_, text, expected) => {
    expect(await found(cedar(text))).toEqual(expected);
  });
});

describe('in an admonition of MkDocs', () => {
  const body = (...lines: string[]): string =>
    [
      '??? example "Roles"',
      '',
      'The user’s role decides.',
      '',
      fence('cedar', ...lines).trimEnd(),
      '',
      'Each role’s tag is `"raw"`.',
    ]
      .join('\n')
      .replaceAll(/\n(?=[^\n])/g, '\n    ') + '\n';

  it('only the fences are policies', async () => {
    expect(
      await on(
        body(
          '@id("a")',
          '@description("tagged, but not more")',
          'permit (principal, action, resource)',
          'when { resource.tag == "b" };',
          '',
          '@id("b")',
          'permit (principal, action, resource);',
        ),
      ),
    ).toEqual([]);
  });

  it('a mistake is found at its place', async () => {
    expect(await on(body('permit (principal, action, resource) whn { true };'))).toEqual([
      '6:42 cedar/syntax',
    ]);
  });
});

describe('a Cedar policy that does not parse', () => {
  it.each<[string, string, string[]]>([
    [
      'is found in its own fence',
      cedar('permit (principal, action, resource) whn { true };'),
      ['2:38 cedar/syntax'],
    ],
    [
      'is found in a text fence',
      fence('text', 'permit (principal, action == Action::call, resource);'),
      ['2:30 cedar/syntax'],
    ],
    [
      'hides no other',
      cedar(
        'permit (principal, action, resource) whn { true };',
        'forbid (principal, action, resource) when { 1 == "1" };',
      ),
      ['2:38 cedar/syntax', '3:1 cedar/never-holds'],
    ],
    [
      'is found where it lacks its end',
      cedar('permit (principal, action, resource)'),
      ['2:36 cedar/syntax'],
    ],
    [
      'has its column in characters',
      cedar('// größer', 'permit (principal, action == A, resource);'),
      ['3:30 cedar/syntax'],
    ],
    [
      'may be the grammar of the language',
      fence('text', 'permit|forbid(principal, action, resource) when { conditions };'),
      [],
    ],
    ['may have an ellipsis', cedar('permit (principal, action, resource) when { ... };'), []],
    ['may have placeholders', cedar('permit (principal == <principal>, action, resource);'), []],
    ['may be a template', cedar('permit (principal == ?principal, action, resource);'), []],
    ['may be a part', fence('text', 'resource in MCP::"my-server"'), []],
    [
      'may have a hole to fill',
      fence(
        'bash',
        `curl -d '{"cedar":"permit (principal, action == , resource);"}' localhost/complete`,
      ),
      [],
    ],
    ['may be code', fence('ts', 'permit(user, "read", photo);'), []],
    [
      'may be a proposal',
      `We propose a new operator.\n\n${cedar('permit (principal, action, resource) when { [1].all? > 0 };')}`,
      [],
    ],
    [
      'may be shown as a mistake',
      `This policy is invalid:\n\n${cedar('permit (principal, action, resource) whn { true };')}`,
      [],
    ],
  ])('%s', async (_, page, expected) => {
    expect(await on(page)).toEqual(expected);
  });
});

describe('a condition, by its types and constants', () => {
  it.each<[string, string, string[]]>([
    ['`in` of a text', 'resource.tool in ["drop"]', ['cedar/always-errors']],
    ['`in` of entities', 'resource in [Photo::"a"]', []],
    ['`<` of texts', 'context.a < "b"', ['cedar/always-errors']],
    ['`<` of numbers', 'context.a < 3', []],
    ['`like` of a number', '1 like "a*"', ['cedar/always-errors']],
    ['`contains` of a text', '"abc".contains("a")', ['cedar/always-errors']],
    ['a text as a condition', '"true"', ['cedar/always-errors']],
    ['an error behind a guard', 'principal has a && principal.a in ["x"]', ['cedar/always-errors']],
    ['an error beside what may hold', 'principal.a == 1 || principal.b in ["x"]', []],
    ['constants that differ', '1 == 2', ['cedar/never-holds']],
    ['types that differ', 'principal == "alice"', ['cedar/never-holds']],
    ['the same path twice', 'context.a == "x" && context.a == "y"', ['cedar/never-holds']],
    ['the same path either way', 'context.a == "x" || context.a == "y"', []],
    ['false', 'false', ['cedar/never-holds']],
    ['what is not known', 'if context.a then context.b else ip("1.2.3.4").isLoopback()', []],
    ['arithmetic', 'context.a + 1 > 2 && -1 < 0', []],
    ['an address that is none', 'context.ip == ip("300.1.1.1")', ['cedar/invalid-constant']],
    [
      'a range that is none, behind a guard',
      'context has ip && context.ip.isInRange(ip("10.0.0.0/33"))',
      ['cedar/invalid-constant'],
    ],
    [
      'a decimal with too many digits, beside what may hold',
      'context.a || context.b == decimal("1.23456")',
      ['cedar/invalid-constant'],
    ],
    ['a decimal without a point', 'context.b == decimal("1")', ['cedar/invalid-constant']],
    [
      'a date that is none, twice',
      '[datetime("2024-13-01"), datetime("2024-13-01")].contains(context.d)',
      ['cedar/invalid-constant'],
    ],
    ['a duration without units', 'context.d == duration("15")', ['cedar/invalid-constant']],
    [
      'constants of all extensions',
      'context.a == ip("::1/128") || context.a == decimal("-1.5") || context.a == datetime("2024-02-29") || context.a == duration("1d2h")',
      [],
    ],
    ['an address to fill in', 'context.ip == ip("<YOUR_IP>") || context.ip == ip("x.x.x.x")', []],
    ['a date to fill in', 'context.d < datetime("YYYY-MM-DD")', []],
    ['a text that is not constant', 'ip(context.a).isLoopback()', []],
    ['`<` of decimals', 'context.a < decimal("1.0")', ['cedar/always-errors']],
    ['`<` of dates', 'datetime("2024-01-01") < context.d', []],
    ['`<` of two types', 'datetime("2024-01-01") < 3', ['cedar/always-errors']],
    ['a method of another type', '"1.2.3.4".isLoopback()', ['cedar/always-errors']],
    [
      'an address that is never in a range',
      'ip("1.2.3.4").isInRange(ip("10.0.0.0/8"))',
      ['cedar/never-holds'],
    ],
    ['an address that is always in a range', 'ip("10.2.3.4").isInRange(ip("10.0.0.0/8"))', []],
    ['a decimal and a number', 'decimal("5.0") == 5', ['cedar/never-holds']],
  ])('%s', async (_, condition, expected) => {
    const found = await on(cedar(`forbid (principal, action, resource) when { ${condition} };`));
    expect(found.map((text) => text.split(' ')[1])).toEqual(expected);
  });

  it('may be false in what partial evaluation leaves', async () => {
    const page = cedar('forbid (principal, action, resource)', 'when {', '  false', '};');
    expect(await on(`The log shows residuals:\n\n${page}`)).toEqual([]);
    expect(await on(`The log shows it:\n\n${page}`)).toEqual([
      expect.stringContaining('cedar/never-holds'),
    ]);
  });

  it('has its refused constant at its own place, with what the engine says of it', async () => {
    const page = cedar(
      'permit (principal, action, resource)',
      'when { true || ip("10.0.0.0/33").isIpv4() };',
    );
    const { problems } = await workspace({ 'a.md': page }).lint({ asOf: AS_OF });
    expect(problems).toMatchObject([
      {
        line: 3,
        column: 16,
        endColumn: 33,
        message:
          '`ip("10.0.0.0/33")` is an error, so that Cedar skips the policy when it gets there: error parsing prefix: 33 is larger than the limit 32',
        hint: 'write an address or a range: `ip("10.0.0.1")`, `ip("10.0.0.0/8")`',
      },
    ]);
  });

  it('is reported where it errors, and says what Cedar and ToolHive make of it', async () => {
    const page = cedar(
      `forbid (principal, action == Action::"call_tool", resource)`,
      'when { resource.tool in ["drop_table"] };',
    );
    const { problems } = await workspace({ 'a.md': page }).lint({ asOf: AS_OF });
    expect(problems).toMatchObject([
      {
        line: 3,
        column: 8,
        endColumn: 39,
        message:
          'this `forbid` always errors: `in` compares entities, and its right side is a Set of values that are not entities. Cedar skips a policy that errors, so it forbids nothing; ToolHive then refuses the whole request',
        hint: 'write `["drop_table"].contains(resource.name)`',
      },
    ]);
  });
});

describe('a policy for ToolHive', () => {
  it.each<[string, string, string[]]>([
    [
      'claims without their prefix',
      `${CALL}) when { principal has groups && principal.groups.contains("a") };`,
      ['2:68 cedar/unknown-attribute'],
    ],
    [
      'claims with their prefix',
      `${CALL}) when { principal.claim_groups.contains("a") && context.arg_x == 1 };`,
      [],
    ],
    [
      'another name than the tool of the head has',
      `permit (principal, action == Action::"call_tool", resource == Tool::"a") when { resource.name == "b" };`,
      ['2:1 cedar/never-holds'],
    ],
    [
      'the name of that tool',
      `permit (principal, action == Action::"call_tool", resource == Tool::"a") when { resource.name == "a" };`,
      [],
    ],
    [
      'an operation of another action',
      `${CALL}) when { resource.operation == "read" };`,
      ['2:1 cedar/never-holds'],
    ],
    [
      'an operation of some action',
      'permit (principal in THVGroup::"a", action, resource) when { resource.operation == "read" };',
      [],
    ],
    ['hints of tools', `${CALL}) when { resource has readOnlyHint && resource.readOnlyHint };`, []],
    [
      'a hint as a text',
      `${CALL}) when { resource.readOnlyHint == "true" };`,
      ['2:1 cedar/never-holds'],
    ],
    [
      'attributes of entities, which requests make anew',
      `${CALL}) when { resource.owner == principal.claim_sub };`,
      ['2:68 cedar/unknown-attribute'],
    ],
    [
      'lists',
      'permit (principal, action == Action::"list_tools", resource);',
      ['2:36 cedar/action-never-asked'],
    ],
    [
      'a method in place of an action',
      `${CALL});\npermit (principal, action == Action::"tools/call", resource);`,
      ['3:36 cedar/unknown-action'],
    ],
    [
      'a type of another model',
      'permit (principal == User::"a", action == Action::"call_tool", resource);',
      ['2:22 cedar/unknown-entity-type'],
    ],
    [
      'groups, servers, and roles that its entities may have',
      `permit (principal in THVGroup::"a", action == Action::"call_tool", resource in MCP::"s") when { principal in PlatformRole::"x" };`,
      [],
    ],
    [
      'a thing that the action is not asked on',
      'permit (principal, action == Action::"get_prompt", resource == Tool::"a");',
      ['2:64 cedar/never-holds'],
    ],
    [
      'an action and types of another application, on the same page',
      `${CALL});\n\`\`\`\n\n\`\`\`cedar\npermit (principal == User::"a", action == Action::"view", resource == Photo::"p") when { principal.level > 1 };`,
      [],
    ],
    [
      'a policy of another application with one type, on the same page',
      `${CALL});\n\`\`\`\n\n\`\`\`cedar\npermit (principal == User::"a", action == Action::"view", resource) when { resource.owner == principal };`,
      [],
    ],
    [
      'a policy that names nothing of any application, on the same page',
      `${CALL});\n\`\`\`\n\n\`\`\`cedar\npermit (principal, action, resource) when { resource.owner == principal };`,
      [],
    ],
    [
      'a caller and a method of others in place of its own, on the same page',
      `${CALL});\n\`\`\`\n\n\`\`\`cedar\npermit (principal == User::"a", action == Action::"tools/call", resource);`,
      ['6:22 cedar/unknown-entity-type', '6:49 cedar/unknown-action'],
    ],
    [
      'actions of another namespace',
      'permit (principal is Gateway::User, action == Gateway::Action::"call_tool", resource);',
      [],
    ],
  ])('with %s', async (_, text, expected) => {
    expect(await on(cedar(text))).toEqual(expected);
  });
});

describe('Cedar is found', () => {
  const FORBID = 'forbid(principal, action, resource) when { resource.tool in ["x"] };';
  it.each<[string, string, string]>([
    [
      'in strings of JSON',
      fence(
        'json',
        '{ "version": "1.0", "type": "cedarv1", "cedar": { "policies": [',
        `  ${JSON.stringify(FORBID)}`,
        '], "entities_json": "[]" } }',
      ),
      '3:47 cedar/always-errors',
    ],
    [
      'in a list of YAML',
      fence('yaml', 'cedar:', '  policies:', `    - '${FORBID}'`),
      '4:51 cedar/always-errors',
    ],
    [
      'in a block scalar',
      fence(
        'yaml',
        'authzConfig:',
        '  inline:',
        '    policies:',
        '      - |',
        '        forbid(principal, action, resource)',
        '        when { resource.tool in ["x"] };',
      ),
      '7:16 cedar/always-errors',
    ],
    [
      'in a folded scalar',
      fence(
        'yaml',
        'cedar:',
        '  policies:',
        '    - >-',
        '      forbid(principal, action, resource) when {',
        '      resource.tool in ["x"] };',
      ),
      '6:7 cedar/always-errors',
    ],
    [
      'over the lines of a quoted scalar',
      fence(
        'yaml',
        'cedar:',
        '  policies:',
        "    - 'forbid(principal, action, resource) when {",
        `      resource.tool in ["x"] };'`,
      ),
      '5:7 cedar/always-errors',
    ],
    [
      'in the JSON of a ConfigMap',
      fence(
        'yaml',
        'data:',
        '  authz.json: |',
        '    { "cedar": { "policies": [',
        `      ${JSON.stringify(FORBID)}`,
        '    ] } }',
      ),
      '5:51 cedar/always-errors',
    ],
    [
      'in the YAML of a ConfigMap, as a flow list',
      fence('yaml', 'data:', '  authz.yaml: |', '    cedar:', `      policies: ['${FORBID}']`),
      '5:62 cedar/always-errors',
    ],
    [
      'in the JSON of a ConfigMap in JSON',
      fence(
        'json',
        JSON.stringify({
          kind: 'ConfigMap',
          data: { a: JSON.stringify({ cedar: { policies: [FORBID] } }) },
        }),
      ),
      '2:105 cedar/always-errors',
    ],
    [
      'in one of several documents',
      fence(
        'yaml',
        'kind: Secret',
        '---',
        'kind: VirtualMCPServer',
        'spec:',
        '  groupRef: { name: g }',
        '  incomingAuth:',
        '    authzConfig:',
        '      inline:',
        `        policies: ['${FORBID}']`,
      ),
      '10:64 cedar/always-errors',
    ],
    [
      'in a here-document',
      fence('bash', 'cat > a.yaml <<EOF', 'cedar:', '  policies:', `    - '${FORBID}'`, 'EOF'),
      '5:51 cedar/always-errors',
    ],
    [
      'in braces that name it',
      cedar(
        'policy others {',
        '}',
        'policy "no drops" {',
        '}',
        'policy drops {',
        `  ${FORBID}`,
        '}',
      ),
      '7:46 cedar/always-errors',
    ],
    [
      'in a string of code',
      fence('go', `policy := "${FORBID.replaceAll('"', '\\"')}"`),
      '2:55 cedar/always-errors',
    ],
  ])('%s', async (_, page, expected) => {
    expect(await on(page)).toEqual([expected]);
  });

  it('in braces that name it, up to their own end', async () => {
    const lines = ['policy a {', `${CALL})`, 'when {', '  true', '};', '}', ''];
    expect(await on(cedar(...lines))).toEqual([]);
    expect(await on(cedar(...lines).replace('true', 'resource.name'))).toEqual([
      '3:51 cedar/always-errors',
    ]);
  });

  it('not in prose, and not in the functions of other languages', async () => {
    expect(await on('Use `permit (…)` and forbid(that).\n')).toEqual([]);
    expect(await on(fence('js', 'permit(principal); forbid(action);'))).toEqual([]);
  });
});

describe('a configuration', () => {
  const configuration = (entities: string, condition: string): string =>
    fence(
      'json',
      '{ "version": "1.0", "type": "cedarv1", "cedar": { "policies": [',
      `  "permit(principal, action == Action::\\"call_tool\\", resource) when { ${condition} };"`,
      `], "entities_json": ${entities} } }`,
    );

  const loading = (...entities: object[]): string => JSON.stringify(JSON.stringify(entities));
  const entity = (type: string, id: string, more: object): object => ({
    uid: { type, id },
    attrs: {},
    parents: [],
    ...more,
  });

  it('adds no attributes to what each request makes anew', async () => {
    const tool = loading(entity('Tool', 'a', { attrs: { owner: 'x' } }));
    expect(await on(configuration(tool, 'resource.owner == principal.claim_sub'))).toEqual([
      '3:72 cedar/unknown-attribute',
      '4:32 cedar/entity-replaced',
    ]);
    expect(await on(configuration('"[]"', 'resource.owner == principal.claim_sub'))).toEqual([
      '3:72 cedar/unknown-attribute',
    ]);
  });

  it.each<[string, object, string | undefined]>([
    [
      'a caller in a group',
      entity('Client', 'a', { parents: [{ type: 'THVGroup', id: 'g' }] }),
      'ToolHive makes `Client::"a"` anew for each request, and puts it in the place of this one: that it is in `THVGroup::"g"` never counts',
    ],
    [
      'a prompt with an attribute',
      entity('Prompt', 'a', { attrs: { owner: 'x' } }),
      'ToolHive makes `Prompt::"a"` anew for each request, and puts it in the place of this one: its `owner` never counts',
    ],
    [
      'an action in a group',
      entity('Action', 'call_tool', { parents: [{ type: 'Action', id: 'all' }] }),
      'ToolHive makes `Action::"call_tool"` anew for each request, and puts it in the place of this one: that it is in `Action::"all"` never counts',
    ],
    ['a tool by itself', entity('Tool', 'a', {}), undefined],
    [
      'a group in a group',
      entity('THVGroup', 'a', { parents: [{ type: 'PlatformRole', id: 'g' }], attrs: { a: 1 } }),
      undefined,
    ],
  ])('loads in vain %s', async (_, one, message) => {
    const page = configuration(loading(one), 'true');
    const { problems } = await workspace({ 'a.md': page }).lint({ asOf: AS_OF });
    expect(problems.map((problem) => problem.message)).toEqual(
      message === undefined ? [] : [message],
    );
  });

  it('may name the servers behind a virtual one', async () => {
    const tools = 'true };", "permit (principal, action, resource in Backend::\\"a\\") when { true';
    expect(await on(configuration('[]', tools))).toEqual([]);
  });

  it('has entities that load', async () => {
    const entities = JSON.stringify('[{"uid":"Tool::a","attrs":{}}]');
    expect(await on(configuration(entities, 'true'))).toEqual(['4:22 cedar/invalid-entities']);
  });

  it('is valid JSON from its own first line on, in a here-document', async () => {
    const json = `{ "type": "cedarv1", "cedar": { "policies": [${JSON.stringify(`${CALL});`)}] } }`;
    const page = fence('bash', 'cat > a.json <<EOF', json, 'EOF', 'thv run --authz-config a.json');
    expect(await on(page)).toEqual([]);
    expect(await on(page.replace('"cedarv1",', '"cedarv1"'))).toEqual([
      '3:21 cedar/invalid-configuration',
    ]);
    expect(await on(fence('diff', ...json.split('[').map((line) => `+${line}`)))).toEqual([]);
  });

  it('is valid JSON', async () => {
    expect(await on(configuration('"[\n]"', 'true'))).toEqual(['4:21 cedar/invalid-configuration']);
  });
});

describe('a hostile page', () => {
  it('does not end the run, and does not keep the engine from the next page', async () => {
    const nested = `permit (principal, action, resource) when { ${'('.repeat(400)}true${')'.repeat(400)} };`;
    const long = `permit (principal, action, resource) when { ${'1 + '.repeat(9000)}1 == 1 };`;
    const wrong = 'forbid (principal, action, resource) when { 1 == 2 };';
    const found = await find({
      'a.md': cedar(nested),
      'b.md': cedar(long),
      'c.md': fence('yaml', `a: ${'['.repeat(20000)}`, 'b: permit (principal'),
      'd.md': cedar(wrong),
    });
    expect(found).toEqual([
      'a.md:2:1 cedar/syntax',
      'b.md:2:1 cedar/syntax',
      'd.md:2:1 cedar/never-holds',
    ]);
  });
});

describe('sets of Cedar policies on several pages', () => {
  const set = (...tools: string[]): string =>
    cedar(...tools.map((tool) => `${CALL} == Tool::"${tool}");`));

  it.each<[string, string, string, number]>([
    ['that differ in one policy', set('a', 'b', 'c', 'd'), set('a', 'b', 'c', 'e'), 1],
    ['that are the same in another order', set('a', 'b', 'c'), set('c', 'b', 'a'), 0],
    ['of which one is shorter', set('a', 'b', 'c', 'd'), set('a', 'b', 'c'), 0],
    ['that have little in common', set('a', 'b', 'c'), set('a', 'd', 'e'), 0],
  ])('%s', async (_, a, b, count) => {
    const found = await find({ 'a.md': a, 'b.md': b }, { rules: ['lint/cedar-drift'] });
    expect(found).toEqual(count === 1 ? ['a.md:2:1 lint/cedar-drift'] : []);
  });

  it('of earlier versions of the product may differ', async () => {
    const found = await find({
      'docs/a.md': set('a', 'b', 'c', 'd'),
      'versioned_docs/version-1.0/a.md': set('a', 'b', 'c', 'e'),
    });
    expect(found).toEqual([]);
  });
});
