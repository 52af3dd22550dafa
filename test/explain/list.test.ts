import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { list as rowsOf, LISTED, listedBy } from '../../scripts/explain/list.ts';
import type { ListedKind } from '../../scripts/explain/json-output.ts';
import { openWorkspace } from '../../scripts/workspace/workspace.ts';
import { type Run, run } from '../support/run.ts';
import { DATA, policyPage, workspace } from '../support/workspace.ts';

const files = { 'data/a.yaml': DATA, 'out/a.mdx': policyPage('reader') };

const list = (cwd: string, ...args: string[]): Promise<Run> => run(cwd, 'list', ...args);

async function json<T>(
  cwd: string,
  ...args: string[]
): Promise<{ problems: object[]; summary: T }> {
  return JSON.parse((await list(cwd, ...args, '--format', 'json')).stdout) as never;
}

describe('list', () => {
  it('prints an overview: each kind, how many, what lists them, and what to do next', async () => {
    const test = workspace(files);
    const { status, stdout } = await list(test.root);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^ {3}2 {2}permadocs list roles +IAM roles, by id/m);
    expect(stdout).toMatch(/^ {3}1 {2}permadocs list pages +Files/m);
    expect(stdout).toMatch(/^ {3}0 {2}permadocs list errors/m);
    expect(stdout).toMatch(/\nnext: `permadocs explain ID` shows[^\n]*\n$/);
    expect((await list(workspace({}).root)).stdout).toContain('next: `permadocs init` sets up');
  });

  it('prints the overview as JSON, and counts what each list has', async () => {
    const test = workspace(files);
    const { kinds } = (await json<{ kinds: ListedKind[] }>(test.root)).summary;
    expect(kinds.map(({ name }) => name)).toEqual(LISTED);
    expect(kinds).toContainEqual({
      name: 'roles',
      count: 2,
      text: expect.any(String) as string,
      command: 'permadocs list roles',
    });
    const opened = await openWorkspace(test.root);
    for (const { name, count } of kinds)
      expect(rowsOf(listedBy(name) ?? 'roles', opened).rows, name).toHaveLength(count);
  });

  it('says what a parameter of a section names in words of the data', async () => {
    const { stdout } = await list(workspace({}).root, 'sections');
    expect(stdout).toMatch(/^policy-claims policy=policy$/m);
    expect(stdout).not.toContain('ownPolicy');
  });

  it('prints rows as JSON, entries with their places', async () => {
    const test = workspace(files);
    expect(await json(test.root, 'statements')).toEqual({
      problems: [],
      summary: {
        statements: [{ name: 'guardrail', text: 'data/a.yaml:30', file: 'data/a.yaml', line: 30 }],
      },
    });
  });

  it.each([
    ['role', 'roles'],
    ['Roles', 'roles'],
    ['policy', 'policies'],
    ['key', 'conditionKeys'],
    ['keys', 'conditionKeys'],
    ['condition-keys', 'conditionKeys'],
    ['condition_key', 'conditionKeys'],
    ['code', 'codes'],
    ['problems', 'codes'],
    ['problem-codes', 'codes'],
    ['rules', 'codes'],
    ['section', 'sections'],
    ['templates', 'sections'],
    ['page', 'pages'],
    ['service', 'services'],
    ['rolls', undefined],
    ['constructor', undefined],
    ['', undefined],
  ])('understands %j as %s', (word, what) => {
    expect(listedBy(word)).toBe(what);
  });

  it('suggests what was meant, and says what there is', async () => {
    const test = workspace(files);
    expect(await list(test.root, 'rolls')).toMatchObject({
      status: 2,
      stderr: 'permadocs: there is no list of `rolls`; did you mean `roles`?\n',
    });
    expect((await list(test.root, 'zebra')).stderr).toContain('it lists sections, pages, services');
  });

  it('says that there is nothing of a kind, and where else to look', async () => {
    const test = workspace(files);
    expect((await list(test.root, 'services')).stdout).toBe('there are no services\n');
    expect((await list(workspace({}).root, 'pages')).stdout).toBe(
      'there are no pages in out/**/*.{md,mdx}\n',
    );
    expect((await list(test.root, 'errors')).stdout).toContain('`permadocs list codes`');
  });

  it('reports what is wrong with the data, and lists the rest', async () => {
    const test = workspace({ ...files, 'data/b.yaml': 'rolez: {}\n' });
    const { status, stdout } = await list(test.root);
    expect(status).toBe(1);
    expect(stdout).toContain('data/b.yaml:1:1 error data/invalid unknown key `rolez`');
    expect(stdout).toMatch(/^ {3}2 {2}permadocs list roles/m);
  });
});

describe('docs/json.md', () => {
  const read = (file: string): string =>
    readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
  const types = read('docs/json.md').matchAll(/^```ts\n(.*?)```$/gms);

  it.each([...types].map(([, type = '']) => [/interface (\w+)/.exec(type)?.[1], type]))(
    'has the type %s as it is in the program',
    (_, type = '') => {
      expect(read('scripts/explain/json-output.ts')).toContain(type);
    },
  );
});
