import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { globbySync } from 'globby';
import { describe, expect, it } from 'vitest';

import { CODES } from '../scripts/problems/codes.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const files = globbySync('scripts/**/*.ts', { cwd: root });
const text = (file: string): string => readFileSync(join(root, file), 'utf8');

/** The modules of the program that a file imports, types aside or not. */
function imports(file: string): string[] {
  return [...text(file).matchAll(/^(?:import|export)\s[^;]*?from '(\.[^']+)';/gms)].map((match) =>
    relative(root, join(root, dirname(file), match[1] ?? '')),
  );
}

describe('the program', () => {
  it('lets the IAM library import nothing but problems, sources and itself', () => {
    for (const file of files.filter((one) => one.startsWith('scripts/iam/'))) {
      expect(
        imports(file).filter((one) => !/^scripts\/(?:iam|problems)\//.test(one)),
        file,
      ).toEqual([]);
    }
  });

  it('lets only cli and commands import commands, and nothing import cli', () => {
    for (const file of files.filter(
      (one) =>
        one !== 'scripts/cli.ts' &&
        !one.startsWith('scripts/dev/docs/') &&
        !one.startsWith('scripts/commands/'),
    )) {
      expect(
        imports(file).filter(
          (one) => one.startsWith('scripts/commands/') || one === 'scripts/cli.ts',
          'scripts/package.ts',
        ),
        file,
      ).toEqual([]);
    }
  });

  it('touches the console and the process at its rim only', () => {
    const rim = [
      'scripts/cli.ts',
      'scripts/package.ts',
      'scripts/dev/write-schemas.ts',
      'scripts/files/cache.ts',
      'scripts/files/write.ts',
      'scripts/dev/docs/sandbox.ts',
    ];
    for (const file of files.filter((one) => !rim.includes(one))) {
      expect(/\bconsole\.|\bprocess\.|\bDate\.now\b|\bnew Date\(\)/.test(text(file)), file).toBe(
        false,
      );
    }
  });

  it('reads and writes files in few places', () => {
    const readers = files.filter((file) => /from 'node:fs'/.test(text(file)));
    expect(readers).toEqual(
      expect.arrayContaining(['scripts/workspace/workspace.ts', 'scripts/files/write.ts']),
    );
    for (const file of readers)
      expect([
        'scripts/files/cache.ts',
        'scripts/cli.ts',
        'scripts/package.ts',
        'scripts/dev/write-schemas.ts',
        'scripts/commands/adopt.ts',
        'scripts/commands/command.ts',
        'scripts/commands/lint.ts',
        'scripts/files/git.ts',
        'scripts/init/tree.ts',
        'scripts/files/gitignore.ts',
        'scripts/lint/inspect.ts',
        'scripts/build/ownership.ts',
        'scripts/workspace/page-file.ts',
        'scripts/proof/policy-files.ts',
        'scripts/format/prettier-state.ts',
        'scripts/workspace/selection.ts',
        'scripts/files/bulk-reader.ts',
        'scripts/files/walk.ts',
        'scripts/build/watch.ts',
        'scripts/dev/docs/sandbox.ts',
        'scripts/dev/docs/write.ts',
        'scripts/workspace/workspace.ts',
        'scripts/files/write.ts',
      ]).toContain(file);
  });

  it('opens every file with what it is', () => {
    for (const file of files)
      expect(
        text(file)
          .replace(/^#!.*\n/, '')
          .startsWith('/**'),
        file,
      ).toBe(true);
  });

  it('has a test for every problem code', () => {
    const tests = globbySync(['test/**/*.test.ts', '!test/site/**'], { cwd: root })
      .map(text)
      .join('\n')
      .replaceAll('\\/', '/');
    const untested = Object.keys(CODES).filter(
      (code) => !code.startsWith('iam/') && !tests.includes(code),
    );
    expect(untested).toEqual([]);
  });
});
