/** The policies of a role as claims are decided by them, and who acts for the role. */
import type { Catalog, Entry } from '../data/catalog.ts';
import {
  accountOf,
  evaluablePolicy,
  sharedPolicy,
  type Substitute,
} from '../data/role-policies.ts';
import { type Claim, type RolePolicyKind, ROLE_POLICY_KINDS } from '../data/schema/index.ts';
import { ANYTHING } from '../data/schema/claim.ts';
import type { PolicySet } from '../iam/space/decide.ts';
import type { EvaluablePolicy } from '../iam/statement.ts';

export type RolePolicies = Readonly<Record<RolePolicyKind, EvaluablePolicy | undefined>>;

export function policiesOf(
  catalog: Catalog,
  role: Entry<'roles'>,
  substitute: Substitute,
): RolePolicies {
  return Object.fromEntries(
    ROLE_POLICY_KINDS.map((kind) => [kind, evaluablePolicy(catalog, role, kind, substitute)]),
  ) as RolePolicies;
}

/**
 * What decides a claim. A claim about the role's permissions takes the other side as allowing; one
 * about its trust policy is decided by that policy alone, or together with the role that asks.
 */
export function setOf(
  catalog: Catalog,
  claim: Claim,
  policies: RolePolicies,
  substitute: Substitute,
): PolicySet {
  const also = attachedIds(claim).flatMap((id) => {
    const entry = catalog.get('statements', id);
    return entry ? [sharedPolicy(entry, substitute)] : [];
  });
  const empty: EvaluablePolicy = { name: 'trust', hasVariables: true, statements: [] };
  if (claim.policy === 'permissions') {
    const { permissions, boundary } = policies;
    return {
      kind: 'identity',
      identity: [...(permissions ? [permissions] : []), ...also],
      boundary,
    };
  }
  const policy = policies.trust ?? empty;
  const asking = claim.with && catalog.get('roles', claim.with.role);
  if (!asking) return { kind: 'trust', policy };
  const { permissions, boundary } = policiesOf(catalog, asking, substitute);
  const identity = [...(permissions ? [permissions] : []), ...also];
  return {
    kind: 'both',
    policy,
    policyKind: 'trust',
    resourceAccount: accountOf(substitute),
    identity,
    boundary,
  };
}

/** The shared statements that are attached as well, by id. */
function attachedIds({ alsoAttached = [] }: Pick<Claim, 'alsoAttached'>): string[] {
  return [alsoAttached].flat().filter((id) => id !== ANYTHING);
}

export function roleArn(role: Entry<'roles'>, substitute: Substitute): string {
  return `arn:aws:iam::${accountOf(substitute)}:role/${role.value.name}`;
}
