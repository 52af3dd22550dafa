/**
 * Compares a value of a request with a value of a policy, by the operator's family. Source:
 * reference_policies_elements_condition_operators.
 */
import { BlockList, isIP } from 'node:net';

import type { Context } from './context.ts';
import { arnMatches, compilePattern, matches } from './pattern.ts';
import { no, type Truth, unknown, YES } from './truth.ts';

/**
 * Whether a value of the request matches a value of the policy. `variables` is undefined if the
 * policy's version has none.
 */
export type Compare = (actual: string, expected: string, variables: Context | undefined) => Truth;

/** Case-sensitive; the Like operators use wildcards. */
export const text =
  (wildcards: boolean): Compare =>
  (actual, expected, variables) =>
    matches(compilePattern(expected, { wildcards, variables }), actual, differs(actual, expected));

/**
 * Compares without wildcards, so that variables can be replaced and the whole text then lowercased.
 */
export const ignoringCase: Compare = (actual, expected, variables) => {
  const pattern = compilePattern(expected, { wildcards: false, variables });
  if (!('tokens' in pattern)) return pattern;
  return pattern.tokens.join('').toLowerCase() === actual.toLowerCase()
    ? YES
    : no(differs(actual, expected));
};

/** Compares ARNs part by part. Equals and Like behave the same for ARNs. */
export const arn: Compare = (actual, expected, variables) =>
  arnMatches(
    compilePattern(expected, { wildcards: true, variables }),
    actual,
    differs(actual, expected),
  );

function ordered(
  parse: (value: string) => number | undefined,
  kind: string,
  holds: (actual: number, expected: number) => boolean,
): Compare {
  return (actual, expected) => {
    const [a, b] = [parse(actual), parse(expected)];
    if (b === undefined) return unknown(`the policy's ${expected} is not a ${kind}`);
    if (a === undefined) return unknown(`the request's ${actual} is not a ${kind}`);
    return holds(a, b) ? YES : no(differs(actual, expected));
  };
}

/** Compares base64 values by the bytes that they encode. */
export const binary: Compare = (actual, expected) => {
  if (
    ![actual, expected].every(
      (value) => /^[A-Za-z0-9+/]*={0,2}$/.test(value) && value.length % 4 === 0,
    )
  ) {
    return unknown('a binary value is not valid base64');
  }
  return Buffer.from(actual, 'base64').equals(Buffer.from(expected, 'base64'))
    ? YES
    : no(differs(actual, expected));
};

/** Only lowercase `true` and `false` are documented, and no variables. */
export const bool: Compare = (actual, expected) => {
  for (const value of [actual, expected]) {
    if (value !== 'true' && value !== 'false')
      return unknown(`how Bool reads "${value}" is not documented`);
  }
  return actual === expected ? YES : no(differs(actual, expected));
};

export const ipAddress: Compare = (actual, expected) => {
  const family = familyOf(actual);
  if (!family) return unknown(`the request's ${actual} is not an IP address`);
  const [address = '', bits, ...more] = expected.split('/');
  const range = familyOf(address);
  const size = bits === undefined ? (range === 'ipv4' ? 32 : 128) : Number(bits);
  if (
    !range ||
    more.length > 0 ||
    (bits !== undefined && !/^\d{1,3}$/.test(bits)) ||
    size > (range === 'ipv4' ? 32 : 128)
  ) {
    return unknown(`the policy's ${expected} is not an IP address range`);
  }
  if (range !== family) return no(differs(actual, expected));
  const list = new BlockList();
  list.addSubnet(address, size, range);
  return list.check(actual, family) ? YES : no(differs(actual, expected));
};

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  const version = isIP(address);
  return version === 4 ? 'ipv4' : version === 6 ? 'ipv6' : undefined;
}

/** A number as the operators read it; undefined if they do not. */
export function number(value: string): number | undefined {
  return /^[+-]?\d{1,15}(?:\.\d{1,15})?$/.test(value) ? Number(value) : undefined;
}

/**
 * ISO 8601 in the W3C profile, or seconds since 1970. A time needs a zone; four digits are rejected
 * because they could be either.
 */
export function date(value: string): number | undefined {
  if (/^\d{5,12}$/.test(value)) return Number(value) * 1000;
  const match =
    /^(\d{4})-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d))?)?$/.exec(
      value,
    );
  if (!match) return undefined;
  const [, year = '', month = '', day = '01', hour = '00', minute = '00', second = '00'] = match;
  const time = Date.parse(
    match[4] !== undefined && match[6] === undefined
      ? value.replace(/(T\d\d:\d\d)/, '$1:00')
      : value,
  );
  if (
    Number.isNaN(time) ||
    Number(month) > 12 ||
    Number(day) > new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate() ||
    Number(hour) > 23 ||
    Number(minute) > 59 ||
    Number(second) > 59
  )
    return undefined;
  return time;
}

const ORDERS = {
  Equals: (a: number, b: number) => a === b,
  LessThan: (a: number, b: number) => a < b,
  LessThanEquals: (a: number, b: number) => a <= b,
  GreaterThan: (a: number, b: number) => a > b,
  GreaterThanEquals: (a: number, b: number) => a >= b,
} as const;

/** Comparisons of numbers or dates, by the suffix of the operator. */
function orders(
  parse: (value: string) => number | undefined,
  kind: string,
): Readonly<Record<keyof typeof ORDERS, Compare>> {
  return Object.fromEntries(
    Object.entries(ORDERS).map(([suffix, holds]) => [suffix, ordered(parse, kind, holds)]),
  ) as Record<keyof typeof ORDERS, Compare>;
}

const differs = (actual: string, expected: string): string =>
  `the request has "${actual}", not "${expected}"`;

export const numbers = orders(number, 'number');
export const dates = orders(date, 'date');
