/** Names of elements are case-sensitive; a policy with others is still seen as one. */
import { describe, expect, it } from 'vitest';

import { fence, on } from '../support/lint-pages.ts';

describe('an element in lower case', () => {
  it.each<[string, string]>([
    [
      'statement',
      '{ "Version": "2012-10-17", "statement": [{ "effect": "Allow", "action": "s3:GetObject", "resource": "*" }] }',
    ],
    [
      'effect',
      '{ "Version": "2012-10-17", "Statement": [{ "effect": "Allow", "Action": "s3:GetObject", "Resource": "*" }] }',
    ],
    [
      'action',
      '{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "action": "s3:GetObject", "Resource": "*" }] }',
    ],
  ])('%s', async (_, text) => {
    expect((await on(fence('json', text))).join()).toContain('iam/invalid-policy-element');
  });
});

describe('is left alone', () => {
  it.each<[string, string]>([
    [
      'the JSON syntax of Terraform',
      '{ "data": { "aws_iam_policy_document": { "a": { "version": "2012-10-17", "statement": [{ "effect": "Allow", "actions": ["s3:GetObject"], "resources": ["*"] }] } } } }',
    ],
    [
      'the policy of another system',
      '{ "id": "Read", "statement": [{ "action": ["fs:Read*"], "effect": "allow", "resource": "*" }] }',
    ],
    ['a statement that is none', '{ "Version": "1.0", "statement": "2012-10-17" }'],
  ])('%s', async (_, text) => {
    expect(await on(fence('json', text))).toEqual([]);
  });
});
