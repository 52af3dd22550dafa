/** What people call a statement, and where it is. */
import { type Holder, placeIn } from '../data/catalog.ts';
import type { Statement } from '../iam/statement.ts';
import type { Range } from '../problems/source.ts';
import type { WrittenPolicy } from './policy-sets.ts';

export const nameOf = (statement: Statement | undefined, index: number): string =>
  statement?.sid ?? `statement ${index + 1}`;

/** The statement in the list of its policy, or the line that shares it. */
export function statementPlace(
  holder: Holder,
  { path, isShared }: Pick<WrittenPolicy, 'path' | 'isShared'>,
  index: number,
): Range {
  return placeIn(holder, [...path, ...(isShared ? [] : ['statements', index])]);
}
