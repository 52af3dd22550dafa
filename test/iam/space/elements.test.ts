/** What the elements of a policy are for. */
import { describe, expect, it } from 'vitest';

import { fromValue } from '../../../scripts/iam/cases.ts';
import type { PolicySet } from '../../../scripts/iam/space/decide.ts';
import { type Element, elementRole } from '../../../scripts/iam/space/elements.ts';
import { KNOWLEDGE } from './random.ts';

const set = (...Statement: object[]): PolicySet => ({
  kind: 'identity',
  identity: [fromValue('policy', { Version: '2012-10-17', Statement })],
});
const role = (
  policies: PolicySet,
  statement: number,
  element: Element = { kind: 'statement' },
): string | undefined =>
  elementRole(policies, { policy: 'policy', statement, element }, KNOWLEDGE)?.role;

const read = { Effect: 'Allow', Action: ['s3:GetObject'], Resource: ['arn:aws:s3:::b/*'] };
const onlyTrue = { Bool: { 'aws:ViaAWSMCPService': 'true' } };
const guard = {
  Effect: 'Deny',
  Action: '*',
  Resource: '*',
  Condition: { BoolIfExists: { 'aws:ViaAWSMCPService': 'false' } },
};

describe('an element', () => {
  it('is needed if something else is allowed without it', () => {
    expect(role(set(read), 0)).toBe('needed');
    expect(role(set(read, guard), 1)).toBe('needed');
  });

  it('is a guardrail if only other policies would show it', () => {
    expect(role(set({ ...read, Condition: onlyTrue }, guard), 1)).toBe('guardrail');
  });

  it('is redundant beside another that says the same', () => {
    const policies = set({ ...read, Action: ['s3:GetObject', 's3:Get*'] }, read);
    expect(role(policies, 1)).toBe('redundant');
    expect(role(policies, 0, { kind: 'action', value: 's3:GetObject' })).toBe('redundant');
    expect(role(policies, 0, { kind: 'action', value: 's3:Get*' })).toBe('needed');
  });

  it('never matches if no request can satisfy it', () => {
    const both = {
      StringEquals: { 'aws:username': 'ana' },
      StringNotLike: { 'aws:username': 'a*' },
    };
    expect(role(set(read, { ...read, Action: 's3:PutObject', Condition: both }), 1)).toBe('never');
  });

  it('may be one resource, condition or value', () => {
    const two = { ...read, Resource: ['arn:aws:s3:::b/*', 'arn:aws:s3:::b/a*'] };
    expect(role(set(two), 0, { kind: 'resource', value: 'arn:aws:s3:::b/a*' })).toBe('redundant');
    const values = { StringLike: { 'aws:username': ['a*', 'ana'] } };
    const conditioned = set({ ...read, Condition: values });
    expect(role(conditioned, 0, { kind: 'condition', condition: 0, value: 'ana' })).toBe(
      'redundant',
    );
    expect(role(conditioned, 0, { kind: 'condition', condition: 0 })).toBe('needed');
    expect(role(conditioned, 0, { kind: 'action', value: 's3:PutObject' })).toBeUndefined();
  });

  it('may be a principal', () => {
    const trust: PolicySet = {
      kind: 'trust',
      policy: fromValue('policy', {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Principal: { AWS: ['*', '111122223333'] }, Action: 'sts:AssumeRole' },
        ],
      }),
    };
    const one: Element = { kind: 'principal', type: 'AWS', value: '111122223333' };
    expect(role(trust, 0, one)).toBe('redundant');
    expect(role(trust, 0, { ...one, value: '*' })).toBe('needed');
  });
});
