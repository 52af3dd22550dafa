/** The requests of claims about Cedar policies, as its engine takes them. */
import {
  asToolHive,
  type CedarDecision,
  type CedarRequest,
  decide,
  type NamedPolicy,
  type RequestEntity,
  type Uid,
  uidOf,
} from '../../cedar/decide.ts';
import type { CedarEngine } from '../../cedar/engine.ts';
import type { Entry } from '../../data/catalog.ts';
import { writtenPolicies } from '../../data/cedar-policies.ts';
import type { Substitute } from '../../data/role-policies.ts';
import type { CedarClaim } from '../../data/schema/index.ts';

export type RequestData = CedarClaim['requests'][number];

/** What the engine is asked; or what is wrong with an entity. */
export function requestOf(
  { value }: Entry<'cedar'>,
  { principal, action, resource, context }: RequestData,
  substitute: Substitute,
): CedarRequest | { readonly wrong: string } {
  const isToolHive = value.model === 'toolhive';
  const uid = (written: string, type: string): Uid | undefined =>
    uidOf(substitute(written)) ??
    (/^[\w.@ -]+$/.test(substitute(written)) ? { type, id: substitute(written) } : undefined);
  const entity = (one: RequestData['principal'], type: string): RequestEntity | undefined => {
    const {
      entity: name,
      attributes,
      in: parents,
    } = typeof one === 'string' ? { entity: one, attributes: {}, in: [] } : one;
    const own = isToolHive ? uid(name, type) : uidOf(substitute(name));
    return (
      own && { uid: own, attributes, parents: parents.flatMap((parent) => uidOf(parent) ?? []) }
    );
  };
  const asks = entity(principal, 'Client');
  const asked = uid(action, 'Action');
  const on = entity(resource, 'Tool');
  if (!asks || !asked || !on) {
    const wrong = [asks ? [] : principal, asked ? [] : action, on ? [] : resource].flat()[0];
    return { wrong: `\`${typeof wrong === 'string' ? wrong : wrong?.entity}\` is not an entity` };
  }
  const filled = JSON.parse(substitute(JSON.stringify(context))) as typeof context;
  const whole = {
    principal: asks,
    action: asked,
    resource: on,
    context: filled,
    entities: value.entities,
  };
  return isToolHive ? asToolHive(whole) : whole;
}

export const isExpected = ({ expect }: CedarClaim, { decision }: CedarDecision): boolean =>
  expect === 'denied' ? decision !== 'allowed' : decision === expect;

/** The policies of a set, as they are asked. */
export const policiesOfSet = (entry: Entry<'cedar'>, substitute: Substitute): NamedPolicy[] =>
  writtenPolicies(entry).map(({ id, text }) => ({ id, text: substitute(text) }));

/** What a set decides; undefined if Cedar does not take the request or the set. */
export function decisionOf(
  engine: CedarEngine,
  entry: Entry<'cedar'>,
  policies: readonly NamedPolicy[],
  request: RequestData,
  substitute: Substitute,
): CedarDecision | undefined {
  const asked = requestOf(entry, request, substitute);
  const decision = 'wrong' in asked ? asked : decide(engine, policies, asked);
  return 'wrong' in decision ? undefined : decision;
}
