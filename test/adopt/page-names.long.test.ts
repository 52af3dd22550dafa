/** What a page calls its roles decides what becomes of its policies. */
import { format } from 'prettier';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { adopt, type AdoptOptions, type AdoptResult } from '../../scripts/adopt/adopt.ts';
import { OLD_TUTORIAL } from '../support/mcp-tutorial.ts';
import { told } from '../support/reported.ts';
import { run as runCommand } from '../support/run.ts';
import { places, type TestWorkspace, workspace } from '../support/workspace.ts';

interface PolicyData {
  readonly file?: string;
}

interface RoleData {
  readonly name: string;
  readonly title: string;
  readonly policies: Readonly<Record<string, PolicyData | readonly PolicyData[]>>;
  readonly stillUses?: readonly string[];
  readonly claims?: readonly { readonly say: string }[];
}

const READ = `{ "Sid": "Read", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::docs/*" }`;
const WRITE = READ.replaceAll('Get', 'Put').replace('Read', 'Write');
const TRUST = `{ "Effect": "Allow", "Principal": { "Service": "ec2.amazonaws.com" }, "Action": "sts:AssumeRole" }`;
const GUARD = `{
  "Sid": "DenyDirect",
  "Effect": "Deny",
  "Action": "*",
  "Resource": "*",
  "Condition": { "BoolIfExists": { "aws:ViaAWSMCPService": "false" } }
}`;

const formatted = async (text: string): Promise<string> =>
  (await format(text, { parser: 'json' })).trimEnd();
const policy = (...statements: readonly string[]): Promise<string> =>
  formatted(`{\n"Version": "2012-10-17", "Statement": [\n${statements.join(',\n')}]}`);
const fence = (text: string, info = 'json'): string => `\`\`\`${info}\n${text}\n\`\`\``;
const page = (...parts: readonly string[]): string =>
  `---\ndescription: A page.\n---\n\n# Access\n\nText.\n\n${parts.join('\n\n')}\n`;

function site(pages: Readonly<Record<string, string>>): TestWorkspace {
  return workspace({ 'permadocs.yaml': 'pages: docs/**/*.{md,mdx}\n', ...pages });
}

async function run(
  test: TestWorkspace,
  options: Partial<AdoptOptions> = {},
): Promise<{ result: AdoptResult; roles: Record<string, RoleData> }> {
  const targets = options.targets ?? [{ file: 'docs' }];
  const result = await told(adopt({ root: test.root, ...options, targets }));
  const roles: Record<string, RoleData> = {};
  for (const { text } of result.files)
    Object.assign(roles, (parse(text) as { roles?: Record<string, RoleData> }).roles);
  return { result, roles };
}

const fileOf = (role: RoleData | undefined, kind: string): unknown =>
  [role?.policies[kind] ?? []].flat().map(({ file }: PolicyData) => file);

const summary = (roles: Record<string, RoleData>): string[] =>
  Object.entries(roles)
    .map(([id, { name, policies }]) => `${id} ${name}: ${Object.keys(policies).join(' ')}`)
    .toSorted();

/** The page without its markers and blank lines. */
const bare = (text: string): string =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '' && !/(?:BEGIN|END) permadocs/.test(line))
    .join('\n');

/** The next build has nothing to do, everything is proven, and only markers were added. */
async function expectSound(test: TestWorkspace, before: string): Promise<void> {
  expect(bare(test.read('docs/a.mdx'))).toBe(bare(before));
  const { problems, changes } = await test.check();
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(changes).toEqual([]);
  expect((await runCommand(test.root, 'prove')).status).toBe(0);
}

