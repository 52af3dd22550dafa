/** `permadocs-ignore-next-line CODE: reason` in a comment: it covers the block that begins behind it. */
import { SELECTORS } from '../problems/code-families.ts';
import { didYouMean } from '../problems/did-you-mean.ts';
import { type Problem, problemAt, type ProblemWords } from '../problems/problem.ts';
import type { Source } from '../problems/source.ts';
import type { PageBlocks } from '../reading/blocks.ts';

const WORD = 'permadocs-ignore-next-line';
const FORM = /^permadocs-ignore-next-line\s+([a-z]+\/[a-z0-9-]+)\s*:\s*\S/;

/** The code that a comment hides; undefined if it names none, or no reason. */
const codeOf = (text: string): string | undefined => FORM.exec(text)?.[1];

/** Do comments of a page hide findings of one of these codes? */
export const ignoresAny = (
  { comments }: Pick<PageBlocks, 'comments'>,
  hasCode: (code: string) => boolean,
): boolean => comments.some(({ text }) => text.startsWith(WORD) && hasCode(codeOf(text) ?? ''));

/**
 * Leaves out what is ignored; comments without code or reason, and those for nothing, are problems.
 * `isAsked` says which comments count, by their code; it is undefined for those without.
 */
export function applyIgnores(
  source: Source,
  { comments, flow }: Pick<PageBlocks, 'comments' | 'flow'>,
  problems: readonly Problem[],
  isAsked: (code: string | undefined) => boolean,
): Problem[] {
  const ignores = comments.filter(({ text }) => text.startsWith(WORD));
  const asked = ignores.filter(({ text }) => isAsked(codeOf(text)));
  if (asked.length === 0) return [...problems];
  const lineOf = (offset: number): number => source.position(offset).line;
  const ownLines = new Set(ignores.map(({ range }) => lineOf(range.start)));
  const ends = new Map<number, number>();
  for (const { start, end } of flow) {
    // The outer block comes first: a list rather than its first item.
    if (!ends.has(lineOf(start))) ends.set(lineOf(start), lineOf(end));
  }
  const byPlace = new Map<string, Problem[]>();
  for (const problem of problems) {
    const place = placeOf(problem.code, problem.line);
    const there = byPlace.get(place);
    if (there) there.push(problem);
    else byPlace.set(place, [problem]);
  }
  const ignored = new Set<Problem>();
  const own: Problem[] = [];
  for (const { text, range } of asked) {
    const code = codeOf(text);
    if (code === undefined) {
      own.push(
        problemAt('lint/bad-ignore', source, range, {
          message: 'the comment names no code, or no reason',
          hint: `write ${WORD} lint/stale-action: why this is right`,
        }),
      );
      continue;
    }
    const from = nextLine(source, lineOf(range.end) + 1, ownLines);
    const to = ends.get(from) ?? from;
    const covered: Problem[] = [];
    for (let line = from; line <= to; line += 1)
      covered.push(...(byPlace.get(placeOf(code, line)) ?? []));
    covered.forEach((problem) => ignored.add(problem));
    if (covered.length === 0) {
      own.push(problemAt('lint/unused-ignore', source, range, wordsOfUnused(code)));
    }
  }
  return [...problems.filter((problem) => !ignored.has(problem)), ...own];
}

function wordsOfUnused(code: string): ProblemWords {
  if (SELECTORS.includes(code))
    return { message: `there is no ${code} in what follows`, hint: 'remove the comment' };
  return {
    message: `there is no problem code \`${code}\``,
    hint: didYouMean(code, SELECTORS) ?? 'remove the comment',
  };
}

const placeOf = (code: string, line: number): string => `${code}:${line}`;

/** The first line from `line` on that is neither blank, in a quote too, nor another such comment. */
function nextLine(source: Source, line: number, comments: ReadonlySet<number>): number {
  let next = line;
  while (next < source.lineCount && (/^[>\s]*$/.test(source.line(next)) || comments.has(next)))
    next += 1;
  return next;
}
