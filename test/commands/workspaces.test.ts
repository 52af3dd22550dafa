/** How a command finds its workspace, and what it answers where there is none. Green needs a look. */
import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { type Run, run, runOn } from '../support/run.ts';
import { DATA, policyPage, type TestWorkspace, workspace } from '../support/workspace.ts';

const PAGE = policyPage('reader');
const site = (folder: string) => ({
  [`${folder}/permadocs.yaml`]: 'pages: [docs/**/*.mdx]\n',
  [`${folder}/data/a.yaml`]: DATA,
  [`${folder}/docs/deep/a.mdx`]: PAGE,
});
/** A folder that is the root of a repository as far as permadocs can see without git. */
const GIT = { '.git/HEAD': 'ref: refs/heads/main\n' };

const stale = (file: string) => `${file}:9:1 error page/out-of-date`;

describe('a workspace', () => {
  it('is found upwards, up to the root of the repository', async () => {
    const test = workspace({ ...GIT, ...site('.'), 'docs/deep/er/x': '' });
    for (const folder of ['.', 'docs', 'docs/deep/er', 'data']) {
      const { status, stdout } = await run(test.path(folder), 'check');
      expect(status).toBe(1);
      expect(stdout).toContain(stale('docs/deep/a.mdx'));
    }
  });

  it('is the current folder only where there is no repository', async () => {
    const test = workspace(site('.'));
    expect((await run(test.root, 'check')).status).toBe(1);
    expect(await run(test.path('docs'), 'check')).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringContaining('this folder is in no workspace'),
    });
  });

  it('is not above the repository, and not above the home folder', async () => {
    const test = workspace({ ...site('.'), 'docs/.git/HEAD': '' });
    expect((await run(test.path('docs/deep'), 'check')).status).toBe(2);
    rmSync(test.path('docs/.git'), { recursive: true });
    test.write('.git/HEAD', '');
    expect((await run(test.path('docs/deep'), 'check')).status).toBe(1);
    const home = process.env['HOME'];
    process.env['HOME'] = test.path('docs');
    try {
      expect((await run(test.path('docs/deep'), 'check')).status).toBe(2);
    } finally {
      process.env['HOME'] = home;
    }
  });

  it.each([
    ['in a folder of it', 'out', '..'],
    ['at the root of a monorepo', '..', 'site'],
  ])('with the default folders is the current folder only: %s', async (_, folder, answer) => {
    const test = workspace({ ...GIT, 'site/data/a.yaml': DATA, 'site/out/a.mdx': PAGE });
    expect(await run(test.path(`site/${folder}`), 'check')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining(
        `a workspace seems to be at ${answer}: run permadocs there, or with --root ${answer}`,
      ),
    });
    expect((await run(test.path(`site/${folder}`), 'check', '--root', answer)).status).toBe(1);
  });

  it('is the folder of --config where there is none here', async () => {
    const test = workspace({ ...GIT, ...site('sub'), 'out/x.html': '' });
    const { status, stdout } = await run(test.root, 'check', '--config', 'sub/permadocs.yaml');
    expect(status).toBe(1);
    expect(stdout).toContain(stale('docs/deep/a.mdx'));
  });

  it.each(['build', 'check', 'prove', 'watch', 'eject'])(
    'is needed by %s, which is never green without having looked',
    async (command) => {
      const { status, stderr } = await run(workspace({ 'x.md': '' }).root, command);
      expect(status).toBe(2);
      expect(stderr).toContain('`permadocs init` sets one up');
    },
  );

  it('without a region and a claim is exit 2, also where it is configured', async () => {
    const test = workspace({ 'permadocs.yaml': 'pages: [docs/**]\n', 'docs/a.md': '# A\n' });
    for (const command of ['build', 'check'])
      expect(await run(test.root, command)).toMatchObject({
        status: 2,
        stderr: expect.stringContaining(
          'there is no region on the pages (docs/**) and no claim in the data',
        ),
      });
    test.write('data/a.yaml', DATA);
    expect(await run(test.root, 'check')).toMatchObject({ status: 0 });
  });

  it.each([
    ['lint', '.'],
    ['validate', 'p.json'],
    ['init', '--dry-run'],
    ['explain', 'marker/unclosed'],
    ['list', 'codes'],
  ])('is not needed by %s %s', async (...args) => {
    const policy = '{ "Version": "2012-10-17", "Statement": [] }';
    const test = workspace({ 'p.json': policy, 'a.md': '# A\n' });
    expect((await run(test.root, ...args)).status).not.toBe(2);
  });
});

