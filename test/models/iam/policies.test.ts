/** Claims about roles with several policies, and about policies that no role holds. */
import { describe, expect, it } from 'vitest';

import { proveText } from '../../support/prove.ts';

const OBJECT = 'arn:aws:s3:::reports/a.csv';
const ALLOW = (sid: string, action: string): string =>
  `{ Sid: ${sid}, Effect: Allow, Action: "${action}", Resource: "arn:aws:s3:::reports/*" }`;
const claims = (lines: readonly string[]): string =>
  `    claims:\n${lines.map((one) => `      - ${one}\n`).join('')}`;

const role = (managed: string, lines: readonly string[]): string => `roles:
  worker:
    name: Worker
    title: Worker
    policies:
      permissions:
        - { file: read.json, statements: [${ALLOW('Mine', 's3:GetObject')}] }
        - { file: write.json, statements: [${ALLOW('Mine', 's3:PutObject')}] }
${managed}${claims(lines)}`;

const READS = `{ say: Reads., requests: [{ action: s3:GetObject, resource: ${OBJECT} }], expect: allowed, by: read.json/Mine }`;
const WRITES = `{ say: Writes., requests: [{ action: s3:PutObject, resource: ${OBJECT} }], expect: allowed }`;
const ONLY = `{ say: Nothing else., only: [{ action: [s3:GetObject, s3:PutObject], resource: "arn:aws:s3:::reports/*" }] }`;

describe('a role with several permissions policies', () => {
  it('has what all of them allow, and is held against each', async () => {
    expect((await proveText(role('', [READS, WRITES, ONLY]))).found).toEqual([]);
    const { found } = await proveText(role('', [READS]));
    expect(found.map((one) => one.slice(0, one.indexOf(':', 6)))).toEqual([
      '8:44 claim/unclaimed-access',
      '7:43 claim/unnoticed-change',
      '8:44 claim/unproven-statement',
    ]);
  });

  it('tells apart what two of them call by one name', async () => {
    const { found } = await proveText(role('', [READS.replace('read.json/', ''), WRITES, ONLY]));
    expect(found).toEqual([]);
    const every = `{ say: R., every: { action: s3:GetObject, resource: "${OBJECT}" }, expect: allowed, by: Mine }`;
    const twice = await proveText(role('', [every, WRITES, ONLY]));
    expect(twice.found[0]).toContain('two statements are named Mine');
    const named = await proveText(
      role('', [every.replace('Mine', 'read.json/Mine'), WRITES, ONLY]),
    );
    expect(named.found).toEqual([]);
  });
});

describe('a managed policy', () => {
  const ARN = 'arn:aws:iam::aws:policy/Guard';
  const guard = `      managed: [{ arn: ${ARN}, document: { statements: [{ Sid: G, Effect: Deny, Action: "s3:Delete*", Resource: "*" }] } }]\n`;
  const unread = `      managed: [{ arn: ${ARN} }]\n`;
  const NEVER =
    '{ say: Never., every: { action: "s3:Delete*" }, alsoAttached: anything, expect: explicitDeny, by: G }';

  it('decides with the others if its document is given, and is not held against claims', async () => {
    expect((await proveText(role(guard, [READS, WRITES, ONLY, NEVER]))).found).toEqual([]);
    expect((await proveText(role(guard, [READS, WRITES, ONLY]))).found).toEqual([]);
  });

  it('is not read without one, and is said not to be', async () => {
    const proven = await proveText(role(unread, [READS, WRITES, ONLY]));
    expect(proven.found).toEqual([]);
    expect(proven.models[0]?.summary).toMatchObject({ unread: { worker: [ARN] } });
  });

  it('makes claims unknown if the workspace is strict, but those that hold whatever is attached', async () => {
    const strict = { strictManaged: true };
    const { found, claims: proofs } = await proveText(role(unread, [READS]), strict);
    expect(found[0]).toContain(`what ${ARN} says was not read (give the managed policy a`);
    expect(proofs.map(({ holds }) => holds)).toEqual([false]);
    const own = role(unread, [
      '{ say: Refused., every: { action: "s3:Delete*" }, alsoAttached: anything, expect: denied }',
    ]).replace(
      'statements: [',
      'statements: [{ Sid: G, Effect: Deny, Action: "s3:Delete*", Resource: "*" }, ',
    );
    const held = await proveText(own, strict);
    expect(held.claims.map(({ holds }) => holds)).toEqual([true]);
  });
});

const policy = (kind: string, statements: string, lines: readonly string[], more = ''): string =>
  `policies:\n  mine:\n    kind: ${kind}\n    title: Mine\n${more}    statements:\n      - ${statements}\n${claims(lines)}`;
