/** The package in `node_modules` as npm would put it there from its tarball, without a network. */
import { chmodSync, cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { DATA_SET } from '../../scripts/package.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Absolute folders. */
export interface Packed {
  /** The unpacked tarball. */
  readonly permadocs: string;
  readonly dataSet: string;
}

export interface Manifest {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

export const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;

/** Fills `node_modules` of a folder; its dependencies are ours. Returns the folder of the package. */
export function installPacked({ permadocs, dataSet }: Packed, folder: string): string {
  const modules = join(folder, 'node_modules');
  const own = join(modules, 'permadocs');
  mkdirSync(join(modules, '.bin'), { recursive: true });
  // A copy, not a link: the program names its own files by where they really are.
  cpSync(permadocs, own, { recursive: true });
  for (const name of Object.keys(manifest.dependencies)) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    const ours = name === DATA_SET ? dataSet : join(root, 'node_modules', name);
    symlinkSync(ours, join(modules, name));
  }
  chmodSync(join(own, 'dist/cli.js'), 0o755);
  symlinkSync('../permadocs/dist/cli.js', join(modules, '.bin/permadocs'));
  return own;
}
