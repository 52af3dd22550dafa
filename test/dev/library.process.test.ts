import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

import {
  libraryExamples,
  libraryNamesWithoutExample,
  libraryPage,
} from '../../scripts/dev/docs/library-page.ts';
import * as library from '../../scripts/index.ts';
import { LIBRARY } from '../support/installed.ts';
import { DATA, policyPage, workspace } from '../support/workspace.ts';

/** What an example prints, and what its comments say that it prints. */
function run(example: string): { readonly printed: string; readonly said: string } {
  const test = workspace({
    'package.json': '{ "type": "module" }',
    'data/a.yaml': DATA,
    'out/a.mdx': policyPage('reader', '# Page\n\nText.\n'),
    'old.md': '# Setup\n\nAllow `aws-mcp:InvokeMcp`.\n',
  });
  const names = Object.keys(library).join(', ');
  test.write('example.mjs', `import { ${names} } from '${LIBRARY}';\n${example}\n`);
  const { stdout, stderr } = spawnSync(process.execPath, ['example.mjs'], {
    cwd: test.root,
    encoding: 'utf8',
  });
  const said = [...example.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, text]) => text);
  return { printed: (stdout + stderr).trim(), said: said.join('\n') };
}

describe('docs/library.md', () => {
  it('has an entry for each export', () => {
    const page = libraryPage();
    for (const name of Object.keys(library)) expect(page).toContain(`### ${name}\n`);
  });

  it('shows each function, class and constant with an example', () => {
    expect(libraryNamesWithoutExample()).toEqual([]);
  });

  it.each([...libraryExamples()])('has an example of %s that prints what it says', (_, example) => {
    const { printed, said } = run(example);
    expect(said).not.toBe('');
    expect(printed).toBe(said);
  });
});
