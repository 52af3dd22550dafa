import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { CODES } from '../../scripts/index.ts';
import { run } from '../support/run.ts';
import { workspace } from '../support/workspace.ts';
import type { LintOptions } from '../../scripts/lint/options.ts';

const AS_OF = '2026-11-01';

/** `file:line:column code` of what lint finds in a tree. */
async function find(
  files: Readonly<Record<string, string>>,
  options: Partial<LintOptions> = {},
): Promise<string[]> {
  const test = workspace(files);
  const { problems } = await test.lint({ asOf: AS_OF, ...options });
  return problems.map(({ file, line, column, code }) => `${file}:${line}:${column} ${code}`);
}

const on = async (page: string, name = 'a.md'): Promise<string[]> =>
  (await find({ [name]: page })).map((text) => text.replace(`${name}:`, ''));

const policy = (statement: string): string =>
  `\`\`\`json\n{\n  "Version": "2012-10-17",\n  "Statement": [\n    ${statement}\n  ]\n}\n\`\`\`\n`;
const ALLOW =
  '{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*" }';

/** The pages of an example, which are told apart by a first line with their name. */
function pagesOf(example: string): Record<string, string> {
  const parts = example.split(/^<!-- (\S+\.md) -->\n/m);
  if (parts.length === 1) return { 'a.md': example };
  return Object.fromEntries(
    parts.flatMap((name, index) => (index % 2 === 1 ? [[name, parts[index + 1] ?? '']] : [])),
  );
}

/** Rules whose findings have the codes of the checks that they run. */
const OF_MODELS = ['lint/policy', 'lint/cedar'];

describe('each rule', () => {
  it.each(Object.keys(CODES).filter((code) => code.startsWith('lint/')))(
    '%s finds nothing in its good example, and something in its bad one',
    async (code) => {
      const { stdout } = await run(workspace({}).root, 'explain', code, '--format', 'json');
      const rule = JSON.parse(stdout) as { good: string; bad: string; explain: string };
      const data = `roles:\n  r:\n    name: NewRole\n    title: R\n    formerly: [OldRole]\n    policies: { permissions: { statements: [{ Effect: Allow, Action: s3:GetObject, Resource: "arn:aws:s3:::b/*" }] } }\n`;
      expect(await find({ 'data/r.yaml': data, ...pagesOf(rule.good) })).toEqual([]);
      const found = await find({ 'data/r.yaml': data, ...pagesOf(rule.bad) });
      expect(found).toHaveLength(found.length > 1 ? 2 : 1);
      if (!OF_MODELS.includes(code)) expect(found[0]).toContain(code);
      expect(rule.explain).not.toBe('');
    },
  );
});

