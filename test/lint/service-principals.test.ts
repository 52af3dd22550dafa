/** Names of service principals: slips are found, and what may be right is left alone. */
import { describe, expect, it } from 'vitest';

import { fence, on, policy } from '../support/lint-pages.ts';

const trust = (service: string): string =>
  `{ "Effect": "Allow", "Principal": { "Service": "${service}" }, "Action": "sts:AssumeRole" }`;

describe('a slip in the name of a service principal', () => {
  it.each([
    'lamda.amazonaws.com',
    'lambdas.amazonaws.com',
    'labmda.amazonaws.com',
    'ec2s.amazonaws.com',
    'event.amazonaws.com',
    'evnets.amazonaws.com',
    'ecs-task.amazonaws.com',
    'ecs-taks.amazonaws.com',
    'codepipline.amazonaws.com',
    'codebuid.amazonaws.com',
    'code-build.amazonaws.com',
    'sagmaker.amazonaws.com',
    'clodformation.amazonaws.com',
    'cloudfromation.amazonaws.com',
    'cloudfromation.us-east-1.amazonaws.com',
    'apigatway.amazonaws.com',
    'api-gateway.amazonaws.com',
    'firehouse.amazonaws.com',
    'edgelamda.amazonaws.com',
    'schedular.amazonaws.com',
    'secretmanager.amazonaws.com',
    'secrets-manager.amazonaws.com.cn',
    'elasticloadbalancin.amazonaws.com',
    'vpc-flow-log.amazonaws.com',
    'step.states.amazonaws.com.',
    'ec2.amazon.com',
    'lambda.amazon.com',
    'codebuild.amazonaw.com',
  ])('%s', async (service) => {
    expect((await on(policy(trust(service)))).join()).toMatch(
      /iam\/(?:unknown-service-principal|invalid-service-principal-format)$/,
    );
  });

  it('is found in a condition, and in Terraform', async () => {
    const passing = policy(
      '{ "Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:role/app", "Condition": { "StringEquals": { "iam:PassedToService": "lamda.amazonaws.com" } } }',
    );
    expect((await on(passing)).join()).toContain('iam/unknown-service-principal');
    const terraform =
      '```hcl\ndata "aws_iam_policy_document" "trust" {\n  statement {\n    actions = ["sts:AssumeRole"]\n    principals {\n      type        = "Service"\n      identifiers = ["lamda.amazonaws.com"]\n    }\n  }\n}\n```\n';
    expect((await on(terraform)).join()).toContain('iam/unknown-service-principal');
  });
});

it('a service principal that may be right is left alone', async () => {
  const names =
    `access-analyzer acm acm-pca airflow airflow-env alexa-appkit amplify apigateway appflow
    application-autoscaling application-insights appstream appsync athena automation autoscaling backup
    batch billingconsole braket budgets ce channels.lex chatbot chime cloud9 clouddirectory
    cloudformation cloudfront cloudhsm cloudsearch cloudtrail cloudwatch cloudwatch-crossaccount
    codebuild codecommit codedeploy codedeploy.us-east-1 codepipeline codestar codestar-notifications
    cognito-idp cognito-sync comprehend config config-conforms config-multiaccountsetup
    connect continuousexport.discovery costalerts custom-resource.application-autoscaling databrew
    datapipeline datasync datazone dax deeplens delivery.logs directconnect discovery dlm dms ds dynamodb
    ec2 ec2-instance-connect ec2.application-autoscaling ec2fleet ec2scheduled ecr ecs ecs-tasks
    edgelambda eks eks-connector eks-fargate eks-fargate-pods eks-nodegroup elasticache
    elasticbeanstalk elasticfilesystem elasticloadbalancing elasticmapreduce elastictranscoder
    emr-containers emr-serverless es events firehose fis fms forecast freertos fsx gamelift glacier glue
    grafana greengrass guardduty health iam imagebuilder importexport inspector inspector2 iot
    iotanalytics iotevents iotsitewise iotthingsgraph ivs jellyfish kafka kafkaconnect kendra kinesis
    kinesisanalytics kms lakeformation lambda lex lexv2 license-manager lightsail logger logs
    logs.eu-west-1 m2 machinelearning macie macie2 managedservices mediaconnect mediaconvert medialive
    mediapackage mediastore mediatailor member.org.stacksets.cloudformation metering-marketplace mgn
    mobileanalytics monitoring monitron mq ops.apigateway opsworks opsworks-cm organizations osis
    personalize pinpoint pipes pods.eks polly proton qldb quicksight ram rds rds-preview redshift
    redshift-serverless rekognition replication.ecr replicator.lambda resource-groups robomaker
    rolesanywhere route53 route53domains route53resolver s3 s3-outposts sagemaker scheduler
    secretsmanager securityhub securitylake serverlessrepo servicecatalog servicediscovery
    servicequotas ses shield signer signin sms snowball sns spot spotfleet sqs ssm ssm-incidents
    ssm-sap sso states storagegateway sts support swf synthetics tagging textract timestream transcribe
    transfer transitgateway translate trustedadvisor verified-access vmie voiceid vpc-flow-logs
    vpc-lattice waf wafv2 wam workdocs worklink workmail workspaces workspaces-web xray`
      .split(/\s+/)
      .map((label) => `${label}.${label === 'alexa-appkit' ? 'amazon.com' : 'amazonaws.com'}`);
  const page = policy(...names.map(trust));
  const lines = page.split('\n');
  const reported = (await on(page))
    .filter((finding) => finding.includes('service-principal'))
    .map((finding) => lines[Number.parseInt(finding, 10) - 1]);
  expect(reported).toEqual([]);
});

describe('outside of policies', () => {
  const pages = (name: string): [string, string][] => [
    ['the CDK', fence('ts', `const assumedBy = new iam.ServicePrincipal("${name}");`)],
    ['the CDK in Python', fence('python', `iam.ServicePrincipal('${name}')`)],
    [
      'a permission of a function',
      fence('bash', `aws lambda add-permission --function-name f --principal ${name}`),
    ],
    [
      'a service-linked role',
      fence('bash', `aws iam create-service-linked-role --aws-service-name ${name}`),
    ],
    ['Terraform', fence('hcl', `  principal     = "${name}"`)],
    ['CloudFormation', fence('yaml', '  Action: lambda:InvokeFunction', `  Principal: ${name}`)],
    ['a sentence', `The role trusts the service principal \`${name}\`.\n`],
  ];

  it.each(pages('lamda.amazonaws.com'))('a slip is found in %s', async (_, page) => {
    expect((await on(page)).join()).toMatch(/iam\/unknown-service-principal$/);
  });

  it.each([
    ...pages('lambda.amazonaws.com'),
    ...pages('monitoring.rds.amazonaws.com'),
    ['a host', 'Allow traffic to `lamda.amazonaws.com`.\n'],
    [
      'a mistake that is shown',
      `This does not work:\n\n${fence('hcl', 'principal = "lamda.amazonaws.com"')}`,
    ],
  ])('nothing is found in %s', async (_, page) => {
    expect(await on(page)).toEqual([]);
  });
});
