/** What stands in the regions of permadocs is proven, not linted. */
import type { Block, PageBlocks } from '../reading/blocks.ts';

export function outsideRegions(
  blocks: readonly Block[],
  comments: PageBlocks['comments'],
): readonly Block[] {
  const markers = comments
    .filter(({ text }) => /^(?:BEGIN|END) permadocs /.test(text))
    .map(({ text, range }) => ({ opens: text.startsWith('BEGIN'), start: range.start }))
    .toSorted((a, b) => a.start - b.start);
  if (markers.length === 0) return blocks;
  return blocks.filter(({ range }) => {
    let low = 0;
    let high = markers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((markers[middle]?.start ?? 0) > range.start) high = middle;
      else low = middle + 1;
    }
    return markers[low - 1]?.opens !== true;
  });
}
