/** The elements of a policy as it was found: statements and texts, as far as they are there. */
import type { PolicyNode } from '../iam/policy.ts';

/** The texts of an element that holds one or a list. */
export function valuesOf(node: PolicyNode, key: string): string[] {
  const texts: string[] = [];
  for (const item of scalarsOf(node, key))
    if (item.kind === 'scalar' && typeof item.value === 'string') texts.push(item.value);
  return texts;
}

/** The items of an element that holds one or a list. */
export function scalarsOf(node: PolicyNode, key: string): readonly PolicyNode[] {
  if (node.kind !== 'map') return [];
  const own = node.entries.filter((entry) => entry.key === key);
  const [only] = own;
  if (own.length === 1 && only?.value.kind === 'list') return only.value.items;
  return own.flatMap(({ value }) => (value.kind === 'list' ? value.items : [value]));
}

/** Of a policy; a fragment is its own statement. */
export function statementsOf(node: PolicyNode): readonly PolicyNode[] {
  const statements = scalarsOf(node, 'Statement');
  return statements.length > 0 ? statements : [node];
}