describe('roles', () => {
  it('are named by the commands that create them, even where two share a policy', async () => {
    const test = site({ 'docs/a.mdx': OLD_TUTORIAL });
    const { roles, result } = await run(test);
    expect(result.left).toEqual([]);
    expect(summary(roles)).toEqual([
      'default-mcp DefaultMCPRole: trust permissions',
      's3-readonly S3ReadOnlyMCPRole: trust permissions',
    ]);
    expect(roles['default-mcp']?.title).toBe('Default role');
    expect(roles['s3-readonly']?.title).toBe('S3 readonly');
    expect(fileOf(roles['s3-readonly'], 'trust')).toEqual(['default-mcp-trust-policy.json']);
    await expectSound(test, OLD_TUTORIAL);
  });

  it('get the policies that stand alone under one heading', async () => {
    const text = page(
      '## Step 2: Create the reader role',
      fence(await policy(TRUST)),
      fence(await policy(READ)),
    );
    const test = site({ 'docs/a.mdx': text });
    const { roles } = await run(test);
    expect(summary(roles)).toEqual(['reader ReaderRole: trust permissions']);
    expect(roles['reader']?.title).toBe('Reader role');
    await expectSound(test, text);
  });

  it('stay apart where a heading has several permissions', async () => {
    const text = page(
      '## The roles',
      fence(await policy(TRUST)),
      fence(await policy(READ)),
      fence(await policy(WRITE)),
    );
    const { roles } = await run(site({ 'docs/a.mdx': text }));
    expect(Object.values(roles).map(({ policies }) => Object.keys(policies))).toEqual([
      ['trust'],
      ['permissions'],
      ['permissions'],
    ]);
  });

  it('take the name of a sentence, and the file of a command without one', async () => {
    const text = page(
      'Create a role named `DocsReader` with these permissions:',
      fence(await policy(READ)),
      fence(
        'aws iam put-role-policy --role-name "$ROLE" --policy-name read --policy-document file://iam/read.json',
        'sh',
      ),
    );
    const { roles } = await run(site({ 'docs/a.mdx': text }));
    expect(summary(roles)).toEqual(['read DocsReader: permissions']);
    expect(fileOf(roles['read'], 'permissions')).toEqual(['read.json']);
  });

  it('follow a policy that is created first and attached later', async () => {
    const text = page(
      fence(await policy(READ), 'json title="read.json"'),
      fence(
        [
          'aws iam create-policy --policy-name DocsRead --policy-document file://read.json',
          'aws iam attach-role-policy --role-name DocsReader \\',
          '  --policy-arn arn:aws:iam::111122223333:policy/DocsRead',
        ].join('\n'),
        'console',
      ),
    );
    expect(summary((await run(site({ 'docs/a.mdx': text }))).roles)).toEqual([
      'read DocsReader: permissions',
    ]);
  });

  it('get a boundary that a command sets', async () => {
    const text = page(
      fence(await policy(READ), 'json title="limit.json"'),
      fence(
        [
          'aws iam create-policy --policy-name Limit --policy-document file://limit.json',
          'aws iam put-role-permissions-boundary --role-name DocsReader --permissions-boundary arn:aws:iam::111122223333:policy/Limit',
        ].join('\n'),
        'bash',
      ),
    );
    expect(summary((await run(site({ 'docs/a.mdx': text }))).roles)).toEqual([
      'limit DocsReader: boundary',
    ]);
  });

  it('get a second policy from another page, if commands there give it to them', async () => {
    const put = (file: string, role = 'Docs'): string =>
      fence(
        `aws iam put-role-policy --role-name ${role} --policy-name ${file.slice(0, -5)} --policy-document file://${file}`,
        'sh',
      );
    const list = READ.replace('"Read"', '"List"')
      .replace('GetObject', 'ListBucket')
      .replace('docs/*', 'docs');
    const test = site({
      'docs/a.mdx': page(fence(await policy(READ), 'json title="read.json"'), put('read.json')),
    });
    await run(test);
    // Nobody has said that the role may do nothing else.
    const [before = ''] = test.read('data/roles/read.yaml').split(/^ +- say: Nothing else/m);
    test.write('data/roles/read.yaml', before);
    test.write(
      'docs/b.mdx',
      page(
        fence(await policy(list), 'json title="list.json"'),
        put('list.json'),
        fence(await policy(WRITE), 'json title="read.json"'),
        put('read.json'),
      ),
    );
    const { result, roles } = await run(test, { targets: [{ file: 'docs/b.mdx' }] });
    expect(result.rows.map(({ name, data }) => [name, data])).toContainEqual([
      'read',
      'data/roles/read.yaml',
    ]);
    expect(fileOf(roles['read'], 'permissions')).toEqual(['read.json', 'list.json']);
    expect(test.read('docs/b.mdx')).toContain('policy role="read" file="list.json"');
    expect(roles['read']?.claims?.map(({ say }) => say)).toEqual([
      ...((parse(before) as { roles: Record<string, RoleData> }).roles['read']?.claims ?? []).map(
        ({ say }) => say,
      ),
      'Allows `s3:ListBucket` on `arn:aws:s3:::docs`.',
      'Does not allow `s3:DeleteBucket` on `arn:aws:s3:::docs`.',
      'Nothing else is allowed.',
    ]);
    // Another policy in a file that the role has is a copy that differs.
    expect(result.problems.map(({ message }) => message)).toContain(
      'the page gives this permissions policy to Docs, which is the role read in data/roles/read.yaml and has a different one',
    );
    expect((await test.build()).problems).toEqual([]);
  });

  it('have several permissions where commands give them several, under names of their own', async () => {
    const put = (file: string, name: string): string =>
      fence(
        `aws iam put-role-policy --role-name Docs --policy-name ${name} --policy-document file://${file}`,
        'sh',
      );
    const text = page(
      fence(await policy(READ), 'json title="read.json"'),
      put('read.json', 'read'),
      fence(await policy(WRITE, GUARD)),
      put('write.json', 'write'),
      fence(await policy(TRUST)),
      fence(
        'aws iam create-role --role-name Docs --assume-role-policy-document file://t.json',
        'sh',
      ),
    );
    const test = site({ 'docs/a.mdx': text });
    const { roles } = await run(test);
    expect(summary(roles)).toEqual(['read Docs: permissions trust']);
    expect(fileOf(roles['read'], 'permissions')).toEqual(['read.json', 'write.json']);
    expect(test.read('docs/a.mdx')).toContain('policy role="read" file="write.json" title=""');
    expect(roles['read']?.claims?.map(({ say }) => say)).toContain(
      'Allows `s3:PutObject` on `arn:aws:s3:::docs/example` when `aws:ViaAWSMCPService` is `true`.',
    );
    await expectSound(test, text);
    const again = await run(test);
    expect(again.result.adopted).toEqual([]);
  });

  it('are two where commands give one name to both policies, which are variants then', async () => {
    const put = fence(
      'aws iam put-role-policy --role-name Docs --policy-name docs --policy-document file://read.json\naws iam put-role-policy --role-name Docs --policy-name docs --policy-document file://write.json',
      'sh',
    );
    const text = page(
      fence(await policy(READ), 'json title="read.json"'),
      fence(await policy(WRITE), 'json title="write.json"'),
      put,
    );
    const { roles } = await run(site({ 'docs/a.mdx': text }));
    expect(Object.values(roles).map(({ policies }) => Object.keys(policies))).toEqual([
      ['permissions'],
      ['permissions'],
    ]);
  });

  it('that exist take a policy that they lack, and keep their file otherwise', async () => {
    const text = page(
      '## One',
      fence(await policy(READ), 'json title="reader-permissions.json"'),
      '## Two',
      fence(await policy(TRUST)),
    );
    const test = site({ 'docs/a.mdx': text });
    await run(test, { targets: [{ file: 'docs/a.mdx', line: 13 }] });
    const file = 'data/roles/reader.yaml';
    const edited = `# Ours.\n${test.read(file).replace('title: ', 'title:   ')}`;
    test.write(file, edited);
    const line = test.read('docs/a.mdx').split('\n').lastIndexOf('```json') + 1;
    const { result, roles } = await run(test, {
      targets: [{ file: 'docs/a.mdx', line }],
      id: 'reader',
    });
    expect(places(result)).toEqual([]);
    expect(summary(roles)).toEqual(['reader ReaderRole: permissions trust']);
    const after = test.read(file);
    expect(edited.split('\n').filter((one) => !after.split('\n').includes(one))).toEqual([]);
    expect(after).toContain('# Ours.');
    await expectSound(test, text);
    const again = await run(test, { targets: [{ file: 'docs/a.mdx' }] });
    expect(again.result.adopted).toEqual([]);
  });
});

