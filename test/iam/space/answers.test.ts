import { describe, expect, it } from 'vitest';

import { fromValue } from '../../../scripts/iam/cases.ts';
import { answerTo } from '../../../scripts/iam/space/answers.ts';
import type { PolicySet } from '../../../scripts/iam/space/decide.ts';
import type { EvaluablePolicy, Statement } from '../../../scripts/iam/statement.ts';

const POLICY = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'One',
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::111122223333:role/A' },
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::docs/*',
      Condition: { StringEquals: { 'aws:PrincipalTag/team': 'docs' } },
    },
    { Sid: 'Two', Effect: 'Deny', Principal: '*', Action: 's3:DeleteObject', Resource: '*' },
  ],
};
const policy = (): EvaluablePolicy => fromValue('mine', POLICY);

/** The policy with another first statement. */
function changed(change: Partial<Statement>): EvaluablePolicy {
  const [first, ...others] = policy().statements;
  return { ...policy(), statements: [{ ...(first as Statement), ...change }, ...others] };
}

const alone = (one: EvaluablePolicy): PolicySet => ({ kind: 'resource', policy: one });
const identity = (...all: readonly EvaluablePolicy[]): PolicySet => ({
  kind: 'identity',
  identity: all,
});

const others: readonly PolicySet[] = [
  alone({ ...policy(), name: 'other' }),
  alone({ ...policy(), hasVariables: false }),
  alone({ ...policy(), statements: policy().statements.toReversed() }),
  alone({ ...policy(), statements: policy().statements.slice(1) }),
  alone(changed({ sid: undefined })),
  alone(changed({ index: 3 })),
  alone(changed({ effect: 'Deny' })),
  alone(changed({ action: { negated: true, values: ['s3:GetObject'] } })),
  alone(changed({ action: { negated: false, values: ['s3:GetObject', 's3:PutObject'] } })),
  alone(changed({ resource: undefined })),
  alone(changed({ principal: undefined })),
  alone(changed({ principal: { negated: false, anyone: true, byType: new Map() } })),
  alone(changed({ principal: { negated: false, anyone: false, byType: new Map() } })),
  alone(
    changed({
      principal: {
        negated: false,
        anyone: false,
        byType: new Map([['AWS', ['arn:aws:iam::111122223333:role/B']]]),
      },
    }),
  ),
  alone(changed({ conditions: [] })),
  alone(changed({ defects: ['it is broken'] })),
  { kind: 'resource', policy: policy(), about: ['arn:aws:s3:::docs'] },
  { kind: 'trust', policy: policy() },
  { kind: 'rcp', policy: policy() },
  identity(policy()),
  identity(policy(), policy()),
  { kind: 'identity', identity: [policy()], boundary: policy() },
  { kind: 'identity', identity: [policy()], session: policy() },
  { kind: 'identity', identity: [policy()], scps: [[policy()]] },
  { kind: 'identity', identity: [policy()], scps: [[policy()], []] },
];

/** Asks, and answers whether the question had to be worked out. */
function isNew(
  knowledge: { readonly asks: string },
  sets: readonly PolicySet[],
  question: readonly unknown[],
): boolean {
  let worked = false;
  answerTo(knowledge, sets, question, () => {
    worked = true;
    return {};
  });
  return worked;
}

describe('an answer that was found before', () => {
  it('is given again to the same question about equal policies', () => {
    const knowledge = { asks: 'the same' };
    expect(isNew(knowledge, [alone(policy())], ['every', {}])).toBe(true);
    expect(isNew(knowledge, [alone(policy())], ['every', {}])).toBe(false);
  });

  it('is not given to another question, about other policies, or with other knowledge', () => {
    const knowledge = { asks: 'others' };
    const sets = [alone(policy()), ...others];
    expect(sets.filter((set) => !isNew(knowledge, [set], ['every', {}]))).toEqual([]);
    expect(sets.filter((set) => isNew(knowledge, [set], ['every', {}]))).toEqual([]);
    const [one, other] = [alone(policy()), identity(policy())];
    expect(isNew(knowledge, [one, other], ['every', {}])).toBe(true);
    expect(isNew(knowledge, [other, one], ['every', {}])).toBe(true);
    expect(isNew(knowledge, [one], ['some', {}])).toBe(true);
    expect(isNew(knowledge, [one], ['every', { service: 's3' }])).toBe(true);
    expect(isNew({ asks: 'again' }, [one], ['every', {}])).toBe(true);
  });
});
