/** A fence on its way into the data, whichever model its policies are of. */
import type { Page } from '../pages/page.ts';
import { type Problem, problemAt } from '../problems/problem.ts';
import type { Range } from '../problems/source.ts';

export interface Place {
  readonly page: Page;
  /** From the first backtick to the end of the last line. */
  readonly range: Range;
  /** The line of the opening backticks, from 1. */
  readonly line: number;
  readonly lastLine: number;
}

/** A fence whose text a section could print. */
export interface AdoptedFence extends Place {
  /** The name of that section. */
  readonly printedBy: string;
  /** Whether it becomes an entry of the data, with claims. */
  readonly hasClaims: boolean;
}

/** A policy that is left unchanged. */
export interface LeftFence extends Place {
  readonly reason: string;
  /** The command after which it could be adopted. */
  readonly remedy?: string | undefined;
}

/** Why code without a fence is left. */
export const INDENTED = 'the code is indented instead of fenced';

/** The problem of a fence that cannot be adopted, at its first line. */
export function refusal(
  { page, range, line }: Pick<LeftFence, 'page' | 'range' | 'line'>,
  message: string,
  hint?: string,
): Problem {
  const end = Math.max(page.source.lineRange(line).end, range.start);
  return problemAt('adopt/refused', page.source, { start: range.start, end }, { message, hint });
}

/** What follows the backticks of a fence; undefined if the code is indented instead. */
export const infoAt = (text: string, start: number): string | undefined =>
  /^(?:`{3,}|~{3,})[ \t]*([^\r\n]*)/.exec(text.slice(start))?.[1];

/**
 * Splits `json title="a.json" showLineNumbers` into title and rest. A title that does not come
 * first stays in the rest.
 */
export function infoOf(info: string): {
  readonly title: string | undefined;
  readonly meta: string | undefined;
} {
  const words = info.trim().replace(/^[^\s{]*[ \t]*/, '');
  const match = /^title="([^"]+)"(?:[ \t]+(\S.*))?$/.exec(words);
  return match
    ? { title: match[1], meta: match[2] }
    : { title: undefined, meta: words === '' ? undefined : words };
}

/** The text of a fence that a section has printed. */
export const insideOf = (printed: string): string => printed.split('\n').slice(1, -1).join('\n');
