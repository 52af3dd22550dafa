/** What a terminal of some width shows, what a pipe does, and what is shown while work takes long. */
import { describe, expect, it, vi } from 'vitest';

import { progressOn } from '../../scripts/commands/progress.ts';
import { wrapWords } from '../../scripts/problems/wrapping.ts';
import { run, runOn } from '../support/run.ts';
import { DATA, policyPage, workspace } from '../support/workspace.ts';

const GONE =
  'Use `aws-mcp:InvokeMcp` or `aws-mcp:CallReadOnlyTool` with the role of the tutorial.\n';

describe('findings', () => {
  it('have a blank line between them, and a hint that they share is said once', async () => {
    const test = workspace({
      'data/a.yaml': DATA,
      'out/a.mdx': policyPage('raeder'),
      'out/b.mdx': policyPage('raeder'),
    });
    const { stdout } = await run(test.root, 'check');
    expect(stdout.trimEnd().split('\n\n')).toEqual([
      expect.stringMatching(/^out\/a\.mdx:9:1 error [^]*\n {2}hint: did you mean `reader`\?$/),
      expect.stringMatching(/^out\/b\.mdx:9:1 error (?!.*hint)/s),
    ]);
  });

  it('are wrapped at words, with frames that fit, on a terminal only', async () => {
    const test = workspace({ 'a.md': GONE.repeat(2) });
    const piped = (await run(test.root, 'lint')).stdout;
    expect(Math.max(...piped.split('\n').map((line) => line.length))).toBeGreaterThan(80);
    for (const columns of [40, 60, 80]) {
      const { stdout } = await runOn({ cwd: test.root, columns }, ['lint']);
      for (const line of stdout.split('\n'))
        if (line.trim().includes(' ')) expect(line.length).toBeLessThanOrEqual(columns);
      const words = (text: string): string[] => text.replace(/^ *\d* \|.*$/gm, '').split(/\s+/);
      expect(words(stdout)).toEqual(words(piped));
    }
  });

  it('are wrapped line by line where a hint has several', async () => {
    const copy = (more: string): string =>
      `\`\`\`json\n{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": ["s3:GetObject", "s3:ListBucket", "s3:GetBucketTagging"${more}], "Resource": ["arn:aws:s3:::reports", "arn:aws:s3:::reports/*"] }] }\n\`\`\`\n`;
    const test = workspace({ 'a.md': copy(''), 'b.md': copy(', "s3:PutObject"') });
    const { stdout } = await runOn({ cwd: test.root, columns: 60 }, ['lint']);
    expect(stdout.slice(stdout.indexOf('hint:')).split('\n').slice(0, 5)).toMatchInlineSnapshot(`
      [
        "hint: also at b.md:2",
        "        b.md: also allows s3:PutObject on",
        "        arn:aws:s3:::reports, arn:aws:s3:::reports/*",
        "        such as s3:PutObject on arn:aws:s3:::reports/x",
        "",
      ]
    `);
  });

  it('keep a command whole, since half of it would run when it is pasted', () => {
    const hint = 'replace it with `permadocs build --force out/a.mdx`,  or move the edit';
    expect(wrapWords(hint, { width: 24, first: 8, indent: '  ' })).toBe(
      'replace it with\n  `permadocs build --force out/a.mdx`,\n   or move the edit',
    );
  });

  it('count wide characters as two columns', async () => {
    expect(wrapWords('名名名名 名名 名 名', { width: 12, first: 0, indent: '  ' })).toBe(
      '名名名名\n  名名 名 名',
    );
    const test = workspace({ 'data/a.yaml': `roles:\n  ${'名'.repeat(60)}: {}\n` });
    const { stdout } = await runOn({ cwd: test.root, columns: 50 }, ['check']);
    const [frame = ''] = /^ {2}2 \| .*$/m.exec(stdout) ?? [];
    expect(frame.replace(/名/g, 'xx').length).toBeLessThanOrEqual(50);
    expect(frame).toContain('名');
  });

  it('of a YAML file that does not parse are its first', async () => {
    const broken = 'roles:\n  a: [1, {b: c\n  d: "x\n e: - f: : g\n}}\n';
    const test = workspace({ 'data/a.yaml': broken, 'out/a.mdx': policyPage('reader') });
    const { stdout } = await run(test.root, 'check');
    expect(stdout.match(/error data\/yaml/g)).toHaveLength(1);
    test.write('data/a.yaml', 'roles: {}\nroles: {}\nscenarios: {}\nscenarios: {}\n');
    expect((await run(test.root, 'check')).stdout.match(/error data\/yaml/g)).toHaveLength(2);
  });
});

describe('progress', () => {
  it('is shown of what takes over half a second, and gone before anything is printed', () => {
    vi.useFakeTimers();
    try {
      let screen = '';
      const write = (text: string): void => {
        screen += text.replace('\r\u001b[K', '<clear>');
      };
      const progress = progressOn(write, 'check', () => Date.now());
      vi.advanceTimersByTime(499);
      expect(screen).toBe('');
      vi.advanceTimersByTime(1);
      expect(screen).toBe('permadocs check …');
      vi.advanceTimersByTime(500);
      progress.around(() => write('a line\n'));
      progress.end();
      vi.advanceTimersByTime(5000);
      expect(screen).toBe('permadocs check …<clear>permadocs check … 1 s<clear>a line\n');
    } finally {
      vi.useRealTimers();
    }
  });

  it('counts true seconds, though no timer runs while the thread is busy', () => {
    vi.useFakeTimers();
    try {
      let screen = '';
      let clock = 0;
      const progress = progressOn(
        (text) => (screen = text),
        'lint',
        () => clock,
      );
      clock = 7300;
      vi.advanceTimersByTime(500);
      expect(screen).toBe('permadocs lint … 7 s');
      progress.end();
    } finally {
      vi.useRealTimers();
    }
  });

  it('is never shown where there is no terminal', () => {
    let printed = 0;
    const progress = progressOn(undefined, 'check', () => 0);
    progress.around(() => (printed += 1));
    progress.end();
    expect(printed).toBe(1);
  });
});

describe('build --diff', () => {
  it('only shows', async () => {
    const test = workspace({ 'data/a.yaml': DATA, 'out/a.mdx': policyPage('reader') });
    const before = test.read('out/a.mdx');
    const { stdout } = await run(test.root, 'build', '--diff');
    expect(stdout).toContain('would update out/a.mdx:9 policy');
    expect(stdout).toContain('1 region on 1 page, 1 page to write');
    expect(test.read('out/a.mdx')).toBe(before);
  });
});
