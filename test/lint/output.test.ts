/** What lint's options, baseline, ignore comments and SARIF promise. */
import { Ajv } from 'ajv';
import { format } from 'prettier';
import { describe, expect, it } from 'vitest';

import { type Code, CODES } from '../../scripts/index.ts';
import { sarif } from '../../scripts/problems/sarif.ts';
import { AS_OF, allow, fence, find, on, policy } from '../support/lint-pages.ts';
import { run } from '../support/run.ts';
import { workspace } from '../support/workspace.ts';

const STALE = 'Grant `aws-mcp:InvokeMcp`.\n';
const WRONG = policy(allow('s3:GetObjekt'));

describe('severities', () => {
  const severitiesOf = async (rules: string): Promise<string[]> => {
    const test = workspace({
      'a.md': STALE + WRONG,
      'permadocs.yaml': `lint: { rules: ${rules} }\n`,
    });
    const { problems } = await test.lint({ asOf: AS_OF });
    return problems.map(({ code, severity }) => `${code} ${severity}`);
  };

  it('are set for a code, for a rule, for a family; the nearest decides', async () => {
    expect(await severitiesOf('{ iam/*: off }')).toEqual(['lint/stale-action error']);
    expect(await severitiesOf('{ lint/policy: warning }')).toEqual([
      'lint/stale-action error',
      'iam/invalid-action warning',
    ]);
    expect(await severitiesOf('{ lint/*: off, iam/*: off, iam/invalid-action: warning }')).toEqual([
      'iam/invalid-action warning',
    ]);
  });

  it('of a code that does not exist are a problem, with the one that was meant', async () => {
    const test = workspace({
      'a.md': '',
      'permadocs.yaml': 'lint: { rules: { lint/drfit: off } }\n',
    });
    const { status, stdout, stderr } = await run(test.root, 'lint');
    expect(status).toBe(2);
    expect(stdout + stderr).toMatch(/no problem code `lint\/drfit`[^]*did you mean `lint\/drift`/);
  });
});

describe('--rule', () => {
  it('takes a code, a rule or a family', async () => {
    const files = { 'a.md': STALE + WRONG };
    const stale = 'a.md:1:7 lint/stale-action';
    const wrong = 'a.md:6:32 iam/invalid-action';
    expect(await find(files, { rules: ['lint/stale-action'] })).toEqual([stale]);
    expect(await find(files, { rules: ['lint/policy'] })).toHaveLength(1);
    expect(await find(files, { rules: ['iam/*'] })).toHaveLength(1);
    expect(await find(files, { rules: ['iam/invalid-action', 'lint/*'] })).toHaveLength(2);
    expect(wrong).toContain('iam');
  });

  it('refuses what does not exist, and names what was meant', async () => {
    const { status, stderr } = await run(
      workspace({ 'a.md': STALE }).root,
      'lint',
      '--rule',
      'lint/stale',
    );
    expect(status).toBe(2);
    expect(stderr).toContain('there is no problem code `lint/stale`');
    expect(
      (await run(workspace({ 'a.md': STALE }).root, 'lint', '--rule', 'lint/stale-acton')).stderr,
    ).toContain('did you mean `lint/stale-action`?');
  });
});

