import { describe, expect, it } from 'vitest';

import { CODES } from '../../scripts/index.ts';
import { run } from '../support/run.ts';
import { DATA, GUARDED, policyPage, workspace } from '../support/workspace.ts';

const files = { 'data/a.yaml': DATA, 'out/a.mdx': policyPage('reader'), 'package.json': '{}' };

describe('permadocs', () => {
  it('exits with 0 when it is clean, 1 when something is found, 2 when it cannot run', async () => {
    const test = workspace(files);
    expect((await run(test.root, 'check')).status).toBe(1);
    expect((await run(test.root, 'build')).status).toBe(0);
    expect((await run(test.root, 'check')).status).toBe(0);
    expect(await run(test.root, 'check', 'nothing.mdx')).toMatchObject({
      status: 2,
      stderr: 'permadocs: nothing.mdx does not exist\n',
    });
    expect((await run(test.root, 'chekc')).status).toBe(2);
    expect((await run(test.root, 'check', '--frmat', 'json')).status).toBe(2);
    expect((await run(test.root, 'check', '--format', 'xml')).status).toBe(2);
    expect((await run(test.root, 'check', '--root', 'nowhere')).status).toBe(2);
    test.write('permadocs.yaml', 'pagez: x\n');
    const broken = await run(test.root, 'check');
    expect(broken.status).toBe(2);
    expect(broken.stdout).toContain('permadocs.yaml:1:1 error config/invalid unknown key `pagez`');
    expect(broken.stdout).toContain('hint: did you mean `pages`?');
  });

  it('prints a problem with its place, its line and what to do', async () => {
    const test = workspace({ ...files, 'out/a.mdx': policyPage('raeder') });
    expect((await run(test.root, 'check')).stdout)
      .toBe(`out/a.mdx:9:1 error marker/bad-parameter the data has no role \`raeder\`
  9 | {/* BEGIN permadocs policy role="raeder" */}
    | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  hint: did you mean \`reader\`?
`);
  });

  it('says where to define what the data do not have at all', async () => {
    const marker = 'truth-table statement="none" key="aws:SourceIp"';
    const test = workspace({
      ...files,
      'out/a.mdx': `{/* BEGIN permadocs ${marker} */}\n\n{/* END permadocs truth-table */}\n`,
    });
    const { stdout } = await run(test.root, 'check');
    expect(stdout).toContain('the data has no condition key `aws:SourceIp`');
    expect(stdout).toContain('hint: define it under `conditionKeys` in a data file\n');
  });

  it('shows what check found, what feeds it and how to repair it', async () => {
    const test = workspace(files);
    const { stdout } = await run(test.root, 'check');
    expect(stdout).toContain(
      'out/a.mdx:9:1 error page/out-of-date the region policy is not what data/a.yaml',
    );
    // The repair is said once.
    expect(stdout.split('permadocs build out/a.mdx')).toHaveLength(2);
    expect(stdout).toContain('    +      "Sid": "ReadObjects",');
    expect(stdout).toContain('1 page out of date; repair with: permadocs build out/a.mdx');
  });

  it('quotes a page in the command that repairs it where a shell would split its name', async () => {
    const test = workspace({ ...files, "out/it's a.mdx": files['out/a.mdx'] });
    const { stdout } = await run(test.root, 'check', "out/it's a.mdx");
    const command = String.raw`permadocs build 'out/it'\''s a.mdx'`;
    expect(stdout).toContain(`repair with: ${command}\n`);
  });

  it('shows a difference once, and names one command for many pages', async () => {
    const pages = Array.from({ length: 11 }, (_, index) => [
      `out/${index + 10}.mdx`,
      files['out/a.mdx'],
    ]);
    const test = workspace({ ...files, ...Object.fromEntries(pages) });
    for (const command of [['check'], ['build', '--diff', '--dry-run']]) {
      const { stdout } = await run(test.root, ...command);
      expect(stdout.split('+      "Sid": "ReadObjects",')).toHaveLength(2);
      expect(stdout.split('    same as at out/10.mdx:9\n')).toHaveLength(12);
    }
    expect((await run(test.root, 'check')).stdout).toMatch(/repair with: permadocs build\n$/);
  });

  it('says what a list in YAML may lack', async () => {
    const test = workspace({ 'permadocs.yaml': 'pages: [docs/**/*.{md,mdx}]\n' });
    expect((await run(test.root, 'check')).stdout).toContain(
      'hint: between [ ] or { }, quote values that contain',
    );
  });

  it('prints JSON', async () => {
    const test = workspace(files);
    const result = JSON.parse((await run(test.root, 'check', '--format', 'json')).stdout) as {
      problems: object[];
      summary: object;
    };
    expect(result.problems).toEqual([
      {
        code: 'page/out-of-date',
        severity: 'error',
        message: expect.any(String) as string,
        hint: expect.any(String) as string,
        file: 'out/a.mdx',
        line: 9,
        column: 1,
        endLine: 9,
        endColumn: 45,
      },
    ]);
    expect(result.summary).toMatchObject({
      pages: 1,
      regions: 1,
      changed: [
        {
          file: 'out/a.mdx',
          regions: [
            {
              section: 'policy',
              line: 9,
              feeds: ['data/a.yaml', expect.stringContaining('policy.hbs')],
            },
          ],
        },
      ],
      written: false,
    });
  });

  it('prints workflow commands for GitHub, and SARIF', async () => {
    const test = workspace(files);
    expect((await run(test.root, 'check', '--format', 'github')).stdout).toMatch(
      /^::error file=out\/a\.mdx,line=9,endLine=9,col=1,endColumn=45,title=page\/out-of-date::the region/,
    );
    const log = JSON.parse((await run(test.root, 'check', '--format', 'sarif')).stdout) as {
      runs: { results: object[] }[];
    };
    expect(log.runs[0]?.results).toMatchObject([
      {
        ruleId: 'page/out-of-date',
        locations: [
          {
            physicalLocation: { artifactLocation: { uri: 'out/a.mdx' }, region: { startLine: 9 } },
          },
        ],
      },
    ]);
  });

  it('tells GitHub places from where it runs, as the code host knows them', async () => {
    const test = workspace({
      'website/data/a.yaml': DATA,
      'website/out/a.mdx': policyPage('reader'),
    });
    const check = async (format: string): Promise<string> =>
      (await run(test.root, 'check', '--root', 'website', '--format', format)).stdout;
    expect(await check('github')).toContain('::error file=website/out/a.mdx,line=9,');
    expect(await check('sarif')).toContain('"uri": "website/out/a.mdx"');
    expect(await check('json')).toContain('"file": "out/a.mdx"');
  });

  it('runs from anywhere with --root, with paths from there', async () => {
    const test = workspace({
      'docs/data/a.yaml': DATA,
      'docs/out/a.mdx': policyPage('reader'),
      'docs/out/b.mdx': policyPage('writer'),
    });
    expect(
      (await run(test.root, 'build', '--root', 'docs', '--dry-run', 'docs/out/a.mdx')).stdout,
    ).toContain('would update out/a.mdx:9 policy');
    expect((await run(test.root, 'build', '--root', 'docs', 'docs/out/a.mdx')).stdout).toContain(
      'updated out/a.mdx:9 policy\n1 region on 1 page, 1 page written',
    );
  });

  it('shows the diff of a build, and with --quiet nothing but errors', async () => {
    const test = workspace(files);
    expect((await run(test.root, 'build', '--dry-run', '--diff')).stdout).toContain(
      '    +  "Version": "2012-10-17",',
    );
    expect(await run(test.root, 'build', '--quiet')).toMatchObject({
      status: 0,
      stdout: '',
      stderr: '',
    });
  });

  it('fails for warnings only when asked to', async () => {
    const test = workspace({
      ...files,
      'out/a.mdx': policyPage('reader').replace(/---[^]*Text\.\n/, ''),
    });
    expect(await run(test.root, 'build')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('warning marker/becomes-description') as string,
    });
    expect((await run(test.root, 'build', '--max-warnings', '0')).status).toBe(1);
  });

  it('lists sections with their parameters, and entries with their files', async () => {
    const test = workspace(files);
    expect((await run(test.root, 'list', 'sections')).stdout).toContain(
      'statement statement=statement [title=text] partition=aws|aws-us-gov|aws-cn (default aws)\n    One shared statement as a JSON fence.',
    );
    expect((await run(test.root, 'list', 'roles')).stdout).toBe(
      'reader\n    Reader (ReaderRole)\n    data/a.yaml:2\nwriter\n    Writer (WriterRole)\n    data/a.yaml:16\n',
    );
    for (const what of ['helpers', 'codes', 'pages', 'statements'])
      expect(await run(test.root, 'list', what)).toMatchObject({ status: 0, stderr: '' });
  });

  it('explains each code', async () => {
    const test = workspace({});
    expect((await run(test.root, 'explain', 'marker/unclosed')).stdout).toBe(
      `marker/unclosed (error)\n${CODES['marker/unclosed'].title}.\n\n${CODES['marker/unclosed'].explain}\n`,
    );
    expect(await run(test.root, 'explain', 'marker/unclose')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('did you mean `marker/unclosed`?') as string,
    });
  });

  it('has help for every command, and a version', async () => {
    const test = workspace({});
    expect((await run(test.root, '--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    for (const command of [[], ['build'], ['check'], ['list'], ['explain']]) {
      expect(await run(test.root, ...command, '--help')).toMatchObject({ status: 0, stderr: '' });
    }
  });
});

