/** Values as Markdown, each escaped for the place where it lands. */
import { codeSpan, escapeInline, escapeMarkup, escapeProse } from '../markdown/escape.ts';
import { Markdown } from '../markdown/markdown.ts';
import { Fragment } from './fields.ts';

/** Where in the Markdown of a template a value is printed. */
export type Landing = 'prose' | 'inline' | 'cell' | 'fence' | 'markup';

/**
 * A value as Markdown for its place. `href` turns a link in the data into one that works from the
 * page, and `nameOf` fills in the names in a text.
 */
export function print(
  value: unknown,
  type: string,
  place: Landing,
  href: (url: string) => string,
  nameOf: (text: string) => string,
): string {
  if (value instanceof Fragment) return value.markdown;
  if (value instanceof Markdown)
    return value.render(place === 'cell' ? 'cell' : 'prose', href, nameOf);
  const text = type === 'date' ? longDate(String(value)) : nameOf(String(value));
  if (place === 'fence') return text;
  if (place === 'markup') return escapeMarkup(text);
  if (type === 'code') return codeSpan(text, place === 'cell' ? 'cell' : 'prose');
  return place === 'prose' ? escapeProse(text) : escapeInline(text.replace(/\s+/g, ' ').trim());
}

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** `2026-03-24` as “March 24, 2026”, independent of the locale. */
function longDate(date: string): string {
  const [year, month, day] = date.split('-').map(Number);
  return `${MONTHS[(month ?? 1) - 1]} ${day}, ${year}`;
}
