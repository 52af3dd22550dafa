/** The package as npm would install it from its tarball, without a network: its dependencies are ours. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Manifest {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

export const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;

let packed: string | undefined;
afterAll(() => {
  if (packed !== undefined) rmSync(packed, { recursive: true });
});

/** The tarball, made once a test file. */
function tarball(): string {
  if (packed === undefined) {
    packed = mkdtempSync(join(tmpdir(), 'permadocs-packed-'));
    const pack = ['pack', '--ignore-scripts', '--pack-destination', packed];
    execFileSync('npm', pack, { cwd: root, stdio: 'ignore' });
  }
  return join(packed, `permadocs-${manifest.version}.tgz`);
}

/** Fills `node_modules` of a folder; returns its `.bin`, which has these programs of ours too. */
export function installInto(folder: string, ...programs: readonly string[]): string {
  const modules = join(folder, 'node_modules');
  const own = join(modules, 'permadocs');
  const bin = join(modules, '.bin');
  mkdirSync(own, { recursive: true });
  mkdirSync(bin);
  execFileSync('tar', ['-xzf', tarball(), '--strip-components=1'], { cwd: own });
  for (const name of Object.keys(manifest.dependencies)) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), join(modules, name));
  }
  chmodSync(join(own, 'dist/cli.js'), 0o755);
  symlinkSync('../permadocs/dist/cli.js', join(bin, 'permadocs'));
  for (const name of programs) symlinkSync(join(root, 'node_modules/.bin', name), join(bin, name));
  return bin;
}
