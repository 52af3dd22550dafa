/** Which roles may perform an action: for which requests, and by which statements. */
import { keyText, resourceText } from '../../access/words.ts';
import { additionsOf } from '../../data/additions.ts';
import type { Catalog, Entry } from '../../data/catalog.ts';
import { substitution } from '../../data/role-policies.ts';
import { keyRangeOf } from '../../data/yaml-places.ts';
import { loadReference } from '../../iam/reference.ts';
import { readActionIndex } from '../../iam/space/action-index.ts';
import { type Change, comparePolicies } from '../../iam/space/compare.ts';
import type { EvaluablePolicy } from '../../iam/statement.ts';
import type { AllowedRole, ModelOptions } from '../model.ts';
import { knowledgeOfWorkspace } from './knowledge.ts';
import { permissionsIn, policiesOf, policyIn } from './policy-sets.ts';

/** What a role may do with the action. */
interface RoleAccess {
  readonly role: Entry<'roles'>;
  readonly allowed: Change;
}

/** One row for each role and set of requests that it may make. */
export async function allowedRoles(
  action: string,
  catalog: Catalog,
  options: ModelOptions,
): Promise<readonly AllowedRole[] | undefined> {
  const access = await whoMay(catalog, action, options);
  return access?.flatMap(({ role, allowed }) => {
    const { source } = role.file;
    const { line } = source.position(keyRangeOf(role.file, ['roles', role.id]).start);
    const place = { role: role.id, name: role.value.name, file: source.file, line };
    const rows = allowed.rows.map(({ resources, conditions, after, request }) => ({
      ...place,
      statements: after.decidedBy.map(({ sid, index }) => sid ?? `statement ${index + 1}`),
      resources: resourceText(resources, request.resource),
      conditions: conditions.map(keyText),
    }));
    const reasons = allowed.reasons.map(({ reason }) => reason);
    const open = { ...place, statements: [], resources: 'unknown', conditions: reasons };
    return allowed.verdict === 'unknown' || rows.length === 0 ? [...rows, open] : rows;
  });
}

/**
 * The roles that may perform the action, or for which that is unknown. Undefined if neither AWS nor
 * the data have such an action.
 */
async function whoMay(
  catalog: Catalog,
  action: string,
  { asOf, placeholders, keep = (_, make) => make() }: ModelOptions,
): Promise<readonly RoleAccess[] | undefined> {
  const reference = await loadReference(additionsOf(catalog));
  const [service = ''] = action.split(':', 1);
  if (!reference.hasService(service)) return undefined;
  const substitute = substitution(catalog, placeholders);
  await reference.prepare([service]);
  if (!reference.action(action)) return undefined;
  const actions = await readActionIndex(keep);
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
    return gained.verdict === 'none' ? [] : [{ role, allowed: gained }];
  });
}
