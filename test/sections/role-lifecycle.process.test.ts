/** The commands of a role as they are printed, run by bash against rules like IAM's. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { printedCommands } from '../support/printed-commands.ts';

const DATA = `roles:
  worker:
    name: Worker+=,.@_-
    title: Worker
    path: /tools/
    maxSessionDuration: 7200
    tags: { team: docs, cost center: "nr 4711" }
    policies:
      trust: { statements: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }] }
      permissions:
        - { file: one.json, statements: [{ Effect: Allow, Action: s3:GetObject, Resource: "arn:aws:s3:::it's/\${aws:username}/*" }] }
        - { file: two.json, statements: [{ Effect: Deny, Action: s3:PutObject, Resource: "*" }] }
      boundary: { file: edge.json, statements: [{ Effect: Allow, Action: s3:*, Resource: "*" }] }
      managed: [{ arn: "arn:aws:iam::aws:policy/ReadOnlyAccess" }]
`;

/** Asks the process that stands in for AWS. */
const AWS = `#!/bin/bash
printf '%s\\0' "$@" > asked
{
  read -r status
  [ "$status" = 0 ] || exec >&2
  cat
} < answered
exit "$status"
`;

let folder = '';
let iam: ChildProcess;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lifecycle-'));
  writeFileSync(join(folder, 'aws'), AWS, { mode: 0o755 });
  execFileSync('mkfifo', ['asked', 'answered'], { cwd: folder });
  const standIn = fileURLToPath(new URL('../support/iam-stand-in.mjs', import.meta.url));
  iam = spawn(process.execPath, [standIn], { cwd: folder, stdio: 'ignore' });
});
afterEach(async () => {
  const exit = once(iam, 'exit');
  iam.kill('SIGKILL');
  await exit;
  rmSync(folder, { recursive: true });
});

/** The commands of a region of the role. */
const printed = (words: string, data = DATA): Promise<string> => printedCommands(words, data);

function run(commands: string): void {
  const { status, stderr } = spawnSync('bash', ['--norc', '-eu', '-c', commands], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, PATH: `${folder}:${process.env['PATH']}` },
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
}

const state = (): { roles: Record<string, unknown>; policies: Record<string, unknown> } =>
  JSON.parse(readFileSync(join(folder, 'iam-state.json'), 'utf8'));

it('a role is created, updated as often as one likes, deleted, and created again', async () => {
  const create = await printed('role role="worker" as="cli"');
  const update = await printed('role-commands role="worker" action="update"');
  const remove = await printed('role-commands role="worker" action="delete"');
  run(create);
  expect(state().roles['Worker+=,.@_-']).toMatchObject({
    path: '/tools/',
    boundary: 'arn:aws:iam::111122223333:policy/edge',
    attached: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
    inline: {
      one: { Statement: [{ Resource: "arn:aws:s3:::it's/${aws:username}/*" }] },
      two: { Statement: [{ Effect: 'Deny' }] },
    },
  });
  for (let times = 0; times < 7; times++) run(update);
  run(remove);
  expect(state()).toEqual({ roles: {}, policies: {} });
  run(create);
  expect(Object.keys(state().roles)).toEqual(['Worker+=,.@_-']);
});

it('a role that was created without a boundary gets it, or is deleted without it', async () => {
  const without = DATA.replace(/ +boundary: .*\n/, '');
  const create = await printed('role role="worker" as="cli"', without);
  const remove = await printed('role-commands role="worker" action="delete"');
  run(create);
  run(remove);
  expect(state()).toEqual({ roles: {}, policies: {} });
  run(create);
  // The file of the boundary is one of those that the page prints.
  run(/cat > edge\.json.*?\nEOF\n/s.exec(await printed('role role="worker" as="cli"'))?.[0] ?? '');
  const update = await printed('role-commands role="worker" action="update"');
  for (let times = 0; times < 3; times++) run(update);
  const boundary = 'arn:aws:iam::111122223333:policy/edge';
  expect(state().roles['Worker+=,.@_-']).toMatchObject({ boundary });
  expect(state().policies[boundary]).toMatchObject({ current: 'v3' });
  run(remove);
  expect(state()).toEqual({ roles: {}, policies: {} });
});
