/** Each kind of change as a small repository: both revisions, and all that is printed. */
import { describe, expect, it } from 'vitest';

import { commit, confirmRoles, diffOf, repository } from '../support/diff.ts';
import { policyPage } from '../support/workspace.ts';

const BASE = `roles:
  reader:
    name: ReaderRole
    title: Reader
    policies:
      trust:
        statements:
          - Sid: TrustVendor
            Effect: Allow
            Principal: { AWS: "444455556666" }
            Action: sts:AssumeRole
            Condition:
              StringEquals: { "sts:ExternalId": secret-of-ours }
      permissions:
        statements:
          - Sid: ReadObjects
            Effect: Allow
            Action: s3:GetObject
            Resource: "arn:aws:s3:::<BUCKET>/*"
            Condition:
              StringEquals: { "aws:CalledViaAWSMCP": aws-mcp.amazonaws.com }
          - use: guardrail
    claims:
      - { say: Reads over MCP., requests: [{ action: s3:GetObject, resource: "arn:aws:s3:::<BUCKET>/a", context: { "aws:ViaAWSMCPService": "true", "aws:CalledViaAWSMCP": aws-mcp.amazonaws.com } }], expect: allowed }
      - say: Direct calls are refused.
        every:
          context: { "aws:ViaAWSMCPService": { in: [null, "false"] } }
          except: [{ action: sts:GetCallerIdentity }]
        alsoAttached: anything
        expect: explicitDeny
        by: DenyDirect
statements:
  guardrail:
    Sid: DenyDirect
    Effect: Deny
    Action: "*"
    Resource: "*"
    Condition:
      BoolIfExists: { "aws:ViaAWSMCPService": "false" }
placeholders: { "<BUCKET>": example-bucket }
`;
const FILE = 'data/a.yaml';

/** What is printed of the change from the base to this text, once its rows are confirmed. */
async function printed(change: (text: string) => string): Promise<string> {
  const after = change(BASE);
  expect(after).not.toBe(BASE);
  const test = repository({ [FILE]: BASE }, { [FILE]: after });
  await confirmRoles(test);
  const { stdout, status } = await diffOf(test);
  expect(status).toBe(0);
  return stdout;
}

const replacing =
  (from: string, to: string) =>
  (text: string): string =>
    text.replace(from, to);

