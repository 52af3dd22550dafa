/** What the permission models know of a workspace before any page is read. */
import type { Catalog } from '../data/catalog.ts';
import type { PermissionModel } from '../models/model.ts';

/** All that lint asks of a model. */
export type LintedModel = Pick<PermissionModel, 'name' | 'lint'>;

/** What models know of a workspace. Plain JSON: it is posted to the worker, which finds models by name. */
export interface Knowledge {
  readonly ofModels: readonly { readonly model: string; readonly known: object }[];
  /** Texts to look for in pages, for all models. */
  readonly names: readonly string[];
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
