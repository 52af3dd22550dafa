/** Fences that say the same become one policy; those that nearly do are listed, and left. */
import type { Catalog, Entry } from '../data/catalog.ts';
import { difference, families, leavesOf } from '../reading/families.ts';
import { type Problem, problemAt } from '../problems/problem.ts';
import { policyDocument } from '../data/role-policies.ts';
import { ROLE_POLICY_KINDS, type RolePolicyKind } from '../data/schema/index.ts';
import { shellWord } from '../problems/shell-word.ts';
import type { PolicyFence } from './fences.ts';
import { policyMeaning } from './layout.ts';

/** One policy, wherever it stands. */
export interface Group {
  readonly kind: RolePolicyKind;
  readonly fences: readonly PolicyFence[];
  /** The role that has this policy already. */
  readonly role: Entry<'roles'> | undefined;
}

/** What a role's policy is compared by. */
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

/** Groups by meaning; `preferred` is the id of a role that people named. */
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

/** Of several roles with the same policy, the one that is meant: named, shown on the page, or titled. */
function chooseRole(
  { page, title, kind }: PolicyFence,
  roles: readonly Entry<'roles'>[],
  certain: ReadonlySet<string>,
  preferred: string | undefined,
): Entry<'roles'> | undefined {
  const isTitled = ({ value }: Entry<'roles'>): boolean =>
    title !== undefined && value.policies[kind]?.file === title;
  return (
    roles.find(({ id }) => id === preferred) ??
    roles.find(({ id }) => certain.has(`${page.file} ${id}`)) ??
    roles.find(isTitled) ??
    roles[0]
  );
}

/**
 * Nearly the same policy in several places. Two groups that stand on one page are told apart there,
 * so that their author means them to differ.
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
        return `${place}: ${words ?? 'the same elements, put together otherwise'}`;
      });
      const others = group.fences.length > 1 ? ` (as at ${placeWords(group.fences.slice(1))})` : '';
      const problem = problemAt(
        'adopt/disagreement',
        fence.page.source,
        fence.page.source.lineRange(fence.line),
        {
          message: `nearly this policy${others} stands elsewhere, and the copies differ`,
          hint: `${lines.join('\n')}\nmake them agree, or adopt it on its own: permadocs adopt ${shellWord(`${fence.page.file}:${fence.line}`)} --id …`,
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
