/**
 * permadocs itself: its version, the files that it ships, and a hash of the program. The compiled
 * program lies in `dist/` as its source lies in `scripts/`, one folder below the package's root.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = dirname(fileURLToPath(import.meta.url));

/** The package's own folder; absolute. */
export const packageRoot = dirname(folder);

/** Whether this is the compiled program. Its source, which tests run, starts no threads. */
export const isCompiled = import.meta.url.endsWith('.js');

/** The version of the package. */
export function version(): string {
  return (JSON.parse(manifest()) as { version: string }).version;
}

/** The folder of the sections that the package ships; absolute, with a final separator. */
export function shippedTemplates(): string {
  return join(packageRoot, 'templates', '/');
}

/** The compiled module of this name, to be started as a thread. */
export function compiledModule(name: string): URL {
  return new URL(`${name}.js`, import.meta.url);
}

let hash: string | undefined;

/**
 * SHA-256 of the program, in base64url: caches hold answers of this program only. The names of
 * compiled files tell their contents; source files are known by their size and date.
 */
export function programHash(): string {
  if (hash === undefined) {
    const names = readdirSync(folder, { recursive: !isCompiled, encoding: 'utf8' }).toSorted();
    const files = isCompiled
      ? names
      : names.map((name) => `${name} ${stateOf(join(folder, name))}`);
    const parts = JSON.stringify([manifest(), ...files]);
    hash = createHash('sha256').update(parts).digest('base64url');
  }
  return hash;
}

function manifest(): string {
  return readFileSync(join(packageRoot, 'package.json'), 'utf8');
}

function stateOf(path: string): string {
  const { size, mtimeMs } = statSync(path);
  return `${size} ${mtimeMs}`;
}
