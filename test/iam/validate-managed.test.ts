/** What AWS's own managed policies do is valid: their unusual features, each in a policy of its own. */
import { expect, test } from 'vitest';

import { judge, type Options, policyOf } from '../support/iam/judge.ts';

const allow = (
  Action: string | string[],
  Resource: string | string[] = '*',
  Condition?: object,
) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition && { Condition }),
});

const MANAGED: Readonly<Record<string, readonly unknown[]>> = {
  'AdministratorAccess: everything': [allow('*')],
  'PowerUserAccess: NotAction with Allow': [
    { Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' },
    allow(['account:GetAccountInformation', 'iam:CreateServiceLinkedRole', 'iam:ListRoles']),
  ],
  'ReadOnlyAccess: wildcards of many services': [
    allow(['acm:Describe*', 'autoscaling:Describe*', 'cloudwatch:Get*', 'ec2:Describe*']),
    allow(['health:Describe*', 'sns:Check*', 'tag:Get*', 'trustedadvisor:Describe*', 'waf:Get*']),
  ],
  'AmazonS3FullAccess: a second service': [allow(['s3:*', 's3-object-lambda:*'])],
  'AmazonEC2FullAccess: service-linked roles by name': [
    allow('elasticloadbalancing:*'),
    allow('iam:CreateServiceLinkedRole', '*', {
      StringEquals: {
        'iam:AWSServiceName': ['autoscaling.amazonaws.com', 'ec2scheduled.amazonaws.com'],
      },
    }),
  ],
  'IAMUserChangePassword: a variable in the resource': [
    allow('iam:ChangePassword', 'arn:aws:iam::*:user/${aws:username}'),
  ],
  'Billing: a retired service that is still known': [
    allow(['aws-portal:*Billing', 'aws-portal:*Usage']),
    allow(['ce:Get*', 'purchase-orders:*', 'tax:List*', 'consolidatedbilling:Get*', 'cur:*']),
  ],
  'Elastic Beanstalk: tags of stacks, PassRole with services': [
    allow(['ec2:RebootInstances', 'ec2:TerminateInstances'], 'arn:aws:ec2:*:*:instance/*', {
      StringLike: {
        'ec2:ResourceTag/aws:cloudformation:stack-id': [
          'arn:aws:cloudformation:*:*:stack/awseb-e-*',
        ],
      },
    }),
    allow('ec2:RunInstances', '*', {
      ArnLike: { 'ec2:LaunchTemplate': 'arn:aws:ec2:*:*:launch-template/*' },
    }),
    allow('iam:AttachRolePolicy', 'arn:aws:iam::*:role/aws-elasticbeanstalk*', {
      ArnLike: { 'iam:PolicyArn': ['arn:aws:iam::aws:policy/AWSElasticBeanstalk*'] },
    }),
    allow('iam:PassRole', 'arn:aws:iam::*:role/*', {
      StringEquals: { 'iam:PassedToService': ['ec2.amazonaws.com', 'ec2.amazonaws.com.cn'] },
    }),
    allow(
      ['ecs:DeRegisterTaskDefinition', 'sqs:*QueueAttributes', 'elasticloadbalancing:*Rule'],
      [
        'arn:aws:elasticloadbalancing:*:*:loadbalancer/app/*/*',
        'arn:aws:elasticloadbalancing:*:*:targetgroup/awseb-*',
        'arn:aws:autoscaling:*:*:launchConfiguration:*:launchConfigurationName/eb-*',
        'arn:aws:sns:*:*:ElasticBeanstalkNotifications-*',
        'arn:aws:sqs:*:*:eb-*',
      ],
    ),
    allow('ecs:TagResource', '*', { StringEquals: { 'ecs:CreateAction': ['CreateCluster'] } }),
  ],
  'AWS Backup: ARNs without an account, keys with colons': [
    allow(['ec2:CopySnapshot', 'ec2:DeleteSnapshot'], 'arn:aws:ec2:*::snapshot/*'),
    allow('ec2:ModifySnapshotTier', 'arn:aws:ec2:*::snapshot/*', {
      Null: { 'aws:ResourceTag/aws:backup:source-resource': 'false' },
    }),
    allow('rds:DeleteDBSnapshot', 'arn:aws:rds:*:*:snapshot:awsbackup:*'),
    allow(['kms:Decrypt', 'kms:GenerateDataKey'], '*', {
      StringLike: { 'kms:ViaService': ['dynamodb.*.amazonaws.com'] },
    }),
    allow('kms:CreateGrant', '*', { Bool: { 'kms:GrantIsForAWSResource': 'true' } }),
    allow('kms:ReEncryptTo', 'arn:aws:kms:*:*:key/*', {
      'ForAnyValue:StringEquals': { 'kms:EncryptionContextKeys': 'aws:ebs:id' },
    }),
    allow('backup:CopyIntoBackupVault', 'arn:aws:backup:*:*:backup-vault:*'),
    allow('ssm:SendCommand', ['arn:aws:ssm:*:*:document/AWSEC2-CreateVssSnapshot']),
    allow('redshift:DeleteClusterSnapshot', 'arn:aws:redshift:*:*:snapshot:*/*'),
  ],
  'AmazonEKSServiceRolePolicy: a set operator on a tag': [
    allow('ec2:DeleteSecurityGroup', 'arn:aws:ec2:*:*:security-group/*', {
      'ForAnyValue:StringLike': { 'ec2:ResourceTag/Name': 'eks-cluster-sg*' },
    }),
    allow('ec2:CreateTags', ['arn:aws:ec2:*:*:vpc/*', 'arn:aws:ec2:*:*:subnet/*'], {
      'ForAnyValue:StringLike': {
        'aws:TagKeys': ['kubernetes.io/cluster/*'],
        'aws:RequestTag/Name': 'eks-cluster-sg*',
      },
    }),
    allow('route53:AssociateVPCWithHostedZone', 'arn:aws:route53:::hostedzone/*'),
    allow('logs:PutLogEvents', 'arn:aws:logs:*:*:log-group:/aws/eks/*:*:*'),
  ],
  'AmazonSageMakerFullAccess: NotResource, variables of the service': [
    {
      Effect: 'Allow',
      Action: ['sagemaker:*', 'sagemaker-geospatial:*'],
      NotResource: ['arn:aws:sagemaker:*:*:domain/*', 'arn:aws:sagemaker:*:*:flow-definition/*'],
    },
    allow('sagemaker:CreateApp', 'arn:aws:sagemaker:*:*:app/${sagemaker:DomainId}/*/*/*', {
      ArnLike: {
        'sagemaker:OwnerUserProfileArn':
          'arn:aws:sagemaker:*:*:user-profile/${sagemaker:DomainId}/${sagemaker:UserProfileName}',
      },
      StringEquals: { 'sagemaker:SpaceSharingType': ['Private'] },
    }),
    allow('sagemaker:*', 'arn:aws:sagemaker:*:*:flow-definition/*', {
      StringEqualsIfExists: { 'sagemaker:WorkteamType': ['private-crowd', 'vendor-crowd'] },
    }),
    allow('secretsmanager:GetSecretValue', '*', {
      StringEquals: { 'secretsmanager:ResourceTag/SageMaker': 'true' },
    }),
    allow(['robomaker:DescribeSimulationJob', 'groundtruthlabeling:*', 'codecommit:List*']),
    allow('codecommit:GitPull', 'arn:aws:codecommit:*:*:*sagemaker*'),
    allow('states:StartExecution', 'arn:aws:states:*:*:statemachine:*sagemaker*'),
    allow('s3:GetObject', '*', {
      StringEqualsIgnoreCase: { 's3:ExistingObjectTag/SageMaker': 'true' },
    }),
  ],
  'AWSLambda_FullAccess: a service of the console': [
    allow('iam:PassRole', '*', {
      StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' },
    }),
    allow(['lambda:*', 'states:DescribeStateMachine', 'xray:GetTraceSummaries']),
    allow('logs:FilterLogEvents', 'arn:aws:logs:*:*:log-group:/aws/lambda/*'),
  ],
  AWSLambdaVPCAccessExecutionRole: [
    allow(['ec2:CreateNetworkInterface', 'ec2:AssignPrivateIpAddresses', 'logs:PutLogEvents']),
  ],
  'AmazonSSMManagedInstanceCore: services of the agent': [
    allow(['ssm:UpdateInstanceInformation', 'ssm:PutComplianceItems']),
    allow(['ssmmessages:OpenDataChannel', 'ec2messages:GetMessages']),
  ],
  'CloudWatchAgentServerPolicy: a public parameter': [
    allow('ssm:GetParameter', 'arn:aws:ssm:*:*:parameter/AmazonCloudWatch-*'),
    allow('ssm:GetParameters', 'arn:aws:ssm:*::parameter/aws/service/*'),
  ],
  'AmazonAPIGatewayAdministrator: ARNs without an account': [
    allow('apigateway:*', 'arn:aws:apigateway:*::/*'),
    allow('execute-api:Invoke', 'arn:aws:execute-api:*:*:*'),
  ],
  'SecretsManagerReadWrite: repositories of serverless applications': [
    allow('serverlessrepo:CreateCloudFormationChangeSet', [
      'arn:aws:serverlessrepo:*:*:applications/SecretsManager*',
    ]),
    allow('lambda:CreateFunction', 'arn:aws:lambda:*:*:function:SecretsManager*'),
    allow('s3:GetObject', ['arn:aws:s3:::awsserverlessrepo-changesets*']),
  ],
  'SSO and directory: keys of other prefixes': [
    allow(['sso:Describe*', 'identitystore:*', 'ds:Describe*']),
    allow('iam:CreateRole', 'arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/*', {
      StringNotEquals: { 'aws:ResourceAccount': '${aws:PrincipalAccount}' },
    }),
  ],
  AWSOrganizationsServiceTrustPolicy: [
    allow('iam:DeleteRole', 'arn:aws:iam::*:role/aws-service-role/organizations.amazonaws.com/*'),
  ],
  'Autoscaling: an event rule by source': [
    allow('events:PutRule', 'arn:aws:events:*:*:rule/*', {
      StringEqualsIfExists: { 'events:ManagedBy': 'autoscaling.amazonaws.com' },
      'ForAllValues:StringEquals': { 'events:source': 'aws.ec2' },
    }),
  ],
  'KMS for services': [
    allow('kms:*', '*', {
      StringLike: { 'kms:ViaService': ['rds.*.amazonaws.com', 's3.*.amazonaws.com'] },
      StringEquals: { 'kms:CallerAccount': '${aws:PrincipalAccount}' },
    }),
    allow('kms:Decrypt', '*', {
      StringLike: { 'kms:EncryptionContext:aws:s3:arn': 'arn:aws:s3:::bucket/*' },
    }),
    allow('kms:CreateGrant', '*', {
      'ForAllValues:StringEquals': { 'kms:GrantOperations': ['Decrypt', 'Encrypt'] },
    }),
  ],
  'Tags at creation': [
    allow('ec2:CreateTags', '*', {
      StringEquals: {
        'ec2:CreateAction': 'RunInstances',
        'aws:RequestTag/owner': '${aws:PrincipalTag/owner}',
      },
      'ForAllValues:StringEquals': { 'aws:TagKeys': ['owner', 'team'] },
    }),
    allow('ec2:StartInstances', '*', {
      StringEquals: { 'aws:ResourceTag/${aws:PrincipalTag/kind}': 'x' },
    }),
    allow('rds:ModifyDBInstance', '*', { StringEquals: { 'rds:db-tag/env': 'test' } }),
  ],
  'Networks and times': [
    allow('*', '*', { IpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '2001:db8::/32'] } }),
    allow('s3:GetObject', '*', {
      DateGreaterThan: { 'aws:CurrentTime': '2026-01-31T12:00:00Z' },
      NumericLessThanEquals: { 'aws:MultiFactorAuthAge': '3600' },
      Bool: { 'aws:SecureTransport': true },
      NotIpAddress: { 'aws:VpcSourceIp': '10.0.0.0/8' },
    }),
  ],
  'Service roles: who asks, for whom': [
    allow('sns:Publish', '*', {
      ArnLike: { 'aws:SourceArn': 'arn:aws:cloudwatch:*:*:alarm:*' },
      StringEquals: {
        'aws:SourceAccount': ['111122223333'],
        'aws:ResourceAccount': '${aws:PrincipalAccount}',
      },
      'ForAnyValue:StringEquals': { 'aws:CalledVia': ['cloudformation.amazonaws.com'] },
      StringNotLikeIfExists: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/Admin*' },
    }),
    allow('dynamodb:GetItem', '*', {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': '${www.amazon.com:user_id}' },
      StringEquals: { 'cognito-identity.amazonaws.com:sub': 'x' },
    }),
  ],
  'EKS node groups and ROSA: wildcards in unusual places': [
    allow('autoscaling:PutWarmPool', 'arn:aws:autoscaling:*:*:*:autoScalingGroupName/eks-*'),
    allow('ec2:CreateTags', ['arn:*:ec2:*:*:security-group/*', 'arn:*:ec2:*:*:volume/*']),
    allow('ec2:CreateSecurityGroup', 'arn:aws:ec2:*:*:security-group*/*'),
    allow('ec2:DeleteLaunchTemplate', '*', {
      StringLike: { 'ec2:ResourceTag/eks:nodegroup-name': '*' },
    }),
    allow('route53:ChangeResourceRecordSets', '*', {
      'ForAllValues:StringLike': {
        'route53:ChangeResourceRecordSetsNormalizedRecordNames': ['*.example.com'],
      },
    }),
    allow('iam:PassRole', 'arn:*:iam::*:role/*-Worker-Role', {
      StringEqualsIfExists: { 'iam:PassedToService': ['ec2.amazonaws.com'] },
    }),
    allow('kms:CreateGrant', '*', { Bool: { 'kms:GrantIsForAWSResource': true } }),
    allow('ec2:RunInstances', 'arn:aws:ec2:*:*:image/*', {
      StringEquals: { 'ec2:Owner': ['111122223333'] },
    }),
  ],
  'AWSSupportServiceRolePolicy: paths of API Gateway, small letters': [
    allow('apigateway:GET', [
      'arn:aws:apigateway:*::/account',
      'arn:aws:apigateway:*::/apis/*/stages',
    ]),
    allow(['access-analyzer:getAccessPreview', 'acm:listCertificates', 'athena:getWorkGroup']),
  ],
  'AWSConfigServiceRolePolicy: services in capitals': [
    allow(['APS:DescribeWorkspace', 'cloudTrail:GetChannel', 'cassandra:Select', 'config:Put*']),
  ],
  AWSMcpServiceActionsFullAccess: [allow('*', '*', { Bool: { 'aws:IsMcpServiceAction': 'true' } })],
  AmazonEKSMCPReadOnlyAccess: [
    allow(['eks-mcp:InvokeMcp', 'eks-mcp:CallReadOnlyTool']),
    allow(['eks:DescribeCluster', 'cloudwatch:GetMetricData', 'logs:StartQuery']),
  ],
  'Other partitions': [
    allow('s3:GetObject', [
      'arn:aws-us-gov:s3:::bucket/*',
      'arn:aws-cn:s3:::b/*',
      'arn:*:s3:::b/*',
    ]),
  ],
  'Many more forms of ARNs': [
    allow('iam:GetPolicy', ['arn:aws:iam::aws:policy/*', 'arn:aws:iam::111122223333:policy/x']),
    allow('s3:*', [
      'arn:aws:s3:::bucket',
      'arn:aws:s3:*:111122223333:accesspoint/*',
      'arn:aws:s3:us-west-2:111122223333:accesspoint/name/object/*',
    ]),
    allow('cloudfront:*', 'arn:aws:cloudfront::*:distribution/*'),
    allow('wafv2:*', 'arn:aws:wafv2:*:*:*/webacl/*/*'),
    allow('cloudwatch:GetDashboard', 'arn:aws:cloudwatch::111122223333:dashboard/x'),
    allow('dynamodb:*', [
      'arn:aws:dynamodb:*:*:table/T/index/*',
      'arn:aws:dynamodb::*:global-table/*',
    ]),
    allow('organizations:*', 'arn:aws:organizations::*:account/o-*/*'),
    allow('lambda:GetLayerVersion', 'arn:aws:lambda:*:*:layer:*:*'),
    allow('kafka-cluster:*', 'arn:aws:kafka:*:*:cluster/*/*'),
    allow('elasticmapreduce:*', 'arn:aws:elasticmapreduce:*:*:cluster/*'),
    allow('elasticbeanstalk:*', 'arn:aws:elasticbeanstalk:*::platform/*'),
    allow('bedrock:InvokeModel', 'arn:aws:bedrock:*::foundation-model/*'),
    allow('imagebuilder:*', 'arn:aws:imagebuilder:*:aws:component/*'),
    allow('ram:*', 'arn:aws:ram::aws:permission/*'),
    allow('glue:GetTable', ['arn:aws:glue:*:*:catalog', 'arn:aws:glue:*:*:database/*']),
    allow('es:ESHttpGet', 'arn:aws:es:*:*:domain/*/*'),
    allow('ses:SendEmail', 'arn:aws:ses:*:*:identity/*'),
    allow('cognito-idp:*', 'arn:aws:cognito-idp:*:*:userpool/*'),
    allow('health:DescribeEventDetails', 'arn:aws:health:*::event/*/*/*'),
    allow('rds:*', ['arn:aws:rds:*:*:pg:default.*', 'arn:aws:rds::*:global-cluster:*']),
    allow('access-analyzer:*', 'arn:aws:access-analyzer:*:*:analyzer/*'),
    allow('globalaccelerator:*', 'arn:aws:globalaccelerator::*:accelerator/*'),
    allow('sts:AssumeRole', 'arn:aws:iam::*:role/aws-reserved/*'),
    allow('mq:*', 'arn:aws:mq:*:*:broker:*'),
    allow('servicecatalog:*', 'arn:aws:catalog:*:*:product/*'),
  ],
};

