/**
 * Slips in names of service principals. AWS publishes no list of them, so that a name counts as a
 * slip only if it is nearly one that pages name often, and stands for nothing else that is known.
 */
import { distance } from 'fastest-levenshtein';

import type { Reference } from './reference.ts';

/** The first labels of principals that pages of AWS name often. */
const WELL_KNOWN: readonly string[] =
  'access-analyzer airflow amplify apigateway appflow application-autoscaling apprunner appsync athena autoscaling backup batch bedrock bedrock-agentcore cloudformation cloudfront cloudtrail cloudwatch codebuild codecommit codedeploy codepipeline cognito-idp comprehend config databrew datapipeline datasync dax directconnect dms dynamodb ec2 ec2fleet ecs ecs-tasks edgelambda eks eks-fargate-pods elasticache elasticbeanstalk elasticfilesystem elasticloadbalancing elasticmapreduce emr-serverless events firehose forecast glue grafana greengrass guardduty imagebuilder inspector iotevents iotsitewise kafkaconnect kinesis kinesisanalytics lakeformation lambda lightsail mediaconvert medialive memorydb monitoring opsworks organizations personalize quicksight redshift rekognition rolesanywhere sagemaker scheduler secretsmanager securityhub serverlessrepo servicecatalog servicediscovery spotfleet ssm-incidents states storagegateway swf transcribe transfer translate vpc-flow-logs workspaces'.split(
    ' ',
  );

/** Names that no list of actions has, which are near one of the others. */
const ALSO_KNOWN: ReadonlySet<string> = new Set(
  'ec2scheduled eks-fargate eks-nodegroup eks-connector ecs-service macie lexv2 states-sync config-multiaccountsetup config-conforms dynamodb-global s3-replication monitoring-sns workspaces-pools'.split(
    ' ',
  ),
);

/** Shorter names resemble each other by chance, but for a plural: `ec2s`. */
const SHORTEST = 5;
/** From this length on, two letters may be wrong. */
const LONG = 8;

/** `lambda.amazonaws.com` for `lamda.amazonaws.com`; undefined if the name is or may be right. */
export function meantPrincipal(name: string, reference: Reference): string | undefined {
  const [, label = '', region = '', domain = ''] =
    /^([a-z0-9-]+)((?:\.[a-z]{2}(?:-[a-z]+)+-\d)?)\.(amazonaws\.com(?:\.cn)?|amazon\.com)$/.exec(
      name,
    ) ?? [];
  // Skills of Alexa have principals under amazon.com.
  if (domain === 'amazon.com')
    return WELL_KNOWN.includes(label) ? `${label}${region}.amazonaws.com` : undefined;
  if (label === '' || isKnown(label, reference)) return undefined;
  const near = WELL_KNOWN.find((one) => isSlipOf(label, one));
  return near === undefined ? undefined : `${near}${region}.${domain}`;
}

const isKnown = (label: string, reference: Reference): boolean =>
  WELL_KNOWN.includes(label) || ALSO_KNOWN.has(label) || reference.hasService(label);

function isSlipOf(label: string, name: string): boolean {
  if (label === `${name}s`) return true;
  // `inspector2` is no slip of `inspector`.
  if (label.length < SHORTEST || name.length < SHORTEST || bare(label) === bare(name)) return false;
  const edits = distance(label, name);
  return edits === 1 || (edits === 2 && (name.length >= LONG || areSwapped(label, name)));
}

const bare = (label: string): string => label.replace(/[0-9]+/g, '');

/** Two letters beside each other, in the other order. */
function areSwapped(one: string, other: string): boolean {
  if (one.length !== other.length) return false;
  const at = [...one].findIndex((letter, index) => letter !== other[index]);
  return one[at] === other[at + 1] && one[at + 1] === other[at];
}
