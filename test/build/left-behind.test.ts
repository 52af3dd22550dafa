import { describe, expect, it } from 'vitest';

import { run } from '../support/run.ts';
import { places, type TestWorkspace, workspace } from '../support/workspace.ts';

const DATA = `roles:
  reader:
    name: DocsReaderRole
    title: Reader
    policies:
      permissions:
        file: reader.json
        statements:
          - { Sid: Read, Effect: Allow, Action: s3:GetObject, Resource: 'arn:aws:s3:::docs/*' }
    claims:
      - say: '{role:reader} reads.'
        requests: [{ action: s3:GetObject, resource: 'arn:aws:s3:::docs/a' }]
        expect: allowed
      - say: Nothing else.
        only: [{ action: s3:GetObject, resource: 'arn:aws:s3:::docs/*' }]
`;

const PAGE = `---
description: A page.
---

# Reader

Assume DocsReaderRole.

{/* BEGIN permadocs role-commands role="reader" action="delete" */}

{/* END permadocs role-commands */}

{/* BEGIN permadocs policy role="reader" */}

{/* END permadocs policy */}

\`\`\`yaml
roleArn: arn:aws:iam::111122223333:role/DocsReaderRole
\`\`\`

Save \`reader.json\`. It was called DocsReaderRole before it was renamed.
`;

const OTHER = '# Other\n\nSee `DocsReaderRole`, not DocsReaderRole-2.\n';

async function built(data = DATA): Promise<TestWorkspace> {
  const test = workspace({
    'package.json': '{}',
    'data/a.yaml': data,
    'out/a.mdx': PAGE,
    'out/b.md': OTHER,
  });
  expect(places(await test.build())).toEqual([]);
  return test;
}

describe('a name that the build replaces in a region', () => {
  it('is reported wherever people wrote it, with the line for `formerly`', async () => {
    const test = await built(`${DATA}placeholders: { '<ARN>': 'role/DocsReaderRole' }\n`);
    test.write(
      'data/a.yaml',
      test.read('data/a.yaml').replace('name: DocsReaderRole', 'name: DocsRole'),
    );
    const result = await test.build();
    expect(places(result)).toEqual([
      'data/a.yaml:16:32 page/stale-name',
      'out/a.mdx:7:8 page/stale-name',
      `out/a.mdx:${String(lineOf(test, 'roleArn:'))}:41 page/stale-name`,
      'out/b.md:3:5 page/stale-name',
    ]);
    expect(result.written).toBe(true);
    expect(result.problems[0]).toMatchObject({
      severity: 'warning',
      message: 'DocsReaderRole is called DocsRole now',
      hint: 'write DocsRole, or let a region write it, and add `formerly: [DocsReaderRole]` to the role reader in data/a.yaml, so that lint finds it from now on',
    });
    expect(places(await test.build())).toEqual([]);
  });

  it('is reported for a file as well, and without an offer that was taken', async () => {
    const test = await built();
    test.write(
      'data/a.yaml',
      DATA.replace('title: Reader', 'title: Reader\n    formerly: [reader.json]').replace(
        'file: reader.json',
        'file: docs.json',
      ),
    );
    const { problems } = await test.build();
    expect(problems.map(({ message, hint }) => [message, hint])).toEqual([
      ['reader.json is called docs.json now', 'write docs.json, or let a region write it'],
    ]);
  });

  it('is reported for a policy that no role holds', async () => {
    const own = `policies:
  limits:
    kind: scp
    title: Limits
    file: limits.json
    statements: [{ Sid: No, Effect: Deny, Action: 'ec2:*', Resource: '*' }]
    claims: [{ say: No EC2., every: { action: 'ec2:*' }, expect: explicitDeny, by: No }]
`;
    const text =
      '# C\n\nSave limits.json.\n\n<!-- BEGIN permadocs policy policy="limits" -->\n\n<!-- END permadocs policy -->\n';
    const test = workspace({ 'package.json': '{}', 'data/b.yaml': own, 'out/c.md': text });
    expect(places(await test.build())).toEqual([]);
    test.write('data/b.yaml', own.replace('limits.json', 'no-ec2.json'));
    const { problems } = await test.build();
    expect(problems.map(({ message, hint }) => [message, hint])).toEqual([
      [
        'limits.json is called no-ec2.json now',
        'write no-ec2.json, or let a region write it, and add `formerly: [limits.json]` to the policy limits in data/b.yaml, so that lint finds it from now on',
      ],
    ]);
  });

  it('is nothing to report of where a policy changes and no name does', async () => {
    const test = await built();
    test.write(
      'data/a.yaml',
      DATA.replaceAll("docs/*'", "docs/public/*'").replace('docs/a', 'docs/public/a'),
    );
    expect(places(await test.build())).toEqual([]);
  });
});

describe('the sentences of claims', () => {
  it('have their names filled in where they are printed', async () => {
    const test = await built();
    expect((await run(test.root, 'prove')).stdout).toContain('✓ DocsReaderRole reads.');
    const json = JSON.parse((await run(test.root, 'prove', '--format', 'json')).stdout) as object;
    expect(JSON.stringify(json)).toContain('"DocsReaderRole reads."');
    expect((await run(test.root, 'explain', 's3:GetObject')).stdout).not.toContain('{role:');
    expect((await run(test.root, 'explain', 'reader')).stdout).not.toContain('{role:');
  });
});

const lineOf = (test: TestWorkspace, text: string): number =>
  test
    .read('out/a.mdx')
    .split('\n')
    .findIndex((line) => line.includes(text)) + 1;
