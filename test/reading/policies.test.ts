/** Policies on pages: whose they are, in which forms they are found, and what stands for something else. */
import { describe, expect, it } from 'vitest';

import { findPolicies } from '../../scripts/reading/policies.ts';
import { allow, fence, on, policy } from '../support/lint-pages.ts';

const WRONG = allow('s3:GetObjekt');
const json = (text: string): string => fence('json', text);

describe('is found in', () => {
  it.each<[string, string, string[]]>([
    [
      'a Terraform policy document',
      fence(
        'hcl',
        'data "aws_iam_policy_document" "x" {',
        '  statement {',
        '    actions   = ["s3:GetObjekt", var.more]',
        '    resources = ["arn:aws:s3:::${var.bucket}/*"]',
        '    condition {',
        '      test     = "StringLike"',
        '      variable = "s3:prefix"',
        '      values   = ["home/&{aws:username}/"]',
        '    }',
        '  }',
        '}',
      ),
      ['4:18 iam/invalid-action'],
    ],
    [
      'a shell string with escaped quotes',
      fence('bash', `aws iam put-role-policy --policy-document "${WRONG.replaceAll('"', '\\"')}"`),
      ['2:82 iam/invalid-action'],
    ],
    [
      'YAML in a here-document',
      fence(
        'bash',
        'cat > a.yaml <<EOF',
        'Statement:',
        '  - Effect: Allow',
        '    Action: s3:GetObjekt',
        '    Resource: "arn:aws:s3:::$BUCKET/*"',
        'EOF',
      ),
      ['5:13 iam/invalid-action'],
    ],
    [
      'YAML with ellipses and template tags',
      fence(
        'yaml',
        'a: 1',
        '{{- if .x }}',
        'Statement:',
        '  - Effect: Allow',
        '    Action: s3:GetObjekt',
        '    Resource: {{ .arn }}',
        '{{- end }}',
        '...',
        'more:',
        '  ...',
      ),
      ['6:13 iam/invalid-action'],
    ],
    [
      'a diff, as it is afterwards',
      fence(
        'diff',
        ' {',
        '   "Effect": "Allow",',
        '-  "Action": "s3:GetObject",',
        '+  "Action": "s3:GetObjekt",',
        '   "Resource": "*"',
        ' }',
      ),
      ['5:14 iam/invalid-action'],
    ],
    [
      'an object whose Statement is misspelt',
      policy(allow('s3:GetObject')).replace('Statement', 'Statment'),
      ['2:1 iam/missing-statement', '4:3 iam/invalid-policy-element'],
    ],
    [
      'typographic quotes',
      json(
        '{ “Version”: “2012-10-17”, “Statement”: [{ “Effect”: “Allow”, “Action”: “s3:*”, “Resource”: “*” }] }',
      ),
      ['2:3 lint/broken-policy'],
    ],
    ['a fence of tildes', `~~~json\n${WRONG}\n~~~\n`, ['2:32 iam/invalid-action']],
    ['indented code', `Text:\n\n    ${WRONG}\n`, ['3:36 iam/invalid-action']],
    ['a page in a fence', `\`\`\`\`md\n${json(WRONG)}\`\`\`\`\n`, ['3:32 iam/invalid-action']],
    [
      'an item of an item',
      `- - ${json(WRONG).replaceAll('\n', '\n    ').trimEnd()}\n`,
      ['2:36 iam/invalid-action'],
    ],
    [
      'a statement without its actions',
      policy(allow('s3:GetObject').replace('Action', 'Actions')),
      ['5:5 iam/missing-action', '5:26 iam/invalid-policy-element'],
    ],
    [
      'an id with a space',
      policy(allow('s3:GetObject').replace('{', '{ "Sid": "Read it",')),
      ['5:14 iam/unsupported-sid'],
    ],
    ['an action with a dot', policy(allow('s3.GetObject')), ['5:36 iam/invalid-action']],
    [
      'a misspelt truth value',
      policy(
        allow('s3:GetObject').replace(
          ' }',
          ', "Condition": { "Bool": { "aws:SecureTransport": "flase" } } }',
        ),
      ),
      ['5:117 iam/type-mismatch-boolean'],
    ],
  ])('%s', async (_, page, expected) => {
    expect(await on(page)).toEqual(expected);
  });
});