describe('permadocs prove', () => {
  it('prints each claim with the decision and the statement that decided', async () => {
    const { status, stdout } = await run(workspace(files).root, 'prove');
    expect(status).toBe(0);
    expect(stdout).toContain(
      'reader\n  ✓ Reads over MCP.\n      tested with 1 request: allowed by ReadObjects\n',
    );
    expect(stdout).toContain(
      '✓ Not directly.\n      tested with 1 request: explicitDeny by DenyDirect\n',
    );
    expect(stdout).toContain(
      '✓ Nothing else.\n      proven for every request: nothing else is allowed\n',
    );
    expect(stdout).toContain('5 of 5 claims hold');
  });

  it('fails when a claim does not hold, and so do build and check', async () => {
    const test = workspace({
      ...files,
      'data/a.yaml': DATA.replace('expect: allowed', 'expect: denied'),
    });
    for (const command of ['prove', 'build', 'check']) {
      expect(await run(test.root, command), command).toMatchObject({
        status: 1,
        stdout: expect.stringContaining('claim/fails this does not hold') as string,
      });
    }
    expect((await run(test.root, 'prove')).stdout).toContain('✗ Reads over MCP.');
    expect(test.read('out/a.mdx')).toBe(policyPage('reader'));
  });

  it('prints JSON with every trial', async () => {
    const result = JSON.parse(
      (await run(workspace(files).root, 'prove', '--format', 'json')).stdout,
    ) as {
      summary: { dataDate: string; claims: object[] };
    };
    expect(result.summary.dataDate).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(result.summary.claims[1]).toMatchObject({
      role: 'reader',
      index: 1,
      holds: true,
      trials: [
        { action: 's3:GetObject', decision: 'explicitDeny', decidedBy: [{ sid: 'DenyDirect' }] },
      ],
    });
  });
});

