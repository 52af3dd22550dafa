/** The info string of a fence: its language, title and the rest, as templates give them. */
import { Refusal } from './refusal.ts';

export function title(text: string | undefined): string | undefined {
  return text === undefined ? undefined : infoLine(text)?.replaceAll('"', '&quot;');
}

/** An info string is a single line, and backticks would end it. */
export function infoLine(text: string | undefined): string | undefined {
  if (text !== undefined && /[`\r\n]/.test(text)) {
    throw new Refusal(
      'the info string of a fence cannot contain backticks or line breaks',
      'remove them from `title` and `meta`',
    );
  }
  return text;
}

export function infoWord(text: string): string {
  if (/^[\w+#.-]+$/.test(text)) return text;
  throw new Refusal(`\`${text}\` is not a valid fence language`);
}
