/**
 * Whose policy is it? Other clouds, object stores that speak S3, CloudFormation stack policies and
 * home-made permission languages use the words of IAM. Only what is surely AWS's is judged.
 */
import { distance } from 'fastest-levenshtein';

import { memo, memoOf } from '../../../memo.ts';
import { nearest } from '../../../problems/did-you-mean.ts';
import { prefixOfClient } from '../../../iam/operations.ts';
import type { PolicyNode } from '../../../iam/policy.ts';
import type { Reference } from '../../../iam/reference.ts';
import { statementsOf, valuesOf } from '../../../reading/elements.ts';
import type { Lifecycle } from '../../../iam/retired.ts';
import { POLICY_ELEMENTS, PRINCIPAL_TYPES, STATEMENT_ELEMENTS } from '../../../iam/written.ts';

/** Named in a heading, in the title or in what leads up to the policy. */
const OTHER_VENDOR =
  /\b(?:alibaba|ali ?cloud|aliyun|apsara|tencent\w*|qcloud|huawei\w*|volcengine|volcano engine|byteplus|minio|ceph|rados\w*|wasabi|scaleway|outscale|storagegrid|netapp|backblaze|yandex|cloudian|digitalocean|linode|ovh\w*|idrive|seaweedfs|oracle cloud|ibm cloud|nutanix|zenko|cloudflare r2|coreweave|ionos|hetzner|vultr|exoscale|storj|stackit|upcloud|contabo|leaseweb|nebius|selectel|infomaniak|tigris|garagehq)\b|阿里云|腾讯云|华为云|火山引擎/i;
/** An object of Kubernetes that asks Rook or NooBaa for a bucket is such a tool too. */
const OTHER_TOOL =
  /\b(?:radosgw|radosgw-admin|mc admin|ossutil|obsutil|coscli|sgws)\b|\bacs:|\bqcs:|\bobjectbucket\.io\/|\bceph\.rook\.io\/|\bnoobaa\.io\//;
