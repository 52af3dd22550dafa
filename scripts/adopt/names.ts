/** Derives names for what fences become: from their files, headings and pages. */
import { posix } from 'node:path';

import type { AdoptedFence } from './fence.ts';

/** What a page says of a fence. */
interface NamedFence extends Pick<AdoptedFence, 'page'> {
  readonly title: string | undefined;
  readonly heading: string | undefined;
  /** The file that readers save it as. */
  readonly savedAs: string | undefined;
  /** The name that the page gives the policy. */
  readonly policyName: string | undefined;
  /** Who the page gives it to. */
  readonly roles: readonly string[];
}

/** Words that say what kind of thing it is, but not which one. */
const GENERIC =
  /^(?:(?:an?|the|your|iam|aws|cedar|sample|example|required|minimum|permissions?|polic(?:y|ies)|trust|boundary|role|roles|json|document|attach|create|add|prerequisites?|overview|introduction|configure|configuration|set|setup|up|step|steps|index|readme|\d+)(?:-|$))+$/;

export const isTelling = (id: string): boolean => id !== '' && !GENERIC.test(id);

/**
 * Ids for what the fences become, best first; each ends in `suffix`. The sequence is endless, so that
 * one of them is free. `name` is what a page calls it.
 */
export function* idsFor(
  fences: readonly NamedFence[],
  name: string | undefined,
  suffix = '',
): Iterable<string> {
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
export function withoutKind(id: string): string {
  const short = id.replace(/(?:-(?:policy|permissions?|trust|boundary|role))+$/, '');
  return short === '' ? id : short;
}

export const withoutExtension = (title: string): string => title.replace(/\.[a-z0-9]{1,5}$/i, '');

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

/** A title from the headings above the fences; else from the id. */
export function titleFor(id: string, fences: readonly NamedFence[]): string {
  // Where several roles share a policy, its heading is about one of them, or none.
  const headings = fences.flatMap(({ heading, roles }) =>
    heading === undefined || roles.length > 1 ? [] : subjectOf(heading),
  );
  // A heading over several roles, or over a step, is no role's title.
  const title = headings.find(
    (heading) => isTelling(slug(heading)) && !/\b(?:roles|policies|permissions)\b/i.test(heading),
  );
  const sentence = id.split('-').join(' ');
  return title ?? sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
