import { describe, expect, it } from 'vitest';

import { run, runOn } from '../support/run.ts';
import { places, type TestWorkspace, workspace } from '../support/workspace.ts';

const ROLES = `# Roles of the docs.
roles:
  "reader":   # reads
    name: DocsReaderRole # in IAM
    title: Reader
    intro: Use {role:reader}, saved as {file:reader}, not \`reader\`.
    policies:
      permissions:
        statements:
          - use: read-docs
          - { Sid: List, Effect: Allow, Action: s3:ListBucket, Resource: 'arn:aws:s3:::docs' }
    claims:
      - say: Reads through {role:reader}.
        scenario: any-call
        requests: [{ action: s3:GetObject, resource: 'arn:aws:s3:::docs/a' }]
        expect: allowed
        by: Read
      - say: Lists.
        scenario: any-call
        requests: [{ action: s3:ListBucket, resource: 'arn:aws:s3:::docs' }]
        expect: allowed
        by: List
      - say: Nothing else.
        only: [{ action: s3:GetObject, resource: 'arn:aws:s3:::docs/*' }, { action: s3:ListBucket, resource: 'arn:aws:s3:::docs' }]
  writer:
    name: DocsWriterRole
    title: Writer
    summary: Trusts arn:aws:iam::111122223333:role/DocsReaderRole, not DocsReaderRole-2.
    policies: { permissions: { statements: [{ use: read-docs }] } }
    claims:
      - { say: Within it., within: reader }
      - { say: Reads., requests: [{ action: s3:GetObject, resource: 'arn:aws:s3:::docs/a' }], expect: allowed }
statements:
  read-docs:
    { Sid: Read, Effect: Allow, Action: s3:GetObject, Resource: 'arn:aws:s3:::docs/*' }
scenarios:
  any-call:
    title: any call
    contexts: [{ 'aws:SourceVpc': null }]
`;

const PAGE = `---
description: A page.
permadocs:
  who: reader
---

# The reader

Text about DocsReaderRole, reader and reader-permissions.json.

{/* BEGIN permadocs policy role="reader" -- reader, see data */}

{/* END permadocs policy */}

{/* BEGIN permadocs policy role=$who title="reader" */}

{/* END permadocs policy */}

{/* BEGIN permadocs access-matrix roles="writer,reader" scenarios="any-call" */}

{/* END permadocs access-matrix */}

{/* BEGIN permadocs statement statement="read-docs" */}

{/* END permadocs statement */}

\`\`\`yaml
roleArn: arn:aws:iam::111122223333:role/DocsReaderRole
other: DocsReaderRole-2
\`\`\`

It was called DocsReaderRole before, and it is renamed now.
`;

async function site(files: Readonly<Record<string, string>> = {}): Promise<TestWorkspace> {
  const test = workspace({
    'package.json': '{}',
    'data/all.yaml': ROLES,
    'out/a.mdx': PAGE,
    ...files,
  });
  expect(places(await test.build())).toEqual([]);
  return test;
}

/** The lines that changed, without the rest. */
function changed(before: string, after: string): string[] {
  const [old, next] = [before.split('\n'), after.split('\n')];
  return next.filter((line) => !old.includes(line));
}

const rename = (test: TestWorkspace, ...args: readonly string[]) =>
  run(test.root, 'rename', ...args);

describe('renaming the id of a role', () => {
  it('changes its key, what refers to it, the markers and the texts that name it', async () => {
    const test = await site();
    const [data, page] = [test.read('data/all.yaml'), test.read('out/a.mdx')];
    const { status } = await rename(test, 'role', 'reader', 'docs-reader', '--yes');
    expect(status).toBe(0);
    expect(changed(data, test.read('data/all.yaml'))).toEqual([
      '  "docs-reader":   # reads',
      '    intro: Use {role:docs-reader}, saved as {file:docs-reader}, not `reader`.',
      '      - say: Reads through {role:docs-reader}.',
      '      - { say: Within it., within: docs-reader }',
    ]);
    expect(changed(page, test.read('out/a.mdx'))).toEqual([
      '  who: docs-reader',
      'Text about DocsReaderRole, reader and docs-reader-permissions.json.',
      '{/* BEGIN permadocs policy role="docs-reader" -- reader, see data */}',
      '{/* BEGIN permadocs access-matrix roles="writer,docs-reader" scenarios="any-call" */}',
    ]);
    expect(places(await test.build())).toEqual([]);
    expect(test.read('out/a.mdx')).toContain('title="docs-reader-permissions.json"');
    const again = await rename(test, 'role', 'reader', 'docs-reader', '--yes');
    expect(again).toMatchObject({ status: 0, stdout: 'nothing to rename\n' });
  });

  it('reaches templates of the workspace', async () => {
    const template = [
      '---',
      'description: Ours.',
      'params:',
      '  role: { type: role, default: reader }',
      '---',
      '',
      '{{#if (is role.id "reader")}}The "reader".{{/if}}',
      '',
    ].join('\n');
    const test = await site({ 'templates/ours.hbs': template });
    await rename(test, 'role', 'reader', 'docs-reader', '--yes');
    expect(test.read('templates/ours.hbs')).toBe(
      template
        .replace('default: reader', 'default: docs-reader')
        .replace('id "reader"', 'id "docs-reader"'),
    );
    expect(places(await test.build())).toEqual([]);
  });

  it('is refused where the new id is taken, or is no id', async () => {
    const test = await site();
    const before = test.read('data/all.yaml');
    expect((await rename(test, 'role', 'reader', 'writer', '--yes')).stderr).toContain(
      'the role writer exists already, in data/all.yaml; choose another id',
    );
    const name = await rename(test, 'role', 'reader', 'NewRole', '--yes');
    expect(name).toMatchObject({ status: 2 });
    expect(name.stderr).toContain('`permadocs rename role DocsReaderRole NewRole`');
    expect((await rename(test, 'role', 'raeder', 'x', '--yes')).stderr).toContain('reader');
    expect((await rename(test, 'action', 'reader', 'x')).status).toBe(2);
    expect(test.read('data/all.yaml')).toBe(before);
  });
});

