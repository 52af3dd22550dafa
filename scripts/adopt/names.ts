/** What a role is called where nobody said: from the fence's title, the heading above, the file. */
import { posix } from 'node:path';

import type { RolePolicyKind } from '../data/schema/index.ts';
import type { PolicyFence } from './fences.ts';

/** Names of a role, as the data have them. */
export interface RoleNames {
  readonly id: string;
  /** The IAM name. */
  readonly name: string;
  readonly title: string;
}

/** Words that say what a thing is, and not which one. */
const GENERIC =
  /^(?:(?:an?|the|your|iam|aws|sample|example|required|minimum|permissions?|polic(?:y|ies)|trust|boundary|role|roles|json|document|attach|create|add|prerequisites?|overview|introduction|configure|configuration|set|setup|up|step|steps|index|readme|\d+)(?:-|$))+$/;

const isTelling = (id: string): boolean => id !== '' && !GENERIC.test(id);

/** Ids for a role, the best first; each is one, and the last are never taken by chance. */
export function* idsFor(fences: readonly PolicyFence[], kind: RolePolicyKind): Iterable<string> {
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
  const suffix = kind === 'permissions' ? '' : `-${kind}`;
  const ids = [...new Set(bases.map((base) => withoutKind(base) + suffix))];
  yield* ids;
  for (let number = 2; ; number += 1) yield `${ids[0] ?? 'policy'}-${number}`;
}

/** `s3-readonly-permissions-policy` says that it is a policy; as the id of a role it need not. */
function withoutKind(id: string): string {
  const short = id.replace(/(?:-(?:policy|permissions?|trust|boundary|role))+$/, '');
  return short === '' ? id : short;
}

/** `ec2-observer` of fences titled `ec2-observer-trust-policy.json`; undefined where no title says so. */
export function idOfTitle(fences: readonly PolicyFence[]): string | undefined {
  const title = fences.find((fence) => fence.title !== undefined)?.title;
  const id = withoutKind(slug(withoutExtension(title ?? '')));
  return isTelling(id) ? id : undefined;
}

const withoutExtension = (title: string): string => title.replace(/\.[a-z0-9]{1,5}$/i, '');

/** An id of a person's words: lower case, joined by `-`; empty where nothing is left. */
export function slug(text: string): string {
  const words = text
    .normalize('NFKD')
    .replace(/(\p{Ll}|\d)(?=\p{Lu})|(\p{Lu})(?=\p{Lu}\p{Ll})/gu, '$1$2-')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '');
  return words.slice(0, 50).split('-').filter(Boolean).join('-');
}

/** The name and the title that follow from an id. */
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