const WORKER = 'arn:aws:iam::111122223333:role/Worker';
const READERS = `{ Sid: Readers, Effect: Allow, Principal: { AWS: "${WORKER}" }, Action: s3:GetObject, Resource: "arn:aws:s3:::reports/*" }`;

describe('the policy of a resource', () => {
  const admits = `{ say: Admits., principal: "${WORKER}", requests: [{ action: s3:GetObject, resource: ${OBJECT} }], expect: admits, by: Readers }`;
  const bound = `{ say: Nothing else., only: [{ action: s3:GetObject, resource: "arn:aws:s3:::reports/*", principal: { role: "${WORKER}" } }] }`;

  it('is decided by itself', async () => {
    expect((await proveText(policy('bucket', READERS, [admits, bound]))).found).toEqual([]);
    const delegated = READERS.replace(WORKER, '111122223333');
    const left = admits.replace('admits, by', 'delegates, by');
    const { claims: proofs } = await proveText(policy('bucket', delegated, [left]));
    expect(proofs.map(({ holds }) => holds)).toEqual([true]);
  });

  it('says what no claim is about, with the line to paste', async () => {
    const { found } = await proveText(policy('bucket', READERS, [bound.replace('GetObject', '*')]));
    expect(found.join()).toContain('no claim would notice');
    const denied =
      '{ say: Strangers., every: { principal: { account: "444455556666" } }, expect: denied }';
    const unclaimed = await proveText(policy('bucket', READERS, [denied]));
    expect(unclaimed.found[0]).toMatch(
      /^6:9 claim\/unclaimed-access: Readers allows s3:GetObject \(Read\) on arn:aws:s3:::reports\/\*, and no claim says so/,
    );
    const line = /\n(- .*)\)$/s.exec(unclaimed.found[0] ?? '')?.[1]?.slice(2) ?? '';
    expect((await proveText(policy('bucket', READERS, [admits, line]))).found).toEqual([]);
  });

  it('are reported only for pairs that can occur', async () => {
    const table = 'arn:aws:dynamodb:eu-west-1:111122223333:table/T';
    const both = ALLOW('Mine', 's3:GetObject')
      .replace('"s3:GetObject"', '["s3:GetObject", "dynamodb:DeleteItem"]')
      .replace('"arn:aws:s3:::reports/*"', `["arn:aws:s3:::reports/*", "${table}"]`);
    const { found } = await proveText(
      role('', [READS.replace('read.json/', '')]).replace(ALLOW('Mine', 's3:GetObject'), both),
    );
    expect(found[0]).toContain(`Mine allows dynamodb:DeleteItem (Write) on ${table}, and no claim`);
    const all = ALLOW('Mine', '*');
    const wide = await proveText(
      role('', [READS, WRITES]).replace(ALLOW('Mine', 's3:PutObject'), all),
    );
    expect(wide.found[0]).toMatch(/^8:44 claim\/unclaimed-access: Mine allows s3:[^:]/);
  });

  it('asks who asks, and takes what it is attached to as the resource', async () => {
    const anonymous = admits.replace(`principal: "${WORKER}", `, '');
    const { found } = await proveText(policy('bucket', READERS, [anonymous]));
    expect(found[0]).toContain('a claim about a policy that names principals must say who asks');
    const lists = READERS.replace('s3:GetObject', 's3:ListBucket').replace('reports/*', 'reports');
    const claim = `{ say: Lists., principal: "${WORKER}", requests: [{ action: s3:ListBucket }], expect: admits }`;
    const { claims: proofs } = await proveText(
      policy('bucket', lists, [claim], '    attachedTo: arn:aws:s3:::reports\n'),
    );
    expect(proofs.map(({ holds }) => holds)).toEqual([true]);
  });

  it('is about what it is attached to, and nothing else', async () => {
    const everywhere = READERS.replace('"arn:aws:s3:::reports/*"', '"*"');
    const attached = '    attachedTo: arn:aws:s3:::reports\n';
    const reads = `{ say: Reads., every: { action: s3:GetObject, resource: "arn:aws:s3:::reports/*", principal: { role: "${WORKER}" } }, expect: admits }`;
    const bounds = `{ say: Nothing else., only: [{ action: s3:GetObject, resource: ["arn:aws:s3:::reports", "arn:aws:s3:::reports/*"], principal: { role: "${WORKER}" } }] }`;
    const of = async (more: string, claims: readonly string[]) =>
      (await proveText(policy('bucket', everywhere, claims, more))).claims.map(
        ({ holds }) => holds,
      );
    expect(await of(attached, [reads, bounds])).toEqual([true, true]);
    expect(await of('', [reads, bounds])).toEqual([true, false]);
    const others = reads.replace('reports/*', 'other/*');
    const { found } = await proveText(policy('bucket', everywhere, [others], attached));
    expect(found).toContainEqual(
      expect.stringContaining(
        'claim/empty-space: no request is in this space, so the claim says nothing (correct the space, its exceptions or its scenario: the policy can only be about arn:aws:s3:::reports)',
      ),
    );
  });

  it('that lets strangers in is a problem by itself', async () => {
    const open = READERS.replace(`{ AWS: "${WORKER}" }`, '"*"');
    const { found } = await proveText(policy('bucket', open, [admits]));
    expect(
      found.some((one) => /claim\/open-trust: Readers lets anyone in any AWS account in/.test(one)),
    ).toBe(true);
  });

  it('is validated as its kind', async () => {
    const { found } = await proveText(policy('queue', READERS, [admits]));
    expect(found[0]).toContain('iam/unsupported-action-in-policy');
  });
});

