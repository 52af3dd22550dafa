/** Pages that tell of a removal name what was removed; pages that need it are stale. */
import { describe, expect, it } from 'vitest';

import { AWS_LIFECYCLE } from '../../scripts/iam/retired.ts';
import { AS_OF, allow, fence, on, policy } from '../support/lint-pages.ts';
import { workspace } from '../support/workspace.ts';

const STALE = allow('aws-mcp:InvokeMcp');

describe('a page that tells of the removal is not stale', () => {
  it.each<[string, string]>([
    ['nobody checks it', 'The server does not check `aws-mcp:InvokeMcp` any longer.\n'],
    ['withdrawn, in a quote', '> The permission `aws-mcp:InvokeMcp` has been\n> withdrawn.\n'],
    ['no need', 'There is no need to add `aws-mcp:InvokeMcp`.\n'],
    ['neither, nor', 'Neither `aws-mcp:InvokeMcp` nor `aws-mcp:CallReadOnlyTool` is evaluated.\n'],
    ['ignored', 'AWS ignores `aws-mcp:InvokeMcp`.\n'],
    ['an order to delete it', 'Delete `aws-mcp:InvokeMcp` from your policies.\n'],
    ['an order to look for it', 'Search the repository for `aws-mcp:InvokeMcp`.\n'],
    ['the preview', 'During the preview, the server required `aws-mcp:InvokeMcp`.\n'],
    ['what it still holds', 'If the role still contains `aws-mcp:*`, clean it up.\n'],
    ['a question', 'What happened to `aws-mcp:InvokeMcp`?\n'],
    ['the next sentence', 'The server had `aws-mcp:InvokeMcp`. It was removed.\n'],
    ['a date with a point', '`aws-mcp:InvokeMcp` wurde am 24. März 2026 abgeschafft.\n'],
    [
      'what follows a list',
      'The server has three actions:\n\n- `aws-mcp:InvokeMcp`\n- `aws-mcp:CallReadOnlyTool`\n\nThey are no longer required.\n',
    ],
    ['what follows a fence', `${policy(STALE)}\nThis statement grants nothing.\n`],
    ['what leads up to a list', 'These used to be checked:\n\n- `aws-mcp:InvokeMcp`\n'],
    [
      'another sentence of the section',
      'AWS removed `aws-mcp:InvokeMcp`.\n\nA role with `aws-mcp:CallReadOnlyTool` works as before.\n',
    ],
    ['before and after', `### Before\n\n${policy(STALE)}\n### After\n\nText.\n`],
    ['before, in bold', `**Before:**\n\n${policy(STALE)}`],
    [
      'a table of changes',
      '| From | To |\n| --- | --- |\n| `aws-portal:ViewUsage` | `ce:GetUsage` |\n',
    ],
    ['a cell beside it', '| Action | State |\n| --- | --- |\n| `aws-mcp:InvokeMcp` | removed |\n'],
    ['text struck out', 'Grant ~~`aws-mcp:InvokeMcp`~~ `s3:GetObject`.\n'],
    ['text struck out in HTML', 'Grant <del>`aws-mcp:InvokeMcp`</del> `s3:GetObject`.\n'],
    ['an admonition’s title', ':::warning Deprecated\n\n`aws-mcp:InvokeMcp` connects.\n\n:::\n'],
    ['a diff', fence('diff', ' "Action": [', '-  "aws-mcp:InvokeMcp"', '+  "s3:GetObject"', ' ]')],
    ['a line struck out by the site', fence('json', '"aws-portal:ViewBilling", // [!code --]')],
    ['a name in code', fence('js', "const RETIRED = ['aws-mcp:InvokeMcp'];")],
    ['a name above it in code', fence('py', 'DEPRECATED = {', '    "aws-mcp:InvokeMcp": [],', '}')],
    ['data about it', fence('yaml', 'actions:', '  aws-mcp:InvokeMcp:', '    removed: 2026-03-24')],
    ['a search', fence('bash', 'grep -rn "aws-mcp:InvokeMcp" policies/')],
    ['an address', 'See <https://example.com/?q=aws-mcp:InvokeMcp>.\n'],
    ['French', 'L’action `aws-mcp:InvokeMcp` n’a plus d’effet.\n'],
    ['Spanish', 'Quite `aws-mcp:InvokeMcp`: no tiene efecto.\n'],
    ['Portuguese', '`aws-mcp:InvokeMcp` não é mais necessária.\n'],
    ['Polish', '`aws-mcp:InvokeMcp` nie jest już wymagana.\n'],
    ['a fence below Japanese', `以前のポリシー:\n\n${policy(STALE)}`],
    ['German, whatever it says', 'Die Rolle braucht `aws-mcp:InvokeMcp`.\n'],
    ['a fence below Japanese, whatever it says', `必要なポリシー:\n\n${policy(STALE)}`],
    ['a fence below German', `Diese Richtlinie hat keine Wirkung mehr:\n\n${policy(STALE)}`],
  ])('%s', async (_, page) => {
    expect(await on(page)).toEqual([]);
  });

  it('in a tab with such a label', async () => {
    const page = `<TabItem label="Before March 2026">\n\n${policy(STALE)}\n</TabItem>\n`;
    expect(await on(page, 'a.mdx')).toEqual([]);
  });
});

