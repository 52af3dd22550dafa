import fc from 'fast-check';
import prettier from 'prettier';
import { describe, expect, it } from 'vitest';

import { layOut } from '../../scripts/format/lay-out.ts';
import { meaningOf } from '../../scripts/markdown/meaning.ts';
import type { Flavor } from '../../scripts/markdown/page-tree.ts';
import { scanRegions } from '../../scripts/pages/page-scan.ts';

/** As the formatter calls it; undefined for a text that is not simple. */
function laidOut(text: string, flavor: Flavor = 'mdx'): string | undefined {
  const scanned = scanRegions(text, flavor);
  return scanned?.unclear.length === 0 ? layOut(text, scanned.blocks) : undefined;
}

describe('a text is laid out as Prettier does it', () => {
  it.each([
    ['a table', '| Key | What |\n| --- | --- |\n| `a` | Much to say. |\n| b |  |\n'],
    ['a table after a paragraph and before a list', 'A\n\n| a | b |\n|-|-|\n|cc|d|\n\n- e\n'],
    ['a pipe in a cell', '| a | b |\n| --- | --- |\n| `x\\|y` | c \\| d |\n'],
    ['letters and punctuation of one column', '| Clé | “b” |\n| --- | --- |\n| é … | – |\n'],
    ['a table in an element', '<details>\n\n| a |\n| --- |\n| bcde |\n\n</details>\n'],
    ['blank lines between blocks', '# A\n\n\n\nb\n\n\n| a |\n| --- |\n| b |\n\n\n- c\n'],
  ])('%s', async (_, text) => {
    expect(laidOut(text)).toBe(await prettier.format(text, { parser: 'mdx' }));
  });
});

describe('a text stays as it is', () => {
  it.each([
    ['in a fence', '```md\n| a | b |\n| --- | --- |\n| cc | dd |\n\n\n\nb\n```\n'],
    ['with columns aligned by colons', '| a | b |\n| :-- | --: |\n| cc | dd |\n'],
    ['with rows of several lengths', '| a | b |\n| --- | --- |\n| cc |\n'],
    ['with a backslash before a backslash', '| a | b |\n| --- | --- |\n| c\\\\ | d |\n'],
    ['with characters whose width is not plain', '| a | b |\n| --- | --- |\n| 漢字 | d |\n'],
    ['without pipes at the ends', 'a | b\n--- | ---\nc | d\n'],
    ['with lines after the last row', '| a | b |\n| --- | --- |\n| cc | dd |\ne\n'],
  ])('%s', (_, text) => {
    expect(laidOut(text)).toBe(text);
  });
});

it('means the same, whatever it has', () => {
  // Tables and lines of tables, and what they may be in or between; two blank lines are frequent.
  const tables = ['| a | bb |\n|-|-|\n| `c\\|d` | *e* |', '| a |\n| --- |\n| bbbb |'];
  const rows = [
    '| --- | --- |',
    '|f|',
    '| g | h |x',
    '| | |',
    'x | y',
    '  | a |',
    '    | code |',
    '> | q |',
  ];
  const others = [
    '',
    '',
    '',
    'text',
    '# H',
    '- item',
    '---',
    ':::note',
    '```',
    '<!-- | c | -->',
    '{/* | c | */}',
  ];
  const tags = ['<details>', '</details>', '<pre>', '</pre>'];
  const lines = [...tables, ...rows, ...others, ...tags];
  let changed = 0;
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...lines), { maxLength: 16 }),
      fc.constantFrom<Flavor>('mdx', 'commonmark'),
      (all, flavor) => {
        const text = `${all.join('\n')}\n`;
        const after = laidOut(text, flavor) ?? text;
        if (after === text) return;
        changed += 1;
        expect(meaningOf(after, flavor)).toEqual(meaningOf(text, flavor));
      },
    ),
    { numRuns: 2000 },
  );
  expect(changed).toBeGreaterThan(20);
});
