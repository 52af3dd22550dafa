/**
 * Policies in the form that evaluation needs. What IAM would refuse, or what is not understood,
 * becomes a defect: a statement with one is never skipped, its effect on a decision is unknown.
 */
import type { MapNode, PolicyDocument, PolicyNode } from './policy.ts';

export interface Patterns {
  /** `NotAction`, `NotResource`, `NotPrincipal`. */
  readonly negated: boolean;
  readonly values: readonly string[];
}

export interface PrincipalElement {
  readonly negated: boolean;
  /** `"*"`, which is anyone. */
  readonly anyone: boolean;
  /** By type: AWS, Service, Federated, CanonicalUser. */
  readonly byType: ReadonlyMap<string, readonly string[]>;
}

export interface Condition {
  /** As written: `ForAllValues:StringEqualsIfExists`. */
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

export interface Statement {
  /** From 0. */
  readonly index: number;
  readonly sid: string | undefined;
  readonly effect: 'Allow' | 'Deny' | undefined;
  readonly action: Patterns | undefined;
  readonly resource: Patterns | undefined;
  readonly principal: PrincipalElement | undefined;
  readonly conditions: readonly Condition[];
  readonly defects: readonly string[];
}

export interface EvaluablePolicy {
  /** Names the policy in a decision. */
  readonly name: string;
  /** Variables are replaced in 2012-10-17 only; without a Version the older language applies. */
  readonly hasVariables: boolean;
  readonly statements: readonly Statement[];
}

/** IAM JSON policy elements: reference_policies_elements. */
const ELEMENTS = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]);
const PRINCIPAL_TYPES = new Set(['AWS', 'Service', 'Federated', 'CanonicalUser']);

/** Reads a policy; defects of the document itself are defects of each of its statements. */
export function readPolicy(name: string, document: PolicyDocument): EvaluablePolicy {
  const defects: string[] = [];
  const version = entryOf(document.node, 'Version', defects);
  const text = version?.kind === 'scalar' ? version.value : undefined;
  if (version && text !== '2012-10-17' && text !== '2008-10-17')
    defects.push('the Version of the policy does not exist');
  entryOf(document.node, 'Id', defects);
  entryOf(document.node, 'Statement', defects);
  if (document.node.kind !== 'map') defects.push('the policy is no object');
  else
    for (const { key } of document.node.entries)
      if (!['Version', 'Id', 'Statement'].includes(key))
        defects.push(`${key} is no element of a policy`);
  const statements = document.statements.map(({ node }, index) =>
    readStatement(node, index, defects),
  );
  if (statements.length === 0) {
    // Without a statement there is nothing whose effect could be known.
    statements.push({ ...EMPTY, defects: [...defects, 'the policy has no statement'] });
  }
  return { name, hasVariables: text === '2012-10-17', statements };
}

const EMPTY: Statement = {
  index: 0,
  sid: undefined,
  effect: undefined,
  action: undefined,
  resource: undefined,
  principal: undefined,
  conditions: [],
  defects: [],
};

function readStatement(
  node: PolicyNode,
  index: number,
  documentDefects: readonly string[],
): Statement {
  const defects = [...documentDefects];
  if (node.kind !== 'map')
    return { ...EMPTY, index, defects: [...defects, 'the statement is no object'] };
  for (const { key } of node.entries)
    if (!ELEMENTS.has(key)) defects.push(`${key} is no element of a statement`);
  const sid = entryOf(node, 'Sid', defects);
  const effect = entryOf(node, 'Effect', defects);
  const effectText =
    effect?.kind === 'scalar' && (effect.value === 'Allow' || effect.value === 'Deny')
      ? effect.value
      : undefined;
  if (effectText === undefined) defects.push('Effect is neither Allow nor Deny');
  const action = readPatterns(node, 'Action', defects);
  if (!action) defects.push('the statement has neither Action nor NotAction');
  return {
    index,
    sid: sid?.kind === 'scalar' && typeof sid.value === 'string' ? sid.value : undefined,
    effect: effectText,
    action,
    resource: readPatterns(node, 'Resource', defects),
    principal: readPrincipal(node, defects),
    conditions: readConditions(node, defects),
    defects,
  };
}

