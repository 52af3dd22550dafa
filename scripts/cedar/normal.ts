/** The normal form of a policy: equal texts mean equal policies; different texts say nothing. */
import type { CedarPolicy, Expr } from './parse.ts';

/** A policy without its annotations and its layout; sets of constants are in order. */
export function normalForm({ json }: CedarPolicy): string {
  const { effect, principal, action, resource, conditions } = json;
  return stable({
    effect,
    principal,
    action: 'entities' in action ? { ...action, entities: sorted(action.entities) } : action,
    resource,
    conditions: conditions.map(({ kind, body }) => ({ kind, body: inOrder(body) })),
  });
}

/** Policies decide in no order: a set is equal if its policies are. */
export const normalSet = (policies: readonly CedarPolicy[]): string =>
  [...new Set(policies.map(normalForm))].toSorted().join('\n');

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value as Record<string, unknown>).map(([key, one]) => [
      key,
      key === 'Set' && isConstant(one as readonly Expr[])
        ? sorted(one as readonly Expr[])
        : inOrder(one),
    ]),
  );
}

const isConstant = (items: readonly Expr[]): boolean => items.every((one) => 'Value' in one);

const sorted = (items: readonly unknown[]): unknown[] =>
  items.toSorted((a, b) => (stable(a) < stable(b) ? -1 : 1));

/** JSON with its keys in order. */
function stable(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
}
