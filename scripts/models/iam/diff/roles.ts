/** What changed in the access of each role and policy that is paired. */
import type { Catalog, Holder } from '../../../data/catalog.ts';
import type { HolderPair } from '../../../data/pairs.ts';
import type { Substitute } from '../../../data/role-policies.ts';
import type { OwnPolicyKind, PolicyPart, RolePolicyKind } from '../../../data/schema/index.ts';
import type { PolicySet } from '../../../iam/space/index.ts';
import { type HeldPolicies, policiesOf, setOfPart } from '../policy-sets.ts';
import { type Access, SAME_ACCESS } from '../../../access/access.ts';
import type { Presence } from '../../changes.ts';

/** One question about a pair: the policies of one kind on both sides. */
interface Question {
  readonly pair: HolderPair;
  readonly kind: RolePolicyKind | OwnPolicyKind;
  readonly presence: Presence;
  readonly before: PolicySet;
  readonly after: PolicySet;
}

export function questionsOf(
  pair: HolderPair,
  before: Catalog,
  after: Catalog,
  substitute: Substitute,
): Question[] {
  const old = pair.before && policiesOf(before, pair.before, substitute);
  const now = pair.after && policiesOf(after, pair.after, substitute);
  const holder = pair.after ?? pair.before;
  const has = (policies: HeldPolicies | undefined, part: PolicyPart): boolean =>
    policies !== undefined &&
    (policies.written.some(({ kind }) => kind === part) ||
      (part === 'permissions' && policies.managed.length > 0));
  const parts: readonly PolicyPart[] = ['own', 'permissions', 'boundary', 'trust'];
  const asked = parts.filter((part) => has(old, part) || has(now, part));
  return asked.flatMap((part): Question[] => {
    // A boundary that stands alone is compared for itself; else it bounds the permissions.
    if (!holder || (part === 'boundary' && asked.includes('permissions'))) return [];
    return [
      {
        pair,
        kind: holder.kind === 'policies' ? holder.value.kind : (part as RolePolicyKind),
        presence: !has(old, part) ? 'new' : !has(now, part) ? 'gone' : 'both',
        before: setOf(pair.before ?? holder, part, old ?? { ...NO_POLICIES, about: now?.about }),
        after: setOf(pair.after ?? holder, part, now ?? { ...NO_POLICIES, about: old?.about }),
      },
    ];
  });
}

const NO_POLICIES: HeldPolicies = { written: [], managed: [], unread: [] };

function setOf(holder: Holder, part: PolicyPart, policies: HeldPolicies): PolicySet {
  const set = setOfPart(holder, part, policies);
  if (part !== 'boundary' || set.kind !== 'identity') return set;
  return { kind: 'identity', identity: set.boundary ? [set.boundary] : [] };
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
