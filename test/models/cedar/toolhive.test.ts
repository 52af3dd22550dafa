/** What ToolHive makes of a request, as its source has it; see scripts/cedar/toolhive-request.ts. */
import { describe, expect, it } from 'vitest';

import { proveText } from '../../support/prove.ts';

interface Asked {
  readonly policies: readonly string[];
  readonly principal?: string;
  readonly context?: string;
  readonly expect: string;
  readonly more?: readonly string[];
}

async function found({ policies, principal, context, expect: expected, more = [] }: Asked) {
  const request = [
    `principal: ${principal ?? 'alice'}, action: call_tool, resource: 'Tool::"x"'`,
    ...(context === undefined ? [] : [`context: ${context}`]),
  ].join(', ');
  const { found: all } = await proveText(
    [
      'cedar:',
      '  s:',
      '    title: S',
      ...more.map((line) => `    ${line}`),
      '    policies:',
      ...policies.map((policy) => `      - '${policy}'`),
      `    claims: [{ say: So., expect: ${expected}, requests: [{ ${request} }] }]`,
      '',
    ].join('\n'),
  );
  return all
    .map((one) => one.replace(/^\S+ /, ''))
    .filter((one) => !/^cedar\/(?:unnoticed-loss|entity-replaced)/.test(one));
}

const PERMIT = 'permit (principal, action, resource);';
const OUT = 'forbid (principal in THVGroup::"out", action, resource);';

describe('the groups of a caller', () => {
  it.each<[string, Partial<Asked>]>([
    ['`groups`', { context: '{ claim_groups: [out] }' }],
    ['`roles`, if there is no other', { context: '{ claim_roles: [in, out] }' }],
    ['`cognito:groups`', { context: '{ "claim_cognito:groups": [out] }' }],
    [
      'the claim that the configuration names',
      {
        context: '{ claim_teams: [out], claim_groups: [in] }',
        more: ['configuration: { group_claim_name: teams }'],
      },
    ],
    [
      'a path in a claim',
      {
        context: '{ claim_realm_access: { roles: [out] } }',
        more: ['configuration: { group_claim_name: realm_access.roles }'],
      },
    ],
    [
      'the claim with roles as well',
      {
        context: '{ claim_groups: [in], claim_r: [out] }',
        more: ['configuration: { role_claim_name: r }'],
      },
    ],
  ])('come from %s', async (_, asked) => {
    const all = { policies: [PERMIT, OUT], ...asked };
    expect(await found({ ...all, expect: 'explicitDeny' })).toEqual([]);
    expect(await found({ ...all, expect: 'allowed' })).toEqual([
      expect.stringContaining('claim/fails'),
    ]);
  });

  it.each<[string, string]>([
    ['the first claim that has some', '{ claim_groups: [], claim_roles: [out] }'],
    ['lists', '{ claim_groups: out }'],
  ])('come from %s only', async (_, context) => {
    expect(await found({ policies: [PERMIT, OUT], context, expect: 'allowed' })).toEqual([]);
  });

  it('may have another type', async () => {
    expect(
      await found({
        policies: [PERMIT, 'forbid (principal in Team::"out", action, resource);'],
        context: '{ claim_groups: [out] }',
        more: ['configuration: { group_entity_type: Team }'],
        expect: 'explicitDeny',
      }),
    ).toEqual([]);
  });

  it.each(['group_claim_name', 'role_claim_name'])(
    'may come from the claim of `%s`, which the request leaves out',
    async (key) => {
      const asked = {
        policies: [PERMIT, OUT],
        principal: `{ entity: alice, in: ['THVGroup::"out"'] }`,
        context: '{ claim_groups: [a] }',
        more: [`configuration: { ${key}: teams }`],
      };
      expect(await found({ ...asked, expect: 'explicitDeny' })).toEqual([]);
    },
  );

  it('may come from a claim before `roles`, which the request leaves out', async () => {
    const asked = { policies: [PERMIT, OUT], context: '{ claim_roles: [out] }' };
    const principal = `{ entity: alice, in: ['THVGroup::"in"'] }`;
    expect(await found({ ...asked, principal, expect: 'allowed' })).toEqual([]);
    expect(await found({ ...asked, expect: 'explicitDeny' })).toEqual([]);
  });

  it('are all that the caller is in', async () => {
    for (const [parent, more] of [
      ['PlatformRole::"a"', 'entities: [{ uid: { type: PlatformRole, id: a } }]'],
      ['THVGroup::"a"', 'configuration: { group_entity_type: Team }'],
    ] as const)
      expect(
        await found({
          policies: [PERMIT],
          principal: `{ entity: alice, in: ['${parent}'] }`,
          more: [more],
          expect: 'allowed',
        }),
      ).toEqual([
        expect.stringContaining('cannot be made: ToolHive puts a caller in entities of the type'),
      ]);
  });

  it('are those of the claim, if there is one', async () => {
    expect(
      await found({
        policies: [PERMIT, OUT],
        principal: `{ entity: alice, in: ['THVGroup::"a"'] }`,
        context: '{ claim_groups: [b] }',
        expect: 'allowed',
      }),
    ).toEqual([
      'cedar/invalid-request: this request cannot be made: the caller is in THVGroup::"a", and no claim with groups has "a"; ToolHive makes its groups of the claims (add "a" to the claim, or leave the claim or the group out)',
    ]);
  });
});

