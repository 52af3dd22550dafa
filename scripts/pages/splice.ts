/** Page + regions + texts → the new page. No byte outside the regions changes. */
import type { Region } from './regions.ts';
import type { Source } from '../problems/source.ts';

/** Puts a text into each region; `null` leaves a region unchanged. */
export function splice(
  source: Source,
  regions: readonly Region[],
  texts: readonly (string | null)[],
): string {
  let page = '';
  let at = 0;
  for (const [index, region] of regions.entries()) {
    const text = texts[index];
    if (text === null || text === undefined) continue;
    page +=
      source.text.slice(at, region.body.start) +
      regionBody(text, region.prefix, lineEnding(source, region));
    at = region.body.end;
  }
  return page + source.text.slice(at);
}

/**
 * The text of a region in its page, without prefixes and surrounding blank lines; lines end with
 * LF.
 */
export function regionText(source: Source, region: Pick<Region, 'body' | 'prefix'>): string {
  const lines = source.text.slice(region.body.start, region.body.end).split(/\r?\n/);
  return withoutBlankEdges(lines.map((line) => withoutPrefix(line, region.prefix)).join('\n'));
}

/** Removes leading and trailing line breaks. */
export function withoutBlankEdges(text: string): string {
  let start = 0;
  let end = text.length;
  while (text[start] === '\n') start += 1;
  while (end > start && text[end - 1] === '\n') end -= 1;
  return text.slice(start, end);
}

/** Everything between the markers of a region: blank lines, prefixes and line endings included. */
export function regionBody(text: string, prefix: string, eol: string): string {
  const blank = prefix.trimEnd();
  if (text === '') return blank + eol;
  const lines = ['', ...text.split('\n'), ''];
  return lines.map((line) => (line === '' ? blank : prefix + line) + eol).join('');
}

/** The line ending of the region's first line; the page is assumed to use it throughout. */
function lineEnding(source: Source, region: Region): string {
  const newline = source.text.indexOf('\n', region.begin.end);
  return source.text[newline - 1] === '\r' ? '\r\n' : '\n';
}

function withoutPrefix(line: string, prefix: string): string {
  if (line.startsWith(prefix)) return line.slice(prefix.length);
  return line.trimEnd() === prefix.trimEnd() ? '' : line;
}