describe('a policy for a role that exists', () => {
  it('is left where claims of the role would no longer hold', async () => {
    const test = site({
      'docs/a.mdx': page(fence(await policy(READ), 'json title="reader.json"')),
    });
    await run(test);
    const data = test.read('data/roles/reader.yaml');
    test.write('docs/b.mdx', page(fence(await policy(WRITE))));
    const { result } = await run(test, {
      targets: [{ file: 'docs/b.mdx', line: 9 }],
      kind: 'boundary',
      id: 'reader',
    });
    expect(result.problems).toMatchObject([{ code: 'adopt/refused', file: 'docs/b.mdx', line: 9 }]);
    expect(result.problems[0]?.message).toContain('(claim/');
    expect(result.written).toBe(false);
    expect(test.read('data/roles/reader.yaml')).toBe(data);
  });
});

describe('a statement by itself', () => {
  it('becomes a region where a policy has it', async () => {
    const text = page(
      fence(await policy(READ, GUARD), 'json title="reader-permissions.json"'),
      'The guardrail again:',
      fence(await formatted(GUARD)),
    );
    const test = site({ 'docs/a.mdx': text });
    const { result } = await run(test);
    expect(result.left).toEqual([]);
    expect(result.statements).toMatchObject([{ statement: 'deny-direct', file: 'docs/a.mdx' }]);
    expect(test.read('docs/a.mdx')).toContain('permadocs statement statement="deny-direct"');
    await expectSound(test, text);
  });

  it('is taken by its line, and left where no policy has it', async () => {
    const guard = fence(await formatted(GUARD));
    const test = site({
      'docs/a.mdx': page(fence(await policy(READ, GUARD), 'json title="reader.json"')),
      'docs/b.mdx': page(guard),
    });
    const alone = await run(test, { targets: [{ file: 'docs/b.mdx', line: 10 }] });
    expect(alone.result.problems[0]?.message).toBe(
      'this is a statement without a policy around it, and no policy here has it',
    );
    await run(test, { targets: [{ file: 'docs/b.mdx' }, { file: 'docs/a.mdx' }] });
    expect(test.read('docs/b.mdx')).toContain('statement="deny-direct"');
  });
});

