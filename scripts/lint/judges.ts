/** The permission models at work in a run: what each knows of the workspace, its rules, and what it judges by. */
import type { Catalog } from '../data/catalog.ts';
import type { Linter, LintGiven } from '../models/lint.ts';
import type { PermissionModel } from '../models/model.ts';

/** All that lint asks of a model. */
export type LintedModel = Pick<PermissionModel, 'name' | 'lint'>;

/** What models know of a workspace. Plain JSON: it is posted to the worker, which finds models by name. */
export interface Knowledge {
  readonly ofModels: readonly { readonly model: string; readonly known: object }[];
  /** Texts to look for in pages, for all models. */
  readonly names: readonly string[];
}

/** A model that is ready to judge pages. */
export interface Judge {
  /** Its name. */
  readonly model: string;
  readonly linter: Linter;
  readonly context: object;
}

/** The catalog is undefined if the workspace has no data. */
export async function knowledgeOf(
  models: readonly LintedModel[],
  catalog: Catalog | undefined,
): Promise<Knowledge> {
  const all = await Promise.all(
    models.map(async ({ name, lint }) => ({ name, ...(await lint.know(catalog)) })),
  );
  return {
    ofModels: all.map(({ name, known }) => ({ model: name, known })),
    names: [...new Set(all.flatMap(({ names }) => names))],
  };
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
