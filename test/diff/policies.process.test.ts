/** What a change does to policies that no role holds, and to roles with several. */
import { describe, expect, it } from 'vitest';

import { confirmRoles, diffOf, repository } from '../support/diff.ts';

const DATA = `roles:
  worker:
    name: Worker
    title: Worker
    policies:
      permissions:
        - file: read.json
          statements: [{ Sid: Read, Effect: Allow, Action: s3:GetObject, Resource: "arn:aws:s3:::reports/*" }]
        - file: write.json
          statements: [{ Sid: Write, Effect: Allow, Action: s3:PutObject, Resource: "arn:aws:s3:::reports/*" }]
      managed:
        - { arn: "arn:aws:iam::111122223333:policy/guard", document: policies/guard.json }
policies:
  reports:
    kind: bucket
    title: Reports bucket
    statements:
      - { Sid: Tls, Effect: Deny, Principal: "*", Action: "s3:*", Resource: "*", Condition: { Bool: { "aws:SecureTransport": "false" } } }
    claims:
      - { say: Refuses plain HTTP., every: { service: s3, context: { "aws:SecureTransport": "false" } }, expect: explicitDeny }
`;
const guard = (action: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Sid: 'G', Effect: 'Deny', Action: action, Resource: '*' }],
  });
const BEFORE = { 'data/a.yaml': DATA, 'policies/guard.json': guard('s3:Delete*') };

describe('the access of a policy that no role holds', () => {
  it('is compared as what it is, with its claims', async () => {
    const after = DATA.replace('Action: "s3:*"', 'Action: "s3:Get*"');
    const test = repository(BEFORE, { 'data/a.yaml': after });
    const { stdout } = await diffOf(test, 'HEAD');
    expect(stdout).toContain('reports: loses a guardrail\n  bucket policy in data/a.yaml');
    expect(stdout).toMatch(/before\s+refused by Tls\n/);
    expect(stdout).toContain('no longer holds: Refuses plain HTTP.');
    expect(stdout).toContain('same access: worker');
    expect(await confirmRoles(test)).toBeGreaterThan(0);
  });

  it('comes and goes with its entry', async () => {
    const gone = DATA.slice(0, DATA.indexOf('policies:\n  reports'));
    const { stdout } = await diffOf(repository(BEFORE, { 'data/a.yaml': gone }), 'HEAD');
    expect(stdout).toContain(
      'reports: gone\n  bucket policy in data/a.yaml\n\n  ! no longer refused',
    );
    expect(stdout).toContain('1 of 2 policies changed, 1 lost a guardrail');
  });
});

describe('the access of a role with several policies', () => {
  it('is that of all of them', async () => {
    const after = DATA.replace('s3:PutObject', 's3:PutObjectAcl');
    const test = repository(BEFORE, { 'data/a.yaml': after });
    const { stdout } = await diffOf(test, 'HEAD');
    expect(stdout).toMatch(/s3:PutObject\b[^]*allowed by Write of write\.json/);
    expect(await confirmRoles(test)).toBe(2);
  });

  it('follows the document of a managed policy, as it was at the revision', async () => {
    const test = repository(BEFORE, { 'policies/guard.json': guard('s3:DeleteObject') });
    const { stdout } = await diffOf(test, 'HEAD');
    expect(stdout).toContain('worker: loses a guardrail');
    expect(stdout).toContain('G of arn:aws:iam::111122223333:policy/guard');
  });
});
