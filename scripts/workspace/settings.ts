/** The configuration of a root: from its file, or the defaults. */
import { join } from 'node:path';

import type { Cache } from '../files/cache.ts';
import { hashOf } from '../files/hash.ts';
import { relativeTo } from '../files/paths.ts';
import { obstacleOf, reachFrom } from '../files/reach.ts';
import { readText } from '../files/read.ts';
import { lstatOf } from '../files/stat.ts';
import { CannotRun } from '../problems/cannot-run.ts';
import { Source } from '../problems/source.ts';
import { type Config, DEFAULTS } from './defaults.ts';
import type { Overlay } from './reading.ts';

export const CONFIG_FILE = 'permadocs.yaml';

/** Throws {@link CannotRun} if the configuration is unusable. `configFile` is absolute. */
export async function settingsOf(
  root: string,
  configFile: string | undefined,
  overlay: Overlay,
  cache: Cache,
): Promise<Config> {
  const path = configFile ?? join(root, CONFIG_FILE);
  const file = relativeTo(root, path);
  const overlaid = overlay.get(file)?.toString('utf8');
  if (overlaid === undefined && !lstatOf(path)) {
    if (configFile === undefined) return DEFAULTS;
    throw new CannotRun(`the configuration ${configFile} does not exist`);
  }
  // One that is named on the command line may be anywhere.
  const obstacle =
    configFile === undefined && overlaid === undefined
      ? obstacleOf(reachFrom(root)(file))
      : undefined;
  if (obstacle !== undefined) throw new CannotRun(`the configuration ${file} ${obstacle}`);
  return checked(new Source(file, overlaid ?? readText(path)), cache);
}

/** The configuration in a file. Its check is cached by content. */
async function checked(source: Source, cache: Cache): Promise<Config> {
  const key = hashOf([source.file, source.text]);
  const known = cache.read('config') as { key: string; config: Config } | undefined;
  if (known?.key === key) return known.config;
  const { readConfig } = await import('./config.ts');
  const { config, problems } = readConfig(source);
  if (problems.length > 0) throw new CannotRun('the configuration is not valid', problems);
  cache.write('config', { key, config });
  return config;
}
