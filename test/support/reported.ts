/**
 * Which problem codes the running test was told of. The helpers that call the program note what it
 * answers; setup.ts hands the codes over with the test, and every-code.ts counts them.
 */
import type { Problem } from '../../scripts/problems/problem.ts';

const codes = new Set<string>();

/** Notes problems as a stage or the library returns them, and gives them back. */
export function noted<T extends readonly Pick<Problem, 'code'>[]>(problems: T): T {
  for (const { code } of problems) codes.add(code);
  return problems;
}

/** Notes the problems that a command printed, as text or as JSON. */
export function noteOutput(printed: string): void {
  for (const [, code = ''] of printed.matchAll(/^\S+:\d+:\d+ (?:error|warning) (\S+)/gm))
    codes.add(code);
  for (const [, code = ''] of printed.matchAll(/"code": ?"([^"]+)"/g)) codes.add(code);
}

/** What was noted since the last call. */
export function takeNoted(): string[] {
  const taken = [...codes];
  codes.clear();
  return taken;
}
