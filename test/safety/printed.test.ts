import pc from 'picocolors';
import { describe, expect, it } from 'vitest';

import { githubLine, printerOf, problemsText } from '../../scripts/problems/report.ts';
import { problemAt } from '../../scripts/problems/problem.ts';
import { sarif } from '../../scripts/problems/sarif.ts';
import { shellWord } from '../../scripts/problems/shell-word.ts';
import { Source } from '../../scripts/problems/source.ts';
import { run } from '../support/run.ts';
import { DATA, places, policyPage, workspace } from '../support/workspace.ts';

const ESC = '\u001b';
/** Clears the screen, hides what follows, turns it round, and begins a line of its own. */
const EVIL = `${ESC}[2J${ESC}]0;x\u0007\u202e\u009b8m\r`;
const COMMAND = '::error file=a.md::spoofed';

/** What a terminal or a runner may act on. */
function harm(text: string): string[] {
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  const unseen = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;
  return [
    ...(text.match(unseen) ?? []),
    ...text.split('\n').filter((line) => line.trimStart().startsWith('::')),
    ...(text.match(/##\[/g) ?? []),
  ];
}

const colors = pc.createColors(false);

describe('what is printed', () => {
  const files = {
    'data/a.yaml': DATA,
    'out/a.mdx': policyPage('reader'),
    'out/b.md': `Text ${EVIL} of \`aws-mcp:InvokeMcp\`.\n`,
    'out/c.mdx': `{/* BEGIN permadocs x${EVIL} role="${EVIL}" */}\n\n{/* END permadocs y${EVIL} */}\n`,
    'out/d.mdx': policyPage(`a${EVIL}##[error]b`),
    [`out/e${EVIL}\n${COMMAND}.mdx`]: policyPage('reader'),
    'templates/own.hbs': `---\ndescription: "a\\e[2J\\n${COMMAND}"\n---\n\nx\n`,
  };

  it.each([
    ['build'],
    ['check'],
    ['check', '--format', 'json'],
    ['check', '--format', 'sarif'],
    ['lint'],
    ['lint', '--format', 'json'],
    ['list'],
    ['list', 'sections'],
    ['list', 'pages'],
    ['eject', '--all', '--dry-run'],
    ['adopt', '--all', '--dry-run'],
    ['explain', 'reader'],
    ['explain', `${EVIL}\n${COMMAND}`],
    ['check', `${EVIL}\n${COMMAND}`],
    ['validate', 'out/b.md'],
    ['init', '--dry-run'],
  ])('by %s %s %s holds nothing that a terminal or a runner acts on', async (...args) => {
    const test = workspace(files);
    const { stdout, stderr } = await run(test.root, ...args);
    expect(harm(stdout + stderr)).toEqual([]);
  });

  it('shows a difference without letting it speak', async () => {
    const test = workspace({ 'data/a.yaml': DATA, 'out/a.mdx': policyPage('reader') });
    await test.build();
    test.write(
      'out/a.mdx',
      test.read('out/a.mdx').replace('{ "', `${EVIL}\n${COMMAND}\n##[error]`),
    );
    for (const args of [['check'], ['build'], ['build', '--force', '--diff']]) {
      const { stdout, stderr } = await run(test.root, ...args);
      expect(harm(stdout + stderr)).toEqual([]);
    }
  });

  it('by --format github are commands of ours alone, one a problem', async () => {
    const test = workspace(files);
    const { stdout } = await run(test.root, 'check', '--format', 'github');
    const lines = stdout.trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(3);
    for (const line of lines) expect(line).toMatch(/^::(?:error|warning) file=[^:]+,line=\d+,/);
    expect(harm(lines.map((line) => line.slice(2)).join('\n'))).toEqual([]);
  });

  it('keeps what JSON and SARIF say as it is', async () => {
    const test = workspace(files);
    const { problems } = await test.check();
    const json = JSON.parse((await run(test.root, 'check', '--format', 'json')).stdout) as never;
    expect(places(json)).toEqual(places({ problems }));
    const name = problems.find(({ file }) => file.startsWith('out/e'));
    expect(JSON.parse(sarif(name ? [name] : [], '0')).runs[0].results[0].message.text).toContain(
      EVIL,
    );
  });

  it('has its carets below what they mean', () => {
    const source = new Source('a.md', `ab${ESC}[2J cd`);
    const problem = problemAt('lint/stale-action', source, { start: 7, end: 9 }, { message: 'x' });
    const [, line = '', carets = ''] = problemsText([problem], colors, undefined)
      .join('\n')
      .split('\n');
    expect(line).toContain(String.raw`ab\x1b[2J cd`);
    expect(carets.indexOf('^^')).toBe(line.indexOf('cd'));
  });

  it('has its own colors, and no others', () => {
    const { colors: own, show } = printerOf(pc.createColors(true), 'nonce');
    const shown = show(`${own.red(`a${ESC}[32m`)} ${ESC}[8mhidden`);
    expect(shown).toBe(String.raw`${ESC}[31ma\x1b[32m${ESC}[39m \x1b[8mhidden`);
  });

  it('escapes what a workflow command would read', () => {
    const source = new Source('a:b,%.md', 'x');
    const message = 'a\r\n::b%0A';
    const line = githubLine(
      problemAt('lint/stale-action', source, { start: 0, end: 1 }, { message }),
    );
    expect(line).toContain('file=a%3Ab%2C%25.md,');
    expect(line).toContain('::a%0D%0A::b%250A');
  });
});

describe('commands to copy', () => {
  it('never take a name for an option', async () => {
    expect(shellWord('-rf.mdx')).toBe('./-rf.mdx');
    const test = workspace({
      'data/a.yaml': DATA.replace('name: ReaderRole', 'name: --profile'),
      'out/a.mdx': policyPage('reader'),
    });
    expect(places(await test.build())).toEqual(['data/a.yaml:3:11 data/invalid']);
  });
});
