/**
 * The text of a section for another partition: ARNs begin with `arn:aws-us-gov:` or `arn:aws-cn:`.
 * What AWS documents for the commercial partition alone is refused rather than guessed.
 */
import { Refusal } from '../refusal.ts';

/** The parameter of a section that names the partition. */
export const PARTITION = 'partition';

/** How the Regions of a partition begin. AWS General Reference, “Amazon Resource Names”. */
const REGIONS: Readonly<Record<string, RegExp>> = {
  'aws-us-gov': /^us-gov-/,
  'aws-cn': /^cn-/,
};

/** Where a Region is named: the fourth field of an ARN, a label of a host, an option of a command. */
const NAMED_REGIONS = [
  /\barn:aws:[a-z0-9-]*:([a-z]{2}(?:-[a-z]+)+-\d):/g,
  /\b([a-z]{2}(?:-[a-z]+)+-\d)\.(?:[a-z0-9-]+\.)*amazonaws\.com\b/g,
  /--region ([a-z]{2}(?:-[a-z]+)+-\d)\b/g,
];

/** Throws a {@link Refusal} if the text names what another partition does not have. */
export function inPartition(text: string, partition: string): string {
  const regions = REGIONS[partition];
  if (!regions) return text;
  for (const [, region = ''] of NAMED_REGIONS.flatMap((named) => [...text.matchAll(named)])) {
    if (regions.test(region)) continue;
    throw new Refusal(
      `the Region ${region} is not in ${partition}`,
      'write a placeholder such as `<YOUR_AWS_REGION>` in the data',
    );
  }
  const named = text.replaceAll(/\barn:aws:/g, `arn:${partition}:`);
  return partition === 'aws-cn' ? withChineseHosts(named) : named;
}

/**
 * Issuers of EKS and the URLs of queues end in `.amazonaws.com.cn` in China. Service principals end in
 * that or in `.amazonaws.com`, from service to service, and no page of AWS lists which.
 */
function withChineseHosts(text: string): string {
  const hosts = text.replaceAll(
    /((?:\boidc\.eks\.|https:\/\/sqs\.)[^\s"'/`]*?\.amazonaws\.com)(?!\.cn)\b/g,
    '$1.cn',
  );
  const service = hosts
    .split(/[\s"'/`:]+/)
    .map((word) => /^.+\.amazonaws\.com\b(?!\.cn)/.exec(word)?.[0])
    .find((host) => host !== undefined);
  if (service === undefined) return hosts;
  throw new Refusal(
    `AWS does not document how ${service} is written in aws-cn`,
    'print this policy for `aws` and `aws-us-gov` only, or write a role of its own for aws-cn',
  );
}
