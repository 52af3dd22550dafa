/** JSON Schema: what occurs more than once is written once, under `definitions`. */

type Schema = { readonly [keyword: string]: unknown };

/** Shorter schemas stay where they are, since a reference would hardly be shorter. */
const WORTH = 200;

// Of what a file can hold; rules that only refuse something (`if`, `not`, `allOf`) stay where they are.
const SCHEMAS = ['items', 'additionalProperties', 'propertyNames'];
const LISTS = ['anyOf', 'oneOf'];
const MAPS = ['properties', 'patternProperties', 'definitions'];

/** The same schema with `definitions`, each named after the first place that uses it. */
export function withDefinitions(schema: Schema): Schema {
  const counts = new Map<string, number>();
  eachInside(schema, (one) => {
    const text = JSON.stringify(one);
    counts.set(text, (counts.get(text) ?? 0) + 1);
    // What is inside of a repetition repeats only with it.
    return counts.get(text) === 1;
  });
  const names = new Map<string, string>();
  const definitions: Record<string, unknown> = { ...(schema['definitions'] as Schema | undefined) };
  const shortened = (one: Schema, name: string): Schema => {
    const text = JSON.stringify(one);
    if (text.length < WORTH || (counts.get(text) ?? 0) < 2) return inner(one);
    const known = names.get(text) ?? unused(name.replace(/[^\w-]+/g, '-'), definitions);
    if (!names.has(text)) {
      names.set(text, known);
      definitions[known] = {};
      definitions[known] = inner(one);
    }
    return { $ref: `#/definitions/${known}` };
  };
  const inner = (one: Schema): Schema => mapInside(one, shortened);
  const { definitions: given = {}, ...rest } = inner(schema);
  return { ...rest, definitions: { ...definitions, ...(given as Schema) } };
}

function unused(name: string, definitions: Readonly<Record<string, unknown>>): string {
  if (!Object.hasOwn(definitions, name)) return name;
  let number = 2;
  while (Object.hasOwn(definitions, `${name}${number}`)) number += 1;
  return `${name}${number}`;
}

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Visits the schemas inside of one, from the outside in, as long as `visit` wants to see inside. */
function eachInside(schema: Schema, visit: (inner: Schema) => boolean): void {
  mapInside(schema, (one) => {
    if (visit(one)) eachInside(one, visit);
    return one;
  });
}

/** A schema with each schema directly inside of it replaced; `name` is the key that leads there. */
function mapInside(schema: Schema, replace: (inner: Schema, name: string) => Schema): Schema {
  const replaced = Object.entries(schema).map(([keyword, value]) => {
    if (SCHEMAS.includes(keyword) && isSchema(value)) return [keyword, replace(value, keyword)];
    if (LISTS.includes(keyword) && Array.isArray(value))
      return [
        keyword,
        value.map((one) => (isSchema(one) ? replace(one, keyword) : (one as unknown))),
      ];
    if (MAPS.includes(keyword) && isSchema(value)) {
      const entries = Object.entries(value).map(([name, one]) => [
        name,
        isSchema(one) ? replace(one, name) : one,
      ]);
      return [keyword, Object.fromEntries(entries) as unknown];
    }
    return [keyword, value];
  });
  return Object.fromEntries(replaced) as Schema;
}
