import { symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { openRepository } from '../../scripts/files/revision.ts';
import { type TestWorkspace, workspace } from '../support/workspace.ts';

function repository(files: Readonly<Record<string, string>>): TestWorkspace {
  const test = workspace(files);
  test.write('.gitignore', '.cache\n');
  test.git('init', '-q');
  commit(test, 'one');
  return test;
}

function commit(test: TestWorkspace, message: string): void {
  test.git('add', '-A');
  test.git('commit', '-qm', message);
}

const opened = (root: string) => {
  const found = openRepository(root);
  if (!found) throw new Error('no repository was found');
  return found;
};

describe('a revision', () => {
  it('has the files of its day, below the folder that is asked for', () => {
    const test = repository({ 'site/data/a.yaml': 'a: 1\n', 'b.yaml': 'b: 1\n' });
    const old = opened(test.path('site'));
    const first = old.commitOf('HEAD') ?? '';
    test.write('site/data/a.yaml', 'a: 2\n');
    commit(test, 'two');
    const tree = old.treeOf(first);
    expect([...tree.files.keys()]).toEqual(['data/a.yaml']);
    expect(tree.read(['data/a.yaml', 'gone']).get('data/a.yaml')?.toString()).toBe('a: 1\n');
    expect(test.read('site/data/a.yaml')).toBe('a: 2\n');
  });

  it('follows links inside of the folder, to files and to folders', () => {
    const test = repository({ 'shared/a.yaml': 'a: 1\n' });
    symlinkSync('shared', test.path('data'));
    symlinkSync('shared/a.yaml', test.path('b.yaml'));
    symlinkSync('/etc/passwd', test.path('out.yaml'));
    commit(test, 'links');
    const tree = opened(test.root).treeOf('HEAD');
    expect([...tree.files.keys()]).toEqual([
      '.gitignore',
      'b.yaml',
      'data/a.yaml',
      'shared/a.yaml',
    ]);
    expect(tree.read(['data/a.yaml']).get('data/a.yaml')?.toString()).toBe('a: 1\n');
  });

  it('is never an option, and names that mean nothing mean none', () => {
    const { commitOf } = opened(repository({ a: '' }).root);
    expect(['--help', 'nothing', 'HEAD:a', 'HEAD\nHEAD'].map(commitOf)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('has a base on the default branch', () => {
    const test = repository({ a: '1' });
    const base = test.git('rev-parse', 'HEAD').trim();
    test.git('switch', '-qc', 'feature');
    test.write('a', '2');
    commit(test, 'two');
    const { defaultBranch, mergeBaseOf, isShallow } = opened(test.root);
    expect([defaultBranch(), mergeBaseOf('HEAD', 'main'), isShallow()]).toEqual([
      'main',
      base,
      false,
    ]);
  });

  it('is unknown outside of a repository', () => {
    expect(openRepository(workspace({}).root)).toBeUndefined();
  });
});
