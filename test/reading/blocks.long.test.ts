import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { plainBlocks } from '../../scripts/markdown/plain-blocks.ts';
import type { Flavor } from '../../scripts/markdown/page-tree.ts';
import { scanRegions } from '../../scripts/pages/page-scan.ts';
import { Source } from '../../scripts/problems/source.ts';
import { readBlocks } from '../../scripts/reading/blocks.ts';

/** What begins, ends or interrupts something, and what only seems to. */
const INLINE = [
  'word¦ ¦ ¦ ¦a¦B2¦  ¦.¦,¦(¦)¦: ¦:¦::¦!¦&¦& ¦`¦`code`¦`` a ` b ``¦` `¦`a\nb`¦` a `¦``',
  '\\¦\\*¦\\`¦\\a¦\\\n¦*¦**¦***¦_¦__¦*a*¦**a**¦_a_¦__a__¦**`a`**¦*a¦a*¦a_b¦**a b**:¦[¦]',
  '[a](b)¦[`a`](b)¦[a](b "c")¦[a]¦[a][b]¦![a](b)¦[^1]¦[](b)¦[a](<b>)¦www.a.b',
  'https://a.b¦s3://a¦a@b.c¦aws:key¦a:b[c]{d}¦:name¦s3:GetObject¦~¦~~a~~¦<¦< ¦<b>¦</b>',
  '<a name="x">¦<br/>¦<https://a.b>¦<!-- c -->¦&amp;¦{¦}¦{a.b}¦\n¦\n¦\t¦ \n¦  \n¦\u00a0',
  'é¦“a”¦—¦|¦$¦#¦=¦-¦+¦1.¦12¦>',
].flatMap((pieces) => pieces.split('¦'));
const LINES = [
  '# Head¦## Head `a`¦## Head {#id}¦### Head ###¦#¦#Head¦####### a¦# **a** [b](c)¦```',
  '```json¦```js title="a"¦``` js¦```  js¦````¦``` ¦   ```¦\t```¦~~~¦```a`¦{ "a": 1 }',
  '::: note¦:::note T¦:::¦::leaf¦<details>¦</details>¦<Tabs>¦</Tabs>¦- a¦* a¦+ a¦1. a',
  '2) a¦  - b¦> a¦| a |¦| - |¦a | b¦- | -¦:- | -:¦===¦---¦***¦+++¦- - -¦[a]: b¦[^1]: c',
  'import a from "b";¦export const a = 1;¦    code¦\tcode¦ text¦!!! note¦=== "T"¦<!--',
  '-->¦title: a¦(a)¦"a"¦2012¦1)¦``` json¦```  json¦Text  ¦Text ¦Text   ¦`code` ¦**a**  ¦ Text¦   Text',
  'a <b_c>¦a <b-c>¦a <b1>¦- b¦- **c** `d`¦-   e¦1. f¦2. g¦3) h¦10. i¦- [ ] j¦| a | b |¦| --- | :-: |',
  '| c | `d` |¦|  | x |¦| `a | b` |¦| **a** | [b](c) |¦|a|b|¦| \u00a0 | \u00a0x |¦||¦| - a | # b |',
].flatMap((pieces) => pieces.split('¦'));

const inline = fc
  .array(fc.oneof(fc.constantFrom(...INLINE), fc.constantFrom('word', ' ', 'word ')), {
    minLength: 1,
    maxLength: 9,
  })
  .map((pieces) => pieces.join(''));
const line = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.constantFrom('', '', 'Plain text.', 'Text with `code` and **more**.'),
  },
  fc.constantFrom(...LINES),
  inline,
  fc.tuple(fc.constantFrom('# ', '- ', 'Text ', '> '), inline).map((parts) => parts.join('')),
);

/** Everything that can be seen of a page; a fence's offsets at each of its characters. */
function seen(source: Source, flavor: Flavor, starts?: readonly number[]) {
  const { blocks, ...page } = readBlocks(source, flavor, starts);
  const all = blocks.map((block) => {
    if (block.kind === 'prose') return block;
    const { toPage, ...fence } = block;
    return { ...fence, places: Array.from(fence.text, (_, offset) => toPage(offset)) };
  });
  return { blocks: all, ...page };
}

describe('a page that the parser reads in part', () => {
  it.each<Flavor>(['mdx', 'commonmark'])('gives what the whole page gives, in %s', (flavor) => {
    let plain = 0;
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 20 }),
        fc.constantFrom('\n', '\n\n', '\r\n\r\n', '\r\n'),
        fc.constantFrom(
          '',
          '',
          '---\ntitle: a\n---',
          '---\n---',
          '---\na\n--- ',
          '---\n\na: b\n\n---',
        ),
        (lines, separator, frontMatter) => {
          const eol = separator.includes('\r') ? '\r\n' : '\n';
          const first = frontMatter.replaceAll('\n', eol);
          const source = new Source('page', [first, ...lines].join(separator));
          const starts = scanRegions(source.text, flavor)?.blocks;
          if (!starts) return;
          const ends = [...starts.slice(1), source.text.length];
          const isPlain = starts.map((start, index) =>
            Boolean(plainBlocks(source, { start, end: ends[index] ?? 0 }, flavor)),
          );
          if (isPlain.includes(true)) plain += 1;
          expect(seen(source, flavor, starts)).toEqual(seen(source, flavor));
        },
      ),
      { numRuns: Number(process.env['BLOCKS_RUNS'] ?? 3000) },
    );
    expect(plain).toBeGreaterThan(300);
  });
});
