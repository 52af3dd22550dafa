/** A policy as the checks see it: elements picked out, each text with its place. What is malformed is left out; grammar.ts reports it. */
import type { Range, Source } from '../../problems/source.ts';
import type { IamCode } from '../../problems/iam-codes.ts';
import type { MapEntry, PolicyDocument, PolicyNode, ScalarNode } from '../policy.ts';
import type { Reference } from '../reference.ts';
import { type Operator, readOperator } from './operators.ts';

export type PolicyKind = 'identity' | 'trust' | 'boundary' | 'scp' | 'resource';

export interface Policy {
  readonly kind: PolicyKind;
  readonly source: Source;
  readonly node: PolicyNode;
  readonly version: string | undefined;
  readonly statements: readonly Statement[];
  readonly reference: Reference | undefined;
  /** `YYYY-MM-DD`. */
  readonly asOf: string | undefined;
}

/** A text of the policy: the value of a scalar, and where the scalar stands. */
export interface Text {
  readonly value: string;
  readonly range: Range;
}

export interface Statement {
  readonly source: Source;
  readonly node: PolicyNode;
  /** The first of each name: a second one is reported as a duplicate. */
  readonly elements: ReadonlyMap<string, MapEntry>;
  readonly effect: string | undefined;
  /** Of `Action` and `NotAction`; a statement with both is reported. */
  readonly actions: readonly Text[];
  readonly resources: readonly Text[];
  readonly principals: readonly Principal[];
  readonly conditions: readonly Condition[];
}

export interface Principal {
  /** `AWS`, `Service`, … as written; undefined for a bare `"*"`. */
  readonly type: string | undefined;
  readonly value: Text;
}

/** One key under one operator. */
export interface Condition {
  readonly operatorText: Text;
  /** Undefined when there is no such operator. */
  readonly operator: Operator | undefined;
  readonly key: Text;
  readonly node: PolicyNode;
  readonly values: readonly Text[];
}

/** What a check says: it becomes a problem in validate.ts. */
export interface Finding {
  readonly code: IamCode;
  readonly source: Source;
  readonly range: Range;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly severity?: 'error' | 'warning' | undefined;
}

export type PolicyCheck = (policy: Policy) => Iterable<Finding>;
export type StatementCheck = (statement: Statement, policy: Policy) => Iterable<Finding>;

export function readPolicy(
  document: PolicyDocument,
  options: Pick<Policy, 'kind' | 'reference' | 'asOf'>,
): Policy {
  const version = firstOf(document.node, 'Version')?.value;
  return {
    ...options,
    source: document.source,
    node: document.node,
    version: version?.kind === 'scalar' ? String(version.value) : undefined,
    statements: document.statements.map(({ source, node }) => readStatement(source, node)),
  };
}

function readStatement(source: Source, node: PolicyNode): Statement {
  const elements = new Map<string, MapEntry>();
  for (const entry of node.kind === 'map' ? node.entries : []) {
    if (!elements.has(entry.key)) elements.set(entry.key, entry);
  }
  const texts = (...names: string[]): Text[] =>
    names.flatMap((name) => textsOf(elements.get(name)?.value));
  return {
    source,
    node,
    elements,
    effect: textsOf(elements.get('Effect')?.value)[0]?.value,
    actions: texts('Action', 'NotAction'),
    resources: texts('Resource', 'NotResource'),
    principals: ['Principal', 'NotPrincipal'].flatMap((name) =>
      readPrincipals(elements.get(name)?.value),
    ),
    conditions: readConditions(elements.get('Condition')?.value),
  };
}

function readPrincipals(node: PolicyNode | undefined): Principal[] {
  if (node?.kind === 'map') {
    return node.entries.flatMap(({ key, value }) =>
      textsOf(value).map((text) => ({ type: key, value: text })),
    );
  }
  return node?.kind === 'scalar' && node.value === '*'
    ? [{ type: undefined, value: { value: '*', range: node.range } }]
    : [];
}

function readConditions(node: PolicyNode | undefined): Condition[] {
  if (node?.kind !== 'map') return [];
  return node.entries.flatMap((operator) => {
    if (operator.value.kind !== 'map') return [];
    return operator.value.entries.map((entry) => ({
      operatorText: { value: operator.key, range: operator.keyRange },
      operator: readOperator(operator.key),
      key: { value: entry.key, range: entry.keyRange },
      node: entry.value,
      values: scalarsOf(entry.value)
        .filter(({ value }) => value !== null)
        .map(({ value, range }) => ({ value: String(value), range })),
    }));
  });
}

/** One scalar, or the scalars of a list; nothing deeper. */
export function scalarsOf(node: PolicyNode | undefined): ScalarNode[] {
  if (node === undefined || node.kind === 'map') return [];
  if (node.kind === 'scalar') return [node];
  return node.items.filter((item): item is ScalarNode => item.kind === 'scalar');
}

function textsOf(node: PolicyNode | undefined): Text[] {
  return scalarsOf(node).flatMap(({ value, range }) =>
    typeof value === 'string' ? [{ value, range }] : [],
  );
}

export function firstOf(node: PolicyNode, key: string): MapEntry | undefined {
  return node.kind === 'map' ? node.entries.find((entry) => entry.key === key) : undefined;
}

/** A finding at a place of a statement. */
export function found(
  code: IamCode,
  where: { readonly source: Source },
  range: Range,
  message: string,
  hint?: string,
): Finding {
  return { code, source: where.source, range, message, hint };
}

/** A message that rests on the data set ends with its day. */
export function dated(message: string, reference: Reference): string {
  return `${message} (data of ${reference.date})`;
}
