/** Which model the policies of a page are written for, if any: a schema of the workspace, or that of others. */
import type { CedarEngine } from './engine.ts';
import { type CedarModel, hasAttribute, modelOfSchema } from './model.ts';
import type { CedarPolicy, Expr } from './parse.ts';
import { actionsOf, typesIn, uidText, walk } from './scope.ts';

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
 * Whether policies are for another application, or for any: they name an action and a type, and
 * neither is of the model; or they name neither, and no attribute that the model has. A page may show
 * such policies beside those of the model. A single name may be a mistake.
 */
export function isForeign(policies: readonly CedarPolicy[], model: CedarModel): boolean {
  const { types, actions } = namesIn(policies);
  if ([...types].some((type) => model.entityTypes.has(type))) return false;
  if ([...actions].some((action) => model.actions.has(action))) return false;
  if (types.size + actions.size === 0) return !readsOf(policies, model);
  // `tools/call` is a mistake for `call_tool`, whoever asks.
  const isMeant = [...actions].some((action) => /tool|prompt|resource/i.test(action));
  return types.size > 0 && actions.size > 0 && !(isMeant && types.size === 1);
}

/** Whether policies read an attribute that some entity or context of the model has. */
function readsOf(policies: readonly CedarPolicy[], model: CedarModel): boolean {
  const all = [
    ...[...model.entityTypes.values()].map(({ attributes }) => attributes),
    ...[...model.actions.values()].map(({ context }) => context),
  ].map((one) => ({ ...one, isOpen: false }));
  let isRead = false;
  const look = (left: Expr, name: string): void => {
    if ('Var' in left) isRead ||= all.some((one) => hasAttribute(one, name));
  };
  for (const { json } of policies)
    for (const { body } of json.conditions)
      walk(body, (expr) => {
        if ('.' in expr && 'attr' in expr['.']) look(expr['.'].left, expr['.'].attr);
        if ('has' in expr && 'attr' in expr.has)
          look(expr.has.left, [expr.has.attr].flat()[0] ?? '');
      });
  return isRead;
}

const namesIn = (policies: readonly CedarPolicy[]) => ({
  types: new Set(policies.flatMap(({ json }) => typesIn(json).map(({ type }) => type))),
  actions: new Set(policies.flatMap(({ json }) => actionsOf(json).map(uidText))),
});
