/** .pre-commit-hooks.yaml, each hook run as pre-commit runs it: its entry with the staged files it wants. */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { buildInstalled, installInto } from '../support/installed.ts';
import { DATA, policyPage, type TestWorkspace, workspace } from '../support/workspace.ts';

interface Hook {
  readonly id: string;
  readonly entry: string;
  readonly language: string;
  readonly files: string;
  readonly require_serial: boolean;
}

const root = new URL('../../', import.meta.url);
const hooks = parse(readFileSync(new URL('.pre-commit-hooks.yaml', root), 'utf8')) as Hook[];

/** Stages everything and runs the hooks; what each printed, or `skipped` where no file is its own. */
function preCommit(test: TestWorkspace): Record<string, { status: number | null; stdout: string }> {
  test.git('add', '.');
  const staged = test.git('diff', '--staged', '--name-only', '-z', '--diff-filter=ACMRTUXB');
  const files = staged.split('\0').filter((file) => file !== '');
  const bin = test.path('node_modules/.bin');
  return Object.fromEntries(
    hooks.map(({ id, entry, files: wanted }) => {
      const own = files.filter((file) => new RegExp(wanted).test(file));
      if (own.length === 0) return [id, { status: 0, stdout: 'skipped' }];
      const [program = '', ...args] = entry.split(' ');
      const { status, stdout } = spawnSync(`${bin}/${program}`, [...args, ...own], {
        cwd: test.root,
        encoding: 'utf8',
      });
      return [id, { status, stdout }];
    }),
  );
}

/** A repository with one page, built and committed. */
async function repository(): Promise<TestWorkspace> {
  const test = workspace({
    '.gitignore': 'node_modules\n.cache\n',
    'data/a.yaml': DATA,
    'out/a.mdx': policyPage('reader'),
    'notes.txt': 'x\n',
  });
  test.git('init', '-q');
  installInto(test.root);
  await buildInstalled(test.root);
  test.git('add', '.');
  test.git('commit', '-qm', 'start');
  return test;
}

describe('the hooks of pre-commit', () => {
  it('are node packages that see all files at once', () => {
    expect(hooks.map(({ id }) => id)).toEqual(['permadocs-check', 'permadocs-lint']);
    for (const hook of hooks)
      expect(hook).toMatchObject({ language: 'node', require_serial: true });
  });

  it('pass over what is not theirs, and pass what is right', async () => {
    const test = await repository();
    test.write('notes.txt', 'y\n');
    test.write('ci.yml', 'on: push\n');
    expect(preCommit(test)).toMatchObject({
      'permadocs-check': { status: 0 },
      'permadocs-lint': { status: 0, stdout: 'skipped' },
    });
    test.write('notes.md', '# Notes\n');
    expect(preCommit(test)).toMatchObject({
      'permadocs-check': { status: 0 },
      'permadocs-lint': { status: 0, stdout: expect.stringContaining('1 page, nothing found') },
    });
  });

  it('refuse data without the pages that it feeds', async () => {
    const test = await repository();
    test.write('data/a.yaml', DATA.replace('DenyDirect', 'DenyAllDirect'));
    expect(preCommit(test)['permadocs-check']).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('repair with: permadocs build out/a.mdx'),
    });
    await buildInstalled(test.root);
    expect(preCommit(test)['permadocs-check']).toMatchObject({ status: 0 });
  });

  it('refuse an edit inside a region, and a page that names what is gone', async () => {
    const test = await repository();
    test.write('out/a.mdx', test.read('out/a.mdx').replace('s3:GetObject', 's3:PutObject'));
    test.write('README.md', 'Use `aws-mcp:InvokeMcp`.\n');
    expect(preCommit(test)).toMatchObject({
      'permadocs-check': { status: 1, stdout: expect.stringContaining('out/a.mdx:9:1') },
      'permadocs-lint': { status: 1, stdout: expect.stringContaining('README.md:1:5') },
    });
  });

  // pre-commit installs a hook by `npm pack`, and takes its output for the name of the package.
  it('can be installed: npm pack prints the name of the package and nothing else', () => {
    const test = workspace({
      'package.json': '{ "name": "x", "version": "1.0.0", "scripts": { "prepare": "echo made" } }',
    });
    copyFileSync(new URL('.npmrc', root), test.path('.npmrc'));
    const printed = execFileSync('npm', ['pack'], {
      cwd: test.root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    expect(printed).toBe('x-1.0.0.tgz\n');
  });
});
