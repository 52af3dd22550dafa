import { describe, expect, it } from 'vitest';

import { proveText } from '../../support/prove.ts';

const SCHEMA = [
  '    model: schema',
  '    schema: |',
  '      entity User in [Team] { blocked?: Bool }; entity Team; entity Doc { owner?: User };',
  '      action read;',
  '      action view in [read] appliesTo { principal: [User], resource: [Doc], context: { mfa?: Bool } };',
].join('\n');
const PERMIT = 'permit (principal, action, resource);';
const ALICE = 'principal: alice, action: call_tool';
const ON_X = `resource: 'Tool::"x"'`;
const VIEW = `principal: 'User::"a"', action: view, resource: 'Doc::"d"'`;

interface Asked {
  readonly policies?: readonly string[];
  readonly request: string;
  readonly expect?: string;
  readonly more?: string;
}

/** What is found about one claim, without its place. */
async function found({
  policies = [PERMIT],
  request,
  expect: expected = 'allowed',
  more,
}: Asked): Promise<string[]> {
  const text = [
    ...(more?.startsWith('placeholders') ? [more] : []),
    'cedar:',
    '  s:',
    '    title: S',
    ...(more === undefined || more.startsWith('placeholders') ? [] : [more]),
    '    policies:',
    ...policies.map((policy) => `      - '${policy}'`),
    `    claims: [{ say: So., expect: ${expected}, requests: [{ ${request} }] }]`,
    '',
  ].join('\n');
  const { found: all } = await proveText(text);
  return all
    .map((one) => one.replace(/^\S+ /, ''))
    .filter((one) => !one.startsWith('cedar/unnoticed-loss'));
}

