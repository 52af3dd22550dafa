/** Pages that follow a file that ships, in a repository: fresh, stale, compared and committed. */
import { symlinkSync, chmodSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { run } from '../support/run.ts';
import { places, policyPage, type TestWorkspace, workspace } from '../support/workspace.ts';

const POLICY = `{
  "Version": "2012-10-17",
  "Statement": [
    { "Sid": "Read", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::\${bucket}/*" }
  ]
}
`;
const DATA = `roles:
  reader:
    name: Reader
    title: Reader
    policies:
      permissions: { from: ../deploy/iam.json, values: { bucket: <BUCKET> } }
    claims:
      - { say: Reads., requests: [{ action: s3:GetObject, resource: "arn:aws:s3:::<BUCKET>/a" }], expect: allowed }
      - { say: Nothing else., only: [{ action: s3:GetObject, resource: "arn:aws:s3:::<BUCKET>/*" }] }
placeholders: { "<BUCKET>": example }
`;

/** A repository with a workspace in `docs/`, whose policy ships in `deploy/`. */
function repository(): TestWorkspace {
  const test = workspace({
    'docs/permadocs.yaml': '{}\n',
    'docs/data/a.yaml': DATA,
    'docs/out/a.mdx': policyPage('reader'),
    'deploy/iam.json': POLICY,
  });
  test.git('init', '-q');
  return test;
}

const inDocs = (test: TestWorkspace) => ({ root: test.path('docs') });

describe('a page whose policy ships elsewhere in the repository', () => {
  it('follows the file, and is out of date when the file changes', async () => {
    const test = repository();
    expect(places(await test.build(inDocs(test)))).toEqual([]);
    expect(test.read('docs/out/a.mdx')).toContain('arn:aws:s3:::<BUCKET>/*');
    expect(places(await test.check(inDocs(test)))).toEqual([]);
    test.write('deploy/iam.json', POLICY.replace('"Sid": "Read", ', ''));
    expect(places(await test.check(inDocs(test)))).toContain('out/a.mdx:9:1 page/out-of-date');
  });

  it('has the problems of the policy in the file that ships', async () => {
    const test = repository();
    test.write('deploy/iam.json', POLICY.replace('s3:GetObject', 's3:GetObjekt'));
    expect(places(await test.check(inDocs(test)))[0]).toBe(
      '../deploy/iam.json:4:51 iam/invalid-action',
    );
  });

  it('is built when the file is named, as a hook does', async () => {
    const test = repository();
    await test.build(inDocs(test));
    test.write('deploy/iam.json', POLICY.replace('"Sid": "Read", ', ''));
    const there = await run(test.path('docs'), 'build', '../deploy/iam.json');
    expect(there.stdout).toContain('1 page written');
    test.write('deploy/iam.json', POLICY);
    const above = await run(test.root, 'build', '--root', 'docs', 'deploy/iam.json');
    expect(above.stdout).toContain('1 page written');
    expect((await run(test.path('docs'), 'check', '../deploy/iam.json')).status).toBe(0);
  });

  it('is explained by the file', async () => {
    const test = repository();
    await test.build(inDocs(test));
    const { stdout } = await run(test.path('docs'), 'explain', '../deploy/iam.json');
    expect(stdout).toContain('reader');
    expect(stdout).toContain('out/a.mdx:9');
  });

  it('is compared with the file as a revision has it', async () => {
    const test = repository();
    await test.build(inDocs(test));
    test.git('add', '-A');
    test.git('commit', '-qm', 'one');
    test.write(
      'deploy/iam.json',
      POLICY.replace('"s3:GetObject"', '["s3:GetObject", "s3:PutObject"]'),
    );
    const { stdout } = await run(test.path('docs'), 'diff', 'HEAD');
    expect(stdout).toContain('s3:PutObject');
    test.write('deploy/iam.json', POLICY);
    expect((await run(test.path('docs'), 'diff', 'HEAD')).stdout).toMatch(/no changes|unchanged/i);
  });

  it('is recognized as generated from the data and the file of a commit', async () => {
    const test = repository();
    await test.build(inDocs(test));
    test.git('add', '-A');
    test.git('commit', '-qm', 'one');
    const clone = workspace({});
    clone.git('clone', '-q', test.root, clone.path('copy'));
    clone.write('copy/deploy/iam.json', POLICY.replace('"Sid": "Read", ', ''));
    const built = await clone.build({ root: clone.path('copy/docs') });
    expect(places(built)).toEqual([]);
    expect(built.overwritten).toEqual([]);
    expect(built.replaced).toEqual(['out/a.mdx']);
  });

  it('is recognized with the reasons of what the code of a commit calls', async () => {
    const region = 'permadocs permissions-table';
    const requires =
      '    requires: [{ from: ../src/*.py, preset: boto3, reason: Reads reports. }]\n';
    const test = repository();
    test.write('docs/data/a.yaml', DATA.replace('    claims:\n', `${requires}    claims:\n`));
    test.write(
      'docs/out/a.mdx',
      `A page.\n\n{/* BEGIN ${region} role="reader" */}\n{/* END ${region} */}\n`,
    );
    test.write('src/a.py', 's3 = boto3.client("s3")\ns3.get_object()\n');
    expect(places(await test.build(inDocs(test)))).toEqual([]);
    expect(test.read('docs/out/a.mdx')).toContain('Reads reports.');
    test.git('add', '-A');
    test.git('commit', '-qm', 'one');
    const clone = workspace({});
    clone.git('clone', '-q', test.root, clone.path('copy'));
    const data = clone.read('copy/docs/data/a.yaml');
    clone.write('copy/docs/data/a.yaml', data.replace('Reads reports', 'Reads all reports'));
    const built = await clone.build({ root: clone.path('copy/docs') });
    expect(places(built)).toEqual([]);
    expect(built.overwritten).toEqual([]);
    expect(built.replaced).toEqual(['out/a.mdx']);
  });

  it('is not read from outside of the repository, nor from git’s own files', async () => {
    const test = repository();
    const outside = workspace({ 'iam.json': POLICY });
    symlinkSync(outside.path('iam.json'), test.path('deploy/link.json'));
    for (const [from, why] of [
      ['../../iam.json', 'is outside of the git repository'],
      ['../deploy/link.json', 'leads out of the git repository'],
      ['../.git/config', 'is a file of git itself'],
      ['../deploy', 'is a folder'],
    ] as const) {
      test.write('docs/data/a.yaml', DATA.replace('../deploy/iam.json', from));
      const { problems } = await test.check(inDocs(test));
      expect(problems[0]?.code).toBe('source/unreadable');
      expect(problems[0]?.message).toContain(why);
    }
  });
});

describe('a file that data write', () => {
  const data = DATA.replace(
    /permissions: .*/,
    'permissions: { writes: deploy/reader.json, statements: [{ Sid: Read, Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::<BUCKET>/*" }] }',
  );
  const files = { 'data/a.yaml': data, 'out/a.mdx': policyPage('reader') };

  it('is written with the pages, formatted, and is out of date after a change', async () => {
    const test = workspace(files);
    await test.build();
    expect(places(await test.check())).toEqual(['data/a.yaml:6:30 source/outdated']);
    const dry = await run(test.root, 'build', '--sources', '--dry-run');
    expect(dry.stdout).toContain('would write deploy/reader.json');
    const { stdout } = await run(test.root, 'build', '--sources');
    expect(stdout).toContain('wrote deploy/reader.json');
    expect(JSON.parse(test.read('deploy/reader.json'))).toMatchObject({
      Statement: [{ Sid: 'Read', Action: 's3:GetObject' }],
    });
    expect(places(await test.check())).toEqual([]);
    test.write('data/a.yaml', data.replace('Sid: Read', 'Sid: ReadIt'));
    expect(places(await test.check())).toContain('data/a.yaml:6:30 source/outdated');
    const plain = await run(test.root, 'build');
    expect(plain.stdout).toContain('warning source/outdated deploy/reader.json is out of date');
    expect(plain.status).toBe(0);
    expect(places(await test.build({ sources: true }))).toEqual([]);
    expect(test.read('deploy/reader.json')).toContain('ReadIt');
  });

  it('is one of several policies, or one that no role holds', async () => {
    const statement = (sid: string, more = ''): string =>
      `{ Sid: ${sid}, Effect: Allow, ${more}Action: "s3:GetObject", Resource: "*" }`;
    const test = workspace({
      'data/a.yaml': `roles:
  reader:
    name: Reader
    title: Reader
    policies:
      permissions:
        - { writes: deploy/one.json, statements: [${statement('One')}] }
        - { writes: deploy/two.json, statements: [${statement('Two')}] }
policies:
  guard: { kind: session, title: Guard, writes: deploy/guard.json, statements: [${statement('Guard')}] }
`,
    });
    expect(places(await test.check()).filter((one) => one.includes('source/'))).toEqual([
      'data/a.yaml:7:21 source/outdated',
      'data/a.yaml:8:21 source/outdated',
      'data/a.yaml:10:49 source/outdated',
    ]);
    const { sources } = await test.build({ sources: true });
    expect(sources).toEqual(['deploy/one.json', 'deploy/two.json', 'deploy/guard.json']);
    expect(sources.map((file) => /"Sid": "(\w+)"/.exec(test.read(file))?.[1])).toEqual([
      'One',
      'Two',
      'Guard',
    ]);
  });

  it('is not replaced if somebody edited it', async () => {
    const test = workspace(files);
    await test.build({ sources: true });
    test.write('deploy/reader.json', '{ "mine": true }\n');
    expect(places(await test.build({ sources: true }))).toEqual(['data/a.yaml:6:30 source/edited']);
    expect(test.read('deploy/reader.json')).toBe('{ "mine": true }\n');
    expect(places(await test.build({ sources: true, force: true }))).toEqual([]);
    expect(test.read('deploy/reader.json')).toContain('s3:GetObject');
  });

  it('is replaced without being forced if nothing is lost, and says what differs if something is', async () => {
    const test = workspace(files);
    await test.build({ sources: true });
    const written = test.read('deploy/reader.json');
    test.write('deploy/reader.json', JSON.stringify(JSON.parse(written)));
    expect(places(await test.build({ sources: true }))).toEqual([]);
    expect(test.read('deploy/reader.json')).toBe(written);
    test.write('deploy/reader.json', '');
    expect(places(await test.build({ sources: true }))).toEqual([]);
    test.write('deploy/reader.json', written.replace('s3:GetObject', 's3:PutObject'));
    for (const { problems } of [await test.check(), await test.build({ sources: true })])
      expect(problems[0]?.message).toContain(
        String.raw`its line 7 is "\"Action\": \"s3:PutObject\",", and the data make it "\"Action\": \"s3:GetObject\","`,
      );
    const { stdout } = await run(test.root, 'build', '--sources', '--force', '--diff');
    expect(stdout).toContain('would write deploy/reader.json');
    expect(stdout).toContain('-      "Action": "s3:PutObject",');
  });

  it('is written from one policy, which comes from elsewhere, and is nobody else’s', async () => {
    const codes = async (test: ReturnType<typeof workspace>) =>
      [await test.check(), await test.build({ sources: true })].map(({ problems }) => [
        ...new Set(
          problems
            .map(({ code }) => code)
            .filter((code) => code.startsWith('source/') || code === 'page/read-only'),
        ),
      ]);
    const twice = data.replace(
      'permissions: ',
      'boundary: { writes: ./deploy/reader.json, statements: [{ Effect: Allow, Action: "s3:*", Resource: "*" }] }\n      permissions: ',
    );
    expect(await codes(workspace({ ...files, 'data/a.yaml': twice }))).toContainEqual([
      'source/written-twice',
    ]);
    const own = data.replace(/statements: .*/, 'from: deploy/reader.json }');
    const policy =
      '{ "Version": "2012-10-17", "Statement": [{ "Sid": "Read", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::<BUCKET>/*" }] }';
    expect(
      await codes(workspace({ ...files, 'data/a.yaml': own, 'deploy/reader.json': policy })),
    ).toEqual([['source/written-twice'], ['source/written-twice']]);
    for (const folder of ['.git', 'node_modules']) {
      const [, built] = await codes(
        workspace({ ...files, 'data/a.yaml': data.replace('deploy/', `${folder}/`) }),
      );
      expect(built).toEqual(['source/unreadable']);
    }
    const locked = workspace({ ...files, 'deploy/reader.json': '{}' });
    chmodSync(locked.path('deploy/reader.json'), 0o444);
    const { problems } = await locked.build({ sources: true, force: true });
    expect(problems.map(({ code }) => code)).toContain('page/read-only');
    expect(locked.read('deploy/reader.json')).toBe('{}');
  });

  it('is recognized in a fresh clone', async () => {
    const test = workspace(files);
    test.git('init', '-q');
    await test.build({ sources: true });
    test.git('add', 'data', 'out', 'deploy');
    test.git('commit', '-qm', 'one');
    const clone = workspace({});
    clone.git('clone', '-q', test.root, clone.path('copy'));
    clone.write('copy/data/a.yaml', data.replace('Sid: Read', 'Sid: ReadIt'));
    expect(places(await clone.build({ root: clone.path('copy'), sources: true }))).toEqual([]);
    expect(clone.read('copy/deploy/reader.json')).toContain('ReadIt');
  });

  it('is never written outside of the root', async () => {
    const test = workspace({
      'docs/data/a.yaml': data.replace('deploy/reader.json', '../reader.json'),
      'docs/out/a.mdx': policyPage('reader'),
    });
    expect(places(await test.build({ ...inDocs(test), sources: true }))).toEqual([
      'data/a.yaml:6:30 source/unreadable',
    ]);
  });
});
