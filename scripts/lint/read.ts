/** A page → what rules look at. Pages that hold a policy and nothing stale are read in part. */
import { tooComplex } from '../pages/markers.ts';
import { locateRegions } from '../pages/unclear-regions.ts';
import type { Page } from '../pages/page.ts';
import { scanRegions } from '../pages/page-scan.ts';
import type { Flavor, PageSyntaxError } from '../markdown/page-tree.ts';
import { type Problem, problemAt } from '../problems/problem.ts';
import { type Range, Source } from '../problems/source.ts';
import { type Block, type FenceBlock, type PageBlocks, readBlocks } from '../reading/blocks.ts';
import { outsideRegions } from './generated.ts';
import type { Linter, LintPage, PageText } from '../models/lint.ts';
import type { ReadPage } from './page.ts';
import { reduce } from './reduce.ts';
import type { Words } from './words.ts';

/** Undefined where the page proves to hold nothing that a rule looks at. */
export function readPage(page: Page, words: Words): ReadPage | undefined {
  const { source, flavor } = page;
  const part = reduce(source, flavor, words.isOfInterest, words.needsAll);
  if (part === 'nothing') return undefined;
  const starts = part ? part.starts : scanRegions(source.text, flavor)?.blocks;
  const own = part ? part.source : source;
  const read = readWithComments(own, flavor, starts);
  const { blocks, comments, flow, syntaxError } = part ? moved(read, part.toPage) : read;
  const outside = outsideRegions(blocks, comments);
  const text: PageText = { source, blocks: outside, comments, flow };
  const problems = syntaxError ? [unparsable(source, syntaxError)] : markerProblems(page);
  const views = new Map<Linter, LintPage>();
  const as = (linter: Linter): LintPage => {
    const known = views.get(linter);
    if (known) return known;
    const bare = linter.outsideFences?.(own, read) ?? [];
    const placed = part ? bare.map((one) => movedPolicy(one, part.toPage)) : bare;
    const fences = new Set<Block>(
      outsideRegions(
        placed.map(({ fence }) => fence),
        comments,
      ),
    );
    const policies = [
      ...outside.flatMap((block) => (block.kind === 'fence' ? linter.inFence(block) : [])),
      ...placed.filter(({ fence }) => fences.has(fence)),
    ];
    const view = { ...text, policies };
    views.set(linter, view);
    return view;
  };
  return { page, text, as, problems };
}

/**
 * Docusaurus takes HTML comments in MDX (`markdown.mdx1Compat.comments`), and authors write them. A page
 * that is valid but for them is read as MDX, unless it has markers: those need a page that parses.
 */
function readWithComments(source: Source, flavor: Flavor, starts?: readonly number[]): PageBlocks {
  const read = readBlocks(source, flavor, starts);
  const { text } = source;
  if (!read.syntaxError || !text.includes('<!--') || text.includes('permadocs')) return read;
  const compatible = text.replace(
    /<!--([^]*?)-->/g,
    (_, inner: string) => `{/* ${inner.replaceAll('*/', '* ')}*/}`,
  );
  const again = readBlocks(new Source(source.file, compatible), flavor);
  return again.syntaxError ? read : again;
}

/** What the scan can prove needs no parser. */
function markerProblems({ source, flavor }: Page): Problem[] {
  if (!source.text.includes('permadocs')) return [];
  return [...locateRegions(scanRegions(source.text, flavor), source, flavor).problems];
}

/** Everything that has a place, at its place in the page. */
function moved(page: PageBlocks, toPage: (offset: number) => number): PageBlocks {
  const move = (range: Range): Range => movedRange(range, toPage);
  return {
    ...page,
    blocks: page.blocks.map((block): Block => movedBlock(block, toPage)),
    comments: page.comments.map((comment) => ({ ...comment, range: move(comment.range) })),
    flow: page.flow.map(move),
  };
}

function movedPolicy<Policy extends { readonly fence: FenceBlock }>(
  policy: Policy,
  toPage: (offset: number) => number,
): Policy {
  return { ...policy, fence: movedBlock(policy.fence, toPage) };
}

/** The end is behind the last character, not before the next block that was kept. */
const movedRange = ({ start, end }: Range, toPage: (offset: number) => number): Range => ({
  start: toPage(start),
  end: end > start ? toPage(end - 1) + 1 : toPage(end),
});

function movedBlock<One extends Block>(block: One, toPage: (offset: number) => number): One {
  const range = movedRange(block.range, toPage);
  return block.kind === 'fence'
    ? { ...block, range, toPage: (offset: number) => toPage(block.toPage(offset)) }
    : {
        ...block,
        range,
        runs: block.runs.map((run) => ({ ...run, range: movedRange(run.range, toPage) })),
      };
}

/** Lint goes on where a page is not valid MDX, or not read at all, and says so. */
function unparsable(source: Source, error: PageSyntaxError): Problem {
  if (error.isTooComplex) return { ...tooComplex(source, error), severity: 'warning' };
  return problemAt(
    'page/unparsable',
    source,
    { start: error.offset, end: error.offset + 1 },
    {
      severity: 'warning',
      message: `the page is not valid MDX and was read as CommonMark: ${error.message}`,
      hint: 'findings further down may be missing',
    },
  );
}