describe('a request of a claim', () => {
  it.each<[string, string, string]>([
    [
      'an action that does not exist',
      `principal: alice, action: call_tol, ${ON_X}`,
      'ToolHive has no action `Action::"call_tol"` (did you mean `Action::"call_tool"`?)',
    ],
    [
      'an action that is never asked',
      `principal: alice, action: list_tools, ${ON_X}`,
      'no request has the action `Action::"list_tools"`: ToolHive never asks for it: a list is filtered by `Action::"call_tool"` on each item (actions are: Action::"call_tool", Action::"get_prompt", Action::"read_resource")',
    ],
    [
      'a type that does not exist',
      `principal: 'User::"a"', action: call_tool, ${ON_X}`,
      'ToolHive has no entity type `User` (write `Client::"a"`)',
    ],
    [
      'a resource of another action',
      `${ALICE}, resource: 'Prompt::"x"'`,
      'the resource of `call_tool` is never a `Prompt` (write `Tool::"x"`)',
    ],
    [
      'a group without its type',
      `principal: { entity: alice, in: [staff] }, action: call_tool, ${ON_X}`,
      '`staff` is not an entity (write `THVGroup::"staff"`)',
    ],
    [
      'a group of a type that does not exist',
      `principal: { entity: alice, in: ['THVGrop::"staff"'] }, action: call_tool, ${ON_X}`,
      'ToolHive has no entity type `THVGrop` (did you mean `THVGroup`?)',
    ],
    [
      'a claim without its prefix',
      `${ALICE}, ${ON_X}, context: { role: x }`,
      'ToolHive sets no attribute `role` on `context` (write `claim_role`)',
    ],
    [
      'an annotation of a tool on a prompt',
      `principal: alice, action: get_prompt, resource: { entity: 'Prompt::"x"', attributes: { readOnlyHint: true } }`,
      'ToolHive sets no attribute `readOnlyHint` on `resource` (attributes are: name, operation, feature, arg_<name>)',
    ],
    [
      'a value of another type',
      `${ALICE}, resource: { entity: 'Tool::"x"', attributes: { readOnlyHint: "true" } }`,
      '`resource.readOnlyHint` is a Bool, not "true" (write true or false, without quotes)',
    ],
    [
      'another name than that of the tool',
      `${ALICE}, resource: { entity: 'Tool::"x"', attributes: { name: y } }`,
      '`resource.name` is always "x" here (leave the attribute out)',
    ],
    [
      'a claim with two values',
      `principal: { entity: alice, attributes: { claim_a: x } }, action: call_tool, ${ON_X}, context: { claim_a: y }`,
      '`claim_a` is "x" on the principal, and "y" in the context; ToolHive sets both to the same (write it once, in `context`)',
    ],
    [
      'a number with more digits than a decimal has',
      `${ALICE}, ${ON_X}, context: { arg_n: 2.56789 }`,
      'a decimal of Cedar cannot hold 2.56789 (write 2.5678, which is what ToolHive makes of it)',
    ],
    [
      'an argument that is a list',
      `${ALICE}, ${ON_X}, context: { arg_n: [1] }`,
      'ToolHive does not hand on `arg_n`, an argument that is a list, only that it is there (write `arg_n_present: true`)',
    ],
    [
      'a null',
      `${ALICE}, ${ON_X}, context: { claim_n: [null] }`,
      'Cedar has no `null` (leave the attribute out)',
    ],
  ])('cannot be made with %s, whatever is expected of it', async (_, request, message) => {
    for (const expected of ['allowed', 'denied'])
      expect(await found({ request, expect: expected })).toEqual([
        `cedar/invalid-request: this request cannot be made: ${message}`,
      ]);
  });

  it.each<[string, string]>([
    ['action', VIEW.replace('view', 'veiw')],
    ['type', VIEW.replace('Doc', 'Dock')],
    ['attribute', `${VIEW}, context: { mfaa: true }`],
    ['type of a value', `${VIEW}, context: { mfa: "true" }`],
  ])('fits the %s that its own schema asks for', async (_, request) => {
    expect(await found({ request: VIEW, more: SCHEMA })).toEqual([]);
    for (const expected of ['allowed', 'denied'])
      expect(await found({ request, more: SCHEMA, expect: expected })).toEqual([
        expect.stringContaining('cedar/invalid-request: this request cannot be made: '),
      ]);
  });

  it('may leave out what its schema requires, which errors where a policy reads it', async () => {
    const more = SCHEMA.replaceAll('?:', ':');
    expect(await found({ request: VIEW, more })).toEqual([]);
    const policies = [PERMIT, 'forbid (principal, action, resource) when { context.mfa };'];
    expect(await found({ policies, request: VIEW, more })).toEqual([
      expect.stringContaining('cedar/errors-on-request'),
    ]);
  });

  it('is of the groups of actions that its schema has', async () => {
    const policies = [PERMIT, 'forbid (principal, action in Action::"read", resource);'];
    const asked = { policies, request: VIEW, more: SCHEMA };
    expect(await found({ ...asked, expect: 'explicitDeny' })).toEqual([]);
    expect(await found(asked)).toEqual([expect.stringContaining('claim/fails')]);
  });

  it('has what is loaded of its entities', async () => {
    const policies = [
      PERMIT,
      'forbid (principal, action, resource) when { principal has blocked && principal.blocked };',
      'forbid (principal in Team::"out", action, resource);',
    ];
    const entity = (attrs: string, parents: string): string =>
      `${SCHEMA}\n    entities: [{ uid: { type: User, id: a }, attrs: ${attrs}, parents: ${parents} }]`;
    for (const more of [
      entity('{ blocked: true }', '[]'),
      entity('{}', '[{ type: Team, id: out }]'),
      entity('{ blocked: true }', '[]').replace(
        '{ type: User, id: a }',
        '{ __entity: { type: User, id: a } }',
      ),
    ])
      expect(await found({ policies, request: VIEW, more, expect: 'explicitDeny' })).toEqual([]);
    expect(await found({ policies, request: VIEW, more: entity('{}', '[]') })).toEqual([]);
  });

  it('has the claims of the caller and the arguments of the tool in its context, too', async () => {
    const policies = [
      PERMIT,
      'forbid (principal, action, resource) when { context has claim_role && context.claim_role == "guest" };',
      'forbid (principal, action, resource) when { context has arg_n && context.arg_n == "x" };',
    ];
    for (const request of [
      `principal: { entity: alice, attributes: { claim_role: guest } }, action: call_tool, ${ON_X}`,
      `${ALICE}, resource: { entity: 'Tool::"x"', attributes: { arg_n: x } }`,
    ])
      expect(await found({ policies, request, expect: 'explicitDeny' })).toEqual([]);
  });

  it('reads a resource by its URI, of which the id is made', async () => {
    const policies = [
      'permit (principal, action, resource == Resource::"file____x") when { resource.name == "file:///x" && resource.uri like "file:*" };',
    ];
    const on = (attributes: string): string =>
      `principal: alice, action: read_resource, resource: { entity: 'Resource::"file____x"', attributes: ${attributes} }`;
    for (const attributes of ["{ uri: 'file:///x' }", "{ name: 'file:///x' }"])
      expect(await found({ policies, request: on(attributes) })).toEqual([]);
    expect(await found({ policies, request: on('{}'), expect: 'implicitDeny' })).toEqual([]);
  });

  it('has placeholders in its groups and attributes', async () => {
    const policies = [
      PERMIT,
      'forbid (principal in THVGroup::"<TEAM>", action, resource) when { principal.claim_team == "<TEAM>" };',
    ];
    const request = `principal: { entity: alice, attributes: { claim_team: <TEAM> }, in: ['THVGroup::"<TEAM>"'] }, action: call_tool, ${ON_X}`;
    const more = 'placeholders: { <TEAM>: staff }';
    expect(await found({ policies, request, more, expect: 'explicitDeny' })).toEqual([]);
  });

  it('names entities with the escapes of Cedar', async () => {
    const policies = [
      String.raw`permit (principal, action, resource == Tool::"a\u{1F600}\x41\0b");`,
    ];
    const request = String.raw`${ALICE}, resource: 'Tool::"a\u{1F600}\x41\0b"'`;
    expect(await found({ policies, request })).toEqual([]);
  });

  it('may have groups of the type that the configuration names', async () => {
    const policies = ['permit (principal in Team::"a", action, resource);'];
    const request = `principal: { entity: alice, in: ['Team::"a"'] }, action: call_tool, ${ON_X}`;
    const more = '    configuration: { group_entity_type: Team }';
    expect(await found({ policies, request, more })).toEqual([]);
  });
});

describe('an entry of `policies`', () => {
  it.each<[string, string, string]>([
    [
      'a template',
      'permit (principal == ?principal, action, resource);',
      'cedar/syntax: a policy with a slot is a template, which decides nothing before it is linked (write an entity in place of the slot)',
    ],
    [
      'two policies',
      `${PERMIT} forbid (principal, action, resource);`,
      'cedar/syntax: another policy begins here (make it an entry of its own in `policies`)',
    ],
    [
      'a comment',
      '// permit (principal, action, resource);',
      'cedar/syntax: there is no policy in this text (write one, or remove the entry)',
    ],
  ])('is one policy, not %s', async (_, policy, message) => {
    expect(await found({ policies: [policy], request: `${ALICE}, ${ON_X}` })).toEqual([message]);
  });
});
