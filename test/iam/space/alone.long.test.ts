/** Policies of resources and roles by themselves: who is admitted, and to whom it is left. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { fromValue } from '../../../scripts/iam/cases.ts';
import { decide, type PolicySet } from '../../../scripts/iam/space/decide.ts';
import { FACTS } from '../../../scripts/iam/space/facts.ts';
import { type Expectation, findSome, proveEvery } from '../../../scripts/iam/space/prove.ts';
import type { Knowledge } from '../../../scripts/iam/space/knowledge.ts';
import type { PrincipalTest, Space } from '../../../scripts/iam/space/space.ts';
import { isMember } from './member.ts';
import { KNOWLEDGE } from './random.ts';
import { PATIENCE, RUNS } from './runs.ts';

const OWN = '111122223333';
const VENDOR = '222233334444';
const CALLERS = [
  `arn:aws:sts::${OWN}:assumed-role/Admin/ana`,
  `arn:aws:sts::${OWN}:assumed-role/Reader/ben`,
  `arn:aws:iam::${OWN}:user/ana`,
  `arn:aws:iam::${OWN}:root`,
  `arn:aws:sts::${VENDOR}:assumed-role/Agent/run`,
  `arn:aws:iam::${VENDOR}:user/team/bob`,
  `arn:aws:iam::${VENDOR}:root`,
  'arn:aws:sts::999999999999:assumed-role/Any/one',
  'arn:aws:iam::999999999999:user/any',
  'ec2.amazonaws.com',
  'lambda.amazonaws.com',
  'accounts.google.com',
  `arn:aws:iam::${OWN}:oidc-provider/token.actions.githubusercontent.com`,
  `arn:aws:iam::${OWN}:saml-provider/Corp`,
  '*',
];
const NAMED: readonly object[] = [
  { AWS: '*' },
  { AWS: OWN },
  { AWS: `arn:aws:iam::${VENDOR}:root` },
  { AWS: `arn:aws:iam::${OWN}:role/Admin` },
  { AWS: [`arn:aws:iam::${OWN}:user/ana`, VENDOR] },
  { AWS: `arn:aws:sts::${OWN}:assumed-role/Admin/ana` },
  { AWS: `arn:aws:iam::${OWN}:role/*` },
  { Service: 'ec2.amazonaws.com' },
  { Federated: 'accounts.google.com' },
  { Federated: `arn:aws:iam::${OWN}:oidc-provider/token.actions.githubusercontent.com` },
  { Federated: `arn:aws:iam::${OWN}:saml-provider/Corp` },
];
const principal = fc.oneof(
  { weight: 1, arbitrary: fc.constant({ Principal: '*' }) },
  { weight: 6, arbitrary: fc.constantFrom(...NAMED).map((Principal) => ({ Principal })) },
  { weight: 1, arbitrary: fc.constantFrom(...NAMED).map((NotPrincipal) => ({ NotPrincipal })) },
);
const CONDITIONS: readonly object[] = [
  {},
  {},
  { StringEquals: { 'aws:PrincipalAccount': VENDOR } },
  { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/A*' } },
  { ArnNotEquals: { 'aws:PrincipalArn': `arn:aws:iam::${OWN}:role/Admin` } },
  { StringEquals: { 'sts:ExternalId': 'secret' } },
  { StringNotEqualsIfExists: { 'aws:PrincipalTag/team': ['red', 'blue'] } },
  { Bool: { 'aws:PrincipalIsAWSService': 'false' } },
];
const TRUST_ACTIONS = ['sts:AssumeRole', 'sts:*', '*', 'sts:TagSession', 'sts:AssumeRoleWith*'];
const statementOf = (
  actions: readonly string[],
  resources: readonly string[],
): fc.Arbitrary<object> =>
  fc
    .tuple(
      fc.constantFrom('Allow', 'Allow', 'Deny'),
      principal,
      fc.constantFrom(...actions),
      fc.constantFrom(...CONDITIONS),
      resources.length === 0
        ? fc.constant({})
        : fc.constantFrom(...resources).map((Resource) => ({ Resource })),
    )
    .map(([Effect, who, Action, Condition, what]) => ({
      Effect,
      ...who,
      Action,
      ...what,
      Condition,
    }));
const policyOf = (kind: 'trust' | 'resource', one: fc.Arbitrary<object>): fc.Arbitrary<PolicySet> =>
  fc.array(one, { minLength: 1, maxLength: 3 }).map((Statement) => ({
    kind,
    policy: fromValue(kind, { Version: '2012-10-17', Statement }),
  }));
const trust = policyOf('trust', statementOf(TRUST_ACTIONS, []));
const bucket = policyOf(
  'resource',
  statementOf(['s3:*', 's3:GetObject', '*'], ['arn:aws:s3:::b/*', 'arn:aws:s3:::b', '*']),
);

const test = fc.constantFrom<PrincipalTest>(
  { account: OWN },
  { account: VENDOR },
  { role: `arn:aws:iam::${OWN}:role/Admin` },
  { role: 'Reader' },
  { user: `arn:aws:iam::${OWN}:user/ana` },
  { service: 'ec2.amazonaws.com' },
  { issuer: 'accounts.google.com' },
  { issuer: 'token.actions.githubusercontent.com' },
  'anonymous',
  `arn:aws:iam::${VENDOR}:user/team/*`,
  'arn:aws:sts::*:assumed-role/A*',
);
const within: fc.Arbitrary<Space> = fc.record(
  {
    principal: fc.oneof(
      test,
      fc.array(test, { minLength: 1, maxLength: 2 }),
      test.map((not) => ({ not })),
    ),
    action: fc.constantFrom('assume', 'sts:AssumeRole', '*', 's3:*'),
    context: fc.constantFrom(
      { 'sts:ExternalId': 'secret' },
      { 'sts:ExternalId': { not: 'secret' } },
    ),
    except: fc.array(fc.record({ principal: test }), { maxLength: 2 }),
  },
  { requiredKeys: [] },
);

const KNOWN: Knowledge = { ...KNOWLEDGE, facts: FACTS };
const expectation = fc.constantFrom<Expectation>(
  'allowed',
  'denied',
  'explicitDeny',
  'implicitDeny',
  'admits',
  'delegates',
);

/** What a caller is, as a space's principal asks, written plainly. */
function isOne(one: PrincipalTest, caller: string): boolean {
  const role = /^arn:aws:sts::(\d+):assumed-role\/([^/]+)/.exec(caller);
  const roleArn = role && `arn:aws:iam::${role[1]}:role/${role[2]}`;
  const like = (pattern: string, text: string): boolean =>
    new RegExp(`^${pattern.replace(/[.]/g, '\\.').replace(/\*/g, '.*')}$`).test(text);
  if (one === 'anonymous') return caller === '*';
  if (typeof one === 'string') return like(one, caller) || (roleArn !== null && like(one, roleArn));
  if ('account' in one)
    return caller.split(':')[4] === one.account && !caller.includes('-provider/');
  if ('role' in one) return roleArn === one.role || (role !== null && role[2] === one.role);
  if ('user' in one) return caller === one.user;
  if ('service' in one) return caller === one.service;
  return (
    caller === one.issuer || (caller.endsWith(`/${one.issuer}`) && caller.includes('-provider/'))
  );
}

