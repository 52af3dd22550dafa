/** Requests that a statement may be about: existing actions on resources that they take. */
import type { Action, Reference } from '../../iam/reference.ts';
import type { Statement } from '../../iam/statement.ts';
import type { Substitute } from '../../data/role-policies.ts';
import { isRemoved } from '../../data/references/removed-actions.ts';
import { fillWildcards } from './states.ts';
import { wrongResource } from '../../iam/resource-match.ts';

export interface Asked {
  readonly action: string;
  /** As written in the claim, with placeholders; undefined for an action without resources. */
  readonly resource: string | undefined;
}

export interface IamFacts {
  readonly reference: Reference;
  readonly substitute: Substitute;
  readonly asOf: string | undefined;
}

/** How many of the actions that match a pattern are tried. */
const MOST_ACTIONS = 40;
const READS = /:(?:Get|List|Describe|Read|Head)/;

/**
 * Actions to try, most informative first: those that the statement names, then those that its
 * patterns match.
 */
export function actionsOf(
  { action }: Statement,
  others: readonly string[],
  facts: IamFacts,
): string[] {
  const named = action?.negated === false ? action.values : [];
  const plain = named.filter((name) => !/[*?]/.test(name));
  const patterns = named.filter((name) => /[*?]/.test(name) && name.includes(':'));
  const matching = patterns.flatMap((pattern) =>
    facts.reference
      .actionsMatching(pattern)
      .toSorted((a, b) => telling(b) - telling(a) || a.name.length - b.name.length)
      .map(({ name }) => name)
      .slice(0, MOST_ACTIONS),
  );
  const any = named.includes('*') || action?.negated === true ? [...others, ...COMMON] : [];
  return [...plain, ...matching, ...any].filter((name) => exists(name, facts));
}

/** Prefers actions that read, and actions that take a resource, since readers think of those. */
const telling = ({ name, wildcardOnly }: Action): number =>
  Number(READS.test(name)) * 2 + Number(wildcardOnly === false);

const COMMON = ['s3:GetObject', 's3:ListBucket', 'ec2:DescribeRegions', 's3:ListAllMyBuckets'];

/** The services of {@link COMMON}, which must be loaded. */
export const COMMON_SERVICES: readonly string[] = ['s3', 'ec2'];

/** Actions of the same service that change something, since readers ask about those first. */
export function changesLike(action: string, facts: IamFacts): string[] {
  const [service = ''] = action.toLowerCase().split(':');
  const all = facts.reference.actions(service).filter(({ name }) => exists(name, facts));
  const isChange = ({ accessLevel, name }: Action): boolean =>
    /write|permissions/i.test(accessLevel ?? '') &&
    /:(?:Delete|Put|Create|Update|Terminate|Stop)/.test(name);
  const noun = nounOf(action);
  const closeness = (name: string): number =>
    Number(nounOf(name) === noun) * 2 + Number(/:(?:Delete|Terminate)/.test(name));
  return all
    .filter(isChange)
    .map(({ name }) => name)
    .toSorted((a, b) => closeness(b) - closeness(a) || (a < b ? -1 : 1))
    .slice(0, MOST_ACTIONS);
}

/** The resource in an action's name: `Object` in `s3:GetObject` and `s3:ListObjects`. */
const nounOf = (action: string): string =>
  action.replace(/^[^:]*:[A-Z][a-z]+/, '').replace(/s$/, '');

function exists(name: string, { reference, asOf }: IamFacts): boolean {
  const action = reference.action(name);
  return action !== undefined && !isRemoved(action.lifecycle?.removed, asOf);
}

/** Resources in a statement on which an action can be requested. */
export function resourcesFor(name: string, statement: Statement, facts: IamFacts): Asked[] {
  const action = facts.reference.action(name);
  if (!action) return [];
  const patterns = statement.resource?.negated === false ? statement.resource.values : ['*'];
  const named = patterns
    .filter((pattern) => pattern !== '*')
    .map(fillWildcards)
    .filter((resource) => !resource.includes('${'));
  const typed = patterns.includes('*') ? resourcesByType(action, facts) : [];
  const candidates = action.wildcardOnly === true ? ['*'] : [...named, ...typed, '*'];
  return candidates
    .filter(
      (resource) =>
        wrongResource(action, facts.substitute(resource), facts.reference) === undefined,
    )
    .map((resource) => ({ action: name, resource: resource === '*' ? undefined : resource }));
}

/**
 * Fills in ARN templates such as `arn:${Partition}:s3:::${BucketName}`. The type that the action is
 * named after comes first: people who read objects think of objects, not of access points.
 */
function resourcesByType(action: Action, { reference }: IamFacts): string[] {
  const [service = ''] = action.name.toLowerCase().split(':');
  const noun = nounOf(action.name).toLowerCase();
  const isNamed = (type: string): boolean =>
    type.replaceAll('-', '') === noun || noun.startsWith(type.replaceAll('-', ''));
  return reference
    .resourceTypes(service)
    .filter(({ name }) => action.resourceTypes.includes(name))
    .map(({ name, arn }) => ({
      isFirst: isNamed(name.toLowerCase()),
      isDetour: /access-?point/i.test(name),
      arn: arn.replace(/\$\{([^}]*)\}/g, (_, variable: string) => FILLS[variable] ?? 'example'),
    }))
    .toSorted(
      (a, b) => Number(b.isFirst) - Number(a.isFirst) || Number(a.isDetour) - Number(b.isDetour),
    )
    .map(({ arn }) => arn);
}

const FILLS: Readonly<Record<string, string>> = {
  Partition: 'aws',
  Region: 'us-east-1',
  Account: '111122223333',
  BucketName: 'example-bucket',
  ObjectName: 'example.txt',
};
