/** Does a page tell of the removal of what it names at a place? Then the name is no stale reference. */
import type { Range } from '../problems/source.ts';
import type { Block, FenceBlock } from './blocks.ts';
import { GONE_IN_CODE } from './gone-words.ts';
import { isForeign, isForUse, saysGone, saysGoneAround, sentenceAt } from './sentences.ts';

/** Does the sentence around an offset of the block's text say so, in words that mean nothing else? */
export function saysGoneThere(block: Block, at: number): boolean {
  return block.kind === 'prose' && sentenceAt(block.text, at).saysGoneForSure;
}

/** `at` is an offset of the block's text. Languages that we cannot read get the benefit of the doubt. */
export function tellsOfRemoval(block: Block, at: number): boolean {
  const { context } = block;
  const lead = context.slice(context.lastIndexOf('\n') + 1);
  const isSaidAbove =
    block.kind === 'fence' && isForUse(lead) ? saysGoneAround(lead) : saysGoneAround(context);
  if (isSaidAbove || saysGone(block.sequel)) return true;
  if (block.kind === 'fence') return isForeign(lead) || isGoneInFence(block, at);
  const sentence = sentenceAt(block.text, at);
  return sentence.saysGone || !sentence.isReadable || isForeign(lead);
}

/**
 * Is a file, by its path, a list of changes? Its sentences tell of what was, and stay true; nobody
 * takes a policy from them.
 */
export const listsChanges = (file: string): boolean => OF_CHANGES.test(file);

const OF_CHANGES =
  /(?:^|[\\/._-])(?:change-?logs?|changes|history|news|release-?notes|releases)\b/i;

function isGoneInFence(block: FenceBlock, at: number): boolean {
  const { text } = block;
  return (
    isRemovedLine(block, at) ||
    saysGoneInComments(text, at) ||
    [...linesAbout(text, at)].some((line) => GONE_IN_CODE.test(line))
  );
}

/** How far from a name the lines that speak of it may stand. */
const FAR = 40;

/** The line of a name, those that it is indented under, and those that are indented under it. */
function* linesAbout(text: string, at: number): Iterable<string> {
  const own = lineAround(text, at);
  yield withoutNames(text.slice(own.start, own.end));
  const depth = indentOf(text, own);
  let outer = depth;
  for (let line = own, seen = 0; line.start > 0 && outer > 0 && seen < FAR; seen += 1) {
    line = lineAround(text, line.start - 1);
    if (isBlank(text, line) || indentOf(text, line) >= outer) continue;
    outer = indentOf(text, line);
    yield withoutNames(text.slice(line.start, line.end));
  }
  for (let line = own, seen = 0; line.end < text.length && seen < FAR; seen += 1) {
    line = lineAround(text, line.end + 1);
    if (!isBlank(text, line) && indentOf(text, line) <= depth) return;
    yield withoutNames(text.slice(line.start, line.end));
  }
}

const withoutNames = (line: string): string =>
  line.slice(0, 2000).replace(/(?<![\w-])[\w-]+:[\w*?]+/g, '§');

function indentOf(text: string, { start, end }: Range): number {
  let at = start;
  while (at < end && (text[at] === ' ' || text[at] === '\t')) at += 1;
  return at - start;
}

const isBlank = (text: string, line: Range): boolean =>
  line.start + indentOf(text, line) >= line.end;

/** The line that a diff takes away, or that the highlighter of a site strikes out. */
function isRemovedLine({ text, isDiff }: FenceBlock, at: number): boolean {
  const { start, end } = lineAround(text, at);
  const line = text.slice(start, end);
  return (isDiff && /^\s{0,8}-/.test(line)) || line.includes('[!code --]');
}

/** In the comment of the line, or in the comment lines directly above it. */
function saysGoneInComments(text: string, at: number): boolean {
  const line = lineAround(text, at);
  const comments = [commentOf(text.slice(line.start, line.end))];
  for (let { start } = line; start > 0;) {
    const above = lineAround(text, start - 1);
    const comment = commentOf(text.slice(above.start, above.end));
    if (comment === '' || !isCommentLine(text.slice(above.start, above.end))) break;
    comments.unshift(comment);
    start = above.start;
  }
  const words = comments.filter(Boolean).join('\n');
  return words !== '' && (saysGone(words) || saysGoneAround(words));
}

const isCommentLine = (line: string): boolean => /^\s*(?:#|\/\/|--|<!--)/.test(line);

function commentOf(line: string): string {
  const at = line.search(/#|\/\/|<!--|\s--\s/);
  return at === -1 ? '' : line.slice(at).replace(/^(?:#|\/|<!--|\s|-)+/, '');
}

/** A line, or as much of one as can be about a name in it. */
function lineAround(text: string, at: number): Range {
  const from = Math.max(0, at - WIDE);
  const start = text.slice(from, at).lastIndexOf('\n');
  const end = text.slice(at, at + WIDE).indexOf('\n');
  return {
    start: start === -1 ? from : from + start + 1,
    end: end === -1 ? Math.min(text.length, at + WIDE) : at + end,
  };
}

const WIDE = 1000;
