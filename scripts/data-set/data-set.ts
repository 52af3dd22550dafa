/**
 * The data set in use: its day, what it knows, what of it a workspace names, and what changed there
 * since another version. What the entries mean for a policy is the business of `iam/`.
 */
import type { Catalog } from '../data/catalog.ts';
import type { Substitute } from '../data/role-policies.ts';
import { DATA_SET, dataSetFolder } from '../package.ts';
import { ageIn, updateCommand } from './age.ts';
import { changesBetween, prepare } from './changes.ts';
import type { DataReport, DataSetInfo, WorkspaceNames } from './json-output.ts';
import { type Names, namesIn } from './names.ts';
import { readSnapshot, type Snapshot } from './snapshot.ts';

interface Asked {
  /** Absolute. */
  readonly cwd: string;
  /** YYYY-MM-DD. */
  readonly today: string;
  /** The data of the workspace, if there is one. */
  readonly workspace: { readonly catalog: Catalog; readonly substitute: Substitute } | undefined;
  /** Another version: its folder, absolute, and as it was named. Needs a workspace. */
  readonly before: { readonly folder: string; readonly name: string } | undefined;
}

/** Throws {@link CannotRun} if `before` is not a copy of the package. */
export async function reportOnData({ cwd, today, workspace, before }: Asked): Promise<DataReport> {
  const earlier = before && readSnapshot(before.folder, before.name);
  const inUse = readSnapshot(dataSetFolder(), DATA_SET);
  const names = workspace && namesIn(workspace.catalog, workspace.substitute);
  return {
    dataSet: infoOf(inUse, today, cwd),
    workspace: names ? await listedOf(names, inUse) : null,
    changes: names && earlier ? await changesBetween(earlier, inUse, names) : null,
  };
}

function infoOf(snapshot: Snapshot, today: string, cwd: string): DataSetInfo {
  const { version, date, services, globalKeys, serviceData } = snapshot;
  const all = services.map(serviceData);
  const sum = (of: (data: (typeof all)[number]) => number): number =>
    all.reduce((total, data) => total + of(data), 0);
  const keys = [...globalKeys, ...all.flatMap(({ conditionKeys }) => conditionKeys)];
  return {
    package: DATA_SET,
    version,
    date,
    ageDays: ageIn(date, today),
    services: services.length,
    actions: sum(({ actions }) => actions.length),
    // Services list the keys of all services again.
    conditionKeys: new Set(keys.map(({ name }) => name.toLowerCase())).size,
    resourceTypes: sum(({ resourceTypes }) => resourceTypes.length),
    update: updateCommand(cwd),
  };
}

async function listedOf(names: Names, snapshot: Snapshot): Promise<WorkspaceNames> {
  await prepare(snapshot, names);
  const { reference, services } = snapshot;
  const isListed: Readonly<Record<keyof Names, (name: string) => boolean>> = {
    services: (name) => services.includes(name.toLowerCase()),
    actions: (name) => reference.action(name) !== undefined,
    patterns: () => true,
    conditionKeys: (name) => reference.conditionKey(name) !== undefined,
  };
  const all = (kind: keyof Names): string[] => names[kind].map(({ name }) => name);
  const listed = (kind: keyof Names): string[] => all(kind).filter(isListed[kind]);
  return {
    services: listed('services'),
    actions: listed('actions'),
    patterns: listed('patterns'),
    conditionKeys: listed('conditionKeys'),
    notListed: (['services', 'actions', 'conditionKeys'] as const).flatMap((kind) =>
      all(kind).filter((name) => !isListed[kind](name)),
    ),
  };
}
