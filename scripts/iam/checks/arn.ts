/** Amazon Resource Names in a policy: six fields, where each may be a wildcard or hold a variable. */
import { distance } from 'fastest-levenshtein';

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

const DIRECTIONS = 'north south east west central northeast northwest southeast southwest'.split(
  ' ',
);

/** The Region that was meant, where a letter of its direction is wrong: `us-esat-1`. Others may be new. */
export function meantRegion(text: string): string | undefined {
  const [, area, word = '', number] =
    /^([a-z]{2,5}(?:-[a-z]+)?)-([a-z]{4,12})-([0-9]{1,2})$/.exec(text) ?? [];
  if (area === undefined || DIRECTIONS.includes(word)) return undefined;
  const lettersOf = (one: string): string => [...one].toSorted().join('');
  const meant = DIRECTIONS.find(
    (one) =>
      lettersOf(one) === lettersOf(word) ||
      // Of four letters there are too many words: `us-test-1`.
      (word.length > 4 && distance(one, word) === 1),
  );
  return meant === undefined ? undefined : `${area}-${meant}-${number}`;
}

/** Twelve digits, or a word such as `aws` for what AWS owns. */
export const isAccount = (text: string): boolean =>
  hasWildcard(text) || /^(?:[0-9]{12}|[a-z][a-z-]*)$/.test(text);
