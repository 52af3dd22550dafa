/**
 * Whether a condition holds for a request. Operators are ANDed, keys are ANDed, values are ORed,
 * and a negated operator requires that no value match. Sources:
 * reference_policies_elements_condition,
 * reference_policies_condition-logic-multiple-context-keys-or-values,
 * reference_policies_condition-single-vs-multi-valued-context-keys.
 */
import type { Context } from './context.ts';
import type { Compare } from './comparisons.ts';
import { type Operator, readOperator } from './operators.ts';
import type { Condition } from './statement.ts';
import { all, any, no, not, type Truth, unknown, YES } from './truth.ts';

/** `hasVariables`: whether the policy's version is 2012-10-17. */
export function conditionHolds(
  condition: Condition,
  context: Context,
  hasVariables: boolean,
): Truth {
  const truth = judge(condition, context, hasVariables);
  if (truth.value !== false) return truth;
  return no(
    `the condition ${condition.operator} ${condition.key} ${shown(condition.values)} is false: ${truth.reason}`,
  );
}

function judge(
  { operator, key, values }: Condition,
  context: Context,
  hasVariables: boolean,
): Truth {
  const doubt = context.doubt(key);
  if (doubt !== undefined) return unknown(doubt);
  const actual = context.get(key);
  const read = readOperator(operator);
  // IAM's pages spell each operator in one way and do not say whether others work.
  if (read?.spelling !== operator) return unknown(`${operator} is not a condition operator`);
  if (read.compare === undefined) return isNull(operator, values, actual);
  const comparison = { ...read, compare: read.compare };
  const variables = hasVariables ? context : undefined;
  if (read.qualifier !== undefined) return overSet(comparison, actual, values, variables);
  if (actual === undefined) return read.ifExists || read.negated ? YES : no('the key is absent');
  if (typeof actual !== 'string')
    return unknown(
      `${key} has a list of values, and how ${operator} reads one without ForAllValues or ForAnyValue is not documented`,
    );
  return oneValue(comparison, actual, values, variables);
}

/** An operator other than `Null`. */
type Comparison = Operator & { readonly compare: Compare };

/** `Null`: "true" requires the key to be absent, "false" requires it to be present. */
function isNull(
  operator: string,
  values: readonly string[],
  actual: string | readonly string[] | undefined,
): Truth {
  if (operator !== 'Null')
    return unknown(
      `${operator}: Null does not take IfExists or, according to the documentation, a set operator`,
    );
  if (Array.isArray(actual) && actual.length === 0)
    return unknown('how Null reads an empty list of values is not documented');
  const isAbsent = actual === undefined;
  return any(
    values.map((value) => {
      if (value !== 'true' && value !== 'false')
        return unknown(`how Null reads "${value}" is not documented`);
      return (value === 'true') === isAbsent
        ? YES
        : no(isAbsent ? 'the key is absent' : 'the key is present');
    }),
    isAbsent ? 'the key is absent' : 'the key is present',
  );
}

/** An absent key or an empty set always satisfies ForAllValues and never ForAnyValue. */
function overSet(
  operator: Comparison,
  actual: string | readonly string[] | undefined,
  values: readonly string[],
  variables: Context | undefined,
): Truth {
  const set = actual === undefined ? [] : [actual].flat();
  if (operator.qualifier === 'ForAllValues')
    return all(set.map((value) => oneValue(operator, value, values, variables)));
  if (set.length === 0 && operator.ifExists)
    return unknown('ForAnyValue with IfExists and an absent key is not documented');
  return any(
    set.map((value) => oneValue(operator, value, values, variables)),
    set.length === 0 ? 'the key is absent' : `none of the values ${shown(set)} satisfies it`,
  );
}

function oneValue(
  operator: Comparison,
  actual: string,
  values: readonly string[],
  variables: Context | undefined,
): Truth {
  if (operator.negated && values.length === 0)
    return unknown('what a negated operator does with an empty list is not documented');
  const match = any(
    values.map((value) => operator.compare(actual, value, variables)),
    `the request has "${actual}"`,
  );
  return operator.negated ? not(match, `the request has "${actual}"`) : match;
}

function shown(values: readonly string[]): string {
  return values.map((value) => JSON.stringify(value)).join(', ');
}
