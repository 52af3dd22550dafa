/** The workspace that a command was called in, for the permission model that answers it. */
import { keptIn } from '../files/cache.ts';
import { once } from '../memo.ts';
import type { AskedWorkspace, Asker } from '../models/model.ts';
import { catalogWith } from '../sources/sources.ts';
import { openWorkspace, type Workspace } from '../workspace/workspace.ts';
import { type CommonOptions, rootOf, type Terminal } from './command.ts';

export function askerIn(
  terminal: Terminal,
  options: Pick<CommonOptions, 'root' | 'config'>,
): Asker {
  const workspace = once(async () => {
    const { root, config } = rootOf(terminal, options);
    return askedOf(await openWorkspace(root, config));
  });
  return { cwd: terminal.cwd, workspace };
}

export function askedOf({ config, cache, shipped, dataSources }: Workspace): AskedWorkspace {
  const { catalog, problems } = catalogWith(dataSources(), shipped);
  return { ...config, catalog, problems, keep: keptIn(cache) };
}
