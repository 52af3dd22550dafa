/** Requests that a Cedar policy may be about, from the constants in its head and its conditions. */
import type { CedarModel } from '../../cedar/model.ts';
import type { Expr, PolicyJson } from '../../cedar/parse.ts';
import { askedActions, entityIn, typesOf, uidText, walk } from '../../cedar/scope.ts';

/** A request before it is written down. */
export interface Asked {
  readonly principal: string;
  /** What the principal is in. */
  readonly parents: readonly string[];
  readonly action: string;
  readonly resource: string;
  /** What the resource is in. */
  readonly within: readonly string[];
  /** By slot, such as that of `context.arg_path`; what is absent is not set. */
  readonly values: ReadonlyMap<string, unknown>;
}

export interface Space {
  /** Most telling first. */
  readonly requests: () => Iterable<Asked>;
  /** Requests that differ in one thing. */
  readonly near: (asked: Asked) => Iterable<Asked>;
}

const ABSENT = Symbol('absent');

/** Between the names of an attribute and of what is in its record; no name has it. */
const INSIDE = '\u0000';

/** As a policy writes it: `context.claim_realm_access.roles`. */
export const slotText = (slot: string): string => slot.replaceAll(INSIDE, '.');

/** The caller is named by the claim `sub`. */
function withSubject(asked: Asked, isToolHive: boolean): Asked {
  const id = isToolHive ? asked.values.get('context.claim_sub') : undefined;
  if (typeof id !== 'string') return asked;
  return { ...asked, principal: uidText({ type: typeOf(asked.principal), id }) };
}

/** The groups of ToolHive by which a caller is in an entity: itself, if it is a group. */
export type GroupsIn = (entity: string) => readonly string[];

/** The requests for a policy of a set; what `others` read may have to be there. */
export function spaceOf(
  policy: PolicyJson,
  others: readonly PolicyJson[],
  model: CedarModel,
  groupsIn: GroupsIn | undefined,
): Space {
  const isToolHive = groupsIn !== undefined;
  const own = readIn(policy, isToolHive);
  const all = others.map((one) => readIn(one, isToolHive));
  const groups = (parents: readonly string[]): readonly string[] =>
    groupsIn ? parents.flatMap(groupsIn) : parents;
  const slots = new Map<string, readonly unknown[]>();
  for (const [slot, values] of own.slots) slots.set(slot, [...values, ABSENT]);
  for (const { slots: more } of all)
    for (const [slot, values] of more) {
      const known = slots.get(slot) ?? [ABSENT];
      slots.set(slot, [...new Map([...known, ...values].map((one) => [keyOf(one), one])).values()]);
    }
  const principals = [
    ...entitiesOf(policy.principal),
    ...typesOf(policy, 'principal', model).map((type) => uidText({ type, id: 'alice' })),
  ].filter((one) => !own.parents.includes(one));
  const named = own.names.map((id) =>
    typesOf(policy, 'resource', model).map((type) => ({ type, id })),
  );
  const resources = [
    ...entitiesOf(policy.resource),
    ...own.resources,
    ...named.flat().map(uidText),
    ...typesOf(policy, 'resource', model).map((type) => uidText({ type, id: 'example' })),
  ].filter((one) => !own.within.includes(one));
  const actions = actionsFor(policy, model);
  const choices = [
    unique(actions),
    unique(resources),
    unique(principals),
    listsOf(groups(own.parents), groups(all.flatMap(({ parents }) => parents))),
    listsOf(
      own.within,
      all.flatMap(({ within }) => within),
    ),
    ...slots.values(),
  ];
  const names = [...slots.keys()];
  const make = ([action, resource, principal, parents, within, ...values]: readonly unknown[]) => ({
    action: action as string,
    resource: resource as string,
    principal: principal as string,
    parents: parents as readonly string[],
    within: within as readonly string[],
    values: new Map(
      names.flatMap((name, index) =>
        values[index] === ABSENT ? [] : [[name, values[index]] as const],
      ),
    ),
  });
  return {
    *requests() {
      for (const one of product(choices)) {
        const asked = withSubject(make(one), isToolHive);
        if (fits(asked, model)) yield asked;
      }
    },
    *near(asked) {
      // The value of an attribute says more than its absence, which may be an error.
      for (const [slot, values] of slots)
        for (const value of values) {
          const changed = new Map(asked.values);
          if (value === ABSENT) changed.delete(slot);
          else changed.set(slot, value);
          yield withSubject({ ...asked, values: changed }, isToolHive);
        }
      if (asked.parents.length > 0) yield { ...asked, parents: [] };
      if (asked.within.length > 0) yield { ...asked, within: [] };
      const sibling = (uid: string, id: string): string =>
        uid.replace(/"(?:[^"\\]|\\.)*"$/, JSON.stringify(id));
      yield { ...asked, resource: sibling(asked.resource, 'other') };
      yield { ...asked, principal: sibling(asked.principal, 'bob') };
      for (const [action, { neverAsked, principals: by, resources: on }] of model.actions) {
        const [type] = on;
        if (neverAsked !== undefined || action === asked.action || type === undefined) continue;
        const resource = on.includes(typeOf(asked.resource))
          ? asked.resource
          : uidText({ type, id: 'example' });
        if (by.includes(typeOf(asked.principal))) yield { ...asked, action, resource };
      }
    },
  };
}

