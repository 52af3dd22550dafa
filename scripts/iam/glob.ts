/** Matches patterns with `*` and `?` against texts and against each other, in bounded time. */

/** Whether a pattern matches a whole text. Case-sensitive. */
export function globMatches(pattern: string, text: string): boolean {
  return matchWildcards<string>(pattern, text, '*', '?');
}

/**
 * Like {@link globMatches}, for patterns of arbitrary symbols: `any` matches any run of characters,
 * `one` matches a single one. Uses two pointers: once a later `any` is reached, earlier ones are
 * final, so the cost is at most the product of the two lengths.
 */
export function matchWildcards<Symbol>(
  pattern: ArrayLike<Symbol>,
  text: string,
  any: Symbol,
  one: Symbol,
): boolean {
  let at = 0;
  let position = 0;
  let star = -1;
  let resume = 0;
  while (position < text.length) {
    const symbol = pattern[at];
    if (symbol === any) {
      star = at++;
      resume = position;
    } else if (at < pattern.length && (symbol === one || symbol === text[position])) {
      at++;
      position++;
    } else if (star !== -1) {
      at = star + 1;
      position = ++resume;
    } else return false;
  }
  while (pattern[at] === any) at++;
  return at === pattern.length;
}

/**
 * Longer patterns are not compared, since the table below grows with the product of the two
 * lengths.
 */
const LONGEST = 512;

/** Whether some text matches both patterns; true if they are too long to tell. */
export function globsOverlap(a: string, b: string): boolean {
  if (!startAlike(a, b)) return false;
  if (a.length > LONGEST || b.length > LONGEST) return true;
  // row[j]: whether the rest of `a` and the rest of `b` from j on can match the same text.
  let below: boolean[] = [];
  for (let i = a.length; i >= 0; i--) {
    const row = Array.from({ length: b.length + 1 }, () => false);
    for (let j = b.length; j >= 0; j--) {
      const x = a[i];
      const y = b[j];
      if (x === undefined && y === undefined) row[j] = true;
      else if (x === '*') row[j] = below[j] === true || (y !== undefined && row[j + 1] === true);
      else if (y === '*') row[j] = row[j + 1] === true || (x !== undefined && below[j] === true);
      else if (x !== undefined && y !== undefined && (x === y || x === '?' || y === '?')) {
        row[j] = below[j + 1] === true;
      }
    }
    below = row;
  }
  return below[0] === true;
}

/** Whether the patterns agree up to the first wildcard of either. Most pairs do not. */
function startAlike(a: string, b: string): boolean {
  for (let at = 0; at < a.length && at < b.length; at++) {
    if (isWildcard(a[at]) || isWildcard(b[at])) return true;
    if (a[at] !== b[at]) return false;
  }
  return a.length === b.length || isWildcard(a[b.length]) || isWildcard(b[a.length]);
}

const isWildcard = (symbol: string | undefined): boolean => symbol === '*' || symbol === '?';
