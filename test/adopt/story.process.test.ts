/** The story that the program exists for: an action is removed, one datum changes, the page is right. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

import { OLD_TUTORIAL } from '../support/mcp-tutorial.ts';
import { type TestWorkspace, workspace } from '../support/workspace.ts';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

const permadocs = (test: TestWorkspace, ...args: readonly string[]): string =>
  execFileSync(process.execPath, [CLI, ...args], { cwd: test.root, encoding: 'utf8' });

describe('an old page in a plain repository', () => {
  it('is adopted, its datum is changed, and the build makes it right', () => {
    const test = workspace({
      'docs/setup.mdx': OLD_TUTORIAL,
      '.gitignore': '.cache\n',
      '.prettierrc': '{ "singleQuote": true }\n',
    });
    const commit = (subject: string): void => {
      test.git('add', '-A');
      test.git('commit', '-qm', subject);
    };
    test.git('init', '-q');
    commit('the docs as they are');
    permadocs(test, 'init');
    permadocs(test, 'adopt', 'docs', '--yes');
    expect(permadocs(test, 'check')).not.toContain('out-of-date');
    commit('adopt permadocs');

    const file = 'data/roles/s3-readonly.yaml';
    const adopted = test.read(file);
    test.write(
      file,
      adopted
        .replace(
          / {10}- Effect: Allow\n {12}Action:\n(?: {14}- aws-mcp:\w+\n)+ {12}Resource: '\*'\n/,
          '',
        )
        .replace(/ {4}# AWS removed[^\n]*\n {4}stillUses:[^\]]*\]\n/, ''),
    );
    expect(permadocs(test, 'build')).toContain('docs/setup.mdx');
    const page = test.read('docs/setup.mdx');
    const [, after = ''] = page.split('This role reads a bucket:');
    expect(after).not.toContain('aws-mcp:');
    expect(after).toContain('"Action": ["s3:GetObject", "s3:ListBucket"]');
    const changed = test.git('diff', '--stat', '--', 'docs').trim().split('\n');
    expect(changed.at(-1)).toMatch(/1 file changed, \d+ deletions\(-\)$/);
    expect(permadocs(test, 'prove')).toContain('claims hold');
    commit('update the policy');
    expect(permadocs(test, 'check')).not.toContain('out-of-date');
  });
});
