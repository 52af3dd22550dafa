/** adopt, eject and init as commands: one repository taken in and left again, by flags and by answers. */
import { existsSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';

import { questionsOn } from '../../scripts/commands/ask.ts';
import { run, runOn } from '../support/run.ts';
import { type TestWorkspace, workspace } from '../support/workspace.ts';

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
  it('take a repository in, and give it back', async () => {
    const test = workspace({
      'docs/a.md': PAGE,
      'docs/b.md': YAML_PAGE,
      'package.json': '{\n  "name": "docs"\n}\n',
    });
    test.git('init');
    test.git('add', '.');
    test.git('commit', '-m', 'before');

    const init = await run(test.root, 'init', '--yes', '--example');
    expect(init).toMatchObject({ status: 0 });
    expect(init.stdout).toContain(
      'wrote docs/permissions.md\nwrote permadocs.yaml\nadded to package.json:',
    );
    expect(init.stdout).toContain('next: npm install --save-dev permadocs');
    expect(await run(test.root, 'check')).toMatchObject({
      status: 0,
      stdout: '2 regions on 1 page, all up to date\n',
    });
    expect((await run(test.root, 'init')).stdout).toContain(
      'nothing to do: this is already a workspace',
    );

    const dry = await run(test.root, 'adopt', '--all', '--dry-run');
    expect(dry.status).toBe(0);
    expect(dry.stdout).toContain(
      'left docs/b.md:5: the policy is in YAML; only JSON can be adopted\n',
    );
    expect(dry.stdout).toContain('    roles:\n      reading-a-bucket:\n');
    expect(dry.stdout).toContain('    +<!-- END permadocs policy -->\n');
    expect(dry.stdout).toContain('would adopt docs/a.md:5 as reading-a-bucket in');
    expect(test.read('docs/a.md')).toBe(PAGE);
    expect(existsSync(test.path('data/roles/reading-a-bucket.yaml'))).toBe(false);

    const adopted = await run(
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
    expect(adopted.stdout).toContain('adopted docs/a.md:5 as reader in data/roles/reader.yaml\n');
    expect(await run(test.root, 'check')).toMatchObject({
      status: 0,
      stdout: '3 regions on 2 pages, all up to date\n',
    });
    expect((await run(test.root, 'build')).stdout).toContain('all up to date');
    expect((await run(test.root, 'prove')).status).toBe(0);
    expect((await run(test.root, 'adopt', '--all')).stdout).toContain('nothing to adopt');

    const ejected = await run(test.root, 'eject', 'docs/a.md');
    expect(ejected).toMatchObject({ status: 0 });
    expect(ejected.stdout).toBe(
      'ejected 1 region of docs/a.md\nno page shows the role reader anymore; it stays in data/roles/reader.yaml\n',
    );
    expect(test.read('docs/a.md')).toBe(PAGE);
    expect(test.git('status', '--porcelain', 'docs/a.md')).toBe('');
  });

  it('exit with 1 for a line that cannot be adopted, and with 0 for what nobody asked for', async () => {
    const test = workspace({ 'permadocs.yaml': 'pages: docs/**/*.md\n', 'docs/b.md': YAML_PAGE });
    const asked = await run(test.root, 'adopt', 'docs/b.md:6');
    expect(asked.status).toBe(1);
    expect(asked.stdout).toContain(
      'docs/b.md:5:1 error adopt/refused the policy is in YAML; only JSON can be adopted\n  5 | ```yaml\n',
    );
    expect((await run(test.root, 'adopt', 'docs/b.md')).status).toBe(0);
    expect((await run(test.root, 'adopt')).status).toBe(2);
    expect(await run(test.root, 'adopt', 'docs/none.md')).toMatchObject({
      status: 2,
      stderr: 'permadocs: docs/none.md does not exist\n',
    });
    expect((await run(test.root, 'adopt', 'docs/b.md', '--id', 'No Id')).status).toBe(2);
    expect((await run(test.root, 'eject')).status).toBe(2);
    expect((await run(test.root, 'init', '--config', 'x.yaml')).status).toBe(2);
    for (const command of ['adopt', 'eject', 'init'])
      expect((await run(test.root, command, '--help')).stdout).toContain('--dry-run');
  });

  it('print JSON, and find places from another folder', async () => {
    const test = workspace({ 'permadocs.yaml': 'pages: docs/**/*.md\n', 'docs/a.md': PAGE });
    const { stdout, status } = await run(
      test.path('docs'),
      'adopt',
      'a.md:5',
      '--root',
      '..',
      '--format',
      'json',
    );
    expect(status).toBe(0);
    const result = JSON.parse(stdout) as { problems: object[]; summary: object };
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
    const ejected = JSON.parse(
      (await run(test.root, 'eject', '--all', '--format', 'json')).stdout,
    ) as object;
    expect(ejected).toMatchObject({ summary: { written: true, pages: [{ file: 'docs/a.md' }] } });
    const other = workspace({});
    const init = JSON.parse((await run(other.root, 'init', '--format', 'json')).stdout) as object;
    expect(init).toMatchObject({
      problems: [],
      summary: { files: [{ state: 'written' }, {}, {}] },
    });
  });
});

/** A command run with answers in place of a person. */
async function answer(
  test: TestWorkspace,
  args: readonly string[],
  answers: Readonly<Record<string, string>>,
): Promise<{ stdout: string; asked: string[] }> {
  const asked: string[] = [];
  const ask = (question: string, otherwise: string): Promise<string> => {
    asked.push(question.trim());
    return Promise.resolve(answers[question.trim()] ?? otherwise);
  };
  const { stdout } = await runOn({ cwd: test.root, ask }, args);
  return { stdout, asked };
}

describe('questions', () => {
  const files = { 'permadocs.yaml': 'pages: docs/**/*.md\n', 'docs/a.md': PAGE };

  it('are asked for what no flag says, with what is derived as the answer', async () => {
    const test = workspace(files);
    const { asked, stdout } = await answer(test, ['adopt', '--all', '--title', 'Mine'], {
      id: 'mine',
    });
    expect(asked).toEqual(['id', 'IAM name', 'write 1 data file and 1 page? (y/n)']);
    expect(stdout.split('\n')[0]).toBe('docs/a.md:5');
    expect(test.read('data/roles/mine.yaml')).toContain('    title: Mine\n');
  });

  it('are not asked with --yes, and a no writes nothing', async () => {
    const test = workspace(files);
    const question = 'write 1 data file and 1 page? (y/n)';
    await answer(test, ['adopt', '--all'], { [question]: 'n' });
    expect(test.read('docs/a.md')).toBe(PAGE);
    expect((await answer(test, ['adopt', '--all', '--yes'], {})).asked).toEqual([]);
    expect(test.read('docs/a.md')).not.toBe(PAGE);
  });

  it('are asked before package.json is touched', async () => {
    const test = workspace({ 'package.json': '{}\n' });
    const question = 'add this to package.json? (y/n)';
    await answer(test, ['init'], { [question]: 'no' });
    expect(test.read('package.json')).toBe('{}\n');
    await answer(test, ['init'], {});
    expect(test.read('package.json')).toContain('"permadocs:check": "permadocs check"');
  });

  it('take an empty line for the default, and what is typed ahead for the next', async () => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const { ask, close } = questionsOn(() => ({ input, output }));
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