describe('removed actions', () => {
  it('come in with a warning, and are an error once nobody says that they are there', async () => {
    const test = site({ 'docs/a.mdx': OLD_TUTORIAL });
    const { roles, result } = await run(test);
    expect(roles['default-mcp']?.stillUses).toEqual([
      'aws-mcp:InvokeMcp',
      'aws-mcp:CallReadOnlyTool',
    ]);
    const codes = new Set(result.problems.map(({ code, severity }) => `${severity} ${code}`));
    expect(codes).toContain('warning iam/removed-action');
    const file = 'data/roles/default-mcp.yaml';
    const adopted = test.read(file);
    test.write(file, adopted.replace(/ {4}stillUses:.*\n/, ''));
    const without = await test.build();
    expect(without.problems).toContainEqual(
      expect.objectContaining({ code: 'iam/removed-action', severity: 'error', file }),
    );
    test.write(file, adopted.replace('[aws-mcp:InvokeMcp, aws-mcp:CallReadOnlyTool]', 's3:List*'));
    expect((await test.build({ dryRun: true })).problems).toContainEqual(
      expect.objectContaining({
        code: 'data/no-longer-used',
        severity: 'warning',
        message: 'no policy of the role default-mcp names aws-mcp:InvokeMcp any longer',
      }),
    );
  });

  it('come in where no role holds the policy, too', async () => {
    const gone = `{ "Sid": "Old", "Effect": "Deny", "Action": "aws-mcp:InvokeMcp", "Resource": "*" }`;
    const ec2 = `{ "Sid": "NoEc2", "Effect": "Deny", "Action": "ec2:*", "Resource": "*" }`;
    const text = page(
      '## Create the MCP guard',
      'Save it as `guard.json`:',
      fence(await policy(gone, ec2)),
      fence(
        'aws iam put-role-policy --role-name Docs --policy-name g --policy-document file://guard.json',
        'sh',
      ),
    );
    const test = site({ 'docs/a.mdx': text });
    const { result } = await run(test, { kind: 'scp' });
    expect(result.adopted.map(({ role, kind }) => [role, kind])).toEqual([['guard', 'scp']]);
    const file = 'data/policies/guard.yaml';
    const data = parse(test.read(file)) as Record<string, Record<string, unknown>>;
    expect(data['policies']?.['guard']).toMatchObject({
      kind: 'scp',
      file: 'guard.json',
      stillUses: ['aws-mcp:InvokeMcp'],
      claims: [{ every: { action: 'ec2:*' }, expect: 'explicitDeny', by: 'NoEc2' }],
    });
    await expectSound(test, text);
    test.write(file, test.read(file).replace('[aws-mcp:InvokeMcp]', '[aws-mcp:CallReadOnlyTool]'));
    const { problems } = await test.build({ dryRun: true });
    expect(problems.map(({ code, severity }) => `${severity} ${code}`)).toContain(
      'error iam/removed-action',
    );
    expect(problems).toContainEqual(
      expect.objectContaining({
        code: 'data/no-longer-used',
        message: 'no statement of the policy guard names aws-mcp:CallReadOnlyTool any longer',
      }),
    );
  });

  it('are in no claim', async () => {
    const { roles } = await run(site({ 'docs/a.mdx': OLD_TUTORIAL }));
    expect(JSON.stringify(Object.values(roles).map(({ claims }) => claims))).not.toContain(
      'aws-mcp:',
    );
  });
});

