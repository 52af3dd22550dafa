/**
 * What templates may print: the fields of each kind of thing, and the types that templates and
 * views share.
 */
import type { Fielded, OwnFields } from '../data/schema/own-fields.ts';
import type { Markdown } from '../markdown/markdown.ts';
import { FIELDED_TYPES, type ShapeName, SHAPES, type Shapes } from './shapes.ts';

/** Markdown that is printed unchanged: the output of helpers that escape for their place. */
export class Fragment {
  readonly markdown: string;

  constructor(markdown: string) {
    this.markdown = markdown;
  }
}

/**
 * `text` is escaped, `markdown` is rendered; `json` and `code` belong in a fence or a code span.
 */
interface Scalars {
  text: string;
  markdown: Markdown;
  json: string;
  code: string;
  date: string;
  integer: number;
  boolean: boolean;
  fragment: Fragment;
}

/** The values of fields that permadocs.yaml declares, by name. */
export type OwnValues = Readonly<Record<string, unknown>>;

/** Whose fields a type has; they are declared in permadocs.yaml. */
const OWN: Readonly<Record<string, Fielded>> = FIELDED_TYPES;

type Value<T extends string> = T extends `${infer U}?`
  ? Value<U> | undefined
  : T extends `${infer U}[]`
    ? readonly Value<U>[]
    : T extends keyof Scalars
      ? Scalars[T]
      : T extends keyof typeof FIELDED_TYPES
        ? OwnValues
        : T extends ShapeName
          ? View<T>
          : never;

/** What a template sees of a thing. This compiles only as long as views match {@link SHAPES}. */
export type View<S extends ShapeName> = {
  readonly [F in keyof Shapes[S]]: Shapes[S][F] extends readonly [infer T extends string, string]
    ? Value<T>
    : never;
};

/** A type in a template. */
export interface Type {
  readonly name: string;
  readonly list: boolean;
  readonly optional: boolean;
}

/** Parses a type such as `code?` or `action[]`. */
export function parseType(notation: string): Type {
  const match = /^([a-zA-Z]+)(\[\])?(\?)?$/.exec(notation);
  if (!match) throw new Error(`not a type: ${notation}`);
  return { name: match[1] ?? '', list: match[2] !== undefined, optional: match[3] !== undefined };
}

/** The fields of a shape with their types; those of your own fields are declared in `own`. */
function typesIn(shape: string, own: OwnFields): Readonly<Record<string, string>> {
  if (Object.hasOwn(SHAPES, shape)) {
    const fields = Object.entries(SHAPES[shape as ShapeName]);
    return Object.fromEntries(fields.map(([name, [type]]) => [name, type as string]));
  }
  const kind = Object.hasOwn(OWN, shape) ? OWN[shape] : undefined;
  const declared = Object.entries((kind && own[kind]) ?? {});
  return Object.fromEntries(
    declared.map(([name, { type, optional }]) => [name, optional ? `${type}?` : type]),
  );
}

/** The type of a field; undefined if the shape has no field of that name. */
export function fieldType(shape: string, field: string, own: OwnFields): Type | undefined {
  const types = typesIn(shape, own);
  const notation = Object.hasOwn(types, field) ? types[field] : undefined;
  return notation === undefined ? undefined : parseType(notation);
}

export const fieldsOf = (shape: string, own: OwnFields): string[] =>
  Object.keys(typesIn(shape, own));

interface FieldRow {
  readonly shape: string;
  readonly name: string;
  /** As in `action[]` and `code?`. */
  readonly type: string;
  readonly description: string;
}

/** Everything that a template may name: the fields of each shape, and those that are your own. */
export function fieldRows(own: OwnFields): FieldRow[] {
  const rows = Object.entries(SHAPES).flatMap(([shape, fields]) =>
    Object.entries(fields).map(([name, [type, description]]): FieldRow => ({
      shape,
      name,
      type,
      description,
    })),
  );
  const ownRows = Object.entries(OWN).flatMap(([shape, kind]) =>
    Object.entries(own[kind] ?? {}).map(([name, declared]): FieldRow => ({
      shape,
      name,
      type: typesIn(shape, own)[name] ?? '',
      description: declared.description ?? '',
    })),
  );
  return [...rows, ...ownRows];
}

/** The type of an expression whose problem has already been reported. */
export const UNKNOWN: Type = { name: 'unknown', list: false, optional: false };
export const isUnknown = (type: Type): boolean => type.name === UNKNOWN.name;

/** The type as people write it, such as `action[]`. */
export const typeText = ({ name, list }: Type): string => `${name}${list ? '[]' : ''}`;
