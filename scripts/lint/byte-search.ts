/**
 * Whether bytes hold any of many words, told without looking at most of the bytes (the algorithm of
 * Wu and Manber). Thousands of pages hold none: bench row “`lint`, no IAM”.
 */

/** Words shorter than this let it skip too little. */
export const SHORTEST = 6;

/** Letters from the most to the least frequent in prose. Anything else is less frequent. */
const FREQUENT = 'etaoinsrhldcumfpgwybvkxjqz';

interface Candidate {
  readonly word: Buffer;
  /** How far behind the word's start its window ends. */
  readonly end: number;
}

/** All words must have at least {@link SHORTEST} bytes. */
export function byteSearch(words: readonly string[]): (bytes: Uint8Array) => boolean {
  if (words.length === 0) return () => false;
  const written = words.map((word) => Buffer.from(word));
  // Of each word, as many bytes as the shortest one has: its window.
  const width = Math.min(...written.map(({ length }) => length));
  // How far the next window may end behind one that ends in these two bytes.
  const steps = new Uint8Array(1 << 16).fill(Math.min(width - 1, 255));
  const candidates = new Map<number, Candidate[]>();
  for (const word of written) {
    const last = lastOfWindow(word, width);
    for (let at = last - width + 2; at <= last; at += 1) {
      const pair = pairAt(word, at);
      steps[pair] = Math.min(steps[pair] ?? 0, last - at);
    }
    const pair = pairAt(word, last);
    candidates.set(pair, [...(candidates.get(pair) ?? []), { word, end: last }]);
  }
  return (bytes) => {
    for (let at = width - 1; at < bytes.length;) {
      const pair = ((bytes[at - 1] as number) << 8) | (bytes[at] as number);
      const step = steps[pair] as number;
      if (step === 0 && candidates.get(pair)?.some((one) => isAt(bytes, at, one)) === true)
        return true;
      at += step || 1;
    }
    return false;
  };
}

const pairAt = (bytes: Uint8Array, at: number): number =>
  ((bytes[at - 1] ?? 0) << 8) | (bytes[at] ?? 0);

/** The window that ends in the rarest two bytes: those are looked at closely wherever they are. */
function lastOfWindow(word: Buffer, width: number): number {
  let rarest = width - 1;
  for (let at = width; at < word.length; at += 1)
    if (rarityAt(word, at) > rarityAt(word, rarest)) rarest = at;
  return rarest;
}

function rarityAt(word: Buffer, at: number): number {
  const rarityOf = (byte = 0): number => {
    const rank = FREQUENT.indexOf(String.fromCharCode(byte));
    return rank === -1 ? FREQUENT.length : rank;
  };
  return rarityOf(word[at - 1]) + rarityOf(word[at]);
}

function isAt(bytes: Uint8Array, at: number, { word, end }: Candidate): boolean {
  const start = at - end;
  if (start < 0 || start + word.length > bytes.length) return false;
  for (let index = 0; index < word.length; index += 1)
    if (bytes[start + index] !== word[index]) return false;
  return true;
}
