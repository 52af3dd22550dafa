import { describe, expect, it } from 'vitest';

import { offsets, parsePage, walk } from '../../scripts/markdown/page-tree.ts';

/** The kinds of nodes with the text that each covers. */
function nodesOf(text: string): string[] {
  const found: string[] = [];
  walk(parsePage(text, 'commonmark'), (node) => {
    const { start, end } = offsets(node);
    found.push(`${node.type} ${text.slice(start, end)}`);
  });
  return found.slice(2);
}

describe('counting what the parser does', () => {
  it.each(['AWS::EC2::EIP', 'an ```open``: span', 'git::git@ - it', 'a_b and snake_case_name'])(
    'leaves %s one text',
    (text) => {
      expect(nodesOf(text)).toEqual([`text ${text}`]);
    },
  );

  it('leaves code, tags, links and directives what they are', () => {
    expect(nodesOf('`a` <b> [c](d) :e[f] **g** ~~h~~')).toEqual([
      'inlineCode `a`',
      'text  ',
      'html <b>',
      'text  ',
      'link [c](d)',
      'text c',
      'text  ',
      'textDirective :e[f]',
      'text f',
      'text  ',
      'strong **g**',
      'text g',
      'text  ',
      'delete ~~h~~',
      'text h',
    ]);
  });

  it('refuses no paragraph of many words', () => {
    expect(nodesOf('word '.repeat(100_000).trim())).toHaveLength(1);
  });
});
