/** The one error that callers should expect. Any other exception is a bug. */
import type { Problem } from './problem.ts';

/**
 * Thrown when permadocs cannot run (exit code 2). If the configuration is the reason, `problems`
 * says what is wrong with it.
 *
 * @example
 * const error = await check({ root: '/nowhere' }).catch((thrown) => thrown);
 * console.log(error instanceof CannotRun); // true
 */
export class CannotRun extends Error {
  readonly problems: readonly Problem[];

  constructor(message: string, problems: readonly Problem[] = []) {
    super(message);
    this.problems = problems;
  }
}
