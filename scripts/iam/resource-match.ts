/**
 * Which resources an action can be asked for: ARNs against the templates of the data set, field by
 * field. A template excludes an ARN only where no text can be both.
 */
import { type Arn, hasWildcard, readArn } from './checks/arn.ts';
import { globsOverlap } from './glob.ts';
import type { Action, Reference } from './reference.ts';

/** A type of resource, as its ARNs look. */
export interface ResourceForm {
  readonly name: string;
  readonly service: string;
  /** Whether its ARNs name a Region, and an account. */
  readonly region: boolean;
  readonly account: boolean;
  /** With a star for each variable. */
  readonly resource: string;
  /** Whether longer forms begin with it, so that its name, which comes last, has no slash. */
  readonly isBegun: boolean;
}

/**
 * Services whose lists of resource types are known to be complete: AWS's own managed policies agree
 * with them. Elsewhere the lists lack types that work, or merge several services under one prefix, as
 * with load balancers, and a resource of another type is no reason to say anything.
 */
const COMPLETE: ReadonlySet<string> = new Set([
  'acm',
  'autoscaling',
  'cloudwatch',
  'dynamodb',
  'ecr',
  'iam',
  'kms',
  'logs',
  'rds-db',
  'route53',
  's3',
  'secretsmanager',
  'sns',
  'sqs',
  'ssm',
  'states',
  'sts',
]);

/** Whether what fits none of the types of a service is a mistake, rather than a type the data lack. */
export const hasAllTypes = (service: string): boolean => COMPLETE.has(service);

/** Actions that take a resource, whatever the lists say: AWS's managed policies, or its guides, name one. */
const TAKES_ONE: ReadonlySet<string> = new Set([
  'logs:DescribeLogGroups',
  'logs:DescribeQueryDefinitions',
  'logs:StopQuery',
  'logs:StopLiveTail',
  's3:PutStorageLensConfiguration',
  'ssm:CreateOpsItem',
  'ssm:GetCommandInvocation',
  // The state machine that calls: https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html
  'states:InvokeHTTPEndpoint',
]);

export function formsOf(service: string, reference: Reference): ResourceForm[] {
  if (!reference.hasService(service)) return [];
  const types = reference.resourceTypes(service).flatMap(({ name, arn: template }) => {
    const arn = readArn(template);
    return arn ? [{ name, arn }] : [];
  });
  return types.map(({ name, arn: { service: own, region, account, resource } }) => ({
    name,
    service: own,
    region: region !== '',
    account: account !== '',
    resource,
    isBegun:
      COMPLETE.has(service) && types.some(({ arn }) => arn.resource.startsWith(`${resource}/`)),
  }));
}

/** Can an ARN with wildcards stand for a resource of this form? */
export function formFits(arn: Arn, form: ResourceForm): boolean {
  return (
    globsOverlap(arn.service, form.service) &&
    (fieldFits(arn.region, form.region) || isInManyRegions(arn, form)) &&
    fieldFits(arn.account, form.account) &&
    resourceFits(arn.resource, form)
  );
}

/** An empty field is part of the form; a wildcard may be empty. */
const fieldFits = (field: string, isNamed: boolean): boolean =>
  /^\*+$/.test(field) || (field !== '') === isNamed;

/** What an access point takes, a multi-Region access point takes: its ARN has no Region. */
const isInManyRegions = ({ service, region }: Arn, { resource }: ResourceForm): boolean =>
  service === 's3' && region === '' && resource.startsWith('accesspoint/');

/** Without regard to Region and account. */
export function resourceFits(
  resource: string,
  { service, name, resource: form, isBegun }: ResourceForm,
): boolean {
  if (service === 's3' && name === 'bucket') return resource !== '' && !/[/:\s]/.test(resource);
  if (service === 's3' && name === 'object') return isInBucket(resource);
  // https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-access.html
  if (service === 'ssm' && resource.startsWith('parameter//')) return false;
  if (isBegun && isLonger(resource, form)) return false;
  return globsOverlap(resource, form);
}

/** Does it go on behind the name? `table/x/stream/*` is no table, and `table/x/*` is none either. */
function isLonger(resource: string, form: string): boolean {
  const kind = form.slice(0, form.indexOf('*'));
  return resource.startsWith(kind) && resource.slice(kind.length).includes('/');
}

/** Names of buckets have no slash, colon or blank: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
function isInBucket(resource: string): boolean {
  const [bucket = ''] = resource.split(/[/*]/, 1);
  const isNamed = bucket !== '' || resource.startsWith('*');
  return isNamed && !/[:\s]/.test(bucket) && /[/*]/.test(resource);
}

/** How an action and the resources of a statement go together. */
export type Fit =
  | { readonly fits: true }
  /** It takes no resource, so that only `*` reaches it. */
  | { readonly fits: false; readonly takes: readonly []; readonly is: readonly string[] }
  /** It takes others than this is. */
  | { readonly fits: false; readonly takes: readonly string[]; readonly is: readonly string[] };

const FITS: Fit = { fits: true };

/**
 * One resource of a statement, as a pattern. What has no form that the data know fits: the data may
 * lack one. `reference` must be prepared for the services of both.
 */
export function fitOf(action: Action, resource: string, reference: Reference): Fit {
  const [service = ''] = action.name.split(':');
  if (!COMPLETE.has(service) || action.wildcardOnly === undefined) return FITS;
  if (TAKES_ONE.has(action.name)) return FITS;
  const arn = readArn(resource);
  if (!arn || hasWildcard(arn.service) || !reference.hasService(arn.service)) return FITS;
  // What was not read is not known.
  if (!reference.isPrepared(arn.service)) return FITS;
  // Every resource of a service, or of a type: AWS's own policies do that for actions without any.
  if (/^\*+$/.test(arn.resource)) return FITS;
  const isOfType = arn.service !== 's3' && /^[a-z-]+[/:]\*/i.test(arn.resource);
  // Lists in IAM are said to take a path: AWS's examples name one, and its lists none.
  if (action.wildcardOnly && (isOfType || service === 'iam')) return FITS;
  const is = formsOf(arn.service, reference).filter((form) => formFits(arn, form));
  if (action.wildcardOnly) return { fits: false, takes: [], is: namesOf(is) };
  const own = formsOf(service, reference).filter(({ name }) => action.resourceTypes.includes(name));
  const isKnown = action.resourceTypes.every((type) => own.some(({ name }) => name === type));
  if (!isKnown || is.length === 0 || own.some((form) => formFits(arn, form))) return FITS;
  return { fits: false, takes: action.resourceTypes, is: namesOf(is) };
}

const namesOf = (forms: readonly ResourceForm[]): string[] => [
  ...new Set(forms.map(({ name }) => name)),
];

/** Why no request of this action can be on this resource; undefined if one can. */
export function wrongResource(
  action: Action,
  resource: string,
  reference: Reference,
): string | undefined {
  if (action.wildcardOnly === undefined) return undefined;
  const dated = `(data of ${reference.date})`;
  if (action.wildcardOnly)
    return resource === '*' ? undefined : `${action.name} takes no resource ${dated}`;
  if (resource === '*' && action.needsResource !== true) return undefined;
  if (resource === '*')
    return `${action.name} needs a resource, ${action.resourceTypes.join(' or ')}, but the claim does not name one ${dated}`;
  const fit = fitOf(action, resource, reference);
  if (fit.fits) return undefined;
  return `${action.name} takes ${fit.takes.join(' or ')}, but ${resource} is ${fit.is.join(' or ')} ${dated}`;
}
