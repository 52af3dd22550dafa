import { spawn } from 'node:child_process';
import { linkSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import * as prettier from 'prettier';
import { describe, expect, it } from 'vitest';

import { writePage } from '../../scripts/files/write.ts';
import { DATA, places, policyPage, workspace } from '../support/workspace.ts';

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** Runs the program in a folder; `shell` goes before it, for limits. */
function run(
  root: string,
  args: readonly string[],
  shell = '',
): Promise<{ code: number | null; out: string }> {
  return new Promise((resolve) => {
    const child = spawn('bash', ['-c', `${shell} exec "$0" "$@"`, process.execPath, cli, ...args], {
      cwd: root,
    });
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.on('close', (code) => resolve({ code, out }));
  });
}

/** What real pages are made of; R is where a region may stand. */
const PIECES = [
  'Text with `code`, *emphasis* and a [link](https://a.b).',
  '## A heading',
  '- one\n- two\n  - three\n\n    deeper\n- four',
  '1. first\n\n   R\n\n2. second\n\n   - nested\n\n     R\n\n3. third',
  '> quoted\n>\n> R\n>\n> more',
  '- item\n\n  R\n\n- item\n\n  > both\n  >\n  > R',
  ':::note\n\nR\n\n:::',
  ':::tip Title\n\nText.\n\n:::',
  '<details>\n<summary>Sum</summary>\n\nR\n\n</details>',
  '<Tabs>\n<TabItem value="a">\n\nR\n\n</TabItem>\n<TabItem value="b">\n\nText.\n\n</TabItem>\n</Tabs>',
  '| a | b |\n| --- | --- |\n| `c` | d \\| e |',
  '```json\n{ "a": 1 }\n```',
  '````md\n```mdx\n{/* BEGIN permadocs policy role="no" */}\n```\n````',
  '~~~bash\necho {a} <b>\n~~~',
  '- list\n\n  ```yaml\n  a: b\n  ```',
  'R',
  '{/* a comment */}',
  'A line with trailing blanks.  \nAnd another.',
  'Non\u00A0breaking, \u2028 separated, naïve, 日本語.',
  "import A from 'a';",
  '***',
  'Hard\\\nbreak and `multi\nline` code.',
];
const HEADS = [
  '---\ntitle: x\ndescription: y\n---\n\n# T\n\nIntro.',
  '+++\ntitle = "x"\n+++\n\nIntro.',
  'Intro.',
];

const region = (role: string): string =>
  `{/* BEGIN permadocs policy role="${role}" */}\n\n{/* END permadocs policy */}`;

/** The page with a region at each R, indented and quoted as the R is. */
function pageOf(head: string, pieces: readonly string[]): string {
  return `${[head, ...pieces].join('\n\n')}\n`.replace(/^([> \t]*)R$/gm, (_, prefix: string) =>
    region('reader')
      .split('\n')
      .map((line) => (line === '' ? prefix.trimEnd() : prefix + line))
      .join('\n'),
  );
}

/** What stands outside regions: everything but the lines between a BEGIN and its END. */
function outside(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .replace(
      /(BEGIN permadocs policy role="reader"[^\n]*\n)[^]*?(\n[^\n]*END permadocs policy)/g,
      '$1$2',
    );
}

const pages = fc.record({
  head: fc.constantFrom(...HEADS),
  pieces: fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 8 }),
});

describe('any page', () => {
  it('keeps each byte outside its regions, builds to the same twice, and check agrees', async () => {
    const test = workspace({ 'data/a.yaml': DATA });
    const variants = fc.record({
      eol: fc.constantFrom('\n', '\r\n'),
      bom: fc.boolean(),
      tail: fc.constantFrom('', '\n', '\n\n  ', '\u00ff'),
    });
    await fc.assert(
      fc.asyncProperty(pages, variants, async ({ head, pieces }, { eol, bom, tail }) => {
        const text = (bom ? '\uFEFF' : '') + pageOf(head, pieces).replaceAll('\n', eol);
        const before = Buffer.concat([Buffer.from(text), Buffer.from(tail, 'latin1')]);
        test.write('out/a.mdx', before);
        const built = await test.build({ force: true });
        if (built.problems.some(({ severity }) => severity === 'error')) {
          expect(test.bytes('out/a.mdx').equals(before)).toBe(true);
          return;
        }
        const after = test.bytes('out/a.mdx');
        expect(outside(after)).toBe(outside(before));
        expect((await test.build()).changes).toEqual([]);
        expect((await test.check()).changes).toEqual([]);
        expect(test.bytes('out/a.mdx').equals(after)).toBe(true);
      }),
      { numRuns: 120 },
    );
  });

  it.each<prettier.Options>([
    {},
    { tabWidth: 4 },
    { proseWrap: 'always', printWidth: 60 },
    { useTabs: true },
  ])('that Prettier was content with before (%j) it is content with after', async (options) => {
    const test = workspace({
      'data/a.yaml': DATA,
      '.prettierrc': JSON.stringify(options),
      'templates/policy.hbs':
        '---\ndescription: x\nparams: { role: { type: role } }\n---\n\nThe role {{role.name}} comes with a policy that grants what the text beside it says, and nothing that it does not say.\n\n{{fence role.permissions.json title=role.permissions.file}}\n\n- one point\n- another\n',
    });
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(pages, async ({ head, pieces }) => {
        const format = (text: string): Promise<string> =>
          prettier.format(text, { ...options, parser: 'mdx' });
        let text = pageOf(head, pieces);
        for (let round = 0; round < 3; round += 1) text = await format(text).catch(() => text);
        fc.pre((await format(text).catch(() => '')) === text);
        test.write('out/a.mdx', text);
        const built = await test.build({ force: true });
        fc.pre(!built.problems.some(({ severity }) => severity === 'error'));
        compared += 1;
        const after = test.read('out/a.mdx');
        expect(await format(after)).toBe(after);
      }),
      { numRuns: 60 },
    );
    expect(compared).toBeGreaterThan(20);
  });
});

