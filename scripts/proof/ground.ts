/** What the proofs of one role rest on, and whether its claims would hold with other policies. */
import type { Catalog, Entry } from '../data/catalog.ts';
import type { Substitute } from '../data/role-policies.ts';
import type { Knowledge } from '../iam/space/knowledge.ts';
import { tryExamples } from './examples.ts';
import type { RolePolicies } from './policy-sets.ts';
import { proveUniversal } from './universal.ts';

export interface RoleGround {
  readonly catalog: Catalog;
  readonly role: Entry<'roles'>;
  readonly policies: RolePolicies;
  readonly substitute: Substitute;
  readonly knowledge: Knowledge;
}

/** Whether every claim of the role still holds with other policies. */
export function allHold(ground: RoleGround): boolean {
  const { catalog, role, policies, substitute } = ground;
  return role.value.claims.every((claim) => {
    if (claim.requests.length > 0)
      return tryExamples(catalog, role, claim, policies, substitute).every(({ ok }) => ok);
    const proofs = proveUniversal(role, claim, policies, ground);
    return !('wrong' in proofs) && proofs.every(({ answer }) => answer.answer === 'holds');
  });
}