/** Terraform makes the bucket with the provider of another cloud, or a command goes to one. */
const OTHER_STORE =
  /^[ \t]*(?:resource|data)[ \t]+"(?!aws_|awscc_)[a-z0-9]+_\w*(?:bucket|object_?storage|object_?store|s3)\w*"|--endpoint(?:-url)?[ =]["']?https?:\/\/(?!localhost|127\.|[^\s"']{0,100}amazonaws)/m;
const OTHER_ARN = /^(?:acs|qcs|crn|ocid|ocid1|hrn|LogicalResourceId|trn|urn)\b/;
/** Prefixes of actions that AWS never had, of those who borrow its grammar. */
const OTHER_SERVICE = /^(?:update|admin|wac|api|oss|cos|cvm|cam|obs|tos|sgws|name\/\w+)$/;
const VERSIONS = ['2012-10-17', '2008-10-17'];

interface Surroundings {
  /** The headings above and what leads up to the policy, a line each. */
  readonly context: string;
  /** The text of the fence around it. */
  readonly text: string;
}

/** Is the place another cloud's, whatever stands there? */
export function isElsewhere(surroundings: Surroundings): boolean {
  return elsewhere(surroundings, () => {
    const { context, text } = surroundings;
    const lines = context.split('\n');
    return (
      lines.some((line) => OTHER_VENDOR.test(line) && !/\b(?:AWS|Amazon)\b/i.test(line)) ||
      OTHER_TOOL.test(text) ||
      (OTHER_STORE.test(text) && !text.includes('"aws_'))
    );
  });
}

/** Several rules ask of each fence of a page: `test/bench/lint.bench.mjs`. */
const elsewhere = memo<Surroundings, boolean>(32);

interface Known {
  readonly reference: Reference;
  readonly lifecycle: Lifecycle;
}

/** `reference` must be prepared for the services of the policy. */
export const isAwsPolicy = (node: PolicyNode, known: Known): boolean => judgedBy(known)(node);

/** Several rules ask of each policy: `test/bench/lint.bench.mjs`. */
const judgedBy = memoOf((known: Known) => memoOf((node: PolicyNode) => judgeOrigin(node, known)));

function judgeOrigin(node: PolicyNode, { reference, lifecycle }: Known): boolean {
  const version = valuesOf(node, 'Version')[0];
  // `2019-8-17` was to be one.
  if (version !== undefined && !/^\d{4}-\d\d?-\d\d?$/.test(version)) return false;
  const statements = statementsOf(node);
  const of = (...elements: string[]): string[] =>
    statements.flatMap((statement) => elements.flatMap((element) => valuesOf(statement, element)));
  const resources = of('Resource', 'NotResource');
  const actions = of('Action', 'NotAction').filter((action) => action !== '*');
  if (resources.some((resource) => OTHER_ARN.test(resource))) return false;
  if (
    actions.some((action) => {
      const service = serviceOf(action);
      return OTHER_SERVICE.test(service) && !reference.hasService(service);
    })
  )
    return false;
  if (statements.some(hasForeignPrincipal)) return false;
  if (statements.every(hasNoElement)) return false;
  const isOurs =
    (version !== undefined &&
      VERSIONS.some((one) => one === version || distance(one, version) <= 2)) ||
    resources.some((resource) => /^arn:aws[\w-]*:[a-z]/.test(resource));
  const knows = (action: string): boolean =>
    reference.hasService(serviceOf(action)) || isRetired(action, lifecycle);
  // A slip in the name of a service, or its name in code: not so where all that is known is a name.
  const isSlip = (service: string): boolean =>
    service.length >= 5 && nearest(service, reference.services) !== undefined;
  const isMeant = (action: string): boolean =>
    knows(action) || prefixOfClient(serviceOf(action)) !== undefined || isSlip(serviceOf(action));
  if (isOurs) return actions.length === 0 || actions.some(isMeant);
  // Nothing says that it is AWS's but its actions: one of them must exist, or nearly.
  const isNamed = (action: string): boolean => {
    if (!knows(action)) return false;
    if (/[*?]/.test(action)) return reference.actionsMatching(action).length > 0;
    const names = reference.actions(serviceOf(action)).map(({ name }) => name);
    return reference.action(action) !== undefined || nearest(action, names) !== undefined;
  };
  return of('Action', 'NotAction').length > 0 && (actions.length === 0 || actions.some(isNamed));
}

/** Before the first colon; of `S3.GetObject` and `s3/GetObject`, which were to be actions, before that. */
function serviceOf(action: string): string {
  const own = action.replace(/^(?:arn:)?aws[:.]/i, '');
  const end = own.search(own.includes(':') ? /:/ : /[./ ;_]|-(?=[A-Z])/);
  return (end === -1 ? own : own.slice(0, end)).toLowerCase();
}

const isRetired = (action: string, { actions }: Lifecycle): boolean =>
  actions.some((one) => one.action.startsWith(`${serviceOf(action)}:`));

/** Another thing in the shape of a policy: what IAM knows as an element of a statement is not there. */
const hasNoElement = (statement: PolicyNode): boolean =>
  statement.kind === 'map' &&
  statement.entries.length > 0 &&
  !statement.entries.some(({ key }) => OWN_ELEMENTS.has(key));

/** And the policy’s, since a policy without statements is its own. */
const OWN_ELEMENTS: ReadonlySet<string> = new Set([...POLICY_ELEMENTS, ...STATEMENT_ELEMENTS]);

function hasForeignPrincipal(statement: PolicyNode): boolean {
  const principal =
    statement.kind === 'map'
      ? statement.entries.find(({ key }) => /^(?:Not)?Principal$/.test(key))?.value
      : undefined;
  if (principal?.kind !== 'map') return false;
  return principal.entries.some(
    ({ key }) =>
      /^\w+$/.test(key) &&
      // In a short word two slips leave nothing of it: `CW` is CoreWeave’s.
      PRINCIPAL_TYPES.every(
        (one) => distance(one.toLowerCase(), key.toLowerCase()) > (key.length < 3 ? 1 : 2),
      ),
  );
}
