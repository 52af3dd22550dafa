/** What AWS retired: computed rows, sentences that say there is none, bare namespaces, unknown names. */
import { readFileSync } from 'node:fs';
import { expect, describe, it } from 'vitest';

import { manifestOf } from '../../scripts/data-set/manifest.ts';
import { loadReference } from '../../scripts/iam/reference.ts';
import { AWS_LIFECYCLE, ENDED_UNTIL } from '../../scripts/iam/retired.ts';
import { lint } from '../../scripts/lint/lint.ts';
import { dataSetFolder } from '../../scripts/package.ts';
import { AS_OF, allow, fence, on, policy } from '../support/lint-pages.ts';
import { workspace } from '../support/workspace.ts';

const messages = async (text: string, asOf = AS_OF): Promise<string[]> => {
  const { problems } = await lint({ root: workspace({ 'a.md': text }).root, asOf });
  return problems.map(({ severity, message }) => `${severity} ${message}`);
};

describe('what left AWS’s lists', () => {
  it('is a warning with its interval, in text and in policies', async () => {
    const fate = 'left AWS’s lists between 2024-11-20 and 2025-02-13';
    expect(await messages('Grant `iot1click:CreateProject`.\n')).toEqual([
      `warning iot1click:CreateProject ${fate}`,
    ]);
    expect(await messages(policy(allow('iot1click:*')))).toEqual([
      `warning iot1click:* stands for actions that ${fate}`,
    ]);
    expect(await messages('Grant `sso:DescribeTrusts` and `sso:DescribeInstance`.\n')).toEqual([
      'warning sso:DescribeTrusts left AWS’s lists between 2025-02-13 and 2025-11-27',
    ]);
  });

  it('is silent before the day on which it was missing', async () => {
    expect(await messages('Grant `iot1click:CreateProject`.\n', '2025-01-01')).toEqual([]);
  });

  it('would have found the driving case without anyone writing it down', () => {
    const { ended } = JSON.parse(readFileSync('scripts/iam/ended.json', 'utf8')) as {
      ended: { service: string; isWhole: boolean; actions: string[] }[];
    };
    const row = ended.find(({ service }) => service === 'aws-mcp');
    expect(row).toMatchObject({ isWhole: true, listed: '2025-12-06', missing: '2026-08-25' });
    expect(row?.actions).toEqual(['CallReadOnlyTool', 'CallReadWriteTool', 'InvokeMcp']);
  });

  it('is computed from the data set in use, which has none of it', async () => {
    const { version } = manifestOf(dataSetFolder(), 'it');
    expect(version).toContain(ENDED_UNTIL?.replaceAll('-', ''));
    const reference = await loadReference();
    await reference.prepare(reference.services);
    const wrong = AWS_LIFECYCLE.actions.filter(
      ({ action, listed }) => listed && reference.action(action)?.lifecycle === undefined,
    );
    expect(wrong).toEqual([]);
  });
});

describe('a sentence that says that there is none is not stale', () => {
  it.each([
    'There are no separate\n`aws-mcp:*` actions.',
    'No `aws-mcp:*` actions are required.',
    'The AWS MCP Server does not have any `aws-mcp:*` permissions.',
    'The server has no\nactions of its own, such as `aws-mcp:InvokeMcp`.',
    '> There aren’t any\n> `aws-mcp:InvokeMcp` actions.',
    'No separate IAM actions (`aws-mcp:InvokeMcp`) are needed.',
  ])('%s', async (text) => {
    expect(await on(`${text}\n`)).toEqual([]);
  });
});

describe('a heading about removals', () => {
  const STALE = fence('json', allow('aws-mcp:InvokeMcp'));

  it('excuses what stands under it', async () => {
    expect(await on(`## Removed actions\n\n${STALE}`)).toEqual([]);
  });

  it('does not excuse a policy that readers are told to attach', async () => {
    const page = `## Migrating from removed actions\n\nAttach this policy to the role:\n\n${STALE}`;
    expect(await on(page)).toEqual(['6:33 lint/stale-action']);
  });
});

describe('a bare namespace', () => {
  it.each<[string, string[]]>([
    ['The `aws-mcp` namespace defines three actions.', ['1:5 lint/stale-name']],
    ['Actions of the `aws-mcp` prefix are permissions.', ['1:16 lint/stale-name']],
    ['Sign requests with the service name `aws-mcp`.', []],
    ['The `aws-mcp` namespace is used for signing, no actions are.', []],
    ['The `aws-mcp` namespace no longer defines actions.', []],
    ['Run the `aws-mcp` server in a namespace.', []],
    ['The `eks-mcp` namespace defines three actions.', []],
  ])('%s', async (text, expected) => {
    expect(await on(`${text}\n`)).toEqual(expected);
  });
});

