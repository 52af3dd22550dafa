/** What the head of a policy says: which entities it names, and what may ask for what. */
import type { ActionModel, CedarModel } from './model.ts';
import type { Expr, PolicyJson } from './parse.ts';

interface EntityUid {
  readonly type: string;
  readonly id: string;
}

export const uidText = ({ type, id }: EntityUid): string => `${type}::${JSON.stringify(id)}`;

/** The key of an entity in Cedar’s JSON. */
const ENTITY = '__entity';

/** The entity that a value is; undefined if it is another value. */
export function entityIn(value: unknown): EntityUid | undefined {
  if (typeof value !== 'object' || value === null || !(ENTITY in value)) return undefined;
  return value[ENTITY] as EntityUid;
}

const uidOf = (entity: object): EntityUid => entityIn(entity) ?? (entity as EntityUid);

type Constraint = PolicyJson['principal' | 'resource' | 'action'];

/** The entities that a constraint of the head names. */
function entitiesOf(constraint: Constraint): EntityUid[] {
  if ('entity' in constraint) return [uidOf(constraint.entity)];
  if ('entities' in constraint) return constraint.entities.map(uidOf);
  if ('in' in constraint && constraint.in && 'entity' in constraint.in)
    return [uidOf(constraint.in.entity)];
  return [];
}

/** The actions of the head; empty if it has any. */
export const actionsOf = ({ action }: PolicyJson): EntityUid[] => entitiesOf(action);

/** A type that a policy names, and whether it names it as what something is in. */
interface NamedType {
  readonly type: string;
  readonly isParent: boolean;
}

/** Every entity type that a policy names, but for those of actions. */
export function typesIn(policy: PolicyJson): NamedType[] {
  const named: NamedType[] = [];
  for (const constraint of [policy.principal, policy.resource]) {
    const isParent = constraint.op === 'in';
    named.push(...entitiesOf(constraint).map(({ type }) => ({ type, isParent })));
    if ('entity_type' in constraint) named.push({ type: constraint.entity_type, isParent: false });
  }
  for (const { body } of policy.conditions) {
    walk(body, (expr) => {
      if ('Value' in expr) {
        const entity = entityIn(expr.Value);
        if (entity) named.push({ type: entity.type, isParent: true });
      }
      if ('is' in expr && 'entity_type' in expr.is)
        named.push({ type: expr.is.entity_type, isParent: false });
    });
  }
  return named.filter(({ type }) => !/(?:^|::)Action$/.test(type));
}

/** Every expression, the outer ones first. */
export function walk(expr: Expr, visit: (expr: Expr) => void): void {
  visit(expr);
  const inner = (value: unknown): void => {
    if (Array.isArray(value)) for (const one of value) inner(one);
    else if (typeof value === 'object' && value !== null) {
      for (const one of Object.values(value)) {
        if (typeof one !== 'object' || one === null) continue;
        if (isExpr(one)) walk(one as Expr, visit);
        else inner(one);
      }
    }
  };
  for (const [operator, operands] of Object.entries(expr)) {
    if (operator === 'Value' || operator === 'Var') continue;
    if (Array.isArray(operands)) for (const one of operands) walk(one as Expr, visit);
    else inner(operands);
  }
}

const OPERANDS = new Set(['left', 'right', 'arg', 'if', 'then', 'else']);
/** Operands are expressions; the operator's own map of them is not one. */
const isExpr = (value: object): boolean =>
  !Array.isArray(value) &&
  Object.keys(value).length === 1 &&
  !OPERANDS.has(Object.keys(value)[0] ?? '');

/** The actions that the head admits, those in its groups included, as far as any request has them. */
export function askedActions(policy: PolicyJson, model: CedarModel): [string, ActionModel][] {
  const named = actionsOf(policy).map(uidText);
  const ids = new Set(named.flatMap((id) => [id, ...(model.actions.get(id)?.members ?? [])]));
  return [...model.actions].filter(
    ([id, { neverAsked }]) => neverAsked === undefined && (named.length === 0 || ids.has(id)),
  );
}

/** The types that the variable of a policy can have, as far as model and head tell. */
export function typesOf(
  policy: PolicyJson,
  variable: 'principal' | 'resource',
  model: CedarModel,
): readonly string[] {
  const possible = new Set(
    askedActions(policy, model).flatMap(([, action]) =>
      variable === 'principal' ? action.principals : action.resources,
    ),
  );
  const constraint = policy[variable];
  if (constraint.op === 'is') return [constraint.entity_type];
  if (constraint.op === '==') return entitiesOf(constraint).map(({ type }) => type);
  return [...possible];
}