describe('claims', () => {
  it('are about objects and buckets, not about access points', async () => {
    const text = page(fence(await policy(READ.replace('arn:aws:s3:::docs/*', '*'))));
    const { roles } = await run(site({ 'docs/a.mdx': text }));
    const said = Object.values(roles).flatMap(({ claims = [] }) => claims.map(({ say }) => say));
    expect(said[0]).toBe('Allows `s3:GetObject` on `arn:aws:s3:::example-bucket/example.txt`.');
    expect(said.join()).not.toContain('accesspoint');
  });

  it('ask about the absent key as well as about false', async () => {
    const only = READ.replace(
      ' }',
      ', "Condition": { "Bool": { "aws:ViaAWSMCPService": "true" } } }',
    );
    const text = page(fence(await policy(only)));
    const { roles } = await run(site({ 'docs/a.mdx': text }));
    expect(Object.values(roles)[0]?.claims?.[1]).toMatchObject({
      requests: [
        { context: { 'aws:ViaAWSMCPService': expect.any(String) as unknown } },
        { context: { 'aws:ViaAWSMCPService': null } },
      ],
      expect: 'implicitDeny',
    });
  });
});

describe('a folder', () => {
  it('means every page in it, and says so where it has none', async () => {
    const test = site({
      'docs/a.mdx': page(fence(await policy(READ))),
      'docs/sub/b.mdx': page(fence(await policy(WRITE))),
      'other/c.mdx': page(fence(await policy(TRUST))),
    });
    const { stdout } = await runCommand(test.root, 'adopt', 'docs/', '--dry-run');
    expect(stdout).toContain('would adopt docs/a.mdx:9');
    expect(stdout).toContain('would adopt docs/sub/b.mdx:9');
    const { status, stderr } = await runCommand(test.root, 'adopt', 'other');
    expect(status).toBe(2);
    expect(stderr).toContain('no page of this workspace is in other');
  });
});
