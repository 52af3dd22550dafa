/** Random policies in other words that mean the same. */
import type { Documents } from '../../iam/space/random.ts';

/** The policy with its statements the other way round. */
export function reversed(policy: object): object {
  const { Statement } = policy as { readonly Statement: readonly object[] };
  return { Version: '2012-10-17', Statement: Statement.toReversed() };
}

/** The same policies, in another order and with services in capitals. */
export function respelled(given: Documents): Documents {
  const text = JSON.stringify(given).replaceAll('"s3:', '"S3:').replaceAll('"ec2:', '"EC2:');
  const { identity, ...rest } = JSON.parse(text) as Documents;
  return { ...rest, identity: identity.toReversed().map(reversed) };
}
