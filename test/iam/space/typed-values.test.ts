/** Numbers, dates and addresses in a space: compared by value, and never skipped by a pattern. */
import { describe, expect, it } from 'vitest';

import { fromValue } from '../../../scripts/iam/cases.ts';
import { loadReference } from '../../../scripts/iam/reference.ts';
import { actionIndex } from '../../../scripts/iam/space/action-index.ts';
import { knowledgeOf } from '../../../scripts/iam/space/knowledge.ts';
import { type EveryAnswer, proveEvery } from '../../../scripts/iam/space/prove.ts';
import type { KeyTest, Space } from '../../../scripts/iam/space/space.ts';

const knowledge = knowledgeOf(await loadReference(), await actionIndex());

/** Whether everything in the space is refused by an Allow under one condition. */
function refused(operator: string, key: string, value: string, space: Space): EveryAnswer {
  const policy = fromValue('policy', {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: 's3:GetObject',
        Resource: '*',
        Condition: { [operator]: { [key]: value } },
      },
    ],
  });
  return proveEvery({ kind: 'identity', identity: [policy] }, space, 'denied', knowledge);
}

const only = (key: string, test: KeyTest): Space => ({ context: { [key]: test } });
const without = (key: string, test: KeyTest): Space => ({ except: [only(key, test)] });

const AGE = 'aws:MultiFactorAuthAge';
const TIME = 'aws:CurrentTime';
const IP = 'aws:SourceIp';

describe('a pattern on a key that is compared by value', () => {
  it.each([
    ['NumericGreaterThan', AGE, '100', only(AGE, { like: ['5??', '100'] })],
    ['NumericGreaterThanEquals', AGE, '100', without(AGE, { like: '1*' })],
    ['DateGreaterThan', TIME, '2026-01-01T00:00:00Z', only(TIME, { like: ['2027*', '2025*'] })],
    ['NotIpAddress', IP, '10.0.0.0/8', only(IP, { like: ['8.*', '10.0.0.0'] })],
    ['IpAddress', IP, '10.0.0.0/8', without(IP, { like: '10.*0' })],
    ['BinaryEquals', 'app:bytes', 'QUJD', without('app:bytes', { like: 'QU??' })],
  ])('is not decided: %s %s %s', (operator, key, value, space) => {
    const answer = refused(operator, key, value, space);
    expect(answer).toMatchObject({ answer: 'unknown' });
    expect(JSON.stringify(answer)).toContain('state values with `in` or `not`');
  });

  it('is not an empty space', () => {
    const space = only(IP, { like: '8.*' });
    expect(refused('NotIpAddress', IP, '10.0.0.0/8', space).answer).toBe('unknown');
  });

  it.each([
    ['has no wildcard', { like: '8.8.8.8' }, 'fails'],
    ['takes every value', { like: '*' }, 'fails'],
  ] as const)('is decided if it %s', (_, test, answer) => {
    expect(refused('NotIpAddress', IP, '10.0.0.0/8', only(IP, test)).answer).toBe(answer);
  });

  it('is decided on texts, ARNs and truth values', () => {
    const arn = { like: 'arn:aws:s3:::bc*' };
    expect(
      refused('ArnLike', 'aws:SourceArn', 'arn:aws:s3:::b*', only('aws:SourceArn', arn)).answer,
    ).toBe('fails');
    const bool = { like: 't*' };
    expect(
      refused('Bool', 'aws:SecureTransport', 'false', only('aws:SecureTransport', bool)).answer,
    ).toBe('holds');
  });
});

describe('a value in a space', () => {
  it.each([
    ['NumericEquals', AGE, '5.0', '5'],
    ['NumericEquals', AGE, '5', '5.0'],
    ['DateEquals', TIME, '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z'],
    ['DateEquals', TIME, '1767225600', '2026-01-01T01:00:00+01:00'],
    ['IpAddress', IP, '2001:db8::1/128', '2001:db8::1'],
  ])('means every spelling of it: %s %s %s', (operator, key, value, stated) => {
    expect(refused(operator, key, value, only(key, { not: stated })).answer).toBe('holds');
    expect(refused(operator, key, value, only(key, stated)).answer).toBe('fails');
  });

  it('is not taken for a number that the operators do not read', () => {
    const space = only(AGE, { not: '' });
    expect(refused('NumericEquals', AGE, '0', space).answer).toBe('fails');
  });
});
