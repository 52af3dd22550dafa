/** The one error that is no bug: permadocs could not run at all, and exits with 2. */
import type { Problem } from './problem.ts';

export class CannotRun extends Error {
  readonly problems: readonly Problem[];

  constructor(message: string, problems: readonly Problem[] = []) {
    super(message);
    this.problems = problems;
  }
}