describe('when something goes wrong while writing', () => {
  it('a full disk leaves each page as it was', async () => {
    const long = `${policyPage('writer')}\n${'Much text. '.repeat(3000)}\n`;
    const test = workspace({
      'data/a.yaml': DATA,
      'out/a.mdx': policyPage('reader'),
      'out/b.mdx': long,
    });
    // The system lets no file grow over 16 blocks of 1,024 bytes.
    const { code, out } = await run(test.root, ['build'], 'trap "" XFSZ; ulimit -f 16;');
    expect(out).toContain('page/not-written');
    expect(code).toBe(1);
    expect(test.read('out/b.mdx')).toBe(long);
    expect(readdirSync(test.path('out'))).toEqual(['a.mdx', 'b.mdx']);
    expect((await run(test.root, ['build'])).code).toBe(0);
    expect((await run(test.root, ['check'])).code).toBe(0);
  });

  it('a page that is gone is a problem, and nothing is made in its place', () => {
    const test = workspace({ 'out/a.mdx': 'a' });
    rmSync(test.path('out/a.mdx'));
    const problem = writePage(test.root, {
      file: 'out/a.mdx',
      before: Buffer.from('a'),
      after: Buffer.from('b'),
    });
    expect(problem).toMatchObject({ code: 'page/not-written', file: 'out/a.mdx' });
    expect(readdirSync(test.path('out'))).toEqual([]);
  });

  it('a page with the longest of names is written', async () => {
    const name = `out/${'n'.repeat(251)}.mdx`;
    const test = workspace({ 'data/a.yaml': DATA, [name]: policyPage('reader') });
    expect((await test.build()).problems).toEqual([]);
    expect(test.read(name)).toContain('ReadObjects');
  });

  it('a hard link elsewhere keeps its text, and one among the pages is written too', async () => {
    const test = workspace({ 'data/a.yaml': DATA, 'out/a.mdx': policyPage('reader') });
    linkSync(test.path('out/a.mdx'), test.path('elsewhere.mdx'));
    linkSync(test.path('out/a.mdx'), test.path('out/b.mdx'));
    expect((await test.build()).problems).toEqual([]);
    expect(test.read('elsewhere.mdx')).toBe(policyPage('reader'));
    expect(test.read('out/a.mdx')).toBe(test.read('out/b.mdx'));
    expect(test.read('out/a.mdx')).toContain('ReadObjects');
  });

  it('two builds at once end in what one build makes', async () => {
    const names = Array.from({ length: 60 }, (_, index) => `out/${index}.mdx`);
    const test = workspace({
      'data/a.yaml': DATA,
      ...Object.fromEntries(names.map((name) => [name, policyPage('reader')])),
    });
    const runs = await Promise.all([run(test.root, ['build']), run(test.root, ['build'])]);
    // One may find that the other was faster, and says so.
    for (const { code, out } of runs)
      expect(code === 0 || out.includes('page/changed-meanwhile')).toBe(true);
    expect((await run(test.root, ['build'])).code).toBe(0);
    const [first = '', ...others] = names.map((name) => test.read(name));
    expect(first).toContain('ReadObjects');
    expect(others.every((text) => text === first)).toBe(true);
    expect(readdirSync(test.path('out')).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('many pages are read by two threads, and nothing else differs', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 1600 }, (_, index) => [
        `out/${index % 20}/${index}.mdx`,
        policyPage(index % 2 === 0 ? 'reader' : 'writer'),
      ]),
    );
    const test = workspace({
      'data/a.yaml': DATA,
      ...files,
      'out/0/bad.mdx': '{/* END permadocs policy */}\n',
    });
    const bad = await run(test.root, ['build']);
    expect(bad.out).toContain('out/0/bad.mdx:1:1 error marker/unopened');
    expect(bad.code).toBe(1);
    expect(test.read('out/1/1.mdx')).toBe(policyPage('writer'));
    rmSync(test.path('out/0/bad.mdx'));
    expect((await run(test.root, ['build', '--quiet'])).code).toBe(0);
    expect((await run(test.root, ['check'])).out).toContain('1600 regions on 1600 pages');
    test.write('out/7/7.mdx', test.read('out/7/7.mdx').replace('"Allow"', '"Deny"'));
    const stale = await run(test.root, ['check', '--format', 'json']);
    expect(places(JSON.parse(stale.out) as never)).toEqual(['out/7/7.mdx:9:1 page/out-of-date']);
    expect((await test.check()).problems).toHaveLength(1);
  });

  it('a page is not written when its bytes are those it has', async () => {
    const test = workspace({ 'data/a.yaml': DATA, 'out/a.mdx': policyPage('reader') });
    await test.build();
    const { mtimeMs, ino } = statSync(test.path('out/a.mdx'));
    writeFileSync(test.path('data/b.yaml'), 'placeholders: { "<X>": x }\n');
    await test.build();
    expect(statSync(test.path('out/a.mdx'))).toMatchObject({ mtimeMs, ino });
  });
});
