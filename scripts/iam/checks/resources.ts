/** Resources: the fields of their ARNs, and whether the service has such a resource. */
import { distance } from 'fastest-levenshtein';

import { globsOverlap } from '../glob.ts';
import { formFits, formsOf, type ResourceForm, resourceFits } from '../resource-match.ts';
import type { Reference } from '../reference.ts';
import {
  type Arn,
  fieldsOf,
  hasWildcard,
  isAccount,
  isPartition,
  isRegion,
  meantRegion,
  readArn,
} from './arn.ts';
import { didYouMean, nearest } from '../../problems/did-you-mean.ts';
import { dated, type Finding, found, type CheckedPolicy, type StatementCheck } from './finding.ts';
import { type WrittenStatement, type Text } from '../written.ts';
import { withoutVariables } from './variables.ts';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html */
export const resourceChecks: readonly StatementCheck[] = [resourceArns];

function* resourceArns(statement: WrittenStatement, policy: CheckedPolicy): Iterable<Finding> {
  for (const resource of statement.resources) {
    if (withoutVariables(resource.value).startsWith('*')) continue;
    // API Gateway completes such a resource itself.
    if (policy.kind === 'resource' && resource.value.startsWith('execute-api:')) continue;
    const arn = readArn(resource.value);
    if (!arn) {
      yield* notAnArn(statement, resource);
      continue;
    }
    const problem = fieldProblem(statement, resource, arn);
    if (problem) yield problem;
    else if (policy.reference) yield* inTheData(statement, resource, arn, policy.reference);
  }
}

function* notAnArn(statement: WrittenStatement, { value, range }: Text): Iterable<Finding> {
  const fields = fieldsOf(value);
  if (fields[0] !== 'arn') {
    yield found(
      'iam/invalid-arn-prefix',
      statement,
      range,
      `"${value}" is not an ARN, and a resource is an ARN or \`"*"\``,
      fields.length >= 5 ? 'begin it with `arn:`' : 'write `"*"`, or `"arn:aws:…"` in full',
    );
  } else if (!mayGoOn(fields)) {
    yield found(
      'iam/missing-arn-field',
      statement,
      range,
      `"${value}" has ${fields.length} of the six fields of an ARN`,
      'write `arn:partition:service:region:account:resource`; empty fields keep their colons',
    );
  }
}

/** Fields 2 to 5 of an ARN, as they may begin where a star stands for the rest. */
const BEGINNINGS = [
  /^[a-z-]*$/,
  /^[a-z0-9-]*$/,
  /^(?:[a-z]{2,5}(?:-[a-z]*){0,2}(?:-[0-9]{0,2})?)?$/,
  // `arn:aws:iam::aws*` of what AWS owns; a bucket’s name is none, whatever it begins with.
  /^(?:[0-9]{0,12}|aw?s?)$/,
];

/** A star at the end may stand for the missing fields, if what precedes it can begin one. */
function mayGoOn(fields: readonly string[]): boolean {
  const last = fields.at(-1) ?? '';
  const star = last.search(/[*?]/);
  if (!last.endsWith('*')) return false;
  return BEGINNINGS[fields.length - 2]?.test(last.slice(0, star)) === true;
}

