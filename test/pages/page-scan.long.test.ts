import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { scanRegions } from '../../scripts/pages/page-scan.ts';
import type { Flavor } from '../../scripts/markdown/page-tree.ts';
import { parseRegions, type Region } from '../../scripts/pages/regions.ts';
import { Source } from '../../scripts/problems/source.ts';

/** What the scan says, with the parser's answer for the lists that it leaves to it. */
function scan(text: string, flavor: Flavor): readonly Region[] | undefined {
  const scanned = scanRegions(text, flavor);
  if (!scanned) return undefined;
  const inLists = scanned.unclear.flatMap(({ start, end }) => {
    // Blanks in place of what stands before, so that offsets stay.
    const { regions, problems } = parseRegions(
      new Source('page', text.slice(0, start).replace(/[^\n]/g, ' ') + text.slice(start, end)),
      flavor,
    );
    return problems.length > 0 ? [undefined] : regions;
  });
  if (inLists.includes(undefined)) return undefined;
  return [...scanned.regions, ...(inLists as Region[])].toSorted(
    (a, b) => a.begin.start - b.begin.start,
  );
}

const BEGIN = {
  mdx: '{/* BEGIN permadocs a x="1" */}',
  commonmark: '<!-- BEGIN permadocs a x="1" -->',
};
const END = { mdx: '{/* END permadocs a */}', commonmark: '<!-- END permadocs a -->' };

describe('the scan', () => {
  it.each<[string, Flavor, string]>([
    ['top level', 'mdx', '# A\n\nB\n\ntext `{x}` and {/* c */}\n\nE\n\nend\n'],
    ['front matter', 'mdx', '---\ntitle: x\n---\n\nB\n\nE\n'],
    ['elements', 'mdx', '<Tabs>\n<TabItem value="x">\n\nB\n\ntext\n\nE\n\n</TabItem>\n</Tabs>\n'],
    ['details', 'mdx', '<details>\n<summary>A **b**</summary>\n\nB\n\nE\n\n</details>\n'],
    [
      'a summary on lines of its own',
      'mdx',
      '<details>\n<summary>\n  A **b**\n</summary>\n\nB\n\nE\n\n</details>\n',
    ],
    ['an admonition', 'mdx', ':::note A title\n\nB\n\n- a\n- b\n\nE\n\n:::\n'],
    ['a fence with a marker', 'mdx', '```mdx\nB\n```\n\nB\n\n```json\n{ "a": 1 }\n```\n\nE\n'],
    ['a list with a marker', 'mdx', 'a\n\n1. a\n\n   B\n\n   x\n\n   E\n\n2. b\n\nB\n\nE\n'],
    ['a quote with a marker', 'mdx', 'a\n\n> B\n>\n> E\n\nb\n'],
    ['ids of headings', 'mdx', '# A {#a}\n\nB\n\n## C {#c-d}\n\nE\n'],
    ['imports', 'mdx', "import A from 'a';\nimport { B } from 'b';\n\nB\n\nE\n"],
    [
      'HTML in a region',
      'commonmark',
      'B\n\n<details>\n<summary>a</summary>\n\nx\n\n</details>\n\nE\n',
    ],
    ['comments', 'commonmark', '<!-- a\nb\n-->\n\nB\n\nE\n\n<!-- c -->\n'],
    ['carriage returns', 'commonmark', 'a\r\n\r\nB\r\n\r\nE\r\n'],
  ])('proves %s', (_, flavor, page) => {
    const text = withMarkers(page, flavor);
    const found = scan(text, flavor);
    expect(found).toBeDefined();
    expect(found).not.toEqual([]);
    expect(found).toEqual(parseRegions(new Source('page', text), flavor).regions);
  });

  it.each<[string, Flavor, string]>([
    ['an open fence', 'mdx', '```\nB\n\nE\n'],
    ['a fence that four blanks do not close', 'commonmark', '  ```\n\n    ```\n\nB\n\nE\n'],
    ['an expression over lines', 'mdx', '{`\n\nB\n\nE\n\n`}\n'],
    ['a comment over blank lines', 'commonmark', '<!--\n\nB\n\nE\n'],
    ['an element that is not closed', 'mdx', '<Tabs>\n\nB\n\nE\n'],
    ['a brace in prose', 'mdx', 'a {b\n\nB\n\nE\n'],
    ['a code span over lines', 'mdx', 'a `b\n{` c\n\nB\n\nE\n'],
    ['markers that do not pair', 'mdx', 'B\n\nB\n\nE\n'],
    ['a script', 'commonmark', '<script>\n\nB\n\nE\n'],
    ['code that exports', 'mdx', 'export const a = `\n\nB\n\nE\n\n`;\n'],
    ['markers in two places', 'mdx', '<details>\n\nB\n\n</details>\n\nE\n'],
  ])('leaves %s to the parser', (_, flavor, page) => {
    expect(scan(withMarkers(page, flavor), flavor)).toBeUndefined();
  });

  const lines = [
    'B',
    'E',
    'B',
    'E',
    '  B',
    '  E',
    '   B',
    '> B',
    '> E',
    '- B',
    '',
    '',
    '',
    'text',
    '  text',
    '    text',
    '# Head',
    '## Head `a` {#an-id}',
    'text {#no-id}',
    '- a',
    '1. a',
    '2. a',
    '  - b',
    '10. c',
    '> a',
    '>',
    '```',
    '```js',
    '  ```',
    '   ```',
    '    ```',
    '- ```',
    '~~~',
    '````',
    '<details>',
    '</details>',
    '<summary>a</summary>',
    '<summary>',
    '</summary>',
    '<Tabs>',
    '</Tabs>',
    '  <Tabs>',
    '  </Tabs>',
    '<br />',
    'a <br /> b',
    ':::note',
    ':::note T',
    '::::tip',
    ':::',
    '::::',
    '<!-- a -->',
    '<!--',
    '-->',
    '<div>',
    '</div>',
    '<script>',
    '</script>',
    '<a href="b">',
    '{x',
    'x}',
    '{/* c */}',
    'a `{` b',
    'a ` b',
    '| a | `b |` |',
    '| - | - |',
    "import a from 'b';",
    'export const a = 1;',
    '---',
    '+++',
    'a: b',
    '***',
    '===',
    '\tB',
    '\ttext',
    '\\{ a',
    '<https://a.b>',
    '[a]: b',
    '[^1]: a',
    'permadocs',
    '{a.b}',
    'a | {b.c}',
    '`',
    '*a*',
    '    B',
    '    E',
    '!!! note',
    '=== "T"',
    '    ??? tip',
    '        B',
    '        E',
  ];

  it.each<Flavor>(['mdx', 'commonmark'])(
    'agrees with the parser about %s wherever it answers',
    (flavor) => {
      let proven = 0;
      fc.assert(
        fc.property(
          fc.array(fc.constantFrom(...lines), { maxLength: 24 }),
          fc.constantFrom('\n', '\n\n', '\r\n'),
          (page, separator) => {
            const text = withMarkers(page.join(separator), flavor);
            const found = scan(text, flavor);
            if (found === undefined) return;
            if (found.length > 0) proven += 1;
            const parsed = parseRegions(new Source('page', text), flavor);
            expect(parsed.problems).toEqual([]);
            expect(found).toEqual(parsed.regions);
          },
        ),
        { numRuns: Number(process.env['SCAN_RUNS'] ?? 4000) },
      );
      expect(proven).toBeGreaterThan(0);
    },
  );
});

