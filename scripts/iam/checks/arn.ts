/** Amazon Resource Names in a policy: six fields, where each may be a wildcard or hold a variable. */
import { withoutVariables } from './variables.ts';

export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  /** With its colons. */
  readonly resource: string;
}

/** Splits an ARN; a variable counts as a wildcard. Undefined with fewer than six fields. */
export function readArn(text: string): Arn | undefined {
  const [prefix, partition, service, region, account, ...rest] = fieldsOf(text);
  if (prefix !== 'arn' || partition === undefined || service === undefined) return undefined;
  if (region === undefined || account === undefined || rest.length === 0) return undefined;
  return { partition, service, region, account, resource: rest.join(':') };
}

export const fieldsOf = (text: string): string[] => withoutVariables(text).split(':');

export const hasWildcard = (text: string): boolean => /[*?]/.test(text);

const PARTITIONS: ReadonlySet<string> = new Set([
  'aws',
  'aws-cn',
  'aws-us-gov',
  'aws-eusc',
  'aws-iso',
  'aws-iso-b',
  'aws-iso-e',
  'aws-iso-f',
]);

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export const isPartition = (text: string): boolean => hasWildcard(text) || PARTITIONS.has(text);

/** The shape of a Region; whether AWS has it changes too often to say. */
export const isRegion = (text: string): boolean =>
  hasWildcard(text) ||
  /^[a-z]{2,5}(?:-[a-z]{2,12}){1,2}-[0-9]{1,2}$/.test(text) ||
  text === 'aws-global' ||
  text === 'global';

/** Twelve digits, or a word such as `aws` for what AWS owns. */
export const isAccount = (text: string): boolean =>
  hasWildcard(text) || /^(?:[0-9]{12}|[a-z][a-z-]*)$/.test(text);
