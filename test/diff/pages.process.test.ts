/** Policies in pages of a tree that has adopted nothing; and which revisions are compared. */
import { describe, expect, it } from 'vitest';

import { bodyOf, commit, diffOf, repository } from '../support/diff.ts';
import { workspace } from '../support/workspace.ts';

const fence = (...Statement: object[]): string =>
  `\`\`\`json\n${JSON.stringify({ Version: '2012-10-17', Statement }, null, 2)}\n\`\`\`\n`;
const page = (...parts: readonly [string, string][]): string =>
  `# Roles\n\n${parts.map(([title, text]) => `## ${title}\n\n${text}`).join('\n')}`;

/** A default role and a reader before actions of the server's own were gone. */
const MCP = ['aws-mcp:InvokeMcp', 'aws-mcp:CallReadOnlyTool'];
const BEFORE = page(
  ['Default role', fence({ Effect: 'Allow', Action: MCP, Resource: '*' })],
  [
    'S3 reader',
    fence(
      { Effect: 'Allow', Action: [...MCP, 'aws-mcp:CallReadWriteTool'], Resource: '*' },
      { Effect: 'Allow', Action: ['s3:GetObject', 's3:ListBucket'], Resource: '*' },
    ),
  ],
);
const GUARD = {
  Sid: 'RefuseDirectCalls',
  Effect: 'Deny',
  Action: '*',
  Resource: '*',
  Condition: { BoolIfExists: { 'aws:ViaAWSMCPService': 'false' } },
};
const AFTER = page(
  [
    'Default role',
    fence(
      {
        Sid: 'ListRegions',
        Effect: 'Allow',
        Action: 'ec2:DescribeRegions',
        Resource: '*',
        Condition: { Bool: { 'aws:ViaAWSMCPService': 'true' } },
      },
      GUARD,
    ),
  ],
  [
    'S3 reader',
    fence(
      {
        Sid: 'ReadThroughMcp',
        Effect: 'Allow',
        Action: ['s3:GetObject', 's3:ListBucket'],
        Resource: '*',
        Condition: { StringEquals: { 'aws:CalledViaAWSMCP': 'aws-mcp.amazonaws.com' } },
      },
      GUARD,
    ),
  ],
);

const STATED = {
  Effect: 'Allow',
  Action: ['s3:GetObject', 's3:ListBucket'],
  Resource: ['arn:aws:s3:::a', 'arn:aws:s3:::a/*'],
};

