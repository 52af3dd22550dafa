import { describe, expect, it } from 'vitest';

import type { Flavor } from '../../scripts/markdown/page-tree.ts';
import { parseRegions } from '../../scripts/pages/regions.ts';
import { Source } from '../../scripts/problems/source.ts';
import { noted } from '../support/reported.ts';

const B = '{/* BEGIN permadocs policy role="x" */}';
const E = '{/* END permadocs policy */}';
const HB = '<!-- BEGIN permadocs policy role="x" -->';
const HE = '<!-- END permadocs policy -->';

/** A region in an admonition or a tab of MkDocs, with something after it. */
const MKDOCS = (opening: string): string[] => [
  opening,
  '',
  '    ---',
  '',
  `    ${HB}`,
  '',
  '    x',
  '',
  `    ${HE}`,
  '',
  '    ```sh',
  '    x',
  '    ```',
  '',
  'after',
];

/** `line:column code` of each problem, and how many regions there are. */
function scan(
  lines: readonly string[],
  flavor: Flavor = 'mdx',
): { problems: string[]; regions: number } {
  const { regions, problems } = parseRegions(new Source('page', lines.join('\n')), flavor);
  return {
    problems: noted(problems).map(({ line, column, code }) => `${line}:${column} ${code}`),
    regions: regions.length,
  };
}

describe('legal regions', () => {
  it.each<[string, Flavor, string[]]>([
    ['at the top level', 'mdx', ['# A', '', B, '', 'text', '', E, '', 'b']],
    ['with nothing between', 'mdx', [B, E]],
    ['at the end of a file without newline', 'mdx', ['a', '', B, '', E]],
    ['in CommonMark', 'commonmark', ['a', '', HB, '', 'x', '', HE, '', 'b']],
    ['in a list item', 'mdx', ['- a', '', `  ${B}`, '', '  x', '', `  ${E}`, '', '- b']],
    ['as the first block of a list item', 'mdx', [`- ${B}`, '', '  x', '', `  ${E}`]],
    ['in a quote', 'mdx', ['> a', '>', `> ${B}`, '>', '> x', '>', `> ${E}`]],
    [
      'in an element',
      'mdx',
      ['<details>', '<summary>s</summary>', '', B, '', 'x', '', E, '', '</details>'],
    ],
    ['in an admonition', 'mdx', [':::note', '', B, '', 'x', '', E, '', ':::']],
    [
      'in an admonition with a bare title',
      'mdx',
      [':::note The title', '', B, '', 'x', '', E, '', ':::'],
    ],
    [
      'in an HTML element of CommonMark',
      'commonmark',
      ['<details>', '', HB, '', 'x', '', HE, '', '</details>'],
    ],
    [
      'with a note',
      'mdx',
      ['{/* BEGIN permadocs policy role="x" -- edit data/x.yaml, "really" */}', E],
    ],
    [
      'with bare and single-quoted values',
      'mdx',
      [`{/* BEGIN permadocs policy role=x kind='trust' */}`, E],
    ],
    [
      'without spaces inside the comment',
      'mdx',
      ['{/*BEGIN permadocs policy*/}', '{/*END permadocs policy*/}'],
    ],
    ['below a heading with an id', 'mdx', ['## A `b` {#an-id}', '', B, '', '# C {#c} ', '', E]],
    [
      'indented by four in a list item',
      'commonmark',
      ['- a', '', `    ${HB}`, '', '    x', '', `    ${HE}`],
    ],
    [
      'indented by four in a numbered item',
      'commonmark',
      ['1. a', '', `    ${HB}`, '', '    x', '', `    ${HE}`, '', '2. b'],
    ],
    ['indented by three', 'commonmark', ['- a', '', `   ${HB}`, '', `   ${HE}`]],
    ['in an admonition of MkDocs', 'commonmark', MKDOCS('!!! note "A title"')],
    ['in an admonition that folds', 'commonmark', MKDOCS('???+ warning inline end')],
    ['in a tab of MkDocs', 'commonmark', MKDOCS('=== "A tab"')],
    ['below text of a tab', 'commonmark', ['=== "A"', '    text', '', `    ${HB}`, `    ${HE}`]],
    [
      'in a tab in a list item',
      'commonmark',
      ['- a', '', ...MKDOCS('=== "A"').map((line) => line && `    ${line}`)],
    ],
    [
      'in a list item in a tab',
      'commonmark',
      ['=== "A"', '', '    1. a', '', `        ${HB}`, '', `        ${HE}`],
    ],
    [
      'in an admonition in a tab',
      'commonmark',
      ['=== "A"', '', ...MKDOCS('!!! note').map((line) => line && `    ${line}`)],
    ],
    ['after front matter', 'mdx', ['---', 'title: x', '---', '', B, '', E]],
  ])('%s', (_, flavor, lines) => {
    expect(scan(lines, flavor)).toEqual({ problems: [], regions: 1 });
  });

  it('reads the parameters', () => {
    const { regions } = parseRegions(
      new Source(
        'page',
        `{/* BEGIN permadocs a-b one="1 -2" two='"' three=$x -- note four="4" */}\n{/* END permadocs a-b -- note */}`,
      ),
      'mdx',
    );
    expect(regions).toMatchObject([
      { section: 'a-b', args: { one: '1 -2', two: '"', three: '$x' } },
    ]);
  });
});

