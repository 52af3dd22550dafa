/** Markers of MDX that Prettier reads as text of Markdown, and whose asterisks it takes for emphasis. */
import type { ProseBlock } from '../../reading/blocks.ts';
import type { Rule } from '../page.ts';
import type { Source } from '../../problems/source.ts';

const MARKER = /\{\/\* {0,4}(?:BEGIN|END) {1,4}permadocs\b/gi;

/**
 * Measured with Prettier 3: of two markers in one paragraph of Markdown the inner asterisks become
 * underscores (`{/_ END … *\/}`). A code fence of Markdown is formatted as Markdown too; one of MDX
 * keeps them.
 */
export const damagedMarker: Rule = {
  code: 'lint/damaged-marker',
  good: '```mdx\n{/* BEGIN permadocs policy role="x" */}\n{/* END permadocs policy */}\n```\n',
  bad: '```md\n{/* BEGIN permadocs policy role="x" */}\n{/* END permadocs policy */}\n```\n',
  check: ({ blocks, source }) =>
    blocks.flatMap((block) => {
      const isFence = block.kind === 'fence';
      if (isFence ? !/^(?:md|markdown)$/.test(block.language) : source.file.endsWith('.mdx'))
        return [];
      const text = isFence ? block.text : writtenProse(source, block);
      const found = [...text.matchAll(MARKER)].map(({ index }) => index);
      const second = found.find(
        (at, index) => index > 0 && isOneParagraph(text, found[index - 1], at),
      );
      if (second === undefined) return [];
      const range = isFence
        ? { start: block.toPage(second), end: block.toPage(second + 3) }
        : block.range;
      return [
        {
          code: 'lint/damaged-marker' as const,
          range,
          message: 'Prettier would take the asterisks of these markers for emphasis',
          hint: 'put a blank line between them, or show them in a fence of `mdx`',
        },
      ];
    }),
};

const isOneParagraph = (text: string, from = 0, to = 0): boolean =>
  !/\n[ \t]*\n/.test(text.slice(from, to));

/** As it is written, without its code spans: the asterisks are what matters. */
function writtenProse({ text }: Source, { range, runs }: ProseBlock): string {
  let out = '';
  let at = range.start;
  for (const { kind, range: run } of runs) {
    if (kind !== 'code') continue;
    out += text.slice(at, run.start);
    at = run.end;
  }
  return out + text.slice(at, range.end);
}
