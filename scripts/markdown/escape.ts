/**
 * Escapes text for the place where it is printed. Prettier keeps every backslash it finds, so only
 * characters that Markdown, MDX or a directive parser would act on are escaped.
 */

/** Characters that can begin or end a construct anywhere in a line. */
const ANYWHERE = /[\\`*_{}<[\]|~$]/g;
/** A character reference would be decoded: `&amp;`, `&#42;`. */
const REFERENCE = /&(?=[#a-zA-Z]|$)/g;
/** A text directive (`:name`) and a literal autolink (`https://`, `www.`, `me@host`). */
const DIRECTIVE = /:(?=[\p{L}\p{N}:]|\/\/)/gu;
const WWW = /(www)\./gi;
const AT_SIGN = /@/g;
/**
 * What opens a block at the start of a line: heading, quote, list, thematic break, setext
 * underline.
 */
const BLOCK_START = /^(?:#{1,6}(?=\s|$)|>|[-+](?=\s|$)|[-=+]{2,}|=+\s*$)/;
const ORDERED_START = /^(\d{1,9})([.)])(?=\s|$)/;
/** MDX reads a paragraph that begins with one of these words as an ES module. */
const MODULE_START = /^(?:import|export)\b/;

/**
 * Prose on one line that renders as `text`, in CommonMark and in MDX, in a paragraph or a table
 * cell.
 */
export function escapeProse(text: string): string {
  const escaped = escapeInline(foldWhitespace(text));
  if (MODULE_START.test(escaped)) {
    // Prettier decodes the reference if the same text has a bare ampersand.
    return `&#${escaped.charCodeAt(0)};${escaped.slice(1).replace(/(?<!\\)&/g, '\\&')}`;
  }
  if (BLOCK_START.test(escaped)) return `\\${escaped}`;
  return escaped.replace(ORDERED_START, '$1\\$2');
}

/** Like {@link escapeProse}, for text that is never at the start of a line. */
export function escapeInline(text: string): string {
  return text
    .replace(ANYWHERE, '\\$&')
    .replace(REFERENCE, '\\&')
    .replace(DIRECTIVE, '\\:')
    .replace(WWW, '$1\\.')
    .replace(AT_SIGN, '\\@');
}

/** A code span that shows `text`. In a table, GFM needs a backslash before a pipe even in code. */
export function codeSpan(text: string, place: 'prose' | 'cell' = 'prose'): string {
  const line = onOneLine(text);
  const fence = '`'.repeat(longestRun(line, '`') + 1);
  const padding = /^`|`$|^ .* $/.test(line) ? ' ' : '';
  const span = `${fence}${padding}${line}${padding}${fence}`;
  return place === 'cell' ? span.replaceAll('|', '\\|') : span;
}

/** A fenced code block around `text`, with a fence longer than any run of back-ticks in it. */
export function fencedCode(text: string, language: string, title?: string, meta?: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text, '`') + 1));
  const words = [language, title ? `title="${title}"` : '', meta ?? ''];
  const info = words.filter(Boolean).join(' ');
  return `${fence}${info}\n${withoutBlankEnd(text)}\n${fence}`;
}

/**
 * Escapes text between tags or in a double-quoted attribute as character references, which
 * CommonMark, MDX and HTML all decode. Only characters that could be read as markup are replaced.
 */
export function escapeMarkup(text: string): string {
  return foldWhitespace(text).replace(
    MARKUP,
    (character) => REFERENCES[character] ?? `&#${character.codePointAt(0)};`,
  );
}

const MARKUP = /(?<=www)\.|:(?=[\p{L}\p{N}:]|\/\/)|[&<>{}"`*_[\]\\|~$@]/giu;
const REFERENCES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** Replaces each line break, and the blanks around it, with one space. */
function onOneLine(text: string): string {
  const [first = '', ...rest] = text.split(/\r?\n/);
  const last = rest.pop();
  if (last === undefined) return text;
  const between = rest.map((line) => line.trim()).filter(Boolean);
  return [first.trimEnd(), ...between, last.trimStart()].join(' ');
}

function withoutBlankEnd(text: string): string {
  let end = text.length;
  while (text[end - 1] === '\n') end -= 1;
  return text.slice(0, end);
}

function foldWhitespace(text: string): string {
  return text.replace(/[ \t\r\n\f\v]+/g, ' ').trim();
}

function longestRun(text: string, character: string): number {
  let longest = 0;
  let run = 0;
  for (const c of text) {
    run = c === character ? run + 1 : 0;
    if (run > longest) longest = run;
  }
  return longest;
}
