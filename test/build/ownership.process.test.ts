import { spawn } from 'node:child_process';
import { readdirSync, rmSync, watch } from 'node:fs';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';

import { CannotRun } from '../../scripts/problems/cannot-run.ts';
import { CLI } from '../support/installed.ts';
import { DATA, places, policyPage, type TestWorkspace, workspace } from '../support/workspace.ts';

const NEW_DATA = DATA.replace('Sid: ReadObjects', 'Sid: ReadObjectsNow');

const inGit = (test: TestWorkspace): TestWorkspace => {
  test.git('init', '-q');
  test.write('.gitignore', '.cache\n');
  return test;
};
const commit = (test: TestWorkspace, message: string): void => {
  test.git('add', '-A');
  test.git('commit', '-qm', message);
};
const edit = (test: TestWorkspace): void =>
  test.write(
    'out/a.mdx',
    test.read('out/a.mdx').replace('"Resource": "arn:aws:s3:::<BUCKET>/*"', '"Resource": "mine"'),
  );
const page = { 'data/a.yaml': DATA, 'out/a.mdx': policyPage('reader') };

describe('a hand edit in a region', () => {
  it.each([
    ['with git', true],
    ['without git', false],
  ])('is refused with its diff, and --force takes it, %s', async (_, git) => {
    const test = git ? inGit(workspace(page)) : workspace(page);
    await test.build();
    if (git) commit(test, 'built');
    edit(test);
    const before = test.read('out/a.mdx');
    const result = await test.build();
    expect(places(result)).toEqual(['out/a.mdx:9:1 page/hand-edited']);
    expect(result.problems[0]?.message).toContain('+      "Resource": "mine"');
    expect(result.problems[0]?.hint).toBe(
      'move the edit into data/a.yaml, or replace it with `permadocs build --force out/a.mdx`',
    );
    expect(test.read('out/a.mdx')).toBe(before);
    expect((await test.build({ force: true })).problems).toEqual([]);
    expect(test.read('out/a.mdx')).not.toContain('mine');
  });

  it('is told apart from a forgotten build by check, without git too', async () => {
    const test = workspace(page);
    await test.build();
    edit(test);
    expect(places(await test.check())).toEqual(['out/a.mdx:9:1 page/hand-edited']);
  });

  it('blocks only what it must: no page is written', async () => {
    const test = workspace({ ...page, 'out/b.mdx': policyPage('reader') });
    await test.build();
    edit(test);
    test.write('data/a.yaml', NEW_DATA);
    const b = test.read('out/b.mdx');
    expect(places(await test.build())).toEqual(['out/a.mdx:9:1 page/hand-edited']);
    expect(test.read('out/b.mdx')).toBe(b);
    expect((await test.build({ paths: ['out/b.mdx'] })).written).toBe(true);
  });
});

describe('generated text', () => {
  it('is replaced when the data changes, without git, from the record', async () => {
    const test = workspace(page);
    await test.build();
    test.write('data/a.yaml', NEW_DATA);
    expect((await test.build()).problems).toEqual([]);
    expect(test.read('out/a.mdx')).toContain('ReadObjectsNow');
  });

  it('is checked where no record of it can be kept, and not replaced', async () => {
    const test = workspace({ ...page, file: '' });
    await test.build();
    process.env['XDG_CACHE_HOME'] = test.path('file/cache');
    expect((await test.check()).problems).toEqual([]);
    expect((await test.build()).problems).toEqual([]);
    const before = test.read('out/a.mdx');
    test.write('data/a.yaml', NEW_DATA);
    await expect(test.build({ force: true })).rejects.toThrow(CannotRun);
    expect(test.read('out/a.mdx')).toBe(before);
  });

  it('is replaced in a fresh clone and after npm ci, from git', async () => {
    const test = inGit(workspace(page));
    await test.build();
    commit(test, 'built');
    rmSync(test.path('.git/permadocs'), { recursive: true });
    rmSync(test.path('.cache'), { recursive: true, force: true });
    test.write('data/a.yaml', NEW_DATA);
    expect((await test.build()).problems).toEqual([]);
  });

  it('that nothing knows is refused, with the reason', async () => {
    const test = workspace(page);
    await test.build();
    rmSync(test.path('.cache'), { recursive: true });
    test.write('data/a.yaml', NEW_DATA);
    const { problems } = await test.build();
    expect(problems).toMatchObject([{ code: 'page/hand-edited' }]);
    expect(problems[0]?.message).toContain(
      'there is no git repository and no record of an earlier build',
    );
  });

  it('with CRLF in the tree and LF in git is known', async () => {
    const test = inGit(workspace(page));
    await test.build();
    commit(test, 'built');
    rmSync(test.path('.git/permadocs'), { recursive: true });
    test.write('out/a.mdx', test.read('out/a.mdx').replaceAll('\n', '\r\n'));
    test.write('data/a.yaml', NEW_DATA);
    expect((await test.build()).problems).toEqual([]);
  });

  it('is found where the workspace is a folder of its repository', async () => {
    const test = inGit(
      workspace({ 'docs/data/a.yaml': DATA, 'docs/out/a.mdx': policyPage('reader') }),
    );
    await test.build({ root: test.path('docs') });
    commit(test, 'built');
    rmSync(test.path('.git/permadocs'), { recursive: true });
    test.write('docs/data/a.yaml', NEW_DATA);
    expect((await test.build({ root: test.path('docs') })).problems).toEqual([]);
  });
});

