/** A page → what rules look at. Pages that hold a policy and nothing stale are read in part. */
import { locateRegions } from '../pages/unclear-regions.ts';
import type { Page } from '../pages/page.ts';
import { scanRegions } from '../pages/page-scan.ts';
import type { PageSyntaxError } from '../markdown/page-tree.ts';
import { type Problem, problemAt } from '../problems/problem.ts';
import type { Range, Source } from '../problems/source.ts';
import { type Block, type PageBlocks, readBlocks } from '../reading/blocks.ts';
import { outsideRegions } from './generated.ts';
import type { LintPage } from './page.ts';
import { findPolicies } from '../reading/policies.ts';
import { reduce } from './reduce.ts';
import type { Words } from './words.ts';

export interface ReadPage {
  readonly page: Page;
  readonly lint: LintPage;
  /** Of the page's markers, and of its syntax. */
  readonly problems: readonly Problem[];
}

/** Undefined where the page proves to hold nothing that a rule looks at. */
export function readPage(page: Page, words: Words): ReadPage | undefined {
  const { source, flavour } = page;
  const part = reduce(source, flavour, words.isOfInterest, words.needsAll);
  if (part === 'nothing') return undefined;
  const { blocks, comments, flow, syntaxError } = part
    ? moved(readBlocks(part.source, flavour), part.toPage)
    : readBlocks(source, flavour);
  const outside = outsideRegions(blocks, comments);
  const policies = outside.flatMap((block) =>
    block.kind === 'fence'
      ? findPolicies(block).map((policy) => ({ ...policy, fence: block }))
      : [],
  );
  const problems = syntaxError ? [unparsable(source, syntaxError)] : markerProblems(page);
  return { page, lint: { source, blocks: outside, comments, flow, policies }, problems };
}

/** What the scan can prove needs no parser. */
function markerProblems({ source, flavour }: Page): Problem[] {
  if (!source.text.includes('permadocs')) return [];
  return [...locateRegions(scanRegions(source.text, flavour), source, flavour).problems];
}

/** Everything that has a place, at its place in the page. */
function moved(page: PageBlocks, toPage: (offset: number) => number): PageBlocks {
  // The end of a block is behind its last character, not before the next block that was kept.
  const move = ({ start, end }: Range): Range => ({
    start: toPage(start),
    end: end > start ? toPage(end - 1) + 1 : toPage(end),
  });
  return {
    ...page,
    blocks: page.blocks.map((block): Block => {
      const range = move(block.range);
      return block.kind === 'fence'
        ? { ...block, range, toPage: (offset) => toPage(block.toPage(offset)) }
        : { ...block, range, runs: block.runs.map((run) => ({ ...run, range: move(run.range) })) };
    }),
    comments: page.comments.map((comment) => ({ ...comment, range: move(comment.range) })),
    flow: page.flow.map(move),
  };
}

/** Lint goes on where a page is no MDX, and says so. */
function unparsable(source: Source, error: PageSyntaxError): Problem {
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
