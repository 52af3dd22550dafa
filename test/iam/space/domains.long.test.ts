/** Automata and domains of keys: representatives stand for all texts and values. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { globMatches } from '../../../scripts/iam/glob.ts';
import {
  conditionTruth,
  type KeyCondition,
  type Value,
} from '../../../scripts/iam/space/condition-truth.ts';
import { globOf, globWithinParts, RESOURCES, RUN } from '../../../scripts/iam/space/glob-tokens.ts';
import { ipBounds } from '../../../scripts/iam/space/ip-bounds.ts';
import { keyDomain } from '../../../scripts/iam/space/key-domain.ts';
import type { KeyInfo } from '../../../scripts/iam/space/key-values.ts';
import { findText, mayMeet, textClasses } from '../../../scripts/iam/space/text-classes.ts';
import { RUNS } from './runs.ts';

const ANY = { tokens: [RUN] };
const word = fc.string({ unit: fc.constantFrom('a', 'b', 'A', ':'), maxLength: 5 });
const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', ':'), maxLength: 5 });

describe('classes of texts', () => {
  it('hold every text, each with the globs that match it', () => {
    fc.assert(
      fc.property(fc.array(pattern, { maxLength: 4 }), word, (patterns, text) => {
        const globs = patterns.map((one) => globOf(one));
        const classes = textClasses(globs, { among: [ANY], states: 5000 });
        const matched = patterns.flatMap((one, index) => (globMatches(one, text) ? [index] : []));
        expect(classes.map((one) => one.matched)).toContainEqual(matched);
        for (const one of classes)
          expect(one.matched).toEqual(
            patterns.flatMap((glob, index) => (globMatches(glob, one.text) ? [index] : [])),
          );
      }),
      { numRuns: RUNS },
    );
  });

  it('find a text for some patterns and not for others, if there is one', () => {
    fc.assert(
      fc.property(
        fc.array(pattern, { maxLength: 3 }),
        fc.array(pattern, { maxLength: 3 }),
        word,
        (all, none, text) => {
          const found = findText({
            all: all.map((one) => globOf(one)),
            none: none.map((one) => globOf(one)),
            among: [ANY],
            states: 20_000,
          }).text;
          const fits = (one: string): boolean =>
            all.every((glob) => globMatches(glob, one)) &&
            !none.some((glob) => globMatches(glob, one));
          if (found === undefined) expect(fits(text)).toBe(false);
          else expect(fits(found)).toBe(true);
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('never calls two patterns disjoint that one text matches', () => {
    fc.assert(
      fc.property(pattern, pattern, word, (a, b, text) => {
        const isMet = globMatches(a, text) && globMatches(b, text);
        expect(mayMeet(globOf(a), globOf(b)) || !isMet).toBe(true);
      }),
      { numRuns: RUNS },
    );
  });

  it('know resources as ARNs and the star', () => {
    const texts = textClasses([globOf('*'), globOf('arn:aws:s3:::b/*')], {
      among: RESOURCES,
      states: 1000,
    });
    expect(texts.map(({ text }) => text)).toEqual(['*', 'arn:aws:s3:::b/']);
  });

  it('keep a wildcard within its part of an ARN', () => {
    expect(globWithinParts('arn:aws:s3:::b/*', false)).toBeUndefined();
    const within = globWithinParts('arn:aws:ec2:eu-*1:1:i/*', false);
    const text = findText({
      all: [globOf('arn:aws:ec2:eu-*1:1:i/*')],
      none: within ? [within] : [],
      among: RESOURCES,
      states: 5000,
    });
    expect(text.text).toBe('arn:aws:ec2:eu-:1:1:i/');
  });
});

const FAMILY_VALUES: Readonly<
  Record<
    string,
    { operators: string[]; expected: string[]; actual: string[]; type: KeyInfo['type'] }
  >
> = {
  text: {
    operators: [
      'StringEquals',
      'StringNotEquals',
      'StringLike',
      'StringNotLike',
      'StringEqualsIgnoreCase',
      'StringNotEqualsIgnoreCase',
    ],
    expected: ['red', 'Red', 'r*', '*d', 'b?ue', '*', '', '${*}x', 'x${aws:username}'],
    actual: ['', 'red', 'Red', 'RED', 'r', 'rod', 'd', 'blue', 'bxue', '*x', 'x', 'xred', 'zz'],
    type: 'String',
  },
  arn: {
    operators: ['ArnEquals', 'ArnLike', 'ArnNotLike', 'ArnNotEquals'],
    expected: [
      'arn:aws:s3:::b',
      'arn:aws:s3:::*',
      'arn:aws:*:*:111122223333:*',
      'arn:aws:sns:*:*:t',
      'arn:aws:s3',
    ],
    actual: [
      'arn:aws:s3:::b',
      'arn:aws:s3:::c',
      'arn:aws:sns:x:111122223333:t',
      'arn:aws:sns:x:y:t:u',
      'arn:aws-cn:s3:::b',
    ],
    type: 'ARN',
  },
  number: {
    operators: ['NumericEquals', 'NumericNotEquals', 'NumericLessThan', 'NumericGreaterThanEquals'],
    expected: ['5', '10', '10.5', '-1', 'ten'],
    actual: ['4', '5', '7', '10.2', '10.5', '11', '-1', '-3', '0'],
    type: 'Numeric',
  },
  date: {
    operators: ['DateLessThan', 'DateGreaterThanEquals', 'DateEquals', 'DateNotEquals'],
    expected: ['2026-01-01T00:00:00Z', '2026-06-01', '1700000000'],
    actual: [
      '2025-01-01',
      '2026-01-01',
      '2026-03-01T10:00:00Z',
      '2026-06-01T00:00:00Z',
      '2030-01-01',
    ],
    type: 'Date',
  },
  address: {
    operators: ['IpAddress', 'NotIpAddress'],
    expected: [
      '10.0.0.0/8',
      '10.1.0.0/16',
      '10.1.2.3',
      '2001:db8::/32',
      '2001:db8::1',
      '0.0.0.0/0',
      'here',
    ],
    actual: [
      '10.0.0.1',
      '10.1.0.1',
      '10.1.2.3',
      '8.8.8.8',
      '2001:db8::1',
      '2001:db8::2',
      '::1',
      '11.0.0.0',
      '9.255.255.255',
      '::ffff:10.0.0.1',
    ],
    type: 'IPAddress',
  },
  truth: {
    operators: ['Bool', 'StringEquals', 'StringNotEquals'],
    expected: ['true', 'false', 'True'],
    actual: ['true', 'false'],
    type: 'Bool',
  },
  bytes: {
    operators: ['BinaryEquals'],
    expected: ['QQ==', 'Qg==', 'x'],
    actual: ['QQ==', 'Qg==', 'Qw==', 'eHh4'],
    type: 'Binary',
  },
};

describe('the domain of a key', () => {
  it.each(Object.entries(FAMILY_VALUES))('has a state for each value: %s', (_, family) => {
    const condition = fc.record({
      operator: fc.tuple(
        fc.constantFrom('', 'ForAllValues:', 'ForAnyValue:'),
        fc.constantFrom(...family.operators, 'Null'),
        fc.constantFrom('', 'IfExists'),
      ),
      values: fc.uniqueArray(fc.constantFrom(...family.expected), { minLength: 1, maxLength: 3 }),
    });
    const conditions = fc.array(condition, { minLength: 1, maxLength: 4 });
    const value = fc.oneof(
      fc.constantFrom(...family.actual),
      fc.constant(null),
      fc.uniqueArray(fc.constantFrom(...family.actual), { maxLength: 3 }),
    );
    fc.assert(
      fc.property(conditions, value, fc.boolean(), (given, one, multivalued) => {
        const asked: KeyCondition[] = given.map(({ operator: [set, base, exists], values }) => ({
          condition:
            base === 'Null'
              ? { operator: 'Null', key: 'k', values: ['true'] }
              : { operator: `${multivalued ? set : ''}${base}${exists}`, key: 'k', values },
          hasVariables: true,
        }));
        const domain = keyDomain({
          name: 'k',
          conditions: asked,
          info: { type: family.type, multivalued },
          tests: [],
        });
        const actual =
          Array.isArray(one) && !multivalued
            ? (one[0] ?? null)
            : typeof one === 'string' && multivalued
              ? [one]
              : one;
        const names: string[] = [];
        const raise = (name: string): number => names.push(name);
        const judged = (of: Value): string =>
          JSON.stringify(
            asked.map((each) => {
              names.length = 0;
              const doubts = conditionTruth(each, of, raise);
              return [doubts, [...names]];
            }),
          );
        expect(domain.inexact).toBeUndefined();
        expect(domain.states.map(judged)).toContain(judged(actual));
      }),
      { numRuns: RUNS },
    );
  });

  it('splits numbers at each bound and between them', () => {
    const { states } = keyDomain({
      name: 's3:max-keys',
      conditions: [
        {
          condition: { operator: 'NumericLessThan', key: 's3:max-keys', values: ['10'] },
          hasVariables: true,
        },
      ],
      info: { type: 'Numeric', multivalued: false },
      tests: [],
    });
    expect(states).toEqual([null, '9', '10']);
  });

  it('splits addresses at the borders of ranges', () => {
    expect(ipBounds(['10.0.0.0/8', '::1'])).toEqual([
      '0.0.0.0',
      '10.0.0.0',
      '11.0.0.0',
      '0:0:0:0:0:0:0:0',
      '0:0:0:0:0:0:0:1',
      '0:0:0:0:0:0:0:2',
    ]);
  });

  it('keeps exact lists of a multivalued key apart', () => {
    const { states } = keyDomain({
      name: 'aws:TagKeys',
      conditions: [],
      info: { type: 'String', multivalued: true },
      tests: [['a', 'b']],
    });
    expect(states).toContainEqual(['a', 'b']);
    expect(states.length).toBeGreaterThan(2);
  });
});
