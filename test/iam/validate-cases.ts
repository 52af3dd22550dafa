/** For each code a policy that has the problem and its twin that has not. */
import type { IamCode } from '../../scripts/problems/iam-codes.ts';
import { type Options, policyOf } from '../support/iam/judge.ts';

export interface Case {
  readonly bad: unknown;
  readonly good: unknown;
  readonly options?: Options;
  /** Line and column of the finding in `bad`, printed with an indent of two. */
  readonly at?: readonly [number, number];
}

/** A statement that has nothing wrong with it, with other elements. */
const statement = (elements: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  Effect: 'Allow',
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::bucket/*',
  ...elements,
});

const without = (name: string): Record<string, unknown> => {
  const { [name]: _, ...rest } = statement();
  return rest;
};

const one = (elements?: Readonly<Record<string, unknown>>): unknown =>
  policyOf(statement(elements));

const when = (operator: string, key: string, value: unknown): unknown =>
  one({ Action: 's3:*', Condition: { [operator]: { [key]: value } } });

/** Of any resource, where it has a tag. */
const tagged = (elements: Readonly<Record<string, unknown>>, operator = 'StringEquals'): unknown =>
  grant({
    Resource: '*',
    Condition: { [operator]: { 'aws:ResourceTag/team': 'blue' } },
    ...elements,
  });

const acting = (action: unknown): unknown => one({ Action: action, Resource: '*' });

const on = (action: string, resource: unknown): unknown =>
  one({ Action: action, Resource: resource });

const trust = (elements: Readonly<Record<string, unknown>> = {}): unknown =>
  policyOf({
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::111122223333:role/app' },
    Action: 'sts:AssumeRole',
    ...elements,
  });

const resource = (elements: Readonly<Record<string, unknown>> = {}): unknown =>
  one({ Principal: { AWS: '111122223333' }, ...elements });

/** A statement of a resource control policy. */
const rcp = (elements: Readonly<Record<string, unknown>> = {}): unknown =>
  one({ Effect: 'Deny', Principal: '*', Resource: '*', ...elements });

const TRUST: Options = { kind: 'trust' };
const SCP: Options = { kind: 'scp' };
const RCP: Options = { kind: 'rcp' };
const SESSION: Options = { kind: 'session' };
const BUCKET: Options = { kind: 'bucket' };
const RESOURCE: Options = { kind: 'resource' };
const SUGGEST: Options = { suggestions: true };

const GITHUB = 'token.actions.githubusercontent.com';
const github = (condition?: object): unknown =>
  trust({
    Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${GITHUB}` },
    Action: 'sts:AssumeRoleWithWebIdentity',
    ...(condition && { Condition: condition }),
  });
const AUD = { [`${GITHUB}:aud`]: 'sts.amazonaws.com' };
const BRANCH = { [`${GITHUB}:sub`]: 'repo:org/app:ref:refs/heads/main' };

const grant = (elements: Readonly<Record<string, unknown>>): unknown =>
  policyOf({ Effect: 'Allow', ...elements });
const ROLE = 'arn:aws:iam::111122223333:role/app';
const SLR = 'arn:aws:iam::*:role/aws-service-role/ecs.amazonaws.com/*';

const many = (count: number, start = 'bucket-'): string[] =>
  Array.from({ length: count }, (_, index) => `arn:aws:s3:::${start}${String(index)}/*`);

export const CASES: Readonly<Record<IamCode, Case>> = {
  // The parser's: text instead of a value.
  'iam/json-syntax-error': { bad: '{ "Version": }', good: JSON.stringify(one()), at: [1, 14] },

  'iam/data-type-mismatch': { bad: one({ Action: ['s3:GetObject', 7] }), good: one(), at: [8, 9] },
  'iam/duplicate-key': {
    bad: '{\n  "Version": "2012-10-17",\n  "Statement": [{ "Effect": "Deny", "Action": "*", "Resource": "*", "Condition": { "Bool": { "aws:SecureTransport": "false" }, "Bool": { "aws:ViaAWSService": "false" } } }]\n}',
    good: one(),
    at: [3, 128],
  },
  'iam/duplicate-keys-with-different-case': {
    bad: one({
      Condition: { StringEquals: { 'aws:PrincipalTag/a': 'x', 'aws:principaltag/A': 'y' } },
    }),
    good: one({
      Condition: { StringEquals: { 'aws:PrincipalTag/a': 'x', 'aws:PrincipalTag/b': 'y' } },
    }),
    at: [11, 11],
  },
  'iam/invalid-character': {
    bad: when('StringEquals', 'aws:PrincipalTag/team', '“blue”'),
    good: when('StringEquals', 'aws:PrincipalTag/team', 'blü'),
    at: [10, 36],
  },
  'iam/invalid-policy-element': {
    bad: one({ Conditions: {} }),
    good: one({ Condition: { Bool: { 'aws:SecureTransport': 'true' } } }),
    at: [8, 7],
  },
  'iam/missing-statement': { bad: policyOf(), good: one(), at: [3, 16] },
  'iam/missing-version': { bad: { Statement: [statement()] }, good: one(), at: [1, 1] },
  'iam/invalid-version': {
    bad: { Version: '2026-01-01', Statement: [statement()] },
    good: { Version: '2008-10-17', Statement: statement() },
    at: [2, 14],
  },
  'iam/missing-effect': { bad: policyOf(without('Effect')), good: one(), at: [4, 5] },
  'iam/invalid-effect': {
    bad: one({ Effect: 'allow' }),
    good: one({ Effect: 'Deny' }),
    at: [5, 17],
  },
  'iam/missing-action': {
    bad: policyOf(without('Action')),
    good: policyOf({ ...without('Action'), NotAction: 's3:*', Effect: 'Deny' }),
    at: [4, 5],
  },
  'iam/missing-resource': {
    bad: policyOf(without('Resource')),
    good: policyOf({ ...without('Resource'), NotResource: 'arn:aws:s3:::b/*' }),
  },
  'iam/missing-principal': { bad: one(), good: resource(), options: RESOURCE },
  'iam/unsupported-element-combination': {
    bad: one({ NotResource: 'arn:aws:s3:::b/*' }),
    good: one(),
    at: [8, 7],
  },
  'iam/unsupported-sid': {
    bad: one({ Sid: 'Allow reading' }),
    good: one({ Sid: 'AllowReading' }),
    at: [8, 14],
  },
  'iam/unique-sids-required': {
    bad: policyOf(statement({ Sid: 'A' }), statement({ Sid: 'A', Effect: 'Deny' })),
    good: policyOf(statement({ Sid: 'A' }), statement({ Sid: 'B' })),
    at: [14, 14],
  },
  'iam/unique-sids-recommended': {
    bad: policyOf(
      statement({ Sid: 'A', Principal: '*' }),
      statement({ Sid: 'A', Principal: { AWS: '111122223333' } }),
    ),
    good: policyOf(
      statement({ Sid: 'A', Principal: '*' }),
      statement({ Sid: 'a b', Principal: { AWS: '111122223333' } }),
    ),
    options: RESOURCE,
  },
  'iam/empty-sid-value': { bad: one({ Sid: '' }), good: one({ Sid: 'A' }), options: SUGGEST },

  'iam/invalid-action': {
    bad: acting(['s3:GetObject', 's3:GetObjet']),
    good: acting(['s3:getobject', 'S3:GetObject']),
    at: [8, 9],
  },
  'iam/invalid-service-in-action': { bad: acting('s33:GetObject'), good: acting('s3:GetObject') },
  'iam/action-matches-nothing': { bad: acting('s3:Grab*'), good: acting('s3:Get*') },
  'iam/removed-action': { bad: acting('aws-mcp:InvokeMcp'), good: acting('eks-mcp:InvokeMcp') },
  'iam/deprecated-action': {
    bad: acting('example-svc:OldCall'),
    good: acting('s3:GetObject'),
  },
  'iam/unsupported-action-in-policy': {
    bad: trust({ Action: ['sts:AssumeRole', 's3:GetObject'] }),
    good: trust({ Action: ['sts:AssumeRole', 'sts:TagSession'] }),
    options: TRUST,
  },
  'iam/wildcard-in-service-name': {
    bad: acting('s3*:GetObject'),
    good: acting('s3:*'),
    options: SUGGEST,
  },
  'iam/redundant-action': {
    bad: acting(['s3:GetObject', 's3:get*']),
    good: acting(['s3:GetObject', 's3:Put*']),
    options: SUGGEST,
    at: [7, 9],
  },
  'iam/empty-array-action': { bad: acting([]), good: acting(['s3:GetObject']) },

  'iam/missing-arn-field': {
    bad: on('s3:GetObject', 'arn:aws:s3::bucket'),
    good: on('s3:ListBucket', 'arn:aws:s3:::bucket'),
  },
  'iam/invalid-arn-prefix': {
    bad: on('s3:GetObject', 'bucket/*'),
    good: on('s3:GetObject', '*'),
    at: [7, 19],
  },
  'iam/invalid-partition': {
    bad: on('s3:GetObject', 'arn:amazon:s3:::bucket/*'),
    good: on('s3:GetObject', 'arn:aws-us-gov:s3:::bucket/*'),
  },
  'iam/invalid-arn-service-case': {
    bad: on('s3:GetObject', 'arn:aws:S3:::bucket/*'),
    good: on('s3:GetObject', 'arn:aws:s3:::Bucket/*'),
  },
  'iam/invalid-service': {
    bad: when('StringEquals', 'dynamo:LeadingKeys', 'x'),
    good: when('ForAnyValue:StringEquals', 'dynamodb:LeadingKeys', 'x'),
  },
  'iam/invalid-arn-region': {
    bad: on('sqs:SendMessage', 'arn:aws:sqs:frankfurt:111122223333:queue'),
    good: on('sqs:SendMessage', 'arn:aws:sqs:eu-central-1:111122223333:queue'),
  },
  'iam/invalid-arn-account': {
    bad: on('sqs:SendMessage', 'arn:aws:sqs:eu-central-1:1111-2222-3333:queue'),
    good: on('sqs:SendMessage', 'arn:aws:sqs:*:111122223333:queue'),
  },
  'iam/invalid-arn-resource': {
    bad: on('dynamodb:GetItem', 'arn:aws:dynamodb:eu-central-1:111122223333:tables/T'),
    good: on('dynamodb:GetItem', 'arn:aws:dynamodb:eu-central-1:111122223333:table/T'),
  },
  'iam/arn-region-not-allowed': {
    bad: on('s3:GetObject', 'arn:aws:s3:eu-central-1::bucket'),
    good: on('s3:ListBucket', 'arn:aws:s3:eu-central-1:111122223333:accesspoint/x'),
  },
  'iam/arn-account-not-allowed': {
    bad: on('s3:GetObject', 'arn:aws:s3::111122223333:bucket'),
    good: on('s3:ListBucket', 'arn:aws:s3::*:bucket'),
  },
  'iam/missing-arn-region': {
    bad: on('dynamodb:GetItem', 'arn:aws:dynamodb::111122223333:table/T'),
    good: on('dynamodb:UpdateGlobalTable', 'arn:aws:dynamodb::111122223333:global-table/T'),
  },
  'iam/unsupported-resource-arn-in-policy': {
    bad: policyOf(
      statement({ Principal: '*', Effect: 'Deny', Resource: 'arn:aws:s3:::reports/*' }),
      statement({ Principal: '*', Effect: 'Deny', Resource: 'arn:aws:s3:::report/*' }),
    ),
    good: policyOf(
      statement({ Principal: '*', Effect: 'Deny', Resource: 'arn:aws:s3:::reports/*' }),
      statement({
        Principal: '*',
        Effect: 'Deny',
        Action: 's3:ListBucket',
        Resource: ['arn:aws:s3:::reports', 'arn:aws:s3:::rep*'],
      }),
    ),
    options: BUCKET,
  },
  'iam/redundant-resource': {
    bad: on('s3:GetObject', ['arn:aws:s3:::b/a*', 'arn:aws:s3:::b/*']),
    good: on('s3:GetObject', ['arn:aws:s3:::b/a*', 'arn:aws:s3:::b/A*']),
    options: SUGGEST,
  },
  'iam/empty-array-resource': { bad: on('s3:GetObject', []), good: one() },

  'iam/unsupported-principal': { bad: one({ Principal: '*' }), good: one(), at: [8, 7] },
  'iam/invalid-principal-format': {
    bad: resource({ Principal: '111122223333' }),
    good: resource({ Principal: '*' }),
    options: RESOURCE,
  },
  'iam/federated-principal-not-supported': {
    bad: resource({ Principal: { Federated: 'arn:aws:iam::111122223333:saml-provider/ADFS' } }),
    good: resource(),
    options: RESOURCE,
    at: [9, 22],
  },
  'iam/invalid-principal-key': {
    bad: resource({ Principal: { Aws: '111122223333' } }),
    good: resource({ Principal: { AWS: '111122223333' } }),
    options: RESOURCE,
    at: [9, 9],
  },
  'iam/unsupported-wildcard-in-principal': {
    bad: trust({ Principal: { AWS: 'arn:aws:iam::111122223333:role/app-*' } }),
    good: trust({
      Principal: { AWS: '*' },
      Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } },
    }),
    options: TRUST,
  },
  'iam/invalid-service-principal-format': {
    bad: trust({ Principal: { Service: 'ec2' } }),
    good: trust({ Principal: { Service: 'ec2.amazonaws.com' } }),
    options: TRUST,
  },
  'iam/unknown-service-principal': {
    bad: trust({ Principal: { Service: 'lamda.amazonaws.com' } }),
    good: trust({ Principal: { Service: 'lambda.amazonaws.com' } }),
    options: TRUST,
  },
  'iam/invalid-role-reference': {
    bad: trust({ Principal: { AWS: 'AROAEXAMPLEEXAMPLE123' } }),
    good: trust(),
    options: TRUST,
  },
  'iam/invalid-user-reference': {
    bad: trust({ Principal: { AWS: 'AIDAEXAMPLEEXAMPLE123' } }),
    good: trust({ Principal: { AWS: 'arn:aws:iam::111122223333:user/ann' } }),
    options: TRUST,
  },
  'iam/allow-with-not-principal': {
    bad: one({ NotPrincipal: { AWS: '111122223333' } }),
    good: one({ NotPrincipal: { AWS: '111122223333' }, Effect: 'Deny' }),
    options: RESOURCE,
  },
  'iam/restrict-access-to-service-principal': {
    bad: resource({ Principal: { Service: 'cloudtrail.amazonaws.com' } }),
    good: resource({
      Principal: { Service: 'cloudtrail.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } },
    }),
    options: RESOURCE,
  },
  'iam/empty-array-principal': {
    bad: trust({ Principal: { AWS: [] } }),
    good: trust(),
    options: TRUST,
  },
  'iam/empty-object-principal': { bad: trust({ Principal: {} }), good: trust(), options: TRUST },

  'iam/role-trust-policy-syntax-error-notprincipal': {
    bad: policyOf({
      Effect: 'Deny',
      NotPrincipal: { AWS: '111122223333' },
      Action: 'sts:AssumeRole',
    }),
    good: trust(),
    options: TRUST,
  },
  'iam/role-trust-policy-syntax-error-resource': {
    bad: trust({ Resource: '*' }),
    good: trust(),
    options: TRUST,
    at: [10, 7],
  },
  'iam/role-trust-policy-unsupported-wildcard-in-principal': {
    bad: trust({ Principal: '*' }),
    good: trust({
      Principal: { AWS: '*' },
      Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } },
    }),
    options: TRUST,
  },
  'iam/invalid-federated-principal-syntax-in-role-trust-policy': {
    bad: trust({
      Principal: { Federated: 'https://login.example.com' },
      Action: 'sts:AssumeRoleWithWebIdentity',
    }),
    good: github({ StringEquals: { ...AUD, ...BRANCH } }),
    options: TRUST,
  },
  'iam/mismatched-action-for-principal': {
    bad: trust({ Action: 'sts:AssumeRoleWithWebIdentity' }),
    good: trust(),
    options: TRUST,
  },
  'iam/missing-action-for-roles-anywhere-trust-policy': {
    bad: trust({ Principal: { Service: 'rolesanywhere.amazonaws.com' } }),
    good: trust({
      Principal: { Service: 'rolesanywhere.amazonaws.com' },
      Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
    }),
    options: TRUST,
  },
  'iam/missing-condition-key-for-oidc-principal': {
    bad: trust({
      Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/login.example.com' },
      Action: 'sts:AssumeRoleWithWebIdentity',
    }),
    good: github({ StringEquals: { ...AUD, ...BRANCH } }),
    options: TRUST,
  },
  'iam/missing-github-repo-condition-key': {
    bad: github({ StringEquals: AUD }),
    good: github({ StringEquals: { ...AUD, ...BRANCH } }),
    options: TRUST,
  },
  'iam/specific-github-repo-and-branch-recommended': {
    bad: github({ StringEquals: AUD, StringLike: { [`${GITHUB}:sub`]: 'repo:org/app:*' } }),
    good: github({ StringEquals: AUD, StringLike: BRANCH }),
    options: TRUST,
  },
  'iam/foranyvalue-with-audience-claim-type': {
    bad: github({ 'ForAnyValue:StringEquals': AUD, StringEquals: BRANCH }),
    good: github({ StringEquals: { ...AUD, ...BRANCH } }),
    options: TRUST,
  },
  'iam/scp-syntax-error-principal': { bad: one({ Principal: '*' }), good: one(), options: SCP },

  'iam/rcp-syntax-error-allow': { bad: rcp({ Effect: 'Allow' }), good: rcp(), options: RCP },
  'iam/rcp-syntax-error-principal': {
    bad: rcp({ Principal: { AWS: '111122223333' } }),
    // RCPFullAWSAccess itself.
    good: rcp({ Effect: 'Allow', Action: '*' }),
    options: RCP,
  },
  'iam/rcp-syntax-error-notaction': {
    bad: policyOf({ Effect: 'Deny', Principal: '*', NotAction: 's3:GetObject', Resource: '*' }),
    good: rcp(),
    options: RCP,
  },
  'iam/rcp-syntax-error-action': {
    bad: rcp({ Action: '*' }),
    good: rcp({ Action: 's3:*' }),
    options: RCP,
  },
  'iam/rcp-unsupported-service': {
    bad: rcp({ Action: 'ec2:*' }),
    good: rcp({ Action: ['s3:*', 'sqs:*', 'kms:*', 'secretsmanager:*', 'sts:*'] }),
    options: RCP,
  },

  'iam/invalid-condition-operator': {
    bad: when('BoolIfExist', 'aws:SecureTransport', 'true'),
    good: when('boolIfExists', 'aws:SecureTransport', 'true'),
    at: [9, 9],
  },
  'iam/null-with-if-exists': {
    bad: when('NullIfExists', 'aws:TokenIssueTime', 'true'),
    good: when('Null', 'aws:TokenIssueTime', 'true'),
  },
  'iam/null-with-qualifier': {
    bad: when('ForAnyValue:Null', 'aws:TagKeys', 'true'),
    good: when('Null', 'aws:TagKeys', 'true'),
    options: SUGGEST,
  },
  'iam/equivalent-to-null-false': {
    bad: when('StringLike', 'aws:PrincipalTag/team', '*'),
    good: when('StringLike', 'aws:PrincipalTag/team', 'a*'),
    options: SUGGEST,
  },
  'iam/invalid-condition-key-format': {
    bad: when('StringEquals', 'prefix', 'x'),
    good: when('StringEquals', 's3:prefix', 'x'),
    at: [10, 11],
  },
  'iam/invalid-global-condition-key': {
    bad: when('StringEquals', 'aws:SourceVpd', 'vpc-1'),
    good: when('StringEquals', 'AWS:sourcevpc', 'vpc-1'),
  },
  'iam/deprecated-global-condition-key': {
    bad: when('ArnLike', 'aws:ARN', ROLE),
    good: when('ArnLike', 'aws:PrincipalArn', ROLE),
  },
  'iam/invalid-service-condition-key': {
    bad: when('StringEquals', 's3:prefx', 'x'),
    good: when('StringEquals', 's3:ExistingObjectTag/prefx', 'x'),
  },
  'iam/missing-tag-key-in-condition': {
    bad: when('StringEquals', 'aws:ResourceTag', 'x'),
    good: when('StringEquals', 'aws:ResourceTag/team', 'x'),
  },
  'iam/deny-with-unsupported-tag-condition-key-for-service': {
    bad: tagged({ Effect: 'Deny', Action: ['ec2:TerminateInstances', 'ec2:DescribeVpcs'] }),
    good: tagged({ Effect: 'Deny', Action: ['ec2:TerminateInstances', 'ec2:Delete*', 's3:*'] }),
  },
  'iam/deny-notaction-with-unsupported-tag-condition-key-for-service': {
    bad: tagged({ Effect: 'Deny', NotAction: 'iam:*' }),
    good: tagged({ Effect: 'Deny', NotAction: 'iam:*' }, 'StringNotEquals'),
  },
  'iam/allow-with-unsupported-tag-condition-key-for-service': {
    bad: tagged({ Action: ['ec2:DescribeVpcs', 'sts:GetSessionToken'] }),
    good: tagged({ Action: ['ec2:DescribeVpcs', 'ec2:StartInstances'] }),
  },
  'iam/unsupported-action-for-condition-key': {
    bad: one({
      Action: ['s3:ListBucket', 's3:GetObject'],
      Resource: ['arn:aws:s3:::bucket', 'arn:aws:s3:::bucket/*'],
      Condition: { StringLike: { 's3:prefix': 'home/*' } },
    }),
    good: one({
      Action: ['s3:ListBucket', 's3:GetObject'],
      Resource: ['arn:aws:s3:::bucket', 'arn:aws:s3:::bucket/*'],
      Condition: { StringLikeIfExists: { 's3:prefix': 'home/*' } },
    }),
    at: [16, 11],
  },
  'iam/unsupported-condition-key-for-service-principal': {
    bad: resource({
      Principal: { Service: 'cloudfront.amazonaws.com' },
      Condition: {
        StringEquals: {
          'aws:PrincipalOrgID': 'o-a1b2c3d4e5',
          'aws:SourceAccount': '111122223333',
        },
      },
    }),
    good: resource({
      Principal: { Service: 'cloudfront.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceOrgID': 'o-a1b2c3d4e5' } },
    }),
    options: RESOURCE,
  },
  'iam/missing-qualifier': {
    bad: when('StringEquals', 'aws:TagKeys', 'team'),
    good: when('ForAllValues:StringEquals', 'aws:TagKeys', 'team'),
    at: [9, 9],
  },
  'iam/forallvalues-with-single-valued-key': {
    bad: when('ForAllValues:StringEquals', 'aws:PrincipalOrgID', 'o-a1b2c3d4e5'),
    good: when('StringEquals', 'aws:PrincipalOrgID', 'o-a1b2c3d4e5'),
  },
  'iam/string-like-operator-with-arn-condition-keys': {
    bad: when('StringLike', 'aws:PrincipalArn', 'arn:aws:iam::*:role/app'),
    good: when('ArnLike', 'aws:PrincipalArn', 'arn:aws:iam::*:role/app'),
    options: SUGGEST,
  },
  'iam/type-mismatch': {
    bad: when('StringEquals', 'aws:SecureTransport', 'true'),
    good: when('StringEquals', 'aws:PrincipalArn', ROLE),
  },
  'iam/type-mismatch-boolean': {
    bad: when('BoolIfExists', 'aws:ViaAWSMCPService', 'yes'),
    good: when('BoolIfExists', 'aws:ViaAWSMCPService', 'false'),
    at: [10, 35],
  },
  'iam/type-mismatch-date': {
    bad: when('DateLessThan', 'aws:CurrentTime', '31.01.2026'),
    good: when('DateLessThan', 'aws:CurrentTime', '2026-01-31T12:00:00+01:00'),
  },
  'iam/type-mismatch-number': {
    bad: when('NumericLessThan', 'aws:MultiFactorAuthAge', '1h'),
    good: when('NumericLessThan', 'aws:MultiFactorAuthAge', 3600),
  },
  'iam/type-mismatch-string': {
    bad: when('BinaryEquals', 'example-svc:Blob', 'not base64!'),
    good: when('BinaryEquals', 'example-svc:Blob', 'QmluYXJ5'),
  },
  'iam/type-mismatch-ip-range': {
    bad: when('IpAddress', 'aws:SourceIp', '203.0.113.0/33'),
    good: when('IpAddress', 'aws:SourceIp', ['203.0.113.0/24', '2001:db8::1']),
  },
  'iam/invalid-date-value': {
    bad: when('DateLessThan', 'aws:CurrentTime', '1769860800'),
    good: when('DateLessThan', 'aws:EpochTime', '1769860800'),
  },
  'iam/invalid-condition-data-type': {
    bad: when('StringEquals', 'aws:PrincipalTag/team', [{}]),
    good: when('StringEquals', 'aws:PrincipalTag/team', ['blue', 7, true]),
  },
  'iam/invalid-condition-multiple-boolean': {
    bad: when('Bool', 'aws:SecureTransport', ['true', 'false']),
    good: when('Bool', 'aws:SecureTransport', ['true']),
  },
  'iam/wildcard-without-like-operator': {
    bad: when('StringEquals', 'aws:PrincipalTag/team', 'blue-*'),
    good: when('StringEquals', 'aws:PrincipalTag/team', 'blue-${*}${aws:username}'),
  },
  'iam/private-ip-address': {
    bad: when('IpAddress', 'aws:SourceIp', ['10.0.0.0/8', 'fd00::/8']),
    good: when('IpAddress', 'aws:VpcSourceIp', ['10.0.0.0/8']),
  },
  'iam/private-not-ip-address': {
    bad: when('NotIpAddress', 'aws:SourceIp', '192.168.1.0/24'),
    good: when('NotIpAddress', 'aws:SourceIp', '192.0.0.0/4'),
  },
  'iam/private-ip-address-subset': {
    bad: when('IpAddress', 'aws:SourceIp', ['10.0.0.0/8', '203.0.113.0/24']),
    good: when('IpAddress', 'aws:SourceIp', ['203.0.113.0/24']),
    options: SUGGEST,
  },
  'iam/private-not-ip-address-subset': {
    bad: when('NotIpAddress', 'aws:SourceIp', ['10.0.0.0/8', '203.0.113.0/24']),
    good: when('NotIpAddress', 'aws:SourceIp', ['203.0.113.0/24']),
    options: SUGGEST,
  },
  'iam/improve-ip-range': {
    bad: when('IpAddress', 'aws:SourceIp', '203.0.113.7/24'),
    good: when('IpAddress', 'aws:SourceIp', '203.0.113.7/32'),
    options: SUGGEST,
  },
  'iam/invalid-vpc-format': {
    bad: when('StringEquals', 'aws:SourceVpc', 'vpce-0a1b2c3d'),
    good: when('StringEquals', 'aws:SourceVpc', 'vpc-0a1b2c3d'),
  },
  'iam/invalid-vpce-format': {
    bad: when('StringEquals', 'aws:SourceVpce', 'vpc-0a1b2c3d'),
    good: when('StringEquals', 'aws:SourceVpce', 'vpce-0a1b2c3d'),
  },
  'iam/invalid-region': {
    bad: when('StringEquals', 'aws:RequestedRegion', 'Frankfurt'),
    good: when('StringEquals', 'aws:RequestedRegion', ['eu-central-1', 'us-gov-west-1']),
  },
  'iam/impossible-value': {
    bad: when('StringEquals', 'aws:CalledViaAWSMCP', 'true'),
    good: when('StringEquals', 'aws:CalledViaAWSMCP', 'aws-mcp.amazonaws.com'),
    at: [10, 34],
  },
  'iam/empty-array-condition': {
    bad: when('StringEquals', 's3:prefix', []),
    good: when('StringEquals', 's3:prefix', ['']),
  },
  'iam/empty-array-condition-forallvalues': {
    bad: when('ForAllValues:StringEquals', 'aws:TagKeys', []),
    good: when('ForAllValues:StringEquals', 'aws:TagKeys', ['a']),
  },
  'iam/empty-array-condition-foranyvalue': {
    bad: when('ForAnyValue:StringEquals', 'aws:TagKeys', []),
    good: when('ForAnyValue:StringEquals', 'aws:TagKeys', ['a']),
  },
  'iam/empty-array-condition-ifexists': {
    bad: when('StringEqualsIfExists', 's3:prefix', []),
    good: when('StringEqualsIfExists', 's3:prefix', ['a']),
  },
  'iam/empty-object-condition': {
    bad: one({ Condition: {} }),
    good: one(),
    options: SUGGEST,
  },

  'iam/missing-brace-in-variable': {
    bad: on('s3:GetObject', 'arn:aws:s3:::b/${aws:username/*'),
    good: on('s3:GetObject', 'arn:aws:s3:::b/${aws:username}/*'),
  },
  'iam/missing-quote-in-variable': {
    bad: on('s3:GetObject', "arn:aws:s3:::b/${aws:username, 'anyone}/*"),
    good: on('s3:GetObject', "arn:aws:s3:::b/${aws:username, 'anyone'}/*"),
  },
  'iam/unsupported-space-in-variable': {
    bad: on('s3:GetObject', 'arn:aws:s3:::b/${ aws:username }/*'),
    good: on('s3:GetObject', 'arn:aws:s3:::b/${aws:PrincipalTag/team}/*'),
  },
  'iam/empty-variable': {
    bad: on('s3:GetObject', 'arn:aws:s3:::b/${}'),
    good: on('s3:GetObject', 'arn:aws:s3:::b/${$}'),
  },
  'iam/variable-unsupported-in-element': {
    bad: resource({ Principal: { AWS: 'arn:aws:iam::${aws:PrincipalAccount}:root' } }),
    good: resource(),
    options: RESOURCE,
  },
  'iam/variable-unsupported-in-version': {
    bad: {
      Version: '2008-10-17',
      Statement: [statement({ Resource: 'arn:aws:s3:::b/${aws:username}' })],
    },
    good: one({ Resource: 'arn:aws:s3:::b/${aws:username}' }),
    at: [7, 19],
  },
  'iam/invalid-variable-for-operator': {
    bad: when('NumericEquals', 's3:max-keys', '${aws:PrincipalTag/keys}'),
    good: when('StringEquals', 's3:prefix', '${aws:PrincipalTag/keys}'),
  },

  'iam/pass-role-with-not-resource': {
    bad: grant({ Action: 'iam:PassRole', NotResource: ROLE }),
    good: grant({ Action: 'iam:PassRole', Resource: ROLE }),
  },
  'iam/pass-role-with-star-in-action-and-not-resource': {
    bad: grant({ Action: 'iam:Pass*', NotResource: ROLE }),
    good: grant({ Action: 'iam:Pass*', Resource: ROLE }),
  },
  'iam/pass-role-with-not-action-and-not-resource': {
    bad: grant({ NotAction: 'iam:Create*', NotResource: ROLE }),
    good: grant({ NotAction: 'iam:*', NotResource: ROLE }),
  },
  'iam/pass-role-with-star-in-resource': {
    bad: grant({ Action: 'iam:PassRole', Resource: 'arn:aws:iam::*:role/*' }),
    good: grant({
      Action: 'iam:PassRole',
      Resource: '*',
      Condition: { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } },
    }),
  },
  'iam/pass-role-with-star-in-action-and-resource': {
    bad: grant({ Action: 'iam:Pass*', Resource: '*' }),
    good: { Version: '2012-10-17', Statement: { Effect: 'Deny', Action: '*', Resource: '*' } },
  },
  'iam/pass-role-with-star-in-resource-and-not-action': {
    bad: grant({ NotAction: 'iam:Create*', Resource: '*' }),
    good: grant({ NotAction: ['iam:Create*', 'iam:PassRole'], Resource: '*' }),
  },
  'iam/create-slr-with-not-resource': {
    bad: grant({ Action: 'iam:CreateServiceLinkedRole', NotResource: SLR }),
    good: grant({ Action: 'iam:CreateServiceLinkedRole', Resource: SLR }),
  },
  'iam/create-slr-with-star-in-action-and-not-resource': {
    bad: grant({ Action: 'iam:CreateService*', NotResource: SLR }),
    good: grant({ Action: 'iam:CreateService*', Resource: SLR }),
  },
  'iam/create-slr-with-not-action-and-not-resource': {
    bad: grant({ NotAction: 'iam:Pass*', NotResource: SLR }),
    good: grant({ NotAction: 'iam:*', NotResource: SLR }),
  },
  'iam/create-slr-with-star-in-resource': {
    bad: grant({ Action: 'iam:CreateServiceLinkedRole', Resource: '*' }),
    good: grant({
      Action: 'iam:CreateServiceLinkedRole',
      Resource: '*',
      Condition: { StringLike: { 'iam:AWSServiceName': 'ecs.amazonaws.com' } },
    }),
  },
  'iam/create-slr-with-star-in-action-and-resource': {
    bad: grant({ Action: 'iam:CreateService*', Resource: '*' }),
    good: grant({ Action: 'iam:CreateLogin*', Resource: '*' }),
  },
  'iam/create-slr-with-star-in-resource-and-not-action': {
    bad: grant({ NotAction: 'iam:Pass*', Resource: '*' }),
    good: grant({ NotAction: ['iam:Pass*', 'iam:CreateServiceLinkedRole'], Resource: '*' }),
  },
  'iam/redundant-statement': {
    bad: policyOf(statement({ Sid: 'A' }), statement({ Sid: 'B' })),
    good: policyOf(statement(), statement({ Effect: 'Deny' })),
    options: SUGGEST,
  },

  'iam/policy-size-exceeds-identity-policy-quota': {
    bad: one({ Resource: many(300) }),
    good: one({ Resource: many(200) }),
    at: [1, 1],
  },
  'iam/policy-size-exceeds-role-trust-policy-quota': {
    bad: trust({ Condition: { ArnLike: { 'aws:PrincipalArn': many(100) } } }),
    good: trust({ Condition: { ArnLike: { 'aws:PrincipalArn': many(50) } } }),
    options: TRUST,
  },
  'iam/policy-size-exceeds-scp-quota': {
    bad: one({ Effect: 'Deny', Resource: many(500) }),
    good: one({ Effect: 'Deny', Resource: many(300) }),
    options: SCP,
  },
  'iam/policy-size-exceeds-rcp-quota': {
    bad: rcp({ Resource: many(300) }),
    good: rcp({ Resource: many(150) }),
    options: RCP,
  },
  'iam/policy-size-exceeds-session-policy-quota': {
    bad: one({ Resource: many(120) }),
    good: one({ Resource: many(60) }),
    options: SESSION,
  },
  'iam/policy-size-exceeds-resource-policy-quota': {
    bad: resource({ Resource: many(1200, 'bucket/') }),
    good: resource({ Resource: many(600, 'bucket/') }),
    options: BUCKET,
  },
  'iam/resource-mismatch': {
    bad: on('s3:ListBucket', 'arn:aws:s3:::bucket/*'),
    good: on('s3:ListBucket', ['arn:aws:s3:::bucket', 'arn:aws:s3:::bucket/*']),
    at: [6, 17],
  },
  'iam/statement-never-applies': {
    bad: policyOf({ Effect: 'Deny', Action: 's3:GetObject', NotResource: '*' }),
    good: policyOf({ Effect: 'Deny', Action: 's3:GetObject', NotResource: 'arn:aws:s3:::b/*' }),
    at: [7, 22],
  },
  'iam/missing-arn-account': {
    bad: on('ssm:GetParameter', 'arn:aws:ssm:us-east-1::parameter/app'),
    good: on('ssm:GetParameter', 'arn:aws:ssm:us-east-1::parameter/aws/service/x'),
    at: [7, 19],
  },
  'iam/condition-key-of-another-issuer': {
    bad: github({
      StringEquals: { 'gitlab.com:sub': 'project_path:g/p:ref_type:branch:ref:main' },
    }),
    good: github({ StringEquals: { ...AUD, ...BRANCH } }),
    options: TRUST,
  },
  'iam/trust-admits-anyone': {
    bad: trust({ Principal: { AWS: '*' } }),
    good: trust({
      Principal: { AWS: '*' },
      Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } },
    }),
    options: TRUST,
  },
  'iam/missing-action-for-pod-identity': {
    bad: trust({ Principal: { Service: 'pods.eks.amazonaws.com' } }),
    good: trust({
      Principal: { Service: 'pods.eks.amazonaws.com' },
      Action: ['sts:AssumeRole', 'sts:TagSession'],
    }),
    options: TRUST,
  },
};
