/** The requests of claims about Cedar policies, as its engine takes them. */
import {
  type CedarDecision,
  type CedarRequest,
  decide,
  type Misfit,
  type NamedPolicy,
  type RequestEntity,
  type Uid,
  uidOf,
  withLoaded,
} from '../../cedar/decide.ts';
import type { CedarEngine } from '../../cedar/engine.ts';
import { type Loaded, misfitOf } from '../../cedar/fits.ts';
import {
  type Numbers,
  misfitOfNumber,
  numbersIn,
  withNumbers,
} from '../../cedar/toolhive-numbers.ts';
import {
  asToolHive,
  contradictionIn,
  parentMisfit,
  type ToolHiveConfiguration,
} from '../../cedar/toolhive-request.ts';
import { TOOLHIVE } from '../../cedar/toolhive.ts';
import type { Entry } from '../../data/catalog.ts';
import { writtenPolicies } from '../../data/cedar-policies.ts';
import type { Substitute } from '../../data/role-policies.ts';
import type { CedarClaim } from '../../data/schema/index.ts';

export type RequestData = CedarClaim['requests'][number];

/**
 * What the engine is asked: once, or, if the set does not say what its ToolHive makes of whole numbers
 * and the request has some, once for each possibility, that of Longs first.
 */
function readingsOf(
  entry: Entry<'cedar'>,
  data: RequestData,
  substitute: Substitute,
): readonly CedarRequest[] | Misfit {
  const { model, numbers } = entry.value;
  const request = requestOf(entry, data, substitute);
  if ('wrong' in request) return request;
  if (model !== 'toolhive') return [request];
  const isOpen =
    numbers === undefined && valuesOf(request).flatMap(numbersIn).some(Number.isInteger);
  const ways: readonly Numbers[] = isOpen ? ['long', 'decimal'] : [numbers ?? 'long'];
  return ways.map((way) => withNumbers(request, way));
}

const valuesOf = ({ principal, resource, context }: CedarRequest) => [
  principal.attributes,
  resource.attributes,
  context,
];

/** The request as its claim writes it, with what ToolHive sets; or what is wrong with it. */
function requestOf(
  { value }: Entry<'cedar'>,
  { principal, action, resource, context }: RequestData,
  substitute: Substitute,
): CedarRequest | Misfit {
  const isToolHive = value.model === 'toolhive';
  const filled = <T>(values: T): T => mapTexts(values, substitute) as T;
  const uid = (written: string, type: string): Uid | undefined =>
    uidOf(substitute(written)) ??
    (/^[\w.@ -]+$/.test(substitute(written)) ? { type, id: substitute(written) } : undefined);
  const entities = filled(value.entities);
  const entity = (one: RequestData['principal'], type: string): RequestEntity | Misfit => {
    const {
      entity: name,
      attributes,
      in: parents,
    } = typeof one === 'string' ? { entity: one, attributes: {}, in: [] } : one;
    const own = isToolHive ? uid(name, type) : uidOf(substitute(name));
    if (!own) return notAnEntity(name);
    const above = parents.map((parent) => uidOf(substitute(parent)) ?? parent);
    const nameless = above.find((parent) => typeof parent === 'string');
    if (nameless !== undefined) return notAnEntity(nameless, isToolHive ? 'THVGroup' : undefined);
    const asked = {
      uid: own,
      attributes: filled(attributes),
      parents: above.filter((parent) => typeof parent !== 'string'),
    };
    // ToolHive makes the entities of a request anew; others load them.
    return isToolHive ? asked : withLoaded(asked, entities);
  };
  const asks = entity(principal, 'Client');
  const asked = uid(action, 'Action');
  const on = entity(resource, 'Tool');
  if ('wrong' in asks) return asks;
  if (!asked) return notAnEntity(action, 'Action');
  if ('wrong' in on) return on;
  const whole: CedarRequest = {
    principal: asks,
    action: asked,
    resource: on,
    context: filled(context),
    entities,
    schema: value.schema,
  };
  const unread = unreadIn(valuesOf(whole), isToolHive);
  if (unread) return unread;
  if (!isToolHive) return whole;
  for (const number of valuesOf(whole).flatMap(numbersIn)) {
    const misfit = misfitOfNumber(number, value.numbers);
    if (misfit) return misfit;
  }
  return (
    contradictionIn(whole, value.configuration) ??
    composedIn(whole) ??
    fitting(whole, loadedOf(value), value.configuration)
  );
}

