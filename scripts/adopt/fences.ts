/**
 * A page → the policies in its fences: those that can become data, and the reason for each that
 * cannot.
 */
import { offsets, parsePage, walk } from '../markdown/page-tree.ts';
import type { Page } from '../pages/page.ts';
import type { Region } from '../pages/regions.ts';
import type { Range } from '../problems/source.ts';
import { type Block, readBlocks } from '../reading/blocks.ts';
import { plainText } from '../reading/runs.ts';
import type { AdoptedFence, LeftFence } from './fence.ts';
import type { AdoptModel, FreeFence, Given } from './model.ts';
import { ADOPT_MODELS } from './models.ts';

export interface FoundFence {
  readonly model: AdoptModel;
  readonly fence: AdoptedFence;
}

/** Finds fences that contain a policy in any form, outside the regions of the page. */
export function findFences(
  page: Page,
  regions: readonly Region[],
  given: Given,
): { readonly fences: readonly FoundFence[]; readonly left: readonly LeftFence[] } {
  const { blocks } = readBlocks(page.source, page.flavor);
  const fences: FoundFence[] = [];
  const left: LeftFence[] = [];
  let free = freeFences(page, blocks, regions);
  // What the last model knows is not for those before it, which take more.
  for (const model of ADOPT_MODELS.toReversed()) {
    const found = model.find({ page, blocks, free }, given);
    fences.push(...found.fences.map((fence) => ({ model, fence })));
    left.push(...found.left);
    const claimed = new Set([...found.fences, ...found.left].map(({ line }) => line));
    free = free.filter(({ line }) => !claimed.has(line));
  }
  return { fences, left: left.toSorted((a, b) => a.line - b.line) };
}

function freeFences(
  page: Page,
  blocks: readonly Block[],
  regions: readonly Region[],
): readonly FreeFence[] {
  const headings = headingsOf(page);
  return blocks.flatMap((block) => {
    if (block.kind !== 'fence' || regions.some((region) => isIn(block.range, region))) return [];
    return {
      page,
      range: block.range,
      line: page.source.position(block.range.start).line,
      lastLine: page.source.position(block.range.end).line,
      block,
      heading: headings.findLast(({ start }) => start < block.range.start)?.text,
    };
  });
}

const isIn = (range: Range, { begin, end }: Region): boolean =>
  begin.start < range.start && range.end < end.end;

function headingsOf({ source, flavor }: Page): { start: number; text: string }[] {
  const found: { start: number; text: string }[] = [];
  walk(parsePage(source.text, flavor), (node) => {
    if (node.type === 'heading')
      found.push({ start: offsets(node).start, text: plainText(node).trim() });
  });
  return found;
}
