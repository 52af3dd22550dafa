import { describe, expect, it } from 'vitest';

import { loadCatalog } from '../../../scripts/data/catalog.ts';
import { prove } from '../../../scripts/proof/prove.ts';
import { claimsOf } from '../../support/prove.ts';
import { checkReferences } from '../../../scripts/data/references/index.ts';
import { Source } from '../../../scripts/problems/source.ts';
import { noted } from '../../support/reported.ts';

const NOTHING = { asOf: undefined, placeholders: {} };

/** A role with a guardrail; `claims` stand from line 17 on. */
const role = (claims: string, more = ''): string => `roles:
  reader:
    name: ReaderRole
    title: Reader
    policies:
      trust: { use: trust }
      permissions:
        statements:
          - Sid: Read
            Effect: Allow
            Action: s3:GetObject
            Resource: "arn:aws:s3:::<BUCKET>/*"
            Condition:
              StringEquals: { "aws:CalledViaAWSMCP": aws-mcp.amazonaws.com }
          - use: guardrail
    claims:
${claims}
${more}statements:
  guardrail:
    Sid: DenyDirect
    Effect: Deny
    Action: "*"
    Resource: "*"
    Condition:
      BoolIfExists: { "aws:ViaAWSMCPService": "false" }
  everything: { Sid: Everything, Effect: Allow, Action: "*", Resource: "*" }
  trust:
    Sid: Trust
    Effect: Allow
    Principal: { Federated: "arn:aws:iam::<ACCOUNT>:oidc-provider/example.com" }
    Action: sts:AssumeRoleWithWebIdentity
    Condition: { StringEquals: { "example.com:aud": tutorial, "example.com:sub": somebody } }
scenarios:
  via-mcp:
    - { "aws:ViaAWSMCPService": "true", "aws:CalledViaAWSMCP": aws-mcp.amazonaws.com }
  direct-call:
    - { "aws:ViaAWSMCPService": null, "aws:CalledViaAWSMCP": null }
    - { "aws:ViaAWSMCPService": "false", "aws:CalledViaAWSMCP": null }
placeholders: { "<BUCKET>": example-bucket, "<ACCOUNT>": "111122223333" }
actions:
  old:Gone: { summary: x, removed: 2026-03-24 }
conditionKeys:
  aws:ViaAWSMCPService: { type: Bool, present: x, purpose: x, source: https://docs.aws.amazon.com/ }
  aws:CalledViaAWSMCP: { type: String, present: x, purpose: x, source: https://docs.aws.amazon.com/ }
`;

const READS =
  '      - { say: Reads., scenario: via-mcp, requests: [{ action: s3:GetObject, resource: "arn:aws:s3:::<BUCKET>/a" }], expect: allowed, by: Read }';
const REFUSES =
  '      - { say: Refuses., scenario: direct-call, alsoAttached: everything, requests: [{ action: [s3:GetObject, s3:PutObject], resource: "arn:aws:s3:::<BUCKET>/a" }], expect: explicitDeny, by: DenyDirect }';
/** Nothing else: what the Allow and the trust policy must not grow into. */
const ONLY =
  '      - { say: Nothing else., only: [{ action: s3:GetObject, resource: "arn:aws:s3:::<BUCKET>/*", context: { "aws:CalledViaAWSMCP": aws-mcp.amazonaws.com } }] }';
const NOBODY_ELSE =
  '      - { say: Nobody else., policy: trust, every: { action: assume, except: [{ principal: { issuer: "arn:aws:iam::<ACCOUNT>:oidc-provider/example.com" }, context: { "example.com:aud": tutorial, "example.com:sub": somebody } }] }, expect: denied }';
const ADMITS =
  '      - { say: Admits., policy: trust, principal: "arn:aws:iam::<ACCOUNT>:oidc-provider/example.com", requests: [{ action: sts:AssumeRoleWithWebIdentity, context: { "example.com:aud": tutorial, "example.com:sub": somebody } }], expect: allowed }';

