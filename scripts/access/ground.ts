/** What a comparison of policies is judged by: the reference, prepared for them, and facts. */
import type { Reference } from '../iam/reference.ts';
import { wrongResource } from '../iam/resource-match.ts';
import {
  type ActionIndex,
  type Fact,
  knowledgeOf,
  type PolicySet,
  servicesAsked,
} from '../iam/space/index.ts';
import type { Ground } from './access.ts';

/** Prepared for these policies. */
export async function groundFor(
  { reference, index }: { readonly reference: Reference; readonly index: ActionIndex },
  sets: readonly PolicySet[],
  facts: readonly Fact[],
): Promise<Ground> {
  await reference.prepare(servicesAsked(sets));
  return {
    knowledge: knowledgeOf(reference, index, facts),
    isUnfitting: (action, resource) => {
      if (!reference.isPrepared(action.slice(0, action.indexOf(':')).toLowerCase())) return false;
      const known = reference.action(action);
      return known !== undefined && wrongResource(known, resource, reference) !== undefined;
    },
  };
}
