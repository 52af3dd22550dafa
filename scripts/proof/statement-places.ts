/** What people call a statement of a role, and where it is. */
import { type Entry, placeIn } from '../data/catalog.ts';
import type { RolePolicyKind } from '../data/schema/index.ts';
import type { Statement } from '../iam/statement.ts';
import type { Range } from '../problems/source.ts';

export const nameOf = (statement: Statement | undefined, index: number): string =>
  statement?.sid ?? `statement ${index + 1}`;

/** The statement in the role's list, or the line that shares it. */
export function statementPlace(role: Entry<'roles'>, kind: RolePolicyKind, index: number): Range {
  const isShared = role.value.policies[kind]?.use !== undefined;
  return placeIn(role, ['policies', kind, ...(isShared ? [] : ['statements', index])]);
}