/** What Cedar’s JSON does not have, anywhere in a value. */
function unreadIn(value: unknown, isToolHive: boolean): Misfit | undefined {
  if (value === null) return { wrong: 'Cedar has no `null`', hint: 'leave the attribute out' };
  if (!isToolHive && typeof value === 'number' && !Number.isSafeInteger(value))
    return {
      wrong: `${value} is not a whole number that JSON keeps`,
      hint: `write \`{ __extn: { fn: decimal, arg: "${value}" } }\``,
    };
  if (typeof value !== 'object') return undefined;
  for (const one of Object.values(value)) {
    const found = unreadIn(one, isToolHive);
    if (found) return found;
  }
  return undefined;
}

/** A value with each text in it changed. */
function mapTexts(value: unknown, change: Substitute): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((one) => mapTexts(one, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, mapTexts(one, change)]),
  );
}

function notAnEntity(written: string, type?: string): Misfit {
  return {
    wrong: `\`${written}\` is not an entity`,
    ...(type === undefined || written.includes('"')
      ? {}
      : { hint: `write \`${type}::${JSON.stringify(written)}\`` }),
  };
}

function fitting(
  request: CedarRequest,
  loaded: Loaded,
  configuration: ToolHiveConfiguration,
): CedarRequest | Misfit {
  return (
    misfitOf(request, TOOLHIVE, loaded) ??
    parentMisfit(request, configuration) ??
    asToolHive(request, configuration)
  );
}

/** ToolHive only says that an argument is there if it is a list or a map. */
function composedIn({ resource, context }: CedarRequest): Misfit | undefined {
  for (const [name, value] of Object.entries({ ...resource.attributes, ...context })) {
    if (!name.startsWith('arg_') || typeof value !== 'object' || value === null) continue;
    if ('__extn' in value) continue;
    return {
      wrong: `ToolHive does not hand on \`${name}\`, an argument that is a ${Array.isArray(value) ? 'list' : 'map'}, only that it is there`,
      hint: `write \`${name}_present: true\``,
    };
  }
  return undefined;
}

/** What the entities of a set add to its model. */
export function loadedOf({ entities, configuration }: Entry<'cedar'>['value']): Loaded {
  const group = configuration['group_entity_type'];
  return {
    types: [
      ...entities.flatMap(({ uid }) => (uid as Partial<Uid> | undefined)?.type ?? []),
      ...(typeof group === 'string' ? [group] : []),
    ],
    attributes: entities.flatMap(({ attrs }) => Object.keys(attrs ?? {})),
  };
}

export const isExpected = ({ expect }: CedarClaim, { decision }: CedarDecision): boolean =>
  expect === 'denied' ? decision !== 'allowed' : decision === expect;

/** The policies of a set, as they are asked. */
export const policiesOfSet = (entry: Entry<'cedar'>, substitute: Substitute): NamedPolicy[] =>
  writtenPolicies(entry).map(({ id, text }) => ({ id, text: substitute(text) }));

/** What a set decides, for each reading of the request; or why Cedar does not take it. */
export function decisionsOf(
  engine: CedarEngine,
  entry: Entry<'cedar'>,
  policies: readonly NamedPolicy[],
  request: RequestData,
  substitute: Substitute,
): readonly CedarDecision[] | Misfit {
  const readings = readingsOf(entry, request, substitute);
  if ('wrong' in readings) return readings;
  const decisions: CedarDecision[] = [];
  for (const asked of readings) {
    const decision = decide(engine, policies, asked);
    if ('wrong' in decision) return decision;
    decisions.push(decision);
  }
  return decisions;
}

/** Whether two decisions are the same, for the same reasons. */
export const isSameDecision = (one: CedarDecision, other: CedarDecision): boolean =>
  reasonsOf(one) === reasonsOf(other);

const reasonsOf = ({ decision, by, errors }: CedarDecision): string =>
  JSON.stringify([decision, by, errors.map(({ policy }) => policy).toSorted()]);
