/** A baseline: the findings of an old tree that are known, so that only new ones are reported. */
import { createHash } from 'node:crypto';

import type { Problem } from '../problem.ts';

/** By file, then by fingerprint, how often. Lines are not in it: text above a finding may change. */
export type Baseline = Readonly<Record<string, Readonly<Record<string, number>>>>;

export function toBaseline(problems: readonly Problem[]): Baseline {
  const baseline: Record<string, Record<string, number>> = {};
  for (const problem of problems) {
    const file = (baseline[problem.file] ??= {});
    const key = keyOf(problem);
    file[key] = (file[key] ?? 0) + 1;
  }
  return baseline;
}

/** What the baseline does not know: of several equal findings the first ones are the known ones. */
export function beyondBaseline(problems: readonly Problem[], baseline: Baseline): Problem[] {
  const left = new Map<string, number>();
  return problems.filter((problem) => {
    const key = keyOf(problem);
    const id = `${problem.file}\n${key}`;
    const known = left.get(id) ?? baseline[problem.file]?.[key] ?? 0;
    left.set(id, known - 1);
    return known <= 0;
  });
}

function keyOf({ code, message, lineText }: Problem): string {
  return `${code} ${createHash('sha256').update(`${message}\n${lineText.trim()}`).digest('hex').slice(0, 16)}`;
}
