/** Whether the files that data write are as an earlier check found them up to date. */
import { hash, hashOf } from '../files/hash.ts';
import type { Workspace } from '../workspace/workspace.ts';

interface Remembered {
  /** Identifies the data and all that the files are made from. */
  readonly key: string;
  readonly files: readonly string[];
  /** Identifies their contents. */
  readonly state: string;
}

/** `key` is that of the build's inputs; without it, nothing is known. */
export function areUpToDate(workspace: Workspace, key: string | undefined): boolean {
  const known = workspace.cache.read('written-sources') as Remembered | undefined;
  return (
    known !== undefined && known.key === key && known.state === stateOf(workspace, known.files)
  );
}

export function rememberUpToDate(
  workspace: Workspace,
  key: string | undefined,
  files: readonly string[],
): void {
  if (key === undefined) return;
  workspace.cache.write('written-sources', { key, files, state: stateOf(workspace, files) });
}

const stateOf = (workspace: Workspace, files: readonly string[]): string =>
  hashOf(
    files.flatMap((file) => {
      const read = workspace.tryRead(file);
      return [file, 'bytes' in read ? hash(read.bytes) : ''];
    }),
  );
