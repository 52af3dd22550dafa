/** The states of a condition key that the conditions and the space distinguish, absent included. */
import { readOperator } from '../operators.ts';
import { BUDGETS, OverBudget } from './budgets.ts';
import { conditionTruth, type KeyCondition, type Value } from './condition-truth.ts';
import { type KeyInfo, representatives } from './key-values.ts';
import type { Doubt } from './model.ts';
import { type KeyTest, passes, textsOfTest } from './space.ts';

export interface KeyDomain {
  /** As written where it first appeared. */
  readonly name: string;
  readonly states: readonly Value[];
  readonly isMultivalued: boolean;
  /** Why the states do not represent all values. */
  readonly inexact: string | undefined;
}

export interface KeyQuestion {
  readonly name: string;
  readonly conditions: readonly KeyCondition[];
  readonly info: KeyInfo;
  readonly tests: readonly KeyTest[];
}

export function keyDomain({ name, conditions, info, tests }: KeyQuestion): KeyDomain {
  const wanted = tests.map(textsOfTest);
  const texts = wanted.flatMap((one) => one.texts);
  const likes = wanted.flatMap((one) => one.likes);
  const { values, inexact } = representatives(conditions, info, texts, likes);
  const hasSetOperator = conditions.some(
    ({ condition }) => readOperator(condition.operator)?.qualifier !== undefined,
  );
  const isMultivalued =
    info.multivalued ?? (hasSetOperator || wanted.some(({ list }) => list !== undefined));
  const signature = signer(conditions, tests);
  const single = distinct(values, (value) =>
    isMultivalued ? `${signature(value)} ${signature([value])}` : signature(value),
  );
  const several = isMultivalued
    ? setsOf(
        name,
        single,
        wanted.flatMap(({ list }) => (list ? [list] : [])),
        signature,
      )
    : single;
  return { name, states: [null, ...several], isMultivalued, inexact };
}

/** What conditions and tests say of a value, doubts by their names. */
function signer(
  conditions: readonly KeyCondition[],
  tests: readonly KeyTest[],
): (value: Value) => string {
  const ids = new Map<string, number>();
  const raise = (key: string, _: Doubt): number => {
    const id = ids.get(key) ?? ids.size + 1;
    ids.set(key, id);
    return id;
  };
  return (value) =>
    [
      ...conditions.map((condition) =>
        conditionTruth(condition, value, raise)
          .map((doubts) => `(${doubts.join('&')})`)
          .join('|'),
      ),
      ...tests.map((test) => passes(test, value)),
    ]
      .map((one) => `${one};`)
      .join('');
}

function distinct<T>(values: readonly T[], signature: (value: T) => string): readonly T[] {
  const found = new Map<string, T>();
  for (const value of values) {
    const key = signature(value);
    if (!found.has(key)) found.set(key, value);
  }
  return [...found.values()];
}

/** Sets of values, grown by one value as long as that changes what the conditions say. */
function setsOf(
  name: string,
  single: readonly string[],
  lists: readonly (readonly string[])[],
  signature: (value: Value) => string,
): readonly Value[] {
  const found = new Map<string, readonly string[]>();
  let grown: (readonly string[])[] = [[], ...lists];
  for (const set of grown) found.set(signature(set), set);
  while (grown.length > 0) {
    const next: (readonly string[])[] = [];
    for (const set of grown) {
      for (const value of single) {
        if (set.includes(value)) continue;
        const larger = [...set, value];
        const key = signature(larger);
        if (found.has(key)) continue;
        found.set(key, larger);
        next.push(larger);
        if (found.size > BUDGETS.valueSets)
          throw new OverBudget(
            `the values of ${name} combine in more than ${BUDGETS.valueSets} ways`,
          );
      }
    }
    grown = next;
  }
  return [...found.values()];
}