describe('policies in pages', () => {
  it('of the driving case, before and after its rewrite', async () => {
    const test = repository({ 'docs/roles.mdx': BEFORE }, { 'docs/roles.mdx': AFTER });
    expect(await bodyOf(test, '--', 'docs')).toMatchInlineSnapshot(`
      "docs/roles.mdx:6: gains access, loses access, refuses more
        policy

        + now allowed
          ec2:DescribeRegions (List)
            on       any resource
            when     aws:ViaAWSMCPService is "true"
            before   not allowed
            now      allowed by ListRegions
            such as  ec2:DescribeRegions on *, with aws:ViaAWSMCPService "true"

        - no longer allowed
          aws-mcp:CallReadOnlyTool, aws-mcp:InvokeMcp (not among the actions that AWS
          lists)
            on       any resource
            before   allowed by statement 1
            now      refused by RefuseDirectCalls
            such as  aws-mcp:invokemcp on *

        # newly refused, whatever else is attached
          every action
            on       any resource
            when     aws:ViaAWSMCPService is absent or "false"
            before   not refused by a statement
            now      refused by RefuseDirectCalls
            such as  ec2:AssociateVerifiedAccessInstanceWebAcl on
                     arn:aws:ec2:us-east-1:111122223333:verified-access-instance/x

      docs/roles.mdx:38: loses access, refuses more
        policy

        - no longer allowed
          s3:GetObject, s3:ListBucket (List, Read)
            on       any resource
            when     aws:CalledViaAWSMCP is absent or not "aws-mcp.amazonaws.com"
            before   allowed by statement 2
            now      refused by RefuseDirectCalls
            such as  s3:GetObject on arn:aws:s3:::x/x
          aws-mcp:CallReadOnlyTool, aws-mcp:CallReadWriteTool, aws-mcp:InvokeMcp (not
          among the actions that AWS lists)
            on       any resource
            before   allowed by statement 1
            now      refused by RefuseDirectCalls
            such as  aws-mcp:invokemcp on *

        # newly refused, whatever else is attached
          every action
            on       any resource
            when     aws:ViaAWSMCPService is absent or "false"
            before   not refused by a statement
            now      refused by RefuseDirectCalls
            such as  s3:InitiateReplication on arn:aws:s3:::x/x

      2 of 2 policies changed, 1 gained access, 2 lost access, 2 refused more"
    `);
  });

  it('are found again by likeness where they moved, and told where they came or went', async () => {
    const read = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::a/*' };
    const put = { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: 'arn:aws:sqs:*:*:q' };
    const test = repository(
      { 'docs/a.md': page(['Reading', fence(read)], ['Old', fence(put)]) },
      {
        'docs/a.md': '# Moved\n',
        'docs/b.md': page(
          ['Reading', fence(read)],
          ['New', fence({ Effect: 'Allow', Action: 'kms:Sign', Resource: '*' })],
        ),
      },
    );
    expect(await bodyOf(test, '--', 'docs/')).toMatchInlineSnapshot(`
      "docs/b.md:21: new
        policy

        + now allowed
          kms:Sign (Write)
            on       any resource
            before   not allowed
            now      allowed by statement 1
            such as  kms:Sign on arn:aws:kms:us-east-1:111122223333:key/x

      docs/a.md:21: gone
        policy

        - no longer allowed
          sqs:SendMessage (Write)
            on       arn:aws:sqs:*:*:q
            before   allowed by statement 1
            now      not allowed
            such as  sqs:SendMessage on arn:aws:sqs:us-east-1:111122223333:q

      same access: docs/b.md:6 (formerly docs/a.md:6)"
    `);
  });

  it('that leave parts out are not decided', async () => {
    const of = (action: string): string =>
      `# A\n\n\`\`\`json\n{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": ["${action}", ...], "Resource": "*" }] }\n\`\`\`\n`;
    const test = repository({ 'a.md': of('s3:GetObject') }, { 'a.md': of('s3:PutObject') });
    const { stdout, status } = await diffOf(test, '--fail-on', 'unknown', '--', '.');
    expect(stdout).toContain('the page leaves out parts of the policy');
    expect(status).toBe(1);
  });

  it('have the same access in other words', async () => {
    const read = { Effect: 'Allow', Action: ['s3:GetObject', 's3:GetObjectAcl'], Resource: '*' };
    const test = repository(
      { 'docs/a.md': page(['Reading', fence(read)]) },
      {
        'docs/a.md': page([
          'Reading them',
          fence({ ...read, Action: ['s3:getobjectacl', 's3:GetObject'] }),
        ]),
      },
    );
    expect(await bodyOf(test, '--', 'docs')).toBe('same access: docs/a.md:6');
  });

  it.each([
    [
      'several statements, in another order and layout',
      [{ ...STATED, Action: ['s3:ListBucket', 's3:GetObject'] }],
      [
        { ...STATED, Sid: 'Objects', Action: 's3:GetObject' },
        { ...STATED, Sid: 'List', Action: ['s3:ListBucket'] },
      ],
    ],
    [
      'a pattern and the actions that it matches',
      [{ ...STATED, Action: ['s3:ListBucket', 's3:ListB*'] }],
      [{ ...STATED, Action: 's3:listb*' }],
    ],
    [
      'Like without a wildcard',
      [{ ...STATED, Condition: { StringEquals: { 's3:prefix': ['a', 'b'] } } }],
      [{ ...STATED, Condition: { StringLike: { 's3:Prefix': ['b', 'a'] } } }],
    ],
    [
      'a narrower statement beside the wide one',
      [STATED, { ...STATED, Resource: 'arn:aws:s3:::a/b/*' }],
      [STATED],
    ],
  ])('have the same access with %s', async (_, before, after) => {
    const test = repository(
      { 'docs/a.md': page(['Reading', fence(...before)]) },
      { 'docs/a.md': page(['Reading', `${fence(...after).replaceAll('  ', '    ')}`]) },
    );
    expect(await bodyOf(test, '--', 'docs')).toBe('same access: docs/a.md:6');
  });
});

describe('revisions', () => {
  const data = (action: string): string => `roles:
  reader:
    name: Reader
    title: Reader
    policies: { permissions: { statements: [{ Sid: Read, Effect: Allow, Action: "${action}", Resource: "*" }] } }
`;
  const onBranch = () => {
    const test = repository({ 'data/a.yaml': data('s3:GetObject') });
    test.git('switch', '-qc', 'feature/x');
    test.write('data/a.yaml', data('s3:PutObject'));
    commit(test, 'on the branch');
    test.git('switch', '-q', 'main');
    test.write('data/a.yaml', data('s3:DeleteObject'));
    commit(test, 'on main');
    test.git('switch', '-q', 'feature/x');
    return test;
  };

  it('are where the branch left the default branch, and the working tree', async () => {
    const test = onBranch();
    const { stdout } = await diffOf(test);
    expect(stdout).toContain('access from the base with main (1a2b3c4) to the working tree');
    expect(stdout).toContain('s3:GetObject (Read)');
    expect(stdout).not.toContain('DeleteObject');
  });

  it.each([
    [['main'], 'access from main (1a2b3c4) to the working tree', 'DeleteObject'],
    [['main..feature/x'], 'access from main (1a2b3c4) to feature/x (1a2b3c4)', 'DeleteObject'],
    [['main', 'feature/x'], 'access from main (1a2b3c4) to feature/x (1a2b3c4)', 'DeleteObject'],
    [
      ['main...HEAD'],
      'access from where HEAD left main (1a2b3c4) to HEAD (1a2b3c4)',
      's3:GetObject',
    ],
    [['HEAD'], 'access from HEAD (1a2b3c4) to the working tree', 'access unchanged'],
  ])('are those that are named: %j', async (args, heading, row) => {
    const test = onBranch();
    const { stdout } = await diffOf(test, ...args);
    expect(stdout.split('\n')[0]).toBe(heading);
    expect(stdout).toContain(row);
    expect(test.git('status', '--porcelain')).toBe('');
  });

  it('that git does not know end with 2, and a file of that name wins', async () => {
    const test = onBranch();
    expect(await diffOf(test, 'nothing')).toMatchObject({
      status: 2,
      stderr:
        'permadocs: git knows no revision `nothing`; a file needs a path separator or an ending, and must be there\n',
    });
    test.write('main', '{}');
    expect((await diffOf(test, 'main')).stdout).toContain('access from main (1a2b3c4)');
  });

  it('whose data are not read today end with 2, and both are named', async () => {
    const test = repository(
      { 'data/a.yaml': 'roles:\n  reader: { name: Reader, titel: Reader }\n' },
      { 'data/a.yaml': data('s3:GetObject') },
    );
    const { status, stderr, stdout } = await diffOf(test);
    expect([status, stderr]).toEqual([
      2,
      'permadocs: the data of HEAD (1a2b3c4) cannot be read by permadocs 0.1.0; compare with a later revision, or build with the version of that day\n',
    ]);
    expect(stdout).toContain('data/a.yaml at HEAD (1a2b3c4):2:');
  });

  it('that a clone of depth 1 lacks are asked for', async () => {
    const test = onBranch();
    test.git('clone', '-q', '--depth', '1', `file://${test.root}`, test.path('clone'));
    const clone = { ...test, root: test.path('clone') };
    const { status, stderr } = await diffOf(clone);
    expect([status, stderr]).toEqual([2, expect.stringContaining('fetch-depth: 0')]);
    expect((await diffOf(clone, 'main')).stderr).toContain('fetch-depth: 0');
  });

  it('need a repository', async () => {
    expect(await diffOf(workspace({ 'data/a.yaml': data('s3:GetObject') }))).toMatchObject({
      status: 2,
      stderr: 'permadocs: revisions are read from git, and there is no git repository here\n',
    });
  });
});
