/** The shapes of schema/ as JSON Schemas, for editors: `# yaml-language-server: $schema=…`. */
import * as z from 'zod';

import { dataFileSchema } from './schema/index.ts';
import { configSchema } from './schema/config.ts';
import { docs } from './schema/doc.ts';
import { EDITOR_RULES } from './schema/editor.ts';

const FILES = {
  'data.schema.json': { schema: dataFileSchema, title: 'A data file of permadocs' },
  'permadocs.schema.json': {
    schema: configSchema,
    title: 'The configuration of permadocs, permadocs.yaml',
  },
} as const;

type Json = z.core.JSONSchema.BaseSchema;

/** The schema files by name, as they are committed in `schemas/`. */
export function schemaFiles(): Map<string, string> {
  return new Map(
    Object.entries(FILES).map(([name, { schema, title }]) => {
      const json = z.toJSONSchema(schema, {
        io: 'input',
        target: 'draft-7',
        metadata: docs,
        override: ({ zodSchema, jsonSchema }) => {
          Object.assign(jsonSchema, words(zodSchema, jsonSchema), EDITOR_RULES.get(zodSchema));
        },
      });
      documentBranches(json);
      return [name, `${JSON.stringify({ $schema: json.$schema, title, ...json }, null, 2)}\n`];
    }),
  );
}

/** Editors show what they find first, and of a choice that is the branch that fits. */
function documentBranches(json: unknown): void {
  if (typeof json !== 'object' || json === null) return;
  const { anyOf, description, markdownDescription } = json as Json;
  for (const branch of description === undefined ? [] : (anyOf ?? []))
    Object.assign(branch, { description, ...(markdownDescription ? { markdownDescription } : {}) });
  Object.values(json).forEach(documentBranches);
}

/** Documentation and messages, in the keywords that the YAML language server and VS Code read. */
function words(schema: z.core.$ZodType, json: Json): Json {
  const { description = '', enumDescriptions } = json as Json & { enumDescriptions?: string[] };
  return {
    // Both: an editor that knows only the first would print the marks of the second.
    ...(description && { description: plain(description) }),
    ...(plain(description) !== description && { markdownDescription: description }),
    ...(enumDescriptions && {
      enumDescriptions: enumDescriptions.map(plain),
      markdownEnumDescriptions: enumDescriptions,
    }),
    ...messages(schema, json),
  };
}

/** The program's own message where a text must match a pattern; else what was expected. */
function messages(schema: z.core.$ZodType, json: Json): Json {
  if (json.type === 'string' && json.enum === undefined) {
    const patternErrorMessage = json.pattern && messageFor(BLANK, schema);
    const errorMessage = 'expected text; quote numbers, dates and true or false';
    return { errorMessage, ...(patternErrorMessage && { patternErrorMessage }) };
  }
  // On a map of known keys it would also stand for keys that are missing or unknown.
  if (json.type === 'array') return { errorMessage: 'expected a list' };
  if (json.type === 'object' && json.properties === undefined)
    return { errorMessage: 'expected a map' };
  return {};
}

/** No pattern of ours takes it. */
const BLANK = ' ';
const messageFor = (value: string, schema: z.core.$ZodType): string | undefined =>
  z.safeParse(schema, value).error?.issues[0]?.message;

/** Markdown as it reads without its marks. */
const plain = (markdown: string): string =>
  markdown.replace(/\[([^[\]]+)\]\(([^()]+)\)/g, '$1: $2').replaceAll('`', '');
