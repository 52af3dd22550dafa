/**
 * Groups of fences → the roles that they become, and the policies that no role holds: which policies
 * belong together, and what they are called. The page decides where it says so: commands first, then names, files and headings.
 */
import type { Catalog, Entry } from '../../data/catalog.ts';
import type { Choices } from '../model.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import type { PolicyFence } from './fences.ts';
import type { Group } from './groups.ts';
import { idOfFile, idsForRole, namesOf, type RoleNames } from './names.ts';
import { fileFor } from '../paths.ts';
import { type AdoptedKind, ownKindOf, roleKindOf } from './policy-form.ts';

/** A role, or a policy that no role holds. */
export interface NewRole {
  /** The id that was derived, whatever people chose: it identifies the role between rounds. */
  readonly derived: string;
  readonly names: RoleNames;
  readonly groups: readonly Group[];
  readonly file: string;
  /** The role of the data that the policies are added to. */
  readonly existing: Entry<'roles'> | undefined;
}

/** Policies that belong to one role, before it has an id. */
interface Bundle {
  /** The IAM name, where the page says it. */
  readonly name: string | undefined;
  readonly groups: Group[];
}

/**
 * Roles for the groups that have none; the same groups get the same roles in every round. A policy
 * that the page gives to several roles becomes part of each.
 */
export function nameRoles(
  workspace: Workspace,
  catalog: Catalog,
  groups: readonly Group[],
  choices: Choices | ((derived: string) => Choices | undefined),
): NewRole[] {
  const taken = new Set([...catalog.ids('roles'), ...catalog.ids('policies')]);
  const roles: NewRole[] = [];
  const bundles = bundlesOf(groups.filter(({ role }) => role === undefined));
  for (const bundle of bundles.flatMap((one) => byRoom(catalog, one))) {
    const named = existingRole(catalog, bundle, ({ value }) => value.name === bundle.name);
    const derived = named?.id ?? freeId(workspace, taken, bundle);
    taken.add(derived);
    const chosen = typeof choices === 'function' ? (choices(derived) ?? {}) : choices;
    const id = chosen.id ?? derived;
    const same = roles.find((role) => role.names.id === id && areApart(role.groups, bundle.groups));
    if (same) {
      roles[roles.indexOf(same)] = { ...same, groups: [...same.groups, ...bundle.groups] };
      continue;
    }
    const existing = existingRole(catalog, bundle, (role) => role.id === id);
    const { name, title } = namesOf(id, bundle.name, bundle.groups);
    roles.push({
      derived,
      names: existing
        ? { id, name: existing.value.name, title: existing.value.title }
        : { id, name: chosen.name ?? name, title: chosen.title ?? title },
      groups: bundle.groups,
      file: existing?.file.source.file ?? fileFor(workspace, folderOf(bundle), id),
      existing,
    });
  }
  return roles;
}

/** Apart what the role of the data that has the name can take, and what it cannot. */
function byRoom(catalog: Catalog, { name, groups }: Bundle): Bundle[] {
  const role = roleNamed(catalog, name);
  if (!role) return [{ name, groups }];
  const fitting = groups.filter((group) => canTake(catalog, role, group));
  const others = groups.filter((group) => !fitting.includes(group));
  return [fitting, others].flatMap((own) => (own.length > 0 ? { name, groups: own } : []));
}

/** The role of the data that is called this in IAM. */
export const roleNamed = (catalog: Catalog, name: string | undefined): Entry<'roles'> | undefined =>
  catalog.all('roles').find(({ value }) => value.name === name);

/** A role of the data that can take these policies. */
function existingRole(
  catalog: Catalog,
  { groups }: Bundle,
  is: (role: Entry<'roles'>) => boolean,
): Entry<'roles'> | undefined {
  return catalog
    .all('roles')
    .find((role) => is(role) && groups.every((group) => canTake(catalog, role, group)));
}

/**
 * Whether a role has no policy of the kind, or commands on the page give it one more: in a file of its
 * own, since a file that the role has already would be a changed copy of that policy.
 */
