/** What changed between two states of Cedar policies: decisions on the requests of claims, and claims. */
import { describe, expect, it } from 'vitest';

import { loadCatalog } from '../../../scripts/data/catalog.ts';
import type { Differences } from '../../../scripts/models/changes.ts';
import { CEDAR } from '../../../scripts/models/cedar/cedar.ts';
import { Source } from '../../../scripts/problems/source.ts';

const SEARCH = 'permit (principal, action == Action::"call_tool", resource == Tool::"search");';
const NO_DROP = 'forbid (principal, action, resource == Tool::"drop");';

/** A set with these policies, and claims of `[sentence, expected, tool, by]`. */
const set = (
  policies: readonly string[],
  claims: readonly (readonly [say: string, expect: string, tool: string, by?: string])[],
): string =>
  [
    'cedar:',
    '  tools:',
    '    title: Tools',
    '    policies:',
    ...policies.map((policy, index) => `      - { id: p${index + 1}, policy: '${policy}' }`),
    '    claims:',
    ...claims.map(
      ([say, expected, tool, by]) =>
        `      - { say: ${say}, expect: ${expected}, ${by === undefined ? '' : `by: ${by}, `}requests: [{ principal: alice, action: call_tool, resource: 'Tool::"${tool}"' }] }`,
    ),
    '',
  ].join('\n');

async function changed(before: string, after: string): Promise<Differences> {
  const [old, now] = [before, after].map((text) => ({
    name: 'a',
    catalog: loadCatalog([new Source('a.yaml', text)]).catalog,
    config: { placeholders: {} },
  }));
  if (!old || !now) throw new Error('two states');
  const around = {
    pagesNaming: () => ['a.md'],
    keep: <T>(_: string, make: () => Promise<T>) => make(),
  };
  return CEDAR.compare.states(old, now, around);
}

/** `gained Tool::"x": implicitDeny → allowed by p2` for each row. */
async function rows(before: string, after: string): Promise<string[]> {
  const { policies } = await changed(before, after);
  return policies.flatMap(({ access }) =>
    Object.values(access.changes).flatMap((change) =>
      change.rows.map((row) => {
        const by = row.after.decidedBy.map(({ sid }) => sid).join();
        return `${row.change} ${row.resources}: ${row.before.decision} → ${row.after.decision} ${by}`.trim();
      }),
    ),
  );
}

const CLAIMS = [
  ['May search.', 'allowed', 'search', 'p1'],
  ['May not drop.', 'explicitDeny', 'drop'],
  ['Nothing else.', 'implicitDeny', 'list'],
] as const;
const BEFORE = set([SEARCH, NO_DROP], CLAIMS);

describe('decisions', () => {
  it('on whole numbers are compared as Longs and as decimals, unless `numbers` says which', async () => {
    const asking = (condition: string, more = ''): string =>
      set(
        [`permit (principal, action, resource) when { ${condition} };`],
        [['So.', 'allowed', 'x']],
      )
        .replace(`resource: 'Tool::"x"' }`, `resource: 'Tool::"x"', context: { arg_n: 5 } }`)
        .replace('    policies:', `${more}    policies:`);
    const [long, decimal] = ['context.arg_n == 5', 'context.arg_n == decimal("5.0")'] as const;
    expect(await rows(asking(long), asking(decimal))).toEqual([
      'gained Tool::"x": implicitDeny → allowed p1',
      'lost Tool::"x": allowed → implicitDeny',
    ]);
    const more = '    numbers: decimal\n';
    expect(await rows(asking(long, more), asking(decimal, more))).toEqual([
      'gained Tool::"x": implicitDeny → allowed p1',
    ]);
  });

  it.each<[string, string, string[]]>([
    [
      'are lost and guarded where a forbid wins',
      set([SEARCH, NO_DROP.replace('drop', 'search')], CLAIMS),
      [
        'unguarded Tool::"drop": explicitDeny → implicitDeny',
        'lost Tool::"search": allowed → explicitDeny p2',
        'guarded Tool::"search": allowed → explicitDeny p2',
      ],
    ],
    [
      'are gained where a permit grows',
      set([SEARCH.replace(' == Tool::"search"', ''), NO_DROP], CLAIMS),
      ['gained Tool::"list": implicitDeny → allowed p1'],
    ],
    [
      'of the same policies in other words are the same',
      set([`${SEARCH} // x`, NO_DROP], CLAIMS),
      [],
    ],
  ])('%s', async (_, after, expected) => {
    expect(await rows(BEFORE, after)).toEqual(expected);
  });

  it('that no claim asks for stay unknown', async () => {
    const { policies } = await changed(
      BEFORE,
      set([SEARCH, NO_DROP.replace('drop', 'erase')], CLAIMS.slice(0, 1)),
    );
    expect(policies[0]).toMatchObject({
      pages: ['a.md'],
      access: {
        changes: {
          unguarded: { verdict: 'yes' },
          gained: {
            verdict: 'unknown',
            reasons: [
              'the Cedar policies differ, and only 3 requests of claims were decided on both sides',
            ],
          },
        },
      },
    });
  });
});

