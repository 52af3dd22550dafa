import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';

import { LIBRARY } from '../support/installed.ts';
import { DATA, policyPage, workspace } from '../support/workspace.ts';

/** Runs code with the library, as the program of somebody else. */
function use(root: string, code: string): string {
  const program = `import { build, check } from '${LIBRARY}'; const root = process.cwd(); ${code}`;
  return execFileSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** So many that another thread reads some; one in sixteen has a region. */
const pages = Object.fromEntries(
  Array.from({ length: 1600 }, (_, index) => [
    `out/${index}.mdx`,
    index % 16 === 0 ? policyPage('reader') : 'Text.\n',
  ]),
);

it('another thread works for whoever calls the library, whatever the options of its process', () => {
  const test = workspace({ 'data/a.yaml': DATA, ...pages });
  expect(use(test.root, 'console.log((await build({ root })).changes.length);')).toBe('100\n');
  expect(use(test.root, 'console.log((await check({ root })).changes.length);')).toBe('0\n');
});

it('many builds at once leave one thread behind', () => {
  const test = workspace({ 'data/a.yaml': DATA, ...pages });
  const code = `
    for (let round = 0; round < 3; round += 1)
      await Promise.all([check({ root }), check({ root }), check({ root })]);
    const threads = () => process.report.getReport().workers.length;
    while (threads() > 1) await new Promise((resolve) => setImmediate(resolve));
    console.log(threads());`;
  expect(use(test.root, code)).toBe('1\n');
});
