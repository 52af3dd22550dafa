/**
 * What changed in access between two states of the data: role by role, proven over all requests. How
 * requests are compared is left to `iam/space/`.
 */
import { compareAccess, unknownAccess } from '../../../access/access.ts';
import { groundFor } from '../../../access/ground.ts';
import type { Holder } from '../../../data/catalog.ts';
import { type HolderPair, pairHolders } from '../../../data/pairs.ts';
import { contextsIn } from '../../../data/schema/scenario.ts';
import { readActionIndex } from '../../../iam/space/index.ts';
import type { ClaimChange } from '../../claim-change.ts';
import type { PolicyDiff, PolicyWords, State } from '../../changes.ts';
import type { Around, Comparison } from '../../model.ts';
import { servicesOfClaims } from '../claim-actions.ts';
import { holdsWith, type HolderGround } from '../ground.ts';
import { policiesOf } from '../policy-sets.ts';
import { wordsOf } from '../policy-words.ts';
import { claimChanges } from './claims.ts';
import { factChanges } from './fact-changes.ts';
import { factsOfSides, sharedGround, type SharedGround, type SideFacts } from './ground.ts';
import { ofPair, questionsOf } from './roles.ts';

/** Compares the roles and policies of two sides. */
export const compareStates: Comparison['states'] = async (before, after, around) => {
  const shared = await sharedGround(before, after, await readActionIndex(around.keep));
  const facts = factsOfSides(before, after, shared.substitute);
  const pairs = pairHolders(before.catalog, after.catalog);
  const policies =
    before.catalog.all('roles').length + before.catalog.all('policies').length === 0
      ? undescribed(pairs, before, after, around)
      : await policiesOfPairs(pairs, before, after, shared, facts, around);
  return {
    policies,
    claims: [...factChanges(facts), ...(await claimsOfPairs(pairs, before, after, shared, facts))],
  };
};

/** The words for all policies of an entry. */
const wordsShown = (holder: Holder): PolicyWords =>
  wordsOf(
    holder.kind === 'policies'
      ? holder.value.kind
      : holder.value.policies.permissions
        ? 'permissions'
        : 'trust',
  );

/** Pages with a region about the holder, or about a shared statement of its policies. */
function pagesOf(holder: Holder, { catalog }: State, { pagesNaming }: Around): readonly string[] {
  const statements = catalog.policiesOf(holder).flatMap((policy) => policy.statements);
  return pagesNaming([holder.id, ...statements.flatMap(({ id }) => id ?? [])]);
}

/** A side without data is silent about access; it does not say that there was none. */
function undescribed(
  pairs: readonly HolderPair[],
  { name }: State,
  state: State,
  around: Around,
): readonly PolicyDiff[] {
  const access = unknownAccess(`the data of ${name} describe no role or policy`);
  return pairs.flatMap(({ after }) =>
    after
      ? [
          {
            ...wordsShown(after),
            id: after.id,
            file: after.file.source.file,
            pages: pagesOf(after, state, around),
            presence: 'undescribed' as const,
            formerly: undefined,
            access,
          },
        ]
      : [],
  );
}

async function policiesOfPairs(
  pairs: readonly HolderPair[],
  before: State,
  after: State,
  shared: SharedGround,
  { shared: facts }: SideFacts,
  around: Around,
): Promise<readonly PolicyDiff[]> {
  const questions = pairs.flatMap((pair) =>
    questionsOf(pair, before.catalog, after.catalog, shared.substitute),
  );
  const sets = questions.flatMap((question) => [question.before, question.after]);
  const ground = await groundFor(shared, sets, facts);
  return questions.flatMap(({ pair, kind, presence, ...asked }): PolicyDiff[] => {
    const role = pair.after ?? pair.before;
    if (!role) return [];
    const isRenamed = pair.before && pair.after && pair.before.id !== pair.after.id;
    return [
      {
        ...wordsOf(kind),
        id: role.id,
        file: role.file.source.file,
        pages: pair.after ? pagesOf(pair.after, after, around) : [],
        presence,
        formerly: isRenamed ? pair.before.id : undefined,
        // Where a policy that no role holds is gone, so is what it refused to others.
        access:
          role.kind === 'policies'
            ? compareAccess(asked.before, asked.after, ground)
            : ofPair(pair, compareAccess(asked.before, asked.after, ground)),
      },
    ];
  });
}

async function claimsOfPairs(
  pairs: readonly HolderPair[],
  before: State,
  after: State,
  shared: SharedGround,
  facts: SideFacts,
): Promise<ClaimChange[]> {
  const groundOf = async (side: State, holder: Holder, which: 'before' | 'after') => {
    const { catalog } = side;
    const { substitute } = shared;
    const policies = policiesOf(catalog, holder, substitute);
    const { knowledge } = await groundFor(shared, [], facts[which]);
    return { catalog, holder, policies, substitute, knowledge } satisfies HolderGround;
  };
  const roles = pairs.flatMap((pair) =>
    [pair.before, pair.after].filter((role) => role !== undefined),
  );
  await shared.reference.prepare(roles.flatMap(servicesOfClaims));
  const changes: ClaimChange[] = [];
  for (const pair of pairs) {
    if (!pair.before || !pair.after) continue;
    const old = await groundOf(before, pair.before, 'before');
    const now = await groundOf(after, pair.after, 'after');
    if (claimsRestOn(old) === claimsRestOn(now)) continue;
    changes.push(
      ...claimChanges(
        pair.before,
        pair.after,
        {
          before: (claim) => holdsWith(old, claim),
          after: (claim) => holdsWith(now, claim),
        },
        { before: contextsOf(before.catalog), after: contextsOf(after.catalog) },
      ),
    );
  }
  return changes;
}

/** The contexts of a scenario of the data. */
const contextsOf =
  (catalog: State['catalog']) =>
  (id: string): unknown => {
    const scenario = catalog.get('scenarios', id);
    return scenario ? contextsIn(scenario.value) : id;
  };

/** All that the claims of a role are decided by, as one text; other roles only if they are named. */
function claimsRestOn({ catalog, holder, policies, substitute, knowledge }: HolderGround): string {
  const { claims, accepted } = holder.value;
  const others = claims.flatMap(({ with: asking, within }) => {
    const other = catalog.get('roles', asking?.role ?? within ?? '');
    return other ? [policiesOf(catalog, other, substitute)] : [];
  });
  const shared = catalog.all('statements').map(({ value }) => value);
  const scenarios = catalog.all('scenarios').map(({ id, value }) => [id, value]);
  return JSON.stringify(
    [claims, accepted, policies, others, shared, scenarios, knowledge.facts],
    (_, value: unknown) => (value instanceof Map ? [...(value as Map<unknown, unknown>)] : value),
  );
}
