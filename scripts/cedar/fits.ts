/** A request against a model: what no engine would ever be asked, so that no claim rests on a slip. */
import { didYouMean } from '../problems/did-you-mean.ts';
import type { CedarRequest, Misfit, RequestEntity } from './decide.ts';
import {
  type Attributes,
  type AttributeType,
  type CedarModel,
  hasAttribute,
  typeOfAttribute,
} from './model.ts';
import { uidText } from './scope.ts';

/** What is loaded beside the policies. */
export interface Loaded {
  readonly types: readonly string[];
  readonly attributes: readonly string[];
}

/** The first thing in a request that the model does not have; undefined if all of it fits. */
export function misfitOf(
  request: CedarRequest,
  model: CedarModel,
  loaded: Loaded,
): Misfit | undefined {
  const { principal, action, resource, context } = request;
  const id = uidText(action);
  const asked = model.actions.get(id);
  const known = [...model.actions.keys()].filter(
    (one) => model.actions.get(one)?.neverAsked === undefined,
  );
  if (!asked)
    return {
      wrong: `${model.name} has no action \`${id}\``,
      hint: didYouMean(id, known) ?? `actions are: ${known.join(', ')}`,
    };
  if (asked.neverAsked !== undefined)
    return {
      wrong: `no request has the action \`${id}\`: ${asked.neverAsked}`,
      hint: `actions are: ${known.join(', ')}`,
    };
  return (
    typeMisfit(model, 'principal', principal, action.id, asked.principals) ??
    typeMisfit(model, 'resource', resource, action.id, asked.resources) ??
    parentMisfit(model, loaded, [...principal.parents, ...resource.parents]) ??
    entityMisfit(model, loaded, 'principal', principal) ??
    entityMisfit(model, loaded, 'resource', resource) ??
    valueMisfit(model, 'context', asked.context, context)
  );
}

function typeMisfit(
  model: CedarModel,
  variable: 'principal' | 'resource',
  { uid }: RequestEntity,
  action: string,
  possible: readonly string[],
): Misfit | undefined {
  if (possible.includes(uid.type)) return undefined;
  const instead = `write \`${possible.map((type) => uidText({ type, id: uid.id })).join('` or `')}\``;
  if (model.entityTypes.has(uid.type))
    return { wrong: `the ${variable} of \`${action}\` is never a \`${uid.type}\``, hint: instead };
  return {
    wrong: `${model.name} has no entity type \`${uid.type}\``,
    hint: didYouMean(uid.type, possible) ?? instead,
  };
}

function parentMisfit(
  model: CedarModel,
  { types }: Loaded,
  parents: RequestEntity['parents'],
): Misfit | undefined {
  const known = [...model.entityTypes.keys(), ...types];
  const parent = parents.find(({ type }) => !known.includes(type));
  return (
    parent && {
      wrong: `${model.name} has no entity type \`${parent.type}\``,
      hint: didYouMean(parent.type, known) ?? `entity types are: ${known.join(', ')}`,
    }
  );
}

function entityMisfit(
  model: CedarModel,
  loaded: Loaded,
  variable: 'principal' | 'resource',
  { uid, attributes }: RequestEntity,
): Misfit | undefined {
  const type = model.entityTypes.get(uid.type);
  if (!type) return undefined;
  const own = Object.fromEntries(
    Object.entries(attributes).filter(
      ([name]) => model.isRemade?.(uid) === true || !loaded.attributes.includes(name),
    ),
  );
  // What the model leaves open is what loaded entities add.
  const found = valueMisfit(model, variable, { ...type.attributes, isOpen: false }, own);
  if (found) return found;
  const constants = Object.entries(model.constants?.(uid.type, uid.id) ?? {});
  const other = constants.find(
    ([name, value]) => Object.hasOwn(attributes, name) && attributes[name] !== value,
  );
  return (
    other && {
      wrong: `\`${variable}.${other[0]}\` is always ${JSON.stringify(other[1])} here`,
      hint: 'leave the attribute out',
    }
  );
}

function valueMisfit(
  model: CedarModel,
  variable: string,
  attributes: Attributes,
  values: Readonly<Record<string, unknown>>,
): Misfit | undefined {
  for (const [name, value] of Object.entries(values)) {
    if (!hasAttribute(attributes, name)) {
      const instead = model.instead(variable, name);
      return {
        wrong: `${model.name} sets no attribute \`${name}\` on \`${variable}\``,
        hint:
          instead === undefined
            ? `attributes are: ${namesIn(attributes)}`
            : `write \`${instead.replace(`${variable}.`, '')}\``,
      };
    }
    const type = typeOfAttribute(attributes, name);
    if (!isOfType(value, type))
      return {
        wrong: `\`${variable}.${name}\` is a ${type}, not ${JSON.stringify(value)}`,
        hint: EXAMPLES[type],
      };
  }
  return undefined;
}

const namesIn = ({ named, prefixes }: Attributes): string =>
  [...Object.keys(named), ...prefixes.map((prefix) => `${prefix}<name>`)].join(', ') || 'none';

const EXAMPLES: Partial<Record<AttributeType, string>> = {
  Bool: 'write true or false, without quotes',
  String: 'put it in quotes',
  Long: 'write a whole number, without quotes',
  Set: 'write a list',
};

function isOfType(value: unknown, type: AttributeType): boolean {
  if (type === 'Bool') return typeof value === 'boolean';
  if (type === 'String') return typeof value === 'string';
  if (type === 'Long') return typeof value === 'number';
  if (type === 'Set') return Array.isArray(value);
  return true;
}
