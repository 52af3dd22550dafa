/** What the proofs of one role rest on, and whether a claim would hold with other policies. */
import type { Catalog, Entry } from '../data/catalog.ts';
import type { Substitute } from '../data/role-policies.ts';
import type { Claim } from '../data/schema/index.ts';
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

/** Whether a claim holds with the policies of this ground; nothing is reported. */
export function holdsWith(ground: RoleGround, claim: Claim): boolean {
  const { catalog, role, policies, substitute } = ground;
  if (claim.requests.length > 0)
    return tryExamples(catalog, role, claim, policies, substitute).every(({ ok }) => ok);
  const proofs = proveUniversal(role, claim, policies, ground, 'verdict');
  return !('wrong' in proofs) && proofs.every(({ answer }) => answer.answer === 'holds');
}
