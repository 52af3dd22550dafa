/**
 * Cedar’s own engine, an optional peer of permadocs: found, loaded once, and nothing else. It is
 * loaded only when a page or a datum holds Cedar, since it is 4 MB of WebAssembly.
 */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const PACKAGE = '@cedar-policy/cedar-wasm';

/** The command that installs the engine. */
export const INSTALL = `npm install --save-dev ${PACKAGE}`;

type Whole = typeof import('@cedar-policy/cedar-wasm/nodejs');

/** The functions of the engine that permadocs calls. */
export type CedarEngine = Pick<
  Whole,
  | 'checkParseEntities'
  | 'formatPolicies'
  | 'isAuthorized'
  | 'policyToJson'
  | 'schemaToJson'
  | 'templateToJson'
  | 'validate'
>;

/**
 * The engine installed beside permadocs; undefined without it. A workspace that has both as its
 * dependencies has them side by side. Nothing is loaded from a tree that permadocs is merely run on,
 * because reading a stranger's data must not run a stranger's code. Node keeps what is loaded.
 */
export function loadEngine(): CedarEngine | undefined {
  const path = engineFile();
  return path === undefined ? undefined : (load(path) as CedarEngine);
}

/** The version of the engine that {@link loadEngine} loads, which this does not load. */
export function engineVersion(): string | undefined {
  const path = engineFile();
  if (path === undefined) return undefined;
  return (load(join(dirname(path), '..', 'package.json')) as { version: string }).version;
}

const load = createRequire(import.meta.url);

function engineFile(): string | undefined {
  try {
    return load.resolve(`${PACKAGE}/nodejs`);
  } catch {
    return undefined;
  }
}
