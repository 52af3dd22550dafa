import { describe, expect, it } from 'vitest';

import { dataFileSchema } from '../../scripts/data/schema/index.ts';
import { references } from '../../scripts/data/schema/refers-to.ts';
import { schemaAt, unwrap } from '../../scripts/data/schema/steps.ts';
import { ENTITIES, SHAPES } from '../../scripts/sections/shapes.ts';

/** Where the fields that templates see are written in the data. */
const WRITTEN = {
  practice: ['services', 'id', 'practices', 0],
  error: ['errors', 'id'],
} as const;

describe.each(Object.entries(WRITTEN))('what templates see of a %s', (shape, path) => {
  const fields: Readonly<Record<string, readonly [string, string]>> =
    SHAPES[shape as keyof typeof WRITTEN];
  const written = Object.entries(fields).flatMap(([field, [type]]) => {
    const schema = unwrap(schemaAt(dataFileSchema, [...path, field]));
    const kind = schema && references.get(schema)?.missingFrom;
    const entity = ENTITIES[type.replace('?', '') as keyof typeof ENTITIES]?.kind;
    return schema ? [{ field, kind, entity }] : [];
  });

  it('is an entry for each field that names one, of the kind that the schema refers to', () => {
    expect(written.filter(({ kind }) => kind !== undefined)).not.toEqual([]);
    expect(written.filter(({ kind, entity }) => kind !== entity)).toEqual([]);
  });
});
