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
  let start = 0;
  for (; start < a.length && start < b.length; start++) {
    if (isWildcard(a[start]) || isWildcard(b[start])) break;
    if (a[start] !== b[start]) return false;
  }
  const [restOfA, restOfB] = [a.slice(start), b.slice(start)];
  if (restOfA === '*' || restOfB === '*') return true;
  const isOver = restOfA === '' || restOfB === '';
  if (isOver && !isWildcard((restOfA + restOfB)[0])) return restOfA === restOfB;
  if (a.length > LONGEST || b.length > LONGEST) return true;
  // What is over matches the rest of the other if stars are all that is left there.
  if (isOver) return /^\*+$/.test(restOfA + restOfB);
  return endAlike(restOfA, restOfB) && restsOverlap(restOfA, restOfB);
}

/** Whether the patterns agree from the last wildcard of either on. Most pairs do not. */
function endAlike(a: string, b: string): boolean {
  for (let back = 1; back <= a.length && back <= b.length; back++) {
    const [x, y] = [a[a.length - back], b[b.length - back]];
    if (isWildcard(x) || isWildcard(y)) return true;
    if (x !== y) return false;
  }
  return true;
}

function restsOverlap(a: string, b: string): boolean {
  // row[j]: whether the rest of `a` and the rest of `b` from j on can match the same text.
  let below = new Uint8Array(b.length + 2);
  let row = new Uint8Array(b.length + 2);
  for (let i = a.length; i >= 0; i--) {
    const x = a[i];
    for (let j = b.length; j >= 0; j--) {
      const y = b[j];
      let canMatch = 0;
      if (x === undefined && y === undefined) canMatch = 1;
      else if (x === '*') canMatch = (below[j] ?? 0) | (row[j + 1] ?? 0);
      else if (y === '*') canMatch = (row[j + 1] ?? 0) | (below[j] ?? 0);
      else if (x !== undefined && y !== undefined && (x === y || x === '?' || y === '?'))
        canMatch = below[j + 1] ?? 0;
      row[j] = canMatch;
    }
    [below, row] = [row, below];
  }
  return below[0] === 1;
}

const isWildcard = (symbol: string | undefined): boolean => symbol === '*' || symbol === '?';
