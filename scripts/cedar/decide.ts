/** A request → what a set of policies decides, by which policies, and which of them error. */
import type { CedarValueJson, EntityJson } from '@cedar-policy/cedar-wasm/nodejs';

import type { CedarEngine } from './engine.ts';
import { looseSchema } from './loose-schema.ts';
import { entityIn } from './scope.ts';

export interface Uid {
  readonly type: string;
  readonly id: string;
}

/** An entity of a request, with what the request adds to it. */
export interface RequestEntity {
  readonly uid: Uid;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly parents: readonly Uid[];
  /** Those that are loaded; a request adds none. */
  readonly tags?: Readonly<Record<string, unknown>> | undefined;
}

export interface CedarRequest {
  readonly principal: RequestEntity;
  readonly action: Uid;
  readonly resource: RequestEntity;
  readonly context: Readonly<Record<string, unknown>>;
  /** Entities that are loaded beside the policies, as Cedar’s JSON. */
  readonly entities: readonly Readonly<Record<string, unknown>>[];
  /** The Cedar schema that what the request has must fit, and that says which actions are in which. */
  readonly schema?: string | undefined;
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

/** What is wrong with a request, and what to write instead. */
export interface Misfit {
  readonly wrong: string;
  readonly hint?: string | undefined;
}

/** `Tool::"search"` as an entity id; undefined if it is none. */
export function uidOf(written: string): Uid | undefined {
  const match = /^((?:\w+::)*\w+)::("(?:[^"\\]|\\.)*")$/.exec(written.trim());
  if (!match) return undefined;
  try {
    return { type: match[1] ?? '', id: JSON.parse(asJson(match[2] ?? '""')) as string };
  } catch {
    return undefined;
  }
}

/** Cedar’s escapes that JSON does not have: `\u{1F600}`, `\x41`, `\0` and `\'`. */
const asJson = (text: string): string =>
  text.replace(
    /\\(?:u\{([0-9a-fA-F]{1,6})\}|x([0-7][0-9a-fA-F])|([0'])|[^])/g,
    (escape, unicode?: string, hex?: string, other?: string) => {
      const code = unicode ?? hex;
      if (code !== undefined)
        return JSON.stringify(String.fromCodePoint(Number.parseInt(code, 16))).slice(1, -1);
      return other === undefined ? escape : other === '0' ? '\\u0000' : other;
    },
  );

/** What Cedar decides; the error of a request or of entities that it does not take. */
export function decide(
  engine: CedarEngine,
  policies: readonly NamedPolicy[],
  request: CedarRequest,
): CedarDecision | Misfit {
  const { principal, action, resource, context, entities, schema } = request;
  const own = [principal, resource].map(entityJson);
  const isSame = (one: Partial<Uid>, other: Partial<Uid>): boolean =>
    one.type === other.type && one.id === other.id;
  const isOwn = ({ uid }: Readonly<Record<string, unknown>>): boolean =>
    [principal, resource].some((one) => isSame(one.uid, uidIn(uid)));
  // The first is in the request already; the engine refuses another one that differs.
  const isRepeated = ({ uid }: Readonly<Record<string, unknown>>, index: number): boolean =>
    schema !== undefined &&
    entities.findIndex((one) => isSame(uidIn(one['uid']), uidIn(uid))) < index;
  const others = entities.filter((one, index) => !isOwn(one) || isRepeated(one, index));
  const answer = engine.isAuthorized({
    principal: principal.uid,
    action,
    resource: resource.uid,
    context: context as Record<string, CedarValueJson>,
    entities: [...own, ...(others as unknown as EntityJson[])],
    ...(schema === undefined ? {} : { schema: looseSchema(engine, schema), validateRequest: true }),
    policies: { staticPolicies: Object.fromEntries(policies.map(({ id, text }) => [id, text])) },
  });
  if (answer.type === 'failure')
    return { wrong: answer.errors.map(({ message }) => message).join('; ') };
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

/** The id of a loaded entity, as `{ type, id }` or in `__entity`. */
export const uidIn = (written: unknown): Partial<Uid> =>
  entityIn(written) ?? ((written ?? {}) as Partial<Uid>);

/** The entity with what is loaded of it: its attributes, its tags, and what it is in. */
export function withLoaded(
  entity: RequestEntity,
  entities: CedarRequest['entities'],
): RequestEntity {
  const found = entities.find(({ uid }) => {
    const { type, id } = uidIn(uid);
    return type === entity.uid.type && id === entity.uid.id;
  });
  if (!found) return entity;
  return {
    ...entity,
    attributes: { ...(found['attrs'] as RequestEntity['attributes']), ...entity.attributes },
    parents: [...((found['parents'] ?? []) as RequestEntity['parents']), ...entity.parents],
    tags: found['tags'] as RequestEntity['tags'],
  };
}

function entityJson({ uid, attributes, parents, tags }: RequestEntity): EntityJson {
  return {
    uid,
    attrs: attributes as Record<string, CedarValueJson>,
    parents: [...parents],
    ...(tags === undefined ? {} : { tags: tags as Record<string, CedarValueJson> }),
  };
}
