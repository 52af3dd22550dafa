/** Derives names for roles: from what the page calls them and their files, headings, or its own file. */
import { posix } from 'node:path';

import type { PolicyFence } from './fences.ts';
import type { Group } from './iam/groups.ts';
import { ownKindOf } from './iam/policy-form.ts';

/** The names of a role in the data. */
export interface RoleNames {
  readonly id: string;
  /** The IAM name. */
  readonly name: string;
  readonly title: string;
}

/** What names are derived from. */
interface Named {
  readonly kind?: Group['kind'] | undefined;
  readonly fences: readonly Pick<
    PolicyFence,
    'page' | 'title' | 'heading' | 'savedAs' | 'policyName' | 'roles'
  >[];
}

/** Words that say what kind of thing it is, but not which one. */
const GENERIC =
  /^(?:(?:an?|the|your|iam|aws|cedar|sample|example|required|minimum|permissions?|polic(?:y|ies)|trust|boundary|role|roles|json|document|attach|create|add|prerequisites?|overview|introduction|configure|configuration|set|setup|up|step|steps|index|readme|\d+)(?:-|$))+$/;

const isTelling = (id: string): boolean => id !== '' && !GENERIC.test(id);

/** Ids for a role, best first. The sequence is endless, so that one of them is free. */
export function* idsFor(groups: readonly Named[], name: string | undefined): Iterable<string> {
  const fences = mainFirst(groups).flatMap((group) => group.fences);
  const bases: string[] = [];
  // A file that several roles share names none of them.
  const own = fences.filter(({ roles }) => roles.length < 2);
  bases.push(...own.map(({ savedAs }) => withoutExtension(savedAs ?? '')), name ?? '');
  for (const { title, heading, policyName, page } of own.length > 0 ? own : fences) {
    const { name: base, dir } = posix.parse(page.file);
    const file = /^(?:index|readme)$/i.test(base) ? posix.basename(dir) : base;
    const subject = heading === undefined ? undefined : subjectOf(heading);
    const both = `${file} ${subject ?? ''}`;
    const isNamed = subject !== undefined && isTelling(slug(subject));
    bases.push(withoutExtension(title ?? ''), policyName ?? '', subject ?? '');
    bases.push(...(isNamed ? [both, file] : [file, both]));
  }
  const kind = groups.every((group) => group.kind === groups[0]?.kind)
    ? groups[0]?.kind
    : undefined;
  const isPlain = kind === undefined || kind === 'permissions' || ownKindOf(kind) !== undefined;
  const isWhole = name !== undefined || isPlain;
  const suffix = isWhole ? '' : `-${kind}`;
  const ids = [
    ...new Set([
      ...bases
        .map(slug)
        .filter(isTelling)
        .map((base) => withoutKind(base) + suffix),
      `policy${suffix}`,
    ]),
  ];
  yield* ids;
  for (let number = 2; ; number += 1) yield `${ids[0] ?? 'policy'}-${number}`;
}

/** What a role may do says more about it than who may assume it. */
const mainFirst = (groups: readonly Named[]): Named[] =>
  groups.toSorted((a, b) => Number(b.kind === 'permissions') - Number(a.kind === 'permissions'));

/** A heading without its number and its verb: “Step 2: Create the reader role” is “Reader role”. */
function subjectOf(heading: string): string {
  const words = heading
    .replace(/\s+/g, ' ')
    .replace(/^(?:step )?\d+(?:\.\d+)*[.:)]? /i, '')
    .replace(/^(?:optional|recommended|example)(?::| -| –) ?/i, '')
    .replace(
      /^(?:create|add|attach|define|configure|set up|make)(?: and (?:attach|configure))? /i,
      '',
    )
    .replace(/^(?:an?|the|your) /i, '');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Removes suffixes such as `-permissions-policy`, which a role's id does not need. */
function withoutKind(id: string): string {
  const short = id.replace(/(?:-(?:policy|permissions?|trust|boundary|role))+$/, '');
  return short === '' ? id : short;
}

/**
 * The id that a file suggests: `ec2-observer` for `ec2-observer-trust-policy.json`; undefined if none
 * does.
 */
export function idOfFile(fences: readonly PolicyFence[]): string | undefined {
  const file = fences.find(({ savedAs, title }) => (savedAs ?? title) !== undefined);
  const id = withoutKind(slug(withoutExtension(file?.savedAs ?? file?.title ?? '')));
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

/** The names of a role with this id; `name` is what the page calls it. */
export function namesOf(id: string, name: string | undefined, groups: readonly Named[]): RoleNames {
  const words = id.split('-');
  const pascal = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  // Where several roles share a policy, its heading is about one of them, or none.
  const headings = mainFirst(groups)
    .slice(0, 1)
    .flatMap(({ fences }) =>
      fences.flatMap(({ heading, roles }) =>
        heading === undefined || roles.length > 1 ? [] : subjectOf(heading),
      ),
    );
  // A heading over several roles, or over a step, is no role's title.
  const title = headings.find(
    (heading) => isTelling(slug(heading)) && !/\b(?:roles|policies|permissions)\b/i.test(heading),
  );
  const sentence = words.join(' ');
  return {
    id,
    name: name ?? (/role$/i.test(pascal) ? pascal : `${pascal.slice(0, 60)}Role`),
    title: title ?? sentence.charAt(0).toUpperCase() + sentence.slice(1),
  };
}
