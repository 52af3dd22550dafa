/** What lint was asked to read and did not read: it says so, and is not green. */
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { run } from '../support/run.ts';
import { workspace } from '../support/workspace.ts';

const WRONG = 'Allow `aws-mcp:InvokeMcp`, which the role needs.\n';

describe('a folder without pages ends the run', () => {
  it.each([
    ['the whole tree', {}, []],
    ['a tree with other files', { 'notes.txt': 'a' }, []],
    ['one that is named', { 'docs/a.txt': 'a', 'b.md': '# B\n' }, ['docs']],
    ['one of two', { 'docs/a.txt': 'a', 'site/b.md': '# B\n' }, ['site', 'docs/']],
    ['one whose name begins as another', { 'doc/a.txt': 'a', 'docs/b.md': '# B\n' }, ['doc']],
    ['installed packages', { 'node_modules/x/a.md': WRONG, 'b.md': '# B\n' }, ['node_modules/x']],
    [
      'one that the configuration ignores',
      { 'permadocs.yaml': 'ignore: ["old/**"]\n', 'old/a.md': WRONG, 'b.md': '# B\n' },
      ['old'],
    ],
    ['the root by its name', {}, ['.']],
  ])('%s', async (_, files: Readonly<Record<string, string>>, paths) => {
    const test = workspace(files);
    const { status, stderr, stdout } = await run(test.root, 'lint', ...paths);
    const folder = paths.at(-1)?.replace(/\/$|^\.$/, '') ?? '';
    const inFolder = folder === '' ? '' : ` in ${folder}`;
    expect({ status, stdout, stderr }).toEqual({
      status: 2,
      stdout: '',
      stderr: `permadocs: there are no pages${inFolder}: no .md, .mdx or .markdown file, or git or \`ignore\` leaves them out\n`,
    });
  });

  it('but not one whose page cannot be read', async () => {
    const test = workspace({ 'docs/b.txt': 'b' });
    const other = workspace({ 'a.md': WRONG });
    symlinkSync(join(other.root, 'a.md'), join(test.root, 'docs/a.md'));
    const { status, stdout } = await run(test.root, 'lint', 'docs');
    expect(stdout).toMatch(/^docs\/a\.md:1:1 (?:error|warning) page\//);
    expect(status).not.toBe(2);
  });
});

describe('a page that is named and left out', () => {
  const FILES = {
    'permadocs.yaml': 'ignore: ["old/**"]\n',
    'old/a.md': WRONG,
    'old/c.md': WRONG,
    'b.md': '# B\n',
  };

  it('is told', async () => {
    const { status, stdout } = await run(workspace(FILES).root, 'lint', 'old/a.md', 'b.md');
    expect(stdout).toBe(
      'not read, since git or `ignore` leaves them out: old/a.md\n1 page, nothing found\n',
    );
    expect(status).toBe(0);
  });

  it('is told for several in one line, and beside findings', async () => {
    const test = workspace({ ...FILES, 'b.md': WRONG });
    const { status, stdout } = await run(test.root, 'lint', 'old/a.md', 'old/c.md', 'b.md');
    expect(stdout).toContain(
      'not read, since git or `ignore` leaves them out: 2 pages such as old/a.md\n',
    );
    expect(status).toBe(1);
  });

  it('is told in JSON', async () => {
    const { stdout } = await run(workspace(FILES).root, 'lint', 'old/a.md', '--format', 'json');
    expect(JSON.parse(stdout)).toMatchObject({
      summary: { pages: 0, notices: [expect.stringContaining('old/a.md')] },
    });
  });

  it('is not told of a file of another kind, which a hook passes too', async () => {
    const test = workspace({ ...FILES, 'package.json': '{}' });
    const { status, stdout } = await run(test.root, 'lint', 'package.json');
    expect({ status, stdout }).toEqual({ status: 0, stdout: '0 pages, nothing found\n' });
  });
});
