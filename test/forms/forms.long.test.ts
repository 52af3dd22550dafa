import { parse as parseHcl } from '@cdktf/hcl2json';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';

import { type Form, type FormName, policyForm, roleForm } from '../../scripts/forms/forms.ts';
import type { PolicyForm, PolicyMap } from '../../scripts/forms/policy-value.ts';
import { POLICY, statementsOf } from '../support/policy-forms.ts';

const ROLE = {
  kind: 'permissions',
  roleId: 's3-readonly',
  roleName: 'S3ReadOnly',
  name: 's3-readonly-permissions',
  file: 's3-readonly-permissions.json',
  inline: ['s3-readonly-permissions'],
  createdWith: () => [],
} as const;

function textOf(policy: PolicyMap, form: FormName): string {
  const made = policyForm({ ...ROLE, json: JSON.stringify(policy, null, 2) }, form);
  if ('message' in made) throw new Error(made.message);
  return made.text;
}

/** What HCL's own templates stand for; the parser leaves them as written. */
const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value).replace(/([$%])\1\{/g, '$1{'));

type HclBlock = Readonly<Record<string, unknown>>;

/** What the AWS provider makes of the data source, after its documentation. */
function fromDataSource(block: HclBlock): unknown {
  const groups = (blocks: unknown, name: string, values: string): Record<string, string[]> => {
    const all: Record<string, string[]> = {};
    for (const one of (blocks ?? []) as HclBlock[])
      (all[String(one[name])] ??= []).push(...(one[values] as string[]));
    return all;
  };
  const principal = (blocks: unknown): unknown => {
    if (blocks === undefined) return undefined;
    const all = groups(blocks, 'type', 'identifiers');
    return '*' in all ? '*' : all;
  };
  const statements = (block['statement'] as HclBlock[]).map((one) => {
    const conditions: Record<string, Record<string, string[]>> = {};
    for (const condition of (one['condition'] ?? []) as HclBlock[]) {
      const keys = (conditions[String(condition['test'])] ??= {});
      (keys[String(condition['variable'])] ??= []).push(...(condition['values'] as string[]));
    }
    return JSON.parse(
      JSON.stringify({
        Sid: one['sid'],
        Effect: one['effect'],
        Action: one['actions'],
        NotAction: one['not_actions'],
        Resource: one['resources'],
        NotResource: one['not_resources'],
        Principal: principal(one['principals']),
        NotPrincipal: principal(one['not_principals']),
        Condition: one['condition'] === undefined ? undefined : conditions,
      }),
    ) as PolicyMap;
  });
  return { Statement: statements };
}

/** A policy from its form, read by the parsers that readers of the form use. */
async function readBack(text: string, form: FormName): Promise<unknown> {
  if (form === 'json') return JSON.parse(text);
  if (form === 'yaml') return parseYaml(text, { version: '1.1' });
  if (form === 'cloudformation') {
    const { Resources } = parseYaml(text, { version: '1.1' }) as {
      Resources: Record<string, { Properties: { PolicyDocument: unknown } }>;
    };
    return Object.values(Resources)[0]?.Properties.PolicyDocument;
  }
  const parsed = (await parseHcl('main.tf', `${text}\n`)) as {
    data?: Record<string, Record<string, HclBlock[]>>;
    locals?: [Record<string, string>];
  };
  if (form === 'terraform') {
    const block = Object.values(parsed.data?.['aws_iam_policy_document'] ?? {})[0]?.[0];
    return fromDataSource(plain(block) as HclBlock);
  }
  // The parser keeps calls as text: `${jsonencode({ … })}`. Its object is read once more.
  const call = Object.values(parsed.locals?.[0] ?? {})[0] ?? '';
  const object = call.replace(/^\$\{jsonencode\(/, '').replace(/\)\}$/, '');
  const { locals } = (await parseHcl('main.tf', `locals {\n  value = ${object}\n}\n`)) as {
    locals: [{ value: unknown }];
  };
  return plain(locals[0].value);
}