async function proveText(
  text: string,
): Promise<{ problems: string[]; proofs: ReturnType<typeof claimsOf> }> {
  const { catalog, problems } = loadCatalog([new Source('a.yaml', text)]);
  expect([...problems, ...checkReferences(catalog, { ...NOTHING, exists: () => false })]).toEqual(
    [],
  );
  const proven = await prove(catalog, NOTHING);
  return {
    proofs: claimsOf(proven),
    problems: noted(proven.problems).map(
      ({ line, column, code, message, hint }) =>
        `${line}:${column} ${code}: ${message}${hint === undefined ? '' : ` (${hint})`}`,
    ),
  };
}

describe('claims that hold', () => {
  it('multiply actions, resources and contexts, and all are tried', async () => {
    const { problems, proofs } = await proveText(
      role([READS, REFUSES, ADMITS, ONLY, NOBODY_ELSE].join('\n')),
    );
    expect(problems).toEqual([]);
    expect(proofs.map(({ index, holds, trials }) => [index, holds, trials.length])).toEqual([
      [0, true, 1],
      [1, true, 4],
      [2, true, 1],
      [3, true, 0],
      [4, true, 0],
    ]);
    expect(proofs[1]?.trials[0]).toMatchObject({
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::example-bucket/a',
      context: { 'aws:ViaAWSMCPService': null },
      decision: 'explicitDeny',
      decidedBy: [{ policy: 'permissions', sid: 'DenyDirect', index: 1 }],
    });
  });
});

