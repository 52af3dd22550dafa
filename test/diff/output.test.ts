/** Two policy files, in each form of output; no git is asked. */
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { describe, expect, it } from 'vitest';

import type { DiffJson } from '../../scripts/diff/json-output.ts';
import { run, runOn } from '../support/run.ts';
import { type TestWorkspace, workspace } from '../support/workspace.ts';

const allow = (Sid: string, Action: unknown, Resource: unknown, Condition?: object) => ({
  Sid,
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition ? { Condition } : {}),
});
const policy = (...Statement: object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement }, null, 2);
const GUARD = {
  Sid: 'DenyDirect',
  Effect: 'Deny',
  Action: '*',
  Resource: '*',
  Condition: { BoolIfExists: { 'aws:ViaAWSMCPService': 'false' } },
};

const files = (before: string, after: string): TestWorkspace =>
  workspace({ 'old.json': before, 'new.json': after });
const diff = (test: TestWorkspace, ...args: readonly string[]) =>
  run(test.root, 'diff', 'old.json', 'new.json', ...args);

const CHANGED = [
  policy(allow('Read', 's3:GetObject', 'arn:aws:s3:::b/*'), GUARD),
  policy(allow('Read', ['s3:GetObject', 's3:PutObject'], 'arn:aws:s3:::b/*')),
] as const;

describe('two files', () => {
  it('are compared, in JSON and YAML, and called the same if they give the same', async () => {
    const test = workspace({
      'old.json': CHANGED[1],
      'new.yaml':
        "Version: '2012-10-17'\nStatement:\n  Effect: Allow\n  Action: [S3:putobject, s3:GetObject]\n  Resource: 'arn:aws:s3:::b/*'\n",
    });
    const { stdout, status } = await run(test.root, 'diff', 'old.json', 'new.yaml');
    expect([stdout.split('\n').slice(0, 4), status]).toEqual([
      ['access from old.json to new.yaml', '', 'same access: new.yaml', 'access unchanged'],
      0,
    ]);
  });

  it('are told in words, lost guardrails first', async () => {
    const { stdout } = await diff(files(...CHANGED));
    expect(stdout.replace(/\d{4}-\d\d-\d\d/, 'DATE')).toMatchInlineSnapshot(`
      "access from old.json to new.json

      new.json: loses a guardrail, gains access
        policy

        ! no longer refused, whatever else is attached
          every action
            on       any resource
            when     aws:ViaAWSMCPService is absent or "false"
            before   refused by DenyDirect
            now      not refused by a statement
            such as  s3:InitiateReplication on arn:aws:s3:::x/x

        + now allowed
          s3:GetObject (Read)
            on       arn:aws:s3:::b/*
            when     aws:ViaAWSMCPService is absent or "false"
            before   refused by DenyDirect
            now      allowed by Read
            such as  s3:GetObject on arn:aws:s3:::b/x
          s3:PutObject (Write)
            on       arn:aws:s3:::b/*
            before   refused by DenyDirect
            now      allowed by Read
            such as  s3:PutObject on arn:aws:s3:::b/x

      1 of 1 policy changed, 1 lost a guardrail, 1 gained access
      actions as AWS listed them on DATE
      "
    `);
  });

  it.each([80, 120])('fit %i columns', async (columns) => {
    const test = files(...CHANGED);
    let text = '';
    const out = (line: string): unknown => (text += `${line}\n`);
    await runOn({ cwd: test.root, columns, out }, ['diff', 'old.json', 'new.json']);
    expect(text.split('\n').filter((line) => line.length > columns)).toEqual([]);
  });

  it('are JSON of a fixed shape', async () => {
    const { stdout } = await diff(files(...CHANGED), '--format', 'json');
    const { policies, claims, summary } = JSON.parse(stdout) as DiffJson;
    expect(claims).toEqual([]);
    expect(summary).toMatchObject({ before: 'old.json', after: 'new.json', changed: 1, same: [] });
    expect(policies).toMatchObject([
      {
        id: 'new.json',
        kind: 'identity',
        file: 'new.json',
        pages: [],
        verdict: { gained: 'yes', lost: 'no', unguarded: 'yes', guarded: 'no' },
        unknown: [],
      },
    ]);
    expect(policies[0]?.rows.find(({ actions }) => actions.includes('s3:PutObject'))).toEqual({
      change: 'gained',
      actions: ['s3:PutObject'],
      unlisted: false,
      levels: ['Write'],
      resources: 'arn:aws:s3:::b/*',
      when: '',
      request: {
        action: 's3:PutObject',
        resource: 'arn:aws:s3:::b/x',
        context: { 'aws:ViaAWSMCPService': null },
      },
      before: 'explicitDeny',
      after: 'allowed',
      decidedBy: [
        { side: 'before', policy: 'policy', sid: 'DenyDirect', index: 1 },
        { side: 'after', policy: 'policy', sid: 'Read', index: 0 },
      ],
    });
  });

  it('of a bucket or a role say who is admitted', async () => {
    const of = (AWS: string): string =>
      policy({ ...allow('Share', 's3:GetObject', 'arn:aws:s3:::b/*'), Principal: { AWS } });
    const { stdout } = await diff(files(of('111122223333'), of('*')));
    expect(stdout).toContain('+ now admitted');
    expect(stdout).toContain('unsigned requests');
    const { stdout: same } = await diff(files(of('111122223333'), of('111122223333')));
    expect(same).toContain('access unchanged');
  });

  it('that are none end with 2', async () => {
    const { status, stderr } = await diff(files('{', CHANGED[0]));
    expect([status, stderr]).toEqual([2, 'permadocs: old.json holds no policy\n']);
  });

  it('are two', async () => {
    const test = files(...CHANGED);
    const one = await run(test.root, 'diff', 'old.json');
    expect([one.status, one.stderr]).toEqual([
      2,
      'permadocs: diff compares two files; with what is old.json to be compared?\n',
    ]);
    const folder = await run(test.root, 'diff', './');
    expect(folder.stderr).toContain('permadocs diff -- .');
  });
});

