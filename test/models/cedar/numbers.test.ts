import { describe, expect, it } from 'vitest';

import { decimalText } from '../../../scripts/cedar/toolhive-numbers.ts';
import { loadCatalog } from '../../../scripts/data/catalog.ts';
import { Source } from '../../../scripts/problems/source.ts';
import { proveText } from '../../support/prove.ts';

interface Asked {
  readonly condition: string;
  readonly context: string;
  readonly expect: string;
  readonly numbers?: 'long' | 'decimal';
}

/** A set that permits under a condition, with one claim about an argument. */
const set = ({ condition, context, expect: expected, numbers }: Asked): string =>
  [
    'cedar:',
    '  tools:',
    '    title: Tools',
    ...(numbers === undefined ? [] : [`    numbers: ${numbers}`]),
    '    policies:',
    `      - { id: p, policy: 'permit (principal, action, resource) when { ${condition} };' }`,
    '    claims:',
    `      - { say: So., expect: ${expected}, requests: [{ principal: alice, action: call_tool, resource: 'Tool::"x"', context: ${context} }] }`,
    '',
  ].join('\n');

const found = async (asked: Asked): Promise<readonly string[]> =>
  (await proveText(set(asked))).found
    .map((one) => one.replace(/^\S+ /, ''))
    .filter((one) => !one.startsWith('cedar/unnoticed-loss'));

const HINT =
  'add `numbers: long` or `numbers: decimal` to the set, as your ToolHive does, or compare the number in a way that both decide alike';

describe('a whole number of a request for ToolHive', () => {
  it('is a problem if a policy reads it, and Longs and decimals get different answers', async () => {
    const asked = { condition: 'context.arg_n == 5', context: '{ arg_n: 5 }', expect: 'allowed' };
    expect(await found(asked)).toEqual([
      `cedar/numbers-differ: this depends on what ToolHive makes of numbers: it is allowed by p if they are Longs, as it documents, and it is implicitDeny if they are decimals, which its code makes of JSON (${HINT})`,
    ]);
    const { claims } = await proveText(set(asked));
    expect(claims[0]).toMatchObject({
      holds: false,
      decisions: [
        { decision: 'allowed', by: ['p'], ifDecimals: { decision: 'implicitDeny', by: [] } },
      ],
    });
  });

  it('says that a comparison errors, which makes ToolHive refuse', async () => {
    expect(
      await found({ condition: 'context.arg_n < 9', context: '{ arg_n: 5 }', expect: 'allowed' }),
    ).toEqual([expect.stringContaining('and p errors, so that ToolHive refuses, if')]);
  });

  it.each<[string, Asked]>([
    ['no policy reads it', { condition: 'true', context: '{ arg_n: 5 }', expect: 'allowed' }],
    [
      'only its presence is read',
      { condition: 'context has arg_n', context: '{ arg_n: 5 }', expect: 'allowed' },
    ],
    [
      'both are the same to the policy',
      {
        condition: '[5].contains(context.arg_n) || context.arg_n == decimal("5.0")',
        context: '{ arg_n: 5 }',
        expect: 'allowed',
      },
    ],
    [
      'the set says that they are Longs',
      {
        condition: 'context.arg_n < 9',
        context: '{ arg_n: 5 }',
        expect: 'allowed',
        numbers: 'long',
      },
    ],
    [
      'the set says that they are decimals',
      {
        condition: 'context.arg_n.lessThan(decimal("9.0"))',
        context: '{ arg_n: 5 }',
        expect: 'allowed',
        numbers: 'decimal',
      },
    ],
    [
      'it is deep in a claim',
      {
        condition: 'context.claim_a.b.contains(decimal("5.0"))',
        context: '{ claim_a: { b: [5] } }',
        expect: 'allowed',
        numbers: 'decimal',
      },
    ],
  ])('is none if %s', async (_, asked) => {
    expect(await found(asked)).toEqual([]);
  });

  it('is found in a claim and deep inside of one', async () => {
    for (const [condition, context] of [
      ['principal.claim_level == 3', '{ claim_level: 3 }'],
      ['principal.claim_a.b.contains(3)', '{ claim_a: { b: [1, 3] } }'],
    ] as const)
      expect(await found({ condition, context, expect: 'allowed' })).toEqual([
        expect.stringContaining('cedar/numbers-differ'),
      ]);
  });

  it('leaves out what no decimal holds, as ToolHive does', async () => {
    const context = '{ arg_n: 1000000000000000 }';
    expect(await found({ condition: 'context has arg_n', context, expect: 'allowed' })).toEqual([
      expect.stringContaining('cedar/numbers-differ'),
    ]);
    const asked = { condition: 'true', context, expect: 'allowed' };
    expect(await found(asked)).toEqual([]);
    expect(await found({ ...asked, numbers: 'decimal' })).toEqual([
      'cedar/invalid-request: this request cannot be made: ToolHive makes no decimal of 1000000000000000, which is too large, and leaves the attribute out (leave the attribute out)',
    ]);
  });
});

describe('a number with a fraction', () => {
  it('is a decimal, without any more ado', async () => {
    const condition = 'context.arg_n.greaterThan(decimal("0.4"))';
    for (const numbers of [undefined, 'long', 'decimal'] as const)
      expect(
        await found({
          condition,
          context: '{ arg_n: 0.5 }',
          expect: 'allowed',
          ...(numbers === undefined ? {} : { numbers }),
        }),
      ).toEqual([]);
  });

  it.each<[string, string]>([
    [
      '0.12345',
      'a decimal of Cedar cannot hold 0.12345 (write 0.1234, which is what ToolHive makes of it)',
    ],
    ['1e-9', 'a decimal of Cedar cannot hold 1e-9 (write 0.0, which is what ToolHive makes of it)'],
  ])('has at most four digits after its point: %s', async (number, message) => {
    expect(
      await found({ condition: 'true', context: `{ arg_n: ${number} }`, expect: 'allowed' }),
    ).toEqual([`cedar/invalid-request: this request cannot be made: ${message}`]);
  });

  it('loses what ToolHive cuts off, and a note says so', async () => {
    const asked = {
      condition: 'context.arg_n == decimal("0.0003")',
      context: '{ arg_n: 0.0003 }',
      expect: 'implicitDeny',
    };
    expect(await found(asked)).toEqual([]);
    const { claims } = await proveText(set(asked));
    expect(claims[0]?.since).toEqual(['ToolHive makes decimal("0.0002") of 0.0003']);
  });
});

describe('the decimal of a number', () => {
  it.each<[number, string | undefined]>([
    [0, '0.0'],
    [5, '5.0'],
    [-1, '-1.0'],
    [0.95, '0.95'],
    [-0.5, '-0.5'],
    [12.3456, '12.3455'],
    [12.5, '12.5'],
    [0.0003, '0.0002'],
    [100, '100.0'],
    [922337203685, '922337203685.0'],
    [922337203685477, '922337203685476.9664'],
    [922337203685478, undefined],
    [-922337203685478, undefined],
  ])('of %s is %s', (number, text) => {
    expect(decimalText(number)).toBe(text);
  });
});

it('`numbers` is for ToolHive', () => {
  const text = `cedar:\n  s:\n    title: S\n    model: schema\n    numbers: long\n    schema: 'entity A;'\n    policies: ['permit (principal, action, resource);']\n`;
  const { problems } = loadCatalog([new Source('a.yaml', text)]);
  expect(problems.map(({ line, message }) => [line, message])).toEqual([
    [5, expect.stringContaining('`numbers` goes with `model: toolhive`')],
  ]);
});