describe('policies that only limit', () => {
  const REGION = '{ StringNotEquals: { "aws:RequestedRegion": eu-west-1 } }';
  const deny = `{ Sid: Elsewhere, Effect: Deny, Action: "ec2:*", Resource: "*", Condition: ${REGION} }`;
  const refuses =
    '{ say: Refuses other regions., every: { service: ec2, context: { "aws:RequestedRegion": { not: eu-west-1 } } }, alsoAttached: anything, expect: explicitDeny }';

  it('of an organization are tried with weaker ones', async () => {
    expect((await proveText(policy('scp', deny, [refuses]))).found).toEqual([]);
    const one =
      '{ say: Refuses., requests: [{ action: ec2:DescribeInstances, context: { "aws:RequestedRegion": us-east-1 } }], expect: explicitDeny }';
    const both = deny.replace('"ec2:*"', '["ec2:*", "s3:*"]');
    expect((await proveText(policy('scp', both, [one]))).found[0]).toMatch(
      /^6:9 claim\/unnoticed-change: no claim would notice if Elsewhere refused less: without s3:\* in Action/,
    );
  });

  it('grant no access that a claim must be about', async () => {
    const all = '{ Sid: All, Effect: Allow, Action: "*", Resource: "*" }';
    const passes = '{ say: Lets all pass., every: {}, expect: allowed }';
    for (const kind of ['scp', 'session'])
      expect((await proveText(policy(kind, all, [passes]))).found).toEqual([]);
  });

  it('of a resource refuse strangers, and leave the rest alone', async () => {
    const perimeter =
      '{ Sid: OrgOnly, Effect: Deny, Principal: "*", Action: "s3:*", Resource: "*", Condition: { StringNotEqualsIfExists: { "aws:PrincipalOrgID": o-own } } }';
    const strangers =
      '{ say: Refuses strangers., every: { service: s3, context: { "aws:PrincipalOrgID": { not: o-own } } }, expect: explicitDeny }';
    const rest = '{ say: Spares the rest., every: { action: { not: "s3:*" } }, expect: allowed }';
    expect((await proveText(policy('rcp', perimeter, [strangers, rest]))).found).toEqual([]);
  });

  it('at an endpoint are unknown where AWS does not say whom they let through', async () => {
    const some = READERS;
    const claim = `{ say: X., every: { action: s3:GetObject, resource: "${OBJECT}" }, expect: allowed }`;
    expect((await proveText(policy('endpoint', some, [claim]))).found[0]).toContain(
      'is not documented',
    );
    const anyone = READERS.replace(`{ AWS: "${WORKER}" }`, '"*"');
    const { claims: proofs } = await proveText(policy('endpoint', anyone, [claim]));
    expect(proofs.map(({ holds }) => holds)).toEqual([true]);
  });
});

describe('the policy of a bucket', () => {
  const bucket = (space: string): string => `policies:
  reports:
    kind: bucket
    title: Reports
    attachedTo: "arn:aws:s3:::reports"
    statements:
      - { Sid: Tls, Effect: Deny, Principal: "*", Action: "s3:*", Resource: ["arn:aws:s3:::reports", "arn:aws:s3:::reports/*"], Condition: { Bool: { "aws:SecureTransport": "false" } } }
${claims([`{ say: No., every: ${space}, expect: explicitDeny, by: Tls }`])}`;

  it.each([
    '{ context: { "aws:SecureTransport": "false" } }',
    '{ service: "*", context: { "aws:SecureTransport": "false" } }',
  ])('is never asked about an action of another service: %s', async (space) => {
    expect((await proveText(bucket(space))).found).toEqual([]);
  });

  it('says nothing about one', async () => {
    const { found } = await proveText(bucket('{ action: sqs:SendMessage }'));
    expect(found).toContainEqual(expect.stringContaining('claim/empty-space'));
  });
});
