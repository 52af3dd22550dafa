/** Groups fences that mean the same into one policy; reports those that nearly do. */
import type { Catalog, Entry } from '../data/catalog.ts';
import { difference, families, leavesOf } from '../reading/families.ts';
import { type Problem, problemAt } from '../problems/problem.ts';
import { policyDocument } from '../data/role-policies.ts';
import { ROLE_POLICY_KINDS, type RolePolicyKind } from '../data/schema/index.ts';
import { shellWord } from '../problems/shell-word.ts';
import type { PolicyFence } from './fences.ts';
import { policyMeaning } from './layout.ts';

/** One policy and all the places where it is. */
export interface Group {
  readonly kind: RolePolicyKind;
  readonly fences: readonly PolicyFence[];
  /** The role that already has this policy. */
  readonly role: Entry<'roles'> | undefined;
}

/** A role's policy, prepared for comparison. */
interface WrittenPolicy {
  readonly role: Entry<'roles'>;
  readonly kind: RolePolicyKind;
  readonly meaning: string;
  readonly leaves: ReadonlySet<string>;
}

export function writtenPolicies(catalog: Catalog): WrittenPolicy[] {
  return catalog.all('roles').flatMap((role) =>
    ROLE_POLICY_KINDS.flatMap((kind) => {
      const document = policyDocument(catalog, role, kind, (text) => text);
      if (!document) return [];
      const { node } = document;
      return [{ role, kind, meaning: policyMeaning(node), leaves: new Set(leavesOf(node)) }];
    }),
  );
}

/** Groups fences by meaning; `preferred` is the id of a role that the user named. */
export function groupFences(
  fences: readonly PolicyFence[],
  written: readonly WrittenPolicy[],
  preferred?: string,
): Group[] {
  const byMeaning = new Map<string, PolicyFence[]>();
  for (const fence of fences) {
    const key = `${fence.kind} ${policyMeaning(fence.document.node)}`;
    byMeaning.set(key, [...(byMeaning.get(key) ?? []), fence]);
  }
  const matches = [...byMeaning].map(([key, members]) => ({
    members,
    roles: written.filter((one) => `${one.kind} ${one.meaning}` === key).map(({ role }) => role),
  }));
  const certain = new Set(
    matches.flatMap(({ members, roles: [role, ...more] }) =>
      role && more.length === 0 ? members.map(({ page }) => `${page.file} ${role.id}`) : [],
    ),
  );
  return matches.flatMap(({ members, roles }) => {
    const groups = new Map<Entry<'roles'> | undefined, PolicyFence[]>();
    for (const fence of members) {
      const role = chooseRole(fence, roles, certain, preferred);
      groups.set(role, [...(groups.get(role) ?? []), fence]);
    }
    return [...groups].map(([role, own]): Group => ({
      kind: own[0]?.kind ?? 'permissions',
      fences: own,
      role,
    }));
  });
}

/**
 * Chooses among roles with the same policy: the one that was named, that the page names or already
 * shows, or whose file has the fence's title.
 */
function chooseRole(
  { page, title, savedAs, kind, roles: named }: PolicyFence,
  roles: readonly Entry<'roles'>[],
  certain: ReadonlySet<string>,
  preferred: string | undefined,
): Entry<'roles'> | undefined {
  const file = savedAs ?? title;
  const isTitled = ({ value }: Entry<'roles'>): boolean =>
    file !== undefined && value.policies[kind]?.file === file;
  return (
    roles.find(({ id }) => id === preferred) ??
    roles.find(({ value }) => named.includes(value.name)) ??
    roles.find(({ id }) => certain.has(`${page.file} ${id}`)) ??
    roles.find(isTitled) ??
    // A page that names other roles means those.
    (named.length > 0 ? undefined : roles[0])
  );
}

/**
 * Reports nearly identical policies in several places. Groups on the same page are exempt, since
 * their author evidently means them to differ.
 */
export function disagreements(
  groups: readonly Group[],
  written: readonly WrittenPolicy[],
): { group: Group; problem: Problem }[] {
  type Member = { leaves: ReadonlySet<string>; group?: Group; written?: WrittenPolicy };
  const members: Member[] = [
    ...written.map((one): Member => ({ leaves: one.leaves, written: one })),
    ...groups
      .filter(({ role }) => role === undefined)
      .map((group): Member => ({ leaves: leavesOfGroup(group), group })),
  ];
  return families(members).flatMap((family) =>
    family.flatMap(({ group, leaves }) => {
      if (!group) return [];
      const rivals = family.filter(
        (other) =>
          (other.written && other.written.kind === group.kind) ||
          (other.group && other.group !== group && areRivals(other.group, group)),
      );
      const [fence] = group.fences;
      if (rivals.length === 0 || !fence) return [];
      const lines = rivals.map((rival) => {
        const place = rival.written
          ? `the role ${rival.written.role.id} (${rival.written.role.file.source.file})`
          : placeWords(rival.group?.fences ?? []);
        const words = difference(leaves, rival.leaves);
        return `${place}: ${words ?? 'the same elements, combined differently'}`;
      });
      const others = group.fences.length > 1 ? ` (as at ${placeWords(group.fences.slice(1))})` : '';
      const problem = problemAt(
        'adopt/disagreement',
        fence.page.source,
        fence.page.source.lineRange(fence.line),
        {
          message: `a slightly different copy of this policy${others} exists elsewhere`,
          hint: `${lines.join('\n')}\nmake them agree, or adopt this one on its own: \`permadocs adopt ${shellWord(`${fence.page.file}:${fence.line}`)} --id …\``,
        },
      );
      return [{ group, problem }];
    }),
  );
}

function areRivals(a: Group, b: Group): boolean {
  const pages = new Set(a.fences.map(({ page }) => page.file));
  return a.kind === b.kind && !b.fences.some(({ page }) => pages.has(page.file));
}

const placeWords = (fences: readonly PolicyFence[]): string =>
  fences.map(({ page, line }) => `${page.file}:${line}`).join(', ');

function leavesOfGroup({ fences: [first] }: Group): ReadonlySet<string> {
  return new Set(first ? leavesOf(first.document.node) : []);
}