const unique = (values: readonly string[]): string[] => [...new Set(values)];

const typeOf = (uid: string): string => uid.slice(0, uid.lastIndexOf('::"'));

/** What an entity may be in: what the policy names, nothing, and what others name. */
const listsOf = (own: readonly string[], others: readonly string[]): (readonly string[])[] => [
  ...unique(own).map((one) => [one]),
  ...(own.length > 1 ? [unique(own)] : []),
  [],
  ...unique(others)
    .filter((one) => !own.includes(one))
    .map((one) => [one]),
];

function actionsFor(policy: PolicyJson, model: CedarModel): string[] {
  const admitted = askedActions(policy, model).map(([id]) => id);
  return admitted.length > 0 ? admitted : [...model.actions.keys()];
}

/** Whether the model asks for the action by such a principal, on such a resource. */
function fits({ action, principal, resource }: Asked, model: CedarModel): boolean {
  const known = model.actions.get(action);
  return (
    known !== undefined &&
    known.principals.includes(typeOf(principal)) &&
    known.resources.includes(typeOf(resource))
  );
}

function entitiesOf(constraint: PolicyJson['principal'] | PolicyJson['resource']): string[] {
  if (constraint.op !== '==' || !('entity' in constraint)) return [];
  const uid = entityIn(constraint.entity) ?? constraint.entity;
  return [uidText(uid as { type: string; id: string })];
}

function parentsOf(constraint: PolicyJson['principal'] | PolicyJson['resource']): string[] {
  const inside =
    constraint.op === 'in' ? constraint : 'in' in constraint ? constraint.in : undefined;
  if (!inside || !('entity' in inside)) return [];
  return [uidText((entityIn(inside.entity) ?? inside.entity) as { type: string; id: string })];
}

interface Reading {
  readonly slots: Map<string, unknown[]>;
  readonly parents: string[];
  readonly within: string[];
  readonly resources: string[];
  /** The ids of resources that conditions on ToolHive’s `resource.name` name. */
  readonly names: string[];
}