describe('roles', () => {
  it('have the same access after a change of layout, order and spelling', async () => {
    const respelled = (text: string): string =>
      text
        .replace('Action: s3:GetObject\n', 'Action: [S3:getobject]\n')
        .replace(
          /( {10}- Sid: ReadObjects[^]*?)( {10}- use: guardrail\n)/,
          (_, one: string, two: string) => two + one,
        );
    expect(await printed(respelled)).toMatchInlineSnapshot(`
      "access from HEAD (1a2b3c4) to the working tree

      same access: reader
      access unchanged
      actions as AWS listed them on DATE
      "
    `);
  });

  it('lose a guardrail: the deny is gone, and its claim with it', async () => {
    const without = (text: string): string =>
      text
        .replace('          - use: guardrail\n', '')
        .replace(/ {6}- say: Direct[^]*?by: DenyDirect\n/, '');
    expect(await printed(without)).toMatchInlineSnapshot(`
      "access from HEAD (1a2b3c4) to the working tree

      reader: loses a guardrail
        permissions in data/a.yaml

        ! no longer refused, whatever else is attached
          every action
            on       any resource
            when     aws:ViaAWSMCPService is absent or "false"
            before   refused by DenyDirect
            now      not refused by a statement
            such as  s3:InitiateReplication on arn:aws:s3:::x/x

      claims and facts
        dropped: Direct calls are refused.
            reader: explicitDeny for every request, but 1 exception, by DenyDirect,
            with anything attached as well

      same access: reader (trust policy)
      1 of 2 policies changed, 1 lost a guardrail, 1 change of claims and facts
      since aws:CalledViaAWSMCP is present only if aws:ViaAWSMCPService is "true"
      actions as AWS listed them on DATE
      "
    `);
  });

  it('gain access: a resource is widened', async () => {
    expect(await printed(replacing('"arn:aws:s3:::<BUCKET>/*"', '"arn:aws:s3:::*"')))
      .toMatchInlineSnapshot(`
        "access from HEAD (1a2b3c4) to the working tree

        reader: gains access
          permissions in data/a.yaml

          + now allowed
            s3:GetObject (Read)
              on       arn:aws:s3:::*, but not arn:aws:s3:::example-bucket/*
              when     aws:CalledViaAWSMCP is "aws-mcp.amazonaws.com"
              before   not allowed
              now      allowed by ReadObjects
              such as  s3:GetObject on arn:aws:s3:::x/x, with aws:CalledViaAWSMCP
                       "aws-mcp.amazonaws.com", aws:ViaAWSMCPService "true"

        same access: reader (trust policy)
        1 of 2 policies changed, 1 gained access
        since aws:CalledViaAWSMCP is present only if aws:ViaAWSMCPService is "true"
        actions as AWS listed them on DATE
        "
      `);
  });

  it('gain access: a wildcard grants what is not published yet', async () => {
    expect(await printed(replacing('Action: s3:GetObject\n', 'Action: s3:GetObject*\n')))
      .toMatchInlineSnapshot(`
        "access from HEAD (1a2b3c4) to the working tree

        reader: gains access
          permissions in data/a.yaml

          + now allowed
            s3:GetObjectAcl, s3:GetObjectAnnotation, s3:GetObjectAttributes,
            s3:GetObjectLegalHold, s3:GetObjectRetention, s3:GetObjectTagging and 9 more
            (Read; also actions that AWS has not published yet)
              on       arn:aws:s3:::example-bucket/*
              when     aws:CalledViaAWSMCP is "aws-mcp.amazonaws.com"
              before   not allowed
              now      allowed by ReadObjects
              such as  s3:GetObjectAcl on arn:aws:s3:::example-bucket/x, with
                       aws:CalledViaAWSMCP "aws-mcp.amazonaws.com", aws:ViaAWSMCPService
                       "true"

        same access: reader (trust policy)
        1 of 2 policies changed, 1 gained access
        since aws:CalledViaAWSMCP is present only if aws:ViaAWSMCPService is "true"
        actions as AWS listed them on DATE
        "
      `);
  });

  it('lose access: an action is another one', async () => {
    expect(await printed(replacing('Action: s3:GetObject\n', 'Action: s3:ListBucket\n')))
      .toMatchInlineSnapshot(`
        "access from HEAD (1a2b3c4) to the working tree

        reader: gains access, loses access
          permissions in data/a.yaml
          in every row, aws:CalledViaAWSMCP is "aws-mcp.amazonaws.com"

          + now allowed
            s3:ListBucket (List; not a resource that the action takes)
              on       arn:aws:s3:::example-bucket/*
              before   not allowed
              now      allowed by ReadObjects
              such as  s3:ListBucket on arn:aws:s3:::example-bucket/, with
                       aws:CalledViaAWSMCP "aws-mcp.amazonaws.com", aws:ViaAWSMCPService
                       "true"

          - no longer allowed
            s3:GetObject (Read)
              on       arn:aws:s3:::example-bucket/*
              before   allowed by ReadObjects
              now      not allowed
              such as  s3:GetObject on arn:aws:s3:::example-bucket/x, with
                       aws:CalledViaAWSMCP "aws-mcp.amazonaws.com", aws:ViaAWSMCPService
                       "true"

        claims and facts
          no longer holds: Reads over MCP.
              reader: allowed for 1 example

        same access: reader (trust policy)
        1 of 2 policies changed, 1 gained access, 1 lost access, 1 change of claims and
        facts
        since aws:CalledViaAWSMCP is present only if aws:ViaAWSMCPService is "true"
        actions as AWS listed them on DATE
        "
      `);
  });

  it('may be assumed by others: the external id is dropped', async () => {
    expect(
      await printed(
        replacing(
          '            Condition:\n              StringEquals: { "sts:ExternalId": secret-of-ours }\n',
          '',
        ),
      ),
    ).toMatchInlineSnapshot(`
      "access from HEAD (1a2b3c4) to the working tree

      reader: admits more
        trust policy in data/a.yaml

        + now admitted
          sts:AssumeRole (Write)
            by       identities of account 444455556666
            when     sts:ExternalId is absent or not "secret-of-ours"
            before   not allowed
            now      left to the account of the caller by TrustVendor
            such as  sts:AssumeRole on arn:aws:iam::111122223333:role/x by
                     arn:aws:iam::444455556666:root

      same access: reader
      1 of 2 policies changed, 1 gained access
      actions as AWS listed them on DATE
      "
    `);
  });

  it('come and go, and are told from what changed', async () => {
    const renamed = replacing('  reader:\n    name: ReaderRole', '  writer:\n    name: WriterRole');
    expect(await printed(renamed)).toMatchInlineSnapshot(`
      "access from HEAD (1a2b3c4) to the working tree

      writer: new
        permissions in data/a.yaml

        + now allowed
          s3:GetObject (Read)
            on       arn:aws:s3:::example-bucket/*
            when     aws:CalledViaAWSMCP is "aws-mcp.amazonaws.com"
            before   not allowed
            now      allowed by ReadObjects
            such as  s3:GetObject on arn:aws:s3:::example-bucket/x, with
                     aws:CalledViaAWSMCP "aws-mcp.amazonaws.com", aws:ViaAWSMCPService
                     "true"

        # newly refused, whatever else is attached
          every action
            on       any resource
            when     aws:ViaAWSMCPService is absent or "false"
            before   not refused by a statement
            now      refused by DenyDirect
            such as  s3:InitiateReplication on arn:aws:s3:::x/x

      writer: new
        trust policy in data/a.yaml

        + now admitted
          sts:AssumeRole (Write)
            by       identities of account 444455556666
            when     sts:ExternalId is "secret-of-ours"
            before   not allowed
            now      left to the account of the caller by TrustVendor
            such as  sts:AssumeRole on arn:aws:iam::111122223333:role/x by
                     arn:aws:iam::444455556666:root, with sts:ExternalId
                     "secret-of-ours"

      reader: gone
        permissions in data/a.yaml

        - no longer allowed
          s3:GetObject (Read)
            on       arn:aws:s3:::example-bucket/*
            when     aws:CalledViaAWSMCP is "aws-mcp.amazonaws.com"
            before   allowed by ReadObjects
            now      not allowed
            such as  s3:GetObject on arn:aws:s3:::example-bucket/x, with
                     aws:CalledViaAWSMCP "aws-mcp.amazonaws.com", aws:ViaAWSMCPService
                     "true"

      reader: gone
        trust policy in data/a.yaml

        - no longer admitted
          sts:AssumeRole (Write)
            by       identities of account 444455556666
            when     sts:ExternalId is "secret-of-ours"
            before   left to the account of the caller by TrustVendor
            now      not allowed
            such as  sts:AssumeRole on arn:aws:iam::111122223333:role/x by
                     arn:aws:iam::444455556666:root, with sts:ExternalId
                     "secret-of-ours"

      4 of 4 policies changed, 2 gained access, 2 lost access, 1 refused more
      since aws:CalledViaAWSMCP is present only if aws:ViaAWSMCPService is "true"
      actions as AWS listed them on DATE
      "
    `);
  });

  it('are the same role under another id, if the name in IAM is the same', async () => {
    expect(await printed(replacing('  reader:\n', '  viewer:\n'))).toMatchInlineSnapshot(`
      "access from HEAD (1a2b3c4) to the working tree

      same access: viewer (formerly reader)
      access unchanged
      actions as AWS listed them on DATE
      "
    `);
  });

  it('gain a boundary, within which the permissions are taken', async () => {
    const bounded = replacing(
      '      permissions:\n',
      '      boundary: { statements: [{ Sid: Bound, Effect: Allow, Action: ec2:*, Resource: "*" }] }\n      permissions:\n',
    );
    expect(await printed(bounded)).toMatchInlineSnapshot(`
      "access from HEAD (1a2b3c4) to the working tree

      reader: loses access
        permissions in data/a.yaml

        - no longer allowed
          s3:GetObject (Read)
            on       arn:aws:s3:::example-bucket/*
            when     aws:CalledViaAWSMCP is "aws-mcp.amazonaws.com"
            before   allowed by ReadObjects
            now      not allowed
            such as  s3:GetObject on arn:aws:s3:::example-bucket/x, with
                     aws:CalledViaAWSMCP "aws-mcp.amazonaws.com", aws:ViaAWSMCPService
                     "true"

      claims and facts
        no longer holds: Reads over MCP.
            reader: allowed for 1 example

      same access: reader (trust policy)
      1 of 2 policies changed, 1 lost access, 1 change of claims and facts
      since aws:CalledViaAWSMCP is present only if aws:ViaAWSMCPService is "true"
      actions as AWS listed them on DATE
      "
    `);
  });

  it('promise less: a claim is weaker in three ways', async () => {
    const weaker = (text: string): string =>
      text.replace(
        '        expect: explicitDeny\n        by: DenyDirect\n',
        '        expect: denied\n',
      );
    expect(await printed(weaker)).toMatchInlineSnapshot(`
      "access from HEAD (1a2b3c4) to the working tree

      claims and facts
        promises less: Direct calls are refused.
            reader: explicitDeny for every request, but 1 exception, by DenyDirect,
            with anything attached as well → denied for every request, but 1
            exception, with anything attached as well

      same access: reader
      access unchanged, 1 change of claims and facts
      actions as AWS listed them on DATE
      "
    `);
  });

  it('rest on a fact that is new', async () => {
    const stated = (text: string): string =>
      `${text}conditionKeys:
  "aws:SourceVpc":
    type: String
    purpose: From where.
    present: Sometimes.
    source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
    facts:
      - onlyWith: { "aws:ViaAWSMCPService": "true" }
        source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
`;
    expect(await printed(stated)).toMatchInlineSnapshot(`
      "access from HEAD (1a2b3c4) to the working tree

      claims and facts
        taken as a fact: aws:SourceVpc is present only if aws:ViaAWSMCPService is
        "true"

      same access: reader
      access unchanged, 1 change of claims and facts
      actions as AWS listed them on DATE
      "
    `);
  });

  it('that a revision says nothing of are one line each', async () => {
    const test = repository({ 'README.md': '# Docs\n' }, { [FILE]: BASE });
    const { stdout, status } = await diffOf(test, '--fail-on', 'gained');
    expect([stdout, status]).toMatchInlineSnapshot(`
      [
        "access from HEAD (1a2b3c4) to the working tree

      reader: described for the first time; HEAD (1a2b3c4) has no data to compare with
      1 policy described for the first time
      actions as AWS listed them on DATE
      ",
        0,
      ]
    `);
  });
});