describe('permadocs simulate', () => {
  it('decides on a role of the workspace', async () => {
    const test = workspace(files);
    const args = [
      '--role',
      'reader',
      '--action',
      's3:GetObject',
      '--resource',
      'arn:aws:s3:::example-bucket/a',
    ];
    const allowed = await run(
      test.root,
      'simulate',
      ...args,
      '--context',
      'aws:ViaAWSMCPService=true',
    );
    expect(allowed).toMatchObject({ status: 0, stderr: '' });
    expect(allowed.stdout).toContain('is allowed\n  decided by ReadObjects of permissions\n');
    const denied = (await run(test.root, 'simulate', ...args)).stdout;
    expect(denied).toContain('is denied explicitly\n  decided by DenyDirect of permissions');
    expect(denied).toContain('taken as absent: aws:ViaAWSMCPService');
  });

  it('takes boundaries and service control policies', async () => {
    const allow = (action: string): string =>
      JSON.stringify({
        Version: '2012-10-17',
        Statement: { Effect: 'Allow', Action: action, Resource: '*' },
      });
    const test = workspace({
      'all.json': allow('*'),
      's3.json': allow('s3:*'),
      'ec2.json': allow('ec2:*'),
    });
    const command = ['simulate', '--policy', 'all.json', '--action', 's3:ListAllMyBuckets'];
    const decide = async (...args: string[]): Promise<string> => {
      const { stdout } = await run(test.root, ...command, '--format', 'json', ...args);
      return (JSON.parse(stdout) as { decision: string }).decision;
    };
    expect(await decide()).toBe('allowed');
    expect(await decide('--boundary', 'ec2.json')).toBe('implicitDeny');
    expect(await decide('--scp', 'all.json', '--scp', 's3.json')).toBe('allowed');
    expect(await decide('--scp', 'all.json', '--scp', 'ec2.json')).toBe('implicitDeny');
  });

  it('runs a file of cases, a JSON line each', async () => {
    const policy = JSON.parse(GUARDED) as object;
    const one = { policy, action: 's3:GetObject', resource: 'arn:aws:s3:::b/k', context: {} };
    const test = workspace({
      'cases.json': JSON.stringify([
        { ...one, id: 'a', expected: 'ExplicitlyDenied' },
        { ...one, id: 'b', expected: 'Allowed' },
      ]),
      'bad.json': '{',
      'none.json': '{}',
    });
    expect(await run(test.root, 'simulate', '--cases', 'cases.json')).toMatchObject({
      status: 1,
      stdout:
        '{"id":"a","decision":"explicitDeny","expected":"explicitDeny","ok":true}\n{"id":"b","decision":"explicitDeny","expected":"allowed","ok":false}\n',
    });
    expect((await run(test.root, 'simulate', '--cases', 'bad.json')).status).toBe(2);
    expect((await run(test.root, 'simulate', '--cases', 'none.json')).status).toBe(2);
  });

  it.each([
    [['simulate', '--role', 'reader'], 'simulate needs --action'],
    [['simulate', '--action', 's3:GetObject'], 'simulate needs --role'],
    [['simulate', '--action', 's3:GetObject', '--role', 'nobody'], 'there is no role `nobody`'],
    [
      ['simulate', '--action', 's3:GetObject', '--policy', 'nothing.json'],
      'nothing.json cannot be read',
    ],
    [['simulate', '--action', 's3:GetObject', '--context', 'x'], 'write key=value'],
  ])('%j cannot run', async (args, message) => {
    expect(await run(workspace(files).root, ...args)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining(message) as string,
    });
  });
});

