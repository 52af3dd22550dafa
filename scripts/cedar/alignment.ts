/** Where the characters of a string’s value are in its source: escapes, folded lines, indentation. */

/**
 * For each offset of `value`, up to its end, the offset in `text`, from `start` on. The source is a
 * JSON string or a YAML scalar of any style; it has the value’s characters in order, with quotes,
 * escapes, line breaks and indentation between them.
 */
export function align(value: string, text: string, start: number): (offset: number) => number {
  const places: number[] = [];
  let at = start;
  for (const character of value) {
    const place = find(character, text, at);
    for (let unit = 0; unit < character.length; unit += 1) places.push(place.start + unit);
    at = place.end;
  }
  return (offset) => places[offset] ?? (offset >= value.length ? at : start);
}

const SHORT: Readonly<Record<string, string>> = { '\n': 'n', '\t': 't', '\r': 'r' };

function find(character: string, text: string, from: number): { start: number; end: number } {
  const escape = SHORT[character];
  for (let at = from; at < text.length; at += 1) {
    const found = text[at];
    if (found === '\\') {
      const next = text[at + 1] ?? '';
      if (next === escape || next === character || (next === '/' && character === '/'))
        return { start: at, end: at + 2 };
      if (next === 'u') {
        const code = Number.parseInt(text.slice(at + 2, at + 6), 16);
        if (String.fromCharCode(code) === character) return { start: at, end: at + 6 };
      }
      continue;
    }
    if (text.startsWith(character, at)) return { start: at, end: at + character.length };
    // A fold makes one blank of a line break and the blanks around it.
    if (character === ' ' && (found === '\n' || found === '\r')) return { start: at, end: at + 1 };
    // A final line break that the source does not have.
    if (/\s/.test(character) && found !== undefined && !/\s|["'|>\\-]/.test(found))
      return { start: at, end: at };
  }
  return { start: from, end: from };
}
