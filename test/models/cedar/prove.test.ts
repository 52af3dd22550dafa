import { describe, expect, it } from 'vitest';

import { loadCatalog } from '../../../scripts/data/catalog.ts';
import { proveSets } from '../../../scripts/models/cedar/prove.ts';
import { CannotRun } from '../../../scripts/problems/cannot-run.ts';
import { Source } from '../../../scripts/problems/source.ts';
import { proveText } from '../../support/prove.ts';

const SEARCH = 'permit (principal, action == Action::"call_tool", resource == Tool::"search");';

/** A set of these policies and claims, each a flow map. */
const set = (policies: readonly string[], claims: readonly string[], more = ''): string =>
  [
    'cedar:',
    '  tools:',
    '    title: Tools',
    ...(more === '' ? [] : [more]),
    '    policies:',
    ...policies.map((policy, index) => `      - { id: p${index + 1}, policy: '${policy}' }`),
    ...(claims.length === 0 ? [] : ['    claims:', ...claims.map((claim) => `      - ${claim}`)]),
    '',
  ].join('\n');

const claim = (expected: string, request: string): string =>
  `{ say: It is so., expect: ${expected}, requests: [{ principal: alice, action: call_tool, ${request} }] }`;
const ON_SEARCH = `resource: 'Tool::"search"'`;

const codes = async (text: string): Promise<string[]> => {
  const { found } = await proveText(text);
  return found.map((one) => one.replace(/: .*$/s, ''));
};

describe('claims about Cedar policies', () => {
  it('hold by the engine, which names the policy that decides', async () => {
    const { claims, found } = await proveText(
      set(
        [SEARCH],
        [claim('allowed, by: p1', ON_SEARCH), claim('implicitDeny', `resource: 'Tool::"drop"'`)],
      ),
    );
    expect(found).toEqual([]);
    expect(claims.map(({ holds, decisions }) => [holds, decisions])).toEqual([
      [true, [{ decision: 'allowed', by: ['p1'], errors: [] }]],
      [true, [{ decision: 'implicitDeny', by: [], errors: [] }]],
    ]);
  });

  it('fail at their sentence, with what was decided instead', async () => {
    const { found } = await proveText(set([SEARCH], [claim('denied', ON_SEARCH)]));
    expect(found).toEqual([
      '7:16 claim/fails: this does not hold: request 1 is allowed by p1, not denied (correct the policy or the claim)',
    ]);
  });

  it('see a forbid win over every permit, in any order', async () => {
    const forbid = 'forbid (principal, action, resource == Tool::"search");';
    for (const policies of [
      [SEARCH, forbid],
      [forbid, SEARCH],
    ])
      expect(
        (await proveText(set(policies, [claim('explicitDeny', ON_SEARCH)]))).claims[0],
      ).toMatchObject({ holds: true });
  });

  it('give the caller its claims and groups, and the tool its name and arguments, as ToolHive does', async () => {
    const policies = [
      'permit (principal in THVGroup::"g", action, resource) when { principal has claim_role && principal.claim_role == context.claim_role && resource.name == "search" && resource.operation == "call" && resource has arg_n && resource.arg_n < 3 };',
    ];
    const request = (n: number): string =>
      `{ say: It is so., expect: ${n < 3 ? 'allowed' : 'implicitDeny'}, requests: [{ principal: { entity: alice, in: ['THVGroup::"g"'] }, action: call_tool, ${ON_SEARCH}, context: { claim_role: x, arg_n: ${n} } }] }`;
    const long = set(policies, [request(2), request(3)], '    numbers: long');
    expect(await codes(long)).toEqual([]);
    const { claims } = await proveText(long);
    expect(claims.map(({ since }) => since)[0]).toEqual([
      'ToolHive makes Longs of whole numbers, as `numbers` says',
    ]);
  });

  it.each<[string, string]>([
    [
      'a forbid, whose error allows what it forbids',
      `forbid (principal, action, resource) when { resource.readOnlyHint == false };`,
    ],
    [
      'a permit, whose error refuses what it permits',
      `permit (principal, action, resource) when { principal.claim_role == "x" };`,
    ],
  ])('must not rest on the error of %s', async (_, policy) => {
    expect(await codes(set([SEARCH, policy], [claim('allowed', ON_SEARCH)]))).toEqual([
      '8:55 cedar/errors-on-request',
    ]);
  });

  it('notice the loss of each policy', async () => {
    const forbid = 'forbid (principal, action, resource == Tool::"drop");';
    expect(await codes(set([SEARCH, forbid], [claim('allowed', ON_SEARCH)]))).toEqual([
      '6:27 cedar/unnoticed-loss',
    ]);
    expect(
      await codes(
        set(
          [SEARCH, forbid],
          [claim('allowed', ON_SEARCH), claim('explicitDeny', `resource: 'Tool::"drop"'`)],
        ),
      ),
    ).toEqual([]);
  });

  it('name a policy that exists, and that decides', async () => {
    const other = 'permit (principal, action, resource == Tool::"other");';
    expect(await codes(set([SEARCH], [claim('allowed, by: p9', ON_SEARCH)]))).toEqual([
      '7:48 claim/unknown-statement',
      '7:16 claim/decided-elsewhere',
    ]);
    expect(await codes(set([SEARCH, other], [claim('allowed, by: p2', ON_SEARCH)]))).toEqual([
      '8:16 claim/decided-elsewhere',
    ]);
  });

  it('are asked for', async () => {
    expect(await codes(set([SEARCH], []))).toEqual(['3:12 claim/none']);
  });

  it('take entities and values that Cedar takes', async () => {
    expect(await codes(set([SEARCH], [claim('allowed', 'resource: "no:entity"')]))).toEqual([
      '7:55 cedar/invalid-request',
    ]);
    expect(
      await codes(set([SEARCH], [claim('allowed', `${ON_SEARCH}, context: { arg_n: null }`)])),
    ).toEqual(['7:55 cedar/invalid-request']);
  });

  it('are tested only: `every` says so', () => {
    const { problems } = loadCatalog([
      new Source(
        'a.yaml',
        set([SEARCH], ['{ say: It is so., expect: allowed, every: {}, requests: [] }']),
      ),
    ]);
    expect(problems.map(({ message }) => message)).toEqual([
      'expected at least one entry, found an empty list',
      'claims about Cedar policies are tested, not proven: write `requests` instead, found a map',
    ]);
  });
});

