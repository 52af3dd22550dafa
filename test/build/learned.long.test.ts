import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { DAMAGES } from '../support/damage.ts';
import { DATA, places, policyPage, type TestWorkspace, workspace } from '../support/workspace.ts';

/** A workspace whose cache is inside it, built and checked once. */
async function warm(files: Readonly<Record<string, string>> = {}): Promise<TestWorkspace> {
  const test = workspace({
    'data/a.yaml': DATA,
    'out/a.mdx': policyPage('reader'),
    'out/b.mdx': policyPage('writer'),
    'node_modules/.keep': '',
    ...files,
  });
  await test.build();
  await test.check();
  return test;
}

const folder = (test: TestWorkspace): string => test.path('node_modules/.cache/permadocs');

/** The files in it, whatever they are called. */
const entries = (test: TestWorkspace): string[] =>
  readdirSync(folder(test)).map((name) => join(folder(test), name));

/** Everything in it, as text. */
const contents = (test: TestWorkspace): string[] =>
  entries(test).map((path) => readFileSync(path, 'latin1'));

describe('the cache', () => {
  it('is in node_modules/.cache, and where there is no node_modules none is made', async () => {
    const test = await warm();
    expect(entries(test).length).toBeGreaterThan(1);
    const other = workspace({ 'data/a.yaml': DATA, 'out/a.mdx': policyPage('reader') });
    await other.build();
    expect(readdirSync(other.root).toSorted()).toEqual(['.cache', 'data', 'out']);
  });

  it('holds a region that many pages have once, whether they were read or written', async () => {
    const pages = Array.from({ length: 20 }, (_, at) => [`out/${at}.mdx`, policyPage('reader')]);
    const test = workspace({
      'data/a.yaml': DATA,
      'node_modules/.keep': '',
      ...Object.fromEntries(pages),
    });
    const shapes = (): unknown[] => {
      const [, json = ''] = readFileSync(join(folder(test), 'pages'), 'utf8').split('\n', 2);
      return (JSON.parse(json) as { shapes: unknown[] }).shapes;
    };
    await test.build();
    expect(shapes()).toHaveLength(1);
    rmSync(folder(test), { recursive: true });
    await test.check();
    expect(shapes()).toHaveLength(1);
  });

  it.each<[string, (test: TestWorkspace) => void, string[]]>([
    [
      'a page',
      (test) => test.write('out/a.mdx', test.read('out/a.mdx').replace('"Allow"', '"Deny"')),
      ['out/a.mdx:9:1 page/hand-edited'],
    ],
    [
      'a datum',
      (test) => test.write('data/a.yaml', DATA.replaceAll('s3:PutObject', 's3:DeleteObject')),
      ['out/b.mdx:9:1 page/out-of-date'],
    ],
    [
      'a claim',
      (test) => test.write('data/a.yaml', DATA.replace('expect: allowed', 'expect: implicitDeny')),
      ['data/a.yaml:14:16 claim/fails'],
    ],
    [
      'a template',
      (test) =>
        test.write(
          'templates/policy.hbs',
          '---\ndescription: x\nparams: { role: { type: role } }\n---\n\n{{role.name}}\n',
        ),
      ['out/a.mdx:9:1 page/out-of-date', 'out/b.mdx:9:1 page/out-of-date'],
    ],
    [
      'Prettier’s configuration',
      (test) => test.write('.prettierrc', 'tabWidth: 4\n'),
      ['out/a.mdx:9:1 page/out-of-date', 'out/b.mdx:9:1 page/out-of-date'],
    ],
    [
      'Prettier’s configuration, as code',
      (test) =>
        test.write(
          'prettier.config.mjs',
          'const tabWidth = await 4;\nexport default { tabWidth };\n',
        ),
      ['out/a.mdx:9:1 page/out-of-date', 'out/b.mdx:9:1 page/out-of-date'],
    ],
    [
      '.editorconfig beside a page',
      (test) =>
        test.write(
          'out/.editorconfig',
          'root = true\n[a.mdx]\nindent_style = space\nindent_size = 8\n',
        ),
      ['out/a.mdx:9:1 page/out-of-date'],
    ],
    [
      'permadocs.yaml',
      (test) => test.write('permadocs.yaml', 'frozen: out/a.mdx\nasOf: 2020-01-01\n'),
      [],
    ],
    [
      'a new page',
      (test) => test.write('out/c.mdx', policyPage('reader')),
      ['out/c.mdx:9:1 page/out-of-date'],
    ],
    ['a page that is no more', (test) => rmSync(test.path('out/a.mdx')), []],
  ])('answers anew after a change of %s', async (_, change, expected) => {
    const test = await warm();
    change(test);
    expect(places(await test.check())).toEqual(expected);
    expect(places(await test.check())).toEqual(expected);
  });

  it('answers anew when a file is gone that a link of the data leads to', async () => {
    const data = DATA.replace('title: Reader', 'title: Reader\n    intro: "See [it](/out/b.mdx)."');
    const test = await warm({ 'data/a.yaml': data });
    expect(places(await test.check())).toEqual([]);
    rmSync(test.path('out/b.mdx'));
    expect((await test.check()).problems).toMatchObject([{ code: 'data/bad-link' }]);
  });

  it('counts the same with and without', async () => {
    const test = await warm();
    const { problems, pages, regions } = await test.check();
    rmSync(folder(test), { recursive: true });
    expect(await test.check()).toMatchObject({ problems, pages, regions });
    expect([pages, regions]).toEqual([2, 2]);
  });

  it.each(DAMAGES)('takes an entry that is %s for none', async (_, damage) => {
    // What tests prove alike is proven once, and is then in no cache of theirs.
    await warm();
    const names = readdirSync(folder(await warm()));
    for (const name of names) {
      const test = await warm();
      damage(join(folder(test), name));
      test.write('out/a.mdx', test.read('out/a.mdx').replace('"Allow"', '"Deny"'));
      expect(places(await test.check())).toEqual(['out/a.mdx:9:1 page/hand-edited']);
      await test.build({ force: true });
      expect(places(await test.check())).toEqual([]);
    }
  });

  it('is not needed where it cannot be written', async () => {
    const test = workspace({
      'data/a.yaml': DATA,
      'out/a.mdx': policyPage('reader'),
      'node_modules/.cache': 'a file where the folder should be',
    });
    expect((await test.build()).written).toBe(true);
    expect(places(await test.check())).toEqual([]);
  });

  it('leaves a verdict of all pages as it is when a few are asked about', async () => {
    const test = await warm();
    const before = contents(test);
    await test.check({ paths: ['out/a.mdx'] });
    expect(contents(test)).toEqual(before);
  });
});
