/**
 * CloudFormation: policies that no role holds, as resources beside what they are attached to. Source:
 * the template reference of each type.
 */
import { logicalId, resource, template } from './cloudformation.ts';
import type { NoSuchForm } from './no-such-form.ts';
import type { PolicyForm, PolicyMap } from './policy-value.ts';

interface Attached {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly attachedTo: readonly string[];
}

/**
 * What one module calls the policy: `reports_bucket` for that of a bucket, since a role may have the
 * same id.
 */
export function nameBesideRoles({ id, kind }: Pick<Attached, 'id' | 'kind'>): string {
  const words = id.toLowerCase().split(/[^a-z0-9]+/);
  if (!words.includes(kind)) return `${id}-${kind}`;
  return words.at(-1) === 'policy' ? id : `${id}-policy`;
}

/** The template, or why there is none. */
export function attachedPolicy(policy: Attached, document: PolicyForm): string | NoSuchForm {
  const make = Object.hasOwn(RESOURCES, policy.kind) ? RESOURCES[policy.kind] : undefined;
  if (!make)
    return {
      message: `CloudFormation has no resource that is a policy of this kind alone: ${policy.kind}`,
      hint: 'use as="json"',
    };
  if (policy.attachedTo.length === 0)
    return {
      message: `the data do not say what the policy ${policy.id} is attached to, which a template needs`,
      hint: 'add `attachedTo` to the policy',
    };
  return template({ [logicalId(nameBesideRoles(policy))]: make(policy, document) });
}

const RESOURCES: Readonly<Record<string, (policy: Attached, document: PolicyForm) => PolicyMap>> = {
  bucket: ({ attachedTo: [arn = ''] }, PolicyDocument) =>
    resource('AWS::S3::BucketPolicy', { Bucket: nameInArn(arn), PolicyDocument }),
  queue: ({ attachedTo }, PolicyDocument) =>
    resource('AWS::SQS::QueuePolicy', { Queues: attachedTo.map(queueUrl), PolicyDocument }),
  topic: ({ attachedTo: Topics }, PolicyDocument) =>
    resource('AWS::SNS::TopicPolicy', { Topics, PolicyDocument }),
  secret: ({ attachedTo: [SecretId] }, ResourcePolicy) =>
    resource('AWS::SecretsManager::ResourcePolicy', {
      SecretId,
      BlockPublicPolicy: true,
      ResourcePolicy,
    }),
  scp: (policy, document) => organizationPolicy(policy, document, 'SERVICE_CONTROL_POLICY'),
  rcp: (policy, document) => organizationPolicy(policy, document, 'RESOURCE_CONTROL_POLICY'),
};

const organizationPolicy = (
  { name, attachedTo: TargetIds }: Attached,
  Content: PolicyForm,
  Type: string,
): PolicyMap => resource('AWS::Organizations::Policy', { Name: name, Type, TargetIds, Content });

/** The name in the ARN of a bucket or queue. */
export const nameInArn = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1);

/** `AWS::SQS::QueuePolicy` takes URLs. */
function queueUrl(arn: string): string {
  const [, partition = 'aws', , region = '', account = '', name = ''] = arn.split(':');
  const suffix = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  return `https://sqs.${region}.${suffix}/${account}/${name}`;
}
