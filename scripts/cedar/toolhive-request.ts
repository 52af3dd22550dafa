/**
 * The request that ToolHive makes of a call: the caller, the action and the resource anew, with what
 * the token and the arguments say.
 *
 * Source: stacklok/toolhive at e25de16, pkg/authz/authorizers/cedar: `CreateEntitiesForRequest` in
 * entity.go; `AuthorizeWithJWTClaims`, `extractGroups`, `normalizeMultiValuedClaims`,
 * `addMultiValuedClaimSets` and `IsAuthorized` in core.go. The last one puts the entities of a request
 * in place of those with the same ids that `entities_json` loads: nothing is merged.
 */
import { type CedarRequest, type Misfit, type RequestEntity, type Uid, uidIn } from './decide.ts';
import { uidText } from './scope.ts';

/** The keys of its configuration that matter to a request; anything may be written in them. */
export type ToolHiveConfiguration = Readonly<Record<string, unknown>>;

type Values = Readonly<Record<string, unknown>>;

/** What ToolHive sets on the resource of a request, beside its name. */
export const FEATURES: Readonly<Record<string, { operation: string; feature: string }>> = {
  Tool: { operation: 'call', feature: 'tool' },
  Prompt: { operation: 'get', feature: 'prompt' },
  Resource: { operation: 'read', feature: 'resource' },
};

/** Claims on the caller, arguments on the resource, and both in the context, wherever they are written. */
export function asToolHive(
  request: CedarRequest,
  configuration: ToolHiveConfiguration,
): CedarRequest {
  const { principal, action, resource, context } = request;
  const claims = withSets(
    { claim_sub: principal.uid.id, ...claimsOf(request) },
    listOf(configuration['multi_valued_claims']),
  );
  const groups = (groupsFrom(request, configuration) ?? []).map((id) => ({
    type: groupTypeIn(configuration),
    id,
  }));
  const made = { uid: action, attrs: { operation: action.id }, parents: [] };
  return {
    ...request,
    context: { ...context, ...having(resource.attributes, 'arg_'), ...claims },
    principal: {
      ...principal,
      attributes: { ...principal.attributes, ...claims },
      parents: [...principal.parents, ...groups],
    },
    resource: {
      ...resource,
      attributes: {
        ...resource.attributes,
        ...having(context, 'arg_'),
        ...namesOf(resource),
        ...FEATURES[resource.uid.type],
      },
    },
    entities: [
      ...request.entities
        .filter((one) => !isEntity(one, action))
        // cedar-go, which ToolHive has, needs neither.
        .map((one) => ({ attrs: {}, parents: [], ...one })),
      made,
    ],
  };
}

const having = (values: Values, ...prefixes: string[]): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(values).filter(([name]) => prefixes.some((prefix) => name.startsWith(prefix))),
  );

const claimsOf = ({ principal, context }: CedarRequest): Record<string, unknown> =>
  having({ ...context, ...principal.attributes }, 'claim_', 'claimset_');

const isEntity = ({ uid }: Values, { type, id }: Uid): boolean => {
  const loaded = uidIn(uid);
  return loaded.type === type && loaded.id === id;
};

/** The name of a tool or a prompt is its id; that of a resource its URI, of which the id is made. */
function namesOf({ uid, attributes }: RequestEntity): Record<string, unknown> {
  if (uid.type !== 'Resource') return { name: uid.id };
  const uri = attributes['uri'] ?? attributes['name'] ?? uid.id;
  return { name: uri, uri };
}

const textsIn = (list: readonly unknown[]): string[] =>
  list.filter((one) => typeof one === 'string');

const listOf = (value: unknown): string[] => (Array.isArray(value) ? textsIn(value) : []);

/** Claims that may have several values: as one text, and as a set of them. */
function withSets(claims: Values, names: readonly string[]): Record<string, unknown> {
  const made = { ...claims };
  for (const name of names) {
    const value = claims[`claim_${name}`];
    if (Array.isArray(value)) made[`claim_${name}`] = textsIn(value).join(' ');
    if (typeof value !== 'string' && !Array.isArray(value)) continue;
    const own = Array.isArray(value) ? textsIn(value) : value.split(/\s+/).filter(Boolean);
    made[`claimset_${name}`] = own;
  }
  return made;
}

export function groupTypeIn(configuration: ToolHiveConfiguration): string {
  const type = configuration['group_entity_type'];
  return typeof type === 'string' && type !== '' ? type : 'THVGroup';
}

/** The claims that may have groups; the first one that has some counts. */
const GROUP_CLAIMS = ['groups', 'roles', 'cognito:groups'];

/** The groups that claims put the caller in; undefined if there is no such claim. */
function groupsFrom(
  request: CedarRequest,
  configuration: ToolHiveConfiguration,
): string[] | undefined {
  const claims = claimsOf(request);
  const named = (key: string): string[] | undefined => {
    const name = configuration[key];
    return typeof name === 'string' && name !== '' ? groupsIn(claims, name) : undefined;
  };
  let groups = named('group_claim_name');
  // A request that says its groups may leave out the claim that they come from.
  if (!isUnstated(request, configuration, 'group_claim_name'))
    for (const name of GROUP_CLAIMS) groups ??= groupsIn(claims, name);
  const roles = named('role_claim_name');
  return groups || roles ? [...new Set([...(groups ?? []), ...(roles ?? [])])] : undefined;
}

