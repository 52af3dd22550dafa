/**
 * Cedar’s own engine, an optional peer of permadocs: found, loaded once, and nothing else. It is
 * loaded only when a page or a datum holds Cedar, since it is 4 MB of WebAssembly.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const PACKAGE = '@cedar-policy/cedar-wasm';

/** The command that installs the engine. */
export const INSTALL = `npm install --save-dev ${PACKAGE}`;

type Whole = typeof import('@cedar-policy/cedar-wasm/nodejs');

/** The functions of the engine that permadocs calls. */
export type CedarEngine = Pick<
  Whole,
  | 'checkParseEntities'
  | 'checkParseSchema'
  | 'formatPolicies'
  | 'isAuthorized'
  | 'policyToJson'
  | 'schemaToJson'
  | 'templateToJson'
  | 'validate'
>;

const loaded = new Map<string, Promise<CedarEngine | undefined>>();

/**
 * The engine that the workspace at `root` (absolute) has installed, else the one installed beside
 * permadocs; undefined without either. Without a root, the workspace is not asked: `lint` runs no
 * code of the trees that it reads.
 */
export function loadEngine(root?: string): Promise<CedarEngine | undefined> {
  const place = root === undefined ? '' : join(root, 'package.json');
  const earlier = loaded.get(place);
  if (earlier) return earlier;
  const path = (place === '' ? undefined : resolved(place)) ?? resolved(import.meta.url);
  const engine =
    path === undefined
      ? Promise.resolve(undefined)
      : (import(pathToFileURL(path).href) as Promise<CedarEngine>).catch(() => undefined);
  loaded.set(place, engine);
  return engine;
}

function resolved(from: string): string | undefined {
  try {
    return createRequire(from).resolve(`${PACKAGE}/nodejs`);
  } catch {
    return undefined;
  }
}