/** What can be told without data. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
function fieldProblem(
  statement: WrittenStatement,
  { value, range }: Text,
  arn: Arn,
): Finding | undefined {
  // A blank in a name may be meant; one beside a colon or a slash is a slip.
  if (/^\s|\s$|[:/]\s|\s[:/]/.test(value)) {
    return found(
      'iam/invalid-arn-resource',
      statement,
      range,
      `"${value}" has a blank in it, so it matches nothing`,
      `write \`${value.replace(/\s+/g, '')}\``,
    );
  }
  if (!isPartition(arn.partition)) {
    return found(
      'iam/invalid-partition',
      statement,
      range,
      `"${arn.partition}" is not a partition, so "${value}" matches nothing`,
      didYouMean(arn.partition, ['aws', 'aws-cn', 'aws-us-gov'], 'the usual partition is `aws`'),
    );
  }
  if (arn.service !== arn.service.toLowerCase()) {
    return found(
      'iam/invalid-arn-service-case',
      statement,
      range,
      `the service "${arn.service}" has capitals, and ARNs are case-sensitive`,
      `write \`${arn.service.toLowerCase()}\``,
    );
  }
  const meant = meantRegion(arn.region);
  if (meant !== undefined || (arn.region !== '' && !isRegion(arn.region))) {
    return found(
      'iam/invalid-arn-region',
      statement,
      range,
      `"${arn.region}" is not a Region, so "${value}" matches nothing`,
      meant === undefined
        ? 'write a Region such as `eu-central-1`, or `*`'
        : `did you mean \`${meant}\`?`,
    );
  }
  if (arn.account !== '' && !isAccount(arn.account)) {
    const digits = arn.account.replace(/\D/g, '');
    return found(
      'iam/invalid-arn-account',
      statement,
      range,
      `"${arn.account}" is not an account, so "${value}" matches nothing`,
      digits.length === 12 ? `write \`${digits}\`` : 'an account has twelve digits',
    );
  }
  return undefined;
}

function* inTheData(
  statement: WrittenStatement,
  resource: Text,
  arn: Arn,
  reference: Reference,
): Iterable<Finding> {
  if (arn.service === '' || hasWildcard(arn.service)) return;
  if (!reference.hasArnService(arn.service)) {
    yield found(
      'iam/invalid-service',
      statement,
      resource.range,
      dated(`there is no service "${arn.service}" in ARNs, so this matches nothing`, reference),
      // What is no slip may have ended before the first day of the data.
      didYouMean(
        arn.service,
        reference.services,
        'the service is the third field of the ARN; if AWS had such a service, it has ended',
      ),
    );
    return;
  }
  yield* againstTypes(statement, resource, arn, reference);
}

/** Only what every resource type that the ARN may mean agrees on. */
function* againstTypes(
  statement: WrittenStatement,
  { value, range }: Text,
  arn: Arn,
  reference: Reference,
): Iterable<Finding> {
  const forms = formsOf(arn.service, reference).filter(({ service }) =>
    globsOverlap(service, arn.service),
  );
  const possible = forms.filter((form) => resourceFits(arn.resource, form));
  const certain = certainly(arn);
  if (certain !== undefined) {
    yield found(
      'iam/invalid-arn-resource',
      statement,
      range,
      `"${value}" matches nothing: ${certain.why}`,
      certain.hint,
    );
  } else if (possible.length === 0) {
    if (forms.length === 0 || isBeyondData(arn)) return;
    const meant = mistypedType(arn, forms);
    if (meant !== undefined) {
      yield found(
        'iam/invalid-arn-resource',
        statement,
        range,
        dated(`"${value}" matches nothing: ${arn.service} has no such type of resource`, reference),
        `did you mean \`${meant}\`?`,
      );
      return;
    }
    yield {
      ...found(
        'iam/invalid-arn-resource',
        statement,
        range,
        dated(`"${value}" has the form of no resource of ${arn.service}`, reference),
        formsHint(reference, arn),
      ),
      // The data may lack a form that works.
      severity: 'warning',
    };
  } else if (arn.region !== '' && !hasWildcard(arn.region) && possible.every((t) => !t.region)) {
    yield found(
      'iam/arn-region-not-allowed',
      statement,
      range,
      dated(`"${value}" names a Region, and ARNs of this kind have none`, reference),
      `leave the field empty: \`${withFields(value, possible.every((t) => !t.account) ? { region: '', account: '' } : { region: '' })}\``,
    );
  } else if (arn.account !== '' && !hasWildcard(arn.account) && possible.every((t) => !t.account)) {
    yield found(
      'iam/arn-account-not-allowed',
      statement,
      range,
      dated(`"${value}" names an account, and ARNs of this kind have none`, reference),
      `leave the field empty: \`${withFields(value, { account: '' })}\``,
    );
  } else if (arn.region === '' && possible.every((t) => t.region) && !mayBeGlobal(arn)) {
    yield found(
      'iam/missing-arn-region',
      statement,
      range,
      dated(`"${value}" has no Region, and ARNs of this kind have one`, reference),
      `name the Region, or write \`${withFields(value, { region: '*' })}\``,
    );
  } else if (arn.account === '' && possible.every((t) => t.account) && !mayBeOfAws(arn)) {
    yield found(
      'iam/missing-arn-account',
      statement,
      range,
      dated(`"${value}" has no account, and ARNs of this kind have one`, reference),
      `name the account, or write \`${withFields(value, { account: '*' })}\``,
    );
  }
}

