/** Derives the names of roles, and of policies that no role holds. */
import { idsFor, isTelling, slug, titleFor, withoutExtension, withoutKind } from '../names.ts';
import type { PolicyFence } from './fences.ts';
import type { Group } from './groups.ts';
import { ownKindOf } from './policy-form.ts';

/** The names of a role in the data. */
export interface RoleNames {
  readonly id: string;
  /** The IAM name. */
  readonly name: string;
  readonly title: string;
}

/** Ids for a role, best first. The sequence is endless, so that one of them is free. */
export function idsForRole(groups: readonly Group[], name: string | undefined): Iterable<string> {
  const kind = groups.every((group) => group.kind === groups[0]?.kind)
    ? groups[0]?.kind
    : undefined;
  const isPlain = kind === undefined || kind === 'permissions' || ownKindOf(kind) !== undefined;
  const isWhole = name !== undefined || isPlain;
  const suffix = isWhole ? '' : `-${kind}`;
  return idsFor(
    mainFirst(groups).flatMap(({ fences }) => fences),
    name,
    suffix,
  );
}

/** What a role may do says more about it than who may assume it. */
const mainFirst = (groups: readonly Group[]): Group[] =>
  groups.toSorted((a, b) => Number(b.kind === 'permissions') - Number(a.kind === 'permissions'));

/**
 * The id that a file suggests: `ec2-observer` for `ec2-observer-trust-policy.json`; undefined if none
 * does.
 */
export function idOfFile(fences: readonly PolicyFence[]): string | undefined {
  const file = fences.find(({ savedAs, title }) => (savedAs ?? title) !== undefined);
  const id = withoutKind(slug(withoutExtension(file?.savedAs ?? file?.title ?? '')));
  return isTelling(id) ? id : undefined;
}

/** The names of a role with this id; `name` is what the page calls it. */
export function namesOf(id: string, name: string | undefined, groups: readonly Group[]): RoleNames {
  const pascal = id
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
  const main = mainFirst(groups).slice(0, 1);
  return {
    id,
    name: name ?? (/role$/i.test(pascal) ? pascal : `${pascal.slice(0, 60)}Role`),
    title: titleFor(
      id,
      main.flatMap(({ fences }) => fences),
    ),
  };
}
