import { spawn } from 'node:child_process';
import { existsSync, readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { updateFile } from '../../scripts/files/update.ts';
import { userCacheOf } from '../../scripts/files/user-cache.ts';
import { CLI, library } from '../support/installed.ts';
import { DATA, policyPage, workspace } from '../support/workspace.ts';

const runs = (cwd: string, args: readonly string[], before = ''): Promise<string> =>
  new Promise((resolve) => {
    const script = `${before} exec "$0" "$@"`;
    const child = spawn('bash', ['-c', script, process.execPath, CLI, ...args], {
      cwd,
      env: process.env,
    });
    let out = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.on('close', () => resolve(out));
  });

describe('the record of what was written', () => {
  it('keeps what each of several builds has written', async () => {
    const names = Array.from({ length: 6 }, (_, index) => `out/${index}.mdx`);
    const page = (index: number): string =>
      policyPage('reader', `Page ${index}.\n\n`).replace('role="reader"', `role="r${index}"`);
    const role = (index: number): string =>
      DATA.split('  writer:')[0]?.replace('reader:', `r${index}:`).replace('roles:\n', '') ?? '';
    const roles = names.map((_, index) => role(index).replace('ReaderRole', `Role${index}`));
    const data = DATA.replace('roles:\n', `roles:\n${roles.join('')}`);
    const test = workspace({
      'data/a.yaml': data,
      ...Object.fromEntries(names.map((name, index) => [name, page(index)])),
    });
    // What all of them would prove is known: this is about what they write.
    const { check } = await library();
    await check({ root: test.root });
    await Promise.all(names.map((name) => runs(test.root, ['build', name])));
    test.write('data/a.yaml', data.replaceAll('Sid: ReadObjects', 'Sid: ReadObjectsNow'));
    // Without git only the record tells that each text is generated.
    const { problems } = await test.build();
    expect(problems).toEqual([]);
    expect(names.every((name) => test.read(name).includes('ReadObjectsNow'))).toBe(true);
    expect(
      readdirSync(userCacheOf(test.root) ?? '').filter((name) => /lock|tmp/.test(name)),
    ).toEqual([]);
  });

  it('is not torn by a full disk, and neither is a baseline', async () => {
    const stale = '`aws-mcp:InvokeMcp`\n\n';
    const test = workspace({
      'data/a.yaml': DATA,
      'out/a.mdx': policyPage('reader'),
      'docs/a.md': stale,
      'base.json': '{}\n',
    });
    const lint = ['lint', 'docs', '--baseline', 'base.json', '--update-baseline'];
    for (let index = 0; index < 400; index += 1)
      test.write(`docs/${'n'.repeat(100)}${index}.md`, stale);
    const out = await runs(test.root, lint, 'trap "" XFSZ; ulimit -f 16;');
    expect(out).toMatch(/the baseline .* cannot be written/);
    expect(test.read('base.json')).toBe('{}\n');
    expect(await runs(test.root, lint)).toContain('401 findings written');
  });
});

describe('a file that several runs change', () => {
  it('is not waited for where the run that has locked it is gone', () => {
    const test = workspace({ 'file.lock': '999999999' });
    updateFile(test.path('file'), () => 'changed');
    expect(test.read('file')).toBe('changed');
    test.write('file.lock', '1');
    utimesSync(test.path('file.lock'), 0, 0);
    updateFile(test.path('file'), (before) => `${before} twice`);
    expect(test.read('file')).toBe('changed twice');
    expect(existsSync(join(test.root, 'file.lock'))).toBe(false);
  });
});
