/** “Did you mean …?”: finds the candidate that a word may be a typo of. */
import { distance } from 'fastest-levenshtein';

/** In UTF-16 units. Longer names are not typos, and comparing them would be slow. */
const LONGEST = 200;

/**
 * The nearest candidate, ignoring case, if it is near enough. Two swapped letters count as two
 * edits, so two are always allowed except in words of three letters or fewer; long names may have
 * up to four, or `most`.
 */
export function nearest(word: string, candidates: readonly string[], most = 4): string | undefined {
  if (word.length > LONGEST) return undefined;
  const lower = word.toLowerCase();
  const limit = Math.max(word.length < 4 ? 1 : 2, Math.min(most, Math.floor(word.length / 4)));
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

/** A hint that names the nearest candidate; `otherwise` if none is near. */
export function didYouMean(
  word: string,
  candidates: readonly string[],
  otherwise?: string,
): string | undefined {
  const near = nearest(word, candidates);
  return near === undefined ? otherwise : `did you mean \`${near}\`?`;
}
