/** Claims about every request: boundaries, statements by name, scenarios, facts, and what is wrong. */
import { describe, expect, it } from 'vitest';

import { proveText, type ProvenText, roleOf } from '../../support/prove.ts';

const GUARD =
  '{ Sid: Guard, Effect: Deny, Action: "*", Resource: "*", Condition: { BoolIfExists: { "aws:ViaAWSMCPService": "false" } } }';
const READ = '{ Sid: Read, Effect: Allow, Action: ec2:DescribeRegions, Resource: "*" }';
const SCENARIOS =
  'scenarios:\n  direct:\n    - { "aws:ViaAWSMCPService": null }\n    - { "aws:ViaAWSMCPService": "false" }\n';
const ONLY =
  '{ say: Nothing else., only: [{ action: ec2:DescribeRegions, context: { "aws:ViaAWSMCPService": "true" } }] }';
const LISTS =
  '{ say: Lists., requests: [{ action: ec2:DescribeRegions, context: { "aws:ViaAWSMCPService": "true" } }], expect: allowed }';
const refused = (by: string): string =>
  `{ say: Refused., scenario: direct, every: { except: [{ action: sts:GetCallerIdentity }] }, alsoAttached: anything, expect: explicitDeny, by: ${by} }`;

const proved = (...claims: readonly string[]) =>
  proveText(roleOf({ permissions: [READ, GUARD], claims, more: SCENARIOS }));

