/** Conditions: operators and the names of keys. */
import type { Reference } from '../reference.ts';
import { didYouMean } from '../../problems/did-you-mean.ts';
import { OPERATOR_NAMES } from '../operators.ts';
import { dated, type Finding, found, type CheckedPolicy, type StatementCheck } from './finding.ts';
import { type WrittenCondition, type WrittenStatement } from '../written.ts';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html */
export const conditionChecks: readonly StatementCheck[] = [operators, sameKeyTwice, keys];

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
function* operators(statement: WrittenStatement): Iterable<Finding> {
  const node = statement.elements.get('Condition')?.value;
  const seen = new Set<string>();
  for (const { operator, operatorText } of statement.conditions) {
    if (seen.has(operatorText.value)) continue;
    seen.add(operatorText.value);
    if (!operator) {
      yield unknownOperator(statement, operatorText);
    } else if (operator.family === 'Null' && operator.ifExists) {
      yield found(
        'iam/null-with-if-exists',
        statement,
        operatorText.range,
        '`Null` already asks whether the key is there, and IAM refuses `NullIfExists`',
        'write `Null`',
      );
    }
  }
  // An operator without keys is in no condition.
  for (const { key, keyRange, value } of node?.kind === 'map' ? node.entries : []) {
    if (value.kind !== 'map' || value.entries.length > 0 || isOperator(key)) continue;
    yield unknownOperator(statement, { value: key, range: keyRange });
  }
}

const isOperator = (name: string): boolean =>
  OPERATOR_NAMES.some((known) => known.toLowerCase() === bareName(name));

function bareName(operator: string): string {
  return operator
    .toLowerCase()
    .replace(/^for(?:all|any)values?:/, '')
    .replace(/ifexists$/, '');
}

const SUGGESTED = OPERATOR_NAMES.flatMap((name) =>
  name === 'Null' ? [name] : [name, `${name}IfExists`],
);

function unknownOperator(
  statement: WrittenStatement,
  { value, range }: WrittenCondition['operatorText'],
): Finding {
  return found(
    'iam/invalid-condition-operator',
    statement,
    range,
    `there is no condition operator \`${value}\`, and IAM refuses the policy`,
    didYouMean(
      value.replace(/^[^:]*:/, ''),
      SUGGESTED,
      'the usual ones are `StringEquals`, `StringLike`, `ArnLike` and `Bool`',
    ),
  );
}

/** Names of keys do not mind their case, so two spellings are one key. */
function* sameKeyTwice(statement: WrittenStatement): Iterable<Finding> {
  const spelling = new Map<string, string>();
  for (const { operatorText, key } of statement.conditions) {
    const id = `${operatorText.value}\n${key.value.toLowerCase()}`;
    const first = spelling.get(id);
    if (first !== undefined && first !== key.value) {
      yield found(
        'iam/duplicate-keys-with-different-case',
        statement,
        key.range,
        `\`${key.value}\` and \`${first}\` are the same key`,
        `put the values of both into one list under \`${first}\``,
      );
    }
    spelling.set(id, first ?? key.value);
  }
}

function* keys(statement: WrittenStatement, policy: CheckedPolicy): Iterable<Finding> {
  for (const { key } of statement.conditions) {
    if (key.value.includes('${') && !/^[\w.-]+:/.test(key.value)) continue;
    const lower = key.value.toLowerCase();
    const colon = lower.indexOf(':');
    if (colon <= 0 || colon === lower.length - 1 || /\s/.test(lower.slice(0, colon))) {
      yield malformedKey(statement, key);
    } else if (lower === 'aws:arn') {
      yield found(
        'iam/deprecated-global-condition-key',
        statement,
        key.range,
        `\`${key.value}\` is deprecated`,
        'use `aws:PrincipalArn` for who asks, or `aws:SourceArn` for the resource behind a service’s request',
      );
    } else if (/^aws:(?:request|resource|principal)tag\/?$/.test(lower)) {
      yield found(
        'iam/missing-tag-key-in-condition',
        statement,
        key.range,
        `\`${key.value}\` does not say which tag`,
        `write \`${key.value.replace(/\/$/, '')}/TAG-NAME\``,
      );
    } else if (policy.reference) {
      yield* keyExists(statement, key, lower.slice(0, colon), policy.reference);
    }
  }
}

function malformedKey(
  statement: WrittenStatement,
  { value, range }: WrittenCondition['key'],
): Finding {
  return found(
    'iam/invalid-condition-key-format',
    statement,
    range,
    `"${value}" is not a condition key: a key is a prefix and a name with a colon between`,
    'write it like `aws:SourceIp` or `s3:prefix`',
  );
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
function* keyExists(
  statement: WrittenStatement,
  { value, range }: WrittenCondition['key'],
  prefix: string,
  reference: Reference,
): Iterable<Finding> {
  if (reference.conditionKey(value)) return;
  if (prefix === 'aws') {
    yield found(
      'iam/invalid-global-condition-key',
      statement,
      range,
      dated(`there is no global condition key \`${value}\`, so it is always absent`, reference),
      didYouMean(value, reference.conditionKeyNames('aws'), undefined),
    );
  } else if (!reference.hasKeyPrefix(prefix)) {
    yield found(
      'iam/invalid-service',
      statement,
      range,
      dated(`there is no service \`${prefix}\` and so no key \`${value}\``, reference),
      didYouMean(prefix, reference.services, undefined),
    );
  } else if (reference.isListed(prefix) && !/:(?:request|resource)tag\//i.test(value)) {
    yield found(
      'iam/invalid-service-condition-key',
      statement,
      range,
      dated(`${prefix} has no condition key \`${value}\`, so it is always absent`, reference),
      didYouMean(value, reference.conditionKeyNames(prefix), undefined),
    );
  }
}
