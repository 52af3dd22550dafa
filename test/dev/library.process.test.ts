import { spawnSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';

import {
  libraryExamples,
  libraryNamesWithoutExample,
  libraryPage,
} from '../../scripts/dev/docs/library-page.ts';
import * as library from '../../scripts/index.ts';
import { LIBRARY } from '../support/installed.ts';
import { DATA, policyPage, workspace } from '../support/workspace.ts';

/** Runs each example in its folder, all in one process; prints what each of them prints, as JSON. */
const RUNNER = `
import { format } from 'node:util';
const printed = [];
for (const folder of process.argv.slice(2)) {
  process.chdir(folder);
  const lines = [];
  console.log = (...values) => lines.push(format(...values));
  await import(folder + '/example.mjs').catch((error) => lines.push(String(error)));
  printed.push(lines.join('\\n'));
}
process.stdout.write(JSON.stringify(printed));
`;

/** By the name of the export, what its example prints. */
function printedBy(examples: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const names = Object.keys(library).join(', ');
  const folders = [...examples.values()].map((example) => {
    const test = workspace({
      'package.json': '{ "type": "module" }',
      'data/a.yaml': DATA,
      'out/a.mdx': policyPage('reader', '# Page\n\nText.\n'),
      'old.md': '# Setup\n\nAllow `aws-mcp:InvokeMcp`.\n',
      'example.mjs': `import { ${names} } from '${LIBRARY}';\n${example}\n`,
    });
    return test.root;
  });
  const { root } = workspace({ 'runner.mjs': RUNNER });
  const { stdout, stderr } = spawnSync(process.execPath, [`${root}/runner.mjs`, ...folders], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  const printed = JSON.parse(stdout) as string[];
  return new Map([...examples.keys()].map((name, index) => [name, (printed[index] ?? '').trim()]));
}

/** What the comments of an example say that it prints. */
const saidBy = (example: string): string =>
  [...example.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, text]) => text).join('\n');

describe('docs/library.md', () => {
  it('has an entry for each export', () => {
    const page = libraryPage();
    for (const name of Object.keys(library)) expect(page).toContain(`### ${name}\n`);
  });

  it('shows each function, class and constant with an example', () => {
    expect(libraryNamesWithoutExample()).toEqual([]);
  });

  describe('has an example that prints what it says', () => {
    let printed: ReadonlyMap<string, string>;
    beforeAll(() => {
      printed = printedBy(libraryExamples());
    });

    it.each([...libraryExamples()])('of %s', (name, example) => {
      const said = saidBy(example);
      expect(said).not.toBe('');
      expect(printed.get(name)).toBe(said);
    });
  });
});
