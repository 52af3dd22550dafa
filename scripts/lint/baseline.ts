/** A baseline: the findings of an old tree that are known, so that only new ones are reported. */
import { createHash } from 'node:crypto';

import type { Problem } from '../problems/problem.ts';

/** By file, then by fingerprint, how often. Lines are not in it: text above a finding may change. */
export type Baseline = Readonly<Record<string, Readonly<Record<string, number>>>>;

export function isBaseline(value: unknown): value is Baseline {
  return isRecord(value, (counts) => isRecord(counts, (count) => Number.isInteger(count)));
}

const isRecord = (value: unknown, holds: (one: unknown) => boolean): boolean =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every(holds);

/** Files and fingerprints in the order of their letters, so that moved text changes nothing. */
export function toBaseline(problems: readonly Problem[]): Baseline {
  const baseline = new Map<string, Map<string, number>>();
  for (const problem of problems) {
    const file = baseline.get(problem.file) ?? new Map<string, number>();
    const key = keyOf(problem);
    baseline.set(problem.file, file.set(key, (file.get(key) ?? 0) + 1));
  }
  return inOrder([...baseline].map(([file, counts]) => [file, inOrder([...counts])]));
}

/** The new findings of the pages that were read, and what is known of those that were not. */
export function withOthers(
  fresh: Baseline,
  earlier: Baseline,
  wasLeftOut: (file: string) => boolean,
): Baseline {
  const others = Object.entries(earlier).filter(([file]) => wasLeftOut(file));
  return inOrder([...Object.entries(fresh), ...others]);
}

const inOrder = <Value>(entries: readonly (readonly [string, Value])[]): Record<string, Value> =>
  Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));

/** What the baseline does not know: of several equal findings the first ones are the known ones. */
export function beyondBaseline(problems: readonly Problem[], baseline: Baseline): Problem[] {
  const left = new Map<string, number>();
  return problems.filter((problem) => {
    const key = keyOf(problem);
    const id = `${problem.file}\n${key}`;
    const remaining = left.get(id) ?? ofFile(baseline, problem.file)[key] ?? 0;
    left.set(id, remaining - 1);
    return remaining <= 0;
  });
}

/** A line may be as long as its page. */
const LONGEST_LINE = 2000;

/** The day of the data set is not part of what was found. */
function keyOf({ code, message, lineText }: Problem): string {
  const words = message.replace(/ \(data of [\d-]+\)/, '');
  return `${code} ${createHash('sha256')
    .update(`${words}\n${lineText.slice(0, LONGEST_LINE).trim()}`)
    .digest('hex')
    .slice(0, 16)}`;
}

const ofFile = (baseline: Baseline, file: string): Readonly<Record<string, number>> =>
  (Object.hasOwn(baseline, file) ? baseline[file] : undefined) ?? {};
