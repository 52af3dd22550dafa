/** adopt, eject and init as commands: one repository taken in and left again, by processes and by answers. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import pc from 'picocolors';
import { describe, expect, it } from 'vitest';

import { questionsOn } from '../../scripts/commands/ask.ts';
import { addAdopt } from '../../scripts/commands/adopt.ts';
import type { Terminal } from '../../scripts/commands/command.ts';
import { addInit } from '../../scripts/commands/init.ts';
import { type TestWorkspace, workspace } from '../support/workspace.ts';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

function run(cwd: string, ...args: string[]): { status: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  return { status, out: stdout, err: stderr };
}

const READER = `\`\`\`json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "ReadObjects",
      "Effect": "Allow",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::<YOUR_BUCKET>/*"
    }
  ]
}
\`\`\``;
const PAGE = `# Reading a bucket\n\nAttach this:\n\n${READER}\n\nDone.\n`;
const YAML_PAGE =
  "# Elsewhere\n\nText.\n\n```yaml\nVersion: '2012-10-17'\nStatement:\n  - { Effect: Allow, Action: 's3:*', Resource: '*' }\n```\n";

describe('permadocs init, adopt, build, check and eject', () => {
  it('take a repository in, and give it back', () => {
    const test = workspace({
      'docs/a.md': PAGE,
      'docs/b.md': YAML_PAGE,
      'package.json': '{\n  "name": "docs"\n}\n',
    });
    test.git('init');
    test.git('add', '.');
    test.git('commit', '-m', 'before');

    const init = run(test.root, 'init', '--yes');
    expect(init).toMatchObject({ status: 0 });
    expect(init.out).toContain(
      'wrote docs/permissions.md\nwrote permadocs.yaml\nadded to package.json:',
    );
    expect(init.out).toContain('next: npm install --save-dev permadocs');
    expect(run(test.root, 'check')).toMatchObject({
      status: 0,
      out: '2 regions on 1 page, all up to date\n',
    });
    expect(run(test.root, 'init').out).toContain('nothing to do: this is a workspace already');

    const dry = run(test.root, 'adopt', '--all', '--dry-run');
    expect(dry.status).toBe(0);
    expect(dry.out).toContain('left docs/b.md:5: a policy in YAML, and only JSON is adopted\n');
    expect(dry.out).toContain('    roles:\n      reading-a-bucket:\n');
    expect(dry.out).toContain('    +<!-- END permadocs policy -->\n');
    expect(dry.out).toContain('would adopt docs/a.md:5 as reading-a-bucket in');
    expect(test.read('docs/a.md')).toBe(PAGE);
    expect(existsSync(test.path('data/roles/reading-a-bucket.yaml'))).toBe(false);

    const adopted = run(
      test.root,
      'adopt',
      'docs/a.md:7',
      '--id',
      'reader',
      '--title',
      'Reader',
      '--name',
      'Reader',
    );
    expect(adopted).toMatchObject({ status: 0 });
    expect(adopted.out).toContain('adopted docs/a.md:5 as reader in data/roles/reader.yaml\n');
    expect(run(test.root, 'check')).toMatchObject({
      status: 0,
      out: '3 regions on 2 pages, all up to date\n',
    });
    expect(run(test.root, 'build').out).toContain('all up to date');
    expect(run(test.root, 'prove').status).toBe(0);
    expect(run(test.root, 'adopt', '--all').out).toContain('nothing to adopt');

    const ejected = run(test.root, 'eject', 'docs/a.md');
    expect(ejected).toMatchObject({ status: 0 });
    expect(ejected.out).toBe(
      'ejected 1 region of docs/a.md\nno page shows the role reader any more; it stays in data/roles/reader.yaml\n',
    );
    expect(test.read('docs/a.md')).toBe(PAGE);
    expect(test.git('status', '--porcelain', 'docs/a.md')).toBe('');
  });

  it('exit with 1 for a line that cannot be adopted, and with 0 for what nobody asked for', () => {
    const test = workspace({ 'permadocs.yaml': 'pages: docs/**/*.md\n', 'docs/b.md': YAML_PAGE });
    const asked = run(test.root, 'adopt', 'docs/b.md:6');
    expect(asked.status).toBe(1);
    expect(asked.out).toContain(
      'docs/b.md:5:1 error adopt/refused a policy in YAML, and only JSON is adopted\n  5 | ```yaml\n',
    );
    expect(run(test.root, 'adopt', 'docs/b.md').status).toBe(0);
    expect(run(test.root, 'adopt').status).toBe(2);
    expect(run(test.root, 'adopt', 'docs/none.md')).toMatchObject({
      status: 2,
      err: 'permadocs: docs/none.md does not exist\n',
    });
    expect(run(test.root, 'adopt', 'docs/b.md', '--id', 'No Id').status).toBe(2);
    expect(run(test.root, 'eject').status).toBe(2);
    expect(run(test.root, 'init', '--config', 'x.yaml').status).toBe(2);
    for (const command of ['adopt', 'eject', 'init'])
      expect(run(test.root, command, '--help').out).toContain('--dry-run');
  });

  it('print JSON, and find places from another folder', () => {
    const test = workspace({ 'permadocs.yaml': 'pages: docs/**/*.md\n', 'docs/a.md': PAGE });
    const { out, status } = run(
      test.path('docs'),
      'adopt',
      'a.md:5',
      '--root',
      '..',
      '--format',
      'json',
    );
    expect(status).toBe(0);
    const result = JSON.parse(out) as { problems: object[]; summary: object };
    expect(result).toMatchObject({
      problems: [],
      summary: {
        written: true,
        left: [],
        adopted: [
          {
            role: 'reading-a-bucket',
            kind: 'permissions',
            data: 'data/roles/reading-a-bucket.yaml',
            isKnown: false,
            places: [{ file: 'docs/a.md', line: 5 }],
          },
        ],
        files: [{ file: 'data/roles/reading-a-bucket.yaml' }],
        pages: [{ file: 'docs/a.md' }],
      },
    });
    const ejected = JSON.parse(run(test.root, 'eject', '--all', '--format', 'json').out) as object;
    expect(ejected).toMatchObject({ summary: { written: true, pages: [{ file: 'docs/a.md' }] } });
    const other = workspace({});
    const init = JSON.parse(run(other.root, 'init', '--format', 'json').out) as object;
    expect(init).toMatchObject({
      problems: [],
      summary: { files: [{ state: 'written' }, {}, {}] },
    });
  });
});

