import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { DATA, places, policyPage, type TestWorkspace, workspace } from '../support/workspace.ts';

/** Builds it, expects problems of these codes alone, and that nothing was written. */
async function refuses(
  files: Readonly<Record<string, string | Buffer>>,
  codes: readonly string[],
): Promise<TestWorkspace> {
  const test = workspace({ 'data/ok.yaml': DATA, 'out/ok.mdx': policyPage('reader'), ...files });
  const { problems, written } = await test.build();
  expect([
    ...new Set(problems.filter(({ severity }) => severity === 'error').map(({ code }) => code)),
  ]).toEqual(codes);
  expect(written).toBe(false);
  expect(test.read('out/ok.mdx')).toBe(policyPage('reader'));
  return test;
}

describe('hostile data', () => {
  it.each<[string, string]>([
    [
      'an alias bomb',
      `x: &a [1, 1]\n${Array.from({ length: 12 }, (_, i) => `y${i}: &b${i} [${Array.from({ length: 12 }, () => (i === 0 ? '*a' : `*b${i - 1}`)).join(', ')}]`).join('\n')}\n`,
    ],
    ['nesting without end', `roles: ${'['.repeat(100_000)}`],
    [
      'nesting by indentation',
      Array.from({ length: 3000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
    ],
    ['a tag', 'roles: !!js/function "function () {}"\n'],
    ['`__proto__` as an id', 'roles:\n  __proto__: { name: A, title: B }\n'],
    [
      '`constructor` as an id',
      'statements:\n  constructor: { Effect: Allow, Action: "*", Resource: "*" }\n',
    ],
    ['a key of a megabyte', `${'k'.repeat(1 << 20)}: 1\n`],
  ])('%s is a problem with its place', async (_, text) => {
    const test = workspace({ 'data/a.yaml': text, 'out/a.mdx': policyPage('reader') });
    const { problems } = await test.build();
    expect(problems.length).toBeGreaterThan(0);
    expect(
      problems.every(
        ({ code, file, line }) => code.startsWith('data/') && file === 'data/a.yaml' && line > 0,
      ),
    ).toBe(true);
    expect(({} as Record<string, unknown>)['name']).toBeUndefined();
  });

  it('cannot reach what objects inherit, by a marker or by a template', async () => {
    const test = await refuses(
      {
        'out/a.mdx':
          '{/* BEGIN permadocs policy role="__proto__" */}\n\n{/* END permadocs policy */}\n\n{/* BEGIN permadocs constructor */}\n\n{/* END permadocs constructor */}\n',
        'out/b.mdx':
          '{/* BEGIN permadocs policy role=reader constructor=x */}\n\n{/* END permadocs policy */}\n',
      },
      ['marker/bad-parameter', 'marker/unknown-section', 'marker/unknown-parameter'],
    );
    test.write(
      'templates/evil.hbs',
      '---\ndescription: x\nparams: { role: { type: role } }\n---\n\n{{role.constructor.name}} {{role.__proto__}} {{lookup role "constructor"}}\n',
    );
    const errors = (await test.build()).problems.filter(({ severity }) => severity === 'error');
    expect(new Set(errors.map(({ code }) => code))).toEqual(
      new Set(['template/unknown-name', 'template/unknown-helper']),
    );
  });
});

describe('hostile front matter', () => {
  it.each(['js', 'javascript', 'coffee', 'json', 'toml'])(
    'of the kind ---%s is never run',
    async (kind) => {
      const code = `---${kind}\nmodule.exports = require('fs').writeFileSync('hacked', 'x')\n---\n\n`;
      const test = workspace({
        'data/a.yaml': DATA,
        'out/a.mdx': `${code}Text.\n\n{/* BEGIN permadocs policy role=$role */}\n\n{/* END permadocs policy */}\n`,
        'templates/x.hbs': `${code}text\n`,
      });
      const { problems } = await test.build();
      expect(problems.map(({ code: found }) => found)).toContain('template/front-matter');
      expect(existsSync('hacked')).toBe(false);
      expect(readdirSync(test.root)).not.toContain('hacked');
    },
  );
});

describe('hostile pages', () => {
  it('with more regions than a call takes arguments are told of, and built', async () => {
    const REGIONS = 150_000;
    const region = '{/* BEGIN permadocs name */}\n\n{/* END permadocs name */}\n\n';
    const test = workspace({
      'templates/name.hbs': '---\ndescription: x\n---\n\nname\n',
      'out/a.mdx': `Text.\n\n${region.repeat(REGIONS)}`,
    });
    expect((await test.check()).problems).toHaveLength(REGIONS);
    expect(await test.build()).toMatchObject({ problems: [], regions: REGIONS, written: true });
    expect((await test.check()).problems).toEqual([]);
    expect(test.read('out/a.mdx').split('name\n\n{').length).toBe(REGIONS + 1);
  });

  it.each<[string, string | Buffer, string]>([
    ['of a hundred megabytes', Buffer.alloc(100 << 20, 'permadocs '), 'page/too-large'],
    [
      'that only a parser understands, and is too large for one',
      `{permadocs\n\n${'text\n'.repeat(500_000)}`,
      'page/too-large',
    ],
    ['with a NUL byte', 'permadocs\0', 'page/not-text'],
    [
      'with quotes in quotes in quotes',
      `${'> '.repeat(20_000)}{/* BEGIN permadocs a */}\n`,
      'page/too-complex',
    ],
    [
      'with lists in lists in lists',
      `${'- '.repeat(20_000)}{/* BEGIN permadocs a */}\n`,
      'page/too-complex',
    ],
    ['with braces that never close', 'permadocs {'.repeat(50_000), 'page/unparsable'],
    ['with elements that never close', `permadocs\n\n${'<a>\n'.repeat(2000)}`, 'page/unparsable'],
  ])('%s are refused', async (_, page, code) => {
    const test = await refuses({ 'out/a.mdx': page }, [code]);
    expect(test.bytes('out/a.mdx').equals(Buffer.from(page))).toBe(true);
  });

  it('with a line of a megabyte are built', async () => {
    const line = '[a](b) *c* `{d}` <e /> {/* f */} '.repeat(32_000);
    const test = workspace({ 'data/a.yaml': DATA, 'out/a.mdx': policyPage('reader', `${line}\n`) });
    expect((await test.build()).problems).toEqual([]);
    expect(test.read('out/a.mdx').startsWith(line)).toBe(true);
  });

  it('are linted in bounded time, whatever they hold', async () => {
    const test = workspace({
      'large.md': Buffer.alloc(100 << 20, '"Effect": "Allow", aws-mcp:InvokeMcp '),
      'deep.md': `${'> '.repeat(20_000)}aws-mcp:InvokeMcp\n`,
      'binary.md': Buffer.from('aws-mcp:InvokeMcp\0'),
      'long.md': `${'word '.repeat(200_000)}aws-mcp:InvokeMcp\n`,
    });
    const { problems } = await test.lint({ asOf: '2026-11-01' });
    expect(places({ problems })).toEqual([
      'deep.md:1:1 page/too-complex',
      'large.md:1:1 page/too-large',
      'long.md:1:1000001 lint/stale-action',
    ]);
  });
});
