/** Finds the ids in an entry by the references registered on its shape. ids.ts checks them. */
import * as z from 'zod';

import type { Entry } from '../catalog.ts';
import { memo, memoOf } from '../../memo.ts';
import { dataFileSchema, type Kind } from '../schema/index.ts';
import { type EntryReference, references } from '../schema/refers-to.ts';
import { schemaAt, unwrap } from '../schema/steps.ts';
import type { Path } from '../yaml-places.ts';

interface NamedId extends EntryReference {
  readonly id: string;
  /** Relative to the entry. */
  readonly path: Path;
}

/** Every id that the entry refers to. */
export function idsNamedBy(entry: Entry): readonly NamedId[] {
  return typeof entry.value === 'object' ? namedByKind(entry.kind)(entry.value) : namedBy(entry);
}

const namedBy = ({ kind, value }: Pick<Entry, 'kind'> & { readonly value: unknown }): NamedId[] => [
  ...namedIn(schemaAt(dataFileSchema, [kind, 'id']), value, []),
];

/** `watch` asks again for each edit, and most values stay: bench row “watch, one claim edited”. */
const byKind = memo<Kind, (value: object) => readonly NamedId[]>(100);
const namedByKind = (kind: Kind): ((value: object) => readonly NamedId[]) =>
  byKind(kind, () => memoOf((value: object) => namedBy({ kind, value })));

function* namedIn(
  shape: z.core.$ZodType | undefined,
  value: unknown,
  path: Path,
): Generator<NamedId> {
  const schema = unwrap(shape);
  if (schema === undefined || value === undefined) return;
  if (schema instanceof z.ZodUnion) {
    // Texts, lists and maps. In a union, only the branch that matches the value finds anything.
    for (const branch of schema.options) yield* namedIn(branch, value, path);
  } else if (typeof value === 'string') {
    const reference = references.get(schema);
    if (reference) yield { ...reference, id: value, path };
  } else if (schema instanceof z.ZodArray && Array.isArray(value)) {
    for (const [index, item] of value.entries())
      yield* namedIn(schema.element, item, [...path, index]);
  } else if (schema instanceof z.ZodRecord || schema instanceof z.ZodObject) {
    yield* namedInMap(schema, value, path);
  }
}

function* namedInMap(
  schema: z.ZodRecord | z.ZodObject,
  value: unknown,
  path: Path,
): Generator<NamedId> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  for (const [key, item] of Object.entries(value)) {
    if (schema instanceof z.ZodRecord) yield* namedIn(schema.keyType, key, [...path, key]);
    yield* namedIn(schemaAt(schema, [key]), item, [...path, key]);
  }
}
