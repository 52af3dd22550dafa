/**
 * Characters that nobody sees and that change what is seen: they move the cursor, clear the screen
 * or turn the direction of text. Data and templates may not hold them; what is printed shows them.
 */

/** Not among them: tab and line feed. */
const UNSEEN = '\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069';
const FIRST = new RegExp(`[${UNSEEN}]`);
const EACH = new RegExp(`[${UNSEEN}]`, 'g');

/** The index of the first such character; -1 where there is none. */
export function unseenAt(text: string): number {
  return text.search(FIRST);
}

/** Such characters as escapes that can be seen: `\x1b`, `\u202e`. Lines stay lines. */
export function visible(text: string): string {
  return text.replace(EACH, escaped);
}

/** The same on one line. */
export function visibleLine(text: string): string {
  return visible(text).replaceAll('\n', String.raw`\n`);
}

/** As JSON and JavaScript write it. */
export function escaped(character: string): string {
  if (character === '\r') return String.raw`\r`;
  const code = character.charCodeAt(0);
  return code < 0x20
    ? String.raw`\x${code.toString(16).padStart(2, '0')}`
    : String.raw`\u${code.toString(16).padStart(4, '0')}`;
}
