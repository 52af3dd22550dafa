/** A request → what a set of policies decides, by which policies, and which of them error. */
import type { CedarValueJson, EntityJson } from '@cedar-policy/cedar-wasm/nodejs';

import type { CedarEngine } from './engine.ts';

export interface Uid {
  readonly type: string;
  readonly id: string;
}

/** An entity of a request, with what the request adds to it. */
export interface RequestEntity {
  readonly uid: Uid;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly parents: readonly Uid[];
}

export interface CedarRequest {
  readonly principal: RequestEntity;
  readonly action: Uid;
  readonly resource: RequestEntity;
  readonly context: Readonly<Record<string, unknown>>;
  /** Entities that are loaded beside the policies, as Cedar’s JSON. */
  readonly entities: readonly Readonly<Record<string, unknown>>[];
}

export interface NamedPolicy {
  readonly id: string;
  readonly text: string;
}

export interface CedarDecision {
  readonly decision: 'allowed' | 'explicitDeny' | 'implicitDeny';
  /** The ids of the policies that decided. */
  readonly by: readonly string[];
  /** Policies that Cedar skipped because they error. ToolHive refuses the request if there are any. */
  readonly errors: readonly { readonly policy: string; readonly message: string }[];
}

/** `Tool::"search"` as an entity id; undefined if it is none. */
export function uidOf(written: string): Uid | undefined {
  const match = /^((?:\w+::)*\w+)::("(?:[^"\\]|\\.)*")$/.exec(written.trim());
  if (!match) return undefined;
  try {
    return { type: match[1] ?? '', id: JSON.parse(match[2] ?? '""') as string };
  } catch {
    return undefined;
  }
}

/** What Cedar decides; the error of a request or of entities that it does not take. */
export function decide(
  engine: CedarEngine,
  policies: readonly NamedPolicy[],
  request: CedarRequest,
): CedarDecision | { readonly wrong: string } {
  const { principal, action, resource, context, entities } = request;
  const own = [principal, resource].map(entityJson);
  const isOwn = (one: Readonly<Record<string, unknown>>): boolean =>
    own.some(({ uid }) => JSON.stringify(uid) === JSON.stringify(one['uid']));
  const parsed = parsePolicies(engine, policies);
  if (parsed.type === 'failure') return wrong(parsed);
  const answer = engine.statefulIsAuthorized({
    principal: principal.uid,
    action,
    resource: resource.uid,
    context: context as Record<string, CedarValueJson>,
    entities: [...own, ...(entities.filter((one) => !isOwn(one)) as unknown as EntityJson[])],
    preparsedPolicySetId: POLICIES,
    validateRequest: false,
  });
  if (answer.type === 'failure') return wrong(answer);
  const { decision, diagnostics } = answer.response;
  const by = diagnostics.reason.toSorted();
  return {
    decision: decision === 'allow' ? 'allowed' : by.length > 0 ? 'explicitDeny' : 'implicitDeny',
    by,
    errors: diagnostics.errors.map(({ policyId, error }) => ({
      policy: policyId,
      message: error.message.replace(/^error while evaluating policy `[^`]*`: /, ''),
    })),
  };
}

/** The name of the only set that the engine keeps. */
const POLICIES = 'permadocs';

/** The set that an engine keeps, since a claim asks for many decisions of the same policies. */
const kept = new WeakMap<CedarEngine, readonly NamedPolicy[]>();

function parsePolicies(
  engine: CedarEngine,
  policies: readonly NamedPolicy[],
): ReturnType<CedarEngine['preparsePolicySet']> {
  if (kept.get(engine) === policies) return { type: 'success' };
  const staticPolicies = Object.fromEntries(policies.map(({ id, text }) => [id, text]));
  const parsed = engine.preparsePolicySet(POLICIES, { staticPolicies });
  if (parsed.type === 'success') kept.set(engine, policies);
  else kept.delete(engine);
  return parsed;
}

const wrong = ({ errors }: { readonly errors: readonly { readonly message: string }[] }) => ({
  wrong: errors.map(({ message }) => message).join('; '),
});

function entityJson({ uid, attributes, parents }: RequestEntity): EntityJson {
  return { uid, attrs: attributes as Record<string, CedarValueJson>, parents: [...parents] };
}

/** What ToolHive sets on the resource of a request, beside its name. */
export const FEATURES: Readonly<Record<string, { operation: string; feature: string }>> = {
  Tool: { operation: 'call', feature: 'tool' },
  Prompt: { operation: 'get', feature: 'prompt' },
  Resource: { operation: 'read', feature: 'resource' },
};

/** The entities that ToolHive makes of a request: claims on the caller, arguments on the resource. */
export function asToolHive(request: CedarRequest): CedarRequest {
  const { principal, resource, context } = request;
  const having = (...prefixes: string[]): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(context).filter(([name]) =>
        prefixes.some((prefix) => name.startsWith(prefix)),
      ),
    );
  return {
    ...request,
    principal: {
      ...principal,
      attributes: { ...having('claim_', 'claimset_'), ...principal.attributes },
    },
    resource: {
      ...resource,
      attributes: {
        ...resource.attributes,
        ...having('arg_'),
        name: resource.uid.id,
        ...FEATURES[resource.uid.type],
      },
    },
  };
}
