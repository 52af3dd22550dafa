import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { watching } from '../support/watching.ts';
import { DATA, policyPage, workspace } from '../support/workspace.ts';

const NEW_DATA = DATA.replace('Sid: ReadObjects', 'Sid: ReadObjectsNow');

describe('watch survives', () => {
  it('a folder that becomes a file, and comes back', async () => {
    const test = workspace({
      'data/a.yaml': DATA,
      'out/b.mdx': policyPage('reader'),
      'out/x/a.mdx': policyPage('reader'),
    });
    const watch = await watching(test);
    rmSync(test.path('out/x'), { recursive: true });
    test.write('out/x', 'a file');
    rmSync(test.path('data'), { recursive: true });
    test.write('data', 'a file');
    await watch.line(/nothing written; waiting/);
    rmSync(test.path('data'));
    test.write('data/a.yaml', NEW_DATA);
    rmSync(test.path('out/x'));
    test.write('out/x/a.mdx', policyPage('reader'));
    await watch.line(/2 pages written/);
    expect(await watch.end()).toBe(0);
    expect(test.read('out/x/a.mdx')).toContain('ReadObjectsNow');
  });

  it('links in circles, to themselves and out of the root', async () => {
    const elsewhere = workspace({ 'x.mdx': 'x' });
    const test = workspace({ 'data/a.yaml': DATA, 'out/a.mdx': policyPage('reader') });
    symlinkSync('..', test.path('out/up'));
    symlinkSync('.', test.path('data/self'));
    symlinkSync('/', test.path('out/all'));
    const watch = await watching(test);
    symlinkSync('itself.mdx', test.path('out/itself.mdx'));
    symlinkSync('itself', test.path('data/itself'));
    symlinkSync(elsewhere.root, test.path('out/elsewhere'));
    mkdirSync(test.path('out/y'));
    symlinkSync('..', test.path('out/y/up'));
    test.write('data/a.yaml', NEW_DATA);
    await watch.line(/out\/itself\.mdx:1:1 error page\/unreadable/);
    rmSync(test.path('out/itself.mdx'));
    // Nobody tells of a link that led nowhere: the next change does.
    test.write('data/a.yaml', `${NEW_DATA}\n`);
    await watch.line(/1 page written: out\/a\.mdx/);
    expect(await watch.end()).toBe(0);
    expect(test.read('out/a.mdx')).toContain('ReadObjectsNow');
  });
});
