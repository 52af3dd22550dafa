/** `permadocs-ignore-next-line CODE: reason` in a comment: it covers the block that begins behind it. */
import { type Problem, problemAt } from '../problem.ts';
import type { Source } from '../source.ts';
import type { PageBlocks } from './blocks.ts';

const WORD = 'permadocs-ignore-next-line';

/** Leaves out what is ignored; comments without code or reason, and those for nothing, are problems. */
export function applyIgnores(
  source: Source,
  { comments, blocks }: Pick<PageBlocks, 'comments' | 'blocks'>,
  problems: readonly Problem[],
): Problem[] {
  let kept = [...problems];
  for (const { text, range } of comments) {
    if (!text.startsWith(WORD)) continue;
    const match = /^permadocs-ignore-next-line\s+([a-z]+\/[a-z0-9-]+)\s*:\s*\S/.exec(text);
    if (!match) {
      kept.push(
        problemAt('lint/bad-ignore', source, range, {
          message: 'the comment names no code, or no reason',
          hint: `write ${WORD} lint/stale-action: why this is right`,
        }),
      );
      continue;
    }
    const from = nextLine(source, source.position(range.end).line + 1);
    const block = blocks.find((one) => source.position(one.range.start).line === from);
    const to = block ? source.position(block.range.end).line : from;
    const isCovered = (problem: Problem): boolean =>
      problem.code === match[1] && problem.line >= from && problem.line <= to;
    if (!kept.some(isCovered)) {
      kept.push(
        problemAt('lint/unused-ignore', source, range, {
          message: `there is no ${match[1]} on the next line`,
          hint: 'remove the comment',
        }),
      );
    }
    kept = kept.filter((problem) => !isCovered(problem));
  }
  return kept;
}

/** The first line from `line` on that is not blank. */
function nextLine(source: Source, line: number): number {
  let next = line;
  while (next < source.lineCount && source.line(next).trim() === '') next += 1;
  return next;
}
