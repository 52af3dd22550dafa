import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

import { CODES } from '../../scripts/problems/codes.ts';
import { DATA, policyPage, workspace } from '../support/workspace.ts';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What `check` prints when nothing but this says something of colours. */
function checkWith(root: string, settings: NodeJS.ProcessEnv): string {
  const { NO_COLOR: _, FORCE_COLOR: __, ...env } = process.env;
  return spawnSync(process.execPath, [CLI, 'check'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...env, ...settings },
  }).stdout;
}

function run(cwd: string, ...args: string[]): Run {
  return runWith('', cwd, ...args);
}

/** With a text on standard input. */
function runWith(input: string, cwd: string, ...args: string[]): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], {
    cwd,
    input,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  return { status, stdout, stderr };
}

const files = { 'data/a.yaml': DATA, 'out/a.mdx': policyPage('reader'), 'package.json': '{}' };

describe('permadocs', () => {
  it('exits with 0 when it is clean, 1 when something is found, 2 when it cannot run', () => {
    const test = workspace(files);
    expect(run(test.root, 'check').status).toBe(1);
    expect(run(test.root, 'build').status).toBe(0);
    expect(run(test.root, 'check').status).toBe(0);
    expect(run(test.root, 'check', 'nothing.mdx')).toMatchObject({
      status: 2,
      stderr: 'permadocs: nothing.mdx does not exist\n',
    });
    expect(run(test.root, 'chekc').status).toBe(2);
    expect(run(test.root, 'check', '--frmat', 'json').status).toBe(2);
    expect(run(test.root, 'check', '--format', 'xml').status).toBe(2);
    expect(run(test.root, 'check', '--root', 'nowhere').status).toBe(2);
    test.write('permadocs.yaml', 'pagez: x\n');
    const broken = run(test.root, 'check');
    expect(broken.status).toBe(2);
    expect(broken.stdout).toContain('permadocs.yaml:1:1 error config/invalid unknown key `pagez`');
    expect(broken.stdout).toContain('hint: did you mean `pages`?');
  });

  it('prints a problem with its place, its line and what to do', () => {
    const test = workspace({ ...files, 'out/a.mdx': policyPage('raeder') });
    expect(run(test.root, 'check').stdout)
      .toBe(`out/a.mdx:9:1 error marker/bad-parameter the data has no role \`raeder\`
  9 | {/* BEGIN permadocs policy role="raeder" */}
    | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  hint: did you mean \`reader\`?
`);
  });

  it('shows what check found, what feeds it and how to repair it', () => {
    const test = workspace(files);
    const { stdout } = run(test.root, 'check');
    expect(stdout).toContain(
      'out/a.mdx:9:1 error page/out-of-date the region policy is not what data/a.yaml',
    );
    expect(stdout).toContain('hint: run `permadocs build out/a.mdx` and commit the result');
    expect(stdout).toContain('    +      "Sid": "ReadObjects",');
    expect(stdout).toContain('1 page out of date; repair with: permadocs build out/a.mdx');
  });

  it('quotes a page in the command that repairs it where a shell would split its name', () => {
    const test = workspace({ ...files, "out/it's a.mdx": files['out/a.mdx'] });
    const { stdout } = run(test.root, 'check', "out/it's a.mdx");
    const command = String.raw`permadocs build 'out/it'\''s a.mdx'`;
    expect(stdout).toContain(`hint: run \`${command}\` and`);
    expect(stdout).toContain(`repair with: ${command}\n`);
  });

  it('shows a difference once, and names one command for many pages', () => {
    const pages = Array.from({ length: 11 }, (_, index) => [
      `out/${index + 10}.mdx`,
      files['out/a.mdx'],
    ]);
    const test = workspace({ ...files, ...Object.fromEntries(pages) });
    for (const command of [['check'], ['build', '--diff', '--dry-run']]) {
      const { stdout } = run(test.root, ...command);
      expect(stdout.split('+      "Sid": "ReadObjects",')).toHaveLength(2);
      expect(stdout.split('    the same as at out/10.mdx:9\n')).toHaveLength(12);
    }
    expect(run(test.root, 'check').stdout).toMatch(/repair with: permadocs build\n$/);
  });

  it('says where to look when there is no region at all, and what a list in YAML may lack', () => {
    const test = workspace({ 'permadocs.yaml': 'pages: docs/**\n' });
    for (const command of ['build', 'check'])
      expect(run(test.root, command).stdout).toBe(
        '0 regions on 0 pages (`permadocs list pages` prints where they are looked for), all up to date\n',
      );
    test.write('permadocs.yaml', 'pages: [docs/**/*.{md,mdx}]\n');
    expect(run(test.root, 'check').stdout).toContain('hint: between [ ] or { }, quote what has');
  });

  it('prints JSON', () => {
    const test = workspace(files);
    const result = JSON.parse(run(test.root, 'check', '--format', 'json').stdout) as {
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

  it('prints no colours into a pipe, not even in CI', () => {
    const test = workspace(files);
    expect(checkWith(test.root, { CI: 'true' })).toContain('out/a.mdx:9:1 error page/out-of-date');
  });

  it('prints colours into a pipe where it is told to, and never against NO_COLOR', () => {
    const test = workspace(files);
    const colour = '\u001B[1mout/a.mdx';
    expect(checkWith(test.root, { FORCE_COLOR: '1' })).toContain(colour);
    expect(checkWith(test.root, { FORCE_COLOR: '0' })).not.toContain(colour);
    expect(checkWith(test.root, { FORCE_COLOR: '1', NO_COLOR: '1' })).not.toContain(colour);
  });

  it('prints workflow commands for GitHub, and SARIF', () => {
    const test = workspace(files);
    expect(run(test.root, 'check', '--format', 'github').stdout).toMatch(
      /^::error file=out\/a\.mdx,line=9,endLine=9,col=1,endColumn=45,title=page\/out-of-date::the region/,
    );
    const log = JSON.parse(run(test.root, 'check', '--format', 'sarif').stdout) as {
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

  it('tells GitHub places from where it runs, as the code host knows them', () => {
    const test = workspace({
      'website/data/a.yaml': DATA,
      'website/out/a.mdx': policyPage('reader'),
    });
    const check = (format: string): string =>
      run(test.root, 'check', '--root', 'website', '--format', format).stdout;
    expect(check('github')).toContain('::error file=website/out/a.mdx,line=9,');
    expect(check('sarif')).toContain('"uri": "website/out/a.mdx"');
    expect(check('json')).toContain('"file": "out/a.mdx"');
  });

  it('runs from anywhere with --root, with paths from there or from the root', () => {
    const test = workspace({
      'docs/data/a.yaml': DATA,
      'docs/out/a.mdx': policyPage('reader'),
      'docs/out/b.mdx': policyPage('writer'),
    });
    expect(run(test.root, 'build', '--root', 'docs', '--dry-run', 'out/a.mdx').stdout).toContain(
      'would update out/a.mdx:9 policy',
    );
    expect(run(test.root, 'build', '--root', 'docs', 'docs/out/a.mdx').stdout).toContain(
      'updated out/a.mdx:9 policy\n1 region on 1 page, 1 page written',
    );
  });

  it('shows the diff of a build, and with --quiet nothing but errors', () => {
    const test = workspace(files);
    expect(run(test.root, 'build', '--dry-run', '--diff').stdout).toContain(
      '    +  "Version": "2012-10-17",',
    );
    expect(run(test.root, 'build', '--quiet')).toMatchObject({ status: 0, stdout: '', stderr: '' });
  });

  it('fails for warnings only when asked to', () => {
    const test = workspace({
      ...files,
      'out/a.mdx': policyPage('reader').replace(/---[^]*Text\.\n/, ''),
    });
    expect(run(test.root, 'build')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('warning marker/becomes-description') as string,
    });
    expect(run(test.root, 'build', '--max-warnings', '0').status).toBe(1);
  });

  it('lists sections with their parameters, and entries with their files', () => {
    const test = workspace(files);
    expect(run(test.root, 'list', 'sections').stdout).toContain(
      'policy role=role kind=permissions|trust|boundary (default permissions) [title=text] [meta=text]\n    A role',
    );
    expect(run(test.root, 'list', 'roles').stdout).toBe(
      'reader\n    Reader\n    data/a.yaml:2\nwriter\n    Writer\n    data/a.yaml:16\n',
    );
    for (const what of ['helpers', 'codes', 'pages', 'statements'])
      expect(run(test.root, 'list', what)).toMatchObject({ status: 0, stderr: '' });
  });

  it('explains each code', () => {
    const test = workspace({});
    expect(run(test.root, 'explain', 'marker/unclosed').stdout).toBe(
      `marker/unclosed (error)\n${CODES['marker/unclosed'].title}.\n\n${CODES['marker/unclosed'].explain}\n`,
    );
    expect(run(test.root, 'explain', 'marker/unclose')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('did you mean `marker/unclosed`?') as string,
    });
  });

  it('has help for every command, and a version', () => {
    const test = workspace({});
    expect(run(test.root, '--version').stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    for (const command of [[], ['build'], ['check'], ['list'], ['explain']]) {
      expect(run(test.root, ...command, '--help')).toMatchObject({ status: 0, stderr: '' });
    }
  });
});

const GUARDED = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Sid: 'Read', Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::<BUCKET>/*' },
    {
      Effect: 'Deny',
      Action: '*',
      Resource: '*',
      Condition: { BoolIfExists: { 'aws:ViaAWSMCPService': 'false' } },
    },
  ],
});

describe('permadocs prove', () => {
  it('prints each claim with the decision and the statement that decided', () => {
    const { status, stdout } = run(workspace(files).root, 'prove');
    expect(status).toBe(0);
    expect(stdout).toContain(
      'reader\n  ✓ Reads over MCP.\n      allowed by ReadObjects, 1 request\n',
    );
    expect(stdout).toContain('✓ Not directly.\n      explicitDeny by DenyDirect, 1 request\n');
    expect(stdout).toContain('3 of 3 claims hold');
  });

  it('fails when a claim does not hold, and so do build and check', () => {
    const test = workspace({
      ...files,
      'data/a.yaml': DATA.replace('expect: allowed', 'expect: denied'),
    });
    for (const command of ['prove', 'build', 'check']) {
      expect(run(test.root, command), command).toMatchObject({
        status: 1,
        stdout: expect.stringContaining('claim/fails this does not hold') as string,
      });
    }
    expect(run(test.root, 'prove').stdout).toContain('✗ Reads over MCP.');
    expect(test.read('out/a.mdx')).toBe(policyPage('reader'));
  });

  it('prints JSON with every trial', () => {
    const result = JSON.parse(run(workspace(files).root, 'prove', '--format', 'json').stdout) as {
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
  it('decides on a role of the workspace', () => {
    const test = workspace(files);
    const args = [
      '--role',
      'reader',
      '--action',
      's3:GetObject',
      '--resource',
      'arn:aws:s3:::example-bucket/a',
    ];
    const allowed = run(test.root, 'simulate', ...args, '--context', 'aws:ViaAWSMCPService=true');
    expect(allowed).toMatchObject({ status: 0, stderr: '' });
    expect(allowed.stdout).toContain('is allowed\n  decided by ReadObjects of permissions\n');
    const denied = run(test.root, 'simulate', ...args).stdout;
    expect(denied).toContain('is denied explicitly\n  decided by DenyDirect of permissions');
    expect(denied).toContain('taken as absent: aws:ViaAWSMCPService');
  });

  it('decides on a policy from standard input, and prints JSON', () => {
    const test = workspace(files);
    const { stdout } = runWith(
      GUARDED,
      test.root,
      'simulate',
      '--policy',
      '-',
      '--action',
      's3:PutObject',
      '--resource',
      'arn:aws:s3:::example-bucket/a',
      '--context',
      'aws:ViaAWSMCPService=true',
      '--format',
      'json',
    );
    expect(JSON.parse(stdout)).toEqual({
      decision: 'implicitDeny',
      decidedBy: [],
      notMatched: [
        {
          policy: '<stdin>',
          sid: 'Read',
          index: 0,
          reason: 'the action s3:PutObject is not in Action',
        },
        {
          policy: '<stdin>',
          sid: null,
          index: 1,
          reason: expect.stringContaining(
            'BoolIfExists aws:ViaAWSMCPService "false" is false',
          ) as string,
        },
      ],
      unknown: [],
    });
  });

  it('takes boundaries and service control policies', () => {
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
    const decide = (...args: string[]): string =>
      (
        JSON.parse(
          run(
            test.root,
            'simulate',
            '--policy',
            'all.json',
            '--action',
            's3:ListAllMyBuckets',
            '--format',
            'json',
            ...args,
          ).stdout,
        ) as { decision: string }
      ).decision;
    expect(decide()).toBe('allowed');
    expect(decide('--boundary', 'ec2.json')).toBe('implicitDeny');
    expect(decide('--scp', 'all.json', '--scp', 's3.json')).toBe('allowed');
    expect(decide('--scp', 'all.json', '--scp', 'ec2.json')).toBe('implicitDeny');
  });

  it('runs a file of cases, a JSON line each', () => {
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
    expect(run(test.root, 'simulate', '--cases', 'cases.json')).toMatchObject({
      status: 1,
      stdout:
        '{"id":"a","decision":"explicitDeny","expected":"explicitDeny","ok":true}\n{"id":"b","decision":"explicitDeny","expected":"allowed","ok":false}\n',
    });
    expect(run(test.root, 'simulate', '--cases', 'bad.json').status).toBe(2);
    expect(run(test.root, 'simulate', '--cases', 'none.json').status).toBe(2);
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
  ])('%j cannot run', (args, message) => {
    expect(run(workspace(files).root, ...args)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining(message) as string,
    });
  });
});

describe('permadocs validate', () => {
  it('finds nothing in a good policy, its placeholders replaced', () => {
    const test = workspace({ ...files, 'good.json': GUARDED });
    expect(run(test.root, 'validate', 'good.json')).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(
        /^1 policy, no problems \(data of \d{4}-\d\d-\d\d\)\n$/,
      ) as string,
    });
  });

  it('reports each finding at its line, in JSON and YAML', () => {
    const test = workspace({
      'bad.json':
        '{\n  "Version": "2012-10-17",\n  "Statement": [\n    { "Effect": "allow", "Action": "s3:GetObjekt", "Resource": "*" }\n  ]\n}\n',
      'bad.yaml':
        'Version: "2012-10-17"\nStatement:\n  - Effect: Allow\n    Action: s3:GetObjekt\n    Resource: "*"\n',
      'broken.json': '{ "Version": }',
    });
    const { status, stdout } = run(test.root, 'validate', 'bad.json', 'bad.yaml', 'broken.json');
    expect(status).toBe(1);
    expect(stdout).toContain('bad.json:4:17 error iam/invalid-effect');
    expect(stdout).toContain('bad.json:4:36 error iam/invalid-action');
    expect(stdout).toContain('bad.yaml:4:13 error iam/invalid-action');
    expect(stdout).toContain('broken.json:1:14 error iam/json-syntax-error');
  });

  it('judges by kind, and adds the workspace’s own actions', () => {
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
    expect(run(test.root, 'validate', 'trust.json', '--kind', 'trust').status).toBe(0);
    expect(run(test.root, 'validate', 'trust.json').status).toBe(1);
    expect(run(test.root, 'validate', 'own.json').status).toBe(1);
    test.write('data/a.yaml', 'actions:\n  own-service:Run: { summary: x }\n');
    expect(run(test.root, 'validate', 'own.json').status).toBe(0);
  });
});

describe('permadocs lint', () => {
  it('finds, fixes, and keeps a baseline', () => {
    const page = 'Grant `aws-mcp:InvokeMcp`.\n';
    const test = workspace({ 'docs/a.md': page });
    const found = run(test.root, 'lint', 'docs');
    expect(found.status).toBe(1);
    expect(found.stdout).toContain(
      'docs/a.md:1:7 error lint/stale-action aws-mcp:InvokeMcp was removed on 2026-03-24',
    );
    expect(run(test.root, 'lint', '--as-of', '2026-01-01')).toMatchObject({ status: 0 });
    expect(run(test.root, 'lint', '--rule', 'lint/drift').status).toBe(0);
    expect(run(test.root, 'lint', '--baseline', 'base.json').status).toBe(2);
    expect(run(test.root, 'lint', '--baseline', 'base.json', '--update-baseline')).toMatchObject({
      status: 0,
      stdout: '1 finding written to base.json\n',
    });
    expect(run(test.root, 'lint', '--baseline', 'base.json').status).toBe(0);
    expect(run(test.root, 'lint', '--as-of', 'yesterday').status).toBe(2);
    expect(run(test.root, 'lint', 'nowhere').status).toBe(2);
  });

  it('prints its rules with examples', () => {
    expect(run(workspace({}).root, 'explain', 'lint/stale-action').stdout).toContain(
      'Found here:\n\nThe role needs `aws-mcp:InvokeMcp`',
    );
  });
});
