/** `simulate` with an expected decision, and about every request of a space. */
import { describe, expect, it } from 'vitest';

import { run } from '../support/run.ts';
import { DATA, workspace } from '../support/workspace.ts';

const statement = (rest: object) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...rest }] });
const FILES = {
  'data/a.yaml': `${DATA}actions:\n  example:DoIt: { summary: Does it. }\n`,
  'read.json': statement({
    Action: 's3:GetObject',
    Resource: 'arn:aws:s3:::b/*',
    Condition: { StringEquals: { 'aws:CalledViaAWSMCP': 'aws-mcp.amazonaws.com' } },
  }),
  'all.json': statement({ Action: '*', Resource: '*' }),
  's3.json': statement({ Action: 's3:*', Resource: '*' }),
  'trust.json': statement({
    Principal: { AWS: 'arn:aws:iam::555566667777:root' },
    Action: 'sts:AssumeRole',
  }),
  'facts.json': JSON.stringify([
    {
      key: 'aws:CalledViaAWSMCP',
      onlyWith: { 'aws:ViaAWSMCPService': 'true' },
      source: 'https://docs.aws.amazon.com/',
    },
  ]),
};
const simulate = (...args: readonly string[]) => run(workspace(FILES).root, 'simulate', ...args);

describe('the exit code of simulate', () => {
  const PUT = [
    '--policy',
    'read.json',
    '--action',
    's3:PutObject',
    '--resource',
    'arn:aws:s3:::b/a',
  ];

  it('says whether the request is decided as expected, allowed by default', async () => {
    expect((await simulate('--policy', 'all.json', '--action', 's3:ListAllMyBuckets')).status).toBe(
      0,
    );
    expect((await simulate(...PUT)).status).toBe(1);
    expect((await simulate(...PUT, '--expect', 'denied')).status).toBe(0);
    expect((await simulate(...PUT, '--expect', 'implicitDeny')).status).toBe(0);
    expect((await simulate(...PUT, '--expect', 'explicitDeny')).status).toBe(1);
  });

  it('is 2 for a file that does not exist, without the words of the system', async () => {
    expect(await simulate('--policy', 'none.json', '--action', 's3:GetObject')).toMatchObject({
      status: 2,
      stderr: 'permadocs: none.json cannot be read: it does not exist\n',
    });
  });

  it('is 2 for an action that does not exist, unless the workspace describes it', async () => {
    const ask = (action: string) => simulate('--policy', 'all.json', '--action', action);
    expect(await ask('s3:GetObjekt')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('did you mean `s3:GetObject`') as string,
    });
    expect((await ask('s3:Get*')).status).toBe(2);
    expect((await ask('example:DoIt')).status).toBe(0);
  });
});

describe('simulate --every', () => {
  const every = async (...args: readonly string[]) => {
    const { status, stdout } = await simulate(...args, '--format', 'json');
    return { status, answer: JSON.parse(stdout) as unknown };
  };

  it('proves, with the facts that the proof needs', async () => {
    const direct =
      '{"context":{"aws:ViaAWSMCPService":null},"except":[{"action":"sts:GetCallerIdentity"}]}';
    const ask = ['--policy', 'read.json', '--every', direct, '--expect', 'denied'];
    const fact = { key: 'aws:CalledViaAWSMCP', onlyWith: { 'aws:ViaAWSMCPService': 'true' } };
    const holds = { holds: 'yes', facts: [fact], unknown: [] };
    expect(await every(...ask)).toMatchObject({ status: 0, answer: holds });
    expect(await every(...ask, '--facts', 'facts.json')).toMatchObject({
      status: 0,
      answer: holds,
    });
    expect(await every(...ask, '--no-facts')).toMatchObject({
      status: 1,
      answer: { holds: 'no', counterexample: { context: { 'aws:ViaAWSMCPService': null } } },
    });
  });

  it('counts the call that no policy refuses', async () => {
    expect(
      await every('--policy', 'read.json', '--every', '{"service":"sts"}', '--expect', 'denied'),
    ).toMatchObject({
      status: 1,
      answer: { counterexample: { action: 'sts:GetCallerIdentity', resource: '*' } },
    });
  });

  it('shows one request that is decided otherwise', async () => {
    expect(
      await every('--policy', 'read.json', '--every', '{"action":"s3:*"}', '--expect', 'denied'),
    ).toEqual({
      status: 1,
      answer: {
        holds: 'no',
        counterexample: {
          principal: expect.stringContaining(':assumed-role/') as string,
          action: 's3:GetObject',
          resource: 'arn:aws:s3:::b/x',
          context: {
            'aws:CalledViaAWSMCP': 'aws-mcp.amazonaws.com',
            'aws:ViaAWSMCPService': 'true',
          },
          decision: 'allowed',
        },
        facts: [],
        unknown: [],
      },
    });
  });

  it('takes several service control policies, a boundary, a role and a policy of its own', async () => {
    const not = '{"action":{"not":"s3:*"},"except":[{"action":"sts:GetCallerIdentity"}]}';
    const asked = ['--policy', 'all.json', '--every', not, '--expect', 'denied'];
    expect((await every(...asked)).status).toBe(1);
    expect((await every(...asked, '--scp', 'all.json', '--scp', 's3.json')).status).toBe(0);
    expect((await every(...asked, '--boundary', 's3.json')).status).toBe(0);
    expect((await every('--role', 'reader', '--every', not, '--expect', 'denied')).status).toBe(0);
    const vendor = '{"action":"assume","except":[{"principal":{"account":"555566667777"}}]}';
    const trust = ['--resource-policy', 'trust.json', '--every', vendor, '--expect'];
    expect((await every(...trust, 'denied')).status).toBe(0);
    expect((await every(...trust, 'delegates')).status).toBe(1);
  });

  it.each([
    ['{', 'not valid JSON'],
    ['{"actoin":"s3:*"}', '--every is not a space'],
    ['{"action":"s3:GetObjekt"}', 'there is no action s3:GetObjekt'],
    ['{"action":"s3:GetObject","except":[{"action":"s3:*"}]}', 'no request is in this space'],
  ])('cannot ask about %s', async (space, message) => {
    expect(await simulate('--policy', 'all.json', '--every', space)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining(message) as string,
    });
  });
});