function isIn(space: Space, caller: string, action: string, context: object): boolean {
  const { principal: who, except = [], ...rest } = space;
  const actions = rest.action === 'assume' ? 'sts:*' : rest.action;
  const request = { action, resource: 'arn:aws:s3:::b/x', context: context as never };
  if (!isMember({ ...rest, ...(actions && { action: actions }) }, request, true)) return false;
  if (who !== undefined) {
    const isNot = typeof who === 'object' && 'not' in who;
    const tests = [isNot ? who.not : who].flat() as PrincipalTest[];
    if (tests.some((one) => isOne(one, caller)) === isNot) return false;
  }
  return !except.some((one) => isIn(one, caller, action, context));
}

const canMake = (caller: string, action: string): boolean => {
  const isIssuer = caller.includes('-provider/') || caller === 'accounts.google.com';
  if (action === 'sts:AssumeRoleWithSAML') return caller.includes(':saml-provider/');
  if (action === 'sts:AssumeRoleWithWebIdentity') return isIssuer && !caller.includes(':saml-');
  if (action === 'sts:TagSession') return caller !== '*';
  return !isIssuer && (caller !== '*' || !action.startsWith('sts:'));
};

/** The keys that a caller fixes. */
function contextOf(caller: string, given: object): Readonly<Record<string, string | null>> {
  const account = /^arn:aws:[a-z]+::(\d+):/.exec(caller)?.[1];
  const isIssuer = caller.includes('-provider/');
  const arn = caller.replace(
    /^arn:aws:sts::(\d+):assumed-role\/([^/]+).*$/,
    'arn:aws:iam::$1:role/$2',
  );
  return {
    ...given,
    'aws:PrincipalAccount': (isIssuer ? undefined : account) ?? null,
    'aws:PrincipalArn': account === undefined || isIssuer ? null : arn,
    'aws:PrincipalIsAWSService': caller === '*' ? null : String(caller.endsWith('.amazonaws.com')),
  };
}