describe('a claim that does not hold', () => {
  const alone = async (claim: string): Promise<string[]> => (await proveText(role(claim))).problems;

  it('is shown at its line, with the request, the decision and why', async () => {
    expect(await alone(READS.replace('expect: allowed, by: Read', 'expect: denied'))).toEqual([
      '17:16 claim/fails: this does not hold: s3:GetObject on arn:aws:s3:::example-bucket/a with aws:ViaAWSMCPService "true", aws:CalledViaAWSMCP "aws-mcp.amazonaws.com" is allowed by Read of permissions, not denied (DenyDirect does not apply: the condition BoolIfExists aws:ViaAWSMCPService "false" is false: the request has "true")',
    ]);
  });

  it('says how many of its requests fail', async () => {
    expect((await alone(REFUSES.replace('explicitDeny, by: DenyDirect', 'allowed')))[0]).toContain(
      '; 3 more of 4 requests fail',
    );
  });

  it('because of another statement than it names', async () => {
    expect((await alone(REFUSES.replace('by: DenyDirect', 'by: DenyDirectly')))[0]).toMatch(
      /^17:16 claim\/decided-elsewhere: this holds, but not by DenyDirectly: .*did you mean `DenyDirect`/,
    );
  });

  it('because nobody can tell', async () => {
    const claim = READS.replace(
      '"arn:aws:s3:::<BUCKET>/a" }',
      '"arn:aws:s3:::<BUCKET>/a", context: { "aws:TagKeys": [x] } }',
    );
    const text = role(claim).replace(
      'StringEquals: { "aws:CalledViaAWSMCP": aws-mcp.amazonaws.com }',
      'StringEquals: { "aws:TagKeys": x }',
    );
    expect((await proveText(text)).problems).toContainEqual(
      expect.stringMatching(
        /^17:16 claim\/unknown: this claim cannot be decided: .*aws:TagKeys has a list of values/,
      ),
    );
  });

  it('because it depends on a key that nobody stated', async () => {
    const claim = READS.replace('scenario: via-mcp, ', '').replace(
      '<BUCKET>/a"',
      '<BUCKET>/a", context: { "aws:CalledViaAWSMCP": aws-mcp.amazonaws.com }',
    );
    expect(await alone(claim)).toContainEqual(
      '17:35 claim/unstated-key: the decision on s3:GetObject depends on aws:ViaAWSMCPService, which neither the request nor the scenario states (absent: explicitDeny, "true": allowed, "false": explicitDeny) (state it in the context: { "aws:ViaAWSMCPService": null } where it is absent)',
    );
  });

  it('because request and scenario clash', async () => {
    const claim = READS.replace(
      '<BUCKET>/a"',
      '<BUCKET>/a", context: { "AWS:viaawsmcpservice": null }',
    );
    expect(await alone(claim)).toEqual([
      expect.stringMatching(
        /^17:\d+ claim\/context-clash: the request and the scenario via-mcp state AWS:viaawsmcpservice differently/,
      ),
    ]);
  });

  it.each([
    [
      'an action that does not exist',
      READS.replace('s3:GetObject', 's3:GetObjekt'),
      /claim\/unknown-action: the action s3:GetObjekt does not exist \(data of \d{4}-\d\d-\d\d\)/,
    ],
    [
      'a pattern instead of an action',
      READS.replace('s3:GetObject', '"s3:Get*"'),
      /claim\/unknown-action/,
    ],
    [
      'an action that was removed',
      READS.replace('s3:GetObject', 'old:Gone'),
      /claim\/unknown-action: the action old:Gone was removed on 2026-03-24/,
    ],
    [
      'a resource that the action does not take',
      READS.replace('s3:GetObject', 's3:ListBucket'),
      /claim\/wrong-resource: s3:ListBucket takes accesspoint or bucket, but arn:aws:s3:::example-bucket\/a is object/,
    ],
    [
      'no resource where there must be one',
      READS.replace(', resource: "arn:aws:s3:::<BUCKET>/a"', ''),
      /claim\/wrong-resource: s3:GetObject needs a resource/,
    ],
    [
      'a resource where there is none',
      READS.replace('s3:GetObject', 's3:ListAllMyBuckets'),
      /claim\/wrong-resource: s3:ListAllMyBuckets takes no resource/,
    ],
    ['nobody who asks', ADMITS.replace(/principal: "[^"]*", /, ''), /claim\/no-principal/],
  ])('because it names %s', async (_, claim, expected) => {
    expect(await alone(claim)).toContainEqual(expect.stringMatching(expected));
  });

  it('because the role has no such policy', async () => {
    expect(
      (await proveText(role(ADMITS).replace('      trust: { use: trust }\n', ''))).problems,
    ).toEqual([expect.stringMatching(/^16:\d+ claim\/no-policy/)]);
  });
});

describe('the test of the claims themselves', () => {
  it('finds statements whose loss no claim would notice', async () => {
    expect((await proveText(role([READS, ONLY].join('\n')))).problems).toEqual([
      expect.stringMatching(
        /^15:13 claim\/unproven-statement: no claim would notice the loss of DenyDirect of reader's permissions policy/,
      ),
      expect.stringMatching(
        /^6:14 claim\/unproven-statement: no claim would notice the loss of Trust of reader's trust policy/,
      ),
    ]);
  });

  it('finds roles without claims', async () => {
    expect((await proveText(role('').replace('    claims:\n\n', ''))).problems).toEqual([
      expect.stringMatching(/^3:11 claim\/none: the role reader has no claims/),
    ]);
  });
});

describe('policies of roles', () => {
  it('are validated with their placeholders replaced, at their YAML lines', async () => {
    const { problems } = await proveText(
      role([READS, REFUSES, ADMITS].join('\n')).replace(
        'Action: s3:GetObject\n',
        'Action: [s3:GetObject, s3:GetObjekt]\n',
      ),
    );
    expect(problems).toEqual([expect.stringMatching(/^11:36 iam\/invalid-action: .*GetObjekt/)]);
  });

  it('must not rest on what AWS has retired, whether or not the data say so', async () => {
    const resting = (action: string): Promise<{ problems: string[] }> =>
      proveText(
        role([READS, REFUSES, ADMITS].join('\n')).replace(
          'Action: s3:GetObject\n',
          `Action: [s3:GetObject, ${action}]\n`,
        ),
      );
    for (const action of ['aws-mcp:InvokeMcp', "'aws-mcp:*'", 'securityagent:ListControls']) {
      const { problems } = await resting(action);
      expect(problems, action).toEqual([
        expect.stringMatching(
          /^11:36 iam\/removed-action: .* was removed on 2026-0\d-\d\d; .*https:/,
        ),
      ]);
    }
    // It is in the data set still.
    const only = ONLY.replace(
      'resource: "arn:aws:s3:::<BUCKET>/*"',
      'resource: "arn:aws:s3:::<BUCKET>/*" }, { action: aws-portal:ViewBilling',
    );
    const claims = [READS, REFUSES, ADMITS, only, NOBODY_ELSE].join('\n');
    const listed = role(claims).replace(
      'Action: s3:GetObject\n',
      'Action: [s3:GetObject, aws-portal:ViewBilling]\n',
    );
    expect((await proveText(listed)).problems).toEqual([]);
  });
});