describe('a claim about every request', () => {
  it('is proven in each context of its scenario', async () => {
    const { found, claims: proofs } = await proved(LISTS, ONLY, refused('Guard'));
    expect(found).toEqual([]);
    expect(proofs[2]?.universal.map(({ context }) => context)).toEqual([
      { 'aws:ViaAWSMCPService': null },
      { 'aws:ViaAWSMCPService': 'false' },
    ]);
  });

  it('names its statement, after the file where a Sid occurs twice', async () => {
    const by = async (name: string) => (await proved(LISTS, ONLY, refused(name))).found;
    expect(await by('tested-permissions.json/Guard')).toEqual([]);
    expect(await by('Gaurd')).toEqual([
      expect.stringMatching(
        /^\d+:16 claim\/unknown-statement: no statement is named Gaurd \(did you mean `Guard`/,
      ),
    ]);
  });

  it('is decided within the boundary', async () => {
    const { found } = await proveText(
      roleOf({
        permissions: ['{ Sid: All, Effect: Allow, Action: "ec2:*", Resource: "*" }'],
        boundary: ['{ Sid: AtMost, Effect: Allow, Action: "ec2:Describe*", Resource: "*" }'],
        claims: [
          '{ say: Describes., requests: [{ action: ec2:DescribeRegions }], expect: allowed }',
          '{ say: Nothing else., only: [{ action: "ec2:Describe*" }] }',
          '{ say: Whatever is attached., every: { action: { not: "ec2:Describe*" }, except: [{ action: sts:GetCallerIdentity }] }, alsoAttached: anything, expect: denied }',
        ],
      }),
    );
    expect(found).toEqual([]);
  });

  it('takes placeholders in keys and values', async () => {
    const { found } = await proveText(
      roleOf({
        trust: [
          '{ Sid: T, Effect: Allow, Principal: { Federated: "arn:aws:iam::<ACCOUNT>:oidc-provider/<ISSUER>" }, Action: sts:AssumeRoleWithWebIdentity, Condition: { StringEquals: { "<ISSUER>:sub": me } } }',
        ],
        claims: [
          '{ say: Mine., policy: trust, every: { action: sts:AssumeRoleWithWebIdentity, principal: { issuer: "arn:aws:iam::<ACCOUNT>:oidc-provider/<ISSUER>" }, context: { "<ISSUER>:sub": me } }, expect: allowed }',
          '{ say: Nobody else., policy: trust, every: { action: assume, except: [{ principal: { issuer: "arn:aws:iam::<ACCOUNT>:oidc-provider/<ISSUER>" }, context: { "<ISSUER>:sub": me } }] }, expect: denied }',
        ],
        more: 'placeholders: { "<ACCOUNT>": "111122223333", "<ISSUER>": oidc.example.com }\n',
      }),
    );
    expect(found).toEqual([]);
  });

  it('about both sides is decided by both', async () => {
    const asking = roleOf({
      permissions: [
        '{ Sid: Assume, Effect: Allow, Action: sts:AssumeRole, Resource: "arn:aws:iam::111122223333:role/TestedRole" }',
      ],
      trust: [
        '{ Sid: Team, Effect: Allow, Principal: { AWS: "arn:aws:iam::111122223333:root" }, Action: sts:AssumeRole }',
      ],
      claims: [
        '{ say: May itself., policy: trust, with: { role: tested }, requests: [{ action: sts:AssumeRole }], expect: allowed }',
      ],
    });
    const { claims: proofs } = await proveText(asking);
    expect(proofs[0]).toMatchObject({ holds: true });
  });

  it('about every request of a role that asks is about nobody else, and about this role', async () => {
    const both = (trust: string, claim: string): Promise<ProvenText> =>
      proveText(
        roleOf({
          permissions: [
            '{ Sid: Assume, Effect: Allow, Action: sts:AssumeRole, Resource: "arn:aws:iam::111122223333:role/TestedRole" }',
          ],
          trust: [`{ Sid: Team, Effect: Allow, Principal: ${trust}, Action: sts:AssumeRole }`],
          claims: [claim],
        }),
      );
    const claim = (rest: string): string =>
      `{ say: Itself., policy: trust, with: { role: tested }, ${rest} }`;
    const account = '{ AWS: "arn:aws:iam::111122223333:root" }';
    const may = claim('every: { action: sts:AssumeRole }, expect: allowed');
    expect((await both(account, may)).claims[0]).toMatchObject({ holds: true });
    // Services and other accounts ask without the policies of the role.
    const service = claim('every: { action: assume }, expect: denied');
    expect((await both('{ Service: ec2.amazonaws.com }', service)).claims[0]).toMatchObject({
      holds: true,
    });
    const tags = claim('every: { action: sts:TagSession }, expect: denied');
    expect((await both(account, tags)).claims[0]).toMatchObject({ holds: true });
    const other = claim(
      'every: { action: sts:AssumeRole, principal: { account: "444455556666" } }, expect: denied',
    );
    expect((await both(account, other)).found).toContainEqual(
      expect.stringMatching(/claim\/empty-space/),
    );
    // What one role may do says nothing about strangers.
    expect((await both('{ AWS: "*" }', may)).found).toContainEqual(
      expect.stringMatching(/claim\/open-trust/),
    );
  });

  it('about no request says nothing', async () => {
    const empty =
      '{ say: Empty., every: { action: ec2:DescribeRegions, except: [{ action: "ec2:*" }] }, expect: denied }';
    expect((await proved(LISTS, ONLY, empty)).found).toContainEqual(
      expect.stringMatching(/^\d+:16 claim\/empty-space: no request is in this space/),
    );
  });

  describe('that all calls are refused', () => {
    const foundFor = async (space: string, more = '') => {
      const permissions = ['{ Sid: All, Effect: Deny, Action: "*", Resource: "*" }'];
      const claims = [`{ say: No., every: ${space}, expect: explicitDeny${more} }`];
      const { found } = await proveText(roleOf({ permissions, claims, more: SCENARIOS }));
      return found.filter((one) => one.includes('claim/fails'));
    };

    it.each([
      '{}',
      '{ service: sts }',
      '{ access: Read }',
      '{ action: "sts:Get*" }',
      '{ action: { not: "ec2:*" } }',
      '{ resource: { not: "arn:aws:s3:::*" } }',
      '{ context: { "aws:SourceVpc": { not: vpc-1 } } }',
      '{ except: [{ action: sts:GetCallerIdentity, context: { "aws:SourceVpc": vpc-1 } }] }',
    ])('is false of the one that no policy refuses: %s', async (space) => {
      expect(await foundFor(space)).toEqual([
        expect.stringMatching(
          /sts:GetCallerIdentity on \* with .* is allowed, not explicitDeny \(no policy refuses it; leave it out of the space: `except: \[\{ action: sts:GetCallerIdentity \}\]`\)$/,
        ),
      ]);
    });

    it.each([
      '{ except: [{ action: sts:GetCallerIdentity }] }',
      '{ except: [{ service: sts }] }',
      '{ except: [{ access: Read }] }',
      '{ action: { not: "sts:*" } }',
      '{ service: s3 }',
      '{ access: Write }',
      '{ resource: "arn:aws:s3:::*" }',
      '{ except: [{ action: sts:GetCallerIdentity, context: { "aws:SourceVpc": null } }, { context: { "aws:SourceVpc": present } }] }',
    ])('holds without it: %s', async (space) => {
      expect(await foundFor(space)).toEqual([]);
    });

    it('is false of it whatever else is attached, and in a scenario', async () => {
      const [first = ''] = await foundFor('{}', ', alsoAttached: anything, scenario: direct');
      expect(first).toContain('sts:GetCallerIdentity on * with aws:ViaAWSMCPService absent');
    });
  });

  it('cannot ask for what another policy may take away', async () => {
    const claim =
      '{ say: No., every: { action: ec2:DescribeRegions }, alsoAttached: anything, expect: allowed }';
    expect((await proved(LISTS, ONLY, claim)).found).toContainEqual(
      expect.stringMatching(/^\d+:16 claim\/invalid: "allowed" cannot hold whatever else/),
    );
  });

  it('rests on facts, says so, and does not hold without them', async () => {
    const text = roleOf({
      permissions: [
        '{ Sid: Read, Effect: Allow, Action: ec2:DescribeRegions, Resource: "*", Condition: { StringEquals: { "aws:CalledViaAWSMCP": aws-mcp.amazonaws.com } } }',
      ],
      claims: ['{ say: Not directly., scenario: direct, every: { service: ec2 }, expect: denied }'],
      more: SCENARIOS,
    });
    const { claims: proofs } = await proveText(text);
    expect(proofs[0]?.universal[0]).toMatchObject({
      answer: 'holds',
      facts: [{ key: 'aws:CalledViaAWSMCP', onlyWith: { 'aws:ViaAWSMCPService': 'true' } }],
    });
    const without = await proveText(text, { withFacts: false });
    expect(without.claims[0]?.universal[0]).toMatchObject({ answer: 'fails' });
  });
});

describe('severities', () => {
  it('are what the configuration wants', async () => {
    const text = roleOf({ permissions: [READ], claims: [LISTS] });
    const plain = await proveText(text);
    expect(plain.problems.map(({ code, severity }) => `${severity} ${code}`)).toEqual([
      'warning claim/unnoticed-change',
    ]);
    const off = await proveText(text, { claimSeverities: { 'claim/unnoticed-change': 'off' } });
    expect(off.problems).toEqual([]);
    const strict = await proveText(text, {
      claimSeverities: { 'claim/unnoticed-change': 'error' },
    });
    expect(strict.problems.map(({ severity }) => severity)).toEqual(['error']);
  });
});
