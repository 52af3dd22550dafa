/** Resources: the fields of their ARNs, and whether the service has such a resource. */
import { distance } from 'fastest-levenshtein';

import { globsOverlap } from '../glob.ts';
import type { Reference } from '../reference.ts';
import {
  type Arn,
  fieldsOf,
  hasWildcard,
  isAccount,
  isPartition,
  isRegion,
  readArn,
} from './arn.ts';
import { didYouMean } from '../../problems/did-you-mean.ts';
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
      fields.length >= 5 ? `Begin it with \`arn:\`.` : 'Write `"*"`, or `"arn:aws:…"` in full.',
    );
  } else if (!value.endsWith('*')) {
    // A trailing wildcard may stand for the missing fields.
    yield found(
      'iam/missing-arn-field',
      statement,
      range,
      `"${value}" has ${fields.length} of the six fields of an ARN`,
      'Write `arn:partition:service:region:account:resource`; empty fields keep their colons.',
    );
  }
}

/** What can be told without data. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
function fieldProblem(
  statement: WrittenStatement,
  { value, range }: Text,
  arn: Arn,
): Finding | undefined {
  if (!isPartition(arn.partition)) {
    return found(
      'iam/invalid-partition',
      statement,
      range,
      `"${arn.partition}" is not a partition, so "${value}" matches nothing`,
      didYouMean(arn.partition, ['aws', 'aws-cn', 'aws-us-gov'], 'The usual partition is `aws`.'),
    );
  }
  if (arn.service !== arn.service.toLowerCase()) {
    return found(
      'iam/invalid-arn-service-case',
      statement,
      range,
      `the service "${arn.service}" has capitals, and ARNs are case-sensitive`,
      `Write \`${arn.service.toLowerCase()}\`.`,
    );
  }
  if (arn.region !== '' && !isRegion(arn.region)) {
    return found(
      'iam/invalid-arn-region',
      statement,
      range,
      `"${arn.region}" is not a Region, so "${value}" matches nothing`,
      'Write a Region such as `eu-central-1`, or `*`.',
    );
  }
  if (arn.account !== '' && !isAccount(arn.account)) {
    const digits = arn.account.replace(/\D/g, '');
    return found(
      'iam/invalid-arn-account',
      statement,
      range,
      `"${arn.account}" is not an account, so "${value}" matches nothing`,
      digits.length === 12 ? `Write \`${digits}\`.` : 'An account has twelve digits.',
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
    yield {
      ...found(
        'iam/invalid-service',
        statement,
        resource.range,
        dated(`the data know no service "${arn.service}" in ARNs`, reference),
        didYouMean(arn.service, reference.services, undefined),
      ),
      // ARNs are not listed for every service, so this is less sure than a condition key's prefix.
      severity: 'warning',
    };
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
  const types = typesOf(arn.service, reference);
  const possible = types.filter((type) => globsOverlap(arn.resource, type.resource));
  if (possible.length === 0) {
    if (types.length === 0) return;
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
      `Leave the field empty: \`${withFields(value, possible.every((t) => !t.account) ? { region: '', account: '' } : { region: '' })}\`.`,
    );
  } else if (arn.account !== '' && !hasWildcard(arn.account) && possible.every((t) => !t.account)) {
    yield found(
      'iam/arn-account-not-allowed',
      statement,
      range,
      dated(`"${value}" names an account, and ARNs of this kind have none`, reference),
      `Leave the field empty: \`${withFields(value, { account: '' })}\`.`,
    );
  } else if (arn.region === '' && possible.every((t) => t.region)) {
    yield found(
      'iam/missing-arn-region',
      statement,
      range,
      dated(`"${value}" has no Region, and ARNs of this kind have one`, reference),
      `Name the Region, or write \`${withFields(value, { region: '*' })}\`.`,
    );
  }
}

interface TypePattern {
  readonly region: boolean;
  readonly account: boolean;
  readonly resource: string;
}

function typesOf(service: string, reference: Reference): TypePattern[] {
  if (!reference.hasService(service)) return [];
  return reference.resourceTypes(service).flatMap(({ arn: template }) => {
    const arn = readArn(template);
    if (!arn || (arn.service !== service && !hasWildcard(arn.service))) return [];
    return [{ region: arn.region !== '', account: arn.account !== '', resource: arn.resource }];
  });
}

/** The form that is nearest to what was written. */
function formsHint(reference: Reference, arn: Arn): string | undefined {
  if (arn.resource.length > LONGEST_COMPARED) return undefined;
  const forms = reference
    .resourceTypes(arn.service)
    .map((type) => ({ form: type.arn, steps: distance(arn.resource, resourceOf(type.arn)) }))
    .toSorted((a, b) => a.steps - b.steps);
  return forms[0] && `The nearest form is \`${forms[0].form}\`.`;
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