/** The kinds of changes of access that are not excluded, and the edits in words. */
async function edits(before: string, after: string) {
  const { policies } = await changed(before, after);
  const [{ access, edits: words = [] } = { access: undefined }] = policies;
  const open = Object.entries(access?.changes ?? {}).flatMap(([kind, { verdict }]) =>
    verdict === 'no' ? [] : `${kind}: ${verdict}`,
  );
  return { words, open };
}

describe('policies in words', () => {
  it.each<[string, readonly string[], readonly string[], string[], string[]]>([
    [
      'a permit more can only be a gain',
      [SEARCH],
      [SEARCH, 'permit (principal in THVGroup::"ops", action, resource is Tool);'],
      ['added p2: permits every action on every Tool for all in THVGroup::"ops"'],
      ['gained: unknown'],
    ],
    [
      'a forbid less can be a gain and an open guardrail',
      [SEARCH, NO_DROP],
      [SEARCH],
      ['removed p2: forbids every action on Tool::"drop" for everyone'],
      ['unguarded: yes', 'gained: unknown'],
    ],
    [
      'another resource, by the same id',
      [SEARCH, NO_DROP],
      [SEARCH.replace('search', 'find'), NO_DROP],
      ['changed p1: its resource'],
      ['gained: unknown', 'lost: yes'],
    ],
    [
      'a condition may error, and ToolHive then refuses anything',
      [SEARCH],
      [SEARCH, 'permit (principal, action, resource) when { context.arg_a > 1 };'],
      ['added p2: permits every action on every resource for everyone, under a condition'],
      ['unguarded: unknown', 'gained: unknown', 'lost: unknown', 'guarded: unknown'],
    ],
  ])('%s', async (_, before, after, words, open) => {
    const [old, now] = [set(before, CLAIMS), set(after, CLAIMS)];
    expect(await edits(old, now)).toEqual({ words, open });
  });

  it('are those of a set that is new, or gone, with what its claims decide', async () => {
    const none = 'placeholders: {}\n';
    expect(await edits(none, BEFORE)).toEqual({
      words: [
        'added p1: permits call_tool on Tool::"search" for everyone',
        'added p2: forbids every action on Tool::"drop" for everyone',
      ],
      open: ['gained: yes', 'guarded: yes'],
    });
    expect(await edits(BEFORE, none)).toEqual({
      words: [
        'removed p1: permits call_tool on Tool::"search" for everyone',
        'removed p2: forbids every action on Tool::"drop" for everyone',
      ],
      open: ['lost: yes'],
    });
  });
});

describe('claims', () => {
  it.each<[string, string, string[]]>([
    ['that are gone', set([SEARCH, NO_DROP], CLAIMS.slice(0, 2)), ['dropped: Nothing else.']],
    [
      'that name no policy any more',
      set([SEARCH, NO_DROP], [['May search.', 'allowed', 'search'], ...CLAIMS.slice(1)]),
      ['weakened: May search.'],
    ],
    [
      'that expect less',
      set([SEARCH, NO_DROP], [...CLAIMS.slice(0, 2), ['Nothing else.', 'denied', 'list']]),
      ['weakened: Nothing else.'],
    ],
    ['that fail', set([SEARCH], CLAIMS), ['failing: May not drop.']],
    [
      'that are new and fail',
      set([SEARCH, NO_DROP], [...CLAIMS, ['May list.', 'allowed', 'list2']]),
      ['failing: May list.'],
    ],
    [
      'that are said in other words only',
      set([SEARCH, NO_DROP], [['May look up.', 'allowed', 'search', 'p1'], ...CLAIMS.slice(1)]),
      [],
    ],
  ])('%s', async (_, after, expected) => {
    const { claims } = await changed(BEFORE, after);
    expect(claims.map(({ change, say }) => `${change}: ${say}`)).toEqual(expected);
  });
});
