import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

import { CODES } from '../scripts/codes.ts';
import { DATA, policyPage, workspace } from './workspace.ts';

const CLI = fileURLToPath(new URL('../dist/cli.js', import.meta.url));

interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(cwd: string, ...args: string[]): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], {
    cwd,
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
    expect(run(test.root, 'list').stdout).toContain(
      'policy role=role kind=permissions|trust|boundary (default permissions) [title=text] [meta=text]\n    A role',
    );
    expect(run(test.root, 'list', 'roles').stdout).toBe(
      'reader\n    Reader\n    data/a.yaml\nwriter\n    Writer\n    data/a.yaml\n',
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
