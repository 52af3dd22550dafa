/** What proofs over all requests know of the world: actions, types of condition keys, facts. */
import type { Catalog } from '../data/catalog.ts';
import type { Substitute } from '../data/role-policies.ts';
import type { Reference } from '../iam/reference.ts';
import { type ActionIndexData, ActionIndex } from '../iam/space/action-index.ts';
import { type Fact, FACTS } from '../iam/space/facts.ts';
import type { Knowledge } from '../iam/space/question.ts';
import type { KeyTest } from '../iam/space/space.ts';

interface KnowledgeOptions {
  readonly actions: ActionIndexData;
  readonly reference: Reference;
  readonly substitute: Substitute;
  /** Whether contexts that cannot occur are left out. */
  readonly withFacts: boolean;
}

export function knowledgeOf(
  catalog: Catalog,
  { actions, reference, substitute, withFacts }: KnowledgeOptions,
): Knowledge {
  const own = catalog.all('actions').map(({ id }) => ({ name: id }));
  return {
    index: new ActionIndex(actions, own),
    keyInfo: (key) => {
      const known = reference.isPrepared(key) ? reference.conditionKey(key) : undefined;
      return { type: known?.type, multivalued: known?.multivalued };
    },
    facts: withFacts ? [...FACTS, ...factsOf(catalog, substitute)] : [],
    resourceArns: (action) => {
      if (!reference.isPrepared(action)) return [];
      const types = reference.action(action)?.resourceTypes ?? [];
      const service = action.slice(0, action.indexOf(':')).toLowerCase();
      return reference
        .resourceTypes(service)
        .filter(({ name }) => types.includes(name))
        .map(({ arn }) => arn);
    },
  };
}

/** The facts that the data state about their condition keys. */
function factsOf(catalog: Catalog, substitute: Substitute): Fact[] {
  return catalog.all('conditionKeys').flatMap(({ id, value }) =>
    value.facts.map(({ onlyWith, onlyOn, source }): Fact => {
      const key = substitute(id);
      return onlyWith === undefined
        ? { key, onlyOn: onlyOn ?? {}, source }
        : { key, onlyWith: onlyWith as Readonly<Record<string, KeyTest>>, source };
    }),
  );
}