describe('stale actions', () => {
  it.each<[string, string, string[]]>([
    ['in prose', 'Grant aws-mcp:InvokeMcp to the role.\n', ['1:7 lint/stale-action']],
    ['in inline code', 'Grant `aws-mcp:InvokeMcp`.\n', ['1:7 lint/stale-action']],
    ['in any case', 'Grant aws-mcp:invokemcp.\n', ['1:7 lint/stale-action']],
    [
      'behind a wildcard',
      'Grant `aws-mcp:*` and `aws-mcp:Call*`.\n',
      ['1:7 lint/stale-action', '1:23 lint/stale-action'],
    ],
    ['in a heading', '# Grant aws-mcp:InvokeMcp\n', ['1:9 lint/stale-action']],
    ['in a table', '| Action |\n| --- |\n| `aws-mcp:InvokeMcp` |\n', ['3:3 lint/stale-action']],
    [
      'in a summary over two lines',
      '<details>\n<summary>Denied: "not authorized to perform\naws-mcp:InvokeMcp"</summary>\n\nx\n\n</details>\n',
      ['3:1 lint/stale-action'],
    ],
    ['in a list', '- first\n- `aws-mcp:CallReadOnlyTool` - search\n', ['2:3 lint/stale-action']],
    [
      'in a JSON fence',
      policy(
        '{ "Effect": "Allow", "Action": ["aws-mcp:InvokeMcp", "s3:GetObject"], "Resource": "*" }',
      ),
      ['5:38 lint/stale-action'],
    ],
    [
      'in a YAML fence',
      '```yaml\nAction:\n  - aws-mcp:InvokeMcp\n```\n',
      ['3:5 lint/stale-action'],
    ],
    [
      'in HCL',
      '```hcl\nstatement {\n  actions = ["aws-mcp:InvokeMcp"]\n}\n```\n',
      ['3:15 lint/stale-action'],
    ],
    [
      'in a CLI call',
      '```bash\naws iam simulate-principal-policy --action-names aws-mcp:InvokeMcp\n```\n',
      ['2:50 lint/stale-action'],
    ],
    [
      'in a nested fence',
      '- item\n\n  > ```yaml\n  > Action: aws-mcp:InvokeMcp\n  > ```\n',
      ['4:13 lint/stale-action'],
    ],
    [
      'under a heading that only begins with Before',
      '## Before you begin\n\nThe role needs `aws-mcp:InvokeMcp`.\n',
      ['3:16 lint/stale-action'],
    ],
    [
      'in a sentence with an unrelated negation',
      'Users who do not have `aws-mcp:InvokeMcp` cannot connect.\n',
      ['1:23 lint/stale-action'],
    ],
    ['of the billing console', 'Attach `aws-portal:ViewBilling`.\n', ['1:8 lint/stale-action']],
  ])('%s', async (_, page, expected) => {
    expect(await on(page)).toEqual(expected);
  });

  it.each<[string, string]>([
    ['a SigV4 service name', 'Set `service: aws-mcp` and sign for aws-mcp.\n'],
    [
      'a host name',
      'Send it to https://aws-mcp.us-east-1.api.aws/mcp or `aws-mcp.amazonaws.com`.\n',
    ],
    [
      'a container image',
      '```bash\ndocker run registry/aws-mcp:latest\ndocker run aws-mcp:InvokeMcp-1.2\n```\n',
    ],
    ['a Kubernetes name', '```yaml\nmetadata:\n  name: aws-mcp\n  labels: { app: aws-mcp }\n```\n'],
    ['a link', '[x](https://example.com/aws-mcp:InvokeMcp)\n'],
    [
      'another service with the same names',
      'Grant `eks-mcp:InvokeMcp` and `eks-mcp:CallReadOnlyTool`.\n',
    ],
    [
      'a sentence about the removal',
      'The actions `aws-mcp:InvokeMcp` and `aws-mcp:CallReadOnlyTool` were removed.\n',
    ],
    [
      'a wrapped sentence about the removal',
      'As of March 24, 2026 you no\nlonger need the actions\n`aws-mcp:InvokeMcp` and others.\n',
    ],
    ['a sentence about need', 'You do not need `aws-mcp:InvokeMcp` any more.\n'],
    ['the past', 'Before March 24, 2026, the server checked `aws-mcp:InvokeMcp`.\n'],
    [
      'a list behind a sentence about the removal',
      'These actions were removed:\n\n- `aws-mcp:InvokeMcp`\n- `aws-mcp:CallReadOnlyTool`\n',
    ],
    ['a table of removed actions', '| Removed action |\n| --- |\n| `aws-mcp:InvokeMcp` |\n'],
    [
      'a migration section',
      '## Migrate old policies\n\n```json\n{ "Effect": "Allow", "Action": "aws-mcp:InvokeMcp", "Resource": "*" }\n```\n',
    ],
    [
      'a comment in a fence',
      '```yaml\nAction:\n  # no longer needed\n  - aws-mcp:InvokeMcp\n```\n',
    ],
    ['a language that we cannot read', '`aws-mcp:InvokeMcp` は不要になりました。\n'],
    ['German about the removal', '`aws-mcp:InvokeMcp` wird nicht mehr benötigt.\n'],
    ['a comment of the page', '<!-- aws-mcp:InvokeMcp -->\n\ntext\n'],
    ['what is left of a service', 'Grant `sagemaker-unified-studio-mcp:AuthorizeVpce`.\n'],
  ])('are not %s', async (_, page) => {
    expect(await on(page)).toEqual([]);
  });

  it('count from their day on; one that lies ahead is a warning with its date', async () => {
    const test = workspace({ 'a.md': 'Grant `aws-mcp:InvokeMcp`.\n' });
    const { problems } = await test.lint({ asOf: '2026-01-01' });
    expect(problems).toMatchObject([
      { severity: 'warning', message: 'aws-mcp:InvokeMcp is going to be removed on 2026-03-24' },
    ]);
  });

  it('come from the workspace too', async () => {
    const data =
      'actions:\n  my-svc:Old: { summary: x, removed: 2026-01-01, replacedBy: Use New. }\n  my-svc:New: { summary: x }\n';
    expect(
      await find({ 'data/a.yaml': data, 'a.md': 'Grant `my-svc:Old`, not `my-svc:New`.\n' }),
    ).toEqual(['a.md:1:7 lint/stale-action']);
  });
});