describe('every form says what the JSON says', () => {
  it.each(['json', 'yaml', 'terraform', 'terraform-json', 'cloudformation'] as const)(
    '%s',
    async (form) => {
      await fc.assert(
        fc.asyncProperty(POLICY, async (policy) => {
          if (form === 'cloudformation') fc.pre(!JSON.stringify(policy).includes('{{resolve:'));
          const read = await readBack(textOf(policy, form), form);
          expect(statementsOf(read)).toEqual(statementsOf(policy));
        }),
        { numRuns: 150 },
      );
    },
  );
});

const GUARDED: PolicyForm = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'ReadObjects',
      Effect: 'Allow',
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::<YOUR_BUCKET>/${aws:username}/*',
      Condition: { StringEquals: { 'aws:CalledViaAWSMCP': 'aws-mcp.amazonaws.com' } },
    },
    {
      Effect: 'Deny',
      Action: ['iam:*', 'sts:*'],
      Resource: '*',
    },
  ],
};

describe('layout', () => {
  it('is that of terraform fmt', () => {
    expect(textOf(GUARDED, 'terraform')).toMatchInlineSnapshot(`
      "data "aws_iam_policy_document" "s3_readonly" {
        statement {
          sid       = "ReadObjects"
          effect    = "Allow"
          actions   = ["s3:GetObject"]
          resources = ["arn:aws:s3:::<YOUR_BUCKET>/$\${aws:username}/*"]

          condition {
            test     = "StringEquals"
            variable = "aws:CalledViaAWSMCP"
            values   = ["aws-mcp.amazonaws.com"]
          }
        }

        statement {
          effect = "Deny"
          actions = [
            "iam:*",
            "sts:*",
          ]
          resources = ["*"]
        }
      }"
    `);
    expect(textOf(GUARDED, 'terraform-json')).toMatchInlineSnapshot(`
      "locals {
        s3_readonly_policy = jsonencode({
          Version = "2012-10-17"
          Statement = [
            {
              Sid      = "ReadObjects"
              Effect   = "Allow"
              Action   = "s3:GetObject"
              Resource = "arn:aws:s3:::<YOUR_BUCKET>/$\${aws:username}/*"
              Condition = {
                StringEquals = {
                  "aws:CalledViaAWSMCP" = "aws-mcp.amazonaws.com"
                }
              }
            },
            {
              Effect = "Deny"
              Action = [
                "iam:*",
                "sts:*",
              ]
              Resource = "*"
            },
          ]
        })
      }"
    `);
  });

  it('of a template of CloudFormation', () => {
    expect(textOf(GUARDED, 'cloudformation')).toMatchInlineSnapshot(`
      "Resources:
        S3ReadonlyPermissions:
          Type: AWS::IAM::RolePolicy
          Properties:
            PolicyName: s3-readonly-permissions
            RoleName: S3ReadOnly
            PolicyDocument:
              Version: '2012-10-17'
              Statement:
                - Sid: ReadObjects
                  Effect: Allow
                  Action: s3:GetObject
                  Resource: arn:aws:s3:::<YOUR_BUCKET>/\${aws:username}/*
                  Condition:
                    StringEquals:
                      aws:CalledViaAWSMCP: aws-mcp.amazonaws.com
                - Effect: Deny
                  Action:
                    - iam:*
                    - sts:*
                  Resource: '*'"
    `);
  });

  it('of commands', () => {
    expect(textOf(GUARDED, 'cli')).toMatchInlineSnapshot(`
      "cat > s3-readonly-permissions.json <<'EOF'
      {
        "Version": "2012-10-17",
        "Statement": [
          {
            "Sid": "ReadObjects",
            "Effect": "Allow",
            "Action": "s3:GetObject",
            "Resource": "arn:aws:s3:::<YOUR_BUCKET>/\${aws:username}/*",
            "Condition": {
              "StringEquals": {
                "aws:CalledViaAWSMCP": "aws-mcp.amazonaws.com"
              }
            }
          },
          {
            "Effect": "Deny",
            "Action": [
              "iam:*",
              "sts:*"
            ],
            "Resource": "*"
          }
        ]
      }
      EOF

      aws iam put-role-policy \\
        --role-name S3ReadOnly \\
        --policy-name s3-readonly-permissions \\
        --policy-document file://s3-readonly-permissions.json"
    `);
  });
});

describe('what a form cannot say is refused, with a form that can', () => {
  const refusal = (policy: PolicyMap, form: FormName): unknown =>
    policyForm({ ...ROLE, json: JSON.stringify(policy) }, form);
  const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };

  it('two statements with one Sid, as a data source', () => {
    const Statement = [
      { Sid: 'Read', ...statement },
      { Sid: 'Read', ...statement },
    ];
    expect(refusal({ Version: '2012-10-17', Statement }, 'terraform')).toEqual({
      message: 'aws_iam_policy_document refuses two statements named `Read`',
      hint: 'use as="terraform-json", which prints the policy with `jsonencode`',
    });
  });

  it('a literal &{, as a data source', () => {
    const Statement = [{ ...statement, Resource: 'arn:aws:s3:::b/&{x}' }];
    expect(refusal({ Version: '2012-10-17', Statement }, 'terraform')).toHaveProperty('message');
    expect(refusal({ Version: '2012-10-17', Statement }, 'terraform-json')).toHaveProperty('text');
  });

  it('a text that Terraform would normalize', () => {
    const Statement = [{ ...statement, Resource: 'arn:aws:s3:::cafe\u0301/*' }];
    for (const form of ['terraform', 'terraform-json'] as const)
      expect(refusal({ Version: '2012-10-17', Statement }, form)).toHaveProperty('message');
    expect(refusal({ Version: '2012-10-17', Statement }, 'yaml')).toHaveProperty('text');
  });

  it('a dynamic reference, in a template', () => {
    const Statement = [{ ...statement, Resource: 'arn:aws:s3:::{{resolve:ssm:x}}/*' }];
    expect(refusal({ Version: '2012-10-17', Statement }, 'cloudformation')).toHaveProperty('hint');
  });
});

describe('a whole role', () => {
  const role = {
    id: 's3-readonly',
    name: 'S3ReadOnly',
    path: '/docs/',
    maxSessionDuration: 7200,
    tags: { team: 'docs', 'cost center': '12' },
    trust: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ],
    },
    inline: [{ name: 'reads', policy: GUARDED }],
    managed: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
    boundary: { name: 'limit', policy: GUARDED },
  } as const;
  const text = (form: 'terraform' | 'terraform-json' | 'cloudformation'): string =>
    (roleForm(role, form) as Form).text;

  it('in Terraform', async () => {
    expect(text('terraform')).toMatchInlineSnapshot(`
      "data "aws_iam_policy_document" "s3_readonly_trust" {
        statement {
          effect  = "Allow"
          actions = ["sts:AssumeRole"]

          principals {
            type        = "Service"
            identifiers = ["ec2.amazonaws.com"]
          }
        }
      }

      data "aws_iam_policy_document" "s3_readonly_boundary" {
        statement {
          sid       = "ReadObjects"
          effect    = "Allow"
          actions   = ["s3:GetObject"]
          resources = ["arn:aws:s3:::<YOUR_BUCKET>/$\${aws:username}/*"]

          condition {
            test     = "StringEquals"
            variable = "aws:CalledViaAWSMCP"
            values   = ["aws-mcp.amazonaws.com"]
          }
        }

        statement {
          effect = "Deny"
          actions = [
            "iam:*",
            "sts:*",
          ]
          resources = ["*"]
        }
      }

      data "aws_iam_policy_document" "s3_readonly" {
        statement {
          sid       = "ReadObjects"
          effect    = "Allow"
          actions   = ["s3:GetObject"]
          resources = ["arn:aws:s3:::<YOUR_BUCKET>/$\${aws:username}/*"]

          condition {
            test     = "StringEquals"
            variable = "aws:CalledViaAWSMCP"
            values   = ["aws-mcp.amazonaws.com"]
          }
        }

        statement {
          effect = "Deny"
          actions = [
            "iam:*",
            "sts:*",
          ]
          resources = ["*"]
        }
      }

      resource "aws_iam_policy" "s3_readonly_boundary" {
        name   = "limit"
        policy = data.aws_iam_policy_document.s3_readonly_boundary.json
      }

      resource "aws_iam_role" "s3_readonly" {
        name                 = "S3ReadOnly"
        path                 = "/docs/"
        max_session_duration = 7200
        assume_role_policy   = data.aws_iam_policy_document.s3_readonly_trust.json
        permissions_boundary = aws_iam_policy.s3_readonly_boundary.arn

        tags = {
          "team"        = "docs"
          "cost center" = "12"
        }
      }

      resource "aws_iam_role_policy" "s3_readonly" {
        name   = "reads"
        role   = aws_iam_role.s3_readonly.id
        policy = data.aws_iam_policy_document.s3_readonly.json
      }

      resource "aws_iam_role_policy_attachment" "s3_readonly" {
        for_each = toset(["arn:aws:iam::aws:policy/ReadOnlyAccess"])

        role       = aws_iam_role.s3_readonly.name
        policy_arn = each.value
      }"
    `);
    for (const form of ['terraform', 'terraform-json'] as const) {
      const { resource } = (await parseHcl('main.tf', `${text(form)}\n`)) as {
        resource: Record<string, unknown>;
      };
      expect(Object.keys(resource).toSorted()).toEqual([
        'aws_iam_policy',
        'aws_iam_role',
        'aws_iam_role_policy',
        'aws_iam_role_policy_attachment',
      ]);
    }
  });

  it('in CloudFormation', () => {
    expect(text('cloudformation')).toMatchInlineSnapshot(`
      "Resources:
        S3ReadOnlyBoundary:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            ManagedPolicyName: limit
            PolicyDocument:
              Version: '2012-10-17'
              Statement:
                - Sid: ReadObjects
                  Effect: Allow
                  Action: s3:GetObject
                  Resource: arn:aws:s3:::<YOUR_BUCKET>/\${aws:username}/*
                  Condition:
                    StringEquals:
                      aws:CalledViaAWSMCP: aws-mcp.amazonaws.com
                - Effect: Deny
                  Action:
                    - iam:*
                    - sts:*
                  Resource: '*'
        S3ReadOnly:
          Type: AWS::IAM::Role
          Properties:
            RoleName: S3ReadOnly
            Path: /docs/
            MaxSessionDuration: 7200
            AssumeRolePolicyDocument:
              Version: '2012-10-17'
              Statement:
                - Effect: Allow
                  Principal:
                    Service: ec2.amazonaws.com
                  Action: sts:AssumeRole
            ManagedPolicyArns:
              - arn:aws:iam::aws:policy/ReadOnlyAccess
            PermissionsBoundary:
              Ref: S3ReadOnlyBoundary
            Policies:
              - PolicyName: reads
                PolicyDocument:
                  Version: '2012-10-17'
                  Statement:
                    - Sid: ReadObjects
                      Effect: Allow
                      Action: s3:GetObject
                      Resource: arn:aws:s3:::<YOUR_BUCKET>/\${aws:username}/*
                      Condition:
                        StringEquals:
                          aws:CalledViaAWSMCP: aws-mcp.amazonaws.com
                    - Effect: Deny
                      Action:
                        - iam:*
                        - sts:*
                      Resource: '*'
            Tags:
              - Key: team
                Value: docs
              - Key: cost center
                Value: '12'"
    `);
    const { Resources } = parseYaml(text('cloudformation'), { version: '1.1' }) as {
      Resources: Record<string, { Properties: Record<string, unknown> }>;
    };
    expect(Resources['S3ReadOnly']?.Properties).toMatchObject({
      AssumeRolePolicyDocument: role.trust,
      Policies: [{ PolicyName: 'reads', PolicyDocument: GUARDED }],
    });
  });
});