describe('pages', () => {
  it('that show a policy are named, and those written anew are counted', async () => {
    const test = repository({ [FILE]: BASE, 'out/a.mdx': policyPage('reader') });
    await test.build();
    commit(test, 'built');
    test.write(FILE, BASE.replace('Action: s3:GetObject\n', 'Action: [s3:GetObject]\n'));
    await test.build();
    expect((await diffOf(test)).stdout).toMatchInlineSnapshot(`
      "access from HEAD (1a2b3c4) to the working tree

      same access: reader
      access unchanged, 1 page re-rendered
      actions as AWS listed them on DATE
      "
    `);
    test.write(FILE, BASE.replace('Action: s3:GetObject\n', 'Action: s3:Get*\n'));
    expect((await diffOf(test)).stdout).toContain('shown on out/a.mdx');
  });
});

describe('what fails', () => {
  const wider = BASE.replace('"arn:aws:s3:::<BUCKET>/*"', '"arn:aws:s3:::*"');
  it.each([
    ['gained', 1],
    ['lost', 0],
    ['unguarded', 0],
    ['unknown', 0],
    ['any', 1],
  ])('is what --fail-on says: %s', async (on, status) => {
    const test = repository({ [FILE]: BASE }, { [FILE]: wider });
    expect((await diffOf(test, '--fail-on', on)).status).toBe(status);
  });

  it('is nothing else', async () => {
    const test = repository({ [FILE]: BASE }, { [FILE]: wider });
    expect((await diffOf(test)).status).toBe(0);
    const wrong = await diffOf(test, '--fail-on', 'everything');
    expect([wrong.status, wrong.stderr]).toEqual([2, expect.stringContaining('gained')]);
  });

  it('is a doubt where the change is feared', async () => {
    const doubted = BASE.replace(
      '"arn:aws:s3:::<BUCKET>/*"',
      '"arn:aws:s3:::<BUCKET>/${aws:PrincipalTag/team}/*"',
    );
    const test = repository({ [FILE]: BASE }, { [FILE]: doubted });
    expect((await diffOf(test, '--fail-on', 'unknown')).stdout).toContain('not decided');
    expect((await diffOf(test, '--fail-on', 'unknown')).status).toBe(1);
  });
});

