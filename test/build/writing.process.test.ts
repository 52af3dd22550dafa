/** Builds that something gets in the way of: a full disk, another build, pages for two threads. */
import { spawn } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { CLI } from '../support/installed.ts';
import { DATA, places, policyPage, workspace } from '../support/workspace.ts';

/** Runs the program in a folder; `shell` goes before it, for limits. */
function run(
  root: string,
  args: readonly string[],
  shell = '',
): Promise<{ code: number | null; out: string }> {
  return new Promise((resolve) => {
    const child = spawn('bash', ['-c', `${shell} exec "$0" "$@"`, process.execPath, CLI, ...args], {
      cwd: root,
    });
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.on('close', (code) => resolve({ code, out }));
  });
}

describe('when something goes wrong while writing', () => {
  it('a full disk leaves each page as it was', async () => {
    const long = `${policyPage('writer')}\n${'Much text. '.repeat(3000)}\n`;
    const test = workspace({
      'data/a.yaml': DATA,
      'out/a.mdx': policyPage('reader'),
      'out/b.mdx': long,
    });
    // The system lets no file grow over 16 blocks of 1,024 bytes.
    const { code, out } = await run(test.root, ['build'], 'trap "" XFSZ; ulimit -f 16;');
    expect(out).toContain('page/not-written');
    expect(code).toBe(1);
    expect(test.read('out/b.mdx')).toBe(long);
    expect(readdirSync(test.path('out'))).toEqual(['a.mdx', 'b.mdx']);
    expect((await run(test.root, ['build'])).code).toBe(0);
    expect((await run(test.root, ['check'])).code).toBe(0);
  });

  it('two builds at once end in what one build makes', async () => {
    const names = Array.from({ length: 60 }, (_, index) => `out/${index}.mdx`);
    const test = workspace({
      'data/a.yaml': DATA,
      ...Object.fromEntries(names.map((name) => [name, policyPage('reader')])),
    });
    const runs = await Promise.all([run(test.root, ['build']), run(test.root, ['build'])]);
    // One may find that the other was faster, and says so.
    for (const { code, out } of runs)
      expect(code === 0 || out.includes('page/changed-meanwhile')).toBe(true);
    expect((await run(test.root, ['build'])).code).toBe(0);
    const [first = '', ...others] = names.map((name) => test.read(name));
    expect(first).toContain('ReadObjects');
    expect(others.every((text) => text === first)).toBe(true);
    expect(readdirSync(test.path('out')).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('many pages are read by two threads, and nothing else differs', async () => {
    // One page in seven has a region, in all of the folders.
    const page = (index: number): string =>
      index % 7 > 0 ? 'Text.\n' : policyPage(index % 2 === 0 ? 'reader' : 'writer');
    const files = Object.fromEntries(
      Array.from({ length: 1610 }, (_, index) => [`out/${index % 20}/${index}.mdx`, page(index)]),
    );
    const test = workspace({
      'data/a.yaml': DATA,
      ...files,
      'out/0/bad.mdx': '{/* END permadocs policy */}\n',
    });
    const bad = await run(test.root, ['build']);
    expect(bad.out).toContain('out/0/bad.mdx:1:1 error marker/unopened');
    expect(bad.code).toBe(1);
    expect(test.read('out/1/21.mdx')).toBe(policyPage('writer'));
    rmSync(test.path('out/0/bad.mdx'));
    expect((await run(test.root, ['build', '--quiet'])).code).toBe(0);
    expect((await run(test.root, ['check'])).out).toContain('230 regions on 230 pages');
    test.write('out/7/7.mdx', test.read('out/7/7.mdx').replace('"Allow"', '"Deny"'));
    const stale = await run(test.root, ['check', '--format', 'json']);
    expect(places(JSON.parse(stale.out) as never)).toEqual(['out/7/7.mdx:9:1 page/hand-edited']);
    expect((await test.check()).problems).toHaveLength(1);
  });
});
