/** Derives names for roles: from the fence's title, the heading above it, or the file. */
import { posix } from 'node:path';

import { type AdoptedKind, ownKindOf } from './policy-form.ts';
import type { PolicyFence } from './fences.ts';

/** The names of a role in the data. */
export interface RoleNames {
  readonly id: string;
  /** The IAM name. */
  readonly name: string;
  readonly title: string;
}

/** Words that say what kind of thing it is, but not which one. */
const GENERIC =
  /^(?:(?:an?|the|your|iam|aws|sample|example|required|minimum|permissions?|polic(?:y|ies)|trust|boundary|role|roles|json|document|attach|create|add|prerequisites?|overview|introduction|configure|configuration|set|setup|up|step|steps|index|readme|\d+)(?:-|$))+$/;

const isTelling = (id: string): boolean => id !== '' && !GENERIC.test(id);

/** Ids for a role, best first. The sequence is endless, so that one of them is free. */
export function* idsFor(fences: readonly PolicyFence[], kind: AdoptedKind): Iterable<string> {
  const bases: string[] = [];
  for (const { title, heading, page } of fences) {
    const { name, dir } = posix.parse(page.file);
    const file = /^(?:index|readme)$/i.test(name) ? posix.basename(dir) : name;
    const both = `${file} ${heading ?? ''}`;
    const isNamed = heading !== undefined && isTelling(slug(heading));
    const words = [withoutExtension(title ?? ''), heading];
    words.push(...(isNamed ? [both, file] : [file, both]));
    bases.push(...words.map((text) => slug(text ?? '')).filter(isTelling));
  }
  bases.push('policy');
  const suffix = kind === 'permissions' || ownKindOf(kind) ? '' : `-${kind}`;
  const ids = [...new Set(bases.map((base) => withoutKind(base) + suffix))];
  yield* ids;
  for (let number = 2; ; number += 1) yield `${ids[0] ?? 'policy'}-${number}`;
}

/** Removes suffixes such as `-permissions-policy`, which a role's id does not need. */
function withoutKind(id: string): string {
  const short = id.replace(/(?:-(?:policy|permissions?|trust|boundary|role))+$/, '');
  return short === '' ? id : short;
}

/**
 * The id that a title suggests: `ec2-observer` for `ec2-observer-trust-policy.json`; undefined if
 * none does.
 */
export function idOfTitle(fences: readonly PolicyFence[]): string | undefined {
  const title = fences.find((fence) => fence.title !== undefined)?.title;
  const id = withoutKind(slug(withoutExtension(title ?? '')));
  return isTelling(id) ? id : undefined;
}

const withoutExtension = (title: string): string => title.replace(/\.[a-z0-9]{1,5}$/i, '');

/** Turns words into an id: lower case, joined by `-`; empty if nothing is left. */
export function slug(text: string): string {
  const words = text
    .normalize('NFKD')
    .replace(/(\p{Ll}|\d)(?=\p{Lu})|(\p{Lu})(?=\p{Lu}\p{Ll})/gu, '$1$2-')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '');
  return words.slice(0, 50).split('-').filter(Boolean).join('-');
}

/** Derives the name and the title from an id. */
export function namesOf(id: string, fences: readonly PolicyFence[]): RoleNames {
  const words = id.split('-');
  const pascal = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  const [first] = fences;
  const heading = first?.heading?.replace(/\s+/g, ' ');
  const isNamed = heading !== undefined && isTelling(slug(heading));
  const sentence = words.join(' ');
  return {
    id,
    name: /role$/i.test(pascal) ? pascal : `${pascal.slice(0, 60)}Role`,
    title: isNamed ? heading : sentence.charAt(0).toUpperCase() + sentence.slice(1),
  };
}
