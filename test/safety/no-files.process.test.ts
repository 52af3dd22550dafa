import { execFileSync } from 'node:child_process';
import { chmodSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';

import { eject } from '../../scripts/adopt/eject.ts';
import { gitIgnores } from '../../scripts/files/gitignore.ts';
import { readBaseline } from '../../scripts/lint/baseline-file.ts';
import { lint } from '../../scripts/lint/lint.ts';
import { CannotRun } from '../../scripts/problems/cannot-run.ts';
import { readPolicyFile } from '../../scripts/models/iam/policy-files.ts';
import {
  DATA,
  places,
  policyPage,
  type TestWorkspace,
  workspace,
  workspacesRemoved,
} from '../support/workspace.ts';

const files = {
  'data/a.yaml': DATA,
  'out/a.mdx': policyPage('reader'),
  'out/b.md': '`aws-mcp:InvokeMcp`\n',
};

/** Ways in which a path is not a file; each makes one. */
const ODD: readonly (readonly [
  string,
  (test: TestWorkspace, file: string) => Promise<void> | void,
])[] = [
  ['a link to itself', (test, file) => symlinkSync(test.path(file), test.path(file))],
  ['a named pipe', (test, file) => void execFileSync('mkfifo', [test.path(file)])],
  ['a link to /dev/zero', (test, file) => symlinkSync('/dev/zero', test.path(file))],
  [
    'a socket',
    async (test, file) => {
      const server = createServer();
      await new Promise<void>((resolve) => {
        server.listen(test.path(file), resolve);
      });
      server.unref();
    },
  ],
  [
    'a file of a hundred megabytes',
    (test, file) => writeFileSync(test.path(file), Buffer.alloc(100 << 20, '# permadocs\n')),
  ],
];

describe('what is not a file', () => {
  it('is refused by lint if it is asked for by name, whatever the name', async () => {
    const test = workspace(files);
    execFileSync('mkfifo', [test.path('pipe')]);
    await expect(lint({ root: test.root, paths: ['pipe'], asOf: '2026-06-01' })).rejects.toThrow(
      new CannotRun('pipe is a named pipe, not a file'),
    );
  });

  it.each(ODD)('%s is a problem for itself alone among the pages', async (_, make) => {
    const test = workspace(files);
    await make(test, 'out/x.mdx');
    const { problems } = await test.build();
    expect(problems.map(({ file }) => file)).toEqual(['out/x.mdx']);
    expect(problems[0]?.code).toMatch(/^page\/(?:unreadable|outside-root|too-large)$/);
    expect((await test.check({ paths: ['out/x.mdx'] })).problems).toMatchObject(problems);
    const linted = await lint({ root: test.root, asOf: '2026-06-01' });
    expect(linted.problems).toMatchObject([
      { file: 'out/b.md', code: 'lint/stale-action' },
      { file: 'out/x.mdx', severity: 'warning' },
    ]);
    expect((await eject({ root: test.root, paths: [], all: true })).problems).toMatchObject(
      problems.map(({ file }) => ({ file })),
    );
  });

  it.each(ODD)('%s is a problem for itself alone among the data and templates', async (_, make) => {
    const test = workspace({ ...files, 'templates/own.hbs': '---\ndescription: x\n---\n\nx\n' });
    await make(test, 'data/x.yaml');
    await make(test, 'templates/x.hbs');
    for (const { problems } of [await test.build(), await test.check()])
      expect(places({ problems })).toEqual([
        'data/x.yaml:1:1 data/unreadable',
        'templates/x.hbs:1:1 template/unreadable',
      ]);
  });

  it.each(ODD)('%s is no configuration, baseline or policy', async (_, make) => {
    const test = workspace(files);
    await make(test, 'permadocs.yaml');
    await expect(test.build()).rejects.toThrow(CannotRun);
    expect(() => readBaseline(test.path('permadocs.yaml'))).toThrow(CannotRun);
    expect(() => readPolicyFile(test.root, 'permadocs.yaml', (text) => text)).toThrow(CannotRun);
  });

  it.each(ODD)('%s is no .gitignore', async (_, make) => {
    const test = workspace(files);
    await make(test, '.gitignore');
    expect(gitIgnores(test.root)('', 'out', true)).toBe(false);
    expect((await lint({ root: test.root, asOf: '2026-06-01' })).problems).toMatchObject([
      { file: 'out/b.md' },
    ]);
  });

  it('folders in circles end', async () => {
    const test = workspace(files);
    symlinkSync('.', test.path('out/self'));
    symlinkSync('../out', test.path('data/out'));
    symlinkSync('../data', test.path('out/data'));
    expect((await test.build()).problems).toEqual([]);
    expect((await lint({ root: test.root, asOf: '2026-06-01' })).problems.length).toBeLessThan(4);
  });
});

describe('a page that cannot be read', () => {
  it('because its name is not UTF-8 is a problem for itself alone', async () => {
    const test = workspace({ ...files, 'out/x.mdx': policyPage('reader') });
    renameSync(
      test.path('out/x.mdx'),
      Buffer.concat([
        Buffer.from(`${test.path('out')}/`),
        Buffer.from([0xff]),
        Buffer.from('.mdx'),
      ]),
    );
    expect(places(await test.build())).toEqual(['out/\ufffd.mdx:1:1 page/unreadable']);
    const linted = await lint({ root: test.root, asOf: '2026-06-01' });
    expect(linted.problems.map(({ code }) => code).toSorted()).toEqual([
      'lint/stale-action',
      'page/unreadable',
    ]);
  });

  it('because its name cannot be printed is a problem for itself alone', async () => {
    const name = 'out/a\n::error::b\u001b[2J.mdx';
    const test = workspace({ ...files, [name]: policyPage('reader') });
    expect((await test.build()).problems).toMatchObject([{ code: 'page/unreadable', file: name }]);
    expect((await test.build({ paths: [name] })).problems).toMatchObject([{ file: name }]);
  });

  it('because of its mode is one for itself alone', async () => {
    const test = workspace({ ...files, 'out/x.mdx': policyPage('reader') });
    chmodSync(test.path('out/x.mdx'), 0);
    await asNobody(test.root, async () => {
      expect(places(await test.build())).toEqual(['out/x.mdx:1:1 page/unreadable']);
      expect(places(await eject({ root: test.root, paths: [], all: true }))).toEqual([
        'out/x.mdx:1:1 page/unreadable',
      ]);
    });
  });
});

const NOBODY = 65_534;

/** Modes do not bind root, as which tests run in a container: a user without rights tries instead. */
async function asNobody(root: string, action: () => Promise<void>): Promise<void> {
  if (process.getuid?.() !== 0) return action();
  chmodSync(root, 0o755);
  // Folders of earlier tests are still being removed, which takes the rights of root.
  await workspacesRemoved();
  process.seteuid?.(NOBODY);
  try {
    await action();
  } finally {
    process.seteuid?.(0);
  }
}
