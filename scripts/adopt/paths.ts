/** Where new data files go, and how they refer to their JSON Schema. */
import { posix } from 'node:path';

import { beginningOf } from '../files/glob.ts';
import { CannotRun } from '../problems/cannot-run.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** A path for a new data file that the workspace's data globs match. */
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
    `\`data: ${workspace.config.data.join(', ')}\` does not match any new file; add a glob such as data/**/*.yaml`,
  );
}

/**
 * The path of the JSON Schema relative to a data file, as editors expect it; undefined if it is
 * neither there nor installed with the next `npm install`.
 */
export function schemaFrom(workspace: Workspace, file: string): string | undefined {
  const own = 'schemas/data.schema.json';
  const installed = `node_modules/permadocs/${own}`;
  const isListed =
    workspace.exists('package.json') &&
    /"permadocs"\s*:/.test(workspace.read('package.json').toString('utf8'));
  if (!workspace.exists(own) && !workspace.exists(installed) && !isListed) return undefined;
  const schema = workspace.exists(own) ? own : installed;
  const path = posix.relative(posix.dirname(file), schema);
  return path.startsWith('.') ? path : `./${path}`;
}