describe('a region in a tab of MkDocs', () => {
  it('is placed in its page', () => {
    const lines = [
      'a',
      '',
      '> === "A"',
      '>',
      `>     - x`,
      '>',
      `>         ${HB}`,
      '>',
      '> ',
      `>         ${HE}`,
    ];
    const text = lines.join('\r\n');
    const [region] = parseRegions(new Source('page', text), 'commonmark').regions;
    expect(region).toMatchObject({ prefix: '>         ', within: ['- '] });
    expect(text.slice(region?.begin.start, region?.begin.end)).toBe(HB);
    expect(text.slice(region?.body.start, region?.body.end)).toBe('>\r\n> \r\n');
  });

  it('has hints with the lines of its page', () => {
    const text = ['a', '', '!!! note', '', '    # H', `    ${HB}`, '', `    ${HE}`].join('\n');
    const { problems } = parseRegions(new Source('page', text), 'commonmark');
    expect(problems[0]?.hint).toContain('before line 6;');
  });
});

describe('text that only looks like a marker', () => {
  it.each<[string, Flavor, string[]]>([
    ['in a fence', 'mdx', ['```mdx', B, '```']],
    ['in a longer fence', 'mdx', ['````md', '```', B, '```', '````']],
    ['in a tilde fence', 'commonmark', ['~~~', HB, '~~~']],
    ['in inline code', 'mdx', [`Write \`${B}\` first.`]],
    ['in front matter', 'mdx', ['---', `note: "${B}"`, '---', '', 'a']],
    ['in another comment', 'mdx', ['{/* write BEGIN permadocs policy here */}']],
    ['in another comment of CommonMark', 'commonmark', ['<!--', `  ${HB.slice(0, -4)}`, '-->']],
    ['of another tool', 'mdx', ['{/* BEGIN changelog v1.21.1 */}', '', 'a']],
    ['of another tool in CommonMark', 'commonmark', ['<!-- BEGIN_TF_DOCS -->', '', 'permadocs']],
    ['in a script', 'commonmark', ['<script>', `// ${HB}`, '</script>']],
  ])('%s is text', (_, flavor, lines) => {
    expect(scan(lines, flavor)).toEqual({ problems: [], regions: 0 });
  });
});

