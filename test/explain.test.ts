import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

import { DATA, policyPage, type TestWorkspace, workspace } from './workspace.ts';

const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url));

function explain(test: TestWorkspace, ...args: string[]): string {
  return execFileSync(process.execPath, [cli, 'explain', ...args], {
    cwd: test.root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function built(): Promise<TestWorkspace> {
  const test = workspace({
    'data/a.yaml': DATA,
    'out/a.mdx': policyPage('reader'),
    'out/b.mdx': policyPage('writer'),
  });
  await test.build();
  return test;
}

describe('explain', () => {
  it('tells of a role where it is and which regions print it', async () => {
    expect(explain(await built(), 'reader')).toBe(
      'role reader  data/a.yaml:2\n  printed in\n    out/a.mdx:9  policy role="reader"\n',
    );
  });

  it('tells of a statement which roles name it', async () => {
    const test = await built();
    expect(explain(test, 'guardrail')).toContain('named by\n    role reader  data/a.yaml:2');
    expect(explain(test, 'statement:guardrail')).toContain('statement guardrail  data/a.yaml:');
  });

  it('tells of a data file, a section and a page what they feed and rest on', async () => {
    const test = await built();
    for (const thing of ['data/a.yaml', 'policy']) {
      expect(explain(test, thing)).toContain('out/a.mdx:9  policy role="reader"');
      expect(explain(test, thing)).toContain('out/b.mdx:9  policy role="writer"');
    }
    expect(explain(test, 'out/b.mdx')).toMatch(/rests on\n {4}\S*policy\.hbs\n {4}data\/a\.yaml/);
  });

  it('tells of a region whether it is up to date', async () => {
    const test = await built();
    expect(explain(test, 'out/a.mdx:12')).toContain('region out/a.mdx:9, up to date');
    test.write('out/a.mdx', test.read('out/a.mdx').replace('"Allow"', '"Deny"'));
    expect(explain(test, 'out/a.mdx:9')).toContain('out of date');
    const [json] = JSON.parse(explain(test, 'out/a.mdx:9', '--format', 'json')) as object[];
    expect(json).toMatchObject({
      kind: 'region',
      isUpToDate: false,
      regions: [{ file: 'out/a.mdx', line: 9, section: 'policy', args: { role: 'reader' } }],
    });
  });

  it('suggests what was meant', async () => {
    const test = await built();
    expect(() => explain(test, 'reeder')).toThrow(
      /nothing here is called `reeder`; did you mean `reader`/,
    );
    expect(() => explain(test, 'marker/unclosd')).toThrow('did you mean `marker/unclosed`');
  });
});
