/** A tutorial from before AWS removed the actions of the AWS MCP Server, as people write them. */

export const OLD_TUTORIAL = `---
description: How to give an assistant a role.
---

# Set up the roles

## Default role

Everyone gets this role. The trust policy accepts tokens of your provider:

\`\`\`json title="default-mcp-trust-policy.json"
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {
        "Federated": "arn:aws:iam::<YOUR_AWS_ACCOUNT_ID>:oidc-provider/<YOUR_OIDC_ISSUER>"
      },
      "Action": "sts:AssumeRoleWithWebIdentity",
      "Condition": {
        "StringEquals": { "<YOUR_OIDC_ISSUER>:aud": "<YOUR_OIDC_AUDIENCE>" }
      }
    }
  ]
}
\`\`\`

Save the permissions as \`default-mcp-permissions.json\`:

\`\`\`json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["aws-mcp:InvokeMcp", "aws-mcp:CallReadOnlyTool"],
      "Resource": "*"
    }
  ]
}
\`\`\`

\`\`\`bash
aws iam create-role \\
  --role-name DefaultMCPRole \\
  --assume-role-policy-document file://default-mcp-trust-policy.json

aws iam put-role-policy \\
  --role-name DefaultMCPRole \\
  --policy-name DefaultMCPPolicy \\
  --policy-document file://default-mcp-permissions.json
\`\`\`

## Optional: roles for teams

This role reads a bucket:

\`\`\`json title="s3-readonly-permissions.json"
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": [
        "aws-mcp:InvokeMcp",
        "aws-mcp:CallReadOnlyTool",
        "aws-mcp:CallReadWriteTool"
      ],
      "Resource": "*"
    },
    {
      "Effect": "Allow",
      "Action": ["s3:GetObject", "s3:ListBucket"],
      "Resource": "*"
    }
  ]
}
\`\`\`

\`\`\`bash
aws iam create-role --role-name S3ReadOnlyMCPRole \\
  --assume-role-policy-document file://default-mcp-trust-policy.json
aws iam put-role-policy --role-name S3ReadOnlyMCPRole --policy-name S3ReadOnlyMCPPolicy \\
  --policy-document file://s3-readonly-permissions.json
\`\`\`
`;