describe('each path', () => {
  const mono = () =>
    workspace({ ...GIT, ...site('one'), ...site('two'), 'README.md': '# R\n', 'x.txt': '' });

  it('belongs to the workspace nearest to it, and paths are then from the current folder', async () => {
    const test = mono();
    const pages = ['one/docs/deep/a.mdx', 'two/docs/deep/a.mdx'];
    const { status, stdout } = await run(test.root, 'check', ...pages);
    expect(status).toBe(1);
    for (const page of pages) expect(stdout).toContain(stale(page));
    expect(stdout).toContain(`repair with: permadocs build ${pages.join(' ')}`);
    const built = await run(test.root, 'build', ...pages);
    expect(built.stdout).toContain('2 regions on 2 pages, 2 pages written');
    expect(await run(test.root, 'check', ...pages, 'README.md', 'x.txt')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('2 regions on 2 pages (2 files skipped), all up to date'),
    });
  });

  it('is from the current folder, also in a sub-folder', async () => {
    const test = mono();
    const { stdout } = await run(test.path('one/docs'), 'check', 'deep/a.mdx');
    expect(stdout).toContain('repair with: permadocs build deep/a.mdx');
    const json = (await run(test.path('one/docs'), 'check', 'deep/a.mdx', '--format', 'json'))
      .stdout;
    expect(json).toContain('run `permadocs build deep/a.mdx`');
    expect((await run(test.path('one/docs'), 'build', 'deep/*.mdx')).stdout).toContain('1 region');
  });

  it('that is missing is looked for where npm was called, and at the root', async () => {
    const test = mono();
    const cwd = test.path('one');
    const asked = (initCwd?: string): Promise<Run> =>
      runOn({ cwd, initCwd: initCwd && test.path(initCwd) }, ['check', 'deep/a.mdx']);
    expect(await asked('one/docs')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('write docs/deep/a.mdx'),
    });
    expect(await asked()).toMatchObject({
      status: 2,
      stderr: 'permadocs: deep/a.mdx does not exist\n',
    });
    expect((await run(test.path('one/docs'), 'check', 'data/a.yaml')).stderr).toContain(
      'write ../data/a.yaml',
    );
  });

  it('that has a marker and is in no workspace, or is no page of it, is exit 2', async () => {
    const test = mono();
    test.write('lost.mdx', PAGE);
    test.write('one/lost.mdx', PAGE);
    test.write('told.md', `\`\`\`mdx\n${PAGE}\`\`\`\n`);
    expect(await run(test.root, 'check', 'lost.mdx')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('belongs to no workspace; a workspace seems to be at one'),
    });
    expect(await run(test.root, 'check', 'one/lost.mdx')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("is not one of the workspace's pages, which are docs/**"),
    });
    expect(await run(test.root, 'check', 'told.md')).toMatchObject({
      status: 0,
      stdout: '0 regions on 0 pages (1 file skipped)\n',
    });
    test.write('one/permadocs.yaml', 'pages: [docs/**/*.mdx]\nignore: [lost.mdx]\n');
    expect((await run(test.root, 'check', 'one/lost.mdx')).status).toBe(0);
  });

  it.each(['check', 'build', 'adopt', 'eject'])(
    'of %s that is a folder without anything of the workspace ends the run',
    async (command) => {
      const test = mono();
      test.write('one/notes/a.txt', 'a');
      expect(await run(test.root, command, 'one/notes')).toMatchObject({
        status: 2,
        stdout: '',
        stderr: expect.stringMatching(
          /^permadocs: no page of this workspace is in .*notes; `pages`/,
        ),
      });
    },
  );

  it('outside of the root that is given is skipped if a hook may have passed it', async () => {
    const test = mono();
    const args = ['check', '--root', 'one', '--', 'README.md', 'two/docs/deep/a.mdx'];
    expect(await run(test.root, ...args)).toMatchObject({
      status: 0,
      stdout: '0 regions on 0 pages (2 files skipped)\n',
    });
    expect((await run(test.root, 'check', '--root', 'one', 'two')).stderr).toContain(
      'two is outside the workspace',
    );
  });

  it('of lint may belong to several workspaces, or to none', async () => {
    const test = mono();
    const gone = 'Use `aws-mcp:InvokeMcp`.\n';
    for (const file of ['README.md', 'one/docs/b.md', 'two/docs/b.md']) test.write(file, gone);
    const lint = async (cwd: string, ...files: string[]): Promise<string[]> =>
      [...(await run(test.path(cwd), 'lint', ...files)).stdout.matchAll(/^\S+:1:5/gm)].flat();
    expect(await lint('.', 'README.md', 'one/docs/b.md', 'two/docs/b.md')).toEqual([
      'README.md:1:5',
      'one/docs/b.md:1:5',
      'two/docs/b.md:1:5',
    ]);
    expect(await lint('one', '../README.md')).toEqual(['README.md:1:5']);
  });
});

describe('what is printed', () => {
  const repository = (): TestWorkspace => workspace({ ...GIT, ...site('web/site') });

  it.each(['github', 'sarif'])(
    'names files from the root of the repository: %s',
    async (format) => {
      const test = repository();
      for (const folder of ['web/site', 'web/site/docs/deep'])
        expect((await run(test.path(folder), 'check', '--format', format)).stdout).toContain(
          'web/site/docs/deep/a.mdx',
        );
    },
  );

  it('runs as printed: files from here, and the options that led to the workspace', async () => {
    const test = repository();
    const { stdout } = await run(test.path('web'), 'check', '--root', 'site');
    const command = 'permadocs build --root site site/docs/deep/a.mdx';
    expect(stdout).toContain(`repair with: ${command}\n`);
    const [, ...args] = command.split(' ');
    expect((await run(test.path('web'), ...args)).stdout).toContain('1 page written');
  });

  it('repeats --root in messages without files', async () => {
    const test = repository();
    test.write('web/site/docs/b.mdx', PAGE.replace('BEGIN permadocs policy', 'BEGIN permadocs'));
    expect((await run(test.path('web'), 'check', '--root', 'site')).stdout).toContain(
      '`permadocs list --root site sections`',
    );
    expect((await run(test.path('web'), 'list', '--root', 'site')).stdout).toContain(
      'next: `permadocs explain --root site ID`',
    );
    expect((await run(test.path('web'), 'explain', '--root', 'site', 'x')).stderr).toContain(
      '`permadocs list --root site`',
    );
  });
});