describe('old names', () => {
  it('from the data are stale outside regions', async () => {
    const data =
      'roles:\n  r:\n    name: NewRole\n    title: R\n    formerly: [OldRole, old-policy.json]\n    policies: { permissions: { statements: [{ Effect: Allow, Action: s3:GetObject, Resource: "arn:aws:s3:::b/*" }] } }\n';
    const page =
      'Create `OldRole` from old-policy.json.\n\n```bash\naws iam get-role --role-name OldRole\n```\n\nOldRoles and MyOldRole are others. It was formerly called OldRole.\n';
    expect(await find({ 'data/r.yaml': data, 'a.md': page })).toEqual([
      'a.md:1:8 lint/former-name',
      'a.md:1:23 lint/former-name',
      'a.md:4:30 lint/former-name',
    ]);
  });
});

describe('names of roles in ARNs', () => {
  it('are checked where the data have one that is nearly the same', async () => {
    const data =
      'roles:\n  r:\n    name: DocsReaderRole2\n    title: R\n    policies: { permissions: { statements: [{ Effect: Allow, Action: s3:GetObject, Resource: "arn:aws:s3:::b/*" }] } }\n';
    const arn = (name: string): string => `arn:aws:iam::111122223333:role/${name}`;
    const page = [
      `Assume \`${arn('DocsReaderRole2')}\` or \`${arn('docs/DocsRaederRole2')}\`.`,
      '',
      '```yaml',
      `a: ${arn('DocsReaderRol2')}`,
      `b: ${arn('DocsReaderRole3')}`,
      `c: ${arn('AnotherRole')}`,
      `d: ${arn('<YOUR_ROLE>')}`,
      '```',
    ].join('\n');
    expect(await find({ 'data/r.yaml': data, 'a.md': page })).toEqual([
      'a.md:1:60 lint/near-name',
      'a.md:4:35 lint/near-name',
    ]);
    expect(await find({ 'a.md': page })).toEqual([]);
    const creating = `${page}\n\n\`\`\`sh\naws iam create-role --role-name DocsReaderRol2\n\`\`\`\n`;
    expect(await find({ 'data/r.yaml': data, 'a.md': creating })).toEqual([
      'a.md:1:60 lint/near-name',
    ]);
  });
});

describe('bare names', () => {
  it('are a warning where the section is about the removed service', async () => {
    expect(await on('## The aws-mcp permissions\n\n- `InvokeMcp` - connect\n')).toEqual([
      '3:3 lint/stale-name',
    ]);
    expect(await on('## Tools\n\n- `InvokeMcp` - connect\n')).toEqual([]);
    expect(await on('## aws-mcp and eks-mcp\n\n- `InvokeMcp` - connect\n')).toEqual([]);
    expect(await on('## aws-mcp\n\n`InvokeMcp` was removed.\n')).toEqual([]);
  });
});

