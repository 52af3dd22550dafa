/** Values of conditions against what their operator compares: booleans, dates, numbers, ranges, patterns. */
import { isIP } from 'node:net';

import type { IamCode } from '../../problems/iam-codes.ts';
import type { Operator, OperatorFamily } from '../operators.ts';
import { type Finding, found, type StatementCheck } from './finding.ts';
import { type WrittenStatement, type Text } from '../written.ts';
import { withoutVariables } from './variables.ts';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
export const valueChecks: readonly StatementCheck[] = [
  valuesFitOperator,
  severalBooleans,
  secondsAsDates,
  wildcardsWithoutLike,
];

interface ValueRule {
  readonly code: IamCode;
  readonly expected: string;
  readonly fits: (value: string) => boolean;
}

const BOOLEAN: ValueRule = {
  code: 'iam/type-mismatch-boolean',
  expected: '`true` or `false`',
  fits: (value) => /^(?:true|false)$/i.test(value),
};

const RULES: Readonly<Partial<Record<OperatorFamily, ValueRule>>> = {
  Bool: BOOLEAN,
  Null: BOOLEAN,
  Numeric: {
    code: 'iam/type-mismatch-number',
    expected: 'a number',
    fits: (value) => /^[+-]?[0-9]+(?:\.[0-9]+)?$/.test(value),
  },
  Date: {
    code: 'iam/type-mismatch-date',
    expected: 'a date such as `2026-01-31T12:00:00Z`',
    fits: (value) => isDate(value) || isSeconds(value),
  },
  Binary: {
    code: 'iam/type-mismatch-string',
    expected: 'a text in base64',
    fits: (value) => value.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(value),
  },
  IpAddress: {
    code: 'iam/type-mismatch-ip-range',
    expected: 'an address or a range such as `203.0.113.0/24`',
    fits: isAddressOrRange,
  },
};

function* valuesFitOperator(statement: WrittenStatement): Iterable<Finding> {
  for (const { operator, operatorText, values } of statement.conditions) {
    const rule = operator && RULES[operator.family];
    if (!rule) continue;
    for (const { value, range } of values) {
      if (value.includes('${') || rule.fits(value)) continue;
      yield found(
        rule.code,
        statement,
        range,
        `\`${operatorText.value}\` takes ${rule.expected}, and "${value}" never matches`,
      );
    }
  }
}

/** W3C date and time: a year, a month, a day, or a time of a day with its zone. */
function isDate(value: string): boolean {
  const zoned =
    /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})$/i;
  const day = /^[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?$/;
  return (zoned.test(value) || day.test(value)) && !Number.isNaN(Date.parse(value));
}

/** Seconds since 1970; four digits are a year. */
const isSeconds = (value: string): boolean => /^[0-9]{5,}(?:\.[0-9]+)?$/.test(value);

function isAddressOrRange(value: string): boolean {
  const [address = '', bits, ...rest] = value.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  if (bits === undefined) return true;
  return /^[0-9]{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128);
}

function* severalBooleans(statement: WrittenStatement): Iterable<Finding> {
  for (const { operator, key, node, values } of statement.conditions) {
    if (operator?.name !== 'Bool' || operator.qualifier || values.length < 2) continue;
    yield found(
      'iam/invalid-condition-multiple-boolean',
      statement,
      node.range,
      `\`${key.value}\` is compared with ${values.length} booleans, of which one always matches`,
      'keep the one that is meant',
    );
  }
}

const CLOCKS: ReadonlySet<string> = new Set(['aws:currenttime', 'aws:tokenissuetime']);

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-currenttime */
function* secondsAsDates(statement: WrittenStatement): Iterable<Finding> {
  for (const { operator, key, values } of statement.conditions) {
    if (operator?.family !== 'Date' || !CLOCKS.has(key.value.toLowerCase())) continue;
    for (const { value, range } of values) {
      if (!isSeconds(value)) continue;
      yield found(
        'iam/invalid-date-value',
        statement,
        range,
        `"${value}" is a number of seconds, which may not be read as the date that is meant`,
        secondsHint(value),
      );
    }
  }
}

function secondsHint(value: string): string | undefined {
  const date = new Date(Number(value) * 1000);
  return Number.isNaN(date.getTime())
    ? undefined
    : `write \`${date.toISOString().replace('.000', '')}\``;
}

function* wildcardsWithoutLike(statement: WrittenStatement): Iterable<Finding> {
  for (const { operator, operatorText, values } of statement.conditions) {
    if (!operator || operator.family !== 'String' || operator.name.endsWith('Like')) continue;
    for (const text of values) {
      if (!hasPlainWildcard(text)) continue;
      yield found(
        'iam/wildcard-without-like-operator',
        statement,
        text.range,
        `\`${operatorText.value}\` compares "${text.value}" letter by letter, its wildcard too`,
        `use \`${likeOf(operator)}\`, or remove the wildcard`,
      );
    }
  }
}

/** A wildcard of its own: each variable takes one place, and what it holds is not looked at. */
function hasPlainWildcard({ value }: Text): boolean {
  const masked = withoutVariables(value.replaceAll('${*}', '').replaceAll('${?}', ''));
  const variables = value.split('${').length - 1 - (value.split(/\$\{[*?]\}/).length - 1);
  return (masked.match(/[*?]/g)?.length ?? 0) > variables;
}

function likeOf({ qualifier, negated, ifExists }: Operator): string {
  const name = `${negated ? 'StringNotLike' : 'StringLike'}${ifExists ? 'IfExists' : ''}`;
  return qualifier ? `${qualifier}:${name}` : name;
}
