/** Groups fences that mean the same into one policy; reports those that nearly do. */
import type { Catalog, Entry, Holder } from '../../data/catalog.ts';
import type { PolicyNode } from '../../iam/policy.ts';
import { difference, families, leavesOf } from '../../reading/families.ts';
import { type Problem, problemAt } from '../../problems/problem.ts';
import { writtenDocument } from '../../data/role-policies.ts';
import { shellWord } from '../../problems/shell-word.ts';
import type { PolicyFence } from './fences.ts';
import { type AdoptedKind, roleKindOf } from './policy-form.ts';
import { policyMeaning } from './layout.ts';
import type { MeaningOf } from './same-access.ts';

/** One policy and all the places where it is. */
export interface Group {
  readonly kind: AdoptedKind;
  readonly fences: readonly PolicyFence[];
  /** The role that already has this policy, or the entry that is this policy. */
  readonly role: Holder | undefined;
  /** The file of that policy. */
  readonly file: string | undefined;
}

/** A role's policy, prepared for comparison. */
interface WrittenPolicy {
  readonly role: Holder;
  readonly kind: AdoptedKind;
  readonly file: string;
  readonly node: PolicyNode;
  readonly leaves: ReadonlySet<string>;
}

export function writtenPolicies(catalog: Catalog): WrittenPolicy[] {
  return [...catalog.all('roles'), ...catalog.all('policies')].flatMap((role) =>
    catalog.policiesOf(role).map((policy) => {
      const { node } = writtenDocument(policy, role, (text) => text);
      const { kind, fileName } = policy;
      return {
        role,
        kind: kind === 'own' ? (role as Entry<'policies'>).value.kind : kind,
        file: fileName,
        node,
        leaves: new Set(leavesOf(node)),
      };
    }),
  );
}

/** Groups fences that are the same; `preferred` is the id of a role that the user named. */
export function groupFences(
  fences: readonly PolicyFence[],
  written: readonly WrittenPolicy[],
  preferred?: string,
  meaningOf: MeaningOf = policyMeaning,
): Group[] {
  const byMeaning = new Map<string, PolicyFence[]>();
  for (const fence of fences) {
    const key = `${fence.kind} ${meaningOf(fence.document.node)}`;
    byMeaning.set(key, [...(byMeaning.get(key) ?? []), fence]);
  }
  const matches = [...byMeaning].map(([key, members]) => ({
    members,
    same: written.filter((one) => `${one.kind} ${meaningOf(one.node)}` === key),
  }));
  const certain = new Set(
    matches.flatMap(({ members, same: [one, ...more] }) =>
      one && more.length === 0 ? members.map(({ page }) => `${page.file} ${one.role.id}`) : [],
    ),
  );
  return matches.flatMap(({ members, same }) => {
    const roles = same.map(({ role }) => role);
    const groups = new Map<Holder | undefined, PolicyFence[]>();
    for (const fence of members) {
      const role = chooseRole(fence, roles, certain, preferred);
      groups.set(role, [...(groups.get(role) ?? []), fence]);
    }
    return [...groups].map(([role, own]): Group => ({
      kind: own[0]?.kind ?? 'permissions',
      fences: own,
      role,
      file: same.find((one) => one.role === role)?.file,
    }));
  });
}

/**
 * Chooses among holders of the same policy: the one that was named, that the page names or already
 * shows, or whose file has the fence's title.
 */
function chooseRole(
  { page, title, savedAs, kind, roles: named }: PolicyFence,
  roles: readonly Holder[],
  certain: ReadonlySet<string>,
  preferred: string | undefined,
): Holder | undefined {
  const file = savedAs ?? title;
  const isTitled = ({ value }: Holder): boolean =>
    file !== undefined && filesOf(value, kind).includes(file);
  return (
    roles.find(({ id }) => id === preferred) ??
    roles.find((one) => one.kind === 'roles' && named.includes(one.value.name)) ??
    roles.find(({ id }) => certain.has(`${page.file} ${id}`)) ??
    roles.find(isTitled) ??
    // A page that names other roles means those.
    (named.length > 0 ? undefined : roles[0])
  );
}

/** The files that an entry gives its policies of a kind. */
function filesOf(value: Holder['value'], kind: AdoptedKind): (string | undefined)[] {
  if (!('policies' in value)) return [value.file];
  const part = roleKindOf(kind);
  return part ? [value.policies[part] ?? []].flat().map(({ file }) => file) : [];
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
          ? `the ${rival.written.role.kind === 'roles' ? 'role' : 'policy'} ${rival.written.role.id} (${rival.written.role.file.source.file})`
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