describe('is not AWS’s, so nothing is said:', () => {
  const version = (date: string, statement: string): string =>
    json(`{ "Version": "${date}", "Statement": [${statement}] }`);

  it.each<[string, string]>([
    [
      'Alibaba’s, which its heading names',
      `# Alibaba Cloud RAM\n\n${json(allow('ecs:StopInstance'))}`,
    ],
    ['Volcengine’s, in Chinese', `火山引擎:\n\n${json(allow('ecs:DescribeInstances'))}`],
    [
      'MinIO’s',
      version(
        '2012-10-17',
        '{ "Effect": "Allow", "Action": ["admin:*"] }, { "Effect": "Allow", "Action": ["kms:*"] }',
      ),
    ],
    [
      'MinIO’s, which the title names',
      `---\ntitle: Policies of MinIO\n---\n\n${version('2012-10-17', allow('s3:ListenBucketNotification'))}`,
    ],
    [
      'Ceph’s',
      fence(
        'sh',
        `radosgw-admin role create --assume-role-policy-doc='{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":["arn:aws:iam:::oidc-provider/localhost"]},"Action":["sts:AssumeRoleWithWebIdentity"],"Condition":{"StringEquals":{"localhost:app":"x"}}}]}'`,
      ),
    ],
    [
      'Scaleway’s',
      version(
        '2023-04-17',
        '{ "Effect": "Allow", "Principal": { "SCW": "user_id:1" }, "Action": ["s3:ListBucket"], "Resource": ["bucket"] }',
      ),
    ],
    ['Wasabi’s', version('2012-10-17', `${allow('s3:GetObject')}, ${allow('wac:ListAccounts')}`)],
    ['home-made, with names that AWS has too', json(`{ "Statement": [${allow('events:read')}] }`)],
    [
      'a stack policy with NotAction',
      json(
        '{ "Statement": [{ "Effect": "Allow", "NotAction": "Update:Delete", "Principal": "*", "Resource": "*" }] }',
      ),
    ],
  ])('%s', async (_, page) => {
    expect(await on(page)).toEqual([]);
  });

  it('but a heading about both clouds does not hide AWS’s', async () => {
    expect(await on(`# AWS S3 or MinIO\n\n${json(WRONG)}`)).toEqual(['4:32 iam/invalid-action']);
  });
});

describe('says nothing of', () => {
  it.each<[string, string]>([
    [
      'the answer of an API',
      json(`{ "RevisionId": "x", "Statement": ${allow('lambda:GetLayerVersion')} }`),
    ],
    [
      'dead services that NotAction spares',
      policy('{ "Effect": "Deny", "NotAction": ["awsbillingconsole:*", "s3:*"], "Resource": "*" }'),
    ],
    [
      'a variable of IoT',
      policy(
        '{ "Effect": "Allow", "Action": "iot:Connect", "Resource": "*", "Condition": { "Bool": { "iot:Connection.Thing.IsAttached": "true" } } }',
      ),
    ],
    [
      'an excerpt that stops between members',
      json(`{\n  "Version": "2012-10-17",\n  "Statement": [\n    ${allow('s3:GetObject')},`),
    ],
    ['placeholders of sed', policy(allow('__SERVICE__:Get', '@@ARN@@'), allow('@ACTION@'))],
    [
      'a template’s words',
      policy('{ "Effect": "effect", "Action": "action", "Resource": "resource" }'),
    ],
    ['a mistake that it announces', `❌ Bad:\n\n${json(WRONG)}`],
    [
      'a mistake that a heading announces',
      `## Common mistakes\n\n### A typing error\n\n${json(WRONG)}`,
    ],
    ['a mistake that a comment announces', fence('json', '// WRONG', WRONG)],
    ['a mistake whose error is told', `This fails validation:\n\n${json(WRONG)}`],
    [
      'a Terraform document that builds its statements',
      fence(
        'hcl',
        'data "aws_iam_policy_document" "x" {',
        '  dynamic "statement" {',
        '    content {',
        '      actions = ["s3:GetObjekt"]',
        '    }',
        '  }',
        '}',
      ),
    ],
    [
      'two conditions of one operator in Terraform',
      fence(
        'hcl',
        'data "aws_iam_policy_document" "x" {',
        '  statement {',
        '    actions = ["s3:ListBucket"]',
        '    resources = ["arn:aws:s3:::b"]',
        ...['"a"', '"b"'].flatMap((value) => [
          '    condition {',
          '      test = "StringLike"',
          '      variable = "s3:prefix"',
          `      values = [${value}]`,
          '    }',
        ]),
        '  }',
        '}',
      ),
    ],
    [
      'YAML whose aliases multiply',
      fence(
        'yaml',
        ...Array.from(
          { length: 30 },
          (_, n) => `k${n}: &a${n} [${n === 0 ? 'x' : `*a${n - 1}, *a${n - 1}, *a${n - 1}`}]`,
        ),
        'Statement: { Effect: Allow, Action: *a29 }',
      ),
    ],
  ])('%s', async (_, page) => {
    expect(await on(page)).toEqual([]);
  });
});

describe('fences of one text', () => {
  const written = {
    text: `{ "Version": "2012-10-17", "Statement": [${WRONG}] }\n{ "Effect": "Deny", "Action": "s3:*" }\n`,
    language: 'json',
    isDiff: false,
  };

  it('have the same policies, as objects too', () => {
    expect(findPolicies({ ...written })).toBe(findPolicies(written));
    expect(findPolicies(written).map(({ isFragment }) => isFragment)).toEqual([false, true]);
  });

  it('have others in a diff', () => {
    const [policyInDiff] = findPolicies({ ...written, isDiff: true });
    expect(policyInDiff?.syntax).toBe('loose');
  });
});