describe('a set of Cedar policies', () => {
  it('is checked where it is written', async () => {
    const text = `cedar:\n  tools:\n    title: Tools\n    policies:\n      - |\n        forbid (principal, action, resource)\n        when { resource.tool in ["x"] };\n`;
    expect(await codes(text)).toEqual(['7:16 cedar/always-errors']);
    expect(await codes(text.replace('when', 'whn'))).toEqual(['7:9 cedar/syntax']);
  });

  it('may have a schema of its own, which Cedar validates it by', async () => {
    const schema = `    model: schema\n    schema: |\n      entity User; entity Photo = { "private"?: Bool };\n      action view appliesTo { principal: User, resource: Photo };`;
    const asks = (condition: string): string =>
      set(
        [`permit (principal, action == Action::"view", resource) when { ${condition} };`],
        [
          `{ say: It is so., expect: allowed, requests: [{ principal: 'User::"a"', action: view, resource: { entity: 'Photo::"p"', attributes: { private: false } } }] }`,
        ],
        schema,
      );
    expect(await codes(asks('resource has private && !resource.private'))).toEqual([]);
    expect(await codes(asks('!resource.private'))).toEqual(['9:91 cedar/invalid']);
    expect(await codes(asks('resource.owner == principal'))).toEqual([
      '9:90 cedar/unknown-attribute',
    ]);
    expect(await codes(asks('true').replace('entity User', 'entty User'))).toEqual([
      '5:13 cedar/invalid-schema',
    ]);
  });

  it('may name a group of actions, which is asked about through those that are in it', async () => {
    const schema = `    model: schema\n    schema: |\n      namespace App {\n        entity User; entity Photo; entity Album; action all; action read in [all];\n        action view in [read] appliesTo { principal: User, resource: Photo, context: { mfa: Bool } };\n      }`;
    const asks = (resource: string): string =>
      set(
        [
          `permit (principal, action in App::Action::"all", resource == App::${resource}) when { context.mfa };`,
        ],
        [
          `{ say: It is so., expect: allowed, requests: [{ principal: 'App::User::"a"', action: 'App::Action::"view"', resource: 'App::Photo::"p"', context: { mfa: true } }] }`,
        ],
        schema,
      );
    expect((await proveText(asks('Photo::"p"'))).found).toEqual([]);
    expect((await proveText(asks('Album::"p"'))).found).toEqual([
      '11:89 cedar/never-holds: the policy never applies: the resource of `all` is never a `App::Album` (write a `App::Photo`, or another action)',
    ]);
  });

  it('print what a claim expects only where it holds', async () => {
    const { claims } = await proveText(set([SEARCH], [claim('denied', ON_SEARCH)]));
    expect(claims.map(({ shown }) => shown)).toEqual(['tested with 1 request: not shown']);
  });

  it('take a number of twelve digits for a number', async () => {
    const policy =
      'permit (principal, action == Action::"call_tool", resource) when { context.arg_id == 123456789012 };';
    const asked = claim('allowed', `${ON_SEARCH}, context: { arg_id: 123456789012 }`);
    expect((await proveText(set([policy], [asked], '    numbers: long'))).found).toEqual([]);
  });

  it('has what is loaded of the entities of a request, tags included', async () => {
    const more = [
      '    model: schema',
      '    schema: |',
      '      entity User = { level: Long } tags String;',
      '      entity Photo; action view appliesTo { principal: User, resource: Photo };',
      '    entities:',
      '      - { uid: { type: User, id: a }, attrs: { level: 1 }, parents: [], tags: { team: red } }',
    ].join('\n');
    const asks = (expected: string): string =>
      set(
        [
          'permit (principal, action, resource) when { principal.hasTag("team") && principal.getTag("team") == "red" && principal.level == 1 };',
        ],
        [
          `{ say: It is so., expect: ${expected}, requests: [{ principal: 'User::"a"', action: view, resource: 'Photo::"p"' }] }`,
        ],
        more,
      );
    expect(await codes(asks('allowed'))).toEqual([]);
    expect(await codes(asks('denied'))).toEqual([expect.stringContaining('claim/fails')]);
    const twice = asks('allowed').replace(
      /^( +- \{ uid.*)level: 1(.*)$/m,
      '$1level: 1$2\n$1level: 2$2',
    );
    expect(await codes(twice)).toEqual([expect.stringContaining('cedar/invalid-request')]);
  });

  it('may have placeholders, with an example for each', async () => {
    const text = `${set([SEARCH.replace('search', '<TOOL>')], [claim('allowed', `resource: 'Tool::"<TOOL>"'`)])}placeholders: { <TOOL>: search }\n`;
    expect(await codes(text)).toEqual([]);
  });

  it('cannot be decided without the engine, which one line installs', async () => {
    const { catalog } = loadCatalog([new Source('data/a.yaml', set([SEARCH], []))]);
    await expect(
      proveSets(catalog.all('cedar'), catalog, { placeholders: {} }, () => undefined),
    ).rejects.toThrow(
      new CannotRun(
        'data/a.yaml has Cedar policies, and Cedar’s engine is not installed; run `npm install --save-dev @cedar-policy/cedar-wasm`',
      ),
    );
  });

  it.each(['policies', 'entities_json', 'entitiesJson', 'type', 'inline'])(
    'prints its own policies and entities: `configuration` has no `%s`',
    (key) => {
      const text = set([SEARCH], [], `    configuration: { ${key}: [] }`);
      const { problems } = loadCatalog([new Source('a.yaml', text)]);
      expect(problems.map(({ line, message }) => [line, message])).toEqual([
        [
          4,
          `expected no \`${key}\`, which is printed from the policies and entities of the set, found an empty list`,
        ],
      ]);
    },
  );

  it('names each of its policies once', async () => {
    const { found } = await proveText(
      set([SEARCH, SEARCH.replace('search', 'x')], []).replace('p2', 'p1'),
    );
    expect(found).toEqual([
      '6:27 data/duplicate-id: two policies of tools have the id `p1` (rename one of the two)',
    ]);
  });
});
