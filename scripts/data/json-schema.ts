/** The shapes in schema/ as JSON Schemas for editors: `# yaml-language-server: $schema=…`. */
import * as z from 'zod';

import { withDefinitions } from './definitions.ts';
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

/** The schema files by name, as committed in `schemas/`. */
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
      const short = withDefinitions({ $schema: json.$schema, title, ...json });
      return [name, `${JSON.stringify(short, null, 2)}\n`];
    }),
  );
}

/**
 * Removes alternatives. Editors show the documentation that they find first, which in a union is
 * the branch that matches.
 */
function documentBranches(json: unknown): void {
  if (typeof json !== 'object' || json === null) return;
  const { anyOf, description, markdownDescription } = json as Json;
  for (const branch of description === undefined ? [] : (anyOf ?? []))
    Object.assign(branch, { description, ...(markdownDescription ? { markdownDescription } : {}) });
  Object.values(json).forEach(documentBranches);
}

/** Documentation and messages, in the keywords of the YAML language server and VS Code. */
function words(schema: z.core.$ZodType, json: Json): Json {
  const { description = '', enumDescriptions } = json as Json & { enumDescriptions?: string[] };
  return {
    // Both are needed: an editor that knows only the first would show the markup of the second.
    ...(description && { description: plain(description) }),
    ...(plain(description) !== description && { markdownDescription: description }),
    ...(enumDescriptions && {
      enumDescriptions: enumDescriptions.map(plain),
      markdownEnumDescriptions: enumDescriptions,
    }),
    ...messages(schema, json),
  };
}

/** The program's own message for a text that must match a pattern; otherwise what was expected. */
function messages(schema: z.core.$ZodType, json: Json): Json {
  if (json.type === 'string' && json.enum === undefined) {
    const patternErrorMessage = json.pattern && messageFor(BLANK, schema);
    const errorMessage = 'expected text; quote numbers, dates and true or false';
    return { errorMessage, ...(patternErrorMessage && { patternErrorMessage }) };
  }
  // On a map with known keys, the message would also replace those for missing and unknown keys.
  if (json.type === 'array') return { errorMessage: 'expected a list' };
  if (json.type === 'object' && json.properties === undefined)
    return { errorMessage: 'expected a map' };
  return {};
}

/** A text that matches none of our patterns. */
const BLANK = ' ';
const messageFor = (value: string, schema: z.core.$ZodType): string | undefined =>
  z.safeParse(schema, value).error?.issues[0]?.message;

/** Markdown without its markup. */
const plain = (markdown: string): string =>
  markdown.replace(/\[([^[\]]+)\]\(([^()]+)\)/g, '$1: $2').replaceAll('`', '');
