/** Copies of a policy on several pages that differ: one finding a family, at the first copy. */
import type { Copy, Drift } from '../models/lint.ts';
import type { Problem } from '../problems/problem.ts';
import { newestEditions } from './editions.ts';
import type { Judge } from './judges.ts';
import type { ReadPage } from './page.ts';

/** Plain JSON: either thread reads pages. */
export interface GatheredCopy {
  /** The name of its model. */
  readonly model: string;
  readonly copy: Copy;
}

/** What there is to compare of a page. */
export function copiesOn(page: ReadPage, judges: readonly Judge[]): GatheredCopy[] {
  return judges.flatMap(({ model, linter, context }) =>
    linter.drift.gather(page.as(linter), context).map((copy) => ({ model, copy })),
  );
}

/** The copies come in the order of their pages: the first one is what the others are compared with. */
export async function driftAmong(
  gathered: readonly GatheredCopy[],
  { model, linter: { drift }, context }: Judge,
): Promise<Problem[]> {
  const copies = gathered.filter((one) => one.model === model).map(({ copy }) => copy);
  const newest = newestEditions(copies.map(({ at }) => at.file));
  const current = copies.filter(({ at }) => newest.has(at.file));
  const found = await drift.compare(current, context);
  return found.map((one) => problemOf(one, drift.subject));
}

function problemOf({ places, lines }: Drift, subject: string): Problem {
  const files = new Set(places.map(({ file }) => file));
  return {
    ...places[0],
    message: `nearly the same ${subject} on ${files.size} pages, and the copies differ`,
    hint: lines.join('\n'),
  };
}