describe('an unknown action in a code span', () => {
  it.each<[string, string[]]>([
    ['Grant `s3:ListObjectsV2`.', ['1:7 lint/unknown-action']],
    ['The role needs `s3:HeadObject` and `s3:GetObject`.', ['1:16 lint/unknown-action']],
    ['| Action |\n| --- |\n| `ec2:DescribeAlarms` |', ['3:3 lint/unknown-action']],
    ['- `iam:GetRoleTypo` reads it', ['1:3 lint/unknown-action']],
    ['The `s3:HeadObject` API call reads metadata.', []],
    ['There is no `s3:HeadObject` action.', []],
    ['The function calls `s3:GetObjekt`.', ['1:20 lint/unknown-action']],
    ['Each request needs `s3:ListBuket`.', ['1:20 lint/unknown-action']],
    ['The function calls `s3:ListObjectsV2`.', []],
    ['You can invoke `s3:PutBucketReplication` in one Region.', []],
    ['The `kms:ReEncrypt` operation takes two keys.', []],
    [
      'Grant `s3:HeadObject` and `kms:ReEncrypt`.',
      [7, 27].map((at) => `1:${at} lint/unknown-action`),
    ],
    ['The client calls `lambda:InvokeMany` in a request.', []],
    [
      'Grant `s3:HeadObject` and `lambda:TagsResource`.',
      [7, 27].map((at) => `1:${at} lint/unknown-action`),
    ],
    [
      'Grant `s3:HeadObject` on `s3:ObjectCreated`, `sns:Topic` and `eks:Cluster`.',
      ['1:7 lint/unknown-action'],
    ],
    ['Use `s3:ListBucket` instead of `s3:ListObjectsV2`.', []],
    ['The event `s3:ObjectCreated` fires.', []],
    ['Compare `s3:TlsVersion`, `kms:ViaService`, `ec2:Owner`.', []],
    ['Grant `sso:DescribeInstance` and `mytool:GetThing`.', []],
    ['Run `docker pull redis:GetStarted`.', []],
    ['## MinIO\n\nGrant `s3:HeadObject`.', []],
    ['Die Rolle braucht `s3:HeadObject`.', []],
    ['The role needs `sns:PublishEvent`.', ['1:16 lint/unknown-action']],
    ['Attach `sqs:ReceiveMessages` to the role.', ['1:8 lint/unknown-action']],
    ['The tool queries `s3:ListObjectsV2` when it starts.', []],
    ['The trail has `lambda:UpdateFunctionCode20150331v2`.', []],
    ['These CloudTrail events are generated:\n\n- `s3:HeadObject`', []],
    ['These permissions are needed:\n\n- `s3:HeadObject`', ['3:3 lint/unknown-action']],
  ])('%s', async (text, expected) => {
    expect(await on(`${text}\n`)).toEqual(expected);
  });

  it.each(['CHANGELOG.md', 'ChangeLog.md', 'docs/release-notes.md', 'docs/changelog/v2.md'])(
    'a list of changes names calls: %s',
    async (name) => {
      expect(await on('- ask for less with `s3:HeadObject` first\n', name)).toEqual([]);
      expect(await on('- the role needs `s3:HeadObject` now\n', name)).toEqual([
        '1:18 lint/unknown-action',
      ]);
    },
  );

  it('is left alone where the page says that it is undocumented', async () => {
    const told = 'With `codestar:CreateProjectFromTemplate` an attacker calls an undocumented API.';
    const list = '- `codestar:CreateProjectFromTemplate`\n- `s3:HeadObject`\n';
    expect(await on(`${told}\n\n${list}`)).toEqual(['4:3 lint/unknown-action']);
    expect(await on(list)).toEqual(['1:3 lint/unknown-action', '2:3 lint/unknown-action']);
  });

  it.each([
    ['apigateway:CreateRestApi', 'POST'],
    ['apigateway:UpdateStage', 'PATCH'],
    ['apigateway:PutMethod', 'PUT'],
  ])('says which method allows %s', async (name, method) => {
    const { problems } = await lint({
      root: workspace({ 'a.md': `Grant \`${name}\`.\n` }).root,
      asOf: AS_OF,
    });
    expect(problems[0]?.hint).toBe(
      `API Gateway checks the method of the request: \`apigateway:${method}\``,
    );
  });

  it('says what allows the call', async () => {
    const { problems } = await lint({
      root: workspace({ 'a.md': 'Grant `s3:HeadObject`.\n' }).root,
      asOf: AS_OF,
    });
    expect(problems[0]?.hint).toBe('this is a call, and what allows it is `s3:GetObject`');
  });
});
