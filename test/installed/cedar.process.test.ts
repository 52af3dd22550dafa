/** Cedar’s engine is an optional peer: without it everything else works, and one line says what is missing. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, renameSync, symlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

import { installInto } from '../support/installed.ts';
import { allow, fence, policy } from '../support/lint-pages.ts';
import { workspace } from '../support/workspace.ts';

const WRONG = fence('cedar', 'forbid (principal, action, resource) when { 1 == 2 };');
const DATA = `cedar:\n  a:\n    title: A\n    policies: ['permit (principal, action, resource);']\n`;
const INSTALL = 'npm install --save-dev @cedar-policy/cedar-wasm';

it('is asked for only where Cedar is met, and used once it is installed', () => {
  const test = workspace({ 'docs/a.md': 'No policy.\n', 'docs/b.md': `${WRONG}\n${WRONG}` });
  const bin = installInto(test.root);
  const runWith = (input: string, ...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(`${bin}/permadocs`, args, {
      cwd: test.root,
      encoding: 'utf8',
      input,
    });
    return { status, text: stdout + stderr };
  };
  const run = (...args: string[]) => runWith('', ...args);
  expect(run('lint', 'docs/a.md')).toEqual({ status: 0, text: '1 page, nothing found\n' });
  expect(run('lint', 'docs/b.md')).toEqual({
    status: 0,
    text: `Cedar policies on 1 page were not checked, since Cedar’s engine is not installed beside permadocs; ${INSTALL}\n1 page, nothing found\n`,
  });
  test.write('permadocs.yaml', 'pages: docs/*.md\n');
  expect(run('adopt', 'docs/a.md')).toEqual({ status: 0, text: 'nothing to adopt\n' });
  test.write(
    'docs/c.md',
    `# Reading a bucket\n\n${policy(allow('s3:GetObject', 'arn:aws:s3:::b/*'))}`,
  );
  const adopted = run('adopt', '--all', '--normalize', '--dry-run');
  expect(adopted.status).toBe(1);
  expect(adopted.text).toMatch(
    /^left docs\/b\.md:1: Cedar’s engine, .* is not installed\nleft docs/m,
  );
  expect(adopted.text).toContain('would adopt docs/c.md:3 as reading-a-bucket');
  expect(adopted.text).toContain(
    'docs/b.md:1:1 error adopt/refused Cedar’s engine, which reads these policies, is not installed; 1 more fence left as well\n',
  );
  expect(adopted.text).toContain(`  hint: run \`${INSTALL}\`, then adopt\n`);
  test.write('data/a.yaml', DATA);
  const proven = run('prove');
  expect(proven.status).toBe(2);
  expect(proven.text).toContain(INSTALL);
  mkdirSync(test.path('node_modules/@cedar-policy'), { recursive: true });
  symlinkSync(
    fileURLToPath(new URL('../../node_modules/@cedar-policy/cedar-wasm', import.meta.url)),
    test.path('node_modules/@cedar-policy/cedar-wasm'),
  );
  expect(run('lint', 'docs/b.md').text).toContain('cedar/never-holds');
  expect(run('prove').text).toContain('claim/none');
  for (const [input, expected] of STANDARD_INPUT)
    expect(runWith(input, 'validate', '-').text).toContain(expected);
  // What was proven with an engine is not taken for granted without it.
  test.write(
    'docs/b.md',
    '<!-- BEGIN permadocs cedar-policy cedar="a" -->\n\n<!-- END permadocs cedar-policy -->\n',
  );
  expect(run('build').status).toBe(0);
  expect(run('check').status).toBe(0);
  renameSync(test.path('node_modules/@cedar-policy'), test.path('node_modules/@without'));
  for (const command of ['check', 'build', 'prove']) {
    const { status, text } = run(command);
    expect(status).toBe(2);
    expect(text).toContain(INSTALL);
  }
});

/** Told by its content: Cedar, and configurations of ToolHive. */
const STANDARD_INPUT = [
  [
    '// tools\npermit (principal, action == Action::"call_tool", resource) whn { true };\n',
    '<stdin>:2:61 error cedar/syntax',
  ],
  [
    '{ "type": "cedarv1", "cedar": { "policies": ["permit (principal, action == Action::\\"call_tol\\", resource);"] } }',
    'error cedar/unknown-action',
  ],
  ['cedar:\n  policies:\n    - permit (principal, action, resource);\n', '1 policy, no problems\n'],
] as const;
