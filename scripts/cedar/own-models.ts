/** Which of the schemas of a workspace a set of policies on one of its pages is written for, if any. */
import type { CedarEngine } from './engine.ts';
import { type CedarModel, modelOfSchema } from './model.ts';
import type { CedarPolicy } from './parse.ts';
import { actionsOf, typesIn, uidText } from './scope.ts';

/** The schemas that parse; what is wrong with another is said where it is written. */
export const modelsOfSchemas = (engine: CedarEngine, schemas: readonly string[]): CedarModel[] =>
  schemas.flatMap((schema) => {
    const model = modelOfSchema(engine, schema);
    return 'error' in model ? [] : model;
  });

/**
 * The model that has what the policies name: two entity types or actions at least, and all but one of
 * them, which is then a mistake. A page may also show the policies of others, with a `User` of their
 * own.
 */
export function modelFor(
  models: readonly CedarModel[],
  policies: readonly CedarPolicy[],
): { readonly model: CedarModel; readonly hasAll: boolean } | undefined {
  const types = new Set(policies.flatMap(({ json }) => typesIn(json).map(({ type }) => type)));
  const actions = new Set(policies.flatMap(({ json }) => actionsOf(json).map(uidText)));
  const scored = models.map((model) => {
    const known =
      [...types].filter((type) => model.entityTypes.has(type)).length +
      [...actions].filter((action) => model.actions.has(action)).length;
    return { model, known, unknown: types.size + actions.size - known };
  });
  const [best] = scored.toSorted((a, b) => a.unknown - b.unknown || b.known - a.known);
  if (!best || best.known < 2 || best.unknown > 1) return undefined;
  return { model: best.model, hasAll: best.unknown === 0 };
}
