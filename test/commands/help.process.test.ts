/** The help of the commands: examples that run, and completion in a shell. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { COMMANDS } from '../../scripts/commands/index.ts';
import { EXAMPLES } from '../../scripts/commands/examples.ts';
import { exampleOf } from '../../scripts/dev/docs/generated.ts';
import { run } from '../support/run.ts';
import { workspace } from '../support/workspace.ts';

const ALLOW = { Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::own-bucket/*' };
const policy = (statement: object): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [statement] }, null, 2);

/** The workspace of the README, built and committed, with the files that the examples name. */
async function readme(): Promise<string> {
  const test = workspace({
    ...exampleOf(readFileSync('README.md', 'utf8')),
    'policy.json': policy(ALLOW),
    'trust.json': policy({
      Effect: 'Allow',
      Principal: { Service: 'ec2.amazonaws.com' },
      Action: 'sts:AssumeRole',
    }),
    'out/by-hand.mdx': `# By hand\n\nThe policy:\n\n\`\`\`json\n${policy(ALLOW)}\n\`\`\`\n`,
    '.gitignore': '.cache\n',
  });
  await test.build();
  test.git('init');
  test.git('add', '.');
  test.git('commit', '-m', 'x');
  // A test removes its workspaces; this one is of all of them.
  const kept = mkdtempSync(join(tmpdir(), 'permadocs-help-'));
  cpSync(test.root, kept, { recursive: true });
  return kept;
}

describe('the examples of the help', () => {
  let built: string;
  beforeAll(async () => {
    built = await readme();
  });
  afterAll(() => rmSync(built, { recursive: true }));

  it('are there for every command', () => {
    expect(Object.keys(EXAMPLES)).toEqual(Object.keys(COMMANDS));
  });

  it.each(
    Object.entries(EXAMPLES).flatMap(([name, all]) => all.map((one) => [name, one] as const)),
  )('of %s run: %s', async (_, example) => {
    const { root } = workspace({});
    cpSync(built, root, { recursive: true });
    const [program, ...args] = example.split(' ');
    expect(program).toBe('permadocs');
    const { status, stderr } = await run(root, ...args);
    expect(`${status} ${stderr}`).not.toMatch(/^2/);
  });

  it('end the help', async () => {
    const { stdout } = await run('.', 'prove', '--help');
    expect(stdout).toMatch(/\nExamples:\n {2}permadocs prove\n {2}permadocs prove s3-readonly\n$/);
  });
});

describe('completion', () => {
  it.each<[words: string[], expected: string[]]>([
    [['permadocs', 'ex'], ['explain']],
    [
      ['permadocs', 'build', '--d'],
      ['--diff', '--dry-run'],
    ],
    [['permadocs', 'lint', '--format', 's'], ['sarif']],
    [
      ['permadocs', 'completion', ''],
      ['bash', 'fish', 'zsh'],
    ],
    [['permadocs', 'build', 'READ'], ['README.md']],
  ])('in bash: %s', async (words, expected) => {
    const { stdout } = await run('.', 'completion', 'bash');
    const script = `${stdout}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')})
COMP_CWORD=${words.length - 1}
_permadocs
printf '%s\\n' "\${COMPREPLY[@]}"`;
    const replies = execFileSync('bash', ['-c', script], { encoding: 'utf8' });
    expect(replies.trim().split('\n').toSorted()).toEqual(expected);
  });

  it('is a script of every shell, with every command and option', async () => {
    for (const shell of ['bash', 'zsh', 'fish']) {
      const { status, stdout } = await run('.', 'completion', shell);
      expect(status).toBe(0);
      for (const name of Object.keys(COMMANDS)) expect(stdout).toContain(name);
      expect(stdout).toContain('update-baseline');
    }
    expect((await run('.', 'completion', 'tcsh')).status).toBe(2);
  });

  it('is syntax that a shell reads, with quotes in descriptions', async () => {
    const { stdout } = await run('.', 'completion', 'bash');
    execFileSync('bash', ['-n'], { input: stdout });
    for (const [shell, args] of [
      ['zsh', ['-n']],
      ['fish', ['--no-execute']],
    ] as const) {
      const script = (await run('.', 'completion', shell)).stdout;
      expect(script.replaceAll(/\\'|'\\''/g, '').split("'").length % 2).toBe(1);
      if (isInstalled(shell)) execFileSync(shell, [...args], { input: script });
    }
  });
});

function isInstalled(shell: string): boolean {
  try {
    execFileSync(shell, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