describe('renaming other ids', () => {
  it('changes statements and scenarios with all their uses', async () => {
    const test = await site();
    await rename(test, 'statement', 'read-docs', 'read-all', '--yes');
    await rename(test, 'scenario', 'any-call', 'outside', '--yes');
    const all = test.read('data/all.yaml') + test.read('out/a.mdx');
    expect(all).not.toMatch(/read-docs|any-call/);
    expect(test.read('data/all.yaml').match(/use: read-all/g)).toHaveLength(2);
    expect(test.read('data/all.yaml').match(/scenario: outside/g)).toHaveLength(2);
    expect(places(await test.build())).toEqual([]);
  });
});

describe('renaming what has policies of its own', () => {
  it('changes an entry of `policies`, its markers, and the file that follows its id', async () => {
    const data = `policies:
  reports:
    kind: bucket
    title: Reports
    attachedTo: arn:aws:s3:::reports
    statements:
      - { Sid: Read, Effect: Allow, Principal: { AWS: '111122223333' }, Action: s3:GetObject, Resource: 'arn:aws:s3:::reports/*' }
    claims:
      - say: Reads.
        principal: arn:aws:iam::111122223333:role/Reader
        requests: [{ action: s3:GetObject, resource: 'arn:aws:s3:::reports/a' }]
        expect: allowed
      - say: Nothing else.
        only: [{ action: s3:GetObject, resource: 'arn:aws:s3:::reports/*', principal: { account: '111122223333' } }]
`;
    const template =
      '---\ndescription: Ours.\nparams:\n  policy: { type: ownPolicy, default: reports }\n---\n\n{{policy.title}}\n';
    const test = await site({
      'data/b.yaml': data,
      'templates/ours.hbs': template,
      'out/b.md':
        '# B\n\nSave reports.json.\n\n<!-- BEGIN permadocs policy policy="reports" -->\n\n<!-- END permadocs policy -->\n',
    });
    await rename(test, 'policy', 'reports', 'our-reports', '--yes');
    expect(changed(data, test.read('data/b.yaml'))).toEqual(['  our-reports:']);
    expect(test.read('templates/ours.hbs')).toBe(
      template.replace('default: reports', 'default: our-reports'),
    );
    expect(test.read('out/b.md')).toContain('Save our-reports.json.');
    expect(test.read('out/b.md')).toContain('BEGIN permadocs policy policy="our-reports"');
    expect(places(await test.build())).toEqual([]);
    expect((await rename(test, 'policy', 'repots', 'x', '--yes')).stderr).toContain(
      'there is no policy `repots`',
    );
  });

  it('changes the files of several permissions, also where markers name them', async () => {
    const several = ROLES.replace(
      `      permissions:
        statements:
          - use: read-docs
          - {`,
      `      permissions:
        - statements: [{ use: read-docs }]
        - statements:
          - {`,
    );
    const test = await site({
      'data/all.yaml': several,
      'out/b.md':
        '# B\n\nSave reader-permissions-2.json.\n\n<!-- BEGIN permadocs policy role="reader" file="reader-permissions-2.json" -->\n\n<!-- END permadocs policy -->\n',
      'out/a.mdx': PAGE.replaceAll(
        /\{\/\* BEGIN permadocs policy[^]*?END permadocs policy \*\/\}/g,
        '',
      ),
    });
    await rename(test, 'role', 'reader', 'docs-reader', '--yes');
    expect(test.read('out/b.md')).toContain('Save docs-reader-permissions-2.json.');
    expect(test.read('out/b.md')).toContain(
      'policy role="docs-reader" file="docs-reader-permissions-2.json"',
    );
    expect(places(await test.build())).toEqual([]);
  });
});

