/** What the policy of a bucket, key, queue, topic or secret may speak of: the actions of its service, and itself. */
import type { Text, WrittenStatement } from '../written.ts';
import { hasWildcard, readArn } from './arn.ts';
import {
  type CheckedPolicy,
  type Finding,
  found,
  type ResourceKind,
  type StatementCheck,
} from './finding.ts';

export const resourceKindChecks: readonly StatementCheck[] = [actionsOfItsService, itself];

/** The IAM prefix of the service that each kind of resource belongs to. */
export const SERVICE_OF: Readonly<Record<ResourceKind, string>> = {
  bucket: 's3',
  key: 'kms',
  queue: 'sqs',
  topic: 'sns',
  secret: 'secretsmanager',
};

/** The services refuse such a policy when it is put: `MalformedPolicy` and the like. */
function* actionsOfItsService(
  statement: WrittenStatement,
  { resourceKind }: CheckedPolicy,
): Iterable<Finding> {
  if (!resourceKind) return;
  const service = SERVICE_OF[resourceKind];
  for (const { value, range } of statement.actions) {
    const [prefix = ''] = value.toLowerCase().split(':', 1);
    if (value === '*' || !value.includes(':') || prefix === service || /[*?$]/.test(prefix))
      continue;
    yield found(
      'iam/unsupported-action-in-policy',
      statement,
      range,
      `the policy of a ${resourceKind} has the actions of ${service}, and \`${value}\` is not one`,
      `name an action of ${service}, or move the statement into the policy of what it is about`,
    );
  }
}

/**
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-error-unsupported-resource-arn-in-policy
 */
function* itself(statement: WrittenStatement, policy: CheckedPolicy): Iterable<Finding> {
  const { resourceKind } = policy;
  if (!resourceKind || !statement.elements.has('Resource')) return;
  const service = SERVICE_OF[resourceKind];
  const own = ownName(policy);
  for (const text of statement.resources) {
    const arn = readArn(text.value);
    if (!arn || hasWildcard(arn.service)) continue;
    const isOther = arn.service !== service && !isKindOf(arn.service, resourceKind);
    const name = nameIn(text, resourceKind);
    if (!isOther && (name === undefined || own === undefined || name === own)) continue;
    yield found(
      'iam/unsupported-resource-arn-in-policy',
      statement,
      text.range,
      isOther
        ? `"${text.value}" is a resource of ${arn.service}, and the policy of a ${resourceKind} is about the ${resourceKind}`
        : `"${text.value}" is another ${resourceKind} than "${own}", and the policy is attached to one`,
      'move it into the policy of that resource',
    );
  }
}

/** S3 has services of its own for other kinds of buckets. */
const isKindOf = (service: string, kind: ResourceKind): boolean =>
  kind === 'bucket' && service.startsWith('s3');

/** The first name in the policy: it may be attached to that one only. */
function ownName({ statements, resourceKind }: CheckedPolicy): string | undefined {
  if (!resourceKind) return undefined;
  for (const { resources } of statements) {
    for (const text of resources) {
      const name = nameIn(text, resourceKind);
      if (name !== undefined) return name;
    }
  }
  return undefined;
}

/** The bucket, queue or topic, where it is written in full. Keys and secrets have ids of many forms. */
function nameIn({ value }: Text, kind: ResourceKind): string | undefined {
  const arn = readArn(value);
  if (!arn || arn.service !== SERVICE_OF[kind] || value.includes('$')) return undefined;
  const isPlainBucket = kind === 'bucket' && arn.region === '' && arn.account === '';
  if (!isPlainBucket && kind !== 'queue' && kind !== 'topic') return undefined;
  const [name = ''] = arn.resource.split('/', 1);
  return name === '' || hasWildcard(name) ? undefined : name;
}