describe('a list of changes tells of what was', () => {
  it.each(['CHANGELOG.md', 'CHANGELOG/v0.737.0.md', 'docs/release-notes/2025.md'])(
    '%s',
    async (name) => {
      expect(await on('New actions:\n\n- aws-mcp:InvokeMcp\n', name)).toEqual([]);
      expect(await on('The `aws-mcp` namespace defines three actions.\n', name)).toEqual([]);
      expect(await on(`Attach this policy:\n\n${policy(STALE)}`, name)).toEqual([
        expect.stringContaining('lint/stale-action'),
      ]);
    },
  );

  it('another page does not', async () => {
    expect(await on('New actions:\n\n- aws-mcp:InvokeMcp\n', 'docs/actions.md')).toEqual([
      '3:3 lint/stale-action',
    ]);
  });
});

describe('a page that asks for it is stale', () => {
  it.each<[string, string, string]>([
    [
      'what it is for',
      '| `aws-mcp:InvokeMcp` | Create, update, and delete |\n| --- | --- |\n',
      '1:3',
    ],
    ['what it finds', '- `aws-mcp:CallReadOnlyTool` - find and search\n', '1:3'],
    ['being without it', 'Without `aws-mcp:InvokeMcp` the client cannot connect.\n', '1:9'],
    ['leaving it out', 'For read-only use, omit `aws-mcp:CallReadWriteTool`.\n', '1:25'],
    ['before you begin', 'Before you begin, get `aws-mcp:InvokeMcp`.\n', '1:23'],
    ['denying it', 'Deny `aws-mcp:CallReadWriteTool` so that agents change nothing.\n', '1:6'],
    ['its error', fence('text', 'not authorized to perform: aws-mcp:InvokeMcp'), '2:28'],
    ['a line that a diff adds', fence('diff', '+ "aws-mcp:InvokeMcp",'), '2:4'],
    ['a policy to paste', `Replace your policy with this:\n\n${fence('json', STALE)}`, '4:33'],
  ])('%s', async (_, page, place) => {
    expect(await on(page)).toEqual([`${place} lint/stale-action`]);
  });

  it('a bare name is tied to a server of another name', async () => {
    const page = '## Amazon EKS MCP Server\n\n`InvokeMcp` connects. Unlike aws-mcp, it stays.\n';
    expect(await on(page)).toEqual([]);
  });
});

describe('what is retired', () => {
  const messages = async (text: string, asOf = AS_OF): Promise<string[]> => {
    const test = workspace({ 'a.md': text });
    const { problems } = await test.lint({ asOf });
    return problems.map(({ severity, message }) => `${severity} ${message}`);
  };

  it('is said in the words of what became of it', async () => {
    expect(await messages('Grant `aws-portal:ViewBilling` and `aws-portal:*`.\n')).toEqual([
      'error aws-portal:ViewBilling reached the end of standard support in July 2023',
      'error aws-portal:* stands for actions that reached the end of standard support in July 2023',
    ]);
    expect(await messages('Grant `bedrock-agentcore:CreateRegistry`.\n')).toEqual([
      'error bedrock-agentcore:CreateRegistry left this namespace, which shut down for the registry on 2026-10-30',
    ]);
    expect(await messages('Grant `bedrock-agentcore:CreateRegistry`.\n', '2026-09-30')).toEqual([
      'warning bedrock-agentcore:CreateRegistry is going to be removed on 2026-10-30',
    ]);
  });

  it('spares what stays of a service, and names of operations', async () => {
    const page =
      '## bedrock-agentcore\n\nCall `CreateRegistry`. Grant `bedrock-agentcore:InvokeAgentRuntime`, `agent-registry:CreateRegistry`, `securityagent:ListAgentSpaces`.\n';
    expect(await messages(page)).toEqual([]);
  });

  it('has a day and a page of AWS each', () => {
    for (const { action, removed, source, listed } of AWS_LIFECYCLE.actions) {
      expect(removed, action).toMatch(/^20\d\d-\d\d-\d\d$/);
      if (listed === undefined)
        expect(source, action).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
    }
  });
});
