/**
 * Answers that were found before, by what was asked. `watch` proves a role again after each edit, and
 * most of what it asks is the same: bench row “watch, one claim edited”.
 */
import { memo, memoOf } from '../../memo.ts';
import type { EvaluablePolicy, Statement } from '../statement.ts';
import type { PolicySet } from './decide.ts';
import type { Knowledge } from './knowledge.ts';

/** Some rounds of what is asked about a workspace. */
const MOST_ANSWERS = 10_000;

type Answers = (question: string, work: () => object) => object;

const answersOf = memoOf((_: object): Answers => memo<string, object>(MOST_ANSWERS));

/**
 * The answer to a question about these policies: the earlier one if the same was asked with the same
 * knowledge, or by what else knows the answers. `question` is plain JSON, and says all that the
 * answer depends on beside the policies.
 */
export function answerTo<Answer extends object>(
  knowledge: Knowledge | { readonly asks: string },
  sets: readonly PolicySet[],
  question: readonly unknown[],
  work: () => Answer,
): Answer {
  const text = JSON.stringify([...question, ...sets], byNumber);
  return answersOf(knowledge)(text, work) as Answer;
}

/** A policy has many statements, and questions about it differ in one: each is written out once. */
function byNumber(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('statements' in value)) return value;
  const { name, hasVariables, statements } = value as EvaluablePolicy;
  return { name, hasVariables, numbers: statements.map(numberOf) };
}

const numberOfText = memo<string, number>(MOST_ANSWERS);
let numbered = 0;

/** The same for equal statements; no number is used again for another. */
const numberOf = memoOf((statement: Statement): number => {
  const text = JSON.stringify(statement, (_, value: unknown) =>
    value instanceof Map ? [...value] : value,
  );
  return numberOfText(text, () => (numbered += 1));
});
