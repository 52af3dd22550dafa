/** Patterns with `*` and `?` against texts and against each other, in bounded time. */

/** Whether a pattern stands for a whole text. Case-sensitive. */
export function globMatches(pattern: string, text: string): boolean {
  return matchWildcards<string>(pattern, text, '*', '?');
}

/**
 * The same for a pattern of any symbols, of which `any` stands for any run of characters and `one`
 * for one. Two pointers: a later `any` makes an earlier one final, so that the cost is the product
 * of the two lengths at most.
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

/** Longer patterns are not compared: the table below grows with the product of the two lengths. */
const LONGEST = 512;

/** Whether some text fits both patterns; when they are too long to tell, yes. */
export function globsOverlap(a: string, b: string): boolean {
  if (!startAlike(a, b)) return false;
  if (a.length > LONGEST || b.length > LONGEST) return true;
  // row[j]: the rest of `a` and the rest of `b` from j on can stand for the same text.
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

/** Whether the two agree up to the first wildcard of either: most pairs do not. */
function startAlike(a: string, b: string): boolean {
  for (let at = 0; at < a.length && at < b.length; at++) {
    if (isWildcard(a[at]) || isWildcard(b[at])) return true;
    if (a[at] !== b[at]) return false;
  }
  return a.length === b.length || isWildcard(a[b.length]) || isWildcard(b[a.length]);
}

const isWildcard = (symbol: string | undefined): boolean => symbol === '*' || symbol === '?';