test.each(Object.entries(MANAGED))('%s', async (_, statements) => {
  const problems = await judge(policyOf(...statements));
  expect(errorsOf(problems)).toEqual([]);
});

const GUARDRAILS: Readonly<Record<string, unknown>> = {
  'only through an MCP server': {
    BoolIfExists: { 'aws:ViaAWSMCPService': 'false' },
  },
  'only through an MCP server that has actions of its own': {
    BoolIfExists: { 'aws:ViaAWSMCPService': 'false', 'aws:IsMcpServiceAction': 'false' },
  },
  'not through an MCP server': { Bool: { 'aws:ViaAWSMCPService': 'true' } },
  'not through this MCP server': {
    StringEquals: { 'aws:CalledViaAWSMCP': 'aws-mcp.amazonaws.com' },
  },
};

test.each(Object.entries(GUARDRAILS))('guardrail: %s', async (_, Condition) => {
  const guardrail = policyOf({
    Sid: 'Guard',
    Effect: 'Deny',
    Action: '*',
    Resource: '*',
    Condition,
  });
  for (const kind of ['identity', 'boundary', 'scp'] as const) {
    expect(await judge(guardrail, { kind, suggestions: true })).toEqual([]);
  }
});

const TRUST: Readonly<Record<string, unknown>> = {
  'a service': {
    Effect: 'Allow',
    Principal: { Service: ['ec2.amazonaws.com', 'logs.eu-central-1.amazonaws.com'] },
    Action: 'sts:AssumeRole',
  },
  'accounts, roles, sessions and an external id': {
    Effect: 'Allow',
    Principal: {
      AWS: [
        '111122223333',
        'arn:aws:iam::111122223333:root',
        'arn:aws:iam::111122223333:role/path/name',
        'arn:aws:sts::111122223333:assumed-role/name/session',
      ],
    },
    Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity', 'sts:SetContext'],
    Condition: { StringEquals: { 'sts:ExternalId': 'x' }, Null: { 'aws:TokenIssueTime': false } },
  },
  'everyone of an organization': {
    Effect: 'Allow',
    Principal: { AWS: '*' },
    Action: 'sts:AssumeRole',
    Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } },
  },
  'an EKS service account': {
    Effect: 'Allow',
    Principal: {
      Federated:
        'arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/ABCDEF0123456789',
    },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: {
      StringEquals: {
        'oidc.eks.eu-central-1.amazonaws.com/id/ABCDEF0123456789:aud': 'sts.amazonaws.com',
        'oidc.eks.eu-central-1.amazonaws.com/id/ABCDEF0123456789:sub':
          'system:serviceaccount:default:app',
      },
    },
  },
  'a company’s own issuer': {
    Effect: 'Allow',
    Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/login.example.com/realm' },
    Action: ['sts:AssumeRoleWithWebIdentity', 'sts:TagSession'],
    Condition: {
      StringEquals: { 'login.example.com/realm:aud': 'app' },
      'ForAnyValue:StringLike': { 'login.example.com/realm:amr': ['authenticated'] },
    },
  },
  SAML: {
    Effect: 'Allow',
    Principal: { Federated: 'arn:aws:iam::111122223333:saml-provider/ADFS' },
    Action: 'sts:AssumeRoleWithSAML',
    Condition: { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } },
  },
  'a Cognito identity pool': {
    Effect: 'Allow',
    Principal: { Federated: 'cognito-identity.amazonaws.com' },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: {
      StringEquals: { 'cognito-identity.amazonaws.com:aud': 'eu-central-1:pool' },
      'ForAnyValue:StringLike': { 'cognito-identity.amazonaws.com:amr': 'authenticated' },
    },
  },
};

