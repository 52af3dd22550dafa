/** "did you mean": the candidate that is a slip of the finger away. */
import { distance } from 'fastest-levenshtein';

/** Longer names are not typing errors, and comparing them would take its time. */
const LONGEST = 200;

/**
 * The nearest candidate, in any case, if it is near enough: two letters that changed places are two
 * edits, and a long name may have as many as four; of three letters, two edits leave nothing.
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  if (word.length > LONGEST) return undefined;
  const lower = word.toLowerCase();
  const limit = Math.max(word.length < 4 ? 1 : 2, Math.min(4, Math.floor(word.length / 4)));
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= bestDistance) continue;
    const edits = distance(lower, candidate.toLowerCase());
    if (edits < bestDistance) {
      best = candidate;
      bestDistance = edits;
    }
  }
  return best;
}

/** A hint with the nearest candidate, or the other one. */
export function didYouMean(
  word: string,
  candidates: readonly string[],
  otherwise?: string,
): string | undefined {
  const near = nearest(word, candidates);
  return near === undefined ? otherwise : `did you mean \`${near}\`?`;
}
