/**
 * Names in texts: `{role:s3-readonly}` is the role's IAM name, `{file:s3-readonly}` the file of its
 * permissions policy, and `{file:s3-readonly:trust}` that of another kind. A rename reaches them.
 */
import type { Catalog, Entry } from './catalog.ts';
import { ROLE_POLICY_KINDS } from './schema/index.ts';

const NAME = /\{(role|file):([a-z][a-z0-9-]{0,99})(?::([a-z]{1,20}))?\}/g;

/** A name as it is written in a text, and the id in it. */
interface WrittenName {
  readonly written: string;
  readonly id: string;
}

export const namesIn = (text: string): WrittenName[] =>
  text.includes('{')
    ? [...text.matchAll(NAME)].map(([written, , id = '']) => ({ written, id }))
    : [];

/** The text with its names filled in; `used` is called with each role that gives one. */
export function withNames(
  text: string,
  catalog: Catalog,
  used: (role: Entry<'roles'>) => void = () => {},
): string {
  if (!text.includes('{')) return text;
  return text.replace(NAME, (written, what: string, id: string, kind?: string) => {
    const role = catalog.get('roles', id);
    const name = role && (what === 'role' ? nameOf(role, kind) : fileOf(catalog, role, kind));
    if (!role || name === undefined) return written;
    used(role);
    return name;
  });
}

const nameOf = (role: Entry<'roles'>, kind: string | undefined): string | undefined =>
  kind === undefined ? role.value.name : undefined;

function fileOf(catalog: Catalog, role: Entry<'roles'>, kind = 'permissions'): string | undefined {
  const known = ROLE_POLICY_KINDS.find((one) => one === kind);
  return known && catalog.policy(role, known)?.fileName;
}