describe('policies on pages', () => {
  it.each<[string, string, string[]]>([
    [
      'an action that does not exist',
      policy(ALLOW.replace('GetObject', 'GetObjekt')),
      ['5:36 iam/invalid-action'],
    ],
    [
      'a value that a key never has',
      policy(
        ALLOW.replace(
          ' }',
          ', "Condition": { "StringEquals": { "aws:CalledViaAWSMCP": "true" } } }',
        ),
      ),
      ['5:146 iam/impossible-value'],
    ],
    [
      'a wrong version',
      policy(ALLOW).replace('2012-10-17', '2012-10-71'),
      ['3:14 iam/invalid-version'],
    ],
    [
      'an effect in small letters',
      policy(ALLOW.replace('Allow', 'allow')),
      ['5:17 iam/invalid-effect'],
    ],
    ['a trailing comma', policy(ALLOW.replace(' }', ', }')), ['5:88 lint/broken-policy']],
    ['a missing comma', policy(ALLOW.replace('"Allow",', '"Allow"')), ['5:25 lint/broken-policy']],
    [
      'a policy in a heredoc',
      '```bash\ncat > p.json <<EOF\n{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "s3:GetObjekt", "Resource": "arn:aws:s3:::$BUCKET/*" }] }\nEOF\n```\n',
      ['3:73 iam/invalid-action'],
    ],
    [
      'jsonencode in HCL',
      '```hcl\npolicy = jsonencode({\n  Version = "2012-10-17"\n  Statement = [{ Effect = "Allow", Action = ["s3:GetObjekt"], Resource = aws_s3_bucket.b.arn }]\n})\n```\n',
      ['4:46 iam/invalid-action'],
    ],
    [
      'CloudFormation',
      '```yaml\nPolicyDocument:\n  Version: "2012-10-17"\n  Statement:\n    - Effect: Allow\n      Action: s3:GetObjekt\n      Resource: !Sub "arn:aws:s3:::${Bucket}/*"\n```\n',
      ['6:15 iam/invalid-action'],
    ],
    [
      'a statement alone',
      '```json\n{ "Effect": "Allow", "Action": "s3:GetObjekt", "Resource": "*" }\n```\n',
      ['2:32 iam/invalid-action'],
    ],
    [
      'a policy in a list item',
      `1. Save:\n\n${policy(ALLOW.replace('GetObject', 'GetObjekt')).replace(/^(?=.)/gm, '   ')}`,
      ['7:39 iam/invalid-action'],
    ],
  ])('%s is found where it stands', async (_, page, expected) => {
    expect(await on(page)).toEqual(expected);
  });

  it.each<[string, string]>([
    ['a good policy', policy(ALLOW)],
    [
      'placeholders',
      policy(
        '{ "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::ACCOUNT_ID:role/<ROLE>" }, "Action": "s3:*", "Resource": ["arn:aws:s3:::YOUR_BUCKET/*", "arn:aws:s3:::${bucket}", "..."] }',
      ),
    ],
    ['an ellipsis', '```json\n{ "Version": "2012-10-17", "Statement": [ ... ] }\n```\n'],
    [
      'comments',
      '```jsonc\n{ "Version": "2012-10-17", // the language\n "Statement": [{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*" }] }\n```\n',
    ],
    [
      'a CloudFormation stack policy',
      '```json\n{ "Statement": [{ "Effect": "Deny", "Action": "Update:*", "Principal": "*", "Resource": "LogicalResourceId/Db" }] }\n```\n',
    ],
    [
      'a policy for another store’s principals',
      '```json\n{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Principal": { "CW": "*" }, "Action": "s3:*", "Resource": "arn:aws:s3:::b" }] }\n```\n',
    ],
    [
      'a policy for a bucket that Terraform makes elsewhere',
      '```hcl\nresource "ionoscloud_s3_bucket_policy" "b" {\n  policy = jsonencode({\n    Version = "2012-10-17"\n    Statement = [{ Effect = "Allow", Principal = ["arn:aws:iam:::user/1:2"], Action = ["s3:ListBucket"], Resource = "arn:aws:s3:::b/*" }]\n  })\n}\n```\n',
    ],
    [
      'another cloud’s policy',
      '```json\n{ "Version": "1", "Statement": [{ "Effect": "Allow", "Action": "oss:GetObject", "Resource": "acs:oss:*:*:b/*" }] }\n```\n',
    ],
    [
      'something else with a Statement',
      '```json\n{ "Statement": "The quarterly statement", "Effect": "none" }\n```\n',
    ],
    [
      'a wrong example that says so',
      `This is wrong, do not use it:\n\n${policy(ALLOW.replace('GetObject', 'GetObjekt'))}`,
    ],
    [
      'CloudFormation with functions',
      '```yaml\nStatement:\n  - Effect: Allow\n    Action: s3:GetObject\n    Resource:\n      Fn::GetAtt: [Bucket, Arn]\n```\n',
    ],
    [
      'code that builds a policy',
      '```ts\nnew PolicyStatement({ effect: Effect.ALLOW, actions: ["s3:GetObject"] });\n```\n',
    ],
  ])('%s is left alone', async (_, page) => {
    expect(await on(page)).toEqual([]);
  });

  it('are found where no statement has its effect', async () => {
    const policy = (effect: string): string =>
      `\`\`\`json\n{\n  "Version": "2012-10-17",\n  "Statement": [{ ${effect}"Action": "s3:GetObject", "Resource": "*" }]\n}\n\`\`\`\n`;
    expect(await on(policy('"Efect": "Allow", '))).toEqual([
      '4:17 iam/missing-effect',
      '4:19 iam/invalid-policy-element',
    ]);
    expect(await on(policy(''))).toEqual(['4:17 iam/missing-effect']);
  });
});

