/** What the policy of a bucket, key, queue, topic or secret may speak of: the actions of its service. */
import type { WrittenStatement } from '../written.ts';
import {
  type CheckedPolicy,
  type Finding,
  found,
  type ResourceKind,
  type StatementCheck,
} from './finding.ts';

export const resourceKindChecks: readonly StatementCheck[] = [actionsOfItsService];

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
