import { chmodSync, symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { lint } from '../../scripts/lint/lint.ts';
import { run } from '../support/run.ts';
import { workspace } from '../support/workspace.ts';

const S3 = { action: 's3:GetObject' };

describe('simulate --cases', () => {
  it.each<[unknown, string]>([
    [[{ ...S3, policy: null }], 'case 1: `policy`: expected a policy'],
    [[{ ...S3, policy: 5 }], 'case 1: `policy`: expected a policy'],
    [[{ ...S3, policy: '{' }], 'case 1 cannot be decided: policy: the policy is not valid JSON'],
    [[{ ...S3, policies: {} }], 'case 1: `policies`: expected a list of policies'],
    [[S3, { ...S3, scps: [5] }], 'case 2: `scps.0`: expected a list of policies for each level'],
    [[{ ...S3, principal: 5 }], 'case 1: `principal`: expected a text'],
    [[{ ...S3, resource: [1] }], 'case 1: `resource`: expected a text'],
    [[{ ...S3, context: 5 }], 'case 1: `context`: expected an object of condition keys'],
    [[{ ...S3, context: { a: { b: 1 } } }], 'case 1: `context.a`: expected a value, or a list'],
    [[{ ...S3, expected: 'allwoed' }], 'case 1: `expected`: did you mean `allowed`'],
    [[{ ...S3, expected: 'constructor' }], 'case 1: `expected`: expected one of'],
    [[1], 'case 1: expected an object with an `action`'],
    [[{}], 'case 1: `action`: expected an action'],
    [{}, 'holds no array of cases'],
    [null, 'holds no array of cases'],
  ])('says of %j what is wrong with it', async (cases, words) => {
    const test = workspace({ 'c.json': JSON.stringify(cases) });
    const { status, stdout, stderr } = await run(test.root, 'simulate', '--cases', 'c.json');
    expect(stderr).toContain(`c.json`);
    expect(stderr).toContain(words);
    expect(stderr).not.toContain('bug');
    expect([status, stdout]).toEqual([2, '']);
  });

  it('says that a policy nests too deep', async () => {
    const policy = `{ "Statement": ${'['.repeat(5000)}${']'.repeat(5000)} }`;
    const test = workspace({ 'c.json': `[{ "action": "s3:GetObject", "policy": ${policy} }]` });
    expect(await run(test.root, 'simulate', '--cases', 'c.json')).toMatchObject({
      status: 2,
      stderr: 'permadocs: c.json: case 1 cannot be decided: it nests too deep\n',
    });
  });

  it('takes AWS’s words, numbers and keys of people’s own', async () => {
    const cases = [{ ...S3, id: 7, note: 'x', expected: 'ImplicitlyDenied', context: { a: [1] } }];
    const test = workspace({ 'c.json': JSON.stringify(cases) });
    expect(await run(test.root, 'simulate', '--cases', 'c.json')).toMatchObject({
      status: 0,
      stdout: '{"id":"7","decision":"implicitDeny","expected":"implicitDeny","ok":true}\n',
    });
  });
});

describe('init', () => {
  const MANIFEST = '{ "name": "x", "scripts": {} }\n';

  it('says that it added something only if it did', async () => {
    const test = workspace({ 'package.json': MANIFEST });
    chmodSync(test.path('package.json'), 0o444);
    const { status, stdout } = await run(test.root, 'init', '--yes');
    expect(status).toBe(1);
    expect(stdout).toContain('page/read-only');
    expect(stdout).toContain('package.json is as it was; add this to it:');
    expect(stdout).not.toContain('added to package.json');
    expect(test.read('package.json')).toBe(MANIFEST);
  });

  it('does not write through a link that leads out', async () => {
    const outside = workspace({ 'package.json': MANIFEST });
    const test = workspace({});
    symlinkSync(outside.path('package.json'), test.path('package.json'));
    const { stdout } = await run(test.root, 'init', '--yes');
    expect(stdout).not.toContain('added to package.json');
    expect(outside.read('package.json')).toBe(MANIFEST);
  });
});

describe('lint --fix', () => {
  const PAGE =
    '```json\n{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": ["aws-mcp:InvokeMcp", "s3:GetObject"], "Resource": "*" }] }\n```\n';

  it('says which page it could not write, and fails', async () => {
    const test = workspace({ 'a.md': PAGE, 'b.md': PAGE });
    chmodSync(test.path('b.md'), 0o444);
    const { status, stdout } = await run(test.root, 'lint', '--fix');
    expect(status).toBe(1);
    expect(stdout).toContain('fixed a.md\n');
    expect(stdout).toContain('b.md:1:1 error page/read-only b.md is read-only');
    expect(stdout).not.toContain('fixed b.md');
    expect(test.read('b.md')).toBe(PAGE);
  });

  it('says so where no page could be written', async () => {
    const test = workspace({ 'a.md': PAGE });
    chmodSync(test.path('a.md'), 0o444);
    const { problems, fixed } = await lint({ root: test.root, asOf: '2026-06-01', fix: true });
    expect(fixed).toEqual([]);
    expect(problems.map(({ code }) => code)).toContain('page/read-only');
  });
});
