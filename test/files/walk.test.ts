import { symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { gitIgnores } from '../../scripts/files/gitignore.ts';
import { walk } from '../../scripts/files/walk.ts';
import { type TestWorkspace, workspace } from '../support/workspace.ts';

const tree = (
  files: readonly string[],
  more: Readonly<Record<string, string>> = {},
): TestWorkspace => workspace({ ...Object.fromEntries(files.map((file) => [file, 'x'])), ...more });

describe('walk', () => {
  const files = [
    'a.md',
    'b.txt',
    'docs/a.md',
    'docs/b.mdx',
    'docs/x/c.md',
    'docs/.hidden/d.md',
    'node_modules/p/e.md',
    'docs/node_modules/f.md',
    'other/[g].md',
    '.github/h.md',
  ];

  it.each<[string[], string[], string[]]>([
    [['**/*.md'], [], ['a.md', 'docs/a.md', 'docs/x/c.md', 'other/[g].md']],
    [['docs/**/*.{md,mdx}'], [], ['docs/a.md', 'docs/b.mdx', 'docs/x/c.md']],
    [['docs'], [], ['docs/a.md', 'docs/b.mdx', 'docs/x/c.md']],
    [['./docs/', '!docs/x'], [], ['docs/a.md', 'docs/b.mdx']],
    [['docs/*.md', 'docs/a.md'], [], ['docs/a.md']],
    [['a.md', 'gone.md'], [], ['a.md']],
    [['**/*.md'], ['docs/x', 'other/**'], ['a.md', 'docs/a.md']],
    [['.github/*.md'], [], ['.github/h.md']],
    [['other/\\[g\\].md'], [], ['other/[g].md']],
    [['other/[g].md'], [], ['other/[g].md']],
    [['other/*.md'], ['other/[g].md'], []],
    [['nothing/**'], [], []],
  ])('finds what %j without %j means', (globs, ignore, expected) => {
    expect(walk(tree(files).root, globs, ['**/node_modules/**', ...ignore]).files).toEqual(
      expected,
    );
  });

  it('follows links to files and folders, and ends where they go in a circle', () => {
    const test = tree(['docs/a.md', 'elsewhere/b.md']);
    symlinkSync('../elsewhere', test.path('docs/linked'));
    symlinkSync('..', test.path('docs/up'));
    symlinkSync('a.md', test.path('docs/c.md'));
    symlinkSync('gone.md', test.path('docs/dead.md'));
    const { files: found } = walk(test.root, ['docs/**/*.md'], []);
    expect(found).toEqual(expect.arrayContaining(['docs/a.md', 'docs/c.md', 'docs/linked/b.md']));
    expect(found.length).toBeLessThan(20);
    expect(found).not.toContain('docs/dead.md');
  });

  it('leaves out what git ignores, the nearest rule deciding', () => {
    const test = tree(
      [
        'a.md',
        'build/b.md',
        'docs/draft.md',
        'docs/keep/draft.md',
        'docs/x.tmp.md',
        'docs/deep/x/y.md',
        'sub/only/z.md',
      ],
      {
        '.gitignore': '/build\n*.tmp.md\ndraft.md\n# a comment\n',
        'docs/keep/.gitignore': '!draft.md\n',
        'docs/deep/.gitignore': 'x/\n',
      },
    );
    const found = (root: string): readonly string[] =>
      walk(root, ['**/*.md'], [], { gitIgnores: gitIgnores(root) }).files;
    expect(found(test.root)).toEqual(['a.md', 'docs/keep/draft.md', 'sub/only/z.md']);
    expect(found(test.path('docs'))).toEqual(['draft.md', 'keep/draft.md', 'x.tmp.md']);
    // What makes a folder a repository, without git.
    test.write('.git/HEAD', 'ref: refs/heads/main\n');
    expect(found(test.path('docs'))).toEqual(['keep/draft.md']);
  });
});