describe('markers', () => {
  it('that are misspelt or misplaced are found', async () => {
    expect(await on('<!-- begin perma-docs policy -->\n')).toEqual(['1:1 lint/unknown-marker']);
    expect(
      await on('# A\n<!-- BEGIN permadocs policy -->\n\n<!-- END permadocs policy -->\n'),
    ).toEqual(['2:1 marker/missing-blank-line']);
    expect(await on('<!-- BEGIN changelog -->\n\n<!-- END permanent -->\n')).toEqual([]);
  });
});

describe('drift', () => {
  const copy = (bucket: string): string =>
    policy(
      `{ "Sid": "A", "Effect": "Allow", "Action": ["s3:GetBucketTagging", "s3:ListBucket", "s3:GetBucketLocation"], "Resource": "arn:aws:s3:::${bucket}", "Condition": { "Bool": { "aws:SecureTransport": "true" } } }`,
    );

  it('is one finding a family, with the pages and what differs', async () => {
    const test = workspace({
      'a.md': copy('one'),
      'b.md': copy('one'),
      'c.md': copy('two'),
      'd.md': policy(ALLOW),
    });
    const { problems } = await test.lint({ asOf: AS_OF });
    expect(problems).toMatchObject([
      {
        code: 'lint/drift',
        file: 'a.md',
        line: 2,
        severity: 'warning',
        message: 'nearly the same policy is on 3 pages, and the copies differ',
      },
    ]);
    expect(problems[0]?.hint).toContain('b.md:2, c.md:2');
    expect(problems[0]?.hint).toContain(
      'c.md: also allows s3:GetBucketLocation, s3:GetBucketTagging, s3:ListBucket on arn:aws:s3:::two, when aws:SecureTransport is "true"',
    );
  });

  it('is not one page with two copies, nor a small policy', async () => {
    expect(
      await find({
        'a.md': copy('one') + copy('one'),
        'b.md': policy('{ "Effect": "Allow", "Action": "*", "Resource": "*" }'),
        'c.md': policy('{ "Effect": "Allow", "Action": "*", "Resource": "*" }'),
      }),
    ).toEqual([]);
  });
});

describe('ignore comments', () => {
  it('need a code and a reason, and cover the next block', async () => {
    const stale = 'Grant `aws-mcp:InvokeMcp`.\n';
    expect(
      await on(`<!-- permadocs-ignore-next-line lint/stale-action: quoted -->\n\n${stale}`),
    ).toEqual([]);
    expect(
      await on(`{/* permadocs-ignore-next-line lint/stale-action: quoted */}\n\n${stale}`, 'a.mdx'),
    ).toEqual([]);
    expect(await on(`<!-- permadocs-ignore-next-line lint/stale-action -->\n\n${stale}`)).toEqual([
      '1:1 lint/bad-ignore',
      '3:7 lint/stale-action',
    ]);
    expect(await on(`<!-- permadocs-ignore-next-line lint/drift: x -->\n\n${stale}`)).toEqual([
      '1:1 lint/unused-ignore',
      '3:7 lint/stale-action',
    ]);
    expect(
      await on(
        `<!-- permadocs-ignore-next-line iam/invalid-action: shows a slip -->\n\n${policy(ALLOW.replace('GetObject', 'GetObjekt'))}`,
      ),
    ).toEqual([]);
  });
});

