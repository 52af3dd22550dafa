/**
 * Asks the evaluator whether a condition holds for a value; what it calls unknown becomes a doubt.
 */
import { conditionHolds } from '../conditions.ts';
import { Context } from '../context.ts';
import { type Operator, readOperator } from '../operators.ts';
import { arnParts, compilePattern, matches } from '../pattern.ts';
import type { Condition } from '../statement.ts';
import type { Truth } from '../truth.ts';
import { hasVariable, variablesIn, withoutVariables } from './glob-tokens.ts';
import { CERTAIN, type Doubt, type Doubts, NEVER } from './model.ts';

/** `null` is absent; a list holds the values of a multivalued key. */
export type Value = null | string | readonly string[];

export interface KeyCondition {
  readonly condition: Condition;
  /** The policy's version has variables. */
  readonly hasVariables: boolean;
}

type Raise = (key: string, doubt: Doubt) => number;

/** The truth of a condition when its key has this value and nothing is known of other keys. */
export function conditionTruth(
  { condition, hasVariables }: KeyCondition,
  value: Value,
  raise: Raise,
): Doubts {
  const { operator, key, values } = condition;
  const known = readOperator(operator);
  const { qualifier, name: base = '' } = known ?? {};
  const context = new Context({ [key]: value });
  const isSingle =
    qualifier === undefined && known?.compare !== undefined && typeof value === 'string';
  const withVariables = hasVariables && usesVariables(base) ? values.filter(hasVariable) : [];
  const isEmpty = value === null || (typeof value !== 'string' && value.length === 0);
  if (withVariables.length === 0 || isEmpty) {
    const truth = conditionHolds(condition, context, hasVariables);
    if (truth.value !== 'unknown') return truth.value ? CERTAIN : NEVER;
    return isSingle
      ? eachValue(condition, known, value, hasVariables, raise)
      : [
          [
            raise(
              `${operator} ${key.toLowerCase()} ${values.join('\n')} ${hasVariables}`,
              doubtOf(truth, key),
            ),
          ],
        ];
  }
  if (isSingle) return eachValue(condition, known, value, hasVariables, raise);
  // Further values only add to what a positive operator matches and a negated one refuses.
  const plain = { ...condition, values: values.filter((one) => !hasVariable(one)) };
  const truth = conditionHolds(plain, context, hasVariables);
  if (truth.value === !known?.negated && known) return truth.value ? CERTAIN : NEVER;
  const doubt = variableDoubt(withVariables);
  return [[raise(`${operator} ${key.toLowerCase()} ${values.join('\n')}`, doubt)]];
}

/** The operator without set operator and IfExists. */
export const baseOf = (operator: string): string => readOperator(operator)?.name ?? '';

/** Operators without variables read `${…}` as text: reference_policies_variables. */
export const usesVariables = (base: string): boolean => /^(?:String|Arn)/.test(base);

/** One value of the request against each of the policy, with a doubt for each that is open. */
function eachValue(
  { operator, key, values }: Condition,
  known: Operator,
  actual: string,
  hasVariables: boolean,
  raise: Raise,
): Doubts {
  const family = (readOperator(operator)?.name ?? '').replace('Not', '');
  const open: number[] = [];
  for (const expected of values) {
    const isVariable = hasVariables && usesVariables(family) && hasVariable(expected);
    if (isVariable && !variablesIn(expected).isMalformed) {
      const isReadable = !family.startsWith('Arn') || arnParts(actual) !== undefined;
      if (isReadable && !mayMatch(expected, actual)) continue;
      open.push(raise(`${family} ${key.toLowerCase()} ${expected}`, variableDoubt([expected])));
      continue;
    }
    const truth = known.compare?.(actual, expected, hasVariables ? new Context({}) : undefined);
    if (truth?.value === true) return known.negated ? NEVER : CERTAIN;
    if (truth?.value === 'unknown')
      open.push(
        raise(`${family} ${key.toLowerCase()} ${expected} ${hasVariables}`, doubtOf(truth, key)),
      );
  }
  if (known.negated) {
    if (values.length === 0)
      return [[raise(`${operator} of nothing`, { reason: `${operator} ${key} has no values` })]];
    return open.length === 0 ? CERTAIN : [open.map((doubt) => -doubt)];
  }
  return open.map((doubt) => [doubt]);
}

/** Whether some value of the variables can make the pattern match, letters of either case alike. */
function mayMatch(expected: string, actual: string): boolean {
  const pattern = compilePattern(withoutVariables(expected).toLowerCase(), {
    wildcards: true,
    variables: new Context({}),
  });
  return matches(pattern, actual.toLowerCase(), '').value !== false;
}

function doubtOf(truth: Truth, key: string): Doubt {
  return { reason: truth.value === 'unknown' ? truth.reason : 'not known', state: key };
}

export function variableDoubt(texts: readonly string[]): Doubt {
  const keys = texts.flatMap((text) => variablesIn(text).keys.map(({ key }) => key));
  return {
    reason: `it depends on the value of ${texts.join(', ')}`,
    state: keys[0],
    isVariable: true,
  };
}