function readPatterns(
  node: MapNode,
  element: 'Action' | 'Resource',
  defects: string[],
): Patterns | undefined {
  const positive = entryOf(node, element, defects);
  const negative = entryOf(node, `Not${element}`, defects);
  if (positive && negative) defects.push(`${element} and Not${element} exclude each other`);
  const value = positive ?? negative;
  if (!value) return undefined;
  const negated = positive === undefined;
  const values = textsOf(value, element, defects);
  if (negated && values.length === 0)
    defects.push(`what an empty list in Not${element} means is not documented`);
  return { negated, values };
}

function readPrincipal(node: MapNode, defects: string[]): PrincipalElement | undefined {
  const positive = entryOf(node, 'Principal', defects);
  const negative = entryOf(node, 'NotPrincipal', defects);
  if (positive && negative) defects.push('Principal and NotPrincipal exclude each other');
  const value = positive ?? negative;
  if (!value) return undefined;
  const negated = positive === undefined;
  const byType = new Map<string, readonly string[]>();
  if (value.kind === 'scalar') {
    if (value.value !== '*') defects.push('Principal is a text other than "*"');
    return { negated, anyone: value.value === '*', byType };
  }
  if (value.kind === 'list') defects.push('Principal is a list');
  else {
    for (const { key, value: names } of value.entries) {
      if (!PRINCIPAL_TYPES.has(key)) defects.push(`${key} is no type of principal`);
      if (byType.has(key)) defects.push(`${key} stands twice in Principal`);
      byType.set(key, textsOf(names, 'Principal', defects));
    }
  }
  if (negated && [...byType.values()].flat().length === 0)
    defects.push('what a NotPrincipal without a name means is not documented');
  return { negated, anyone: false, byType };
}

function readConditions(node: MapNode, defects: string[]): Condition[] {
  const value = entryOf(node, 'Condition', defects);
  if (!value) return [];
  if (value.kind !== 'map') {
    defects.push('Condition is no object');
    return [];
  }
  const seen = new Set<string>();
  return value.entries.flatMap(({ key: operator, value: keys }) => {
    if (keys.kind !== 'map') {
      defects.push(`the condition ${operator} is no object`);
      return [];
    }
    return keys.entries.map(({ key, value: values }): Condition => {
      const id = `${operator}\n${key.toLowerCase()}`;
      if (seen.has(id)) defects.push(`${key} stands twice under ${operator}`);
      seen.add(id);
      return { operator, key, values: valuesOf(values, key, defects) };
    });
  });
}

/** The value of a key that must stand once. */
function entryOf(node: PolicyNode, key: string, defects: string[]): PolicyNode | undefined {
  if (node.kind !== 'map') return undefined;
  const entries = node.entries.filter((entry) => entry.key === key);
  if (entries.length > 1) defects.push(`${key} stands twice`);
  return entries[0]?.value;
}

function textsOf(node: PolicyNode, element: string, defects: string[]): string[] {
  const items = node.kind === 'list' ? node.items : [node];
  return items.flatMap((item) => {
    if (item.kind === 'scalar' && typeof item.value === 'string') return [item.value];
    defects.push(`${element} holds something other than text`);
    return [];
  });
}

/** Condition values may be JSON numbers and booleans: reference_policies_elements_condition. */
function valuesOf(node: PolicyNode, key: string, defects: string[]): string[] {
  const items = node.kind === 'list' ? node.items : [node];
  return items.flatMap((item) => {
    const value = item.kind === 'scalar' ? item.value : null;
    if (typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER)
      defects.push(`the value of ${key} is a number too large to be read exactly`);
    if (value !== null) return [String(value)];
    defects.push(`the value of ${key} is neither text, number nor boolean`);
    return [];
  });
}
