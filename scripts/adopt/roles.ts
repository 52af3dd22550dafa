/**
 * Groups of fences → the roles that they become: which policies belong together, and what the roles
 * are called. The page decides where it says so: commands first, then names, files and headings.
 */
import type { Catalog, Entry } from '../data/catalog.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { PolicyFence } from './fences.ts';
import type { Group } from './groups.ts';
import { idOfFile, idsFor, namesOf, type RoleNames } from './names.ts';
import { fileFor } from './paths.ts';

/** Names that people chose; the rest are derived. */
export interface Choices {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  readonly title?: string | undefined;
}

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
  const taken = new Set(catalog.ids('roles'));
  const roles: NewRole[] = [];
  for (const bundle of bundlesOf(groups.filter(({ role }) => role === undefined))) {
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
      file: existing?.file.source.file ?? fileFor(workspace, 'roles', id),
      existing,
    });
  }
  return roles;
}

/** A role of the data that has no policy of these kinds yet. */
function existingRole(
  catalog: Catalog,
  { groups }: Bundle,
  is: (role: Entry<'roles'>) => boolean,
): Entry<'roles'> | undefined {
  return catalog
    .all('roles')
    .find(
      (role) => is(role) && groups.every(({ kind }) => role.value.policies[kind] === undefined),
    );
}

const areApart = (a: readonly Group[], b: readonly Group[]): boolean =>
  !a.some(({ kind }) => b.some((other) => other.kind === kind));

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
  for (const id of idsFor(bundle.groups, bundle.name)) {
    if (!taken.has(id) && !workspace.exists(fileFor(workspace, 'roles', id))) return id;
  }
  return 'policy';
}
