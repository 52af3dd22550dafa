/** Policies in pages compared, by each permission model: for a tree that has adopted nothing, too. */
import { substitution } from '../data/role-policies.ts';
import type { PolicyDiff } from '../models/changes.ts';
import type { Keep } from '../models/keep.ts';
import { MODELS } from '../models/models.ts';
import { policiesWith } from '../sources/sources.ts';
import { dataDateOf } from './diff.ts';
import type { AccessDiff } from './result.ts';
import type { Place } from './side.ts';

/** Paths are from the root. Data with problems are no obstacle: they only add what they can. */
export async function diffPages(
  before: Place,
  after: Place,
  paths: readonly string[],
  keep: Keep,
): Promise<AccessDiff> {
  const { catalog } = policiesWith(after.dataSources(), after.shipped);
  const substitute = substitution(catalog, {
    ...before.config.placeholders,
    ...after.config.placeholders,
  });
  const [old, now] = await Promise.all(
    [before, after].map(async (side) => side.read(await side.markdownBelow(paths))),
  );
  const changed = (own: typeof old, other: typeof old) =>
    new Map([...(own ?? [])].filter(([file, bytes]) => other?.get(file)?.equals(bytes) !== true));
  const [earlier, later] = [
    { kindOf: before.kindOf, pages: changed(old, now) },
    { kindOf: after.kindOf, pages: changed(now, old) },
  ];
  const policies: PolicyDiff[] = [];
  const answered: (typeof MODELS)[number][] = [];
  for (const model of MODELS) {
    const found = await model.compare.pages(earlier, later, { catalog, substitute, keep });
    if (found.length > 0) answered.push(model);
    policies.push(...found);
  }
  return {
    before: before.name,
    after: after.name,
    policies,
    claims: [],
    calls: [],
    facts: [...new Set(policies.flatMap(({ access }) => access.facts))],
    pagesRerendered: 0,
    dataDate: await dataDateOf(answered.length > 0 ? answered : MODELS, keep),
  };
}
