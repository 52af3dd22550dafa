/**
 * A third permission model, as small as one can be: who may open which door. lint knows nothing of it
 * beyond its interface, and does for it what it does for the others.
 */
import { describe, expect, it } from 'vitest';

import { examplesOf } from '../../scripts/lint/rules/index.ts';
import { lintTree } from '../../scripts/lint/tree.ts';
import type { LintedModel } from '../../scripts/lint/knowledge.ts';
import type { LintOptions } from '../../scripts/lint/options.ts';
import type { Copy, Linter, Own } from '../../scripts/models/lint.ts';
import { MODELS } from '../../scripts/models/models.ts';
import { problemAt } from '../../scripts/problems/problem.ts';
import type { FenceBlock } from '../../scripts/reading/blocks.ts';
import { AS_OF, allow, fence, policy } from '../support/lint-pages.ts';
import { workspace } from '../support/workspace.ts';

interface Gate {
  readonly fence: FenceBlock;
  /** `ann: vault` */
  readonly lines: readonly string[];
}

interface Doors extends Own {
  readonly known: { readonly bricked: string };
  readonly policy: Gate;
  readonly context: { readonly bricked: string; readonly hasKey: boolean };
  readonly copy: Copy & Pick<Gate, 'lines'>;
}

const examples = { good: '', bad: '' };
const EMPTY = /^\w+: *$/;

const linter = (hasKey: boolean): Linter<Doors> => ({
  inFence: (block) =>
    block.language === 'gate' ? [{ fence: block, lines: block.text.trimEnd().split('\n') }] : [],
  contextOf: async ({ bricked }) => ({ bricked, hasKey }),
  rules: [
    {
      ...examples,
      code: 'lint/policy',
      check: ({ policies }, context) =>
        (context.hasKey ? policies : []).flatMap(({ fence: { text, toPage }, lines }) =>
          lines
            .filter((line) => EMPTY.test(line))
            .map((line) => ({
              code: 'lint/policy' as const,
              range: { start: toPage(text.indexOf(line)), end: toPage(text.indexOf(line) + 1) },
              message: 'no door',
            })),
        ),
    },
    {
      ...examples,
      code: 'lint/stale-name',
      check: ({ blocks }, { bricked }) =>
        blocks
          .filter((block) => block.kind === 'prose' && block.text.includes(bricked))
          .map(({ range }) => ({ code: 'lint/stale-name' as const, range, message: 'bricked up' })),
    },
  ],
  drift: {
    ...examples,
    code: 'lint/drift',
    subject: 'gate is',
    gather: ({ source, policies }) =>
      policies.map(({ fence: { range }, lines }) => ({
        at: problemAt('lint/drift', source, range, { message: '' }),
        lines,
      })),
    compare: async ([first, ...others]) => {
      const different = others.filter(({ lines }) => lines.join() !== first?.lines.join());
      return first && different.length > 0
        ? [
            {
              places: [first.at, ...different.map(({ at }) => at)],
              lines: different.map(({ at, lines }) => `${at.file} has ${lines.join(', ')}`),
            },
          ]
        : [];
    },
  },
  fix: {
    code: 'lint/policy',
    edits: ({ source, policies }, reported) =>
      policies.flatMap(({ fence: { text, toPage }, lines }) =>
        lines
          .filter((line) => EMPTY.test(line) && reported.length > 0)
          .map((line) => ({ start: toPage(text.indexOf(line)), text: '' }))
          .map(({ start, ...edit }) => ({
            ...edit,
            start,
            end: source.text.indexOf('\n', start) + 1,
          })),
      ),
    isSound: ({ lines }) => lines.length > 1,
    byHand: 'ask the porter',
  },
  dataDate: () => '2026-10-31',
  obstacle: (context) => (context.hasKey ? undefined : 'the key is lost'),
});

const doors = ({ hasKey = true } = {}): LintedModel => ({
  name: 'Doors',
  lint: {
    words: {
      texts: ['```gate'],
      inPage: (page) => /\bDoor[A-Z]/.test(page),
      inBlock: (block) => /\bDoor[A-Z]/.test(block),
    },
    know: async (catalog) => {
      const bricked = catalog?.all('placeholders')[0]?.value ?? 'cellar';
      return { known: { bricked }, names: [bricked] };
    },
    load: async () => linter(hasKey),
  },
});

