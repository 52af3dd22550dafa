import { existsSync, readdirSync } from 'node:fs';
import { check as isFormatted } from 'prettier';
import { describe, expect, it } from 'vitest';

import { init, type InitResult } from '../../scripts/init/init.ts';
import { missingScripts, withScripts } from '../../scripts/init/package-scripts.ts';
import { findPlaces } from '../../scripts/adopt/places.ts';
import { openWorkspace } from '../../scripts/workspace/workspace.ts';
import { run as runCommand } from '../support/run.ts';
import { DATA, places, type TestWorkspace, workspace } from '../support/workspace.ts';

function run(
  test: TestWorkspace,
  options: Partial<Parameters<typeof init>[0]> = {},
): Promise<InitResult> {
  return init({ root: test.root, consent: async () => false, ...options });
}

const states = (result: InitResult): string[] =>
  result.files.map(({ file, state }) => `${state} ${file}`);

/** What init wrote builds and checks clean, is formatted, and is there the second time. */
async function expectSound(test: TestWorkspace, page: string): Promise<void> {
  expect(await test.check()).toMatchObject({ problems: [], changes: [] });
  expect(test.read(page)).toContain('"Sid": "ReadObjects"');
  expect(test.read(page)).toContain('Reads the objects of the bucket. Tested with one request.');
  for (const file of [page, 'permadocs.yaml'])
    expect(await isFormatted(test.read(file), { filepath: file }), file).toBe(true);
  const before = test.read('permadocs.yaml') + test.read(page);
  const again = await run(test);
  expect(again.files.filter(({ state }) => state !== 'there' && state !== 'offered')).toEqual([]);
  expect(test.read('permadocs.yaml') + test.read(page)).toBe(before);
}

const PAGE = '# A\n\nText.\n';