describe('an ignore comment with a code that there is not', () => {
  it('says what it may mean', async () => {
    const test = workspace({
      'a.md':
        '<!-- permadocs-ignore-next-line lint/stale-acton: quoted -->\n\nGrant `aws-mcp:InvokeMcp`.\n',
    });
    const { problems } = await test.lint({ asOf: AS_OF });
    expect(problems[0]).toMatchObject({
      code: 'lint/unused-ignore',
      message: 'there is no problem code `lint/stale-acton`',
      hint: 'did you mean `lint/stale-action`?',
    });
  });
});

describe('--fix', () => {
  const fix = async (page: string): Promise<string> => {
    const test = workspace({ 'a.md': page });
    await test.lint({ asOf: AS_OF, fix: true });
    const once = test.read('a.md');
    await test.lint({ asOf: AS_OF, fix: true });
    expect(test.read('a.md')).toBe(once);
    const wasValid = !page.includes(',\n  ]');
    for (const [, json = ''] of wasValid ? once.matchAll(/```json\n(.*?)```/gs) : [])
      expect(() => JSON.parse(json) as unknown).not.toThrow();
    return once;
  };
  const page = (statements: string): string =>
    `Text \`aws-mcp:InvokeMcp\`.  \n\n\`\`\`json\n{\n  "Version": "2012-10-17",\n  "Statement": [\n${statements}\n  ]\n}\n\`\`\`\n`;
  const stale =
    '    {\n      "Effect": "Allow",\n      "Action": ["aws-mcp:InvokeMcp", "aws-mcp:CallReadOnlyTool"],\n      "Resource": "*"\n    }';
  const good =
    '    {\n      "Effect": "Allow",\n      "Action": ["s3:GetObject"],\n      "Resource": "*"\n    }';

  it.each<[string, string, string]>([
    ['a statement with nothing left, first', `${stale},\n${good}`, good],
    ['a statement with nothing left, last', `${good},\n${stale}`, good],
    ['several', `${stale},\n${good},\n${stale}`, good],
    [
      'items of a list',
      good.replace(
        '["s3:GetObject"]',
        '["aws-mcp:InvokeMcp", "s3:GetObject", "aws-mcp:CallReadOnlyTool", "s3:ListBucket", "aws-mcp:*"]',
      ),
      good.replace('["s3:GetObject"]', '["s3:GetObject", "s3:ListBucket"]'),
    ],
    [
      'items on lines of their own',
      good.replace(
        '["s3:GetObject"]',
        '[\n        "aws-mcp:InvokeMcp",\n        "s3:GetObject"\n      ]',
      ),
      good.replace('["s3:GetObject"]', '[\n        "s3:GetObject"\n      ]'),
    ],
  ])('removes %s, and touches nothing else', async (_, before, after) => {
    expect(await fix(page(before))).toBe(page(after));
  });

  it('leaves a Deny, a policy that would be empty, and what is no JSON', async () => {
    for (const text of [
      page(`${stale.replace('Allow', 'Deny')},\n${good}`),
      page(stale),
      page(`${stale},\n${good},`),
    ])
      expect(await fix(text)).toBe(text);
  });
});

