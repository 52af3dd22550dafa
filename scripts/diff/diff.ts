/**
 * What changed in access between two states of a workspace, or between two files. This room reads the
 * sides, asks the permission models, and puts what they answer into words. How policies are compared
 * is left to the models, git to `files/`, arguments and printing to `commands/`.
 */
import { pairHolders } from '../data/pairs.ts';
import type { ClaimChange } from '../models/claim-change.ts';
import type { PolicyDiff } from '../models/changes.ts';
import type { Keep } from '../models/keep.ts';
import type { Asker, PermissionModel } from '../models/model.ts';
import { MODELS, modelOf } from '../models/models.ts';
import { CannotRun } from '../problems/cannot-run.ts';
import { callChanges } from './calls.ts';
import { pagesOfSides } from './pages.ts';
import type { AccessDiff } from './result.ts';
import { loadSide, type Place } from './side.ts';

/** Compares the data of two sides. Throws {@link CannotRun} if the data of one say nothing certain. */
export async function diffStates(earlier: Place, later: Place, keep: Keep): Promise<AccessDiff> {
  const [before, after] = [loadSide(earlier), loadSide(later)];
  const { naming: pagesNaming, changed } = await pagesOfSides(before, after);
  const policies: PolicyDiff[] = [];
  const claims: ClaimChange[] = [];
  const answered: PermissionModel[] = [];
  for (const model of MODELS) {
    const found = await model.compare.states(before, after, { pagesNaming, keep });
    if (found.policies.length > 0) answered.push(model);
    policies.push(...found.policies);
    claims.push(...found.claims);
  }
  return {
    before: before.name,
    after: after.name,
    policies,
    claims,
    calls: callChanges(pairHolders(before.catalog, after.catalog), before, after),
    facts: usedFacts(policies),
    pagesRerendered: changed,
    dataDate: await dataDateOf(answered.length > 0 ? answered : MODELS, keep),
  };
}

/** Compares two files. Throws {@link CannotRun} if they are of two models, or one holds no policy. */
export async function diffFiles(
  before: string,
  after: string,
  asker: Asker,
  keep: Keep,
): Promise<AccessDiff> {
  const [one, other] = [modelOf(before), modelOf(after)];
  if (one !== other) throw new CannotRun(`${before} and ${after} are policies of different kinds`);
  const policies = [await one.compare.files(before, after, asker)];
  return {
    before,
    after,
    policies,
    claims: [],
    calls: [],
    facts: usedFacts(policies),
    pagesRerendered: 0,
    dataDate: await dataDateOf([one], keep),
  };
}

/** The day of the first data set that one of the models compares with. */
export async function dataDateOf(
  models: readonly PermissionModel[],
  keep: Keep,
): Promise<string | undefined> {
  for (const model of models) {
    const date = await model.dataDate?.(keep);
    if (date !== undefined) return date;
  }
  return undefined;
}

function usedFacts(policies: readonly PolicyDiff[]): AccessDiff['facts'] {
  const facts = new Map(
    policies.flatMap(({ access }) => access.facts.map((fact) => [JSON.stringify(fact), fact])),
  );
  return [...facts.values()];
}
