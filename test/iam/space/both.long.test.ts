/** Both sides together, against the evaluator. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { fromValue } from '../../../scripts/iam/cases.ts';
import { decide, type PolicySet } from '../../../scripts/iam/space/decide.ts';
import { findSome, proveEvery } from '../../../scripts/iam/space/prove.ts';
import type { Space } from '../../../scripts/iam/space/space.ts';
import { KNOWLEDGE } from './random.ts';
import { PATIENCE, RUNS } from './runs.ts';

const OWN = '111122223333';
const OTHER = '222233334444';
const CALLERS = [
  `arn:aws:sts::${OWN}:assumed-role/Admin/ana`,
  `arn:aws:iam::${OWN}:user/ana`,
  `arn:aws:iam::${OWN}:root`,
  `arn:aws:sts::${OTHER}:assumed-role/Agent/run`,
  `arn:aws:iam::${OTHER}:root`,
  `arn:aws:sts::${OWN}:federated-user/unrelated`,
  'ec2.amazonaws.com',
];
const NAMED = [
  '*',
  { AWS: '*' },
  { AWS: OWN },
  { AWS: OTHER },
  { AWS: `arn:aws:iam::${OWN}:role/Admin` },
  { AWS: `arn:aws:sts::${OWN}:assumed-role/Admin/ana` },
  { AWS: `arn:aws:iam::${OWN}:user/ana` },
  { Service: 'ec2.amazonaws.com' },
];
const effect = fc.constantFrom('Allow', 'Allow', 'Allow', 'Deny');
const condition = fc.constantFrom({}, {}, { StringEquals: { 'aws:PrincipalTag/team': 'red' } });
const document = (one: fc.Arbitrary<object>): fc.Arbitrary<object> =>
  fc
    .array(one, { minLength: 1, maxLength: 2 })
    .map((Statement) => ({ Version: '2012-10-17', Statement }));

function setOf(
  policyKind: 'trust' | 'resource',
  actions: readonly string[],
): fc.Arbitrary<PolicySet> {
  const own = document(
    fc
      .tuple(effect, fc.constantFrom(...actions), condition)
      .map(([Effect, Action, Condition]) => ({ Effect, Action, Resource: '*', Condition })),
  );
  const theirs = document(
    fc
      .tuple(effect, fc.constantFrom(...actions), condition, fc.constantFrom(...NAMED))
      .map(([Effect, Action, Condition, Principal]) => ({
        Effect,
        Action,
        Principal,
        Condition,
        ...(policyKind === 'resource' && { Resource: '*' }),
      })),
  );
  return fc
    .record({
      identity: fc.array(own, { maxLength: 1 }),
      policy: theirs,
      boundary: fc.option(own, { nil: undefined, freq: 3 }),
      scp: fc.option(own, { nil: undefined, freq: 3 }),
      session: fc.option(own, { nil: undefined, freq: 3 }),
    })
    .map(({ identity, policy, boundary, scp, session }) => ({
      kind: 'both',
      policyKind,
      resourceAccount: OWN,
      identity: identity.map((one) => fromValue('identity', one)),
      policy: fromValue('resource', policy),
      boundary: boundary && fromValue('boundary', boundary),
      scps: scp && [[fromValue('scp', scp)]],
      session: session && fromValue('session', session),
    }));
}

const within: fc.Arbitrary<Space> = fc.constantFrom<Space>(
  {},
  { principal: { account: OWN } },
  { principal: { not: { account: OWN } } },
  { principal: { service: 'ec2.amazonaws.com' } },
  { context: { 'aws:PrincipalTag/team': 'red' } },
  { except: [{ principal: { role: 'Admin' } }] },
);

const isInside = (
  { principal, context, except }: Space,
  caller: string,
  team: string | null,
): boolean => {
  const isOwn = caller.includes(`:${OWN}:`);
  if (principal !== undefined) {
    if (JSON.stringify(principal).includes('service')) {
      if (!caller.endsWith('.amazonaws.com')) return false;
    } else if (isOwn === 'not' in (principal as object)) return false;
  }
  if (context !== undefined && team !== 'red') return false;
  return except === undefined || !caller.includes('/Admin/');
};

describe('both sides together', () => {
  it.each([
    ['a bucket', 'resource', ['s3:GetObject', 's3:*', '*'], ['s3:GetObject', 's3:PutObject']],
    ['a role', 'trust', ['sts:AssumeRole', 'sts:*', '*'], ['sts:AssumeRole', 'sts:TagSession']],
  ] as const)(
    'are decided as the evaluator decides each call: %s',
    PATIENCE,
    (_, kind, patterns, actions) => {
      expect.hasAssertions();
      const resource = kind === 'trust' ? `arn:aws:iam::${OWN}:role/Target` : 'arn:aws:s3:::b/x';
      const call = fc.tuple(
        fc.constantFrom(...CALLERS),
        fc.constantFrom(...actions),
        fc.constantFrom(null, 'red', 'x'),
      );
      const expected = fc.constantFrom('allowed', 'denied', 'explicitDeny', 'implicitDeny');
      fc.assert(
        fc.property(
          setOf(kind, patterns),
          within,
          expected,
          fc.array(call, { minLength: 30, maxLength: 30 }),
          (set, space, wish, calls) => {
            const every = proveEvery(set, space, wish, KNOWLEDGE);
            const some = findSome(set, space, wish, KNOWLEDGE);
            const meets = (decision: string): boolean =>
              wish === 'denied' ? decision.endsWith('Deny') : decision === wish;
            if (every.answer === 'fails') expect(meets(every.decision.decision)).toBe(false);
            for (const [principal, action, team] of calls) {
              if (!isInside(space, principal, team)) continue;
              const { decision } = decide(set, {
                principal,
                action,
                resource,
                context: { 'aws:PrincipalTag/team': team },
              });
              if (decision === 'unknown') continue;
              const said = `${principal} ${action} ${team} ${decision}`;
              if (every.answer === 'holds') expect([said, meets(decision)]).toEqual([said, true]);
              if (some.answer === 'no') expect([said, meets(decision)]).toEqual([said, false]);
            }
          },
        ),
        { numRuns: RUNS },
      );
    },
  );
});
