/**
 * Cedar’s own engine, an optional peer of permadocs: found, loaded once, and nothing else. It is
 * loaded only when a page or a datum holds Cedar, since it is 4 MB of WebAssembly.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';

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
 * The engine that the workspace at `root` (absolute) has installed, else the one installed beside
 * permadocs; undefined without either. Without a root, the workspace is not asked: `lint` runs no
 * code of the trees that it reads. Node keeps what is loaded.
 */
export function loadEngine(root?: string): CedarEngine | undefined {
  const own = root === undefined ? undefined : loadFrom(join(root, 'package.json'));
  return own ?? loadFrom(import.meta.url);
}

function loadFrom(place: string): CedarEngine | undefined {
  const load = createRequire(place);
  let path: string;
  try {
    path = load.resolve(`${PACKAGE}/nodejs`);
  } catch {
    return undefined;
  }
  return load(path) as CedarEngine;
}
