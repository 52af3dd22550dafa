/**
 * What templates may print: the fields of each kind of thing, and the types that templates and
 * views share.
 */
import type { Markdown } from '../markdown/markdown.ts';

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

/** `x?` may be absent; `x[]` is a list. */
export const SHAPES = {
  service: {
    id: 'code',
    title: 'text',
    principal: 'code?',
    signingName: 'code?',
    permissionModel: 'permissionModel?',
    actions: 'action[]',
    actionsInForce: 'action[]',
    removedActions: 'action[]',
    conditionKeys: 'conditionKey[]',
    practices: 'practice[]',
    errors: 'error[]',
  },
  permissionModel: {
    effective: 'date?',
    summary: 'markdown',
    details: 'markdown[]',
    source: 'text',
  },
  action: {
    id: 'code',
    summary: 'markdown',
    introduced: 'date?',
    deprecated: 'date?',
    removed: 'date?',
    replacedBy: 'markdown?',
    source: 'text?',
  },
  conditionKey: {
    id: 'code',
    type: 'text',
    multivalued: 'boolean',
    present: 'markdown',
    purpose: 'markdown',
    values: 'code[]',
    source: 'text',
  },
  practice: {
    title: 'text',
    body: 'markdown?',
    statement: 'statement?',
    compare: 'statement?',
    key: 'conditionKey?',
    /** The statement, unless it is compared; then a table of both says more. */
    shown: 'statement?',
    /** The truth table of the statement and the one it is compared with, if there is a key. */
    table: 'truthTable?',
    after: 'markdown?',
  },
  statement: { id: 'code', sid: 'code?', json: 'json' },
  policy: {
    kind: 'text',
    file: 'code',
    /** `file://` and the file's name, the form that the AWS CLI expects. */
    url: 'code',
    name: 'code',
    arn: 'code?',
    json: 'json',
  },
  role: {
    id: 'code',
    name: 'code',
    title: 'text',
    summary: 'markdown?',
    intro: 'markdown?',
    meaning: 'markdown?',
    permissions: 'policy',
    trust: 'policy?',
    boundary: 'policy?',
    /** The boundary if it is defined for this role, that is, without an ARN. */
    ownBoundary: 'policy?',
    /** The ARN of a boundary that already exists. */
    boundaryArn: 'code?',
    claims: 'claim[]',
  },
  claim: {
    /** Counted from 1 within the role. */
    number: 'text',
    say: 'markdown',
    /** “Proven for every request.” or “Tested with 3 requests.” */
    proof: 'text',
    /** The requests, or the space of requests, that the claim is about. */
    requests: 'markdown',
    /** The scenario, in words. */
    channel: 'text',
    decision: 'text',
  },
  truthTable: { key: 'code', statement: 'code', compare: 'code?', rows: 'truthRow[]' },
  truthRow: { state: 'markdown', applies: 'text', compare: 'text' },
  error: {
    id: 'code',
    title: 'text',
    message: 'text',
    service: 'service',
    role: 'role?',
    action: 'code?',
    intro: 'markdown?',
    causes: 'cause[]',
    checks: 'markdown[]',
    command: 'code?',
    after: 'markdown?',
  },
  cause: { title: 'text', body: 'markdown' },
  /** What any section may print without a parameter. */
  all: { conditionKeys: 'conditionKey[]' },
} as const satisfies Record<string, Record<string, string>>;

type Shapes = typeof SHAPES;
type ShapeName = keyof Shapes;

type Value<T extends string> = T extends `${infer U}?`
  ? Value<U> | undefined
  : T extends `${infer U}[]`
    ? readonly Value<U>[]
    : T extends keyof Scalars
      ? Scalars[T]
      : T extends ShapeName
        ? View<T>
        : never;

/** What a template sees of a thing. This compiles only as long as views match {@link SHAPES}. */
export type View<S extends ShapeName> = {
  readonly [F in keyof Shapes[S]]: Shapes[S][F] extends string ? Value<Shapes[S][F]> : never;
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

/** The type of a field; undefined if the shape has no field of that name. */
export function fieldType(shape: string, field: string): Type | undefined {
  const fields = Object.hasOwn(SHAPES, shape)
    ? (SHAPES[shape as ShapeName] as Record<string, string>)
    : {};
  const notation = Object.hasOwn(fields, field) ? fields[field] : undefined;
  return notation === undefined ? undefined : parseType(notation);
}

export function fieldsOf(shape: string): string[] {
  return Object.hasOwn(SHAPES, shape) ? Object.keys(SHAPES[shape as ShapeName]) : [];
}

/** The type of an expression whose problem has already been reported. */
export const UNKNOWN: Type = { name: 'unknown', list: false, optional: false };
export const isUnknown = (type: Type): boolean => type.name === UNKNOWN.name;

/** The type as people write it, such as `action[]`. */
export const typeText = ({ name, list }: Type): string => `${name}${list ? '[]' : ''}`;