describe('prove', () => {
  it('takes roles, and prints proofs as JSON', async () => {
    const { root } = workspace(FILES);
    const { stdout } = await run(root, 'prove', 'reader', '--format', 'json');
    const { summary } = JSON.parse(stdout) as { summary: { claims: unknown[] } };
    expect(summary.claims).toMatchObject([
      { role: 'reader', say: 'Reads over MCP.', holds: true, trials: [{ decision: 'allowed' }] },
      { role: 'reader', say: 'Not directly.', trials: [{ decision: 'explicitDeny' }] },
      { role: 'reader', say: 'Nothing else.', universal: [{ answer: 'holds' }] },
    ]);
    expect((await run(root, 'prove', 'raeder')).stderr).toContain('did you mean `reader`');
  });

  it('takes severities of what is asked of claims from permadocs.yaml', async () => {
    const role = `roles:
  open: { name: Open, title: Open, policies: { permissions: { statements: [{ Effect: Allow, Action: ec2:DescribeRegions, Resource: '*' }] } } }
`;
    const test = workspace({
      'data/a.yaml': role,
      'permadocs.yaml': 'claims: { claim/none: off }\n',
    });
    expect((await run(test.root, 'prove')).stdout).not.toContain('claim/none');
    test.write('permadocs.yaml', 'claims: { claim/none: error }\n');
    expect((await run(test.root, 'prove')).status).toBe(1);
    test.write('permadocs.yaml', 'claims: { claim/fails: off }\n');
    expect((await run(test.root, 'prove')).stdout).toContain('config/invalid');
  });
});

describe('simulate --rcp', () => {
  const limited = {
    ...FILES,
    'rcp.json': JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Deny', Principal: '*', Action: 's3:Delete*', Resource: '*' }],
    }),
  };
  const asked = [
    '--rcp',
    'rcp.json',
    '--action',
    's3:DeleteObject',
    '--resource',
    'arn:aws:s3:::b/a',
  ];

  it('refuses what the policies allow', async () => {
    const { root } = workspace(limited);
    const { stdout, status: code } = await run(
      root,
      'simulate',
      '--policy',
      's3.json',
      ...asked,
      '--expect',
      'explicitDeny',
    );
    expect([code, stdout.split('\n')[0]]).toEqual([
      0,
      expect.stringContaining('is denied explicitly'),
    ]);
    const every = '{"action":"s3:Delete*"}';
    const proven = await run(
      root,
      'simulate',
      '--policy',
      's3.json',
      '--rcp',
      'rcp.json',
      '--every',
      every,
      '--expect',
      'explicitDeny',
    );
    expect(proven.status).toBe(0);
  });

  it('needs something to refuse', async () => {
    const { stderr } = await run(workspace(limited).root, 'simulate', ...asked);
    expect(stderr).toContain('--rcp only refuses: give --policy or --resource-policy as well');
  });
});
