/** What both sides of a comparison are judged by: one list of actions, keys, placeholders and facts. */
import { additionsOf } from '../../../data/additions.ts';
import { type Substitute, substitution } from '../../../data/role-policies.ts';
import { type Additions, loadReference, type Reference } from '../../../iam/reference.ts';
import { ActionIndex, type ActionIndexData, type Fact, FACTS } from '../../../iam/space/index.ts';
import { factsOf } from '../knowledge.ts';
import type { State } from '../../changes.ts';

export interface SharedGround {
  readonly reference: Reference;
  readonly index: ActionIndex;
  /** A placeholder means the same on both sides: today's example, or else the earlier one. */
  readonly substitute: Substitute;
}

export interface SideFacts {
  readonly before: readonly Fact[];
  readonly after: readonly Fact[];
  /** Those of both sides: access is compared under these. */
  readonly shared: readonly Fact[];
}

type Described = Pick<State, 'catalog' | 'config'>;

export async function sharedGround(
  before: Described,
  after: Described,
  actions: ActionIndexData,
): Promise<SharedGround> {
  const [old, now] = [additionsOf(before.catalog), additionsOf(after.catalog)];
  const additions: Additions = {
    services: [...(old.services ?? []), ...(now.services ?? [])],
    actions: [...(old.actions ?? []), ...(now.actions ?? [])],
    conditionKeys: [...(old.conditionKeys ?? []), ...(now.conditionKeys ?? [])],
  };
  const declared = Object.fromEntries(
    before.catalog.all('placeholders').map(({ id, value }) => [id, value]),
  );
  const placeholders = { ...before.config.placeholders, ...declared, ...after.config.placeholders };
  const own = (additions.actions ?? []).map(({ action }) => ({ name: action }));
  return {
    reference: await loadReference(additions),
    index: new ActionIndex(actions, own),
    substitute: substitution(after.catalog, placeholders),
  };
}

export function factsOfSides(
  before: Described,
  after: Described,
  substitute: Substitute,
): SideFacts {
  const old = factsOf(before.catalog, substitute);
  const now = factsOf(after.catalog, substitute);
  const known = new Set(old.map((fact) => JSON.stringify(fact)));
  const both = now.filter((fact) => known.has(JSON.stringify(fact)));
  return {
    before: [...FACTS, ...old],
    after: [...FACTS, ...now],
    shared: [...FACTS, ...both],
  };
}
