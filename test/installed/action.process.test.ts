import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { buildInstalled, installInto, manifest } from '../support/installed.ts';
import { run } from '../support/run.ts';
import { type Action, runAction } from '../support/runner.ts';
import { DATA, policyPage, type TestWorkspace, workspace } from '../support/workspace.ts';

const action = parse(readFileSync(new URL('../../action.yml', import.meta.url), 'utf8')) as Action;
const [FIND, CHECK, LINT, UPLOAD] = [
  'Find permadocs',
  'permadocs check',
  'permadocs lint',
  'Upload SARIF',
] as const;

const STALE = '# Page\n\nThe role allows `aws-mcp:InvokeMcp`.\n';

/** A repository whose website is a workspace with permadocs installed and its page built. */
async function repository(): Promise<TestWorkspace> {
  const test = workspace({
    'website/data/a.yaml': DATA,
    'website/out/a.mdx': policyPage('reader'),
    'website/out/other page.mdx': '# Other\n',
  });
  installInto(test.path('website'));
  await buildInstalled(test.path('website'));
  return test;
}

/** A folder for the search path whose npm says what it was asked for, and has no network. */
function noNpm(test: TestWorkspace): string {
  test.write('bin/npm', '#!/bin/sh\necho "$@"\nexit 1\n');
  chmodSync(test.path('bin/npm'), 0o755);
  return test.path('bin');
}

const website = { 'working-directory': 'website' };
const onlyCheck = { ...website, lint: 'false' };
const onlyLint = { ...website, check: 'false' };

describe('the action', () => {
  it('is silent where everything is up to date', async () => {
    const { root } = await repository();
    expect(runAction(action, root, website)).toEqual({
      [FIND]: { status: 0, stdout: '', stderr: '' },
      [CHECK]: { status: 0, stdout: '', stderr: '' },
      [LINT]: { status: 0, stdout: '', stderr: '' },
    });
  });

  it('annotates what is wrong, from the root of the repository, and lints although check failed', async () => {
    const test = await repository();
    test.write('website/out/a.mdx', policyPage('reader'));
    test.write('website/out/b.mdx', STALE);
    const outcomes = runAction(action, test.root, website);
    expect(outcomes[CHECK]).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(
        /^::error file=website\/out\/a\.mdx,line=9,.*page\/out-of-date/,
      ),
    });
    expect(outcomes[LINT]).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/^::error file=website\/out\/b\.mdx,line=3,.*stale-action/),
    });
  });

  it('works on a clone of depth 1, with the tool at the root of a monorepo', async () => {
    const test = await repository();
    test.write('.gitignore', 'node_modules\n');
    test.git('init', '-q');
    for (const message of ['one', 'two']) {
      test.write('website/out/a.mdx', `${test.read('website/out/a.mdx')}\n${message}\n`);
      test.git('add', '.');
      test.git('commit', '-qm', message);
    }
    test.git('clone', '-q', '--depth', '1', `file://${test.root}`, test.path('clone'));
    installInto(test.path('clone'));
    const outcomes = runAction(action, test.path('clone'), onlyCheck);
    expect(outcomes[CHECK]).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it('takes paths line by line, and switches', async () => {
    const test = await repository();
    test.write('website/out/b.mdx', STALE);
    const only = { ...onlyLint, paths: 'website/out/a.mdx\nwebsite/out/other page.mdx\n' };
    expect(runAction(action, test.root, only)[LINT]?.status).toBe(0);
    expect(Object.keys(runAction(action, test.root, onlyCheck))).toEqual([FIND, CHECK]);
    expect(Object.keys(runAction(action, test.root, onlyLint))).toEqual([FIND, LINT]);
  });

  it('knows a baseline', async () => {
    const test = await repository();
    test.write('website/out/b.mdx', STALE);
    const update = ['lint', '--root=website', '--baseline=known.json', '--update-baseline'];
    expect(await run(test.root, ...update)).toMatchObject({ status: 0 });
    const known = { ...onlyLint, baseline: 'known.json' };
    expect(runAction(action, test.root, known)[LINT]?.status).toBe(0);
    test.write('website/out/c.mdx', STALE);
    expect(runAction(action, test.root, known)[LINT]?.status).toBe(1);
  });

  it('writes SARIF when asked, and never fails because it cannot be uploaded', async () => {
    const test = await repository();
    test.write('website/out/b.mdx', STALE);
    const outcomes = runAction(action, test.root, { ...onlyLint, 'sarif-file': 'lint.sarif' });
    expect(outcomes[LINT]).toMatchObject({ status: 1, stdout: expect.stringContaining('::error') });
    expect(JSON.parse(test.read('lint.sarif'))).toMatchObject({ version: '2.1.0' });
    expect(test.read('lint.sarif')).toContain('"uri": "website/out/b.mdx"');
    expect(outcomes).toHaveProperty(UPLOAD);
    const upload = action.runs.steps.find(({ name }) => name === UPLOAD);
    expect(upload).toMatchObject({
      uses: expect.stringMatching(/^github\/codeql-action\/upload-sarif@v\d+$/),
      'continue-on-error': true,
    });
  });

  it('fails where it cannot run, and says why', async () => {
    const { root } = await repository();
    expect(runAction(action, root, { ...onlyCheck, paths: 'gone.mdx' })[CHECK]).toEqual({
      status: 2,
      stdout: '',
      stderr: 'permadocs: gone.mdx does not exist\n',
    });
  });

  it('installs one version, the one of this release, where the workspace has none', () => {
    const test = workspace({ 'data/a.yaml': DATA });
    const path = `${noNpm(test)}:${process.env['PATH']}`;
    const outcomes = runAction(action, test.root, {}, path);
    expect(outcomes).toEqual({ [FIND]: expect.objectContaining({ status: 1 }) });
    expect(outcomes[FIND]?.stdout).toMatch(
      new RegExp(`^install .* permadocs@${manifest.version.replaceAll('.', '\\.')}\n$`),
    );
  });

  it('never lets an input into a script', async () => {
    for (const { run = '' } of action.runs.steps) expect(run).not.toContain('${{');
    const test = await repository();
    const path = `${noNpm(test)}:${process.env['PATH']}`;
    const hostile = '$(touch pwned) `touch pwned`; touch pwned\n--fix\n"; touch pwned #';
    const anywhere = { version: hostile, 'working-directory': hostile };
    const inTheRest = { ...website, paths: hostile, baseline: hostile, 'sarif-file': hostile };
    for (const given of [anywhere, inTheRest]) {
      const outcomes = Object.values(runAction(action, test.root, given, path));
      expect(outcomes.some(({ status }) => status !== 0)).toBe(true);
      for (const folder of ['', 'website/'])
        expect(existsSync(test.path(`${folder}pwned`))).toBe(false);
    }
  });
});