export function canTake(catalog: Catalog, role: Entry<'roles'>, { kind, fences }: Group): boolean {
  if (lacks(role, kind)) return true;
  const taken = filesOf(catalog, role);
  return (
    kind === 'permissions' &&
    fences.every(
      ({ isAttached, roles, savedAs }) =>
        isAttached &&
        roles.includes(role.value.name) &&
        savedAs !== undefined &&
        !taken.includes(savedAs),
    )
  );
}

/** The files of a role's permissions policies. */
export const filesOf = (catalog: Catalog, role: Entry<'roles'>): string[] =>
  catalog
    .policiesOf(role)
    .flatMap(({ kind, fileName }) => (kind === 'permissions' ? fileName : []));

/** Whether a role has no policy of a kind of roles. */
function lacks({ value }: Entry<'roles'>, kind: AdoptedKind): boolean {
  const part = roleKindOf(kind);
  return part !== undefined && value.policies[part] === undefined;
}

/** A policy that no role holds is an entry of its own. */
const folderOf = ({ groups: [first] }: Bundle): string =>
  ownKindOf(first?.kind) ? 'policies' : 'roles';

/** Whether the policies of two sets can be those of one role. */
const areApart = (a: readonly Group[], b: readonly Group[]): boolean =>
  a.every((one) => b.every((other) => canShareRole(one, other)));

function canShareRole(a: Group, b: Group): boolean {
  if (ownKindOf(a.kind) || ownKindOf(b.kind)) return false;
  if (a.kind !== b.kind) return true;
  return a.kind === 'permissions' && areBothAttached(a, b);
}

/** Whether commands give two policies to one role under different names; else they are variants. */
function areBothAttached(a: Group, b: Group): boolean {
  const names = [a, b].map(({ fences }) => fences.flatMap(({ policyName }) => policyName ?? []));
  const [ofA = [], ofB = []] = names;
  const isShared = attachedRoles(a).some((role) => attachedRoles(b).includes(role));
  return isShared && ofA.length > 0 && ofB.length > 0 && !ofA.some((name) => ofB.includes(name));
}

const attachedRoles = ({ fences }: Group): string[] =>
  fences.flatMap(({ isAttached, roles }) => (isAttached ? roles : []));

/** Whether the policies can be those of one role, or are one policy. */
export const areOne = (groups: readonly Group[]): boolean =>
  groups.every((one, index) => areApart([one], groups.slice(index + 1)));

function bundlesOf(groups: readonly Group[]): Bundle[] {
  const bundles: Bundle[] = [];
  const join = (group: Group, is: (bundle: Bundle) => boolean): boolean => {
    const bundle = bundles.find((one) => is(one) && areApart(one.groups, [group]));
    bundle?.groups.push(group);
    return bundle !== undefined;
  };
  // Permissions first: the order in which pages show the policies does not matter.
  for (const group of groups) {
    for (const name of namesGiven(group))
      if (!join(group, (one) => one.name === name)) bundles.push({ name, groups: [group] });
  }
  for (const group of groups) {
    if (namesGiven(group).length > 0) continue;
    const id = idOfFile(group.fences);
    const isShared = (one: Bundle): boolean =>
      one.groups.some(
        (other) =>
          (id !== undefined && idOfFile(other.fences) === id) || isPair(group, other, groups),
      );
    if (!join(group, isShared)) bundles.push({ name: undefined, groups: [group] });
  }
  return bundles;
}

const namesGiven = ({ fences }: Group): string[] => [
  ...new Set(fences.flatMap(({ roles }) => roles)),
];

/** Whether two policies are the only ones of their kinds under one heading. */
function isPair(a: Group, b: Group, all: readonly Group[]): boolean {
  const isUnder = (group: Group, { page, section }: PolicyFence): boolean =>
    group.fences.some((one) => one.page === page && one.section === section);
  return a.fences.some(
    (fence) =>
      isUnder(b, fence) &&
      all.filter((group) => group.kind === a.kind && isUnder(group, fence)).length === 1 &&
      all.filter((group) => group.kind === b.kind && isUnder(group, fence)).length === 1,
  );
}

function freeId(workspace: Workspace, taken: ReadonlySet<string>, bundle: Bundle): string {
  for (const id of idsForRole(bundle.groups, bundle.name)) {
    if (!taken.has(id) && !workspace.exists(fileFor(workspace, folderOf(bundle), id))) return id;
  }
  return 'policy';
}
