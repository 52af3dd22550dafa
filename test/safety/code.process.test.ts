/** Which commands run code of the workspace: the configuration of its Prettier is a program. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { COMMANDS } from '../../scripts/commands/index.ts';
import { run } from '../support/run.ts';
import { DATA, GUARDED, policyPage, type TestWorkspace, workspace } from '../support/workspace.ts';

const hostile = (): TestWorkspace => {
  const test = workspace({
    'data/a.yaml': DATA,
    'out/a.mdx': policyPage('reader'),
    'policy.json': GUARDED.replace('<BUCKET>', 'example-bucket'),
  });
  const mark = JSON.stringify(test.path('ran'));
  test.write(
    'prettier.config.mjs',
    `import { writeFileSync } from 'node:fs';\nwriteFileSync(${mark}, '');\nexport default {};\n`,
  );
  return test;
};

const RUNS_NOTHING: Readonly<Record<string, readonly (readonly string[])[]>> = {
  lint: [['lint'], ['lint', '--fix']],
  list: [['list'], ['list', 'roles'], ['list', 'pages']],
  prove: [['prove']],
  simulate: [
    ['simulate', '--role', 'reader', '--action', 's3:GetObject'],
    ['simulate', '--policy', 'policy.json', '--every', '{}', '--expect', 'denied'],
  ],
  validate: [['validate', 'policy.json']],
  diff: [
    ['diff', 'HEAD'],
    ['diff', 'HEAD', '--', 'out'],
    ['diff', './policy.json', './policy.json'],
  ],
  completion: [['completion', 'bash']],
  data: [['data']],
};

const FORMATS = ['build', 'check', 'explain', 'init', 'adopt', 'eject', 'watch'];

describe('the code of a workspace', () => {
  it.each(Object.values(RUNS_NOTHING).flatMap((runs) => runs.map((args) => [args.join(' ')])))(
    'is not run by %s',
    async (line) => {
      const test = hostile();
      test.git('init', '-q');
      test.git('add', '-A');
      test.git('commit', '-qm', 'first');
      await run(test.root, ...line.split(' '));
      expect(existsSync(test.path('ran'))).toBe(false);
    },
  );

  it.each([['build --dry-run'], ['explain reader']])('is run by %s', async (line) => {
    const test = hostile();
    await run(test.root, ...line.split(' '));
    expect(existsSync(test.path('ran'))).toBe(true);
  });

  it('is run by the commands that SECURITY.md names, and by no other', () => {
    const said = readFileSync(new URL('../../SECURITY.md', import.meta.url), 'utf8');
    const named = (rest: RegExp): string[] =>
      [...(rest.exec(said)?.[1] ?? '').matchAll(/`([a-z]+)`/g)].map(([, name = '']) => name);
    expect(named(/these are programs, and (.*?) run them/)).toEqual(FORMATS);
    expect(named(/run them\. (.*?) never do/)).toEqual(Object.keys(RUNS_NOTHING));
    const all = [...FORMATS, ...Object.keys(RUNS_NOTHING)];
    expect(all.toSorted()).toEqual(Object.keys(COMMANDS).toSorted());
  });
});
