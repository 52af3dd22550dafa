/** The installed package: one that tests share, or one of their own. */
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, inject } from 'vitest';

import { installPacked } from './packed.ts';

export { manifest } from './packed.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The program of the shared installation. */
export const CLI = join(inject('installed'), 'dist/cli.js');

/** The URL of the library of the shared installation. */
export const LIBRARY = pathToFileURL(join(inject('installed'), 'dist/index.js')).href;

/** The library of the shared installation, in this process. What it keeps is there for the program. */
export const library = (): Promise<typeof import('../../scripts/index.ts')> =>
  import(/* @vite-ignore */ LIBRARY);

/**
 * Builds with the shared installation. The program then starts with half a second of work less than
 * in a workspace that it does not know.
 */
export async function buildInstalled(root: string): Promise<void> {
  const { build } = await library();
  expect((await build({ root })).problems).toEqual([]);
}

/** Fills `node_modules` of a folder; returns its `.bin`, which has these programs of ours too. */
export function installInto(folder: string, ...programs: readonly string[]): string {
  installPacked(inject('packed'), folder);
  const bin = join(folder, 'node_modules/.bin');
  for (const name of programs) symlinkSync(join(root, 'node_modules/.bin', name), join(bin, name));
  return bin;
}
