/**
 * The problem codes and hints that the running test has seen. The helpers that call the program note
 * what it returns. setup.ts checks the hints and passes the codes on with the test, and every-code.ts
 * counts the codes.
 */
import { CannotRun } from '../../scripts/problems/cannot-run.ts';
import type { Problem } from '../../scripts/problems/problem.ts';

type Noted = Pick<Problem, 'code'> & Partial<Pick<Problem, 'hint'>>;

const codes = new Set<string>();
const hints = new Map<string, string>();

/** Notes problems as a stage or the library returns them, and returns them. */
export function noted<T extends readonly Noted[]>(problems: T): T {
  for (const { code, hint } of problems) {
    codes.add(code);
    if (hint !== undefined) hints.set(hint, code);
  }
  return problems;
}

/** Notes the problems of a result, or those of the {@link CannotRun} that is thrown instead. */
export async function told<T extends { readonly problems: readonly Problem[] }>(
  answer: Promise<T>,
): Promise<T> {
  try {
    const given = await answer;
    noted(given.problems);
    return given;
  } catch (error) {
    if (error instanceof CannotRun) noted(error.problems);
    throw error;
  }
}

/** Notes the problems that a command printed, as text or as JSON. */
export function noteOutput(printed: string): void {
  for (const [, code = ''] of printed.matchAll(/^\S+:\d+:\d+ (?:error|warning) (\S+)/gm))
    codes.add(code);
  if (printed.startsWith('{\n  "problems": ['))
    noted((JSON.parse(printed) as { problems: Problem[] }).problems);
}

/** The hints noted since the last call, each with a code that had it. */
export function takeHints(): (readonly [hint: string, code: string])[] {
  const taken = [...hints];
  hints.clear();
  return taken;
}

/** The codes noted since the last call. */
export function takeNoted(): string[] {
  const taken = [...codes];
  codes.clear();
  return taken;
}
