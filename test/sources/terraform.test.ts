import { describe, expect, it } from 'vitest';

import { shipped } from '../support/shipped.ts';

const DOCUMENT = `variable "bucket" { type = string }

data "aws_iam_policy_document" "reader" {
  version = "2012-10-17"
  statement {
    sid       = "Read"
    actions   = ["s3:GetObject"]
    resources = ["\${var.bucket_arn}/*", "arn:aws:s3:::\${var.bucket}/home/&{aws:username}"]
    condition {
      test     = "StringEquals"
      variable = "\${trimprefix(local.issuer, "https://")}:sub"
      values   = ["a"]
    }
  }
  statement {
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = var.buckets
  }
}
`;

const VALUES =
  '{ var.bucket: "<BUCKET>", var.bucket_arn: "arn:aws:s3:::<BUCKET>", \'trimprefix(local.issuer, "https://")\': example.com, var.buckets: ["arn:aws:s3:::a", "arn:aws:s3:::b"] }';

describe('a policy document of Terraform', () => {
  const ONE = (resources: string, name = 'a', more = '') =>
    `data "aws_iam_policy_document" "${name}" {${more}\n  statement {\n    sid       = "${name}"\n    actions   = ["s3:GetObject"]\n    resources = ${resources}\n  }\n}\n`;

  it.each([
    ['[join("/", ["arn:aws:s3:::b", "*"])]', 'arn:aws:s3:::b/*'],
    ['concat(["arn:aws:s3:::a"], [var.x],)', ['arn:aws:s3:::a', 'arn:aws:s3:::x']],
    ['[format("arn:aws:s3:::%s/100%%", "b")]', 'arn:aws:s3:::b/100%'],
    ['distinct(concat(["arn:aws:s3:::a"], ["arn:aws:s3:::a"]))', 'arn:aws:s3:::a'],
  ])('calls what is plain: %s', (resources, Resource) => {
    const files = { 'a.tf': ONE(resources) };
    const needed = resources.includes('var.x') ? ', values: { var.x: "arn:aws:s3:::x" }' : '';
    expect(shipped(files, `{ from: a.tf${needed} }`).policy).toMatchObject([{ Resource }]);
  });

  it('names the variable in a call that lacks a value, or takes the call as the name', () => {
    const files = { 'a.tf': ONE('[format("arn:aws:s3:::%s/*", var.b)]') };
    expect(shipped(files, '{ from: a.tf }').problems).toEqual([
      expect.stringContaining('the value of var.b is not known'),
    ]);
    const whole = `{ from: a.tf, values: { 'format("arn:aws:s3:::%s/*", var.b)': "*" } }`;
    expect(shipped(files, whole).policy).toMatchObject([{ Resource: '*' }]);
    const odd = { 'a.tf': ONE('[format("arn:aws:s3:::%05d", 7)]') };
    expect(shipped(odd, '{ from: a.tf }').problems).toEqual([
      expect.stringContaining('the value of format("arn:aws:s3:::%05d", 7) is not known'),
    ]);
  });

  it('takes the statements of documents in the same file first', () => {
    const merged = (documents: string) =>
      ONE('["*"]', 'a') +
      ONE('["*"]', 'b', `\n  source_policy_documents = [${documents}]`) +
      ONE('["*"]', 'c');
    const of = (documents: string) =>
      shipped({ 'a.tf': merged(documents) }, '{ from: "a.tf#aws_iam_policy_document.b" }');
    const [a, c] = ['a', 'c'].map((one) => `data.aws_iam_policy_document.${one}.json`);
    expect(of(`${c}, ${a}`).policy).toMatchObject([{ Sid: 'c' }, { Sid: 'a' }, { Sid: 'b' }]);
    expect(of('data.aws_iam_policy_document.d.json').problems).toEqual([
      expect.stringContaining('what `source_policy_documents` adds is somewhere else'),
    ]);
    expect(of('data.aws_iam_policy_document.b.json').policy).toBeUndefined();
  });

  it('may be the only inline policy of a role', () => {
    const inline =
      '  inline_policy {\n    name   = "p"\n    policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "*" }] })\n  }\n';
    const of = (blocks: string) =>
      shipped(
        { 'a.tf': `resource "aws_iam_role" "r" {\n  name = "r"\n${blocks}}\n` },
        '{ from: "a.tf#aws_iam_role.r.inline_policy" }',
      );
    expect(of(inline).policy).toMatchObject([{ Action: 's3:GetObject' }]);
    expect(of(inline + inline).policy).toBeUndefined();
  });

  it('of JSON is pointed at where it is rendered', () => {
    expect(
      shipped({ 'a.tf.json': '{}' }, '{ from: "a.tf.json#aws_iam_policy_document.a" }').problems,
    ).toEqual([expect.stringContaining('terraform show -json prints the plan')]);
  });

  it('keeps what stands around its statements', () => {
    const file = (head: string) =>
      `data "aws_iam_policy_document" "a" {\n  ${head}\n  statement {\n    actions   = ["s3:GetObject"]\n    resources = ["arn:aws:s3:::a/&{aws:username}"]\n  }\n}\n`;
    expect(shipped({ 'a.tf': file('policy_id = "home"') }, '{ from: a.tf }').text).toContain(
      '"Version": "2012-10-17",\n  "Id": "home",',
    );
    expect(shipped({ 'a.tf': file('version = "2008-10-17"') }, '{ from: a.tf }').problems).toEqual([
      expect.stringContaining('a.tf:2:13 source/unresolved its variables are plain text'),
    ]);
  });

  it('is printed with the values that the data give', () => {
    const { policy, problems } = shipped(
      { 'main.tf': DOCUMENT },
      `{ from: 'main.tf#aws_iam_policy_document.reader', values: ${VALUES} }`,
    );
    expect(problems).toEqual([]);
    expect(policy).toEqual([
      {
        Sid: 'Read',
        Action: 's3:GetObject',
        Resource: ['arn:aws:s3:::<BUCKET>/*', 'arn:aws:s3:::<BUCKET>/home/${aws:username}'],
        Effect: 'Allow',
        Condition: { StringEquals: { 'example.com:sub': 'a' } },
      },
      { Effect: 'Deny', Action: 's3:*', Resource: ['arn:aws:s3:::a', 'arn:aws:s3:::b'] },
    ]);
  });

  it('takes literal locals and defaults from the files of its folder', () => {
    const document = (resource: string) => `data "aws_iam_policy_document" "reader" {
  /* a { brace */
  statement {
    actions   = local.actions
    resources = ["${resource}"]
  }
}
`;
    const files = {
      'infra/main.tf': document('${local.arns.reports}/*'),
      'infra/variables.tf': 'variable "bucket" {\n  type    = string\n  default = "reports"\n}\n',
      'infra/locals.tf':
        'locals {\n  actions = ["s3:GetObject", local.put]\n  put = "s3:PutObject"\n  arns = { reports = "arn:aws:s3:::${var.bucket}" }\n}\n',
      'other/locals.tf': 'locals {\n  put = "s3:DeleteObject"\n}\n',
    };
    expect(shipped(files, '{ from: infra/main.tf }')).toMatchObject({
      policy: [
        {
          Action: ['s3:GetObject', 's3:PutObject'],
          Resource: 'arn:aws:s3:::reports/*',
          Effect: 'Allow',
        },
      ],
      problems: [],
    });
    expect(
      shipped(files, '{ from: infra/main.tf, values: { local.arns.reports: "arn:aws:s3:::<B>" } }')
        .policy,
    ).toMatchObject([{ Resource: 'arn:aws:s3:::<B>/*' }]);
  });

  it('says why the files do not tell a value', () => {
    const document = (value: string) =>
      `data "aws_iam_policy_document" "a" {\n  statement {\n    actions   = ["s3:GetObject"]\n    resources = ["${value}"]\n  }\n}\n`;
    const of = (value: string, more: Record<string, string>) =>
      shipped({ 'main.tf': document(value), ...more }, '{ from: main.tf }').problems.map((one) =>
        one.replace(/ \| .*/, ''),
      );
    const at = 'main.tf:4:18 source/unresolved';
    expect(of('${var.a}', { 'v.tf': 'variable "a" {\n}\n' })).toEqual([
      `${at} the value of \${var.a} is not known, and v.tf:1 gives no default`,
    ]);
    expect(of('${local.a}', { 'l.tf': 'locals {\n  a = upper("x")\n}\n' })).toEqual([
      `${at} the value of \${local.a} is not known, because l.tf:2 computes it`,
    ]);
    expect(of('${local.a}', { 'l.tf': 'locals {\n  a = local.b\n  b = local.a\n}\n' })).toEqual([
      `${at} the value of \${local.a} is not known, because l.tf:3 computes it`,
    ]);
    expect(
      of('${var.a}', {
        'v.tf': 'variable "a" {\n  default = "x"\n}\n',
        'terraform.tfvars': 'a = "y"\n',
      }),
    ).toEqual([`${at} the value of \${var.a} is not known, because terraform.tfvars sets it`]);
    expect(of('${aws:username}', {})).toEqual([
      `${at} \${aws:username} is an expression to Terraform, which refuses it`,
    ]);
  });

  it('may be a local of the same file', () => {
    const file = `locals {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "*" }] })
}
resource "aws_iam_policy" "reader" {
  policy = local.policy
}
`;
    expect(shipped({ 'main.tf': file }, '{ from: main.tf#aws_iam_policy.reader }').policy).toEqual([
      { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' },
    ]);
  });

  it('names each variable without a value, at its line in the file that ships', () => {
    expect(shipped({ 'main.tf': DOCUMENT }, "{ from: 'main.tf' }").problems).toEqual([
      'main.tf:8:18 source/unresolved the value of ${var.bucket_arn} is not known | state what the page says in its place: values: { "var.bucket_arn": "<PLACEHOLDER>" }',
      'main.tf:8:41 source/unresolved the value of ${var.bucket} is not known, and main.tf:1 gives no default | state what the page says in its place: values: { "var.bucket": "<PLACEHOLDER>" }',
      'main.tf:11:18 source/unresolved the value of ${trimprefix(local.issuer, "https://")} is not known | state what the page says in its place: values: { "trimprefix(local.issuer, \\"https://\\")": "<PLACEHOLDER>" }',
      'main.tf:18:17 source/unresolved the value of var.buckets is not known | state what the page says in its place: values: { "var.buckets": "<PLACEHOLDER>" }',
    ]);
  });

  it('gives one statement by its number or its Sid', () => {
    for (const place of ['Statement/0', 'Statement/Read'])
      expect(
        shipped(
          { 'main.tf': DOCUMENT },
          `{ statements: [{ from: 'main.tf#aws_iam_policy_document.reader/${place}', values: ${VALUES} }] }`,
        ).policy,
      ).toMatchObject([{ Sid: 'Read' }]);
  });

  it('is never printed in part', () => {
    const refused = (body: string) =>
      shipped({ 'a.tf': `data "aws_iam_policy_document" "a" {\n${body}\n}\n` }, "{ from: 'a.tf' }")
        .problems;
    const statement = 'statement {\nactions = ["s3:GetObject"]\nresources = ["*"]\n}';
    expect(refused(`for_each = var.all\n${statement}`)).toEqual([
      expect.stringContaining('a.tf:2:1 source/unresolved what `for_each` makes is not known'),
    ]);
    expect(refused(`dynamic "statement" {\nfor_each = var.all\n}\n${statement}`)).toEqual([
      expect.stringMatching(/^a\.tf:\d+:\d+ source\/unresolved what a `dynamic` block makes/),
    ]);
    expect(refused(`source_policy_documents = [module.a.json]\n${statement}`)).toEqual([
      expect.stringContaining('a.tf:2:1 source/unresolved what `source_policy_documents` adds'),
    ]);
    expect(refused('statement {\nactions = [for a in var.all : a]\nresources = ["*"]\n}')).toEqual([
      expect.stringContaining('a.tf:3:12 source/unresolved what a `for` expression'),
    ]);
    expect(
      refused('statement {\nactions = ["a:%{ if x }b%{ endif }"]\nresources = ["*"]\n}'),
    ).toEqual([expect.stringContaining('a.tf:3:12 source/unresolved the text has a directive')]);
    expect(refused('statement {\nactions = [\n')).toEqual([
      expect.stringContaining('a.tf:1:1 source/syntax this block cannot be read whole'),
    ]);
  });

  it('is named with what there is instead', () => {
    expect(
      shipped({ 'main.tf': DOCUMENT }, "{ from: 'main.tf#aws_iam_policy_document.readr' }")
        .problems,
    ).toEqual([
      'data.yaml:6:28 source/not-found main.tf has no policy at aws_iam_policy_document.readr | did you mean `aws_iam_policy_document.reader`?',
    ]);
  });
});

describe('a policy of a resource of Terraform', () => {
  const files = {
    'main.tf': `resource "aws_iam_policy" "encoded" {
  name = "x"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow" # all of it
      Action   = ["s3:GetObject", "s3:ListBucket"]
      Resource = [aws_s3_bucket.b.arn, "\${aws_s3_bucket.b.arn}/$\${aws:username}"]
    }]
  })
}

resource "aws_iam_role_policy" "here" {
  policy = <<-EOF
    {
      "Version": "2012-10-17",
      "Statement": [
        { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "\${var.arn}" }
      ]
    }
  EOF
}

resource "aws_iam_role" "role" {
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

resource "aws_iam_policy" "elsewhere" {
  policy = file("policy.json")
}

resource "aws_iam_policy" "module" {
  policy = module.policies.json
}
`,
  };

  it('may be encoded, a here-document, or a document of the same file', () => {
    const of = (address: string, values = '{}') =>
      shipped(files, `{ from: 'main.tf#${address}', values: ${values} }`);
    expect(
      of('aws_iam_policy.encoded', '{ aws_s3_bucket.b.arn: "arn:aws:s3:::b" }').policy,
    ).toEqual([
      {
        Effect: 'Allow',
        Action: ['s3:GetObject', 's3:ListBucket'],
        Resource: ['arn:aws:s3:::b', 'arn:aws:s3:::b/${aws:username}'],
      },
    ]);
    expect(of('aws_iam_role_policy.here').problems).toEqual([
      expect.stringContaining('main.tf:18:68 source/unresolved the value of ${var.arn}'),
    ]);
    expect(of('aws_iam_role_policy.here', '{ var.arn: "arn:aws:s3:::b/*" }').policy).toEqual([
      { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' },
    ]);
    expect(of('aws_iam_role.role').policy).toEqual([
      {
        Action: 'sts:AssumeRole',
        Effect: 'Allow',
        Principal: { Service: 'ec2.amazonaws.com' },
      },
    ]);
  });

  it('is an error at its line if it is somewhere else', () => {
    expect(shipped(files, "{ from: 'main.tf#aws_iam_policy.elsewhere' }").problems).toEqual([
      'main.tf:39:12 source/unresolved the policy is in another file, policy.json | point `from` at that file: policy.json',
    ]);
    expect(shipped(files, "{ from: 'main.tf#aws_iam_policy.module' }").problems).toEqual([
      expect.stringContaining(
        'main.tf:43:12 source/unresolved the policy comes from module.policies.json',
      ),
    ]);
  });
});
