/** The roles of two catalogs, paired, and what changed in the access of each. */
import type { Catalog, Entry } from '../data/catalog.ts';
import type { Substitute } from '../data/role-policies.ts';
import type { RolePolicyKind } from '../data/schema/index.ts';
import type { PolicySet } from '../iam/space/index.ts';
import { policiesOf, type RolePolicies } from '../proof/policy-sets.ts';
import { type Access, noPolicy, SAME_ACCESS } from './access.ts';

/** A policy on one side only came or went; `undescribed` if the other side says nothing of any role. */
type Presence = 'both' | 'new' | 'gone' | 'undescribed';

export interface PolicyDiff {
  /** Of a role its id; of a file or a policy in a page its place. */
  readonly id: string;
  /** `permissions` are taken within the boundary, if there is one. */
  readonly kind: RolePolicyKind | 'identity' | 'resource' | 'cedar';
  readonly file: string;
  /** The pages that show it. */
  readonly pages: readonly string[];
  readonly presence: Presence;
  /** What it was called before. */
  readonly formerly: string | undefined;
  readonly access: Access;
}

export interface RolePair {
  readonly before: Entry<'roles'> | undefined;
  readonly after: Entry<'roles'> | undefined;
}

/** Roles of the same id; of those that are left, roles of the same name in IAM. */
export function pairRoles(before: Catalog, after: Catalog): readonly RolePair[] {
  const gone = before.all('roles').filter(({ id }) => !after.get('roles', id));
  const renamed = new Set<Entry<'roles'>>();
  const pairs = after.all('roles').map((role): RolePair => {
    const same =
      before.get('roles', role.id) ?? gone.find(({ value }) => value.name === role.value.name);
    if (same) renamed.add(same);
    return { before: same, after: role };
  });
  const rest = gone.filter((role) => !renamed.has(role));
  return [...pairs, ...rest.map((role): RolePair => ({ before: role, after: undefined }))];
}

/** One question about a pair: the policies of one kind on both sides. */
interface RoleQuestion {
  readonly pair: RolePair;
  readonly kind: RolePolicyKind;
  readonly presence: Presence;
  readonly before: PolicySet;
  readonly after: PolicySet;
}

export function questionsOf(
  pair: RolePair,
  before: Catalog,
  after: Catalog,
  substitute: Substitute,
): RoleQuestion[] {
  const old = pair.before && policiesOf(before, pair.before, substitute);
  const now = pair.after && policiesOf(after, pair.after, substitute);
  const has = (kind: RolePolicyKind): boolean =>
    old?.[kind] !== undefined || now?.[kind] !== undefined;
  const kinds: RolePolicyKind[] = has('permissions')
    ? ['permissions', 'trust']
    : ['boundary', 'trust'];
  return kinds.filter(has).map((kind) => ({
    pair,
    kind,
    presence: old?.[kind] === undefined ? 'new' : now?.[kind] === undefined ? 'gone' : 'both',
    before: setOf(kind, old),
    after: setOf(kind, now),
  }));
}

/** A boundary that stands alone is compared for itself; else it bounds the permissions. */
function setOf(kind: RolePolicyKind, policies: RolePolicies | undefined): PolicySet {
  if (kind === 'trust') return { kind: 'trust', policy: policies?.trust ?? noPolicy('trust') };
  if (kind === 'boundary')
    return { kind: 'identity', identity: [policies?.boundary ?? noPolicy('boundary')] };
  const identity = policies?.permissions;
  return {
    kind: 'identity',
    identity: identity ? [identity] : [],
    boundary: policies?.boundary,
  };
}

/** Of a role that is gone nothing is unguarded, since nobody acts for it any more. */
export function ofPair(
  { before, after }: { readonly before: object | undefined; readonly after: object | undefined },
  { changes, facts }: Access,
): Access {
  const { unguarded, gained, lost, guarded } = changes;
  const none = SAME_ACCESS.changes.gained;
  if (!after) return { facts, changes: { unguarded: none, gained: none, lost, guarded: none } };
  if (!before) return { facts, changes: { unguarded: none, gained, lost: none, guarded } };
  return { facts, changes: { unguarded, gained, lost, guarded } };
}