describe('illegal markers', () => {
  it.each<[string, Flavor, string[], string[]]>([
    ['begin without end', 'mdx', ['a', '', B, '', 'x'], ['3:1 marker/unclosed']],
    ['end without begin', 'mdx', ['a', '', E], ['3:1 marker/unopened']],
    ['two begins, one end', 'mdx', [B, '', B, '', E], ['1:1 marker/unclosed']],
    [
      'a region in a region',
      'mdx',
      [B, '', '{/* BEGIN permadocs role id="x" */}', '', '{/* END permadocs role */}', '', E],
      ['3:1 marker/nested'],
    ],
    [
      'crossing regions',
      'mdx',
      [B, '', '{/* BEGIN permadocs role id="x" */}', '', E, '', '{/* END permadocs role */}'],
      ['3:1 marker/nested', '5:1 marker/crossing'],
    ],
    [
      'an end of another section',
      'mdx',
      [B, '', '{/* END permadocs role */}'],
      ['3:1 marker/crossing'],
    ],
    [
      'out of an element',
      'mdx',
      ['<details>', '', B, '', '</details>', '', E],
      ['7:1 marker/different-parents'],
    ],
    ['out of a list item', 'mdx', ['- a', '', `  ${B}`, '', E], ['5:1 marker/different-parents']],
    ['out of a quote', 'mdx', [`> ${B}`, '', E], ['3:1 marker/different-parents']],
    [
      'out of an admonition',
      'mdx',
      [':::note', '', B, '', ':::', '', E],
      ['7:1 marker/different-parents'],
    ],
    [
      'out of an admonition with a bare title',
      'mdx',
      [':::tip My title', '', B, '', ':::', '', E],
      ['7:1 marker/different-parents'],
    ],
    [
      'out of an HTML element',
      'commonmark',
      ['<details>', '', HB, '', '</details>', '', HE],
      ['7:1 marker/different-parents'],
    ],
    [
      'into an HTML element',
      'commonmark',
      [HB, '', '<details>', '', HE, '', '</details>'],
      ['5:1 marker/different-parents'],
    ],
    [
      'several lines',
      'mdx',
      ['{/* BEGIN permadocs', 'policy */}', '', E],
      ['1:1 marker/multi-line', '4:1 marker/unopened'],
    ],
    [
      'text on its line',
      'mdx',
      [`See ${B} now`, '', E],
      ['1:5 marker/not-alone', '3:1 marker/unopened'],
    ],
    [
      'text after it in CommonMark',
      'commonmark',
      [`${HB} now`, '', HE],
      ['1:1 marker/not-alone', '3:1 marker/unopened'],
    ],
    ['no blank line before', 'mdx', ['# A', B, '', E], ['2:1 marker/missing-blank-line']],
    ['no blank line after', 'mdx', [B, '', E, '# A'], ['3:1 marker/missing-blank-line']],
    [
      'glued to an HTML element',
      'commonmark',
      ['<details>', HB, '', HE, '', '</details>'],
      ['2:1 marker/not-alone', '4:1 marker/unopened'],
    ],
    ['in indented code', 'commonmark', ['a', '', `    ${HB}`], ['3:5 marker/in-code']],
    [
      'in the code of a list item',
      'commonmark',
      ['- a', '', `      ${HB}`, '', `      ${HE}`],
      ['3:7 marker/in-code'],
    ],
    [
      'indented otherwise than its beginning',
      'commonmark',
      ['- a', '', `  ${HB}`, '', '  - x', '', `   ${HE}`],
      ['7:4 marker/not-alone'],
    ],
    [
      'right below the title of an admonition of MkDocs',
      'commonmark',
      ['!!! note', `    ${HB}`, '', `    ${HE}`],
      ['2:5 marker/not-alone'],
    ],
    [
      'out of a tab of MkDocs',
      'commonmark',
      ['=== "A"', '', `    ${HB}`, '', '=== "B"', '', `    ${HE}`],
      ['3:5 marker/unclosed', '7:5 marker/unopened'],
    ],
    [
      'glued to text in a tab of MkDocs',
      'commonmark',
      ['# A', '', '=== "A"', '', '    text', `    ${HB}`, '', `    ${HE}`],
      ['6:5 marker/missing-blank-line'],
    ],
    [
      'indented at the top level',
      'commonmark',
      ['a', '', ` ${HB}`, '', HE],
      ['3:2 marker/not-alone', '5:1 marker/unopened'],
    ],
    ['glued to an import', 'mdx', ['import x from "y"', B, '', E], ['2:1 marker/after-import']],
    [
      'before the front matter',
      'mdx',
      [B, E, '', '---', 'title: x', '---', '', 'a'],
      ['1:1 marker/before-front-matter'],
    ],
    ['small letters', 'mdx', ['{/* begin permadocs policy */}', '', 'a'], ['1:1 marker/malformed']],
    ['no section', 'mdx', ['{/* BEGIN permadocs */}', '', 'a'], ['1:1 marker/malformed']],
    [
      'a word that is no parameter',
      'mdx',
      ['{/* BEGIN permadocs policy x */}', '', 'a'],
      ['1:1 marker/malformed'],
    ],
    [
      'a parameter twice',
      'mdx',
      ['{/* BEGIN permadocs policy a=1 a=2 */}', '', 'a'],
      ['1:1 marker/malformed'],
    ],
    [
      'an unclosed quote',
      'mdx',
      ['{/* BEGIN permadocs policy a="1 */}', '', 'a'],
      ['1:1 marker/malformed'],
    ],
    [
      'parameters on the end',
      'mdx',
      [B, '', '{/* END permadocs policy role="x" */}'],
      ['1:1 marker/unclosed', '3:1 marker/malformed'],
    ],
    ['an HTML comment in MDX', 'mdx', ['a', '', HB, '', HE], ['3:1 marker/wrong-comment']],
    [
      'an MDX comment in CommonMark',
      'commonmark',
      ['a', '', B, '', E],
      ['3:1 marker/wrong-comment', '5:1 marker/wrong-comment'],
    ],
    ['a page that is no MDX', 'mdx', ['a {b', '', B, '', E], ['1:5 page/unparsable']],
  ])('%s', (_, flavor, lines, problems) => {
    const found = scan(lines, flavor);
    expect(found.problems.toSorted()).toEqual(problems.toSorted());
  });

  it('says what to do', () => {
    const { problems } = parseRegions(new Source('page.mdx', `# A\n${B}\n\n${E}`), 'mdx');
    expect(problems[0]).toMatchObject({
      message: 'there is no blank line before the marker',
      hint: 'add a blank line before line 2; otherwise the next Prettier run joins the two',
      endColumn: B.length + 1,
    });
  });
});
