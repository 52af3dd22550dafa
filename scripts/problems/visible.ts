/**
 * Invisible characters that change what people see: they move the cursor, clear the screen, or
 * reverse the direction of text. Data and templates must not contain them, and output shows them
 * escaped.
 */

/** Tab and line feed are not included. */
const UNSEEN = '\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069';
const FIRST = new RegExp(`[${UNSEEN}]`);
const EACH = new RegExp(`[${UNSEEN}]`, 'g');

/** The index of the first invisible character, or -1. */
export function unseenAt(text: string): number {
  return text.search(FIRST);
}

/**
 * Replaces invisible characters with visible escapes such as `\x1b` and `\u202e`; keeps line
 * breaks.
 */
export function visible(text: string): string {
  return text.replace(EACH, escaped);
}

/** The same, but also escapes line breaks. */
export function visibleLine(text: string): string {
  return visible(text).replaceAll('\n', String.raw`\n`);
}

/** The escape for a character in JavaScript. */
export function escaped(character: string): string {
  if (character === '\r') return String.raw`\r`;
  const code = character.charCodeAt(0);
  return code < 0x20
    ? String.raw`\x${code.toString(16).padStart(2, '0')}`
    : String.raw`\u${code.toString(16).padStart(4, '0')}`;
}
