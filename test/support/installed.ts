/** The package as npm would install it from its tarball, without a network: its dependencies are ours. */
import { chmodSync, cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Manifest {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

export const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;

/** Fills `node_modules` of a folder; returns its `.bin`, which has these programs of ours too. */
export function installInto(folder: string, ...programs: readonly string[]): string {
  const modules = join(folder, 'node_modules');
  const own = join(modules, 'permadocs');
  const bin = join(modules, '.bin');
  mkdirSync(bin, { recursive: true });
  // A copy, not a link: the program names its own files by where they really are.
  cpSync(inject('packed'), own, { recursive: true });
  for (const name of Object.keys(manifest.dependencies)) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), join(modules, name));
  }
  chmodSync(join(own, 'dist/cli.js'), 0o755);
  symlinkSync('../permadocs/dist/cli.js', join(bin, 'permadocs'));
  for (const name of programs) symlinkSync(join(root, 'node_modules/.bin', name), join(bin, name));
  return bin;
}
