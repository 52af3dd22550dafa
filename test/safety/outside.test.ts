import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { eject } from '../../scripts/adopt/eject.ts';
import { openCache } from '../../scripts/files/cache.ts';
import { userCacheOf } from '../../scripts/files/user-cache.ts';
import { sweep } from '../../scripts/files/write.ts';
import { readBaseline, updateBaseline } from '../../scripts/lint/baseline-file.ts';
import { lint } from '../../scripts/lint/lint.ts';
import { CannotRun } from '../../scripts/problems/cannot-run.ts';
import { DATA, places, policyPage, type TestWorkspace, workspace } from '../support/workspace.ts';

const files = { 'data/a.yaml': DATA, 'out/a.mdx': policyPage('reader') };

/** A workspace in a folder, with something beside it that is none of its business. */
function nested(more: Readonly<Record<string, string>> = {}): TestWorkspace & { inner: string } {
  const test = workspace({
    ...Object.fromEntries(Object.entries(files).map(([file, text]) => [`in/${file}`, text])),
    'secret.yaml': 'roles: {}\nnonsense: 1\n',
    'secret.mdx': policyPage('reader'),
    '.permadocs-999999999-0123456789ab.tmp': 'not ours to remove',
    ...more,
  });
  return { ...test, inner: test.path('in') };
}

