/** Puts markers around fences; nothing else on the page changes. */
import type { Page } from '../pages/page.ts';
import { markerComment } from '../pages/marker.ts';
import type { Source } from '../problems/source.ts';
import type { AdoptedFence, LeftFence } from './fence.ts';

/** A fence and the text of its BEGIN marker, without delimiters. */
interface Marked {
  readonly fence: AdoptedFence;
  readonly begin: string;
}

/** The text of a BEGIN marker; undefined if a value cannot be quoted in it. */
export function beginText(
  section: string,
  args: Readonly<Record<string, string | undefined>>,
  note: string,
): string | undefined {
  const words: string[] = [];
  for (const [name, value] of Object.entries(args)) {
    if (value === undefined) continue;
    if (/[\r\n]|\*\/|-->|\s--(?:\s|$)/.test(value)) return undefined;
    const quote = value.includes('"') ? "'" : '"';
    if (value.includes(quote)) return undefined;
    words.push(`${name}=${quote}${value}${quote}`);
  }
  return [`BEGIN permadocs ${section}`, ...words, ...(note === '' ? [] : ['--', note])].join(' ');
}

/** Why markers cannot be put around a fence without further changes; undefined if they can. */
export function noRoom(
  { source }: Page,
  fence: Pick<LeftFence, 'line' | 'lastLine' | 'range'>,
): { reason: string; isTight: boolean } | undefined {
  const before = prefixOf(source, fence);
  if (!/^[\s>]*$/.test(before))
    return {
      reason: 'the fence begins on the line of its list item; put it on a line of its own',
      isTight: false,
    };
  if (isTightAbove(source, fence))
    return {
      reason: 'the marker needs a blank line before the fence',
      isTight: true,
    };
  if (isTightBelow(source, fence))
    return {
      reason: 'the marker needs a blank line after the fence',
      isTight: true,
    };
  return undefined;
}

const isBlank = (line: string): boolean => /^[\s>]*$/.test(line);

function prefixOf(source: Source, { line, range }: Pick<LeftFence, 'line' | 'range'>): string {
  return source.text.slice(source.lineRange(line).start, range.start);
}

/** How many lines a fence's markers add to its page. */
export function linesAdded({ source }: Page, fence: Pick<LeftFence, 'line' | 'lastLine'>): number {
  return 4 + Number(isTightAbove(source, fence)) + Number(isTightBelow(source, fence));
}

const isTightAbove = (source: Source, { line }: Pick<LeftFence, 'line'>): boolean =>
  line > 1 && !isBlank(source.line(line - 1));
const isTightBelow = (source: Source, { lastLine }: Pick<LeftFence, 'lastLine'>): boolean =>
  lastLine < source.lineCount && !isBlank(source.line(lastLine + 1));

/** The page's text with markers around each fence; `marked` is in page order. */
export function insertMarkers({ source, flavor }: Page, marked: readonly Marked[]): string {
  let text = '';
  let at = 0;
  for (const { fence, begin } of marked) {
    const prefix = prefixOf(source, fence);
    const blank = prefix.trimEnd();
    const start = source.lineRange(fence.line).start;
    const end = source.lineRange(fence.lastLine).end;
    const eol = lineEnding(source, fence.line);
    const above = isTightAbove(source, fence) ? blank + eol : '';
    text += source.text.slice(at, start) + above;
    text += `${prefix}${markerComment(flavor, begin)}${eol}${blank}${eol}${source.text.slice(start, end)}`;
    text += `${eol}${blank}${eol}${prefix}${markerComment(flavor, endText(fence))}${isTightBelow(source, fence) ? eol + blank : ''}`;
    at = end;
  }
  return text + source.text.slice(at);
}

const endText = ({ printedBy }: AdoptedFence): string => `END permadocs ${printedBy}`;

/** The line ending of a line; for the last line, the one used on the page. */
function lineEnding(source: Source, line: number): string {
  const { end } = source.lineRange(line);
  if (end < source.text.length) return source.text[end] === '\r' ? '\r\n' : '\n';
  return source.text.includes('\r\n') ? '\r\n' : '\n';
}
