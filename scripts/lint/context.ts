/** What rules know beside the page: AWS's actions and keys, what is retired, and the day. */
import { type CedarEngine, loadEngine } from '../cedar/engine.ts';
import { modelsOfSchemas } from '../cedar/own-models.ts';
import { loadReference } from '../iam/reference.ts';
import { toDocument } from '../iam/parse.ts';
import type { ActionIndex, ActionIndexData } from '../iam/space/index.ts';
import { servicesIn } from '../iam/validate.ts';
import { once } from '../memo.ts';
import type { Knowledge, LintOptions } from './options.ts';
import type { LintContext } from './page.ts';
import type { ReadPage } from './read.ts';
import { servicesOfNames } from './rules/unknown-action.ts';

/** `readActions` is called once, and only if policies are compared. */
export async function contextOf(
  { asOf, lifecycle, formerly, roles, own, schemas }: Pick<LintOptions, 'asOf'> & Knowledge,
  readActions: () => Promise<ActionIndexData>,
): Promise<LintContext> {
  const actions = lifecycle.actions.map(({ action, removed, replacedBy, source }) => ({
    action,
    lifecycle: { removed, replacedBy, source },
  }));
  const reference = await loadReference({ ...own, actions: [...actions, ...(own.actions ?? [])] });
  const added = (own.actions ?? []).map(({ action }) => ({ name: action }));
  let index: Promise<ActionIndex> | undefined;
  const makeIndex = async (): Promise<ActionIndex> => {
    const space = await import('../iam/space/index.ts');
    return new space.ActionIndex(await readActions(), added);
  };
  let engine: { readonly found: CedarEngine | undefined } | undefined;
  const cedar = (): CedarEngine | undefined => (engine ??= { found: loadEngine() }).found;
  return {
    asOf,
    lifecycle,
    formerly,
    roles,
    reference,
    actions: () => (index ??= makeIndex()),
    cedar,
    cedarModels: once(() => {
      const loaded = cedar();
      return loaded ? modelsOfSchemas(loaded, schemas) : [];
    }),
  };
}

/** Loads what the rules will ask of AWS about these pages. */
export async function prepareFor(
  { reference }: Pick<LintContext, 'reference'>,
  scanned: readonly ReadPage[],
): Promise<void> {
  const services = scanned.flatMap(({ lint: { source, policies } }) =>
    policies.flatMap(({ node, isFragment }) => [
      ...servicesIn(
        isFragment ? { source, node, statements: [{ source, node }] } : toDocument(source, node),
      ),
    ]),
  );
  const named = scanned.flatMap(({ lint }) => servicesOfNames(lint));
  await reference.prepare([...services, ...named]);
}
