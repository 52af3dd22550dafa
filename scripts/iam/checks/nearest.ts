/** "did you mean": the candidate that is a slip of the finger away. */
import { distance } from 'fastest-levenshtein';

/** Names longer than this are no typing errors, and comparing them would take its time. */
const LONGEST = 200;

/** The nearest candidate, in any case, if it differs in no more than a quarter of its letters. */
export function nearest(name: string, candidates: readonly string[]): string | undefined {
  if (name.length > LONGEST) return undefined;
  const lower = name.toLowerCase();
  const limit = Math.max(1, Math.min(4, Math.floor(name.length / 4)));
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - name.length) >= bestDistance) continue;
    const steps = distance(lower, candidate.toLowerCase());
    if (steps < bestDistance) {
      best = candidate;
      bestDistance = steps;
    }
  }
  return best;
}

/** A hint with the nearest candidate, or the other one. */
export function didYouMean(
  name: string,
  candidates: readonly string[],
  otherwise: string | undefined,
): string | undefined {
  const near = nearest(name, candidates);
  return near === undefined ? otherwise : `did you mean \`${near}\`?`;
}
