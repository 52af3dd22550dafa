import { cpSync, rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { run } from '../support/run.ts';
import { DATA, policyPage, workspace } from '../support/workspace.ts';

/** Trees in which something is right, out of date, wrong, unreadable or odd. */
const TREES: Readonly<Record<string, Readonly<Record<string, string | Buffer>>>> = {
  'out of date': { 'out/a.mdx': policyPage('reader'), 'out/b.mdx': policyPage('writer') },
  'with a claim that fails': {
    'data/b.yaml': DATA.replaceAll('expect: allowed', 'expect: explicitDeny'),
    'out/a.mdx': policyPage('reader'),
  },
  'with a marker that is wrong': {
    'out/a.mdx': policyPage('nobody'),
    'out/b.mdx': policyPage('reader'),
  },
  'with bytes of other kinds': {
    'out/a.mdx': Buffer.concat([
      Buffer.from([0xef, 0xbb, 0xbf]),
      Buffer.from(policyPage('reader')),
    ]),
    'out/b.mdx': Buffer.concat([Buffer.from([0xff, 10]), Buffer.from(policyPage('reader'))]),
    'out/c.mdx': 'permadocs\0',
  },
  'with warnings': {
    'permadocs.yaml': 'mdx: out/*.md\nfrozen: out/c.*\n',
    '.prettierrc': 'proseWrap: always\nprintWidth: 30\n',
    'out/a.md': policyPage('reader', ''),
    'out/c.mdx': policyPage('reader'),
  },
  'with stale words': { 'out/a.md': 'Grant `aws-mcp:InvokeMcp`.\n' },
  'with templates of its own': {
    'templates/policy.hbs':
      '---\ndescription: x\nparams: { role: { type: role } }\n---\n\n{{role.name}}\n',
    'out/a.mdx': policyPage('reader'),
  },
  'with a link that leads nowhere': {
    'data/a.yaml': DATA.replace('title: Reader', 'title: Reader\n    intro: "[x](/out/none.mdx)"'),
    'out/a.mdx': policyPage('reader'),
  },
};

/** None of them writes to a page. */
const COMMANDS: readonly (readonly string[])[] = [
  ['check'],
  ['check', '--format', 'json'],
  ['check', 'out/a.mdx'],
  ['check', 'data'],
  ['build', '--dry-run', '--diff'],
  ['prove'],
  ['lint'],
  ['list'],
  ['list', 'pages'],
  ['explain', 'reader'],
  ['explain', 'out/a.mdx'],
  ['simulate', '--role', 'reader', '--action', 's3:GetObject'],
  ['eject', '--all', '--dry-run'],
  ['adopt', '--all', '--dry-run'],
];

describe('an answer does not depend on whether a cache is warm', () => {
  it.each(Object.entries(TREES))('in a tree %s', async (_, files) => {
    const tree = { 'data/a.yaml': DATA, 'node_modules/.keep': '', ...files };
    for (const isBuilt of [false, true]) {
      const test = workspace(tree);
      if (isBuilt) await run(test.root, 'build', '--force');
      const cold: unknown[] = [];
      for (const command of COMMANDS) {
        const copy = workspace({});
        cpSync(test.root, copy.root, { recursive: true });
        for (const cache of ['node_modules/.cache', '.cache'])
          rmSync(copy.path(cache), { recursive: true, force: true });
        cold.push([command, await run(copy.root, ...command)]);
      }
      // Each after all the others have left what they learned, twice.
      for (const command of COMMANDS) await run(test.root, ...command);
      const warm: unknown[] = [];
      for (const command of COMMANDS) warm.push([command, await run(test.root, ...command)]);
      expect(warm).toEqual(cold);
    }
  });
});