/** What conditions compare, with the values that satisfy a comparison first. */
function readIn(policy: PolicyJson, isToolHive: boolean): Reading {
  const read: Reading = {
    slots: new Map(),
    parents: parentsOf(policy.principal),
    within: parentsOf(policy.resource),
    resources: [],
    names: [],
  };
  const add = (path: Path, ...values: readonly unknown[]): void => {
    if (path.slot === 'resource.name' && isToolHive)
      read.names.push(...values.filter((one) => typeof one === 'string'));
    else if (!isToolHive || !/^resource\.(?:operation|feature)$/.test(path.slot)) {
      const known = read.slots.get(path.slot) ?? [];
      const keys = new Set(known.map(keyOf));
      read.slots.set(path.slot, [...known, ...values.filter((one) => !keys.has(keyOf(one)))]);
    }
  };
  for (const { kind, body } of policy.conditions)
    visitTruth(body, kind === 'when', (expr, isTrue) => {
      const path = (one: Expr): Path | undefined => pathOf(one, isToolHive);
      const direct = path(expr);
      if (direct) return add(direct, isTrue, !isTrue);
      for (const [operator, operands] of Object.entries(expr)) {
        const { left, right } = operands as { left?: Expr; right?: Expr };
        if (!left || !right) continue;
        for (const [one, other, isLeft] of [
          [left, right, true],
          [right, left, false],
        ] as const) {
          const at = path(one);
          const against = path(other);
          if (at && against) add(at, ...valuesBeside(operator, isLeft, isTrue));
          const constants = constantsIn(other);
          if (at && constants) add(at, ...valuesFor(operator, constants, isLeft, isTrue));
          const variable = 'Var' in one ? one.Var : undefined;
          const entities = constants?.flatMap((value) => entityIn(value) ?? []).map(uidText) ?? [];
          if (operator === 'in' && isLeft)
            (variable === 'principal'
              ? read.parents
              : variable === 'resource'
                ? read.within
                : []
            ).push(...entities);
          if (operator === '==' && variable === 'resource') read.resources.push(...entities);
        }
      }
      const { like } = expr as { like?: { left: Expr; pattern: readonly unknown[] } };
      const at = like && path(like.left);
      if (at) add(at, ...inOrder([filled(like.pattern)], ['other'], isTrue));
      return undefined;
    });
  return read;
}

/** Every comparison, with whether it should be true for the condition to hold. */
function visitTruth(
  expr: Expr,
  isTrue: boolean,
  visit: (expr: Expr, isTrue: boolean) => void,
): void {
  const {
    '!': not,
    '&&': and,
    '||': or,
  } = expr as Partial<
    Record<'!', { arg: Expr }> & Record<'&&' | '||', { left: Expr; right: Expr }>
  >;
  if (not) return visitTruth(not.arg, !isTrue, visit);
  const both = and ?? or;
  if (both) {
    visitTruth(both.left, isTrue, visit);
    return visitTruth(both.right, isTrue, visit);
  }
  if ('if-then-else' in expr) return walk(expr, (inner) => visit(inner, isTrue));
  return visit(expr, isTrue);
}

interface Path {
  readonly slot: string;
}

/** An attribute of a variable, or what is in its record; ToolHive keeps claims and arguments in the context. */
function pathOf(expr: Expr, isToolHive: boolean): Path | undefined {
  const access = (expr as { '.'?: { left: Expr; attr: string } })['.'];
  if (!access) return undefined;
  const { attr } = access;
  if (!('Var' in access.left)) {
    const outer = pathOf(access.left, isToolHive);
    return outer && { slot: `${outer.slot}${INSIDE}${attr}` };
  }
  const isShared = isToolHive && /^(?:claim|claimset|arg)_/.test(attr);
  return { slot: `${isShared ? 'context' : access.left.Var}.${attr}` };
}

/** A constant, or those of a set; undefined if it is anything else. */
function constantsIn(expr: Expr): unknown[] | undefined {
  if ('Value' in expr) return [expr.Value];
  const { Set: items } = expr as { Set?: readonly Expr[] };
  const values = items?.map(constantsIn);
  return values?.every((one) => one !== undefined) ? values.flat() : undefined;
}

