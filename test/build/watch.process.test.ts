import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { watching, watchingProcess } from '../support/watching.ts';
import { DATA, policyPage, workspace } from '../support/workspace.ts';

const files = {
  'data/a.yaml': DATA,
  'out/a.mdx': policyPage('reader'),
  'out/b.mdx': policyPage('writer'),
};

describe('watch', () => {
  it('builds at once, rebuilds what a datum feeds, and ends when it is interrupted', async () => {
    const test = workspace(files);
    const watch = await watchingProcess(test);
    expect(watch.all()).toMatch(
      /^first build: 2 pages written: out\/a\.mdx and 1 more file \(\d+ ms\)$/m,
    );
    test.write('data/a.yaml', DATA.replaceAll('s3:PutObject', 's3:DeleteObject'));
    await watch.line(/^data\/a\.yaml: 1 page written: out\/b\.mdx \(\d+ ms\)$/m);
    expect(test.read('out/b.mdx')).toContain('s3:DeleteObject');
    expect(await watch.end()).toBe(0);
    expect((await test.check()).problems).toEqual([]);
  });

  it('rebuilds what follows a file that ships, also one that the data name later', async () => {
    const shipped = (action: string): string =>
      `{ "Version": "2012-10-17", "Statement": [{ "Sid": "Own", "Effect": "Allow", "Action": "${action}", "Resource": "*" }] }`;
    const role = `roles:\n  reader:\n    name: R\n    title: R\n    policies: { permissions: { from: FILE } }\n`;
    const test = workspace({
      'deploy/one.json': shipped('s3:ListAllMyBuckets'),
      'deploy/two.json': shipped('ec2:DescribeVpcs'),
      'data/a.yaml': role.replace('FILE', 'deploy/one.json'),
      'out/a.mdx': policyPage('reader'),
      'permadocs.yaml': 'claims: { claim/none: off, claim/unclaimed-access: off }\n',
    });
    const watch = await watching(test);
    test.write('deploy/one.json', shipped('ec2:DescribeSubnets'));
    await watch.line(/^deploy\/one\.json: 1 page written/m);
    test.write('data/a.yaml', role.replace('FILE', 'deploy/two.json'));
    await watch.line(/^data\/a\.yaml: 1 page written/m);
    test.write('deploy/two.json', shipped('ec2:DescribeImages'));
    await watch.line(/^deploy\/two\.json: 1 page written/m);
    expect(test.read('out/a.mdx')).toContain('ec2:DescribeImages');
    expect(await watch.end()).toBe(0);
  });

  it('notices new files in which code may call something', async () => {
    const test = workspace({
      'src/deep/a.py': 's3 = boto3.client("s3")\ns3.get_object()\n',
      'data/a.yaml': `roles:
  reader:
    name: R
    title: R
    policies: { permissions: { statements: [{ Effect: Allow, Action: "s3:GetObject", Resource: "*" }] } }
    requires: [{ from: 'src/**/*.py', preset: boto3 }]
`,
      'out/a.mdx': policyPage('reader'),
      'permadocs.yaml': 'claims: { claim/none: off, claim/unclaimed-access: off }\n',
    });
    const watch = await watching(test);
    test.write('src/other/b.py', 's3 = boto3.client("s3")\ns3.put_object()\n');
    await watch.line(/s3:PutObject is never allowed, and src\/other\/b\.py:2 needs it/);
    rmSync(test.path('src/other/b.py'));
    await watch.line(/^src\/other\/b\.py: .*up to date/m);
    // Files are named, and not the folders that come with them.
    expect(watch.all()).not.toMatch(/^src\/other[:,]/m);
    expect(await watch.end()).toBe(0);
  });

  it('shows what is wrong, waits, and says when it is right again', async () => {
    const test = workspace(files);
    const watch = await watching(test);
    test.write('data/a.yaml', `${DATA}\n  broken: [`);
    await watch.line(/data\/a\.yaml:\d+:\d+ error data\/yaml/);
    await watch.line(/^data\/a\.yaml: \d+ errors?, nothing written; waiting/m);
    test.write('data/a.yaml', DATA);
    await watch.line(/^data\/a\.yaml: all up to date/m);
    test.write('permadocs.yaml', 'pagess: x\n');
    await watch.line(/permadocs\.yaml:1:1 error config\/invalid/);
    await watch.line(/the configuration is not valid; waiting/);
    rmSync(test.path('permadocs.yaml'));
    await watch.line(/^permadocs\.yaml: all up to date/m);
    expect(await watch.end()).toBe(0);
  });

  it('sees new and deleted files and folders, and editors that write beside and rename', async () => {
    const test = workspace(files);
    const watch = await watching(test);
    test.write('out/new/folder/c.mdx', policyPage('reader'));
    await watch.line(/1 page written: out\/new\/folder\/c\.mdx/);
    test.write('data/.a.yaml.swp', DATA.replaceAll('s3:PutObject', 's3:GetObjectTagging'));
    renameSync(test.path('data/.a.yaml.swp'), test.path('data/a.yaml'));
    await watch.line(/1 page written: out\/b\.mdx/);
    test.write('data/more.yaml', 'placeholders: { "<X>": x }\nroles: 1\n');
    await watch.line(/data\/more\.yaml:2:8 error data\/invalid/);
    rmSync(test.path('data/more.yaml'));
    await watch.line(/^data\/more\.yaml: all up to date/m);
    test.write(
      'templates/policy.hbs',
      '---\ndescription: x\nparams: { role: { type: role } }\n---\n\nThe role {{role.name}}.\n',
    );
    await watch.line(/3 pages written/);
    mkdirSync(test.path('out/empty'));
    rmSync(test.path('out/new'), { recursive: true });
    test.write('.prettierrc', 'proseWrap: always\nprintWidth: 12\n');
    await watch.line(/2 pages written/);
    expect(await watch.end()).toBe(0);
  });

  it('watches the folders that a changed configuration names', async () => {
    const test = workspace({ ...files, 'more/c.mdx': policyPage('reader'), 'more/d.mdx': 'x\n' });
    const watch = await watching(test);
    test.write('permadocs.yaml', "pages: ['out/**/*.mdx', 'more/*.mdx']\n");
    await watch.line(/^permadocs\.yaml: 1 page written: more\/c\.mdx/m);
    test.write('more/d.mdx', policyPage('writer'));
    await watch.line(/^more\/d\.mdx: 1 page written: more\/d\.mdx/m);
    expect(await watch.end()).toBe(0);
  });

  it('builds many changes once, and never for what it wrote itself', async () => {
    const pages = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [`out/${index}.mdx`, policyPage('writer')]),
    );
    const test = workspace({ ...files, ...pages });
    test.git('init', '-q');
    test.git('add', '-A');
    test.git('commit', '-qm', 'one');
    const watch = await watching(test);
    test.git('add', '-A');
    test.git('commit', '-qm', 'two');
    test.git('checkout', '-q', 'HEAD~1');
    // A slow checkout may be seen in several parts.
    for (let written = 0; written < 42;)
      written += Number(/\d+/.exec(await watch.line(/\d+ pages? written/))?.[0]);
    test.write('data/a.yaml', DATA.replaceAll('s3:PutObject', 's3:DeleteObject'));
    await watch.line(/^data\/a\.yaml: 41 pages written/m);
    test.write('data/a.yaml', DATA);
    await watch.line(/^data\/a\.yaml: 41 pages written/m);
    expect(await watch.end()).toBe(0);
    expect(watch.all().match(/pages? written/g)?.length).toBeLessThan(20);
    expect(readdirSync(test.path('out')).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});
