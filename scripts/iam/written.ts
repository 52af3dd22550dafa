/**
 * Reads a policy as written: its elements, and each text with its range. Parts that could not be
 * evaluated are left out and noted as defects. checks/ says whether IAM accepts them.
 */
import type { Range, Source } from '../problems/source.ts';
import { type Operator, readOperator } from './operators.ts';
import type { MapEntry, PolicyDocument, PolicyNode, ScalarNode, StatementNode } from './policy.ts';

export interface WrittenPolicy {
  readonly source: Source;
  readonly node: PolicyNode;
  readonly version: string | undefined;
  readonly statements: readonly WrittenStatement[];
  /** Why the document as a whole cannot be evaluated. */
  readonly defects: readonly string[];
}

/** A text in the policy: the value and range of a scalar. */
export interface Text {
  readonly value: string;
  readonly range: Range;
}

export interface WrittenStatement {
  readonly source: Source;
  readonly node: PolicyNode;
  /** The first element of each name; a second one is a defect. */
  readonly elements: ReadonlyMap<string, MapEntry>;
  readonly sid: string | undefined;
  readonly effect: string | undefined;
  /** From `Action` and `NotAction`; a statement with both has a defect. */
  readonly actions: readonly Text[];
  readonly resources: readonly Text[];
  readonly principals: readonly WrittenPrincipal[];
  readonly conditions: readonly WrittenCondition[];
  /** Why the statement cannot be evaluated: sentences without a period. */
  readonly defects: readonly string[];
}

export interface WrittenPrincipal {
  /** `AWS`, `Service`, … as written; undefined for a bare `"*"`. */
  readonly type: string | undefined;
  readonly value: Text;
}

/** One key under one operator. */
export interface WrittenCondition {
  readonly operatorText: Text;
  /** Undefined if the operator does not exist. */
  readonly operator: Operator | undefined;
  readonly key: Text;
  readonly node: PolicyNode;
  readonly values: readonly Text[];
}

/** IAM JSON policy elements: reference_policies_elements. */
export const POLICY_ELEMENTS = ['Version', 'Id', 'Statement'] as const;
export const STATEMENT_ELEMENTS = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
] as const;
export const VERSIONS = ['2012-10-17', '2008-10-17'] as const;
/** Types of principals: reference_policies_elements_principal. */
export const PRINCIPAL_TYPES = ['AWS', 'Service', 'Federated', 'CanonicalUser'] as const;

export function readWritten(document: PolicyDocument): WrittenPolicy {
  const { source, node } = document;
  const defects: string[] = [];
  const elements = elementsOf(node, POLICY_ELEMENTS, 'policy', defects);
  const version = elements.get('Version')?.value;
  const value = version?.kind === 'scalar' ? version.value : undefined;
  if (version && !isOneOf(VERSIONS, value))
    defects.push('the Version of the policy does not exist');
  const statements = document.statements.map(readStatement);
  return {
    source,
    node,
    version: version?.kind === 'scalar' ? String(version.value) : undefined,
    statements,
    defects,
  };
}

function readStatement({ source, node }: StatementNode): WrittenStatement {
  const defects: string[] = [];
  const elements = elementsOf(node, STATEMENT_ELEMENTS, 'statement', defects);
  const of = (name: string): PolicyNode | undefined => elements.get(name)?.value;
  const texts = (name: string): Text[] => textsOf(of(name), name, defects);
  const [sid] = textsOf(of('Sid'), 'Sid', []);
  const [effect] = texts('Effect');
  if (node.kind === 'map' && !isOneOf(['Allow', 'Deny'], effect?.value))
    defects.push('Effect is neither Allow nor Deny');
  const statement = {
    source,
    node,
    elements,
    // An empty Sid names nothing.
    sid: sid?.value || undefined,
    effect: effect?.value,
    actions: [...texts('Action'), ...texts('NotAction')],
    resources: [...texts('Resource'), ...texts('NotResource')],
    principals: ['Principal', 'NotPrincipal'].flatMap((name) => principalsOf(of(name), defects)),
    conditions: conditionsOf(of('Condition'), defects),
  };
  defects.push(...(node.kind === 'map' ? combinationDefects(statement) : []));
  return { ...statement, defects };
}

