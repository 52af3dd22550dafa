/**
 * What an authorization model has: entity types with their attributes, and the actions that the
 * engine is asked about. Made of a Cedar schema, or shipped; see toolhive.ts.
 */
import type { CedarEngine } from './engine.ts';

export type AttributeType = 'String' | 'Bool' | 'Long' | 'Set' | 'Record' | 'Entity' | 'any';

export interface Attributes {
  /** Attributes by name, with their types as far as they are known. */
  readonly named: Readonly<Record<string, AttributeType>>;
  /** Every name that begins with one of these is an attribute as well. */
  readonly prefixes: readonly string[];
  /** Whether there may be more that the model does not know of. */
  readonly isOpen: boolean;
}

export interface EntityType {
  readonly attributes: Attributes;
  readonly about: string;
}

export interface ActionModel {
  readonly principals: readonly string[];
  readonly resources: readonly string[];
  readonly context: Attributes;
  /** The ids of the actions that are in it, if it is a group: a policy on it is asked through them. */
  readonly members: readonly string[];
  /** Why a policy on it has no effect, if the engine never asks for it. */
  readonly neverAsked: string | undefined;
  readonly about: string;
}

export interface CedarModel {
  /** As messages name it: “ToolHive”, “the schema”. */
  readonly name: string;
  readonly entityTypes: ReadonlyMap<string, EntityType>;
  /** By their ids with their type: `Action::"call_tool"`. */
  readonly actions: ReadonlyMap<string, ActionModel>;
  /** Attributes that every entity of a type has with the same value; `id` is that of the entity. */
  readonly constants?: (type: string, id: string | undefined) => Readonly<Record<string, string>>;
  /** Whether each request makes this entity anew, whatever is loaded of it. */
  readonly isRemade?: (uid: { readonly type: string; readonly id: string }) => boolean;
  /** What to write in place of an attribute that does not exist, if the model can tell. */
  readonly instead: (variable: string, attribute: string) => string | undefined;
}

export const hasAttribute = ({ named, prefixes, isOpen }: Attributes, name: string): boolean =>
  isOpen || Object.hasOwn(named, name) || prefixes.some((prefix) => name.startsWith(prefix));

export const typeOfAttribute = ({ named }: Attributes, name: string): AttributeType =>
  (Object.hasOwn(named, name) ? named[name] : undefined) ?? 'any';

/** A Cedar schema (its text) as a model; the error if it does not parse. */
export function modelOfSchema(
  engine: CedarEngine,
  schema: string,
): CedarModel | { readonly error: string } {
  const read = engine.schemaToJson(schema);
  if (read.type === 'failure') return { error: read.errors[0]?.message ?? 'it does not parse' };
  const entityTypes = new Map<string, EntityType>();
  const actions = new Map<string, ActionModel>();
  const membersOf = groupsIn(read.json);
  for (const [namespace, definition] of Object.entries(read.json)) {
    const named = (name: string): string =>
      namespace === '' || name.includes('::') ? name : `${namespace}::${name}`;
    for (const [name, type] of Object.entries(definition.entityTypes)) {
      const shape = 'shape' in type ? type.shape : undefined;
      const about = type.annotations?.['doc'] ?? '';
      entityTypes.set(named(name), { attributes: attributesOf(shape), about });
    }
    for (const [name, action] of Object.entries(definition.actions)) {
      const { principalTypes = [], resourceTypes = [], context } = action.appliesTo ?? {};
      const id = `${named('Action')}::${JSON.stringify(name)}`;
      const members = membersOf(id);
      actions.set(id, {
        principals: principalTypes.map(named),
        resources: resourceTypes.map(named),
        context: attributesOf(context),
        members,
        neverAsked:
          action.appliesTo === undefined && members.length === 0
            ? 'the schema applies it to nothing'
            : undefined,
        about: action.annotations?.['doc'] ?? '',
      });
    }
  }
  return { name: 'the schema', entityTypes, actions, instead: () => undefined };
}

interface ActionsOfNamespace {
  readonly actions: Readonly<
    Record<
      string,
      { readonly memberOf?: readonly { readonly id: string; readonly type?: string }[] }
    >
  >;
}

/** The ids of all actions that are in an action, through others as well. */
function groupsIn(
  schema: Readonly<Record<string, ActionsOfNamespace>>,
): (id: string) => readonly string[] {
  const direct = new Map<string, string[]>();
  for (const [namespace, { actions }] of Object.entries(schema)) {
    const own = namespace === '' ? 'Action' : `${namespace}::Action`;
    for (const [name, { memberOf = [] }] of Object.entries(actions))
      for (const { id, type = own } of memberOf) {
        // A type without a namespace is one of the namespace that it is written in.
        const group = `${type === 'Action' ? own : type}::${JSON.stringify(id)}`;
        direct.set(group, [...(direct.get(group) ?? []), `${own}::${JSON.stringify(name)}`]);
      }
  }
  return (id) => {
    const all = new Set<string>(direct.get(id));
    // A set is walked in order of insertion, what is added on the way included.
    for (const member of all) for (const one of direct.get(member) ?? []) all.add(one);
    return [...all];
  };
}

/** A shape that refers to a common type is not followed: it counts as open. */
function attributesOf(shape: unknown): Attributes {
  if (shape === undefined) return { named: {}, prefixes: [], isOpen: false };
  const { type, attributes } = shape as { type?: string; attributes?: Record<string, object> };
  if (type !== 'Record' || attributes === undefined)
    return { named: {}, prefixes: [], isOpen: true };
  const named = Object.entries(attributes).map(([name, one]): [string, AttributeType] => [
    name,
    typeOf(one),
  ]);
  return { named: Object.fromEntries(named), prefixes: [], isOpen: false };
}

function typeOf({ type, name }: { type?: string; name?: string }): AttributeType {
  const word = type === 'EntityOrCommon' ? name : type;
  if (word === 'Boolean' || word === 'Bool') return 'Bool';
  if (word === 'String' || word === 'Long' || word === 'Set' || word === 'Record') return word;
  return word === 'Entity' ? 'Entity' : 'any';
}