describe('the scan of lists', () => {
  const inside = [
    'B',
    'E',
    'B',
    'E',
    'text',
    '```',
    '```js',
    '- n',
    '> q',
    '# H',
    '===',
    '---',
  ].concat(
    ['<br />', '<details>', '</details>', ':::note', '[a]: b', '| a |', '{/* c */}', '<!-- c -->'],
    [
      '=== "T"',
      '!!! note',
      "import a from 'b';",
      '~~~',
      'permadocs',
      'a {b',
      'B x',
      '\\',
      '***',
      '1. n',
      'É',
      '  text',
    ],
  );
  const starts = [
    '1. a',
    '- a',
    '2. b',
    '-  a',
    '10) a',
    '* import a',
    '1.  ```',
    '- <br />',
    '1.',
    '!!! note',
  ];
  const line = fc.oneof(
    fc.constantFrom(
      '',
      '',
      ...starts,
      'text',
      'B',
      'E',
      '> a',
      '<Tabs>',
      '</Tabs>',
      ':::note',
      ':::',
    ),
    fc
      .tuple(fc.constantFrom('  ', '   ', '    ', ' ', '\t', '       '), fc.constantFrom(...inside))
      .map(([indent, text]) => indent + text),
  );

  const noise = fc.array(line, { maxLength: 3 });
  /** Mostly as it should be: an item, and markers that stand as far in as its text. */
  const page = fc
    .tuple(
      fc.constantFrom('', 'a', '<Tabs>'),
      noise,
      fc.constantFrom<[string, string]>(['1. a', '   '], ['- a', '  '], ['10) a', '    ']),
      noise,
      noise,
      noise,
    )
    .map(([before, n1, [start, indent], n2, n3, n4]) => [
      before,
      ...n1,
      start,
      ...n2,
      `${indent}B`,
      ...n3,
      `${indent}E`,
      ...n4,
    ]);

  it.each<Flavor>(['mdx', 'commonmark'])('agrees with the parser about %s', (flavor) => {
    let proven = 0;
    fc.assert(
      fc.property(page, fc.constantFrom('\n\n', '\n\n', '\n', '\r\n\r\n'), (lines, separator) => {
        const text = withMarkers(lines.join(separator), flavor);
        const scanned = scanRegions(text, flavor);
        if (scanned?.unclear.length !== 0) return;
        if (scanned.regions.some(({ prefix }) => prefix !== '')) proven += 1;
        const parsed = parseRegions(new Source('page', text), flavor);
        expect(parsed.problems).toEqual([]);
        expect(scanned.regions).toEqual(parsed.regions);
      }),
      { numRuns: Number(process.env['SCAN_RUNS'] ?? 4000) },
    );
    expect(proven).toBeGreaterThan(20);
  });
});

function withMarkers(page: string, flavor: Flavor): string {
  return page
    .replace(/^([-> \t]*)B(?=\r?$)/gm, (_, prefix: string) => prefix + BEGIN[flavor])
    .replace(/^([-> \t]*)E(?=\r?$)/gm, (_, prefix: string) => prefix + END[flavor]);
}