describe('a baseline', () => {
  const update = (root: string, ...paths: string[]) =>
    run(root, 'lint', ...paths, '--baseline', 'base.json', '--update-baseline');

  it('forgets what was fixed, and keeps what is known of pages that were not read', async () => {
    const test = workspace({ 'a/a.md': STALE, 'b/b.md': STALE, 'c/c.md': STALE });
    await update(test.root);
    test.write('a/a.md', 'Grant nothing.\n');
    await update(test.root, 'a');
    const files = (): string[] =>
      Object.keys((JSON.parse(test.read('base.json')) as { findings: object }).findings);
    expect(files()).toEqual(['b/b.md', 'c/c.md']);
    test.write('b/b.md', 'Grant nothing.\n');
    await update(test.root);
    expect(files()).toEqual(['c/c.md']);
    expect((await run(test.root, 'lint', '--baseline', 'base.json')).status).toBe(0);
  });

  it('may be without findings, or as earlier versions wrote it; an empty map is refused', async () => {
    const test = workspace({ 'a.md': 'Grant nothing.\n' });
    await update(test.root);
    expect((await run(test.root, 'lint', '--baseline', 'base.json')).status).toBe(0);
    test.write('a.md', STALE);
    await update(test.root);
    const { findings } = JSON.parse(test.read('base.json')) as { findings: object };
    test.write('base.json', JSON.stringify(findings));
    expect((await run(test.root, 'lint', '--baseline', 'base.json')).status).toBe(0);
    test.write('base.json', '{}\n');
    const refused = await run(test.root, 'lint', '--baseline', 'base.json');
    expect(refused.status).toBe(2);
    expect(refused.stderr).toMatch(
      /base\.json is an empty map and not a baseline of lint; --update-baseline writes one in its place\n$/,
    );
    expect((await update(test.root)).status).toBe(0);
    expect((await run(test.root, 'lint', '--baseline', 'base.json')).status).toBe(0);
  });

  it('is the same in any order of the text, and as Prettier writes it', async () => {
    const parts = [STALE, WRONG, 'Grant `aws-portal:ViewUsage`.\n'];
    const test = workspace({ 'b.md': STALE, 'a.md': parts.join('\n') });
    await update(test.root);
    const before = test.read('base.json');
    test.write('a.md', parts.toReversed().join('\n'));
    await update(test.root);
    expect(test.read('base.json')).toBe(before);
    expect(await format(before, { parser: 'json' })).toBe(before);
  });

  it('does not hang on the day of the data set', async () => {
    const test = workspace({ 'a.md': WRONG });
    const { baseline, problems } = await test.lint({ asOf: AS_OF });
    expect(problems[0]?.message).toMatch(/data of \d{4}-\d\d-\d\d/);
    expect(JSON.stringify(baseline)).toMatch(/"iam\/invalid-action [0-9a-f]{16}":1/);
  });

  it('of another tool, or damaged, is refused; so is one of a single rule', async () => {
    for (const text of ['{', '[]', '{"a.md":{"x":"y"}}', '{"a.md":null}', '"x"']) {
      const test = workspace({ 'a.md': STALE, 'base.json': text });
      expect(await run(test.root, 'lint', '--baseline', 'base.json'), text).toMatchObject({
        status: 2,
      });
    }
    const test = workspace({ 'a.md': STALE });
    expect(
      await run(
        test.root,
        'lint',
        '--baseline',
        'b.json',
        '--update-baseline',
        '--rule',
        'lint/drift',
      ),
    ).toMatchObject({ status: 2 });
  });
});

describe('an ignore comment covers', () => {
  const comment = '<!-- permadocs-ignore-next-line lint/stale-action: quoted -->';

  it.each<[string, string]>([
    ['a table', `${comment}\n\n| a |\n| --- |\n| ${STALE.trim()} |\n| ${STALE.trim()} |\n`],
    ['a list', `${comment}\n\n- one\n- ${STALE}- ${STALE}`],
    ['a paragraph of an item', `- one\n\n  ${comment}\n\n  two lines\n  ${STALE}`],
    ['a quote', `${comment}\n\n> one\n> ${STALE}`],
    ['a paragraph in a quote', `> ${comment}\n>\n> ${STALE}`],
    ['a fence', `${comment}\n\n${fence('text', 'a', 'aws-mcp:InvokeMcp')}`],
    ['a fence in a list', `- a\n\n  ${comment}\n\n  \`\`\`text\n  aws-mcp:InvokeMcp\n  \`\`\`\n`],
    [
      'with another between',
      `${comment}\n<!-- permadocs-ignore-next-line iam/invalid-action: x -->\n\n${fence('json', allow('aws-mcp:InvokeMcp'), allow('s3:GetObjekt'))}`,
    ],
    ['the next line, from the end of a line', `Read this. ${comment}\n${STALE}`],
  ])('%s', async (_, page) => {
    expect(await on(page)).toEqual([]);
  });

  it('in MDX, with or without a blank line', async () => {
    const mdx = '{/* permadocs-ignore-next-line lint/stale-action: quoted */}';
    expect(await on(`${mdx}\n\n${STALE}`, 'a.mdx')).toEqual([]);
    expect(await on(`${mdx}\n${STALE}`, 'a.mdx')).toEqual([]);
    expect(await on(`${mdx}\n\n<details>\n\n${STALE}\n</details>\n`, 'a.mdx')).toEqual([]);
  });

  it('no more than that', async () => {
    expect(await on(`${comment}\n\n${STALE}\n${STALE}`)).toEqual(['5:7 lint/stale-action']);
  });
});

describe('markers that a page shows', () => {
  it.each<[string, string, string[]]>([
    [
      'in a fence of Markdown',
      fence('md', '{/* BEGIN permadocs a */}', '{/* END permadocs a */}'),
      ['3:1 lint/damaged-marker'],
    ],
    [
      'with a blank line between',
      fence('md', '{/* BEGIN permadocs a */}', '', '{/* END permadocs a */}'),
      [],
    ],
    ['in a fence of MDX', fence('mdx', '{/* BEGIN permadocs a */}', '{/* END permadocs a */}'), []],
    ['in HTML comments', fence('md', '<!-- BEGIN permadocs a -->', '<!-- END permadocs a -->'), []],
    [
      'in a sentence',
      'Put {/* BEGIN permadocs a */} and {/* END permadocs a */} around.\n',
      ['1:1 lint/damaged-marker'],
    ],
    [
      'in code spans',
      'Put `{/* BEGIN permadocs a */}` and `{/* END permadocs a */}` around.\n',
      [],
    ],
  ])('%s', async (_, page, expected) => {
    expect(await on(page)).toEqual(expected);
    const formatted = await format(page, { parser: 'markdown' });
    expect(formatted.includes('{/_')).toBe(expected.length > 0);
  });
});