describe('renaming a role in IAM', () => {
  it('changes the name, the texts that spell it, and hand-written prose and fences', async () => {
    const test = await site();
    const [data, page] = [test.read('data/all.yaml'), test.read('out/a.mdx')];
    await rename(test, 'role', 'DocsReaderRole', 'DocsRole', '--yes');
    expect(changed(data, test.read('data/all.yaml'))).toEqual([
      '    name: DocsRole # in IAM',
      '    formerly: [DocsReaderRole]',
      '    summary: Trusts arn:aws:iam::111122223333:role/DocsRole, not DocsReaderRole-2.',
    ]);
    expect(changed(page, test.read('out/a.mdx'))).toEqual([
      'Text about DocsRole, reader and reader-permissions.json.',
      'roleArn: arn:aws:iam::111122223333:role/DocsRole',
    ]);
    expect(places(await test.build())).toEqual([]);
    const again = await rename(test, 'role', 'DocsReaderRole', 'DocsRole', '--yes');
    expect(again).toMatchObject({ status: 0, stdout: 'nothing to rename\n' });
    await rename(test, 'role', 'DocsRole', 'DocsReaderRole', '--yes');
    expect(test.read('data/all.yaml')).toContain('formerly: [DocsRole]');
    expect(test.read('data/all.yaml')).toContain('name: DocsReaderRole # in IAM');
  });

  it('leaves an ordinary word alone, except where a role is meant', async () => {
    const test = await site({
      'data/all.yaml': ROLES.replaceAll('DocsReaderRole', 'reading'),
      'out/b.md':
        '# B\n\nText on reading.\n\n```sh\naws iam get-role --role-name reading\necho reading\n```\n',
    });
    await rename(test, 'role', 'reading', 'DocsRole', '--yes');
    expect(test.read('out/b.md')).toBe(
      '# B\n\nText on reading.\n\n```sh\naws iam get-role --role-name DocsRole\necho reading\n```\n',
    );
    expect(test.read('data/all.yaml')).toContain('name: DocsRole # in IAM');
  });

  it('finds an ordinary word in ARNs with paths, in those of sessions, and in templates', async () => {
    const places = [
      'arn:aws:iam::111122223333:role/ops/a.b/reading',
      'arn:aws:sts::111122223333:assumed-role/reading/session',
      'RoleName: reading',
    ];
    const others = ['arn:aws:iam::111122223333:role/reading/Other', 'reading: yes'];
    const test = await site({
      'data/all.yaml': ROLES.replaceAll('DocsReaderRole', 'reading'),
      'out/b.md': `# B\n\n\`\`\`yaml\n${[...places, ...others].join('\n')}\n\`\`\`\n`,
    });
    await rename(test, 'role', 'reading', 'DocsRole', '--yes');
    const after = places.map((one) => one.replace('reading', 'DocsRole'));
    expect(test.read('out/b.md')).toContain([...after, ...others].join('\n'));
  });

  it('is refused where another role has the name', async () => {
    const { stderr } = await rename(await site(), 'role', 'DocsReaderRole', 'DocsWriterRole');
    expect(stderr).toContain('the role writer has the name DocsWriterRole already');
  });
});

describe('before it is written', () => {
  it('is shown as a diff, and asked for on a terminal', async () => {
    const test = await site();
    const before = test.read('data/all.yaml');
    const shown = await rename(test, 'role', 'reader', 'docs-reader');
    expect(shown.stdout).toContain('    -  "reader":   # reads\n    +  "docs-reader":   # reads\n');
    expect(shown.stdout).toContain('`permadocs rename role reader docs-reader --yes` writes them');
    expect(shown.stdout).toContain(
      'reader-permissions.json becomes docs-reader-permissions.json; `file: reader-permissions.json` in the data keeps it',
    );
    expect(test.read('data/all.yaml')).toBe(before);
    const args = ['rename', 'role', 'reader', 'docs-reader'];
    await runOn({ cwd: test.root, ask: () => Promise.resolve('n') }, args);
    expect(test.read('data/all.yaml')).toBe(before);
    await runOn({ cwd: test.root, ask: () => Promise.resolve('y') }, args);
    expect(test.read('data/all.yaml')).toContain('"docs-reader":   # reads');
  });
});

describe('a new id that is none', () => {
  it.each([
    ['DocsReader', 'to rename it in IAM, run `permadocs rename role DocsReaderRole DocsReader`'],
    ['Docs Reader', 'an id is lowercase words joined by "-", and Docs Reader is not\n'],
  ])('%s is refused, with a command only if it works', async (name, words) => {
    const test = workspace({ 'data/roles.yaml': ROLES });
    const { stderr, status } = await run(test.root, 'rename', 'role', 'reader', name);
    expect(stderr).toContain(words);
    expect(status).toBe(2);
  });
});