describe('a tree', () => {
  it('is read by its endings, without what git ignores', async () => {
    const stale = 'Grant `aws-mcp:InvokeMcp`.\n';
    const files = {
      'a.md': stale,
      'b.mdx': stale,
      'c.markdown': stale,
      'd.txt': stale,
      'x/e.md': stale,
      'node_modules/f.md': stale,
      'ignored/g.md': stale,
      '.gitignore': 'ignored\n',
    };
    expect(await find(files)).toEqual([
      'a.md:1:7 lint/stale-action',
      'b.mdx:1:7 lint/stale-action',
      'c.markdown:1:7 lint/stale-action',
      'x/e.md:1:7 lint/stale-action',
    ]);
    expect(await find(files, { paths: ['x', 'b.mdx', 'd.txt'] })).toEqual([
      'b.mdx:1:7 lint/stale-action',
      'x/e.md:1:7 lint/stale-action',
    ]);
    await expect(find(files, { paths: ['nothing'] })).rejects.toThrow('nothing does not exist');
  });

  it('is no surprise: front matter of every kind, pages that do not parse, binary files', async () => {
    const stale = 'Grant `aws-mcp:InvokeMcp`.\n';
    expect(
      await find({
        'toml.md': `+++\ntitle = "x"\n+++\n\n${stale}`,
        'json.md': `{ "title": "x" }\n\n${stale}`,
        'html.md': `<!--\ntitle: x\n-->\n\n${stale}`,
        'meta.mdx': `export const meta = { title: 'x' };\n\n${stale}`,
        'broken.mdx': `A {brace\n\n${stale}`,
        'binary.md': `\0${stale}`,
        'crlf.md': `a\r\n\r\n${stale}`,
      }),
    ).toEqual([
      'broken.mdx:1:9 page/unparsable',
      'broken.mdx:3:7 lint/stale-action',
      'crlf.md:3:7 lint/stale-action',
      'html.md:5:7 lint/stale-action',
      'json.md:3:7 lint/stale-action',
      'meta.mdx:3:7 lint/stale-action',
      'toml.md:5:7 lint/stale-action',
    ]);
  });

  it('leaves regions to the build', async () => {
    expect(
      await find({
        'a.mdx':
          '{/* BEGIN permadocs policy role="x" */}\n\nGrant `aws-mcp:InvokeMcp`.\n\n{/* END permadocs policy */}\n',
      }),
    ).toEqual([]);
  });

  it('takes severities from permadocs.yaml', async () => {
    const files = { 'a.md': 'Grant `aws-mcp:InvokeMcp`.\n' };
    expect(
      await find({ ...files, 'permadocs.yaml': 'lint: { rules: { lint/stale-action: "off" } }\n' }),
    ).toEqual([]);
    const test = workspace({
      ...files,
      'permadocs.yaml': 'lint: { rules: { lint/stale-action: warning } }\n',
    });
    expect((await test.lint({ asOf: AS_OF })).problems).toMatchObject([{ severity: 'warning' }]);
  });

  it('with a baseline reports what is new', async () => {
    const stale = 'Grant `aws-mcp:InvokeMcp`.\n';
    const test = workspace({ 'a.md': stale });
    const { baseline } = await test.lint({ asOf: AS_OF });
    test.write('a.md', `New text.\n\n${stale}\n${stale}`);
    const { problems } = await test.lint({ asOf: AS_OF, baseline });
    expect(problems.map(({ line }) => line)).toEqual([5]);
  });

  it('never crashes it', async () => {
    const part = fc.constantFrom(
      '`',
      '```json\n',
      '\n```\n',
      '{',
      '}',
      '[',
      ']',
      '"Statement"',
      ': ',
      '"Effect": "Allow"',
      '"Action": ',
      '"s3:*"',
      ',',
      '<!-- ',
      ' -->',
      '<details>',
      '\n\n',
      '> ',
      '- ',
      '| a |\n',
      '---\n',
      'aws-mcp:InvokeMcp',
      'Effect',
      '\\',
      '*',
      '#',
      ':::note\n',
      '{/* ',
      ' */}',
      '=',
      'import x',
      '\0',
      'é',
    );
    const test = workspace({});
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 30 }), async (parts) => {
        test.write('a.md', parts.join(''));
        test.write('b.mdx', parts.join(''));
        await expect(test.lint({ asOf: AS_OF })).resolves.toBeDefined();
      }),
      { numRuns: 150 },
    );
  });
});