describe('what the code calls', () => {
  it('is compared too, each side with its own code', async () => {
    const data = (more = '') =>
      `${BASE.replace('    claims:', "    requires: [{ from: 'src/*.py', preset: boto3 }]\n    claims:")}${more}`;
    const code = (call: string) => `s3 = boto3.client("s3")\ns3.get_object()\ns3.${call}()\n`;
    const test = repository(
      { [FILE]: data(), 'src/a.py': code('delete_object') },
      { 'src/a.py': code('put_object'), 'src/b.py': code('put_object') },
    );
    const { stdout } = await diffOf(test);
    expect(stdout).toContain(`what the code calls
  newly called (reader): s3:PutObject, by src/a.py:3, src/b.py:3
  no longer called (reader): s3:DeleteObject, by src/a.py:3
`);
    expect(stdout).toContain('access unchanged, 2 changes of what the code calls');
    const json = await diffOf(test, '--format', 'json');
    expect((JSON.parse(json.stdout) as { calls: unknown }).calls).toEqual([
      {
        role: 'reader',
        action: 's3:PutObject',
        change: 'called',
        places: ['src/a.py:3', 'src/b.py:3'],
      },
      {
        role: 'reader',
        action: 's3:DeleteObject',
        change: 'no longer called',
        places: ['src/a.py:3'],
      },
    ]);
    const markdown = await diffOf(test, '--format', 'markdown');
    expect(markdown.stdout).toContain(
      '- newly called (`reader`): `s3:PutObject, by src/a.py:3, src/b.py:3`',
    );
  });
});
