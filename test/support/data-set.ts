/** Copies of the data set with some of its services, changed: other versions of it. */
import { copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { DATA_SET, dataSetFolder } from '../../scripts/package.ts';

type Entries = Record<string, Record<string, unknown>>;

/** The files of a copy, to be changed in place. */
export interface Copy {
  services: string[];
  /** By service, and by lowercase name. */
  readonly actions: Record<string, Entries>;
  readonly conditionKeys: Record<string, Entries>;
  readonly resourceTypes: Record<string, Entries>;
}

export interface CopyOptions {
  readonly version: string;
  /** YYYY-MM-DD. */
  readonly date: string;
  readonly services: readonly string[];
  readonly change?: (copy: Copy) => void;
}

const KINDS = ['actions', 'conditionKeys', 'resourceTypes'] as const;

/** Writes a copy that Node can load and permadocs can compare. */
export function writeDataSet(
  folder: string,
  { version, date, services, change }: CopyOptions,
): void {
  const from = dataSetFolder();
  const read = (...path: string[]): unknown =>
    JSON.parse(readFileSync(join(from, ...path), 'utf8')) as unknown;
  const write = (path: string, value: unknown): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), JSON.stringify(value));
  };
  const copy: Copy = { services: [...services], actions: {}, conditionKeys: {}, resourceTypes: {} };
  for (const kind of KINDS)
    for (const service of services)
      copy[kind][service] = read('data', kind, `${service}.json`) as Entries;
  change?.(copy);
  cpSync(join(from, 'dist'), join(folder, 'dist'), { recursive: true });
  for (const file of [
    'conditionPatterns.json',
    'unassociatedConditions.json',
    'serviceNames.json',
  ]) {
    mkdirSync(join(folder, 'data'), { recursive: true });
    copyFileSync(join(from, 'data', file), join(folder, 'data', file));
  }
  for (const kind of KINDS)
    for (const [service, entries] of Object.entries(copy[kind]))
      write(`data/${kind}/${service}.json`, entries);
  write('data/services.json', copy.services);
  write('package.json', {
    ...(read('package.json') as object),
    name: DATA_SET,
    version,
    updatedAt: `${date}T04:00:00.000Z`,
  });
}
