/** Which roles may perform an action: for which requests, and by which statements. */
import { additionsOf } from '../../data/additions.ts';
import type { Catalog, Entry } from '../../data/catalog.ts';
import { substitution } from '../../data/role-policies.ts';
import { loadReference } from '../../iam/reference.ts';
import { type ActionIndexData, readActionIndex } from '../../iam/space/action-index.ts';
import { type Change, comparePolicies } from '../../iam/space/compare.ts';
import type { EvaluablePolicy } from '../../iam/statement.ts';
import { knowledgeOfWorkspace } from './knowledge.ts';
import { permissionsIn, policiesOf, policyIn } from './policy-sets.ts';
import type { ProveOptions } from './prove.ts';

/** What a role may do with the action. */
export interface RoleAccess {
  readonly role: Entry<'roles'>;
  readonly permissions: readonly EvaluablePolicy[];
  readonly allowed: Change;
}

/**
 * The roles that may perform the action, or for which that is unknown. Undefined if neither AWS nor
 * the data have such an action.
 */
export async function whoMay(
  catalog: Catalog,
  action: string,
  {
    asOf,
    placeholders,
    keep = (_, make) => make(),
  }: Pick<ProveOptions, 'asOf' | 'placeholders' | 'keep'>,
): Promise<readonly RoleAccess[] | undefined> {
  const reference = await loadReference(additionsOf(catalog));
  const [service = ''] = action.split(':', 1);
  if (!reference.hasService(service)) return undefined;
  const substitute = substitution(catalog, placeholders);
  await reference.prepare([service]);
  if (!reference.action(action)) return undefined;
  const actions: ActionIndexData = await keep('actions', readActionIndex);
  const known = { actions, reference, substitute, withFacts: true, asOf };
  const knowledge = knowledgeOfWorkspace(catalog, known);
  const nothing: EvaluablePolicy = { name: 'nothing', hasVariables: true, statements: [] };
  return catalog.all('roles').flatMap((role): RoleAccess[] => {
    const policies = policiesOf(catalog, role, substitute);
    const permissions = permissionsIn(policies);
    const boundary = policyIn(policies, 'boundary');
    if (permissions.length === 0) return [];
    const { gained } = comparePolicies(
      { kind: 'identity', identity: [nothing] },
      { kind: 'identity', identity: permissions, boundary },
      knowledge,
      { space: { action } },
    );
    return gained.verdict === 'none' ? [] : [{ role, permissions, allowed: gained }];
  });
}