describe('the caller', () => {
  it('is named by the claim `sub`, which it has', async () => {
    const policies = [
      'permit (principal == Client::"alice", action, resource) when { principal.claim_sub == "alice" && context.claim_sub == "alice" };',
    ];
    expect(await found({ policies, expect: 'allowed' })).toEqual([]);
    expect(await found({ policies, context: '{ claim_sub: bob }', expect: 'denied' })).toEqual([
      'cedar/invalid-request: this request cannot be made: `claim_sub` is "bob", and the caller is Client::"alice"; ToolHive names the caller by that claim (leave `claim_sub` out, or name the caller by it)',
    ]);
  });

  it('has sets of the claims that the configuration lists, and texts in place of lists', async () => {
    const policies = [
      'permit (principal, action, resource) when { principal.claim_scp == "a b" && principal.claimset_scp.contains("b") && context.claimset_scp.containsAll(["a", "b"]) };',
    ];
    const more = ['configuration: { multi_valued_claims: [scp] }'];
    for (const context of ['{ claim_scp: [a, b] }', '{ claim_scp: "a b" }'])
      expect(await found({ policies, context, more, expect: 'allowed' })).toEqual([]);
    expect(
      await found({ policies: [PERMIT], context: '{ claimset_scp: [a] }', expect: 'allowed' }),
    ).toEqual([
      'cedar/invalid-request: this request cannot be made: `claimset_scp` is set only if the configuration lists `scp` (add `multi_valued_claims: [scp]` to `configuration`)',
    ]);
  });
});

describe('entities that are loaded beside', () => {
  const entity = (type: string, id: string, rest: string): string =>
    `entities: [{ uid: { type: ${type}, id: ${id} }, ${rest} }]`;

  it.each<[string, string, string]>([
    [
      'the caller',
      OUT,
      entity('Client', 'alice', 'attrs: {}, parents: [{ type: THVGroup, id: out }]'),
    ],
    [
      'the tool',
      'forbid (principal, action, resource in Set::"out");',
      entity('Tool', 'x', 'attrs: {}, parents: [{ type: Set, id: out }]'),
    ],
    [
      'the action',
      'forbid (principal, action in Action::"out", resource);',
      entity('Action', 'call_tool', 'attrs: {}, parents: [{ type: Action, id: out }]'),
    ],
  ])('do not count for %s, which ToolHive makes anew', async (_, forbid, more) => {
    const all = await found({ policies: [PERMIT, forbid], more: [more], expect: 'allowed' });
    expect(all.filter((one) => !/unknown-(?:action|entity-type)/.test(one))).toEqual([]);
  });

  it('may leave out what they do not have', async () => {
    const more = ['entities: [{ uid: { type: THVGroup, id: team } }]'];
    expect(await found({ policies: [PERMIT], more, expect: 'allowed' })).toEqual([]);
  });

  it('count for the groups that it is in', async () => {
    const more = [entity('THVGroup', 'team', 'attrs: {}, parents: [{ type: THVGroup, id: out }]')];
    const asked = { policies: [PERMIT, OUT], context: '{ claim_groups: [team] }', more };
    expect(await found({ ...asked, expect: 'explicitDeny' })).toEqual([]);
  });
});

it('an action has the attribute `operation`', async () => {
  const policies = [
    'permit (principal, action, resource) when { action.operation == "call_tool" };',
  ];
  expect(await found({ policies, expect: 'allowed' })).toEqual([]);
});
