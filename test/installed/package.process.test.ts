import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

import { installInto } from '../support/installed.ts';
import { DATA, policyPage, workspace } from '../support/workspace.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('the package', () => {
  it('works where it is installed from its tarball: program, types and library', () => {
    const test = workspace({
      'package.json': '{ "type": "module" }',
      'data/a.yaml': DATA,
      'out/a.mdx': policyPage('reader'),
    });
    const bin = installInto(test.root);
    const built = execFileSync(join(bin, 'permadocs'), ['build'], {
      cwd: test.root,
      encoding: 'utf8',
    });
    expect(built).toContain('1 region on 1 page, 1 page written');
    test.write(
      'use.mjs',
      "import { check } from 'permadocs';\nconst { problems } = await check({ root: process.cwd() });\nconsole.log(problems.length);\n",
    );
    expect(execFileSync(process.execPath, ['use.mjs'], { cwd: test.root, encoding: 'utf8' })).toBe(
      '0\n',
    );
    test.write(
      'use.ts',
      "import { check, evaluate, lint, validatePolicy, type BuildResult } from 'permadocs';\nexport const result: Promise<BuildResult> = check({ root: '.' });\nexport { evaluate, lint, validatePolicy };\n",
    );
    const tsc = join(root, 'node_modules/.bin/tsc');
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--lib', 'es2023', 'use.ts'];
    execFileSync(tsc, options, { cwd: test.root, stdio: 'pipe' });
    expect(readdirSync(test.path('node_modules/permadocs')).toSorted()).toEqual([
      'CHANGELOG.md',
      'CONTRIBUTING.md',
      'LICENSE',
      'README.md',
      'SECURITY.md',
      'dist',
      'docs',
      'package.json',
      'schemas',
      'templates',
    ]);
  });
});
