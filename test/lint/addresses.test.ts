/** Text in which GFM finds addresses without marks: what stands beside them is read all the same. */
import { describe, expect, it } from 'vitest';

import type { Flavor } from '../../scripts/markdown/page-tree.ts';
import { parsePage, walk } from '../../scripts/markdown/page-tree.ts';
import { on } from '../support/lint-pages.ts';

const NAME = 'aws-mcp:InvokeMcp';

const ADDRESSES = [
  'www.example.com',
  'https://example.com/a?b=c',
  'someone@example.com',
  'some\\_one@example.com',
  'R&amp;D at a@b.es',
  '[x www.example.com',
  '[x https://example.com/a',
  '[mail me@example.com',
];

/** A page with a text in it, whose names are all the page has of English. */
const PAGES: Readonly<Record<string, (text: string) => string>> = {
  'a paragraph': (text) => `${text}\n`,
  'the paragraph before': (text) => `${text}\n\n${NAME}\n`,
  'a list': (text) => `- ${text}\n- one\n`,
  'a list below a line': (text) => `See www.example.com\n\n- ${text}\n`,
  'a table': (text) => `| Who |\n| --- |\n| ${text} |\n`,
  'a heading': (text) => `## ${text}\n`,
  'a quote of several lines': (text) => `> first\n> ${text}\n> last\n`,
  emphasis: (text) => `One *${text}*\n`,
};

const cases = Object.entries(PAGES).flatMap(([place, page]) =>
  ADDRESSES.map((address): [string, string, string] => [
    place,
    address,
    page(page('').includes(NAME) ? address : `${address}, ${NAME}.`),
  ]),
);

describe.each<Flavor>(['commonmark', 'mdx'])('beside an address in %s', (flavor) => {
  it.each(cases)('in %s, beside %s, a name is found at its place', async (_, __, page) => {
    const lines = page.split('\n');
    const line = lines.findIndex((one) => one.includes(NAME));
    const found = await on(page, flavor === 'mdx' ? 'a.mdx' : 'a.md');
    expect(found).toEqual([
      `${line + 1}:${(lines[line] ?? '').indexOf(NAME) + 1} lint/stale-action`,
    ]);
  });

  it.each(cases)('in %s, beside %s, nodes have places in order', (_, __, page) => {
    let last = 0;
    walk(parsePage(page, flavor), (node) => {
      const { start, end } = node.position ?? {};
      expect(start?.offset ?? -1).toBeGreaterThanOrEqual(last);
      if ('children' in node || start?.offset === undefined || end?.offset === undefined) return;
      last = end.offset;
      if (node.type !== 'text' || /[\\&\n]/.test(page.slice(start.offset, end.offset))) return;
      expect(page.slice(start.offset, end.offset)).toBe(node.value);
    });
  });
});
