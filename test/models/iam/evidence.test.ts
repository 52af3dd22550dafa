/** What sampled requests let through, and proofs over all requests do not. */
import { describe, expect, it } from 'vitest';

import { loadCatalog } from '../../../scripts/data/catalog.ts';
import { checkReferences } from '../../../scripts/data/references/index.ts';
import { Source } from '../../../scripts/problems/source.ts';
import { proveText, roleOf } from '../../support/prove.ts';
import { noted } from '../../support/reported.ts';

const VENDOR = '555566667777';
const ASSUME = 'requests: [{ action: sts:AssumeRole';
const OTHER = '"arn:aws:iam::444455556666:role/other"';

const trust = (principal: string, condition = ''): string =>
  `{ Sid: Vendor, Effect: Allow, Principal: { AWS: ${principal} }, Action: sts:AssumeRole${condition} }`;
const EXTERNAL_ID = ', Condition: { StringEquals: { "sts:ExternalId": abc } }';

describe('a trust policy', () => {
  const NO_OTHER = `{ say: No other account may assume it., policy: trust, principal: ${OTHER}, ${ASSUME}, context: { "sts:ExternalId": abc } }], expect: denied }`;
  const WRONG_ID = `{ say: A wrong external id is refused., policy: trust, principal: "arn:aws:iam::${VENDOR}:role/vendor", ${ASSUME}, context: { "sts:ExternalId": wrong } }], expect: denied }`;

  it('that admits everyone makes the claims about other accounts fail', async () => {
    const { found, claims: proofs } = await proveText(
      roleOf({ trust: [trust('"*"')], claims: [NO_OTHER, WRONG_ID] }),
    );
    expect(proofs.map(({ holds }) => holds)).toEqual([false, false]);
    expect(found.filter((one) => one.includes('claim/fails'))).toHaveLength(2);
    expect(found).toContainEqual(
      expect.stringMatching(
        /^8:13 claim\/open-trust: Vendor lets anyone in any AWS account assume/,
      ),
    );
  });

  const NOBODY = `{ say: Nobody outside the account of the vendor., policy: trust, every: { action: assume, except: [{ principal: { account: "${VENDOR}" } }] }, expect: denied }`;
  const NEEDS_ID = `{ say: Nobody without the external id., policy: trust, every: { action: sts:AssumeRole, context: { "sts:ExternalId": { not: abc } } }, expect: denied }`;
  const ADMITS = `{ say: The vendor may., policy: trust, every: { action: sts:AssumeRole, principal: { account: "${VENDOR}" }, context: { "sts:ExternalId": abc } }, expect: allowed }`;

  it('for a vendor can be proven, and raises nothing', async () => {
    const { found } = await proveText(
      roleOf({
        trust: [trust(`"arn:aws:iam::${VENDOR}:root"`, EXTERNAL_ID)],
        claims: [NOBODY, NEEDS_ID, ADMITS],
      }),
    );
    expect(found).toEqual([]);
  });

  it('that loses its external id fails the claim, or is noticed without one', async () => {
    const lost = await proveText(
      roleOf({
        trust: [trust(`"arn:aws:iam::${VENDOR}:root"`)],
        claims: [NOBODY, NEEDS_ID, ADMITS],
      }),
    );
    expect(lost.found).toEqual([
      expect.stringMatching(/^\d+:\d+ claim\/fails: .*sts:AssumeRole .* is delegates by Vendor/),
    ]);
    const unclaimed = await proveText(
      roleOf({
        trust: [trust(`"arn:aws:iam::${VENDOR}:root"`, EXTERNAL_ID)],
        claims: [NOBODY, ADMITS],
      }),
    );
    expect(unclaimed.found).toEqual([
      expect.stringMatching(
        /^8:13 claim\/unnoticed-change: no claim would notice if Vendor allowed more: without its condition on sts:ExternalId, it would allow sts:AssumeRole by arn:aws:iam::555566667777:\S+ with sts:ExternalId absent/,
      ),
    ]);
    // The hint is a claim that can be pasted, and then nothing is left to say.
    const [, line = ''] = (unclaimed.found[0] ?? '').split('\n- ');
    const pasted = await proveText(
      roleOf({
        trust: [trust(`"arn:aws:iam::${VENDOR}:root"`, EXTERNAL_ID)],
        claims: [NOBODY, ADMITS, line.replace(/\)$/, '')],
      }),
    );
    expect(pasted.found).toEqual([]);
  });

  it('whose wide admission is claimed for every request is no open door', async () => {
    const wide =
      '{ Sid: Tokens, Effect: Allow, Principal: { Federated: "arn:aws:iam::111122223333:oidc-provider/oidc.example.com" }, Action: sts:AssumeRoleWithWebIdentity, Condition: { StringEquals: { "oidc.example.com:aud": tools } } }';
    const issuer =
      'principal: { issuer: "arn:aws:iam::111122223333:oidc-provider/oidc.example.com" }';
    const aud = 'context: { "oidc.example.com:aud": tools }';
    const bound = `{ say: Nobody else., policy: trust, every: { action: assume, except: [{ ${issuer}, ${aud} }] }, expect: denied }`;
    const example = `{ say: Admits., policy: trust, principal: "arn:aws:iam::111122223333:oidc-provider/oidc.example.com", requests: [{ action: sts:AssumeRoleWithWebIdentity, ${aud} }], expect: allowed }`;
    const open = await proveText(roleOf({ trust: [wide], claims: [bound, example] }));
    expect(open.found).toEqual([
      expect.stringMatching(/^8:13 claim\/open-trust: Tokens lets everyone with a token of/),
    ]);
    const stated = `{ say: Admits every token., policy: trust, every: { action: sts:AssumeRoleWithWebIdentity, ${issuer}, ${aud} }, expect: allowed }`;
    const settled = await proveText(roleOf({ trust: [wide], claims: [bound, stated] }));
    expect(settled.found).toEqual([]);
  });
});

