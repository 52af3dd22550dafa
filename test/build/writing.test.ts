/** What is written where a page is gone, long of name, linked, or as it was. */
import { linkSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { writePage } from '../../scripts/files/write.ts';
import { noted } from '../support/reported.ts';
import { DATA, policyPage, workspace } from '../support/workspace.ts';

describe('when something goes wrong while writing', () => {
  it('a page that is gone is a problem, and nothing is made in its place', () => {
    const test = workspace({ 'out/a.mdx': 'a' });
    rmSync(test.path('out/a.mdx'));
    const problem = writePage(test.root, {
      file: 'out/a.mdx',
      before: Buffer.from('a'),
      after: Buffer.from('b'),
    });
    expect(problem && noted([problem])).toMatchObject([
      { code: 'page/not-written', file: 'out/a.mdx' },
    ]);
    expect(readdirSync(test.path('out'))).toEqual([]);
  });

  it('a page with the longest of names is written', async () => {
    const name = `out/${'n'.repeat(251)}.mdx`;
    const test = workspace({ 'data/a.yaml': DATA, [name]: policyPage('reader') });
    expect((await test.build()).problems).toEqual([]);
    expect(test.read(name)).toContain('ReadObjects');
  });

  it('a hard link elsewhere keeps its text, and one among the pages is written too', async () => {
    const test = workspace({ 'data/a.yaml': DATA, 'out/a.mdx': policyPage('reader') });
    linkSync(test.path('out/a.mdx'), test.path('elsewhere.mdx'));
    linkSync(test.path('out/a.mdx'), test.path('out/b.mdx'));
    expect((await test.build()).problems).toEqual([]);
    expect(test.read('elsewhere.mdx')).toBe(policyPage('reader'));
    expect(test.read('out/a.mdx')).toBe(test.read('out/b.mdx'));
    expect(test.read('out/a.mdx')).toContain('ReadObjects');
  });

  it('a page is not written when its bytes are those it has', async () => {
    const test = workspace({ 'data/a.yaml': DATA, 'out/a.mdx': policyPage('reader') });
    await test.build();
    const { mtimeMs, ino } = statSync(test.path('out/a.mdx'));
    writeFileSync(test.path('data/b.yaml'), 'placeholders: { "<X>": x }\n');
    await test.build();
    expect(statSync(test.path('out/a.mdx'))).toMatchObject({ mtimeMs, ino });
  });
});