/** A command run with answers in place of a person. */
async function answer(
  test: TestWorkspace,
  add: (program: Command, terminal: Terminal) => void,
  args: readonly string[],
  answers: Readonly<Record<string, string>>,
): Promise<{ out: string[]; asked: string[] }> {
  const out: string[] = [];
  const asked: string[] = [];
  const program = new Command('permadocs').exitOverride();
  add(program, {
    cwd: test.root,
    version: '0',
    colors: pc.createColors(false),
    today: () => '2026-03-24',
    out: (text) => out.push(text),
    err: () => {},
    exit: () => {},
    interrupted: () => Promise.resolve(),
    ask: async (question, otherwise) => {
      asked.push(question.trim());
      return answers[question.trim()] ?? otherwise;
    },
  });
  await program.parseAsync([...args], { from: 'user' });
  return { out, asked };
}

describe('questions', () => {
  const files = { 'permadocs.yaml': 'pages: docs/**/*.md\n', 'docs/a.md': PAGE };

  it('are asked for what no flag says, with what is derived as the answer', async () => {
    const test = workspace(files);
    const { asked, out } = await answer(test, addAdopt, ['adopt', '--all', '--title', 'Mine'], {
      id: 'mine',
    });
    expect(asked).toEqual(['id', 'IAM name', 'write 1 data file and 1 page? (y/n)']);
    expect(out[0]).toBe('docs/a.md:5');
    expect(test.read('data/roles/mine.yaml')).toContain('    title: Mine\n');
  });

  it('are not asked with --yes, and a no writes nothing', async () => {
    const test = workspace(files);
    const question = 'write 1 data file and 1 page? (y/n)';
    await answer(test, addAdopt, ['adopt', '--all'], { [question]: 'n' });
    expect(test.read('docs/a.md')).toBe(PAGE);
    expect((await answer(test, addAdopt, ['adopt', '--all', '--yes'], {})).asked).toEqual([]);
    expect(test.read('docs/a.md')).not.toBe(PAGE);
  });

  it('are asked before package.json is touched', async () => {
    const test = workspace({ 'package.json': '{}\n' });
    const question = 'add this to package.json? (y/n)';
    await answer(test, addInit, ['init'], { [question]: 'no' });
    expect(test.read('package.json')).toBe('{}\n');
    await answer(test, addInit, ['init'], {});
    expect(test.read('package.json')).toContain('"permadocs:check": "permadocs check"');
  });

  it('take an empty line for the default, and what is typed ahead for the next', async () => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const { ask, close } = questionsOn(input, output);
    const first = ask('id', 'derived');
    input.write('\n  mine \n');
    expect([await first, await ask('name', 'Derived')]).toEqual(['derived', 'mine']);
    expect(String(output.read())).toContain('id [derived] ');
    const open = ask('title', 'x');
    input.end();
    await expect(open).rejects.toThrow('the question was not answered');
    close();
  });
});