test.each(Object.entries(TRUST))('trust in %s', async (_, statement) => {
  const problems = await judge(policyOf(statement), { kind: 'trust' });
  expect(problems.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
});

const SCPS: Readonly<Record<string, unknown>> = {
  FullAWSAccess: allow('*'),
  'Regions, with exceptions for global services': {
    Sid: 'DenyRegions',
    Effect: 'Deny',
    NotAction: ['a4b:*', 'budgets:*', 'iam:*', 'sts:*', 'support:*'],
    Resource: '*',
    Condition: {
      StringNotEquals: { 'aws:RequestedRegion': ['eu-central-1', 'eu-west-1'] },
      ArnNotLike: { 'aws:PrincipalARN': ['arn:aws:iam::*:role/Admin'] },
    },
  },
  'the full language since 2025': {
    Effect: 'Allow',
    NotAction: ['ec2:*Instances', 'iam:*'],
    NotResource: 'arn:aws:s3:::secret/*',
    Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } },
  },
};

test.each(Object.entries(SCPS))('SCP: %s', async (_, statement) => {
  const problems = await judge(policyOf(statement), { kind: 'scp' });
  expect(problems.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
});

const RESOURCE: Options = { kind: 'resource' };

test('policies of resources may do what IAM policies may not', async () => {
  const policy = {
    Version: '2008-10-17',
    Id: '__default_policy_ID',
    Statement: [
      {
        Sid: '__default statement',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: 'SNS:Publish',
        Resource: 'arn:aws:sns:eu-central-1:111122223333:topic',
        Condition: { StringEquals: { 'AWS:SourceOwner': '111122223333' } },
      },
      { Sid: 'Deny', Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::b/*' },
      { Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*' },
      {
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1' },
        Action: 's3:GetObject',
        Resource: 'arn:aws:s3:::b/*',
      },
      {
        Effect: 'Allow',
        Principal: { CanonicalUser: 'a'.repeat(64) },
        Action: 's3:GetObject',
        Resource: 'arn:aws:s3:::b/*',
      },
    ],
  };
  const problems = await judge(policy, RESOURCE);
  expect(problems.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
});

function errorsOf(problems: Awaited<ReturnType<typeof judge>>): string[] {
  return problems
    .filter(({ severity }) => severity === 'error')
    .map(({ code, message }) => `${code} ${message}`);
}