/** The elements of a map; the first one of each name. */
function elementsOf(
  node: PolicyNode,
  allowed: readonly string[],
  what: string,
  defects: string[],
): Map<string, MapEntry> {
  const elements = new Map<string, MapEntry>();
  if (node.kind !== 'map') defects.push(`the ${what} is not an object`);
  for (const entry of node.kind === 'map' ? node.entries : []) {
    if (elements.has(entry.key)) defects.push(`${entry.key} is given twice`);
    else elements.set(entry.key, entry);
    if (!allowed.includes(entry.key)) defects.push(`${entry.key} is not an element of a ${what}`);
  }
  return elements;
}

/** Defects in the combination of elements that are well-formed by themselves. */
function* combinationDefects({
  elements,
  actions,
  resources,
  principals,
}: Omit<WrittenStatement, 'defects'>): Iterable<string> {
  for (const name of ['Action', 'Resource', 'Principal'])
    if (elements.has(name) && elements.has(`Not${name}`))
      yield `${name} and Not${name} are mutually exclusive`;
  if (!elements.has('Action') && !elements.has('NotAction'))
    yield 'the statement has neither Action nor NotAction';
  if (elements.has('NotAction') && actions.length === 0)
    yield 'what an empty list in NotAction means is not documented';
  if (elements.has('NotResource') && resources.length === 0)
    yield 'what an empty list in NotResource means is not documented';
  if (elements.has('NotPrincipal') && principals.length === 0)
    yield 'what a NotPrincipal without a name means is not documented';
}

function principalsOf(node: PolicyNode | undefined, defects: string[]): WrittenPrincipal[] {
  if (node?.kind === 'list') defects.push('Principal is a list');
  if (node?.kind === 'scalar') {
    if (node.value === '*') return [{ type: undefined, value: { value: '*', range: node.range } }];
    defects.push('Principal is a string other than "*"');
  }
  if (node?.kind !== 'map') return [];
  const types = new Set<string>();
  return node.entries.flatMap(({ key, value }) => {
    if (!isOneOf(PRINCIPAL_TYPES, key)) defects.push(`${key} is not a type of principal`);
    if (types.has(key)) defects.push(`${key} is given twice in Principal`);
    types.add(key);
    return textsOf(value, 'Principal', defects).map((text) => ({ type: key, value: text }));
  });
}

function conditionsOf(node: PolicyNode | undefined, defects: string[]): WrittenCondition[] {
  if (node && node.kind !== 'map') defects.push('Condition is not an object');
  if (node?.kind !== 'map') return [];
  const keys = new Set<string>();
  return node.entries.flatMap(({ key: name, keyRange, value }) => {
    if (value.kind !== 'map') {
      defects.push(`the condition ${name} is not an object`);
      return [];
    }
    return value.entries.map((entry): WrittenCondition => {
      const id = `${name}\n${entry.key.toLowerCase()}`;
      if (keys.has(id)) defects.push(`${entry.key} is given twice under ${name}`);
      keys.add(id);
      return {
        operatorText: { value: name, range: keyRange },
        operator: readOperator(name),
        key: { value: entry.key, range: entry.keyRange },
        node: entry.value,
        values: valuesOf(entry.value, entry.key, defects),
      };
    });
  });
}

/** A single scalar, or the scalars in a list. */
export function scalarsOf(node: PolicyNode | undefined): ScalarNode[] {
  return itemsOf(node).filter((item): item is ScalarNode => item.kind === 'scalar');
}

function itemsOf(node: PolicyNode | undefined): readonly PolicyNode[] {
  if (node === undefined) return [];
  return node.kind === 'list' ? node.items : [node];
}

function textsOf(node: PolicyNode | undefined, element: string, defects: string[]): Text[] {
  return itemsOf(node).flatMap((item) => {
    if (item.kind === 'scalar' && typeof item.value === 'string')
      return [{ value: item.value, range: item.range }];
    defects.push(`${element} contains something other than a string`);
    return [];
  });
}

/** Condition values may be JSON numbers and booleans: reference_policies_elements_condition. */
function valuesOf(node: PolicyNode, key: string, defects: string[]): Text[] {
  return itemsOf(node).flatMap((item) => {
    const value = item.kind === 'scalar' ? item.value : null;
    if (typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER)
      defects.push(`the value of ${key} is a number too large to be read exactly`);
    if (value !== null) return [{ value: String(value), range: item.range }];
    defects.push(`the value of ${key} is not a string, number or boolean`);
    return [];
  });
}

export function firstOf(node: PolicyNode, key: string): MapEntry | undefined {
  return node.kind === 'map' ? node.entries.find((entry) => entry.key === key) : undefined;
}

function isOneOf(all: readonly string[], value: unknown): boolean {
  return all.includes(value as string);
}
