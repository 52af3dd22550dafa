/** Policies in the forms of their readers, on pages of the sites that have tabs. */
import { compile } from '@mdx-js/mdx';
import { describe, expect, it } from 'vitest';

import { DATA, places, type TestWorkspace, workspace } from '../support/workspace.ts';

const TRUST = DATA.replace(
  '      permissions:\n        file: writer.json',
  '      trust:\n        statements:\n          - Effect: Allow\n            Action: sts:AssumeRole\n            Principal: { Service: ec2.amazonaws.com }\n      permissions:\n        file: writer.json',
);

const mark = (text: string, page: string): string =>
  page.endsWith('.mdx') ? `{/* ${text} */}` : `<!-- ${text} -->`;

function page(file: string, args: string, config = '', section = 'policy'): TestWorkspace {
  return workspace({
    'permadocs.yaml': `asOf: 2026-06-01\n${config}`,
    'data/a.yaml': TRUST,
    [file]: `A page.\n\n${mark(`BEGIN permadocs ${section} ${args}`, file)}\n\n${mark(`END permadocs ${section}`, file)}\n`,
  });
}

const wrong = async (test: TestWorkspace): Promise<string[]> =>
  (await test.build()).problems
    .filter(({ code }) => /^(?:template|marker)/.test(code))
    .map(({ code, message, hint }) => `${code}: ${message}; ${hint}`);

describe('several forms of a policy', () => {
  it.each([
    ['docusaurus', 'out/a.mdx', '<TabItem value="terraform" label="Terraform">'],
    ['starlight', 'out/a.mdx', '<TabItem label="Terraform">'],
    ['nextra', 'out/a.mdx', "<Tabs items={['JSON', 'Terraform']} storageKey=\"policy-form\">"],
    ['mkdocs', 'out/a.md', '=== "Terraform"'],
    ['headings', 'out/a.md', '**Terraform**'],
    ['headings', 'out/a.mdx', '**Terraform**'],
  ])('are tabs of %s on %s', async (tabs, file, tab) => {
    const test = page(file, 'role="writer" as="json,terraform"', `tabs: ${tabs}\n`);
    expect(await wrong(test)).toEqual([]);
    const text = test.read(file);
    expect(text).toContain(tab);
    expect(text).toContain('"Action": ["s3:GetObject", "s3:PutObject"]');
    expect(text).toContain('data "aws_iam_policy_document" "writer" {');
    if (file.endsWith('.mdx')) await compile(text);
    expect(places(await test.check())).toEqual(places(await test.build()));
  });

  it('are refused as JSX where the page is not MDX', async () => {
    const test = page('out/a.md', 'role="writer" as="json,yaml"', 'tabs: docusaurus\n');
    expect(await wrong(test)).toEqual([
      'template/refused: policy renders tabs as JSX, and this page is not MDX; name the page under `mdx` in permadocs.yaml, or set `tabs: headings` there',
    ]);
  });

  it('are not tabs if there is one', async () => {
    const test = page('out/a.md', 'role="writer" as="yaml" title="a.yaml"', 'tabs: docusaurus\n');
    expect(await wrong(test)).toEqual([]);
    expect(test.read('out/a.md')).toContain('```yaml title="a.yaml"\nVersion: ');
  });

  it('are named one by one', async () => {
    const test = page('out/a.md', 'role="writer" as="json, teraform"');
    expect(await wrong(test)).toEqual([
      'marker/bad-parameter: as="json, teraform" must be a list of json, yaml, terraform, terraform-json, cloudformation, cli; did you mean `terraform`?',
    ]);
  });
});

const SEVERAL = `roles:
  r:
    name: R
    title: R
    policies:
      trust: { statements: [{ Effect: Allow, Action: sts:AssumeRole, Principal: { Service: ec2.amazonaws.com } }] }
      permissions:
        - { file: r-read.json, statements: [{ Effect: Allow, Action: s3:GetObject, Resource: "*" }] }
        - { file: r.read.json, statements: [{ Effect: Allow, Action: s3:GetObjectAcl, Resource: "*" }] }
        - { file: write.json, statements: [{ Effect: Allow, Action: s3:PutObject, Resource: "*" }] }
`;

