/** A hint for a word that is nearly a known one. */
import { distance } from 'fastest-levenshtein';

/** A near miss among the known words: at most two edits, or a third of the word. */
export function didYouMean(word: string, known: readonly string[]): string | undefined {
  const limit = Math.max(2, Math.floor(word.length / 3));
  const [best] = known
    .map((candidate) => ({
      candidate,
      edits: distance(word.toLowerCase(), candidate.toLowerCase()),
    }))
    .filter(({ edits }) => edits <= limit)
    .toSorted((a, b) => a.edits - b.edits);
  return best ? `did you mean \`${best.candidate}\`?` : undefined;
}