describe('permadocs validate', () => {
  it('finds nothing in a good policy, its placeholders replaced', async () => {
    const test = workspace({ ...files, 'good.json': GUARDED });
    expect(await run(test.root, 'validate', 'good.json')).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(
        /^1 policy, no problems \(IAM data of \d{4}-\d\d-\d\d\)\n$/,
      ) as string,
    });
  });

  it('reports each finding at its line, in JSON and YAML', async () => {
    const test = workspace({
      'bad.json':
        '{\n  "Version": "2012-10-17",\n  "Statement": [\n    { "Effect": "allow", "Action": "s3:GetObjekt", "Resource": "*" }\n  ]\n}\n',
      'bad.yaml':
        'Version: "2012-10-17"\nStatement:\n  - Effect: Allow\n    Action: s3:GetObjekt\n    Resource: "*"\n',
      'broken.json': '{ "Version": }',
    });
    const { status, stdout } = await run(
      test.root,
      'validate',
      'bad.json',
      'bad.yaml',
      'broken.json',
    );
    expect(status).toBe(1);
    expect(stdout).toContain('bad.json:4:17 error iam/invalid-effect');
    expect(stdout).toContain('bad.json:4:36 error iam/invalid-action');
    expect(stdout).toContain('bad.yaml:4:13 error iam/invalid-action');
    expect(stdout).toContain('broken.json:1:14 error iam/json-syntax-error');
  });

  it('judges by kind, and adds the workspace’s own actions', async () => {
    const trust = JSON.stringify({
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Principal: { Service: 'ec2.amazonaws.com' },
        Action: 'sts:AssumeRole',
      },
    });
    const own = JSON.stringify({
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: 'own-service:Run', Resource: '*' },
    });
    const test = workspace({ 'trust.json': trust, 'own.json': own });
    expect((await run(test.root, 'validate', 'trust.json', '--kind', 'trust')).status).toBe(0);
    expect((await run(test.root, 'validate', 'trust.json')).status).toBe(1);
    expect((await run(test.root, 'validate', 'own.json')).status).toBe(1);
    test.write('data/a.yaml', 'actions:\n  own-service:Run: { summary: x }\n');
    expect((await run(test.root, 'validate', 'own.json')).status).toBe(0);
  });
});

describe('permadocs lint', () => {
  it('finds, fixes, and keeps a baseline', async () => {
    const page = 'Grant `aws-mcp:InvokeMcp`.\n';
    const test = workspace({ 'docs/a.md': page });
    const found = await run(test.root, 'lint', 'docs');
    expect(found.status).toBe(1);
    expect(found.stdout).toContain(
      'docs/a.md:1:7 error lint/stale-action aws-mcp:InvokeMcp was removed on 2026-03-24',
    );
    expect(await run(test.root, 'lint', '--as-of', '2026-01-01')).toMatchObject({ status: 0 });
    expect((await run(test.root, 'lint', '--rule', 'lint/drift')).status).toBe(0);
    expect((await run(test.root, 'lint', '--baseline', 'base.json')).status).toBe(2);
    expect(
      await run(test.root, 'lint', '--baseline', 'base.json', '--update-baseline'),
    ).toMatchObject({
      status: 0,
      stdout: '1 finding written to base.json\n',
    });
    expect((await run(test.root, 'lint', '--baseline', 'base.json')).status).toBe(0);
    expect((await run(test.root, 'lint', '--as-of', 'yesterday')).status).toBe(2);
    expect((await run(test.root, 'lint', 'nowhere')).status).toBe(2);
  });

  it('prints its rules with examples', async () => {
    expect((await run(workspace({}).root, 'explain', 'lint/stale-action')).stdout).toContain(
      'Found here:\n\nThe role needs `aws-mcp:InvokeMcp`',
    );
  });
});
