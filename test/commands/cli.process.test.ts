/** What only the compiled program shows: its process, with exit codes, pipes, colors and signals. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';

import { CLI } from '../support/installed.ts';
import { DATA, GUARDED, policyPage, workspace } from '../support/workspace.ts';

const files = { 'data/a.yaml': DATA, 'out/a.mdx': policyPage('reader'), 'package.json': '{}' };

/** The environment of the tests, in which nothing says something of colors. */
const { NO_COLOR: _, FORCE_COLOR: __, ...plain } = process.env;

function run(cwd: string, args: readonly string[], { input = '', env = {} } = {}) {
  return spawnSync(process.execPath, [CLI, ...args], {
    cwd,
    input,
    encoding: 'utf8',
    env: { ...plain, ...env },
  });
}

describe('the program', () => {
  it('exits with 0 when it is clean, 1 when something is found, 2 when it cannot run', () => {
    const test = workspace(files);
    // A pipe is given no colors, not even in CI.
    expect(run(test.root, ['check'], { env: { CI: 'true' } })).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('out/a.mdx:9:1 error page/out-of-date') as string,
      stderr: '1 error\n',
    });
    expect(run(test.root, ['build'])).toMatchObject({
      status: 0,
      stderr: expect.stringMatching(/^the workspace has no Prettier; [^\n]+\n$/) as string,
    });
    expect(run(test.root, ['check'])).toMatchObject({ status: 0, stderr: '' });
    expect(run(test.root, ['check', 'nothing.mdx'])).toMatchObject({
      status: 2,
      stdout: '',
      stderr: 'permadocs: nothing.mdx does not exist\n',
    });
    expect(run(test.root, ['chekc'])).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringContaining("unknown command 'chekc'") as string,
    });
  });

  it('prints help and its version on standard output', () => {
    const { root } = workspace({});
    expect(run(root, ['--help'])).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^Usage: permadocs [^]*\n {2}watch /) as string,
      stderr: '',
    });
    expect(run(root, ['--version']).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('prints all of it to a reader that is slower than the program', async () => {
    const { root } = workspace({ 'a.md': 'Allow `aws-mcp:InvokeMcp`.\n\n'.repeat(1000) });
    const child = spawn(process.execPath, [CLI, 'lint', 'a.md'], { cwd: root });
    // What the program says last; more than a pipe takes is still to be read from the other one.
    expect(String(await once(child.stderr, 'data'))).toContain('1000 errors');
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    expect(await once(child, 'close')).toEqual([1, null]);
    expect(out.match(/^a\.md:/gm)).toHaveLength(1000);
  });

  it('ends in silence when its reader stops reading', async () => {
    const { root } = workspace({});
    const child = spawn(process.execPath, [CLI, 'list', 'codes'], { cwd: root });
    let err = '';
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    child.stdout.destroy();
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(err).toBe('');
  });

  it('prints colors into a pipe where it is told to, and never against NO_COLOR', () => {
    const test = workspace({ 'out/a.mdx': '{/* END permadocs policy */}\n' });
    const color = '\u001B[1mout/a.mdx';
    expect(run(test.root, ['check'], { env: { FORCE_COLOR: '1' } }).stdout).toContain(color);
    expect(run(test.root, ['check'], { env: { FORCE_COLOR: '0' } }).stdout).not.toContain(color);
    expect(
      run(test.root, ['check'], { env: { FORCE_COLOR: '1', NO_COLOR: '1' } }).stdout,
    ).not.toContain(color);
  });

  it.each<[string, string, string, number]>([
    [
      'an IAM policy in JSON',
      '{ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": "s3:GetObjekt", "Resource": "*" } }',
      '<stdin>:1:72 error iam/invalid-action',
      1,
    ],
    [
      'an IAM policy in YAML',
      'Version: "2012-10-17"\nStatement: { Effect: Allow, Action: s3:ListAllMyBuckets, Resource: "*" }\n',
      '1 policy, no problems (',
      0,
    ],
  ])('validates %s from standard input', (_, input, expected, status) => {
    const result = run(workspace({}).root, ['validate', '-'], { input });
    expect(result.stdout).toContain(expected);
    expect(result.status).toBe(status);
  });

  it('says what standard input may hold where it holds something else', () => {
    const { stderr, status } = run(workspace({}).root, ['validate', '-'], { input: 'Hello.\n' });
    expect(stderr).toContain('standard input holds no policies that permadocs recognizes');
    expect(status).toBe(2);
  });

  it('decides on a policy from standard input, and prints JSON', () => {
    const test = workspace(files);
    const request = ['--action', 's3:PutObject', '--resource', 'arn:aws:s3:::example-bucket/a'];
    const context = ['--context', 'aws:ViaAWSMCPService=true'];
    const { stdout } = run(
      test.root,
      ['simulate', '--policy', '-', ...request, ...context, '--format', 'json'],
      { input: GUARDED },
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
});
