/** Which version of the data set a folder holds, from its package.json. */
import { join } from 'node:path';

import { textIfThere } from '../files/read.ts';
import { DATA_SET } from '../package.ts';
import { CannotRun } from '../problems/cannot-run.ts';

/** The version and the day of a copy of the package. */
export function manifestOf(
  folder: string,
  name: string,
): { readonly version: string; readonly date: string } {
  const manifest = mapOf(jsonIn(folder, name, 'package.json'));
  const { version, updatedAt } = manifest;
  if (manifest['name'] !== DATA_SET)
    throw notDataSet(name, `its package.json is not that of ${DATA_SET}`);
  const date = isText(updatedAt) ? updatedAt.slice(0, 10) : '';
  if (!isText(version) || !/^\d{4}-\d\d-\d\d$/.test(date) || Number.isNaN(Date.parse(date)))
    throw notDataSet(name, 'its package.json does not say its version and its day');
  return { version, date };
}

/** A JSON file of a copy. Throws {@link CannotRun} if it cannot be read. */
export function jsonIn(folder: string, name: string, ...path: readonly string[]): unknown {
  const text = textIfThere(join(folder, ...path));
  if (text === undefined) throw notDataSet(name, `it has no ${path.join('/')}`);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw notDataSet(name, `its ${path.join('/')} is not JSON`);
  }
}

export function notDataSet(name: string, why: string): CannotRun {
  return new CannotRun(
    `${name} is not a copy of ${DATA_SET}: ${why}; unpack what \`npm pack ${DATA_SET}@VERSION\` writes, and name its folder \`package\``,
  );
}

export const isText = (value: unknown): value is string => typeof value === 'string';

export const mapOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
