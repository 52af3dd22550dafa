/**
 * The workspace: its configuration, its files, and how to read them. It does not interpret what the
 * files contain.
 */
import { type Cache, openCache } from '../files/cache.ts';
import { isFolder } from '../files/stat.ts';
import { CannotRun } from '../problems/cannot-run.ts';
import type { Config } from './defaults.ts';
import { type FileSets, fileSetsOf } from './file-sets.ts';
import { type Overlay, type Reading, readingFrom } from './reading.ts';
import type { ShippedFiles } from '../sources/shipped-files.ts';
import { settingsOf } from './settings.ts';
import { shippedFiles } from './shipped.ts';

export type { Overlay } from './reading.ts';
export { CONFIG_FILE } from './settings.ts';

export interface Workspace extends FileSets, Reading {
  /** Absolute. */
  readonly root: string;
  readonly config: Config;
  readonly cache: Cache;
  /** What the data take from elsewhere in the repository. */
  readonly shipped: ShippedFiles;
}

/**
 * Throws {@link CannotRun} if the root or its configuration is unusable. Files in the overlay
 * replace or complement those on disk.
 */
export async function openWorkspace(
  root: string,
  configFile?: string,
  overlay: Overlay = new Map(),
  cache: Cache = openCache(root),
): Promise<Workspace> {
  if (!isFolder(root)) throw new CannotRun(`${root} is not a folder`);
  const config = await settingsOf(root, configFile, overlay, cache);
  const reading = readingFrom(root, overlay);
  const shipped = shippedFiles(root, config.ignore, overlay);
  return { root, config, cache, shipped, ...reading, ...fileSetsOf(root, config, reading) };
}
