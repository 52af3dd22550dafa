/** A check without work: what data take from files that ship is compared without reading data. */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

import { CLI } from '../support/installed.ts';
import { policyPage, type TestWorkspace, workspace } from '../support/workspace.ts';

const POLICY =
  '{ "Version": "2012-10-17", "Statement": [{ "Sid": "Read", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*" }] }\n';
const DATA = `roles:
  reader:
    name: Reader
    title: Reader
    policies:
      permissions: { from: deploy/iam.json, writes: deploy/written.json }
      managed:
        - { arn: "arn:aws:iam::aws:policy/Guard", document: deploy/guard.json }
    requires:
      - { from: "src/*.py", preset: boto3 }
`;

/** Each module that the process loads is a line of standard error. */
const HOOK = `const { writeSync } = require('node:fs');
const { Session } = require('node:inspector');
const session = new Session();
session.connect();
session.on('Debugger.scriptParsed', ({ params: { url } }) => writeSync(2, 'loaded ' + url + '\\n'));
session.post('Debugger.enable');
`;

/** What is printed, and whether the parser of YAML or the shapes of the data were loaded. */
function check(test: TestWorkspace): { status: number | null; stdout: string; parses: boolean } {
  const args = ['--require', test.path('hook.cjs'), CLI, 'check'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: test.root,
    encoding: 'utf8',
  });
  const loaded = [...stderr.matchAll(/^loaded (file:.*)$/gm)].map(([, url = '']) => url);
  expect(loaded.some((url) => url.endsWith('/cli.js'))).toBe(true);
  const parses = loaded.some((url) =>
    /\bYAMLMap\b|\bZodError\b/.test(readFileSync(fileURLToPath(url), 'utf8')),
  );
  return { status, stdout, parses };
}

it('loads no parser until data, a file that ships or what the code calls have changed', () => {
  const test = workspace({
    'permadocs.yaml': 'claims: { claim/none: off }\n',
    'data/a.yaml': DATA,
    'deploy/iam.json': POLICY,
    'deploy/guard.json': POLICY.replace('Allow', 'Deny').replace('s3:GetObject', 's3:Delete*'),
    'src/a.py': 's3 = boto3.client("s3")\ns3.get_object()\n',
    'out/a.mdx': policyPage('reader'),
    'hook.cjs': HOOK,
    'node_modules/.keep': '',
  });
  execFileSync(process.execPath, [CLI, 'build', '--sources'], { cwd: test.root, stdio: 'pipe' });
  expect(check(test)).toMatchObject({ status: 0, parses: true });
  expect(check(test)).toMatchObject({ status: 0, parses: false });

  test.write('src/b.py', 's3 = boto3.client("s3")\ns3.put_object()\n');
  const needs = check(test);
  expect(needs).toMatchObject({ status: 1, parses: true });
  expect(needs.stdout).toContain('s3:PutObject is never allowed, and src/b.py:2 needs it');
  test.write('src/b.py', '');
  expect(check(test)).toMatchObject({ status: 0, parses: true });
  expect(check(test)).toMatchObject({ status: 0, parses: false });

  test.write('deploy/iam.json', POLICY.replace('Read', 'ReadIt'));
  expect(check(test).stdout).toContain('page/out-of-date');
  test.write('deploy/iam.json', POLICY);
  expect(check(test)).toMatchObject({ status: 0 });

  test.write('deploy/written.json', '{}\n');
  expect(check(test).stdout).toContain('deploy/written.json is out of date');
});