describe('outside of the root', () => {
  it.each([
    ['data: "\\\\.\\\\./secret*.yaml"'],
    ['data: "\\\\.\\\\./**/*.yaml"'],
    ['pages: "\\\\.\\\\./*.mdx"'],
    ['pages: ["out/*.mdx", "{..,out}/*.mdx"]'],
    ['pages: "out/[.][.]/../*.mdx"'],
    ['templates: "out/../.."'],
  ])('nothing is read, written or removed by %s', async (configuration) => {
    const test = nested({ 'in/permadocs.yaml': `${configuration}\n` });
    const result = await test
      .build({ root: test.inner })
      .catch((error: unknown) => error as CannotRun);
    if (result instanceof CannotRun)
      expect(result.problems.map(({ code }) => code)).toEqual(['config/leaves-root']);
    else expect(result.problems.filter(({ file }) => file.includes('secret'))).toEqual([]);
    expect(test.read('secret.mdx')).toBe(policyPage('reader'));
    expect(existsSync(test.path('.permadocs-999999999-0123456789ab.tmp'))).toBe(true);
  });

  it('no link of a folder leads the sweep', async () => {
    const test = nested();
    symlinkSync('..', test.path('in/out/up'));
    symlinkSync(test.root, test.path('in/linked'));
    sweep(test.inner, ['out/up/x.mdx', 'linked/x.mdx', '../x.mdx']);
    expect(existsSync(test.path('.permadocs-999999999-0123456789ab.tmp'))).toBe(true);
    const { problems } = await test.build({ root: test.inner });
    expect(places({ problems })).toEqual([]);
    expect(existsSync(test.path('.permadocs-999999999-0123456789ab.tmp'))).toBe(true);
  });

  it('a linked page, folder or data file is a problem of its own', async () => {
    const test = nested();
    symlinkSync('../../secret.mdx', test.path('in/out/link.mdx'));
    symlinkSync('../..', test.path('in/out/folder'));
    expect(places(await test.build({ root: test.inner }))).toEqual([
      'out/folder:1:1 page/outside-root',
      'out/link.mdx:1:1 page/outside-root',
    ]);
    symlinkSync('../../secret.yaml', test.path('in/data/link.yaml'));
    const { problems } = await test.build({ root: test.inner });
    expect(problems.map(({ code }) => code)).toContain('data/unreadable');
    expect(problems.some(({ message }) => message.includes('nonsense'))).toBe(false);
    expect((await lint({ root: test.inner, asOf: '2026-06-01' })).problems).toMatchObject([
      { code: 'page/outside-root', severity: 'warning', file: 'out/folder' },
      { code: 'page/outside-root', severity: 'warning', file: 'out/link.mdx' },
    ]);
    expect((await eject({ root: test.inner, paths: ['out/link.mdx'] })).problems).toMatchObject([
      { code: 'page/outside-root', file: 'out/link.mdx' },
    ]);
  });

  it('the folder of the pages, linked from outside, is an error: nothing was looked at', async () => {
    const test = nested();
    rmSync(test.path('in/out'), { recursive: true });
    symlinkSync('..', test.path('in/out'));
    expect((await test.build({ root: test.inner })).problems).toMatchObject([
      { code: 'page/outside-root', severity: 'error', file: 'out' },
    ]);
  });

  it('no configuration or template is read through a link', async () => {
    const test = nested();
    symlinkSync('../secret.yaml', test.path('in/permadocs.yaml'));
    await expect(test.build({ root: test.inner })).rejects.toThrow(/leads out of the workspace/);
    await expect(lint({ root: test.inner, asOf: '2026-06-01' })).rejects.toThrow(/leads out/);
    rmSync(test.path('in/permadocs.yaml'));
    symlinkSync('..', test.path('in/templates'));
    expect(places(await test.build({ root: test.inner }))).toEqual([
      'templates:1:1 template/unreadable',
    ]);
  });

  it('a baseline is not written through a link', () => {
    const test = nested({ 'in/known.json': '{}', 'victim.json': '{}' });
    symlinkSync('../victim.json', test.path('in/base.json'));
    symlinkSync('..', test.path('in/folder'));
    for (const file of ['in/base.json', 'in/folder/new.json'])
      expect(() => updateBaseline(test.inner, test.path(file), () => ({ a: { b: 1 } }))).toThrow(
        /leads out of the workspace/,
      );
    expect(test.read('victim.json')).toBe('{}');
    updateBaseline(test.inner, test.path('in/known.json'), () => ({ a: { b: 1 } }));
    // Who names a file elsewhere means it.
    updateBaseline(test.inner, test.path('elsewhere.json'), () => ({ a: { b: 1 } }));
    for (const file of ['in/known.json', 'elsewhere.json'])
      expect(readBaseline(test.path(file))).toEqual({ a: { b: 1 } });
  });

  it.each(['node_modules', 'node_modules/.cache', 'node_modules/.cache/permadocs'])(
    'the cache is the user’s own where %s is a link that leads out',
    (link) => {
      const test = nested({ 'shared/x': '' });
      mkdirSync(test.path(`in/${link}/..`), { recursive: true });
      symlinkSync(test.path('shared'), test.path(`in/${link}`));
      const cache = openCache(test.inner);
      cache.write('entry', 1);
      expect(cache.read('entry')).toBe(1);
      expect(readdirSync(test.path('shared'))).toEqual(['x']);
      expect(readdirSync(userCacheOf(test.inner) ?? '')).toEqual(['entry']);
    },
  );

  it('the cache follows a link that stays inside', () => {
    const test = nested({ 'in/modules/x': '' });
    symlinkSync('modules', test.path('in/node_modules'));
    openCache(test.inner).write('entry', 1);
    expect(readdirSync(test.path('in/modules/.cache/permadocs'))).toEqual(['entry']);
  });

  it.each(['', '.', 'relative/cache'])(
    'a cache folder `%s` of the environment is not in the working tree',
    (value) => {
      const test = workspace(files);
      process.env['XDG_CACHE_HOME'] = value;
      expect(userCacheOf(test.root)).toMatch(/^\/(?!.*relative)/);
      const home = process.env['HOME'];
      process.env['HOME'] = '';
      expect(userCacheOf(test.root)).toMatch(/^\/(?!.*relative)/);
      process.env['HOME'] = home;
    },
  );

  it('one root has one folder of the user, by whatever link it is reached', () => {
    const test = workspace(files);
    symlinkSync('.', test.path('same'));
    expect(userCacheOf(test.path('same'))).toBe(userCacheOf(test.root));
  });
});
