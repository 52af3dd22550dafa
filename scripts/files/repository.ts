/** Which git repository a folder is in; found without running git. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The root of the repository around a folder; undefined if there is none. */
export function repositoryAround(folder: string): string | undefined {
  if (existsSync(join(folder, '.git'))) return folder;
  const parent = dirname(folder);
  return parent === folder ? undefined : repositoryAround(parent);
}