describe('Markdown', () => {
  it('is a table, which a long list folds', async () => {
    const { stdout } = await diff(files(...CHANGED), '--format', 'markdown');
    expect(stdout.replace(/\d{4}-\d\d-\d\d/, 'DATE')).toMatchInlineSnapshot(`
      "<!-- permadocs diff -->

      ## Access

      From \`old.json\` to \`new.json\`: 1 of 1 policy changed, 1 lost a guardrail, 1 gained access (actions as AWS listed them on DATE).

      ### \`new.json\`: loses a guardrail, gains access

      Policy.

      |  | Actions | On | When | Before → now | Such as |
      | --- | --- | --- | --- | --- | --- |
      | ⚠️ no longer refused, whatever else is attached | \`every action\` | \`any resource\` | \`aws:ViaAWSMCPService is absent or "false"\` | refused by \`DenyDirect\` → not refused by a statement | \`s3:InitiateReplication\` on \`arn:aws:s3:::x/x\` |
      | ➕ now allowed | \`s3:GetObject\`<br>Read | \`arn:aws:s3:::b/*\` | \`aws:ViaAWSMCPService is absent or "false"\` | refused by \`DenyDirect\` → allowed by \`Read\` | \`s3:GetObject\` on \`arn:aws:s3:::b/x\` |
      | ➕ now allowed | \`s3:PutObject\`<br>Write | \`arn:aws:s3:::b/*\` | always | refused by \`DenyDirect\` → allowed by \`Read\` | \`s3:PutObject\` on \`arn:aws:s3:::b/x\` |
      "
    `);
    const many = Array.from({ length: 30 }, (_, at) =>
      allow(`S${at}`, 's3:GetObject', `arn:aws:s3:::b${at}/*`, {
        StringEquals: { 'aws:SourceVpc': `vpc-${at}` },
      }),
    );
    const long = await diff(files(CHANGED[0], policy(...many)), '--format', 'markdown');
    expect(long.stdout).toContain('<details>\n<summary>20 rows</summary>');
    expect(long.stdout).toContain('more row');
  });

  it('is nothing but text where data have pipes, HTML, links and mentions', async () => {
    const evil = '`x` | @someone <img src=x> [a](http://b) #1 </details> :: ![c](d)';
    const before = policy(allow('A', 's3:GetObject', 'arn:aws:s3:::b/*'));
    const after = policy(
      allow('A', 's3:GetObject', ['arn:aws:s3:::b/*', `arn:aws:s3:::${evil}/*`], {
        StringEquals: { 'aws:SourceVpc': evil },
      }),
    );
    const { stdout } = await diff(files(before, after), '--format', 'markdown');
    expect(stdout).toContain('@someone');
    const tree = fromMarkdown(stdout, {
      extensions: [gfm()],
      mdastExtensions: [gfmFromMarkdown()],
    });
    const found: string[] = [];
    const visit = (node: { type: string; value?: string; children?: unknown[] }): void => {
      if (['link', 'image', 'html'].includes(node.type)) found.push(node.value ?? node.type);
      if (node.type === 'text' && /[@#<]/.test(node.value ?? '')) found.push(node.value ?? '');
      for (const child of node.children ?? []) visit(child as typeof node);
    };
    visit(tree);
    expect(found.filter((one) => one !== '<br>')).toEqual(['<!-- permadocs diff -->']);
    const cells = stdout.split('\n').filter((line) => line.startsWith('|'));
    const columns = cells.map((line) => line.replaceAll('\\|', '').split('|').length);
    expect(new Set(columns).size).toBe(1);
  });
});
