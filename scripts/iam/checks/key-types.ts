/** Operators against the types of their keys, and set operators against how many values a key has. */
import type { ConditionKey, KeyType } from '../reference.ts';
import { type OperatorFamily, operatorsOf } from '../operators.ts';
import { dated, type Finding, found, type CheckedPolicy, type StatementCheck } from './finding.ts';
import { type WrittenCondition, type WrittenStatement } from '../written.ts';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html */
export const keyTypeChecks: readonly StatementCheck[] = [
  (statement, policy) => eachKnownKey(statement, policy, operatorFits),
  (statement, policy) => eachKnownKey(statement, policy, qualifierFits),
  singleClaims,
];

type KeyCheck = (condition: WrittenCondition, key: ConditionKey) => KeyFinding | undefined;
type KeyFinding = Pick<Finding, 'code' | 'message' | 'hint' | 'severity'>;

function* eachKnownKey(
  statement: WrittenStatement,
  policy: CheckedPolicy,
  check: KeyCheck,
): Iterable<Finding> {
  const { reference } = policy;
  if (!reference) return;
  for (const condition of statement.conditions) {
    if (!condition.operator || condition.operator.family === 'Null') continue;
    const key = reference.conditionKey(condition.key.value);
    const finding = key && check(condition, key);
    if (!finding) continue;
    yield {
      ...finding,
      source: statement.source,
      range: condition.operatorText.range,
      message: dated(finding.message, reference),
    };
  }
}

/** The families that compare as the type means; the first is the one to recommend. */
const FITTING: Readonly<Record<KeyType, readonly OperatorFamily[]>> = {
  String: ['String'],
  Numeric: ['Numeric'],
  // aws:EpochTime also takes seconds.
  Date: ['Date', 'Numeric'],
  Bool: ['Bool'],
  Binary: ['Binary'],
  IPAddress: ['IpAddress'],
  // Strings compare as well, if one minds what a wildcard crosses.
  ARN: ['Arn', 'String'],
};

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
function operatorFits(
  { operator, operatorText, key, values }: WrittenCondition,
  known: ConditionKey,
) {
  if (!operator || !known.type) return undefined;
  // What another key holds has its form: AWS compares two addresses as texts.
  if (operator.family === 'String' && values.every(({ value }) => /^\$\{.*\}$/.test(value)))
    return undefined;
  const fitting = FITTING[known.type];
  if (fitting.includes(operator.family) || isTolerated(operator.family, known)) return undefined;
  const [recommended = 'String'] = fitting;
  const use = operatorsOf(recommended)
    .slice(0, 3)
    .map((name) => `\`${name}\``);
  return {
    code: 'iam/type-mismatch',
    message: `\`${key.value}\` is of type ${known.type}, and \`${operatorText.value}\` compares otherwise`,
    hint: `use ${use.join(', ')}`,
  } satisfies KeyFinding;
}

/** Where the data are known to be coarse: a string may hold a service's `true`. */
function isTolerated(family: OperatorFamily, { type, certain }: ConditionKey): boolean {
  if (type !== 'String') return false;
  // Access Analyzer takes ARN operators on every string: a tag may hold an ARN.
  if (family === 'Arn') return true;
  return family === 'Bool' && !certain;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html */
function qualifierFits(
  { operator, operatorText, key }: WrittenCondition,
  known: ConditionKey,
): KeyFinding | undefined {
  if (known.multivalued && operator && !operator.qualifier) {
    return {
      code: 'iam/missing-qualifier',
      message: `\`${key.value}\` has several values, and \`${operatorText.value}\` does not say whether all or any of them must match`,
      hint: `write \`ForAnyValue:${operatorText.value}\` or \`ForAllValues:${operatorText.value}\``,
      // The lists of services are less sure about this than the page of global keys.
      severity: known.certain ? undefined : 'warning',
    };
  }
  if (!known.multivalued && operator?.qualifier === 'ForAllValues') {
    return {
      code: 'iam/forallvalues-with-single-valued-key',
      message: `\`${key.value}\` has one value; \`ForAllValues\` is also true when the key is absent`,
      hint: `write \`${operator.name}${operator.ifExists ? 'IfExists' : ''}\``,
    };
  }
  return undefined;
}

/** The subject of a token is single whoever issued it, though no list has the issuer's keys. */
function* singleClaims(
  statement: WrittenStatement,
  { reference }: CheckedPolicy,
): Iterable<Finding> {
  for (const { operator, operatorText, key } of statement.conditions) {
    if (operator?.qualifier !== 'ForAllValues' || operator.family === 'Null') continue;
    if (!isSubject(key.value) || reference?.conditionKey(key.value)) continue;
    yield found(
      'iam/forallvalues-with-single-valued-key',
      statement,
      operatorText.range,
      `\`${key.value}\` has one value; \`ForAllValues\` is also true when the key is absent`,
      `write \`${operator.name}\``,
    );
  }
}

/** `login.example.com:sub`: the prefix is the host of an issuer. */
function isSubject(key: string): boolean {
  return key.toLowerCase().endsWith(':sub') && key.slice(0, key.indexOf(':')).includes('.');
}
