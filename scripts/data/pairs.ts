/** The roles and policies of two catalogs, each with what it was before. */
import type { Catalog, Holder } from './catalog.ts';

export interface HolderPair {
  readonly before: Holder | undefined;
  readonly after: Holder | undefined;
}

/** Roles of the same id; of those that are left, roles of the same name in IAM. */
export function pairHolders(before: Catalog, after: Catalog): readonly HolderPair[] {
  return [...pairRoles(before, after), ...pairPolicies(before, after)];
}

/** Policies that no role holds, of the same id. */
function pairPolicies(before: Catalog, after: Catalog): HolderPair[] {
  const ids = new Set([...after.ids('policies'), ...before.ids('policies')]);
  return [...ids].map((id) => ({
    before: before.get('policies', id),
    after: after.get('policies', id),
  }));
}

function pairRoles(before: Catalog, after: Catalog): readonly HolderPair[] {
  const gone = before.all('roles').filter(({ id }) => !after.get('roles', id));
  const renamed = new Set<Holder>();
  const pairs = after.all('roles').map((role): HolderPair => {
    const same =
      before.get('roles', role.id) ?? gone.find(({ value }) => value.name === role.value.name);
    if (same) renamed.add(same);
    return { before: same, after: role };
  });
  const rest = gone.filter((role) => !renamed.has(role));
  return [...pairs, ...rest.map((role): HolderPair => ({ before: role, after: undefined }))];
}
