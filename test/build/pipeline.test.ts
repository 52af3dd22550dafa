import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  statSync,
  symlinkSync,
  utimesSync,
} from 'node:fs';
import { compile } from '@mdx-js/mdx';
import prettier from 'prettier';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import { describe, expect, it } from 'vitest';

import { CannotRun } from '../../scripts/problems/cannot-run.ts';
import { parsePage, walk } from '../../scripts/markdown/page-tree.ts';
import { checkWritable, sweep, writePage } from '../../scripts/files/write.ts';
import { planBuild } from '../../scripts/build/pipeline.ts';
import { noted } from '../support/reported.ts';
import { DATA, places, policyPage, workspace } from '../support/workspace.ts';

const READER = `\`\`\`json title="reader-permissions.json"
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "ReadObjects",
      "Effect": "Allow",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::<BUCKET>/*"
    },
    {
      "Sid": "DenyDirect",
      "Effect": "Deny",
      "Action": "*",
      "Resource": "*",
      "Condition": {
        "BoolIfExists": { "aws:ViaAWSMCPService": "false" }
      }
    }
  ]
}
\`\`\``;

/** The region of a built page: from its begin marker to its end marker. */
const region = (text: string): string =>
  `{/* BEGIN permadocs policy role="reader" */}\n\n${text}\n\n{/* END permadocs policy */}`;

