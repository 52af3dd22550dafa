/** Which model the policies of a page are written for, if any: a schema of the workspace, or that of others. */
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
  const { types, actions } = namesIn(policies);
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

/**
 * Whether policies are for another application: they name an action, a caller and a thing, and none
 * of them is of the model. A page may show both; fewer names may be mistakes.
 */
export function isForeign(policies: readonly CedarPolicy[], model: CedarModel): boolean {
  const { types, actions } = namesIn(policies);
  return (
    actions.size > 0 &&
    types.size > 1 &&
    ![...types].some((type) => model.entityTypes.has(type)) &&
    ![...actions].some((action) => model.actions.has(action))
  );
}

const namesIn = (policies: readonly CedarPolicy[]) => ({
  types: new Set(policies.flatMap(({ json }) => typesIn(json).map(({ type }) => type))),
  actions: new Set(policies.flatMap(({ json }) => actionsOf(json).map(uidText))),
});
