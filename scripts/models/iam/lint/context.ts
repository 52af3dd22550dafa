/** What rules know beside the page: AWS's actions and keys, what is retired, and the day. */
import { loadReference } from '../../../iam/reference.ts';
import { toDocument } from '../../../iam/parse.ts';
import { ActionIndex, readActionIndex } from '../../../iam/space/index.ts';
import { servicesIn } from '../../../iam/validate.ts';
import type { LintGiven } from '../../lint.ts';
import type { IamKnowledge, LintContext, LintPage } from './page.ts';
import { servicesOfNames } from './unknown-action.ts';

/** All actions are read once, and only if policies are compared. */
export async function contextOf(
  { retired, namespaces, formerly, roles, own }: IamKnowledge,
  { asOf, keep }: LintGiven,
): Promise<LintContext> {
  const actions = retired.map(({ action, removed, replacedBy, source }) => ({
    action,
    lifecycle: { removed, replacedBy, source },
  }));
  const reference = await loadReference({ ...own, actions: [...actions, ...(own.actions ?? [])] });
  const added = (own.actions ?? []).map(({ action }) => ({ name: action }));
  let index: Promise<ActionIndex> | undefined;
  const makeIndex = async (): Promise<ActionIndex> =>
    new ActionIndex(await readActionIndex(keep), added);
  return {
    asOf,
    lifecycle: { actions: retired, namespaces: new Set(namespaces) },
    formerly: new Map(formerly),
    roles: new Set(roles),
    reference,
    actions: () => (index ??= makeIndex()),
  };
}

/** Loads what the rules will ask of AWS about these pages. */
export async function prepareFor(
  pages: readonly LintPage[],
  { reference }: Pick<LintContext, 'reference'>,
): Promise<void> {
  const services = pages.flatMap(({ source, policies }) =>
    policies.flatMap(({ node, isFragment }) => [
      ...servicesIn(
        isFragment ? { source, node, statements: [{ source, node }] } : toDocument(source, node),
      ),
    ]),
  );
  await reference.prepare([...services, ...pages.flatMap(servicesOfNames)]);
}
