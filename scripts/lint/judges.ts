/** The permission models at work in a run: the rules of each, and what it judges by. */
import type { Linter, LintGiven } from '../models/lint.ts';
import type { Knowledge, LintedModel } from './knowledge.ts';

/** A model that is ready to judge pages. */
export interface Judge {
  /** Its name. */
  readonly model: string;
  readonly linter: Linter;
  readonly context: object;
}

export async function judgesOf(
  models: readonly LintedModel[],
  { ofModels }: Knowledge,
  given: LintGiven,
): Promise<Judge[]> {
  const judges = ofModels.map(async ({ model, known }) => {
    const linter = await models.find(({ name }) => name === model)?.lint.load();
    return linter ? [{ model, linter, context: await linter.contextOf(known, given) }] : [];
  });
  return (await Promise.all(judges)).flat();
}

/** Is it the code of a rule that compares pages? */
export const isOfTree = (code: string, judges: readonly Judge[]): boolean =>
  judges.some(({ linter }) => linter.drift.code === code);

/** The day of the data on which findings rest. */
export const dataDateOf = (judges: readonly Judge[]): string | undefined =>
  judges.map(({ linter, context }) => linter.dataDate?.(context)).find((date) => date);
