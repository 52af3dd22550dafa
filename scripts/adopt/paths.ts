/** Where new data files go, and how they find their JSON Schema. */
import { posix } from 'node:path';

import { beginningOf } from '../files/glob.ts';
import { CannotRun } from '../problems/cannot-run.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** A new data file of a kind, below the workspace's data folder, that its globs find. */
export function fileFor(workspace: Workspace, folder: string, id: string): string {
  for (const pattern of workspace.config.data) {
    if (pattern.startsWith('!')) continue;
    const { base } = beginningOf(pattern);
    for (const extension of ['yaml', 'yml']) {
      for (const path of [`${folder}/${id}.${extension}`, `${id}.${extension}`]) {
        const file = posix.normalize(posix.join(base, path));
        if (workspace.covers(workspace.config.data, file)) return file;
      }
    }
  }
  throw new CannotRun(
    `no new file is found by \`data: ${workspace.config.data.join(', ')}\`; name a folder there, such as data/**/*.yaml`,
  );
}

/** The JSON Schema as a path from a data file: editors read it so. */
export function schemaFrom(workspace: Workspace, file: string, name = 'data.schema.json'): string {
  const own = `schemas/${name}`;
  const schema = workspace.exists(own) ? own : `node_modules/permadocs/schemas/${name}`;
  const path = posix.relative(posix.dirname(file), schema);
  return path.startsWith('.') ? path : `./${path}`;
}
