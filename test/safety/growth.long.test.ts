import { describe, expect, it } from 'vitest';

import { lint } from '../../scripts/lint/lint.ts';
import { countingSteps } from '../support/parser-work.ts';
import { type Run, run } from '../support/run.ts';
import { DATA, policyPage, workspace } from '../support/workspace.ts';

const statement = (index: number, resource: string): string =>
  `          - { Sid: S${index}, Effect: Allow, Action: s3:GetObject, Resource: ${resource} }\n`;

const role = (statements: string, more = ''): string =>
  `roles:
  a:
    name: A
    title: A
    policies:
      permissions:
        statements:
${statements}    claims:
      - { say: x., requests: [{ action: s3:GetObject, resource: "arn:aws:s3:::b/a" }], expect: allowed }
${more}`;

const times = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join('');

const BUCKET = '"arn:aws:s3:::b/*"';
const check = async (data: string, page = 'Text.\n'): Promise<void> => {
  const test = workspace({ 'data/a.yaml': data, 'out/a.mdx': page });
  await run(test.root, 'check');
};

/**
 * What Markdown parsers take the square of its number for, or more; the lines before it; how many
 * are enough, if fewer than 750 take the parser long; and whether a parser gives up only after all
 * that it may do, of which a fortieth shows the same.
 */
const HOSTILE: readonly (readonly [
  flavor: string,
  unit: string,
  more?: { readonly before?: string; readonly size?: number; readonly givesUpLate?: true },
])[] = [
  ['CommonMark', '[a](<b '],
  ['CommonMark', '*a_'],
  ['CommonMark', ']', { givesUpLate: true }],
  ['CommonMark', '~a'],
  ['CommonMark', '!['],
  ['CommonMark', '<!--a', { before: 'x ', givesUpLate: true }],
  ['CommonMark', '`a``b```c````', { before: 'x ' }],
  ['CommonMark', ':a[', { before: 'x ' }],
  ['CommonMark', ':::a\n', { size: 250 }],
  ['CommonMark', 'a\n-\n\n', { size: 375, givesUpLate: true }],
  ['CommonMark', '[^a]:\n    ', { size: 200, givesUpLate: true }],
  ['CommonMark', '[a]: b\n\n[a] ', { size: 250 }],
  ['CommonMark', '|a|b|\n', { before: '|a|b|\n|-|-|\n', size: 250 }],
  ['CommonMark', 'a@b.c '],
  ['MDX', '{"}'],
  ['MDX', 'export const a = [\n\n', { size: 375 }],
  ['MDX', '<a b={`}'],
];

function expectRefused({ stdout }: Run): void {
  expect(stdout).toContain('page/too-complex');
}

/** The larger of the two sizes that are compared. */
const GROWTH = 8;

/** Each took minutes, or time with the square of its size; each at a size of which the larger shows it. */
const WORST: readonly (readonly [string, number, (size: number) => Promise<unknown>])[] = [
  [
    'actions on one line',
    750,
    (size) => {
      const actions = Array.from({ length: size }, (_, index) => `s3:Nothing${index}`);
      const policy = { Effect: 'Allow', Action: actions, Resource: '*' };
      const test = workspace({
        'p.json': JSON.stringify({ Version: '2012-10-17', Statement: [policy] }),
      });
      return run(test.root, 'validate', 'p.json');
    },
  ],
  [
    'placeholders',
    1250,
    (size) => check(`placeholders:\n${times(size, (index) => `  <P${index}>: x\n`)}`),
  ],
  [
    'undeclared placeholders of one statement',
    62,
    (size) => {
      const names = times(size, (index) => `"arn:aws:s3:::b/<P${index}>", `);
      return check(role(statement(0, `[${names}${BUCKET}]`)));
    },
  ],
  ['statements of a role', 50, (size) => check(role(times(size, (n) => statement(n, BUCKET))))],
  [
    'statements of a role that do not apply',
    50,
    (size) => {
      const others = times(size, (n) => statement(n, '"arn:aws:s3:::c/*"'));
      return check(role(others + statement(size, BUCKET)));
    },
  ],
  ['keys of a map', 1250, (size) => check(times(size, (index) => `k${index}: 1\n`))],
  ...['*a_', '[a', '`a', '**a ', '![', '<a', 'a_b*'].map(
    (unit) =>
      [
        `\`${unit}\` in a text`,
        250,
        (size: number) => {
          const intro = `title: A\n    intro: ${JSON.stringify(unit.repeat(size))}`;
          return check(role(statement(0, BUCKET)).replace('title: A', intro));
        },
      ] as const,
  ),
  [
    'stars of a glob',
    12,
    (size) => {
      const test = workspace({
        'data/a.yaml': DATA,
        [`out/${'a'.repeat(240)}.mdx`]: policyPage('reader'),
        '.gitignore': `${'*a'.repeat(size)}b\n${'**/a*'.repeat(size)}/b\n`,
        'permadocs.yaml': `ignore: '${'*a'.repeat(size)}b'\n`,
      });
      return lint({ root: test.root, asOf: '2026-06-01' });
    },
  ],
  [
    'regions of a page',
    125,
    (size) =>
      check(
        DATA,
        '{/* BEGIN permadocs nothing */}\n\n{/* END permadocs nothing */}\n\n'.repeat(size),
      ),
  ],
  [
    'stale actions on one line',
    500,
    (size) => {
      const test = workspace({ 'a.md': `${'`aws-mcp:InvokeMcp` '.repeat(size)}\n` });
      return run(test.root, 'lint');
    },
  ],
  [
    'lists in lists, each on a line of its own',
    30,
    (size) => {
      const list = Array.from({ length: size }, (_, depth) => `${'  '.repeat(depth)}- x\n`);
      const test = workspace({ 'a.md': `# permadocs\n\n${list.join('')}` });
      return run(test.root, 'lint');
    },
  ],
  ...HOSTILE.map(
    ([flavor, unit, { before = '', size: enough = 750, givesUpLate } = {}]) =>
      [
        `${JSON.stringify(unit)} on a page of ${flavor}`,
        enough,
        async (size: number) => {
          const text = `permadocs\n\n${before}${unit.repeat(size)}\n`;
          const test = workspace({ [flavor === 'MDX' ? 'a.mdx' : 'a.md']: text });
          if (!givesUpLate) return run(test.root, 'lint');
          const result = await countingSteps(40, () => run(test.root, 'lint'));
          if (size >= GROWTH * enough) expectRefused(result);
          return result;
        },
      ] as const,
  ),
];

/** Processor time in milliseconds: what else runs on the machine does not count. */
async function cost(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

describe('eight times the size takes about eight times as long', () => {
  it.each(WORST)('for %s', async (_, size, work) => {
    await work(10);
    const small = await cost(() => work(size));
    const large = await cost(() => work(GROWTH * size));
    // The square would be sixty-four times; the constant is for what the first run compiles.
    expect(large).toBeLessThan(12 * small + 130);
  });
});
