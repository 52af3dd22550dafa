/** Small changes that weaken a policy: which there are, and that claims must notice them. */
import { describe, expect, it } from 'vitest';

import { fromValue } from '../../../scripts/iam/cases.ts';
import { mutationsOf } from '../../../scripts/models/iam/mutations.ts';
import type { Tried } from '../../../scripts/models/iam/weakening.ts';
import { proveText, roleOf } from '../../support/prove.ts';

const changesOf = (statement: object, kind: 'permissions' | 'trust' = 'permissions'): string[] => {
  const policy = fromValue('p', { Version: '2012-10-17', Statement: [statement] });
  return policy.statements.flatMap((one) =>
    [...mutationsOf(one, { names: kind === 'trust', acts: kind !== 'trust' })].map(
      ({ change }) => change,
    ),
  );
};

describe('the changes of an Allow', () => {
  it('drop and loosen its conditions, then widen resources and actions', () => {
    expect(
      changesOf({
        Effect: 'Allow',
        Action: 's3:GetObject',
        Resource: 'arn:aws:s3:::b/*',
        Condition: { StringEquals: { 'aws:PrincipalTag/team': 'docs' } },
      }),
    ).toEqual([
      'without its condition on aws:PrincipalTag/team',
      'with StringEqualsIfExists in place of StringEquals on aws:PrincipalTag/team',
      'with any value for aws:PrincipalTag/team',
      'with Resource arn:aws:s3:::b* in place of arn:aws:s3:::b/*',
      'with Resource * in place of arn:aws:s3:::b/*',
      'with Action s3:Get* in place of s3:GetObject',
      'with Action * in place of s3:GetObject',
    ]);
  });

  it('swap set operators, drop values of NotAction, and take IfExists off', () => {
    const changes = changesOf({
      Effect: 'Allow',
      NotAction: ['iam:*', 'sts:*'],
      Resource: '*',
      Condition: { 'ForAnyValue:StringEqualsIfExists': { 'aws:TagKeys': ['a', 'b'] } },
    });
    expect(changes).toContain(
      'with ForAllValues:StringEqualsIfExists in place of ForAnyValue:StringEqualsIfExists on aws:TagKeys',
    );
    expect(changes).toContain(
      'with ForAnyValue:StringEquals in place of ForAnyValue:StringEqualsIfExists on aws:TagKeys',
    );
    expect(changes).toContain('without a for aws:TagKeys');
    expect(changes).toContain('without iam:* in NotAction');
  });

  it('widen the principal of a trust policy to its account and to anyone', () => {
    expect(
      changesOf(
        {
          Effect: 'Allow',
          Principal: { AWS: 'arn:aws:iam::111122223333:role/a' },
          Action: 'sts:AssumeRole',
        },
        'trust',
      ),
    ).toEqual([
      'with the principal arn:aws:iam::111122223333:root in place of arn:aws:iam::111122223333:role/a',
      'with the principal * in place of arn:aws:iam::111122223333:role/a',
      'with Action sts:* in place of sts:AssumeRole',
    ]);
  });

  it('leave no exception of NotAction or NotResource', () => {
    const changes = changesOf({
      Effect: 'Allow',
      NotAction: 'iam:*',
      NotResource: 'arn:aws:s3:::b',
    });
    expect(changes).toEqual([
      'with every resource in place of NotResource arn:aws:s3:::b',
      'with every action in place of NotAction iam:*',
    ]);
  });

  it('widen a value to its prefix', () => {
    expect(
      changesOf({
        Effect: 'Allow',
        Action: '*',
        Resource: '*',
        Condition: { StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:org/repo:*' } },
      }),
    ).toContain(
      'with repo:org/* in place of repo:org/repo:* for token.actions.githubusercontent.com:sub',
    );
  });
});

describe('the changes of a Deny', () => {
  it('make it refuse less: IfExists taken off, elements dropped', () => {
    expect(
      changesOf({
        Effect: 'Deny',
        Action: ['iam:*', 'sts:AssumeRole'],
        Resource: '*',
        Condition: { BoolIfExists: { 'aws:ViaAWSMCPService': 'false' } },
      }),
    ).toEqual([
      'with Bool in place of BoolIfExists on aws:ViaAWSMCPService',
      'without iam:* in Action',
      'without sts:AssumeRole in Action',
    ]);
  });
});

describe('the changes of a Deny outside of some values', () => {
  it('exempt the prefix of each value, and every value', () => {
    const changes = changesOf({
      Effect: 'Deny',
      Action: '*',
      Resource: '*',
      Condition: { StringNotEqualsIfExists: { 'aws:PrincipalTag/path': 'org/team' } },
    });
    expect(changes).toEqual([
      'with StringNotEquals in place of StringNotEqualsIfExists on aws:PrincipalTag/path',
      'with org/* in place of org/team for aws:PrincipalTag/path',
      'with any value for aws:PrincipalTag/path',
    ]);
  });

  it('are reported if no claim would notice', async () => {
    const permissions = [
      '{ Sid: Read, Effect: Allow, Action: ec2:DescribeRegions, Resource: "*" }',
      '{ Sid: Team, Effect: Deny, Action: "*", Resource: "*", Condition: { StringNotEquals: { "aws:PrincipalTag/path": org/team } } }',
    ];
    const claims = [
      '{ say: Lists., requests: [{ action: ec2:DescribeRegions, context: { "aws:PrincipalTag/path": org/team } }], expect: allowed }',
      '{ say: Refuses strangers., requests: [{ action: ec2:DescribeRegions, context: { "aws:PrincipalTag/path": stranger } }], expect: explicitDeny }',
    ];
    const { found } = await proveText(roleOf({ permissions, claims }));
    expect(found).toContainEqual(
      expect.stringContaining(
        'no claim would notice if Team refused less: with org/* in place of org/team for aws:PrincipalTag/path',
      ),
    );
  });
});

describe('a trust policy that lets its callers tag their sessions', () => {
  const trust = [
    '{ Sid: Team, Effect: Allow, Principal: { AWS: "arn:aws:iam::111122223333:role/team" }, Action: sts:AssumeRole }',
  ];
  const role = '{ role: "arn:aws:iam::111122223333:role/team" }';
  const ADMITS =
    '{ say: Admits the team., policy: trust, principal: "arn:aws:sts::111122223333:assumed-role/team/a", requests: [{ action: sts:AssumeRole }], expect: allowed }';
  const everyOther = (action: string): string =>
    `{ say: Nobody else., policy: trust, every: { action: ${action}, except: [{ principal: ${role} }] }, expect: denied }`;

  it('is reported if the claims speak of nothing but AssumeRole', async () => {
    const { found } = await proveText(
      roleOf({ trust, claims: [ADMITS, everyOther('sts:AssumeRole')] }),
    );
    expect(found).toContainEqual(expect.stringMatching(/sts:\* in place of sts:AssumeRole/));
    expect(found.join()).toMatch(/it would allow sts:(?:TagSession|SetSourceIdentity)/);
  });

  it('is not reported if a claim says who may make every such call', async () => {
    const { found } = await proveText(roleOf({ trust, claims: [ADMITS, everyOther('assume')] }));
    expect(found).toEqual([]);
  });
});

describe('a guardrail', () => {
  const READ = '{ Sid: Read, Effect: Allow, Action: ec2:DescribeRegions, Resource: "*" }';
  const GUARD =
    '{ Sid: Guard, Effect: Deny, Action: "*", Resource: "*", Condition: { BoolIfExists: { "aws:ViaAWSMCPService": "false" } } }';
  const LISTS =
    '{ say: Lists., requests: [{ action: ec2:DescribeRegions, context: { "aws:ViaAWSMCPService": "true" } }], expect: allowed }';
  const FALSE =
    '{ say: Not directly., requests: [{ action: ec2:DescribeRegions, context: { "aws:ViaAWSMCPService": "false" } }], expect: explicitDeny }';

  it('that would not notice an absent key is reported, with what it would let through', async () => {
    const { found, models } = await proveText(
      roleOf({ permissions: [READ, GUARD], claims: [LISTS, FALSE] }),
    );
    expect(found).toContainEqual(
      expect.stringMatching(
        /^9:13 claim\/unnoticed-change: no claim would notice if Guard refused less: with Bool in place of BoolIfExists on aws:ViaAWSMCPService, it would no longer refuse \S+ on \S+ with aws:ViaAWSMCPService absent/,
      ),
    );
    expect(models[0]?.summary).toMatchObject({ tried: { tested: { left: 0 } } });
  });
});

describe('a role of many statements', () => {
  it('is tried as far as the budget goes, and that is said once', async () => {
    const statements = Array.from(
      { length: 60 },
      (_, at) =>
        `{ Sid: S${at}, Effect: Allow, Action: s3:GetObject, Resource: "arn:aws:s3:::bucket-${at}/*" }`,
    );
    const { models } = await proveText(
      roleOf({
        permissions: statements,
        claims: [
          '{ say: Reads., every: { action: s3:GetObject, resource: "arn:aws:s3:::bucket-0/*" }, expect: allowed }',
          '{ say: Nothing else., only: [{ action: s3:GetObject }] }',
        ],
      }),
    );
    const summary = models[0]?.summary as { tried: Record<string, Tried> } | undefined;
    const { changes = 0, left = 0 } = summary?.tried['tested'] ?? {};
    expect(changes).toBeLessThan(60);
    expect(left).toBeGreaterThan(0);
  });
});