describe('explain', () => {
  it('has examples of everything that lint says, and of nothing else', async () => {
    const { root } = workspace({});
    for (const code of Object.keys(CODES)) {
      const { stdout } = await run(root, 'explain', code, '--format', 'json');
      const { good, bad } = JSON.parse(stdout) as { good?: string; bad?: string };
      const kind = code.startsWith('lint/') ? 'string' : 'undefined';
      expect([typeof good, typeof bad], code).toEqual([kind, kind]);
    }
  });

  it('has words for every code', () => {
    for (const [code, { title, explain }] of Object.entries(CODES)) {
      expect(title, code).not.toBe('');
      expect(explain, code).toMatch(/\w.*[.!?`]$/s);
    }
  });

  it.each(['lint/drift', 'lint/bad-ignore', 'lint/unused-ignore'])(
    '%s shows them',
    async (code) => {
      const { status, stdout } = await run(workspace({}).root, 'explain', code);
      expect(status).toBe(0);
      expect(stdout).toContain('Found here:');
      expect(stdout).toContain('Not here:');
    },
  );
});

/**
 * What SARIF 2.1.0 says of the part that is written here: names, types and bounds, and nothing
 * beyond. https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
const object = (properties: Record<string, object>, required: readonly string[] = []): object => ({
  type: 'object',
  additionalProperties: false,
  properties,
  required,
});
const list = (items: object): object => ({ type: 'array', items });
const text = { type: 'string', minLength: 1 };
const fromOne = { type: 'integer', minimum: 1 };
const level = { enum: ['none', 'note', 'warning', 'error'] };
const message = object({ text, markdown: text }, ['text']);
const region = object({
  startLine: fromOne,
  startColumn: fromOne,
  endLine: fromOne,
  endColumn: fromOne,
});
const rule = object(
  { id: text, shortDescription: message, help: message, defaultConfiguration: object({ level }) },
  ['id', 'help'],
);
const location = object({
  physicalLocation: object({
    artifactLocation: object({
      uri: { type: 'string', pattern: '^[^\\s\\\\]+$' },
      uriBaseId: text,
    }),
    region,
  }),
});
const result = object(
  {
    ruleId: text,
    ruleIndex: { type: 'integer', minimum: 0 },
    level,
    message,
    locations: list(location),
  },
  ['message', 'locations'],
);
const driver = object(
  {
    name: text,
    version: text,
    informationUri: { type: 'string', pattern: '^https://' },
    rules: { ...list(rule), uniqueItems: true },
  },
  ['name'],
);
const runs = list(
  object(
    {
      tool: object({ driver }, ['driver']),
      columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
      results: list(result),
    },
    ['tool'],
  ),
);
const isSarif = new Ajv().compile(
  object({ $schema: text, version: { const: '2.1.0' }, runs }, ['version', 'runs']),
);

interface Log {
  readonly runs: readonly {
    readonly tool: {
      readonly driver: {
        readonly rules: readonly {
          readonly id: string;
          readonly help: { readonly text: string };
        }[];
      };
    };
    readonly results: readonly { readonly ruleId: string; readonly ruleIndex: number }[];
  }[];
}

describe('SARIF', () => {
  it('is what 2.1.0 asks for, with help for every rule of a result', async () => {
    const test = workspace({
      'a b/ü.md': STALE + WRONG,
      'c.mdx': 'A {brace\n',
      'd.md': '<!-- BEGIN permadoc x -->\n',
    });
    const { status, stdout } = await run(test.root, 'lint', '--format', 'sarif', '--as-of', AS_OF);
    expect(status).toBe(1);
    const log = JSON.parse(stdout) as Log;
    expect(isSarif(log) ? [] : isSarif.errors).toEqual([]);
    const [first] = log.runs;
    expect(first?.results.length).toBeGreaterThan(2);
    for (const { ruleId, ruleIndex } of first?.results ?? []) {
      const found = first?.tool.driver.rules[ruleIndex];
      expect(found?.id).toBe(ruleId);
      expect(found?.help.text).toBe(CODES[ruleId as Code].explain);
    }
  });

  it('can say any code', () => {
    const problems = Object.keys(CODES).map((code) => ({
      code: code as Code,
      severity: 'error' as const,
      message: 'x',
      file: 'a.md',
      line: 1,
      column: 1,
      endLine: 1,
      endColumn: 1,
      lineText: '',
    }));
    expect(isSarif(JSON.parse(sarif(problems, '1.0.0')))).toBe(true);
    expect(isSarif(JSON.parse(sarif([], '1.0.0')))).toBe(true);
  });
});