const gate = (...lines: string[]): string => fence('gate', ...lines);

async function run(
  files: Readonly<Record<string, string>>,
  { models = [doors()], ...options }: Partial<LintOptions> & { models?: LintedModel[] } = {},
) {
  const test = workspace(files);
  const result = await lintTree(models, { root: test.root, asOf: AS_OF, ...options });
  const found = result.problems.map(
    ({ file, line, column, code, message }) => `${file}:${line}:${column} ${code} ${message}`,
  );
  return { ...result, found, read: test.read };
}

describe('lint with another permission model', () => {
  it('passes pages by that have none of its words', async () => {
    const { found, dataDate } = await run({ 'a.md': fence('gat', 'ann:') });
    expect([found, dataDate]).toEqual([[], undefined]);
  });

  it('finds its policies in fences, at their places, in pages that are read in part', async () => {
    const text = Array.from({ length: 20 }, (_, index) => `Paragraph ${index}.\n\n`).join('');
    const { found, dataDate } = await run({ 'a.md': `${text}${gate('ann: vault', 'bob:')}` });
    expect([found, dataDate]).toEqual([['a.md:43:1 lint/policy no door'], '2026-10-31']);
  });

  it('takes comments that ignore its findings, and regions that are proven elsewhere', async () => {
    const hidden = `<!-- permadocs-ignore-next-line lint/policy: nobody lives there -->\n\n${gate('bob:')}`;
    const region = `<!-- BEGIN permadocs x -->\n\n${gate('ann:')}\n<!-- END permadocs x -->\n`;
    expect((await run({ 'a.md': hidden, 'b.md': region })).found).toEqual([]);
  });

  it('looks for the names that it knows from the workspace', async () => {
    const data = { 'permadocs.yaml': 'data: [a.yaml]\npages: []\n' };
    const page = 'Through the attic.\n\nThrough the cellar.\n';
    const placeholders = 'placeholders:\n  <DOOR>: attic\n';
    expect((await run({ 'a.md': page })).found).toEqual(['a.md:3:1 lint/stale-name bricked up']);
    expect((await run({ ...data, 'a.md': page, 'a.yaml': placeholders })).found).toEqual([
      'a.md:1:1 lint/stale-name bricked up',
    ]);
  });

  it('compares copies, of each page the newest edition', async () => {
    const { problems } = await run({
      'docs/a.md': gate('ann: vault'),
      'docs/b.md': gate('ann: attic'),
      'versioned_docs/version-1.0/a.md': gate('ann: roof'),
    });
    expect(problems.map(({ file, message, hint }) => [file, message, hint])).toEqual([
      [
        'docs/a.md',
        'nearly the same gate is on 2 pages, and the copies differ',
        'docs/b.md has ann: attic',
      ],
    ]);
  });

  it('says why it could not check', async () => {
    const { found, notices } = await run(
      { 'a.md': gate('bob:'), 'b.md': gate('bob:') },
      { models: [doors({ hasKey: false })] },
    );
    expect([found, notices]).toEqual([
      [],
      ['Doors policies on 2 pages were not checked, since the key is lost'],
    ]);
  });

  it('fixes what is certain, and leaves a page where a policy would be lost', async () => {
    const { found, fixed, read } = await run(
      { 'a.md': gate('ann: vault', 'cid: attic', 'bob:'), 'b.md': gate('ann: vault', 'bob:') },
      { fix: true, rules: ['lint/policy'] },
    );
    expect([fixed, read('a.md')]).toEqual([['a.md'], gate('ann: vault', 'cid: attic')]);
    expect(found).toEqual([
      'b.md:1:1 page/not-written b.md is as it was: what --fix would write is not a valid policy',
      'b.md:3:1 lint/policy no door',
    ]);
  });

  it('judges beside the others, and explains its rules beside theirs', async () => {
    const page = `${policy(allow('s3:GetObjekt'))}\n${gate('bob:')}`;
    const { found, dataDate } = await run({ 'a.md': page }, { models: [...MODELS, doors()] });
    expect(found.map((one) => one.split(' ')[1])).toEqual(['iam/invalid-action', 'lint/policy']);
    expect(dataDate).not.toBe('2026-10-31');
    const codes = (await examplesOf([...MODELS, doors()])).map(({ code }) => code);
    expect(codes.filter((code) => code === 'lint/drift')).toHaveLength(2);
  });
});
