/**
 * A schema with every attribute optional. A request of a claim says what matters to it: what it has
 * must fit, what it leaves out is an error only where a policy reads it, and the engine says so.
 */
import type { SchemaJson } from '@cedar-policy/cedar-wasm/nodejs';

import { memo } from '../memo.ts';
import type { CedarEngine } from './engine.ts';

/** The schemas of a workspace, each asked for with every request. */
const MOST = 64;
const loosened = memo<string, { readonly schema: string | SchemaJson<string> }>(MOST);

/** The schema itself if it does not parse: the engine then says what is wrong. */
export function looseSchema(engine: CedarEngine, schema: string): string | SchemaJson<string> {
  return loosened(schema, () => {
    const read = engine.schemaToJson(schema);
    return { schema: read.type === 'failure' ? schema : (loose(read.json) as SchemaJson<string>) };
  }).schema;
}

/** Attributes of records are the only things in a schema that have `required`. */
function loose(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(loose);
  if (typeof value !== 'object' || value === null) return value;
  const { attributes } = value as { readonly attributes?: unknown };
  const isRecord = (value as { readonly type?: unknown }).type === 'Record' && attributes;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      isRecord && key === 'attributes' ? optional(attributes) : loose(one),
    ]),
  );
}

const optional = (attributes: object): object =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, type]) => [
      name,
      { ...(loose(type) as object), required: false },
    ]),
  );