function compareWithEvaluator(policies: fc.Arbitrary<PolicySet>, actions: readonly string[]): void {
  const given = fc.record({
    'sts:ExternalId': fc.constantFrom(null, 'secret', 'guess'),
    'aws:PrincipalTag/team': fc.constantFrom(null, 'red', 'x'),
  });
  const call = fc.tuple(fc.constantFrom(...CALLERS), fc.constantFrom(...actions), given);
  fc.assert(
    fc.property(
      policies,
      within,
      expectation,
      fc.array(call, { minLength: 40, maxLength: 40 }),
      (set, space, expected, calls) => {
        const answer = proveEvery(set, space, expected, KNOWN);
        const found = findSome(set, space, expected, KNOWN);
        const meets = (decision: string): boolean =>
          expected === 'allowed'
            ? decision === 'admits' || decision === 'delegates'
            : expected === 'denied'
              ? decision.endsWith('Deny')
              : decision === expected;
        if (answer.answer === 'fails') {
          const { principal: caller, action, context } = answer.request;
          expect(isIn(space, caller, action, context)).toBe(true);
          expect(canMake(caller, action)).toBe(true);
          expect(meets(answer.decision.decision)).toBe(false);
        }
        if (found.answer === 'yes' && expected !== 'denied')
          expect(meets(found.decision.decision)).toBe(true);
        for (const [caller, action, some] of calls) {
          if (!canMake(caller, action)) continue;
          const context = contextOf(caller, some);
          if (!isIn(space, caller, action, context)) continue;
          const request = { principal: caller, action, resource: 'arn:aws:s3:::b/x', context };
          const { decision } = decide(set, request);
          if (answer.answer === 'empty') expect(request).toBe('nowhere');
          if (decision === 'unknown') continue;
          if (answer.answer === 'holds')
            expect([decision, meets(decision)]).toEqual([decision, true]);
          if (found.answer === 'no') expect([decision, meets(decision)]).toEqual([decision, false]);
        }
      },
    ),
    { numRuns: RUNS },
  );
}

describe('the policy of a role or resource alone', () => {
  it('a trust policy is decided as the evaluator decides each call', PATIENCE, () => {
    expect.hasAssertions();
    compareWithEvaluator(trust, [
      'sts:AssumeRole',
      'sts:AssumeRoleWithWebIdentity',
      'sts:AssumeRoleWithSAML',
      'sts:TagSession',
    ]);
  });

  it('a bucket policy is decided as the evaluator decides each call', PATIENCE, () => {
    expect.hasAssertions();
    compareWithEvaluator(bucket, ['s3:GetObject', 's3:PutObject', 's3:getnew']);
  });
});

const trustPolicy = (...Statement: object[]): PolicySet => ({
  kind: 'trust',
  policy: fromValue('trust', { Version: '2012-10-17', Statement }),
});
const vendor = (Condition?: object): object => ({
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${VENDOR}:root` },
  Action: 'sts:AssumeRole',
  ...(Condition && { Condition }),
});
const EXTERNAL_ID = { StringEquals: { 'sts:ExternalId': 'secret' } };
const outsiders: Space = { action: 'assume', except: [{ principal: { account: VENDOR } }] };

describe('what a trust policy must not admit', () => {
  it('anyone, as Principal AWS "*" without a condition does', () => {
    const set = trustPolicy({ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' });
    const answer = proveEvery(set, outsiders, 'denied', KNOWN);
    expect(answer).toMatchObject({
      answer: 'fails',
      request: { action: 'sts:AssumeRole' },
      decision: { decision: 'admits' },
    });
    const wrongId = { action: 'sts:AssumeRole', context: { 'sts:ExternalId': { not: 'secret' } } };
    expect(proveEvery(set, wrongId, 'denied', KNOWN).answer).toBe('fails');
  });

  it('a vendor without the external id, once the condition is deleted', () => {
    const wrongId: Space = { action: 'assume', context: { 'sts:ExternalId': { not: 'secret' } } };
    expect(proveEvery(trustPolicy(vendor(EXTERNAL_ID)), wrongId, 'denied', KNOWN).answer).toBe(
      'holds',
    );
    expect(proveEvery(trustPolicy(vendor()), wrongId, 'denied', KNOWN)).toMatchObject({
      answer: 'fails',
      request: { context: { 'sts:ExternalId': null } },
      decision: { decision: 'delegates' },
    });
  });

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
  it('and the vendor’s role is proven', () => {
    const set = trustPolicy(vendor(EXTERNAL_ID));
    expect(proveEvery(set, outsiders, 'denied', KNOWN).answer).toBe('holds');
    const right: Space = {
      action: 'sts:AssumeRole',
      principal: { account: VENDOR },
      context: { 'sts:ExternalId': 'secret' },
    };
    expect(proveEvery(set, right, 'delegates', KNOWN).answer).toBe('holds');
    expect(proveEvery(set, right, 'allowed', KNOWN).answer).toBe('holds');
  });

  it('knows that the caller fixes aws:PrincipalAccount, and says so', () => {
    const set = trustPolicy({
      Effect: 'Allow',
      Principal: { AWS: '*' },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'aws:PrincipalAccount': VENDOR } },
    });
    expect(proveEvery(set, outsiders, 'denied', KNOWN)).toMatchObject({
      answer: 'holds',
      facts: [{ key: 'aws:PrincipalAccount' }],
    });
    expect(proveEvery(set, outsiders, 'denied', KNOWLEDGE).answer).toBe('fails');
  });

  it('a token issuer calls no AssumeRole, and a user exchanges no token', () => {
    const set = trustPolicy(vendor());
    const issuer: Space = {
      action: 'sts:AssumeRole',
      principal: { issuer: 'accounts.google.com' },
    };
    expect(proveEvery(set, issuer, 'denied', KNOWN).answer).toBe('empty');
    const user: Space = {
      action: 'sts:AssumeRoleWithWebIdentity',
      principal: { user: `arn:aws:iam::${VENDOR}:user/bob` },
    };
    expect(proveEvery(set, user, 'denied', KNOWN).answer).toBe('empty');
  });
});