describe('access that nobody claimed', () => {
  const read = (actions: string, resource = '"arn:aws:s3:::b/*"'): string =>
    `{ Sid: Read, Effect: Allow, Action: ${actions}, Resource: ${resource} }`;
  const READS =
    '{ say: Reads., requests: [{ action: s3:GetObject, resource: "arn:aws:s3:::b/a" }], expect: allowed }';
  const WRITES_NOT =
    '{ say: Writes and deletes nothing., requests: [{ action: [s3:PutObject, s3:DeleteObject], resource: "arn:aws:s3:::b/a" }], expect: denied }';

  it('is an error for what changes something, at the statement, with a claim to paste', async () => {
    const actions = '[s3:GetObject, s3:DeleteObjectVersion, s3:PutObjectAcl]';
    const { found, problems } = await proveText(
      roleOf({ permissions: [read(actions)], claims: [READS, WRITES_NOT] }),
    );
    expect(found).toEqual([
      '8:13 claim/unclaimed-access: Read allows s3:DeleteObjectVersion, s3:PutObjectAcl (Permissions management, Write) on arn:aws:s3:::b/*, and no claim says so (take it out of the policy, or claim it:\n- { say: Nothing else is allowed., only: [ { action: [ s3:DeleteObjectVersion, s3:GetObject, s3:PutObjectAcl ], resource: arn:aws:s3:::b/* } ] })',
    ]);
    expect(problems[0]?.severity).toBe('error');
    const [, line = ''] = (found[0] ?? '').split('\n- ');
    const pasted = roleOf({ permissions: [read(actions)], claims: [READS, line.slice(0, -1)] });
    expect((await proveText(pasted)).found).toEqual([]);
  });

  it('is an error too where the proof cannot tell what a statement allows', async () => {
    const open =
      '{ Sid: Open, Effect: Allow, Action: "iam:*", Resource: "*", Condition: { Bool: { "aws:SecureTransport": "True" } } }';
    const permissions = [read('s3:GetObject'), open];
    const { found, problems } = await proveText(roleOf({ permissions, claims: [READS] }));
    expect(found).toContainEqual(
      expect.stringMatching(
        /^9:13 claim\/unclaimed-access: it is unknown whether claims speak for all that Open allows: .*how Bool reads "True" is not documented/,
      ),
    );
    expect(problems.map(({ severity }) => severity)).toContain('error');
    const accepted =
      '    accepted:\n      - { space: { service: iam }, reason: Administrators only. }\n';
    const settled = await proveText(roleOf({ permissions, claims: [READS], more: accepted }));
    expect(settled.found.join()).not.toContain('unclaimed-access');
  });

  it('is found on an auditor who may do everything with IAM', async () => {
    const audits = '{ Sid: Audit, Effect: Allow, Action: [iam:GetRole, "iam:*"], Resource: "*" }';
    const claim =
      '{ say: Reads roles., requests: [{ action: iam:GetRole, resource: "arn:aws:iam::111122223333:role/a" }], expect: allowed }';
    const { found } = await proveText(roleOf({ permissions: [audits], claims: [claim] }));
    expect(found).toContainEqual(
      expect.stringMatching(/^8:13 claim\/unclaimed-access: Audit allows iam:/),
    );
  });

  it('and a resource that became a star break an upper bound', async () => {
    const only =
      '{ say: Nothing else., only: [{ action: s3:GetObject, resource: "arn:aws:s3:::b/*" }] }';
    const grown = async (statement: string) =>
      (await proveText(roleOf({ permissions: [statement], claims: [READS, only] }))).found;
    expect(await grown(read('s3:GetObject'))).toEqual([]);
    expect(await grown(read('s3:GetObject', '"*"'))).toEqual([
      expect.stringMatching(/claim\/fails: this does not hold: s3:GetObject on arn:aws:s3:::/),
    ]);
    expect(await grown(read('[s3:GetObject, s3:DeleteObjectVersion]'))).toEqual([
      expect.stringMatching(/claim\/fails: this does not hold: s3:DeleteObjectVersion/),
    ]);
  });

  it('is settled by accepting it with a reason', async () => {
    const text = roleOf({
      permissions: [read('[s3:GetObject, s3:GetObjectVersion]')],
      claims: [READS],
      more: '    accepted:\n      - { space: { action: [s3:GetObject, s3:GetObjectVersion], resource: "arn:aws:s3:::b/*" }, reason: Old versions are no secret. }\n',
    });
    const { found, models } = await proveText(text);
    expect(found.filter((one) => one.includes('unclaimed-access'))).toEqual([]);
    expect(models[0]?.summary).toMatchObject({
      accepted: [{ role: 'tested', reason: 'Old versions are no secret.' }],
    });
  });

  it('is said in one short line for a controller of sixty actions', async () => {
    const verbs = ['Create', 'Delete', 'Modify', 'Describe'];
    const nouns = [
      'Subnet',
      'Vpc',
      'RouteTable',
      'InternetGateway',
      'NatGateway',
      'Volume',
      'Snapshot',
      'KeyPair',
    ];
    const exists = (name: string) =>
      !/ModifyRouteTable|ModifyInternetGateway|ModifyNatGateway|ModifyKeyPair|ModifySnapshot$|ModifyVpc$|ModifySubnet$/.test(
        name,
      );
    const actions = verbs
      .flatMap((verb) => nouns.map((noun) => `ec2:${verb}${noun}${verb === 'Describe' ? 's' : ''}`))
      .filter(exists);
    const { found } = await proveText(
      roleOf({
        permissions: [
          `{ Sid: Control, Effect: Allow, Action: [${actions.join(', ')}], Resource: "*" }`,
        ],
        claims: ['{ say: Lists., requests: [{ action: ec2:DescribeVpcs }], expect: allowed }'],
      }),
    );
    expect(found).toHaveLength(1);
    const [, line = ''] = (found[0] ?? '').split('\n');
    expect(line.length).toBeLessThan(1000);
  });

  it('does not count what needs no permission', async () => {
    const { found } = await proveText(
      roleOf({
        permissions: ['{ Sid: Who, Effect: Allow, Action: sts:GetCallerIdentity, Resource: "*" }'],
        claims: [
          '{ say: Says who., requests: [{ action: sts:GetCallerIdentity }], expect: allowed }',
        ],
      }),
    );
    expect(found).toEqual([
      '8:13 claim/grants-nothing: sts:GetCallerIdentity needs no permission; the Allow in Who grants nothing (remove it, so that nobody takes the call for a test of the policy)',
    ]);
  });
});

describe('a guardrail', () => {
  it('that goes with its claim takes the paragraph that rests on it along', async () => {
    const text = `roles:
  tested:
    name: TestedRole
    title: Tested
    meaning: [{ say: The guardrail refuses direct calls., claim: no-direct-calls }]
    policies: { permissions: { statements: [{ Effect: Allow, Action: ec2:DescribeRegions, Resource: "*" }] } }
    claims:
      - { say: Lists., requests: [{ action: ec2:DescribeRegions }], expect: allowed }
`;
    const { catalog } = loadCatalog([new Source('a.yaml', text)]);
    const known = { asOf: undefined, placeholders: {}, exists: () => false };
    expect(noted(checkReferences(catalog, known))).toMatchObject([
      {
        code: 'data/unknown-claim',
        line: 5,
        message: 'the paragraph rests on the claim `no-direct-calls`, which tested does not have',
      },
    ]);
  });
});
