/** The shapes of schema.ts as JSON Schemas, for editors: `# yaml-language-server: $schema=…`. */
import { z } from 'zod';

import { configSchema, dataFileSchema } from './schema.ts';

const FILES = {
  'data.schema.json': { schema: dataFileSchema, title: 'A data file of permadocs' },
  'permadocs.schema.json': {
    schema: configSchema,
    title: 'The configuration of permadocs, permadocs.yaml',
  },
} as const;

/** The schema files by name, as they are committed in `schemas/`. */
export function schemaFiles(): Map<string, string> {
  return new Map(
    Object.entries(FILES).map(([name, { schema, title }]) => {
      const json = z.toJSONSchema(schema, { io: 'input', target: 'draft-7' });
      return [name, `${JSON.stringify({ $schema: json.$schema, title, ...json }, null, 2)}\n`];
    }),
  );
}