describe('a merge', () => {
  /** Two branches that change the data and build; merging them conflicts in the region. */
  const conflicting = async (style = 'merge'): Promise<TestWorkspace> => {
    const test = inGit(workspace(page));
    test.git('config', 'merge.conflictStyle', style);
    await test.build();
    commit(test, 'built');
    test.git('checkout', '-qb', 'other');
    test.write('data/a.yaml', DATA.replace('Sid: ReadObjects', 'Sid: ReadSomething'));
    await test.build();
    commit(test, 'other');
    test.git('checkout', '-q', 'main');
    test.write('data/a.yaml', NEW_DATA);
    await test.build();
    commit(test, 'ours');
    expect(() => test.git('merge', 'other')).toThrow(/./);
    rmSync(test.path('.git/permadocs'), { recursive: true });
    return test;
  };

  it.each(['merge', 'diff3'])(
    'with a conflict inside a region is resolved by the build (%s)',
    async (style) => {
      const test = await conflicting(style);
      expect(test.read('out/a.mdx')).toContain('<<<<<<<');
      expect(places(await test.build())).toEqual([expect.stringContaining('data/yaml')]);
      test.write('data/a.yaml', NEW_DATA);
      expect((await test.build()).problems).toEqual([]);
      expect(test.read('out/a.mdx')).not.toContain('<<<<<<<');
      expect(test.read('out/a.mdx')).toContain('ReadObjectsNow');
    },
  );

  it('with a conflict inside a region keeps what a person wrote there', async () => {
    const test = await conflicting();
    test.write('data/a.yaml', NEW_DATA);
    test.write('out/a.mdx', test.read('out/a.mdx').replace('"Sid": "DenyDirect"', '"Sid": "Mine"'));
    expect(places(await test.build())).toEqual(['out/a.mdx:9:1 page/hand-edited']);
  });

  it('with a conflict across a marker is an error at its line', async () => {
    const test = workspace({
      'data/a.yaml': DATA,
      'out/a.mdx': policyPage('reader')
        .replace('{/* END', '<<<<<<< ours\n{/* END')
        .replace('policy */}\n\nThe', 'policy */}\n=======\n>>>>>>> theirs\n\nThe'),
    });
    const before = test.read('out/a.mdx');
    expect(places(await test.build())).toEqual(['out/a.mdx:11:1 page/conflict']);
    expect(test.read('out/a.mdx')).toBe(before);
  });

  it('with a conflict outside a region is an error at its line', async () => {
    const test = workspace({
      'data/a.yaml': DATA,
      'out/a.mdx': policyPage('reader').replace(
        'Text.',
        '<<<<<<< ours\nA\n=======\nB\n>>>>>>> theirs',
      ),
    });
    expect(places(await test.build())).toEqual(['out/a.mdx:7:1 page/conflict']);
  });
});

describe('a killed build', () => {
  it('leaves each page old or new, and the next build finishes', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [
        `out/p${index}.mdx`,
        policyPage(index % 2 ? 'reader' : 'writer'),
      ]),
    );
    const test = workspace({ 'data/a.yaml': DATA, ...files });
    const old = new Map(Object.keys(files).map((file) => [file, test.read(file)]));
    for (let wait = 0; wait < 8; wait += 1) {
      const child = spawn(process.execPath, [CLI, 'build'], {
        cwd: test.root,
        stdio: 'ignore',
        env: { ...process.env },
      });
      // Killed as soon as so many pages are written: the moment differs, no clock is asked.
      const watcher = watch(test.path('out'), () => {
        const changed = [...old].filter(([file, before]) => test.read(file) !== before);
        if (changed.length > wait * 5) child.kill('SIGKILL');
      });
      await once(child, 'exit');
      watcher.close();
      for (const [file, before] of old) {
        const now = test.read(file);
        expect(now === before || now.endsWith('{/* END permadocs policy */}\n\nThe end.\n')).toBe(
          true,
        );
      }
    }
    expect((await test.build()).problems).toEqual([]);
    expect((await test.check()).problems).toEqual([]);
    expect(readdirSync(test.path('out')).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});
