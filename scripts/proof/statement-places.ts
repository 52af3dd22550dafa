/** What people call a statement of a role, and where it is. */
import { type Catalog, type Entry, placeIn } from '../data/catalog.ts';
import type { RolePolicyKind } from '../data/schema/index.ts';
import type { Statement } from '../iam/statement.ts';
import type { Code } from '../problems/codes.ts';
import { type Problem, problemAt, type ProblemWords } from '../problems/problem.ts';

export const nameOf = (statement: Statement | undefined, index: number): string =>
  statement?.sid ?? `statement ${index + 1}`;

/**
 * A problem of a statement: in the role's list, at the line that shares it, or in the file that ships
 * if the statement is there.
 */
export function problemOfStatement(
  { catalog, role }: { readonly catalog: Catalog; readonly role: Entry<'roles'> },
  kind: RolePolicyKind,
  index: number,
  code: Code,
  words: ProblemWords,
): Problem {
  const { use, from } = role.value.policies[kind] ?? {};
  const placed = catalog.policy(role, kind)?.statements[index];
  const range = placed?.node.range;
  if (placed?.id === undefined && range && placed?.file.source !== role.file.source) {
    const { source } = placed?.file ?? role.file;
    return problemAt(code, source, { start: range[0], end: range[1] }, words);
  }
  const isWhole = use !== undefined || from !== undefined;
  const path = ['policies', kind, ...(isWhole ? [] : ['statements', index])];
  return problemAt(code, role.file.source, placeIn(role, path), words);
}