describe('init', () => {
  it('makes a workspace of an empty folder', async () => {
    const test = workspace({});
    expect(states(await run(test))).toEqual([
      'written data/roles/bucket-reader.yaml',
      'written out/permissions.md',
      'written permadocs.yaml',
    ]);
    await expectSound(test, 'out/permissions.md');
  });

  it('finds the pages of a Docusaurus site, its versions and its MDX', async () => {
    const test = workspace({
      'docusaurus.config.js': 'module.exports = {};\n',
      'docs/a.md': PAGE,
      'versioned_docs/version-1.0/a.md': PAGE,
    });
    await run(test, { example: true });
    const { config } = await openWorkspace(test.root);
    expect(config).toMatchObject({
      pages: ['docs/**/*.{md,mdx}', 'versioned_docs/**/*.{md,mdx}'],
      mdx: ['docs/**/*.md', 'versioned_docs/**/*.md'],
      frozen: ['versioned_docs/**'],
    });
    await expectSound(test, 'docs/permissions.mdx');
  });

  it('finds them below website, and believes a site that reads .md as it is', async () => {
    const test = workspace({
      'website/docusaurus.config.ts': "export default { markdown: { format: 'detect' } };\n",
      'website/docs/a.md': PAGE,
      'website/versioned_docs/version-1/a.md': PAGE,
    });
    await run(test, { example: true });
    expect((await openWorkspace(test.root)).config).toMatchObject({
      pages: ['website/docs/**/*.{md,mdx}', 'website/versioned_docs/**/*.{md,mdx}'],
      mdx: [],
      frozen: ['website/versioned_docs/**'],
    });
    await expectSound(test, 'website/docs/permissions.md');
  });

  it('finds the pages of other sites', async () => {
    const starlight = workspace({ 'src/content/docs/a.mdx': PAGE });
    await run(starlight, { example: true });
    await expectSound(starlight, 'src/content/docs/permissions.mdx');
    const nested = workspace({ 'content/docs/a.md': PAGE, 'content/blog/b.md': PAGE });
    await run(nested, { example: true });
    expect((await openWorkspace(nested.root)).config.pages).toEqual(['content/**/*.{md,mdx}']);
    await expectSound(nested, 'content/docs/permissions.md');
  });

  it('sets up pages that have markers already, and says which data these wait for', async () => {
    const marked = `# A\n\nText.\n\n<!-- BEGIN permadocs policy role="reader" -->\n\n<!-- END permadocs policy -->\n`;
    const test = workspace({ 'docs/a.md': marked });
    const result = await run(test);
    expect(states(result)).toContain('written permadocs.yaml');
    expect(result.problems).toMatchObject([
      {
        code: 'marker/bad-parameter',
        severity: 'warning',
        file: 'docs/a.md',
        line: 5,
        hint: 'define it under `roles` in a data file',
      },
    ]);
    expect(test.read('docs/a.md')).toBe(marked);
  });

  it('meets neither data nor templates of others', async () => {
    const test = workspace({
      'data/authors.yaml': 'ann: { name: Ann }\n',
      'templates/mail.hbs': '{{{body}}}\n',
      'docs/permissions.md': PAGE,
    });
    expect(states(await run(test, { example: true }))).toEqual([
      'written permissions/roles/bucket-reader.yaml',
      'written docs/permadocs-permissions.md',
      'written permadocs.yaml',
    ]);
    expect(test.read('docs/permissions.md')).toBe(PAGE);
    await expectSound(test, 'docs/permadocs-permissions.md');
  });

  it('writes no page into a site that has pages, and says what is next', async () => {
    const test = workspace({ 'docs/a.md': PAGE });
    const { stdout } = await runCommand(test.root, 'init');
    expect(stdout).toContain('wrote permadocs.yaml\nnext: `permadocs adopt --all --dry-run` shows');
    expect(readdirSync(test.path('docs'))).toEqual(['a.md']);
    expect(existsSync(test.path('data'))).toBe(false);
    const other = workspace({ 'docs/a.md': PAGE });
    await runCommand(other.root, 'init', '--example');
    expect(readdirSync(other.path('docs'))).toEqual(['a.md', 'permissions.md']);
  });

  it('refers editors to schemas that are there, or will be', async () => {
    const comments = async (files: Readonly<Record<string, string>>): Promise<string[]> => {
      const test = workspace(files);
      await run(test);
      return ['permadocs.yaml', 'data/roles/bucket-reader.yaml'].map(
        (file) => test.read(file).split('\n')[0] ?? '',
      );
    };
    expect((await comments({})).join()).not.toContain('$schema');
    expect((await comments({ 'package.json': '{}' })).join()).not.toContain('$schema');
    const [config, data] = await comments({
      'package.json': '{ "devDependencies": { "permadocs": "^0.1.0" } }',
    });
    expect(config).toContain('$schema=node_modules/permadocs/schemas/permadocs.schema.json');
    expect(data).toContain('$schema=../../node_modules/permadocs/schemas/data.schema.json');
  });

  it('leaves a workspace that is there', async () => {
    const test = workspace({ 'data/a.yaml': DATA });
    expect(states(await run(test))).toEqual(['there data/a.yaml']);
    expect(existsSync(test.path('permadocs.yaml'))).toBe(false);
    expect(existsSync(test.path('docs'))).toBe(false);
  });

  it('goes on where an earlier run was stopped', async () => {
    const whole = workspace({});
    await run(whole);
    const data = 'data/roles/bucket-reader.yaml';
    const test = workspace({ [data]: whole.read(data) });
    expect(states(await run(test))).toEqual([
      `there ${data}`,
      'written out/permissions.md',
      'written permadocs.yaml',
    ]);
    await expectSound(test, 'out/permissions.md');
  });

  it('writes nothing where something is wrong, or with --dry-run', async () => {
    const test = workspace({ 'docs/a.mdx': '{/* BEGIN permadocs policy role="x" */}\n' });
    expect(places(await run(test))).toEqual(['docs/a.mdx:1:1 marker/unclosed']);
    expect(existsSync(test.path('permadocs.yaml'))).toBe(false);
    const dry = workspace({ 'package.json': '{}\n' });
    expect((await run(dry, { dryRun: true, consent: async () => true })).files).toHaveLength(4);
    expect(readdirSync(dry.root).filter((name) => name !== '.cache')).toEqual(['package.json']);
  });

  it('adds scripts to package.json where that is agreed to, and nothing else changes', async () => {
    const manifest = '{\n\t"name": "x",\n\t"scripts": { "a": "b" },\n\t"x": [1,2]\n}';
    const test = workspace({ 'package.json': manifest });
    const offered = await run(test);
    expect(offered.files.at(-1)).toMatchObject({ file: 'package.json', state: 'offered' });
    expect(offered.files.at(-1)?.text).toBe(
      '"permadocs:build": "permadocs build"\n"permadocs:check": "permadocs check"',
    );
    expect(offered.isInstalled).toBe(false);
    expect(test.read('package.json')).toBe(manifest);
    const agreed = await run(test, { consent: async () => true });
    expect(states(agreed).at(-1)).toBe('changed package.json');
    const after = test.read('package.json');
    expect(JSON.parse(after)).toEqual({
      name: 'x',
      scripts: {
        a: 'b',
        'permadocs:build': 'permadocs build',
        'permadocs:check': 'permadocs check',
      },
      x: [1, 2],
    });
    expect(after.startsWith('{\n\t"name": "x",\n\t"scripts": {')).toBe(true);
    expect(after.endsWith('\n\t"x": [1,2]\n}')).toBe(true);
    expect(states(await run(test)).join()).not.toContain('package.json');
  });

  it('adds the line for templates to .prettierignore', async () => {
    const test = workspace({
      'data/a.yaml': DATA,
      'templates/own.hbs': '---\ndescription: Mine.\n---\n\nText.\n',
      '.prettierignore': 'dist/',
    });
    const result = await run(test, { consent: async () => true });
    expect(states(result)).toEqual(['there data/a.yaml', 'changed .prettierignore']);
    expect(test.read('.prettierignore')).toBe('dist/\ntemplates/\n');
    expect(states(await run(test))).toEqual(['there data/a.yaml']);
  });

  it('leaves a workspace in which adopt finds its way', async () => {
    const test = workspace({ 'docs/a.md': PAGE });
    await run(test);
    const { problems } = findPlaces(
      await openWorkspace(test.root),
      [{ file: 'docs/a.md' }],
      undefined,
    );
    expect(problems).toEqual([]);
  });
});

describe('withScripts', () => {
  it('keeps indentation, line endings and the end of the file', () => {
    const make = (text: string): string => withScripts(text, missingScripts(text));
    expect(make('{\r\n    "name": "x"\r\n}\r\n')).toBe(
      '{\r\n    "name": "x",\r\n    "scripts": {\r\n        "permadocs:build": "permadocs build",\r\n        "permadocs:check": "permadocs check"\r\n    }\r\n}\r\n',
    );
    expect(make('{\n  "scripts": {\n    "permadocs:build": "mine"\n  }\n}\n')).toBe(
      '{\n  "scripts": {\n    "permadocs:build": "mine",\n    "permadocs:check": "permadocs check"\n  }\n}\n',
    );
    expect(missingScripts('{ broken')).toEqual([]);
    expect(missingScripts('{ "scripts": 1 }')).toEqual([]);
  });
});