describe('a role', () => {
  it.each([
    ['terraform', 'resource "aws_iam_role_policy" "writer"'],
    ['terraform-json', 'assume_role_policy = jsonencode({'],
    ['cloudformation', 'AssumeRolePolicyDocument:'],
    ['cli', '--assume-role-policy-document file://writer-trust.json'],
  ])('is whole in %s where the form holds one', async (as, part) => {
    const test = page('out/a.md', `role="writer" as="${as}"`, '', 'role');
    expect(await wrong(test)).toEqual([]);
    expect(test.read('out/a.md')).toContain(part);
  });

  it.each([
    ['action="create" as="terraform,cloudformation"', 'resource "aws_iam_role" "writer"'],
    ['action="create"', 'aws iam create-role'],
    ['action="create" as="terraform,cli"', "cat > writer-trust.json <<'EOF'"],
  ])('is created by role-commands with %s', async (args, part) => {
    const test = page('out/a.md', `role="writer" ${args}`, '', 'role-commands');
    expect(await wrong(test)).toEqual([]);
    expect(test.read('out/a.md')).toContain(part);
  });

  it.each([
    [
      'action="delete" as="terraform"',
      'as="terraform" describes the role, so that there is nothing to delete; write as="cli" or action="create"',
    ],
  ])('is refused by role-commands with %s', async (args, words) => {
    const test = page('out/a.md', `role="writer" ${args}`, '', 'role-commands');
    expect(await wrong(test)).toEqual([`template/refused: ${words}`]);
  });

  it('is its permission policies alone in JSON and YAML, and all policies beside whole roles', async () => {
    const alone = page('out/a.md', 'role="writer" as="json,yaml"', '', 'role');
    expect(await wrong(alone)).toEqual([]);
    expect(alone.read('out/a.md')).not.toContain('writer-trust');
    const beside = page('out/a.md', 'role="writer" as="json,terraform"', '', 'role');
    expect(await wrong(beside)).toEqual([]);
    expect(beside.read('out/a.md')).toContain('title="writer-trust.json"');
  });

  it('has one tab for each form, however many policies it has', async () => {
    const test = workspace({
      'permadocs.yaml':
        'tabs: docusaurus\nclaims: { claim/none: off, claim/unclaimed-access: off, claim/unnoticed-change: off }\n',
      'data/a.yaml': SEVERAL,
      'out/a.mdx': `A page.\n\n{/* BEGIN permadocs role role="r" as="json,terraform,terraform-json,cli" */}\n\n{/* END permadocs role */}\n`,
    });
    expect(await wrong(test)).toEqual([]);
    const text = test.read('out/a.mdx');
    expect([...text.matchAll(/<TabItem value="([^"]*)"/g)].map(([, value]) => value)).toEqual([
      'json',
      'terraform',
      'terraform-jsonencode',
      'aws-cli',
    ]);
    expect([...text.matchAll(/```json title="([^"]*)"/g)].map(([, title]) => title)).toEqual([
      'r-trust.json',
      'r-read.json',
      'r.read.json',
      'write.json',
    ]);
  });

  it('has a name of its own in Terraform for each policy, wherever it is printed', async () => {
    const region = (args: string, section = 'policy'): string =>
      `<!-- BEGIN permadocs ${section} role="r" as="terraform" ${args} -->\n\n<!-- END permadocs ${section} -->\n`;
    const test = workspace({
      'permadocs.yaml':
        'claims: { claim/none: off, claim/unclaimed-access: off, claim/unnoticed-change: off }\n',
      'data/a.yaml': SEVERAL,
      'out/a.md': `A page.\n\n${['kind="trust"', ...['r-read', 'r.read', 'write'].map((name) => `file="${name}.json"`)].map((args) => region(args)).join('\n')}`,
      'out/b.md': `A page.\n\n${region('', 'role')}`,
    });
    expect(await wrong(test)).toEqual([]);
    const names = (file: string): unknown[] =>
      [...test.read(file).matchAll(/^data "aws_iam_policy_document" "(.*)" \{/gm)].map(
        ([, name]) => name,
      );
    expect(names('out/a.md')).toEqual(['r_trust', 'r_read', 'r_read_2', 'r_write']);
    expect(names('out/b.md')).toEqual(names('out/a.md'));
    expect(test.read('out/b.md')).toContain('resource "aws_iam_role_policy" "r_read_2" {');
  });

  it('is refused without a trust policy', async () => {
    const test = page('out/a.md', 'role="reader" as="terraform"', '', 'role');
    expect(await wrong(test)).toEqual([
      'template/refused: the role reader has no trust policy, without which it cannot be created; add policies.trust to the role, or print its permissions with the section `policy`',
    ]);
  });
});

describe('a table of permissions', () => {
  it('has what each statement allows, with the access levels of AWS', async () => {
    const test = workspace({
      'data/a.yaml': `roles:
  r:
    name: R
    title: R
    policies:
      permissions:
        statements:
          - Effect: Allow
            Action: [s3:GetObject, s3:Put*, own:Thing]
            Resource: [arn:aws:s3:::a/*, arn:aws:s3:::b|c/*]
          - { Effect: Deny, Action: s3:DeleteObject, Resource: "*" }
          - { Effect: Allow, NotAction: iam:*, NotResource: arn:aws:s3:::x }
actions:
  own:Thing: { summary: "Does *it*.", source: https://example.com }
`,
      'permadocs.yaml':
        'claims: { claim/none: off, claim/unclaimed-access: off, claim/grants-nothing: off, claim/unnoticed-change: off }\n',
      'out/a.md': `A page.\n\n<!-- BEGIN permadocs permissions-table role="r" -->\n<!-- END permadocs permissions-table -->\n`,
    });
    expect(await wrong(test)).toEqual([]);
    const rows = test
      .read('out/a.md')
      .split('\n')
      .filter((line) => line.startsWith('|'));
    expect(rows.map((row) => row.replace(/\s+/g, ' '))).toMatchInlineSnapshot(`
      [
        "| Action | Access level | Resource | Why |",
        "| -------------- | ----------------------------------------- | ----------------------------------------- | ---------------- |",
        "| \`s3:GetObject\` | Read | \`arn:aws:s3:::a/*\`, \`arn:aws:s3:::b\\|c/*\` | |",
        "| \`s3:Put*\` | Write, Permissions management and Tagging | \`arn:aws:s3:::a/*\`, \`arn:aws:s3:::b\\|c/*\` | |",
        "| \`own:Thing\` | not listed by AWS | \`arn:aws:s3:::a/*\`, \`arn:aws:s3:::b\\|c/*\` | Does _it_. |",
        "| \`*\` | all | all but \`arn:aws:s3:::x\` | All but \`iam:*\`. |",
      ]
    `);
  });

  const tableOf = async (policies: string): Promise<{ rows: string[]; text: string }> => {
    const test = workspace({
      'data/a.yaml': `roles:\n  r:\n    name: R\n    title: R\n    policies:\n${policies}`,
      'permadocs.yaml':
        'claims: { claim/none: off, claim/unclaimed-access: off, claim/grants-nothing: off, claim/unnoticed-change: off, claim/unproven-statement: off }\n',
      'out/a.md': `A page.\n\n<!-- BEGIN permadocs permissions-table role="r" -->\n<!-- END permadocs permissions-table -->\n`,
    });
    expect(await wrong(test)).toEqual([]);
    const text = test.read('out/a.md');
    const rows = text.split('\n').filter((line) => /^\|.*`/.test(line));
    return {
      text,
      rows: rows
        .map((row) => row.split('|').map((cell) => cell.trim()))
        .map(([, action, , on]) => `${action} ${on}`),
    };
  };

  it('prints nothing as allowed that the boundary refuses', async () => {
    const { rows, text } = await tableOf(`      permissions:
        statements:
          - { Effect: Allow, Action: ["s3:*", s3:getobject, sqs:SendMessage, "sns:*blish"], Resource: "*" }
          - { Effect: Allow, NotAction: [iam:*, sqs:*], Resource: "*" }
          - { Effect: Allow, Action: s3:PutObject, Resource: [arn:aws:s3:::a/*, arn:aws:s3:::c/*] }
      boundary:
        statements:
          - { Effect: Allow, Action: ["s3:Get*", s3:PutObject], NotResource: "arn:aws:s3:::b/*" }
          - { Effect: Allow, Action: "sns:Pub*", Resource: "*", Condition: { Bool: { aws:SecureTransport: "true" } } }
          - { Sid: NoC, Effect: Deny, Action: s3:PutObject, Resource: arn:aws:s3:::c/* }
          - { Sid: NotHere, Effect: Deny, Action: s3:GetObject, Resource: "*", Condition: { Bool: { aws:SecureTransport: "false" } } }
`);
    expect(rows).toEqual([
      '`s3:Get*` all but `arn:aws:s3:::b/*`',
      '`s3:PutObject` all but `arn:aws:s3:::b/*`',
      '`s3:getobject` all but `arn:aws:s3:::b/*`',
      '`sns:*blish` as far as it is `sns:Pub*` `*`',
      '`sns:Pub*` `*`',
      '`s3:PutObject` `arn:aws:s3:::a/*`',
    ]);
    expect(text.replace(/\s+/g, ' ')).toContain(
      'The policies allow some of this only under the conditions that they state. The Deny statements `NoC`, `NotHere` refuse some of these requests. What the permissions boundary does not allow is left out.',
    );
  });

  it('names the Deny that refuses some of what it lists', async () => {
    const { text } = await tableOf(`      permissions:
        statements:
          - { Effect: Allow, Action: "s3:*", Resource: "*" }
          - { Effect: Deny, Action: s3:DeleteObject, Resource: "*" }
          - { Effect: Deny, Action: "sqs:*", Resource: "*" }
`);
    expect(text).toContain('\n\nA Deny statement refuses some of these requests.\n');
  });

  it('has no row for what a Deny always refuses', async () => {
    const { rows } = await tableOf(`      permissions:
        statements:
          - { Effect: Allow, Action: [s3:GetObject, s3:ListBucket, sqs:SendMessage, ec2:Describe*, sns:Publish], Resource: "*" }
          - { Effect: Allow, Action: s3:PutObject, Resource: [arn:aws:s3:::a/*, arn:aws:s3:::b/x*] }
          - { Effect: Deny, Action: S3:List*, Resource: "*" }
          - { Effect: Deny, Action: s3:PutObject, Resource: arn:aws:s3:::b/* }
          - { Effect: Deny, Action: s3:GetObject, Resource: "*", Condition: { Bool: { aws:SecureTransport: "false" } } }
          - { Effect: Deny, NotAction: [s3:*, ec2:*, sns:*], NotResource: arn:aws:s3:::a/* }
          - { Effect: Deny, NotAction: [s3:*, ec2:*, sns:*], Resource: "*" }
`);
    expect(rows).toEqual([
      '`s3:GetObject` `*`',
      '`ec2:Describe*` `*`',
      '`sns:Publish` `*`',
      '`s3:PutObject` `arn:aws:s3:::a/*`',
    ]);
  });

  it('has each row once, and what the documents of managed policies allow', async () => {
    const READ = '{ Effect: Allow, Action: s3:GetObject, Resource: "*" }';
    const { rows, text } = await tableOf(`      permissions:
        - { file: a.json, statements: [${READ}] }
        - { file: b.json, statements: [${READ}] }
      managed:
        - { arn: "arn:aws:iam::111122223333:policy/Own", document: { statements: [{ Effect: Allow, Action: s3:ListBucket, Resource: "*" }] } }
        - { arn: "arn:aws:iam::aws:policy/ReadOnlyAccess" }
`);
    expect(rows).toEqual(['`s3:GetObject` `*`', '`s3:ListBucket` `*`']);
    expect(text).toContain(
      'What these managed policies allow is not listed: `arn:aws:iam::aws:policy/ReadOnlyAccess`.',
    );
  });

  const NEEDED = (requires: string): string => `roles:
  r:
    name: R
    title: R
    policies:
      permissions:
        - { file: a.json, statements: [{ Effect: Allow, Action: [s3:GetObject, "s3:Put*"], Resource: "*" }] }
        - { file: b.json, statements: [{ Effect: Allow, Action: [s3:ListBucket, sns:Publish], Resource: "*" }] }
    requires:
${requires}actions:
  s3:GetObject: { summary: Reads objects., source: https://example.com }
  s3:ListBucket: { summary: Lists objects., source: https://example.com }
`;
  const needed = async (requires: string, more: Readonly<Record<string, string>> = {}) => {
    const test = workspace({
      'data/a.yaml': NEEDED(requires),
      'permadocs.yaml': 'claims: { claim/none: off }\n',
      'out/a.md': `A page.\n\n<!-- BEGIN permadocs permissions-table role="r" -->\n<!-- END permadocs permissions-table -->\n`,
      ...more,
    });
    const errors = (await test.build()).problems.filter(({ severity }) => severity === 'error');
    expect(errors).toEqual([]);
    const rows = test.read('out/a.md').split('\n');
    const cells = rows
      .filter((line) => line.startsWith('|'))
      .map((row) => row.split('|').map((cell) => cell.trim()));
    return { test, rows: cells.map(([, action, , , ...rest]) => [action, ...rest.slice(0, -1)]) };
  };

  it('says what the code needs it for, before what the action is for', async () => {
    const { rows } = await needed(
      `      - { actions: [s3:GetObject, s3:PutObject], reason: "Keeps *reports*." }
      - { actions: [s3:PutObjectTagging], reason: "Tags a|b." }
      - { actions: [S3:PutObject], reason: "Keeps *reports*." }
      - { actions: [s3:ListBucket, sns:Publish] }
`,
    );
    expect(rows).toEqual([
      ['Action', 'Why'],
      [expect.stringMatching(/^-+$/), expect.stringMatching(/^-+$/)],
      ['`s3:GetObject`', 'Keeps _reports_.'],
      ['`s3:Put*`', 'Keeps _reports_. Tags a\\', 'b.'],
      ['`s3:ListBucket`', 'Lists objects.'],
      ['`sns:Publish`', ''],
    ]);
  });

  it('says which optional group needs it', async () => {
    const { rows } = await needed(
      `      - { actions: [s3:GetObject], optional: pull }
      - { actions: [s3:GetObject, s3:ListBucket] }
      - { actions: [s3:PutObject], optional: push }
      - { actions: [s3:PutObjectTagging], optional: a_b *c* }
`,
    );
    expect(rows).toEqual([
      ['Action', 'Why', 'Needed for'],
      [expect.stringMatching(/^-+$/), expect.stringMatching(/^-+$/), expect.stringMatching(/^-+$/)],
      ['`s3:GetObject`', 'Reads objects.', 'always'],
      ['`s3:Put*`', '', 'push, a\\_b \\*c\\*'],
      ['`s3:ListBucket`', 'Lists objects.', 'always'],
      ['`sns:Publish`', '', 'always'],
    ]);
  });

  it('follows the code that calls', async () => {
    const CODE = 's3 = boto3.client("s3")\ns3.put_object()\n';
    const requires =
      '      - { actions: [s3:GetObject] }\n      - { from: src/*.py, preset: boto3, reason: Calls. }\n';
    const { test, rows } = await needed(requires, { 'src/a.py': CODE });
    expect(rows.slice(2)).toEqual([
      ['`s3:GetObject`', 'Reads objects.'],
      ['`s3:Put*`', 'Calls.'],
      ['`s3:ListBucket`', 'Lists objects.'],
      ['`sns:Publish`', ''],
    ]);
    test.write('src/a.py', `${CODE}s3.list_objects_v2()\n`);
    expect(await test.build({ paths: ['src/a.py'] })).toMatchObject({ replaced: ['out/a.md'] });
    expect(test.read('out/a.md')).toMatch(/`s3:ListBucket`.*\| Calls\./);
  });
});

describe('another partition', () => {
  const PARTITIONED = (arn: string, principal: string): string => `roles:
  r:
    name: R
    title: R
    policies:
      trust: { statements: [{ Effect: Allow, Action: sts:AssumeRoleWithWebIdentity, Principal: ${principal} }] }
      permissions: { statements: [{ Effect: Allow, Action: s3:GetObject, Resource: "${arn}" }] }
`;
  const shown = async (arn: string, principal: string, args: string): Promise<string> => {
    const test = workspace({
      'data/a.yaml': PARTITIONED(arn, principal),
      'permadocs.yaml':
        'claims: { claim/none: off, claim/unclaimed-access: off, claim/open-trust: off, claim/grants-nothing: off, claim/unnoticed-change: off }\n',
      'out/a.md': `A page.\n\n<!-- BEGIN permadocs policy role="r" ${args} -->\n<!-- END permadocs policy -->\n`,
    });
    const problems = await wrong(test);
    return problems[0] ?? test.read('out/a.md');
  };
  const EKS =
    '{ Federated: "arn:aws:iam::111122223333:oidc-provider/oidc.eks.cn-north-1.amazonaws.com/id/X" }';

  it.each(['aws-us-gov', 'aws-cn'])('has its own ARNs: %s', async (partition) => {
    const text = await shown('arn:aws:s3:::b/*', EKS, `partition="${partition}"`);
    expect(text).toContain(`arn:${partition}:s3:::b/*`);
  });

  it('has its own issuers', async () => {
    const text = await shown('arn:aws:s3:::b/*', EKS, 'partition="aws-cn" kind="trust"');
    expect(text).toContain('oidc-provider/oidc.eks.cn-north-1.amazonaws.com.cn/id/X');
  });

  it.each([
    [
      'arn:aws:sqs:us-east-1:111122223333:q',
      'aws-us-gov',
      'the Region us-east-1 is not in aws-us-gov',
    ],
    [
      'arn:aws:s3:::b.amazonaws.com/*',
      'aws-cn',
      'AWS does not document how b.amazonaws.com is written in aws-cn',
    ],
    [
      'arn:aws:s3:::b*.amazonaws.com/*',
      'aws-cn',
      'AWS does not document how b*.amazonaws.com is written in aws-cn',
    ],
  ])('is refused where it is not known: %s', async (arn, partition, message) => {
    expect(await shown(arn, EKS, `partition="${partition}"`)).toContain(
      `template/refused: ${message}`,
    );
  });
});

describe('a host in another partition', () => {
  const shown = async (args: string, who: string): Promise<string> => {
    const test = workspace({
      'data/a.yaml': `roles:
  r:
    name: R
    title: R
    policies:
      trust: { statements: [{ Effect: Allow, ${who} }] }
policies:
  q: { kind: queue, title: Q, attachedTo: "arn:aws:sqs:<REGION>:111122223333:q", statements: [{ Effect: Deny, Principal: "*", Action: sqs:SendMessage, Resource: "arn:aws:sqs:<REGION>:111122223333:q" }] }
placeholders: { <REGION>: eu-west-1 }
`,
      'permadocs.yaml':
        'claims: { claim/none: off, claim/open-trust: off, claim/unnoticed-change: off, claim/unproven-statement: off }\n',
      'out/a.md': `A page.\n\n<!-- BEGIN permadocs policy ${args} -->\n<!-- END permadocs policy -->\n`,
    });
    return (await wrong(test))[0] ?? test.read('out/a.md');
  };
  const EKS =
    'Action: sts:AssumeRoleWithWebIdentity, Principal: { Federated: "arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/X" }';
  const LOGS = 'Action: sts:AssumeRole, Principal: { Service: logs.us-east-1.amazonaws.com }';

  it.each([
    [EKS, 'aws-us-gov'],
    [EKS, 'aws-cn'],
    [LOGS, 'aws-us-gov'],
  ])('is refused with a Region of the commercial one: %s in %s', async (who, partition) => {
    expect(await shown(`role="r" kind="trust" partition="${partition}"`, who)).toContain(
      `the Region us-east-1 is not in ${partition}`,
    );
  });

  it('is that of queues in China', async () => {
    const args = 'policy="q" as="cloudformation" partition="aws-cn"';
    expect(await shown(args, LOGS)).toContain(
      'https://sqs.<REGION>.amazonaws.com.cn/111122223333/q',
    );
  });
});

describe('a policy that no role holds', () => {
  const OWN = `policies:
  reports:
    kind: bucket
    title: Reports
    attachedTo: arn:aws:s3:::reports
    statements:
      - { Effect: Deny, Principal: "*", Action: s3:*, Resource: arn:aws:s3:::reports/*, Condition: { Bool: { aws:SecureTransport: "false" } } }
`;
  const CONFIG =
    'claims: { claim/none: off, claim/unclaimed-access: off, claim/grants-nothing: off, claim/unnoticed-change: off }\n';

  it.each([
    // A role may have the same id, and a page both.
    ['terraform', 'data "aws_iam_policy_document" "reports_bucket"'],
    ['cloudformation', 'Type: AWS::S3::BucketPolicy'],
    ['cli', 'aws s3api put-bucket-policy'],
    ['yaml', "Version: '2012-10-17'"],
  ])('is printed as %s', async (as, part) => {
    const test = workspace({
      'data/a.yaml': OWN,
      'permadocs.yaml': CONFIG,
      'out/a.md': `A page.\n\n<!-- BEGIN permadocs policy policy="reports" as="${as}" -->\n<!-- END permadocs policy -->\n`,
    });
    expect(await wrong(test)).toEqual([]);
    expect(test.read('out/a.md').replaceAll('"2012', "'2012").replaceAll('17"', "17'")).toContain(
      part,
    );
  });

  it.each([
    ['key', 'CloudFormation has no resource that is a policy of this kind alone: key'],
    ['scp', 'the data do not say what the policy reports is attached to, which a template needs'],
  ])('is refused where a template cannot hold it: %s', async (kind, message) => {
    const test = workspace({
      'data/a.yaml': `policies:\n  reports:\n    kind: ${kind}\n    title: R\n    statements:\n      - { Effect: Deny, Action: "kms:Decrypt", Resource: "*"${kind === 'key' ? ', Principal: "*"' : ''} }\n`,
      'permadocs.yaml': CONFIG,
      'out/a.md': `A page.\n\n<!-- BEGIN permadocs policy policy="reports" as="cloudformation" -->\n<!-- END permadocs policy -->\n`,
    });
    expect((await wrong(test))[0]).toContain(message);
  });
});