/** What needs no data: names that nothing can have. */
function certainly({ service, resource }: Arn): { why: string; hint: string } | undefined {
  if (service === 's3' && resource.startsWith('s3://'))
    return { why: 'an ARN has no address of a bucket in it', hint: 'leave `s3://` out' };
  if (service === 's3' && resource.startsWith('/'))
    return { why: 'the name of the bucket is empty', hint: 'name the bucket before the slash' };
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
  if (
    service === 's3' &&
    /^[^/*?]*:/.test(resource) &&
    !/^(?:accesspoint|job|storage-lens)/.test(resource)
  )
    return {
      why: 'the name of a bucket has no colon',
      hint: 'objects follow a slash: `bucket/*`',
    };
  if (service === 'ssm' && resource.startsWith('parameter//'))
    return {
      why: 'the slash with which a parameter begins is that behind `parameter`',
      hint: `write \`${resource.replace('//', '/')}\``,
    };
  return undefined;
}

/** The resource with the type that was meant, where it fits then: `tabel/x` is `table/x`. */
function mistypedType(arn: Arn, forms: readonly ResourceForm[]): string | undefined {
  const [, written = '', rest = ''] = TYPED.exec(arn.resource) ?? [];
  const types = forms.flatMap(({ resource }) => TYPED.exec(resource)?.[1] ?? []);
  // Names this short are near each other by chance.
  if (written.length < 4 || types.some((type) => plain(type) === plain(written))) return undefined;
  const type = nearest(written, types, 2);
  const meant = type === undefined ? undefined : `${type}${rest}`;
  return meant !== undefined && forms.some((form) => formFits({ ...arn, resource: meant }, form))
    ? meant
    : undefined;
}

/** AWS's own policies have `statemachine:` and `connector-profile/` where the lists have other forms. */
const plain = (type: string): string => type.toLowerCase().replaceAll('-', '');

const TYPED = /^([A-Za-z-]+)([:/].+)$/;

/** Forms that work and the data lack. */
function isBeyondData({ service, resource }: Arn): boolean {
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html: of sts:AssumeRoot.
  return service === 'iam' && resource === 'root';
}

/** Services of which AWS itself owns nothing that a policy may name without an account. */
const ALWAYS_OWNED: ReadonlySet<string> = new Set([
  'cloudwatch',
  'codebuild',
  'codecommit',
  'dynamodb',
  'ecr',
  'ecs',
  'eks',
  'events',
  'firehose',
  'iam',
  'kinesis',
  'kms',
  'lambda',
  'logs',
  'secretsmanager',
  'sns',
  'sqs',
  'states',
]);

/**
 * What AWS owns may have no account where others' have one: parameters, documents, layers of Lambda.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters.html
 */
function mayBeOfAws({ service, resource }: Arn): boolean {
  if (/^[*?]/.test(resource)) return true;
  if (service === 'ssm')
    return !resource.startsWith('parameter/') || /^parameter\/(?:aws\b|\*|\?)/.test(resource);
  return !ALWAYS_OWNED.has(service) || resource.startsWith('awslayer');
}

/**
 * Users of QuickSight sign in without a Region:
 * https://docs.aws.amazon.com/quicksight/latest/user/iam-policy-examples.html
 */
const mayBeGlobal = ({ service, resource }: Arn): boolean =>
  service === 'quicksight' && resource.startsWith('user/');

/** The form that is nearest to what was written. */
function formsHint(reference: Reference, arn: Arn): string | undefined {
  if (arn.resource.length > LONGEST_COMPARED) return undefined;
  const forms = reference
    .resourceTypes(arn.service)
    // A service may list what another one owns: the VPC of a hosted zone is EC2’s.
    .filter((type) => readArn(type.arn)?.service === arn.service)
    .map((type) => ({ form: type.arn, steps: distance(arn.resource, resourceOf(type.arn)) }))
    .toSorted((a, b) => a.steps - b.steps);
  return forms[0] && `the nearest form is \`${forms[0].form}\``;
}

const LONGEST_COMPARED = 200;

const resourceOf = (template: string): string => readArn(template)?.resource ?? template;

/** The ARN with another Region or account; a variable before them is kept as it is. */
function withFields(value: string, fields: { region?: string; account?: string }): string {
  const parts = value.split(':');
  if (parts.slice(0, 5).some((part) => part.includes('${'))) return value;
  if (fields.region !== undefined) parts[3] = fields.region;
  if (fields.account !== undefined) parts[4] = fields.account;
  return parts.join(':');
}
