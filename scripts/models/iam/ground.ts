/** What the proofs of one role or policy rest on, and whether a claim would hold with other policies. */
import type { Catalog, Holder } from '../../data/catalog.ts';
import type { Substitute } from '../../data/role-policies.ts';
import type { Claim } from '../../data/schema/index.ts';
import type { Knowledge } from '../../iam/space/knowledge.ts';
import { tryExamples } from './examples.ts';
import type { HeldPolicies } from './policy-sets.ts';
import { proveUniversal } from './universal.ts';

export interface HolderGround {
  readonly catalog: Catalog;
  /** The role, or the policy that no role holds, whose claims these are. */
  readonly holder: Holder;
  readonly policies: HeldPolicies;
  readonly substitute: Substitute;
  readonly knowledge: Knowledge;
}

/** Whether a claim holds with the policies of this ground; nothing is reported. */
export function holdsWith(ground: HolderGround, claim: Claim): boolean {
  const { catalog, holder, policies, substitute } = ground;
  if (claim.requests.length > 0)
    return tryExamples(catalog, holder, claim, policies, substitute).every(({ ok }) => ok);
  const proofs = proveUniversal(holder, claim, policies, ground, 'verdict');
  return !('wrong' in proofs) && proofs.every(({ answer }) => answer.answer === 'holds');
}
