/**
 * Which problem codes the running test was told of. The helpers that call the program note what it
 * answers; setup.ts hands the codes over with the test, and every-code.ts counts them.
 */
import { CannotRun } from '../../scripts/problems/cannot-run.ts';
import type { Problem } from '../../scripts/problems/problem.ts';

const codes = new Set<string>();

/** Notes problems as a stage or the library returns them, and gives them back. */
export function noted<T extends readonly Pick<Problem, 'code'>[]>(problems: T): T {
  for (const { code } of problems) codes.add(code);
  return problems;
}

/** Notes the problems of an answer, or of the refusal to give one. */
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

/** What was noted since the last call. */
export function takeNoted(): string[] {
  const taken = [...codes];
  codes.clear();
  return taken;
}