/** Whether the groups that a request says may come from a claim that it does not state. */
function isUnstated(
  request: CedarRequest,
  configuration: ToolHiveConfiguration,
  key: 'group_claim_name' | 'role_claim_name',
): boolean {
  const written = configuration[key];
  const first = key === 'group_claim_name' ? GROUP_CLAIMS[0] : undefined;
  const name = typeof written === 'string' && written !== '' ? written : first;
  if (request.principal.parents.length === 0 || name === undefined) return false;
  return groupsIn(claimsOf(request), name) === undefined;
}

/** A claim of that name, or else along the path that its dots make. */
function groupsIn(claims: Values, name: string): string[] | undefined {
  let value = claims[`claim_${name}`];
  if (value === undefined) {
    const [first = '', ...path] = name.split('.');
    value = claims[`claim_${first}`];
    for (const segment of path)
      value = typeof value === 'object' && value !== null ? (value as Values)[segment] : undefined;
  }
  return Array.isArray(value) ? textsIn(value) : undefined;
}

/** What of a request contradicts itself, as ToolHive makes one thing of another. */
export function contradictionIn(
  request: CedarRequest,
  configuration: ToolHiveConfiguration,
): Misfit | undefined {
  return (
    valueContradiction(request) ??
    subjectContradiction(request) ??
    groupContradiction(request, configuration) ??
    setContradiction(request, configuration)
  );
}

/** A claim of the token is one value, on the caller and in the context; so is an argument. */
function valueContradiction({ principal, resource, context }: CedarRequest): Misfit | undefined {
  for (const [variable, { attributes }] of [
    ['principal', principal],
    ['resource', resource],
  ] as const)
    for (const [name, value] of Object.entries(attributes)) {
      const other = context[name];
      if (other === undefined || JSON.stringify(other) === JSON.stringify(value)) continue;
      return {
        wrong: `\`${name}\` is ${JSON.stringify(value)} on the ${variable}, and ${JSON.stringify(other)} in the context; ToolHive sets both to the same`,
        hint: 'write it once, in `context`',
      };
    }
  return undefined;
}

/** The id of the caller is the claim `sub`. */
function subjectContradiction(request: CedarRequest): Misfit | undefined {
  const { id } = request.principal.uid;
  const sub = claimsOf(request)['claim_sub'];
  if (sub === undefined || sub === id) return undefined;
  return {
    wrong: `\`claim_sub\` is ${JSON.stringify(sub)}, and the caller is ${uidText(request.principal.uid)}; ToolHive names the caller by that claim`,
    hint: 'leave `claim_sub` out, or name the caller by it',
  };
}

/** A claim with groups is where the groups of the caller come from. */
function groupContradiction(
  request: CedarRequest,
  configuration: ToolHiveConfiguration,
): Misfit | undefined {
  if (isUnstated(request, configuration, 'group_claim_name')) return undefined;
  if (isUnstated(request, configuration, 'role_claim_name')) return undefined;
  const groups = groupsFrom(request, configuration);
  const type = groupTypeIn(configuration);
  const other = request.principal.parents.find(
    (one) => groups && one.type === type && !groups.includes(one.id),
  );
  return (
    other && {
      wrong: `the caller is in ${uidText(other)}, and no claim with groups has "${other.id}"; ToolHive makes its groups of the claims`,
      hint: `add ${JSON.stringify(other.id)} to the claim, or leave the claim or the group out`,
    }
  );
}

/** A caller is in nothing but its groups; these may be in more. */
export function parentMisfit(
  { principal }: CedarRequest,
  configuration: ToolHiveConfiguration,
): Misfit | undefined {
  const type = groupTypeIn(configuration);
  const other = principal.parents.find((one) => one.type !== type);
  return (
    other && {
      wrong: `ToolHive puts a caller in entities of the type \`${type}\` only, and not in ${uidText(other)}`,
      hint: `write a group, such as \`${uidText({ type, id: other.id })}\`; \`entities\` say what that is in`,
    }
  );
}

/** There is no set of a claim that the configuration does not list. */
function setContradiction(
  request: CedarRequest,
  configuration: ToolHiveConfiguration,
): Misfit | undefined {
  const names = listOf(configuration['multi_valued_claims']);
  const name = Object.keys(claimsOf(request))
    .filter((one) => one.startsWith('claimset_'))
    .map((one) => one.slice('claimset_'.length))
    .find((one) => !names.includes(one));
  return name === undefined
    ? undefined
    : {
        wrong: `\`claimset_${name}\` is set only if the configuration lists \`${name}\``,
        hint: `add \`multi_valued_claims: [${name}]\` to \`configuration\``,
      };
}
