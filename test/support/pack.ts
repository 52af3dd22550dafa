/**
 * Runs once before the tests that start processes: packs permadocs, as it would be published, and
 * installs it. The data set of that installation has the services that tests name, and not the four
 * hundred others, which a program in a new workspace would read first: half of its time.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';

import { manifestOf } from '../../scripts/data-set/manifest.ts';
import { dataSetFolder } from '../../scripts/package.ts';
import { writeDataSet } from './data-set.ts';
import { installPacked, type Packed } from './packed.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** What `installInto` installs. */
    packed: Packed;
    /** The folder of the package in the installation that tests share. */
    installed: string;
  }
}

const root = fileURLToPath(new URL('../..', import.meta.url));

const SERVICES = [
  'cloudtrail',
  'dynamodb',
  'ec2',
  'iam',
  'kms',
  'lambda',
  'organizations',
  's3',
  'sns',
  'sqs',
  'sts',
];

export default function pack(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'permadocs-packed-'));
  const packed = { permadocs: join(folder, 'package'), dataSet: join(folder, 'iam-data') };
  mkdirSync(packed.permadocs);
  execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], {
    cwd: root,
    stdio: 'ignore',
  });
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '';
  execFileSync('tar', ['-xzf', join(folder, tarball), '-C', folder]);
  const { version, date } = manifestOf(dataSetFolder(), 'the data set');
  writeDataSet(packed.dataSet, { version, date, services: SERVICES });
  project.provide('packed', packed);
  project.provide('installed', installPacked(packed, join(folder, 'shared')));
  return () => rmSync(folder, { recursive: true });
}