/** Values of an attribute that is compared with constants. */
function valuesFor(
  operator: string,
  constants: readonly unknown[],
  isLeft: boolean,
  isTrue: boolean,
): readonly unknown[] {
  const [first] = constants;
  const other = constants.map(differing).find((one) => !constants.includes(one));
  if (operator === '==') return inOrder([first], [other], isTrue);
  if (operator === '!=') return inOrder([other], [first], isTrue);
  if (operator === 'contains')
    return isLeft ? inOrder([[first]], [[other]], isTrue) : inOrder(constants, [other], isTrue);
  if (/^contains(?:All|Any)$/.test(operator) && isLeft)
    return inOrder([constants], [[other]], isTrue);
  if (/^[<>]=?$/.test(operator) && typeof first === 'number') {
    const isLess = operator.startsWith('<') === isLeft;
    return inOrder(
      [isLess ? first - 1 : first + 1],
      [isLess ? first + 1 : first - 1, first],
      isTrue,
    );
  }
  return [];
}

/** Values of an attribute that is compared with another, which gets those of its own side. */
function valuesBeside(operator: string, isLeft: boolean, isTrue: boolean): readonly unknown[] {
  if (operator === '==' || operator === '!=') return isLeft ? ['same'] : ['same', 'other'];
  if (operator === 'contains') return isLeft ? [['same']] : ['same', 'other'];
  if (/^contains(?:All|Any)$/.test(operator)) return isLeft ? [['same']] : [['same'], ['other']];
  if (!/^[<>]=?$/.test(operator)) return [];
  const isLess = operator.startsWith('<') === isLeft;
  return inOrder([isLess ? 1 : 2], [isLess ? 2 : 1], isTrue);
}

const inOrder = (
  good: readonly unknown[],
  bad: readonly unknown[],
  isTrue: boolean,
): readonly unknown[] => (isTrue ? [...good, ...bad] : [...bad, ...good]).filter(isKnown);

const isKnown = (value: unknown): boolean => value !== undefined;

const keyOf = (value: unknown): string => (value === ABSENT ? '' : JSON.stringify(value));

function differing(value: unknown): unknown {
  if (typeof value === 'string') return value === 'other' ? 'another' : 'other';
  if (typeof value === 'number') return value + 1;
  return typeof value === 'boolean' ? !value : undefined;
}

const filled = (pattern: readonly unknown[]): string =>
  pattern
    .map((part) =>
      typeof part === 'object' && part !== null && 'Literal' in part ? String(part.Literal) : 'x',
    )
    .join('');

/** Every combination, the first of each first; the last changes fastest. */
function* product(choices: readonly (readonly unknown[])[]): Iterable<readonly unknown[]> {
  const [first, ...rest] = choices;
  if (!first) {
    yield [];
    return;
  }
  for (const value of first) for (const others of product(rest)) yield [value, ...others];
}

/** Sets what is in records of records; what is not a record stays as it is. */
function put(record: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [name = '', ...rest] = path;
  if (rest.length === 0) {
    record[name] ??= value;
    return;
  }
  const inner = (record[name] ??= {});
  if (typeof inner === 'object' && inner !== null && !Array.isArray(inner))
    put(inner as Record<string, unknown>, rest, value);
}

/** As claims write it. */
export function requestData(
  { principal, parents, action, resource, within, values }: Asked,
  isToolHive: boolean,
): {
  principal: string | { entity: string; attributes: Record<string, unknown>; in: string[] };
  action: string;
  resource: string | { entity: string; attributes: Record<string, unknown>; in: string[] };
  context: Record<string, unknown>;
} {
  const of = (variable: string): Record<string, unknown> => {
    const attributes: Record<string, unknown> = {};
    for (const [slot, value] of values)
      if (slot.startsWith(`${variable}.`))
        put(attributes, slot.slice(variable.length + 1).split(INSIDE), value);
    return attributes;
  };
  const entity = (uid: string, above: readonly string[], variable: string) => {
    const attributes = of(variable);
    return above.length + Object.keys(attributes).length === 0
      ? uid
      : { entity: uid, attributes, in: [...above] };
  };
  const short = isToolHive ? (/^Action::"([\w-]+)"$/.exec(action)?.[1] ?? action) : action;
  return {
    principal: entity(principal, parents, 'principal'),
    action: short,
    resource: entity(resource, within, 'resource'),
    context: of('context'),
  };
}
