/** What proofs of a workspace know of AWS: the data set, with the workspace's actions and facts. */
import type { Catalog } from '../../data/catalog.ts';
import { additionsOf } from '../../data/additions.ts';
import { isRemoved } from '../../data/references/removed-actions.ts';
import type { Substitute } from '../../data/role-policies.ts';
import type { Additions, Reference } from '../../iam/reference.ts';
import { type ActionIndexData, ActionIndex, serviceOf } from '../../iam/space/action-index.ts';
import { type Fact, FACTS } from '../../iam/space/facts.ts';
import { type Knowledge, knowledgeOf } from '../../iam/space/knowledge.ts';
import type { KeyTest } from '../../iam/space/space.ts';

interface WorkspaceKnowledge {
  readonly actions: ActionIndexData;
  /** Prepared for the services of all policies and claims. */
  readonly reference: Reference;
  readonly substitute: Substitute;
  /** Whether contexts that cannot occur are left out. */
  readonly withFacts: boolean;
  /** The date of the facts: what is removed by then cannot be asked for. */
  readonly asOf?: string | undefined;
}

export const knowledgeOfWorkspace = (catalog: Catalog, known: WorkspaceKnowledge): Knowledge =>
  knowledgeFrom(additionsOf(catalog), factsOf(catalog, known.substitute), known);

/** The same from what the data add to AWS's lists, and the facts that they state. */
export function knowledgeFrom(
  additions: Additions,
  stated: readonly Fact[],
  { actions, reference, withFacts, asOf }: Omit<WorkspaceKnowledge, 'substitute'>,
): Knowledge {
  const isGone = (action: string): boolean =>
    reference.isPrepared(serviceOf(action)) &&
    isRemoved(reference.action(action)?.lifecycle?.removed, asOf);
  const own = (additions.actions ?? [])
    .filter(({ lifecycle }) => !isRemoved(lifecycle?.removed, asOf))
    .map(({ action }) => ({ name: action }));
  // A workspace that documents a shipped fact states it again.
  const shipped = FACTS.filter((fact) => !stated.some((one) => meaningOf(one) === meaningOf(fact)));
  const facts = withFacts ? [...shipped, ...stated] : [];
  return knowledgeOf(reference, new ActionIndex(actions, own, isGone), facts);
}

const meaningOf = ({ key, source: _, ...fact }: Fact): string =>
  JSON.stringify([key.toLowerCase(), fact]).toLowerCase();

/** The facts that the data state about their condition keys. */
export function factsOf(catalog: Catalog, substitute: Substitute): Fact[] {
  return catalog.all('conditionKeys').flatMap(({ id, value }) =>
    value.facts.map(({ onlyWith, onlyOn, source }): Fact => {
      const key = substitute(id);
      return onlyWith === undefined
        ? { key, onlyOn: onlyOn ?? {}, source }
        : { key, onlyWith: onlyWith as Readonly<Record<string, KeyTest>>, source };
    }),
  );
}
