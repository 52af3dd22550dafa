/** The documentation of permadocs itself: every example is run, and what it shows is what happens. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { build } from 'esbuild';
import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';

import { ansiSvg } from '../../scripts/dev/docs/ansi-svg.ts';
import { exampleOf, generated } from '../../scripts/dev/docs/generated.ts';
import { commandTable, fillBlocks } from '../../scripts/dev/docs/readme-tables.ts';
import { walkThrough } from '../../scripts/dev/docs/walk-through.ts';
import { type TestWorkspace, workspace } from '../support/workspace.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (file: string): string => readFileSync(`${root}${file}`, 'utf8');

describe('what npm run docs writes', () => {
  it('is what is committed, and the same on every machine', async () => {
    const files = Object.entries(await generated(read));
    expect(files.map(([file]) => file)).toEqual([
      'README.md',
      'docs/tasks.md',
      'docs/commands.md',
      'docs/codes.md',
      'docs/sections.md',
      'docs/templates.md',
      'docs/library.md',
      'docs/pictures/build.svg',
      'docs/pictures/failing-claim.svg',
      'docs/pictures/lint.svg',
    ]);
    for (const [file, text] of files) {
      const options = { ...(await resolveConfig('README.md')), filepath: file };
      expect(file.endsWith('.md') ? await format(text, options) : text, file).toBe(read(file));
      expect(text, file).not.toContain(tmpdir());
    }
  });
});

describe('the README', () => {
  const readme = read('README.md');

  it('opens with a workspace that builds, and shows the claim that fails when it is narrowed', async () => {
    const test = workspace(exampleOf(readme));
    expect(await test.build()).toMatchObject({ problems: [], written: true });
    expect(test.read('out/setup.mdx')).toContain('"Action": "s3:GetObject",');
    const file = 'data/roles/s3-readonly.yaml';
    test.write(file, test.read(file).replace("BUCKET>/*'", "BUCKET>/public/*'"));
    const [problem, ...others] = (await test.build()).problems;
    expect(others).toEqual([]);
    const words = read('docs/pictures/failing-claim.svg')
      .replace(/<\/text>\s*<text[^>]*>/g, '')
      .replace(/<[^>]+>/g, '');
    expect(words).toContain(`${file}:${problem?.line}:${problem?.column} error claim/fails`);
    expect(words).toContain(problem?.message);
    expect(words).toContain(problem?.hint);
  });

  it('shows a claim that is proven', async () => {
    const [claims = ''] = /(?<=```yaml\n)claims:\n[^`]+/.exec(readme) ?? [];
    const test = workspace({
      'data/a.yaml': `roles:\n  r:\n    name: R\n    title: R\n    policies: { permissions: { statements: [{ use: read }, { use: guardrail }] } }\n${claims.replace(/^(?=.)/gm, '    ')}
statements:
  read: { Effect: Allow, Action: s3:GetObject, Resource: 'arn:aws:s3:::<YOUR_BUCKET>/*' }
  guardrail:
    Sid: DenyDirectAPIAccess
    Effect: Deny
    Action: '*'
    Resource: '*'
    Condition: { BoolIfExists: { 'aws:ViaAWSMCPService': 'false' } }
scenarios:
  via-aws-mcp: [{ 'aws:ViaAWSMCPService': 'true' }]
  direct-call: [{ 'aws:ViaAWSMCPService': null }, { 'aws:ViaAWSMCPService': 'false' }]
placeholders: { '<YOUR_BUCKET>': example-bucket }
`,
      'out/a.md':
        'Text.\n\n<!-- BEGIN permadocs claims role="r" -->\n\n<!-- END permadocs claims -->\n',
    });
    expect(await test.build()).toMatchObject({ problems: [] });
    expect(test.read('out/a.md')).toContain(
      'Direct calls are refused, whatever else is attached. Proven for every request.',
    );
  });

  it('has its sections in the order of what a reader needs', () => {
    expect([...readme.matchAll(/^## (.+)$/gm)].map(([, title]) => title)).toEqual([
      'Quick start',
      'Day to day',
      'Commands',
      'Data',
      'Sections and markers',
      'Claims',
      'Lint',
      'What changed in access',
      'In CI',
      'Adopting it in an existing repository',
      'License',
    ]);
  });
});

describe('docs/configuration.md', () => {
  it('shows a configuration that is valid', async () => {
    const [config = ''] =
      /(?<=```yaml title="permadocs.yaml"\n)[^`]+/.exec(read('docs/configuration.md')) ?? [];
    const test = workspace({ 'permadocs.yaml': config });
    expect(await test.build()).toMatchObject({ problems: [], pages: 0 });
  });
});

describe('the day-to-day tasks', () => {
  it('show the findings that they are about', () => {
    const codes = read('docs/tasks.md').matchAll(/:\d+ (?:error|warning) (\S+)/g);
    expect([...codes].map(([, code]) => code)).toEqual([
      'claim/fails',
      'template/unknown-name',
      'data/removed-action',
      'lint/stale-action',
      'lint/former-name',
      'source/unresolved',
      'requires/not-granted',
      'page/hand-edited',
      'page/out-of-date',
    ]);
  });
});

describe('CONTRIBUTING', () => {
  /** A copy of the sources, in which texts can be put before others, as somebody who contributes does. */
  function sources(): TestWorkspace & {
    readonly insert: (file: string, at: RegExp, text: string) => void;
  } {
    const test = workspace({});
    for (const name of ['scripts', 'templates', 'package.json'])
      cpSync(`${root}${name}`, test.path(name), { recursive: true });
    symlinkSync(`${root}node_modules`, test.path('node_modules'));
    const insert = (file: string, at: RegExp, text: string): void => {
      const parts = test.read(file).split(at);
      expect(parts, `${file}: ${at}`).toHaveLength(2);
      test.write(file, parts.join(text));
    };
    return { ...test, insert };
  }

  it('shows a rule that finds what its examples say', async () => {
    const fences = [...read('CONTRIBUTING.md').matchAll(/^ {3}```ts\n(.*?)^ {3}```$/gms)];
    const [code = '', rule = ''] = fences.map(([, body = '']) => body.replace(/^ {3}/gm, ''));
    const test = sources();
    test.insert('scripts/problems/codes.ts', /(?<=LINT_CODES = \{\n)/, code);
    const half = 'scripts/models/iam/lint';
    test.write(`${half}/real-account.ts`, rule);
    test.insert(
      `${half}/linter.ts`,
      /(?=^import .*stale-action)/m,
      "import { realAccount } from './real-account.ts';\n",
    );
    test.insert(`${half}/linter.ts`, /(?<= rules: \[)/, 'realAccount, ');
    test.insert(`${half}/words.ts`, /(?<= texts: \[)/, "'123456789012', ");
    await build({
      absWorkingDir: test.root,
      entryPoints: ['scripts/cli.ts'],
      outdir: 'dist',
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
    });
    const permadocs = (...args: string[]): string =>
      spawnSync(process.execPath, [test.path('dist/cli.js'), ...args], {
        cwd: test.path('pages'),
        encoding: 'utf8',
      }).stdout;
    mkdirSync(test.path('pages'));
    const examples = JSON.parse(
      permadocs('explain', 'lint/real-account', '--format', 'json'),
    ) as Record<'good' | 'bad', string>;
    test.write('pages/good.md', examples.good);
    test.write('pages/bad.md', examples.bad);
    expect(JSON.parse(permadocs('lint', '--format', 'json'))).toMatchObject({
      problems: [{ file: 'bad.md', line: 1, column: 13, code: 'lint/real-account' }],
    });
  });
});

describe('a picture of a terminal', () => {
  const svg = (text: string, columns = 20): string => ansiSvg(text, { title: 'A <b>', columns });
  const rows = (text: string, columns?: number): string[] =>
    svg(text, columns)
      .split('\n')
      .filter((line) => line.includes('<text'))
      .map((line) => line.replace(/^.*?<text[^>]*>(.*)<\/text>$/, '$1'));

  it('escapes what XML would read, and keeps blanks', () => {
    expect(rows('  <a> & "b"')).toEqual(['  &lt;a&gt; &amp; "b"']);
    expect(svg('x')).toContain('<title id="title">A &lt;b&gt;</title>');
    expect(svg('x')).toContain('xml:space="preserve"');
  });

  it('has colors, bold, dim and underlined text, also over the end of a line', () => {
    expect(rows('\u001B[31mred\u001B[39m \u001B[1mbold\u001B[22m')).toEqual([
      '<tspan fill="#ff7b72">red</tspan> <tspan font-weight="bold">bold</tspan>',
    ]);
    expect(rows('\u001B[2mdim\u001B[22m\u001B[4mline\u001B[24m')).toEqual([
      '<tspan fill="#9198a1">dim</tspan><tspan text-decoration="underline">line</tspan>',
    ]);
    expect(rows('\u001B[32ma\nb\u001B[39mc')).toEqual([
      '<tspan fill="#7ee787">a</tspan>',
      '<tspan fill="#7ee787">b</tspan>c',
    ]);
  });

  it('wraps as a terminal of its width', () => {
    expect(rows('abcdef\n\ngh', 4)).toEqual(['abcd', 'ef', 'gh']);
    expect(svg('abcdef\n\ngh', 4)).toContain('height="112"');
    expect(rows('ab\u001B[31mcdef', 4)).toEqual([
      'ab<tspan fill="#ff7b72">cd</tspan>',
      '<tspan fill="#ff7b72">ef</tspan>',
    ]);
  });
});

describe('a walk through a page', () => {
  const fence = (info: string, body: string): string => `\`\`\`${info}\n${body}\n\`\`\`\n\n`;
  const walk = (page: string): Promise<string> => walkThrough(page, { files: {} });

  it('writes files, edits them, runs commands, and shows what they print', async () => {
    const page = [
      fence('text title="a.txt"', 'one\ntwo'),
      '<!-- sh\necho three >> a.txt\n-->\n\n',
      fence('diff title="a.txt"', ' one\n-two\n+2'),
      fence('sh', 'cat a.txt'),
      fence('text', 'old'),
    ].join('');
    expect(await walk(page)).toBe(page.replace('old', 'one\n2\nthree'));
  });

  it('starts each section afresh', async () => {
    const [first, second] = [fence('text title="a.txt"', 'a'), fence('sh', 'ls')];
    const page = `## A\n\n${first}## B\n\n${second}${fence('text', 'node_modules')}`;
    expect(await walk(page)).toBe(page);
  });

  it('stops at a command that fails, and at an edit of what is not there', async () => {
    await expect(walk(fence('sh', 'false\ntrue'))).rejects.toThrow('ended with 1');
    await expect(walk(fence('sh', 'nosuch') + fence('text', ''))).rejects.toThrow('ended with 127');
    const edit = fence('text title="a"', 'x') + fence('diff title="a"', '-y\n+z');
    await expect(walk(edit)).rejects.toThrow('not once in a');
  });
});

describe('the tables of the README', () => {
  it('stand between their markers', () => {
    const page = 'a\n\n<!-- BEGIN t, note -->\n\nold\n\n<!-- END t -->\n\nb\n';
    expect(fillBlocks(page, { t: 'new\n' })).toBe(page.replace('old', 'new'));
    expect(() => fillBlocks('a\n', { t: 'new' })).toThrow('no block t');
  });

  it('name each command and what it does', () => {
    const command = new Command('a').description('does | it').argument('<x>').option('--one');
    expect(commandTable([command])).toBe(
      ['| command | does |', '| --- | --- |', '| `permadocs a <x>` | does \\| it |', ''].join('\n'),
    );
  });
});
