/** What is to be renamed: an id, or the IAM name of a role. */
import type { Catalog, Entry, Holder } from '../data/catalog.ts';
import { CannotRun } from '../problems/cannot-run.ts';
import { didYouMean } from '../problems/did-you-mean.ts';

/** The kinds whose ids people choose; the others have names of AWS. */
export const RENAMED_KINDS = {
  role: 'roles',
  policy: 'policies',
  cedar: 'cedar',
  statement: 'statements',
  scenario: 'scenarios',
  error: 'errors',
} as const;
export type RenamedKind = (typeof RENAMED_KINDS)[keyof typeof RENAMED_KINDS];

export interface Words {
  readonly from: string;
  readonly to: string;
}

export type Renaming =
  | {
      readonly what: 'id';
      readonly kind: RenamedKind;
      /** Default names of policy files, which follow the id of their role or entry. */
      readonly files: readonly Words[];
    }
  | { readonly what: 'name'; readonly role: Entry<'roles'> };

/** What people call an entry of a kind. */
const WORDS: Readonly<Record<RenamedKind, string>> = {
  roles: 'role',
  policies: 'policy',
  cedar: 'set of Cedar policies',
  statements: 'statement',
  scenarios: 'scenario',
  errors: 'error',
};

const ID = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
const NAME = /^[A-Za-z0-9+=,.@_][A-Za-z0-9+=,.@_-]{0,63}$/;

/**
 * What the words mean in this workspace. A renaming that was made before is found again, so that
 * places that came later are renamed too. Throws {@link CannotRun} if it is not possible.
 */
export function renamingOf(catalog: Catalog, kind: RenamedKind, { from, to }: Words): Renaming {
  const what = WORDS[kind];
  if (from === to) throw new CannotRun(`${from} is the old name and the new one`);
  const named = roleNamed(catalog, kind, from, to);
  const isId = catalog.get(kind, from) !== undefined;
  const isDone = !isId && named === undefined && ID.test(from) && catalog.get(kind, to);
  if (isId || isDone) {
    if (!ID.test(to))
      throw new CannotRun(
        `an id is lowercase words joined by "-", and ${to} is not${nameHint(catalog, kind, from, to)}`,
      );
    const taken = isId ? catalog.get(kind, to) : undefined;
    if (taken)
      throw new CannotRun(
        `the ${what} ${to} exists already, in ${taken.file.source.file}; choose another id`,
      );
    return {
      what: 'id',
      kind,
      files: filesOf(catalog, kind, isId ? from : to, { from, to }),
    };
  }
  if (!named) {
    const known = [
      ...catalog.ids(kind),
      ...(kind === 'roles' ? catalog.all('roles').map(({ value }) => value.name) : []),
    ];
    const hint = didYouMean(from, known) ?? `there are: ${known.join(', ') || 'none'}`;
    throw new CannotRun(`there is no ${what} \`${from}\`; ${hint}`);
  }
  if (!NAME.test(to))
    throw new CannotRun(`an IAM name has 1 to 64 letters, digits or +=,.@_-, unlike ${to}`);
  const other = catalog.all('roles').find((role) => role !== named && role.value.name === to);
  if (other)
    throw new CannotRun(`the role ${other.id} has the name ${to} already; choose another name`);
  return { what: 'name', role: named };
}

function roleNamed(
  catalog: Catalog,
  kind: RenamedKind,
  from: string,
  to: string,
): Entry<'roles'> | undefined {
  if (kind !== 'roles') return undefined;
  const roles = catalog.all('roles');
  return (
    roles.find(({ value }) => value.name === from) ??
    roles.find(({ value }) => value.name === to && value.formerly.includes(from))
  );
}

function nameHint(catalog: Catalog, kind: RenamedKind, id: string, to: string): string {
  const role = kind === 'roles' ? catalog.get('roles', id) : undefined;
  // A command that is refused, or that a shell takes apart, is no way out.
  return role && /^[A-Za-z0-9+=,.@_][A-Za-z0-9+=,.@_-]{0,63}$/.test(to)
    ? `; to rename it in IAM, run \`permadocs rename role ${role.value.name} ${to}\``
    : '';
}

/** The default names of the files of its policies, as they are and as they will be. */
function filesOf(catalog: Catalog, kind: RenamedKind, id: string, { from, to }: Words): Words[] {
  if (kind !== 'roles' && kind !== 'policies') return [];
  const holder: Holder | undefined =
    kind === 'roles' ? catalog.get('roles', id) : catalog.get('policies', id);
  if (!holder) return [];
  return catalog.policiesOf(holder).flatMap(({ fileName, hasOwnFile }) => {
    const rest = fileName.slice(id.length);
    return hasOwnFile ? [] : { from: `${from}${rest}`, to: `${to}${rest}` };
  });
}