describe('build', () => {
  it('fills a region and leaves the rest of the page as it is', async () => {
    const test = workspace({ 'data/a.yaml': DATA, 'out/a.mdx': policyPage('reader') });
    const result = await test.build();
    expect(result.problems).toEqual([]);
    expect(test.read('out/a.mdx')).toBe(
      `---\ndescription: A page.\n---\n\n# Page\n\nText.\n\n${region(READER)}\n\nThe end.\n`,
    );
  });

  it('changes nothing the second time, and check agrees', async () => {
    const test = workspace({ 'data/a.yaml': DATA, 'out/a.mdx': policyPage('reader') });
    expect(places(await test.check())).toEqual(['out/a.mdx:9:1 page/out-of-date']);
    await test.build();
    const before = statSync(test.path('out/a.mdx'));
    const again = await test.build();
    expect(again).toMatchObject({
      problems: [],
      changes: [],
      written: false,
      pages: 1,
      regions: 1,
    });
    expect(statSync(test.path('out/a.mdx')).ino).toBe(before.ino);
    expect((await test.check()).problems).toEqual([]);
  });

  it('changes every page that uses a datum, and nothing else', async () => {
    const other = policyPage('writer');
    const test = workspace({
      'data/a.yaml': DATA,
      'out/a.mdx': policyPage('reader'),
      'out/deep/b.md': policyPage('reader').replace(/\{\/\*(.*)\*\/\}/g, '<!--$1-->'),
      'out/c.mdx': other,
      'out/d.mdx': 'No region here.\n',
    });
    await test.build();
    const [c, d] = [test.bytes('out/c.mdx'), test.bytes('out/d.mdx')];
    test.write('data/a.yaml', DATA.replace('Action: "*"', 'Action: "s3:*"'));
    const result = await test.build();
    expect(result.changes.map(({ file }) => file)).toEqual(['out/a.mdx', 'out/deep/b.md']);
    expect(test.read('out/a.mdx')).toContain('"Action": "s3:*"');
    expect(test.read('out/deep/b.md')).toContain('"Action": "s3:*"');
    expect(test.bytes('out/c.mdx').equals(c) && test.bytes('out/d.mdx').equals(d)).toBe(true);
  });

  it('writes nothing on a dry run', async () => {
    const page = policyPage('reader');
    const test = workspace({ 'data/a.yaml': DATA, 'out/a.mdx': page });
    const result = await test.build({ dryRun: true });
    expect(result).toMatchObject({
      written: false,
      changes: [{ file: 'out/a.mdx', regions: [{ section: 'policy', line: 9 }] }],
    });
    expect(test.read('out/a.mdx')).toBe(page);
  });

  it('needs no data, no templates and no pages', async () => {
    expect(await workspace({}).build()).toMatchObject({ problems: [], pages: 0 });
  });

  it('replaces a shipped section by one of the workspace', async () => {
    const test = workspace({
      'data/a.yaml': DATA,
      'templates/policy.hbs':
        '---\ndescription: Ours.\nparams:\n  role: { type: role }\n---\n\nThe role {{role.name}}, {{role.title}}.\n',
      'out/a.mdx': policyPage('reader'),
    });
    expect((await test.build()).problems).toEqual([]);
    expect(test.read('out/a.mdx')).toContain(region('The role `ReaderRole`, Reader.'));
  });

  it('titles a policy as the marker says, or not at all', async () => {
    const region = (args: string): string =>
      `{/* BEGIN permadocs policy role="writer" ${args} */}\n\n{/* END permadocs policy */}\n`;
    const test = workspace({
      'data/a.yaml': DATA,
      'out/a.mdx': `# A\n\nText.\n\n${['', 'title="x"', 'title=""', 'title="" meta="{1}"'].map(region).join('\n')}`,
    });
    await test.build();
    expect(test.read('out/a.mdx').match(/^```json.*/gm)).toEqual([
      '```json title="writer.json"',
      '```json title="x"',
      '```json',
      '```json {1}',
    ]);
  });

  it('shows a role that has a trust policy alone, where its section asks for no other', async () => {
    const data = `roles:
  r:
    name: R
    title: R
    policies:
      trust:
        statements: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }]
    claims:
      - { say: Lambda., policy: trust, principal: lambda.amazonaws.com, requests: [{ action: sts:AssumeRole }], expect: allowed }
`;
    const region = (section: string): string =>
      `# A\n\nText.\n\n{/* BEGIN permadocs ${section} */}\n\n{/* END permadocs ${section.split(' ')[0]} */}\n`;
    const test = workspace({
      'data/a.yaml': data,
      'out/a.mdx': region('policy role="r" kind="trust"'),
    });
    expect(await test.build()).toMatchObject({ problems: [], written: true });
    test.write('out/b.mdx', region('role id="r"'));
    const refused = await test.build();
    expect(places(refused)).toEqual(['out/b.mdx:5:1 template/refused']);
    expect(refused.problems[0]?.message).toBe('the role r has no permissions policy');
  });

  it('can be tried on files that are not written yet', async () => {
    const test = workspace({ 'data/a.yaml': 'roles: {}\n', 'out/kept.mdx': policyPage('reader') });
    const overlay = new Map([
      ['permadocs.yaml', Buffer.from("pages: [out/**/*.mdx, '!out/kept.mdx']\n")],
      ['data/a.yaml', Buffer.from(DATA)],
      ['out/b.mdx', Buffer.from(policyPage('reader'))],
      ['other/c.mdx', Buffer.from(policyPage('nobody'))],
    ]);
    const tried = await planBuild({ root: test.root, overlay });
    expect(tried.problems).toEqual([]);
    expect(tried.stale.map(({ page }) => page.file)).toEqual(['out/b.mdx']);
    expect(tried.counts.pages).toBe(1);
    expect(places(await test.check())).toEqual(['out/kept.mdx:9:1 marker/bad-parameter']);
  });

  it('takes parameters from the front matter of the page', async () => {
    const test = workspace({
      'data/a.yaml': DATA,
      'out/a.mdx':
        '---\ndescription: x\npermadocs:\n  who: reader\n---\n\n{/* BEGIN permadocs policy role=$who */}\n\n{/* END permadocs policy */}\n',
      'out/b.mdx':
        '---\ndescription: x\n---\n\n{/* BEGIN permadocs policy role=$who */}\n\n{/* END permadocs policy */}\n',
    });
    expect(places(await test.build())).toEqual(['out/b.mdx:5:1 marker/bad-parameter']);
    expect(places(await test.build({ paths: ['out/a.mdx'] }))).toEqual([]);
    expect(test.read('out/a.mdx')).toContain(READER);
  });
});

