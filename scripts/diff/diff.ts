/**
 * What changed in access between two states of a workspace: role by role, proven over all requests.
 * This room pairs what belongs together and puts it into words. How requests are compared is left to
 * `iam/space/`, what a claim means to `proof/`, git to `files/`, arguments and printing to `commands/`.
 */
import type { Holder } from '../data/catalog.ts';
import type { ActionIndexData } from '../iam/space/index.ts';
import { policiesOf } from '../proof/policy-sets.ts';
import { servicesOfClaims } from '../proof/claim-actions.ts';
import { holdsWith, type HolderGround } from '../proof/ground.ts';
import { compareAccess, unknownAccess } from '../access/access.ts';
import { groundFor } from '../access/ground.ts';
import { callChanges } from './calls.ts';
import { cedarSets } from './cedar.ts';
import { claimChanges } from './claims.ts';
import type { ClaimChange } from './json-output.ts';
import { factChanges } from './fact-changes.ts';
import { factsOfSides, sharedGround, type SharedGround, type SideFacts } from './ground.ts';
import { shownPages } from './pages.ts';
import type { AccessDiff } from './result.ts';
import { type HolderPair, ofPair, pairHolders, type PolicyDiff, questionsOf } from './roles.ts';
import { loadSide, type Place, type Side } from './side.ts';

/** Compares the roles and policies of two sides. Throws {@link CannotRun} if the data of one say nothing certain. */
export async function diffRoles(
  earlier: Place,
  later: Place,
  readActions: () => Promise<ActionIndexData>,
): Promise<AccessDiff> {
  const [before, after] = [loadSide(earlier), loadSide(later)];
  const shared = await sharedGround(before, after, await readActions());
  const facts = factsOfSides(before, after, shared.substitute);
  const pairs = pairHolders(before.catalog, after.catalog);
  const { of: pagesOf, changed } = await shownPages(before, after);
  const policies =
    before.catalog.all('roles').length + before.catalog.all('policies').length === 0
      ? undescribed(pairs, before.name, pagesOf)
      : await policiesOfPairs(pairs, before, after, shared, facts, pagesOf);
  return {
    before: before.name,
    after: after.name,
    policies: [...policies, ...cedarSets(before, after)],
    claims: [...factChanges(facts), ...(await claimsOfPairs(pairs, before, after, shared, facts))],
    calls: callChanges(pairs, before, after),
    facts: usedFacts(policies),
    pagesRerendered: changed,
    dataDate: shared.index.date,
  };
}

/** The kind that stands for all policies of an entry. */
const kindShown = (holder: Holder): PolicyDiff['kind'] =>
  holder.kind === 'policies'
    ? holder.value.kind
    : holder.value.policies.permissions
      ? 'permissions'
      : 'trust';

type PagesOf = (holder: Holder) => readonly string[];

/** A side without data is silent about access; it does not say that there was none. */
function undescribed(
  pairs: readonly HolderPair[],
  name: string,
  pagesOf: PagesOf,
): readonly PolicyDiff[] {
  const access = unknownAccess(`the data of ${name} describe no role or policy`);
  return pairs.flatMap(({ after }) =>
    after
      ? [
          {
            id: after.id,
            kind: kindShown(after),
            file: after.file.source.file,
            pages: pagesOf(after),
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
  before: Side,
  after: Side,
  shared: SharedGround,
  { shared: facts }: SideFacts,
  pagesOf: PagesOf,
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
        id: role.id,
        kind,
        file: role.file.source.file,
        pages: pair.after ? pagesOf(pair.after) : [],
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
  before: Side,
  after: Side,
  shared: SharedGround,
  facts: SideFacts,
): Promise<ClaimChange[]> {
  const groundOf = async (side: Side, holder: Holder, which: 'before' | 'after') => {
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
      ...claimChanges(pair.before, pair.after, {
        before: (claim) => holdsWith(old, claim),
        after: (claim) => holdsWith(now, claim),
      }),
    );
  }
  return changes;
}

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

function usedFacts(policies: readonly PolicyDiff[]): AccessDiff['facts'] {
  const facts = new Map(
    policies.flatMap(({ access }) => access.facts.map((fact) => [JSON.stringify(fact), fact])),
  );
  return [...facts.values()];
}
