/** What people call a statement, and where it is. */
import { type Holder, placeIn } from '../../data/catalog.ts';
import type { Statement } from '../../iam/statement.ts';
import type { Code } from '../../problems/codes.ts';
import { type Problem, problemAt, type ProblemWords } from '../../problems/problem.ts';
import type { WrittenPolicy } from './policy-sets.ts';

export const nameOf = (statement: Statement | undefined, index: number): string =>
  statement?.sid ?? `statement ${index + 1}`;

/**
 * A problem of a statement: in the list of its policy, at the line that shares it, or in the file
 * that ships if the statement is there.
 */
export function problemOfStatement(
  holder: Holder,
  { path, isWhole, placed }: Pick<WrittenPolicy, 'path' | 'isWhole' | 'placed'>,
  index: number,
  code: Code,
  words: ProblemWords,
): Problem {
  const { node, file, id } = placed[index] ?? { node: undefined, file: holder.file, id: undefined };
  const range = node?.range;
  if (id === undefined && range && file.source !== holder.file.source)
    return problemAt(code, file.source, { start: range[0], end: range[1] }, words);
  const place = placeIn(holder, [...path, ...(isWhole ? [] : ['statements', index])]);
  return problemAt(code, holder.file.source, place, words);
}