describe('bytes outside regions', () => {
  const cases: [string, (page: string) => Buffer][] = [
    ['CRLF', (page) => Buffer.from(page.replaceAll('\n', '\r\n'))],
    ['a byte order mark', (page) => Buffer.from(`\uFEFF${page}`)],
    ['no final newline', (page) => Buffer.from(page.trimEnd())],
    [
      'trailing blanks and tabs',
      (page) => Buffer.from(page.replace('Text.', 'Text.  \n\tx\t \n\n   ')),
    ],
    [
      'invalid UTF-8',
      (page) => Buffer.concat([Buffer.from(page), Buffer.from([0x78, 0xff, 0xfe, 0xc3, 0x0a])]),
    ],
    ['U+2028 and emoji', (page) => Buffer.from(page.replace('Text.', 'Text\u2028 \u{1F600}.'))],
    ['mixed line endings', (page) => Buffer.from(page.replace('Text.\n', 'Text.\r\n'))],
    ['NFD text', (page) => Buffer.from(page.replace('Text.', 'Te\u0301xt.'))],
  ];
  it.each(cases)('stay as they are: %s', async (_, bytesOf) => {
    const test = workspace({ 'data/a.yaml': DATA, 'out/a.mdx': bytesOf(policyPage('reader')) });
    const before = test.bytes('out/a.mdx');
    expect((await test.build()).problems).toEqual([]);
    const after = test.bytes('out/a.mdx');
    const [begin, end] = [Buffer.from('role="reader" */}'), Buffer.from('{/* END')];
    expect(
      after.subarray(0, after.indexOf(begin)).equals(before.subarray(0, before.indexOf(begin))),
    ).toBe(true);
    expect(after.subarray(after.indexOf(end)).equals(before.subarray(before.indexOf(end)))).toBe(
      true,
    );
    expect(after.includes('"Sid": "ReadObjects"')).toBe(true);
    expect((await test.build()).changes).toEqual([]);
  });

  it('stay as they are where a page becomes valid UTF-8 by what is put into it', async () => {
    const text = policyPage('reader').replace('Text.', 'Tëxt.').replace('The end.', 'The ënd.');
    const [head = '', tail = ''] = text.split('{/* END');
    const damaged = [
      Buffer.from(head),
      Buffer.from([0xff, 0x0a, 0x0a]),
      Buffer.from(`{/* END${tail}`),
    ];
    const test = workspace({ 'data/a.yaml': DATA, 'out/a.mdx': Buffer.concat(damaged) });
    expect((await test.build({ force: true })).problems).toEqual([]);
    const first = test.read('out/a.mdx');
    test.write('data/a.yaml', DATA.replaceAll('ReadObjects', 'ReadThem'));
    expect((await test.build()).problems).toEqual([]);
    expect(test.read('out/a.mdx')).toBe(first.replaceAll('ReadObjects', 'ReadThem'));
  });

  it('follows the line ending of the page', async () => {
    const test = workspace({
      'data/a.yaml': DATA,
      'out/a.mdx': policyPage('reader').replaceAll('\n', '\r\n'),
    });
    await test.build();
    expect(test.read('out/a.mdx').replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  it('writes non-ASCII data into an element of a page that is not valid UTF-8', async () => {
    const begin = '    {/* BEGIN permadocs policy role="reader" */}';
    const element = `<Tabs>\n  <Tab>\n\n${begin}\n\n    {/* END permadocs policy */}\n\n  </Tab>\n</Tabs>\n`;
    const test = workspace({
      'data/a.yaml': DATA.replace('title: Reader', 'title: Lésér ✓'),
      'templates/policy.hbs':
        '---\ndescription: Ours.\nparams:\n  role: { type: role }\n---\n\n{{role.title}}\n',
      'out/a.mdx': Buffer.concat([Buffer.from([0xff]), Buffer.from(`\n\n${element}`)]),
    });
    expect((await test.build()).problems).toEqual([]);
    expect(test.read('out/a.mdx')).toContain('\n    Lésér ✓\n');
  });

  it('writes non-ASCII data into a page that is not valid UTF-8', async () => {
    const test = workspace({
      'data/a.yaml': DATA.replace('title: Reader', 'title: Lésér ✓'),
      'templates/policy.hbs':
        '---\ndescription: Ours.\nparams:\n  role: { type: role }\n---\n\n{{role.title}}\n',
      'out/a.mdx': Buffer.concat([Buffer.from(policyPage('reader')), Buffer.from([0xff])]),
    });
    await test.build();
    expect(test.bytes('out/a.mdx').includes(Buffer.from('Lésér ✓'))).toBe(true);
    expect(test.bytes('out/a.mdx').at(-1)).toBe(0xff);
    expect((await test.build()).changes).toEqual([]);
  });
});

describe('Prettier', () => {
  const page = `---\ndescription: A page.\n---\n\n# Page\n\n- item\n\n  {/* BEGIN permadocs policy role="reader" */}\n\n  {/* END permadocs policy */}\n\n> {/* BEGIN permadocs policy role="reader" */}\n>\n> {/* END permadocs policy */}\n\n<details>\n<summary>More</summary>\n\n{/* BEGIN permadocs policy role="writer" */}\n\n{/* END permadocs policy */}\n\n</details>\n`;
  it.each(['always', 'never', 'preserve'] as const)(
    'passes on a built page, before and after, with proseWrap %s',
    async (proseWrap) => {
      const test = workspace({
        'data/a.yaml': DATA,
        '.prettierrc': JSON.stringify({ proseWrap, printWidth: 60, tabWidth: 4 }),
        'out/a.mdx': '',
      });
      const options = {
        ...(await prettier.resolveConfig(test.path('out/a.mdx'))),
        parser: 'mdx',
      } as const;
      test.write('out/a.mdx', await prettier.format(page, options));
      expect((await test.build()).problems).toEqual([]);
      expect(await prettier.check(test.read('out/a.mdx'), options)).toBe(true);
      expect((await test.check()).problems).toEqual([]);
    },
  );

  it('leaves a page up to date that it formats again', async () => {
    const test = workspace({
      'data/a.yaml': DATA,
      'out/a.mdx': page.replace('# Page', '# Page\n\n* badly   formatted\n'),
    });
    await test.build();
    test.write('out/a.mdx', await prettier.format(test.read('out/a.mdx'), { parser: 'mdx' }));
    expect((await test.check()).problems).toEqual([]);
  });

  it('formats with the configuration of the page', async () => {
    const test = workspace({
      'data/a.yaml': DATA,
      '.prettierrc': '{ "tabWidth": 4 }',
      'out/a.mdx': policyPage('reader'),
    });
    await test.build();
    expect(test.read('out/a.mdx')).toContain('\n    "Version": "2012-10-17"');
  });

  it('of the workspace is used when it is version 3 or newer, and the bundled one with a notice otherwise', async () => {
    const fake = (version: string): string =>
      `exports.version = '${version}'; exports.resolveConfig = async () => null; exports.format = async (text) => text.replace('ReadObjects', 'FormattedBy${version}');`;
    const test = workspace({ 'data/a.yaml': DATA, 'out/a.mdx': policyPage('reader') });
    expect((await test.build({ dryRun: true })).notice).toMatch(
      /the workspace has no Prettier; formatting with Prettier 3/,
    );
    test.write(
      'node_modules/prettier/package.json',
      '{ "name": "prettier", "version": "2.8.8", "main": "index.cjs" }',
    );
    test.write('node_modules/prettier/index.cjs', fake('2.8.8'));
    expect((await test.build({ dryRun: true })).notice).toMatch(
      /the workspace's Prettier is 2\.8\.8/,
    );
  });

  it('that changes the meaning of a text is a problem, and nothing is written', async () => {
    const test = workspace({
      'data/a.yaml': DATA,
      'templates/policy.hbs':
        '---\ndescription: Ours.\nparams:\n  role: { type: role }\n---\n\nThe sum 2 * 3 * 4 is 24.\n',
      'out/a.mdx': policyPage('reader'),
    });
    expect(places(await test.build())).toEqual(['out/a.mdx:9:1 format/changes-meaning']);
    expect(test.read('out/a.mdx')).toBe(policyPage('reader'));
  });

  it('that never settles is a problem', async () => {
    const test = workspace({
      'data/a.yaml': DATA,
      'templates/policy.hbs':
        '---\ndescription: Ours.\nparams:\n  role: { type: role }\n---\n\n- item\n',
      'out/a.mdx': policyPage('reader'),
      'node_modules/prettier/package.json': '{ "name": "prettier", "main": "index.cjs" }',
      'node_modules/prettier/index.cjs': `exports.version = '3.0.0'; exports.resolveConfig = async () => null; exports.format = async (text) => text.replace(/^[-*] /m, (bullet) => (bullet === '- ' ? '* ' : '- '));`,
    });
    expect(places(await test.build())).toEqual(['out/a.mdx:9:1 format/unstable']);
  });

  it('that would wrap a marker of a .md page is a warning', async () => {
    const page = policyPage('reader').replace(
      '*/}',
      '-- a note that makes this marker much too long for its line */}',
    );
    const test = workspace({
      'data/a.yaml': DATA,
      'permadocs.yaml': 'mdx: out/*.md',
      '.prettierrc': '{ "proseWrap": "always" }',
      'out/a.md': page,
      'out/b.mdx': page,
    });
    expect(places(await test.build())).toEqual(['out/a.md:9:1 marker/wrapped-by-prettier']);
  });

  it('is not asked for a template that makes no valid page', async () => {
    const test = workspace({
      'data/a.yaml': DATA,
      'templates/policy.hbs':
        '---\ndescription: Ours.\nparams:\n  role: { type: role }\n---\n\nAn <open element.\n',
      'out/a.mdx': policyPage('reader'),
    });
    expect(places(await test.build())).toEqual(['out/a.mdx:9:1 format/failed']);
  });
});

describe('nothing is written while anything is wrong', () => {
  const good = policyPage('reader');
  it.each<[string, Record<string, string>, string[]]>([
    ['in the data', { 'data/b.yaml': 'rolez: {}\n' }, ['data/b.yaml:1:1 data/invalid']],
    [
      'in a template',
      { 'templates/x.hbs': '---\ndescription: x\n---\n\n{{y}}\n' },
      ['templates/x.hbs:5:3 template/unknown-name'],
    ],
    [
      'in the markers of another page',
      { 'out/b.mdx': `${good}\n{/* END permadocs role */}\n` },
      ['out/b.mdx:15:1 marker/unopened'],
    ],
    [
      'in a parameter',
      { 'out/b.mdx': policyPage('raeder') },
      ['out/b.mdx:9:1 marker/bad-parameter'],
    ],
    [
      'in the name of a section',
      { 'out/b.mdx': good.replaceAll('permadocs policy', 'permadocs polcy') },
      ['out/b.mdx:9:1 marker/unknown-section'],
    ],
    [
      'as a parameter is missing',
      {
        'out/b.mdx': good
          .replaceAll('permadocs policy', 'permadocs claims')
          .replace(' role="reader"', ''),
      },
      ['out/b.mdx:9:1 marker/missing-parameter'],
    ],
    [
      'as a parameter is unknown',
      { 'out/b.mdx': good.replace(' role="reader"', ' role="reader" knd="trust"') },
      ['out/b.mdx:9:1 marker/unknown-parameter'],
    ],
    [
      'as a kind of policy is missing',
      { 'out/b.mdx': good.replace(' role="reader"', ' role="reader" kind=trust') },
      ['out/b.mdx:9:1 template/refused'],
    ],
  ])('%s', async (_, files, problems) => {
    const test = workspace({ 'data/a.yaml': DATA, 'out/a.mdx': good, ...files });
    expect(places(await test.build())).toEqual(problems);
    expect(test.read('out/a.mdx')).toBe(good);
  });
});

describe('paths', () => {
  const files = {
    'data/a.yaml': DATA.split('statements:\n  guardrail')[0] ?? '',
    'data/b.yaml': `statements:\n  guardrail${DATA.split('statements:\n  guardrail')[1]}`,
    'out/a.mdx': policyPage('reader'),
    'out/b.mdx': policyPage('writer'),
    'README.md': 'x',
  };

  it('a page stands for itself', async () => {
    const test = workspace(files);
    expect((await test.build({ paths: ['out/b.mdx'] })).changes.map(({ file }) => file)).toEqual([
      'out/b.mdx',
    ]);
  });

  it('a data file stands for the pages it feeds', async () => {
    const test = workspace(files);
    expect((await test.build({ paths: ['data/b.yaml'] })).changes.map(({ file }) => file)).toEqual([
      'out/a.mdx',
    ]);
  });

  it('the configuration stands for all pages', async () => {
    const test = workspace({ ...files, 'permadocs.yaml': 'templates: templates\n' });
    expect((await test.check({ paths: ['README.md', 'permadocs.yaml'] })).changes).toHaveLength(2);
  });

  it('a folder and a glob stand for their pages', async () => {
    const test = workspace(files);
    expect((await test.check({ paths: ['out'] })).changes).toHaveLength(2);
    expect((await test.check({ paths: ['out/b*'] })).changes).toHaveLength(1);
  });

  it('an existing file of another kind is skipped', async () => {
    expect(await workspace(files).build({ paths: ['README.md'] })).toMatchObject({
      problems: [],
      changes: [],
    });
  });

  it.each(['nothing.mdx', 'out/x*.mdx', '../elsewhere.mdx'])(
    '%s cannot be run on',
    async (path) => {
      await expect(workspace(files).build({ paths: [path] })).rejects.toThrow(path);
    },
  );
});

describe('permadocs.yaml', () => {
  it('runs on the layout of another repository, with frozen pages and MDX in .md', async () => {
    const test = workspace({
      'permadocs.yaml':
        'data: permissions/*.yaml\npages: [docs/**, versioned_docs/**]\nmdx: docs/**/*.md\nfrozen: versioned_docs/**\nignore: docs/drafts/**\ntemplates: tools/sections\n',
      'permissions/a.yaml': DATA,
      'docs/a.md': policyPage('reader'),
      'docs/drafts/b.md': policyPage('nobody'),
      'versioned_docs/v1/a.mdx': policyPage('role-of-long-ago'),
    });
    const frozen = test.read('versioned_docs/v1/a.mdx');
    expect((await test.build()).problems).toEqual([]);
    expect(test.read('docs/a.md')).toContain(READER);
    expect(test.read('versioned_docs/v1/a.mdx')).toBe(frozen);
    test.write('versioned_docs/v1/a.mdx', frozen.replace('END', 'end'));
    expect(places(await test.build())).toEqual([
      'versioned_docs/v1/a.mdx:9:1 marker/unclosed',
      'versioned_docs/v1/a.mdx:11:1 marker/malformed',
    ]);
  });

  it.each([
    ['pagez: x', 'config/invalid'],
    ['pages: 5', 'config/invalid'],
    ['pages: ../x', 'config/leaves-root'],
    ["pages: 'docs/!(old)/*.md'", 'config/invalid'],
    ['templates: /etc', 'config/leaves-root'],
    ['pages: [', 'config/yaml'],
  ])('%s cannot be run with', async (text, code) => {
    await expect(workspace({ 'permadocs.yaml': text }).build()).rejects.toMatchObject({
      problems: [{ code, file: 'permadocs.yaml', line: 1 }],
    });
  });
});

describe('writing', () => {
  it('keeps the mode of the file', async () => {
    const test = workspace({ 'data/a.yaml': DATA, 'out/a.mdx': policyPage('reader') });
    chmodSync(test.path('out/a.mdx'), 0o640);
    await test.build();
    expect(statSync(test.path('out/a.mdx')).mode & 0o777).toBe(0o640);
  });

  it('refuses a read-only page, and writes none', async () => {
    const test = workspace({
      'data/a.yaml': DATA,
      'out/a.mdx': policyPage('reader'),
      'out/b.mdx': policyPage('writer'),
    });
    chmodSync(test.path('out/b.mdx'), 0o444);
    expect(places(await test.build())).toEqual(['out/b.mdx:1:1 page/read-only']);
    expect(test.read('out/a.mdx')).toBe(policyPage('reader'));
  });

  it('follows a symbolic link inside the workspace, and refuses one that leads out', async () => {
    const outside = workspace({ 'a.mdx': policyPage('reader') });
    const test = workspace({
      'data/a.yaml': DATA,
      'elsewhere/a.mdx': policyPage('reader'),
      'out/x.mdx': 'x',
    });
    symlinkSync(test.path('elsewhere/a.mdx'), test.path('out/link.mdx'));
    expect((await test.build()).written).toBe(true);
    expect(test.read('elsewhere/a.mdx')).toContain(READER);
    symlinkSync(outside.path('a.mdx'), test.path('out/out.mdx'));
    expect(places(await test.build())).toEqual(['out/out.mdx:1:1 page/outside-root']);
    expect(outside.read('a.mdx')).toBe(policyPage('reader'));
  });

  it('keeps what an editor saved while the build ran', () => {
    const test = workspace({ 'out/a.mdx': 'saved meanwhile' });
    const page = {
      file: 'out/a.mdx',
      before: Buffer.from('as it was read'),
      after: Buffer.from('built'),
    };
    const problem = writePage(test.root, page);
    expect(problem && noted([problem])).toMatchObject([
      { code: 'page/changed-meanwhile', file: 'out/a.mdx' },
    ]);
    expect(test.read('out/a.mdx')).toBe('saved meanwhile');
    expect(readdirSync(test.path('out'))).toEqual(['a.mdx']);
  });

  it('leaves a file alone that is no text', async () => {
    const test = workspace({ 'data/a.yaml': DATA, 'out/a.md': Buffer.from('permadocs\0') });
    expect(places(await test.build())).toEqual(['out/a.md:1:1 page/not-text']);
  });

  it('sweeps up what a killed build left, and leaves no file of its own', async () => {
    const test = workspace({
      'data/a.yaml': DATA,
      'out/a.mdx': policyPage('reader'),
      'out/.permadocs-999999999-0123456789ab.tmp': 'half',
    });
    await test.build();
    expect(readdirSync(test.path('out'))).toEqual(['a.mdx']);
  });

  it('leaves alone what this process may still be writing, but not what an earlier one of its id left', async () => {
    const [mine, earlier] = ['0123456789ab', '0123456789ac'].map(
      (number) => `.permadocs-${process.pid}-${number}.tmp`,
    ) as [string, string];
    const test = workspace({
      'data/a.yaml': DATA,
      'out/a.mdx': policyPage('reader'),
      [`out/${mine}`]: 'half',
      [`out/${earlier}`]: 'half',
    });
    utimesSync(test.path(`out/${earlier}`), 0, 0);
    await test.build();
    expect(readdirSync(test.path('out'))).toEqual([mine, 'a.mdx']);
  });

  it('cannot write a page that is gone since it was read', () => {
    const test = workspace({ 'out/b.mdx': '' });
    expect(() => checkWritable(test.root, ['out/a.mdx'])).toThrow(CannotRun);
    expect(() => sweep(test.root, ['gone/a.mdx'])).not.toThrow();
  });

  it('does not make a node_modules folder', async () => {
    const test = workspace({ 'data/a.yaml': DATA, 'out/a.mdx': policyPage('reader') });
    await test.build();
    expect(existsSync(test.path('node_modules'))).toBe(false);
    mkdirSync(test.path('node_modules'));
  });
});

describe('links in data', () => {
  it('are rendered relative to the page', async () => {
    const test = workspace({
      'data/a.yaml': DATA.replace(
        'title: Reader',
        'title: Reader\n    intro: See [the guide](/out/guide.mdx#x) and [the site](https://example.com/).',
      ),
      'templates/policy.hbs':
        '---\ndescription: Ours.\nparams:\n  role: { type: role }\n---\n\n{{#if role.intro}}\n{{role.intro}}\n{{/if}}\n',
      'out/guide.mdx': policyPage('reader'),
      'out/a/b.mdx': policyPage('reader'),
    });
    expect((await test.build()).problems).toEqual([]);
    expect(test.read('out/guide.mdx')).toContain(
      'See [the guide](#x) and [the site](https://example.com/).',
    );
    expect(test.read('out/a/b.mdx')).toContain('See [the guide](../guide.mdx#x)');
  });
});

describe('hostile text', () => {
  it('shows as written wherever it lands, and leaves the page compiling', async () => {
    const hostile = 'import <b> {x} | *y* `z` ${aws:username} & "q" [l](javascript:x) :::note';
    const data = `services:
  svc:
    title: ${JSON.stringify(hostile)}
    permissionModel: { summary: ${JSON.stringify(hostile)}, source: https://example.com/ }
    practices: [{ title: ${JSON.stringify(hostile)} }]
actions:
  svc:Gone: { summary: "a | b", removed: 2026-01-01, replacedBy: "x \`a|b\` {y}" }
errors:
  e: { service: svc, message: ${JSON.stringify(hostile)}, causes: [{ title: ${JSON.stringify(hostile)}, body: "import x" }], checks: ["- {x}"], command: "echo '\`\`\`'" }
`.replace('[l](javascript:x) :::note"', ':::note"');
    const region = (section: string): string =>
      `{/* BEGIN permadocs ${section} */}\n\n{/* END permadocs ${section.split(' ')[0]} */}\n\n`;
    const page = `---\ndescription: x\n---\n\nText.\n\n${['permission-model service=svc', 'troubleshooting service=svc', 'security-best-practices service=svc', 'removed-actions service=svc', 'condition-keys'].map(region).join('')}`;
    const safe = data.replaceAll(' [l](javascript:x)', '');
    const test = workspace({ 'data/a.yaml': safe, 'out/a.mdx': page });
    expect((await test.build()).problems).toEqual([]);
    const built = test.read('out/a.mdx');
    await expect(
      compile(built, { remarkPlugins: [remarkGfm, remarkFrontmatter] }),
    ).resolves.toBeDefined();
    const html = renderToText(built);
    expect(html).toContain('import <b> {x} | *y* `z` ${aws:username} & "q" :::note');
    expect(html).not.toContain('\\');
    expect((await test.check()).problems).toEqual([]);
  });

  it('in a link is refused', async () => {
    const test = workspace({
      'data/a.yaml':
        'services:\n  s: { title: S, permissionModel: { summary: "[x](javascript:x)", source: https://example.com/ } }\n',
    });
    expect(places(await test.build())).toEqual(['data/a.yaml:2:46 data/bad-link']);
  });
});

/** What readers see: the text of every node, code included. */
function renderToText(page: string): string {
  const parts: string[] = [];
  walk(parsePage(page, 'mdx'), (node) => {
    if ('value' in node && !node.type.startsWith('mdx')) parts.push(node.value);
  });
  return parts.join('').replace(/\s+/g, ' ');
}
