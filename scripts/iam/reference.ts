/** What exists in IAM: services, actions, condition keys and resource types, with the day of that knowledge. */
import {
  type Action,
  type ConditionKey,
  type DataIndex,
  type KeyType,
  type Lifecycle,
  readIndex,
  readService,
  type ResourceType,
  type ServiceData,
} from './data-set.ts';
import { globMatches } from './glob.ts';
import { AWS_LIFECYCLE } from './retired.ts';

export type { Action, ConditionKey, KeyType, Lifecycle, ResourceType } from './data-set.ts';

/** What a workspace knows beyond the data set. Its word wins. */
export interface Additions {
  readonly services?: readonly string[] | undefined;
  readonly actions?:
    readonly { readonly action: string; readonly lifecycle?: Lifecycle | undefined }[] | undefined;
  readonly conditionKeys?:
    | readonly { readonly key: string; readonly type: KeyType; readonly multivalued: boolean }[]
    | undefined;
}

/** Of a certificate's subject and issuer, where there may be several. */
const CERTIFICATE_FIELDS = [
  'CommonName',
  'Country',
  'Organization',
  'OrganizationalUnit',
  'State',
] as const;

/** Policies that are attached to certificates of AWS IoT have keys of their own. */
const ofIotPolicies = (name: string, multivalued: boolean): ConditionKey[] => [
  { name, type: 'String', multivalued, certain: false },
];

/** Keys that AWS documents and the data set lacks. */
const MISSING_KEYS: readonly ConditionKey[] = [
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
  { name: 'aws:SignInSessionArn', type: 'ARN', multivalued: false, certain: true },
  { name: 'aws:PrincipalOrgMasterAccountId', type: 'String', multivalued: false, certain: true },
  // Of AWS's own policies AWSSSOServiceRolePolicy and AmazonDataZoneGlueManageAccessRolePolicy.
  { name: 'lakeformation:GlueARN', type: 'Bool', multivalued: false, certain: false },
  // https://docs.aws.amazon.com/sagemaker/latest/dg/multi-container-direct.html
  {
    name: 'sagemaker:TargetContainerHostname',
    type: 'String',
    multivalued: false,
    certain: false,
  },
  // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/security_iam_resource-based-policy-examples.html
  { name: 'cloudtrail:ExternalId', type: 'String', multivalued: false, certain: false },
  // https://docs.aws.amazon.com/iot/latest/developerguide/thing-policy-variables.html
  { name: 'iot:Connection.Thing.IsAttached', type: 'Bool', multivalued: false, certain: true },
  { name: 'iot:Connection.Thing.ThingName', type: 'String', multivalued: false, certain: true },
  { name: 'iot:Connection.Thing.ThingTypeName', type: 'String', multivalued: false, certain: true },
  ...ofIotPolicies('iot:Connection.Thing.${Attribute}', false),
  // https://docs.aws.amazon.com/iot/latest/developerguide/connect-policy.html
  ...ofIotPolicies('iot:ConnectAttributes', true),
  ...ofIotPolicies('iot:LastWillTopic', false),
  // https://docs.aws.amazon.com/iot/latest/developerguide/basic-policy-variables.html
  ...ofIotPolicies('iot:ClientId', false),
  // https://docs.aws.amazon.com/iot/latest/developerguide/cert-policy-variables.html
  ...ofIotPolicies('iot:Certificate.SerialNumber', false),
  ...ofIotPolicies('iot:Certificate.AvailableKeys', true),
  ...ofIotPolicies('iot:Certificate.Subject.${Field}', false),
  ...ofIotPolicies('iot:Certificate.Issuer.${Field}', false),
  ...CERTIFICATE_FIELDS.flatMap((field) => [
    ...ofIotPolicies(`iot:Certificate.Subject.${field}.List`, true),
    ...ofIotPolicies(`iot:Certificate.Issuer.${field}.List`, true),
  ]),
];

/** Actions that AWS documents and its lists lack. */
const MISSING_ACTIONS: readonly string[] = [
  // https://docs.aws.amazon.com/iot/latest/developerguide/authorizing-direct-aws.html
  'iot:AssumeRoleWithCertificate',
  // https://docs.aws.amazon.com/iot/latest/developerguide/iot-policy-actions.html
  'iot:GetPendingJobExecutions',
  'iot:StartNextPendingJobExecution',
  'iot:UpdateJobExecution',
  // https://docs.aws.amazon.com/greengrass/v2/developerguide/device-auth.html
  'greengrass:GetDeploymentConfiguration',
  'greengrass:ListThingGroupsForCoreDevice',
  'greengrass:PutCertificateAuthorities',
  'greengrass:VerifyClientDeviceIdentity',
  'greengrass:VerifyClientDeviceIoTCertificateAssociation',
  // https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-studio-user-permissions.html
  'emr-containers:CreateAccessTokenForManagedEndpoint',
  // https://docs.aws.amazon.com/athena/latest/ug/lf-athena-limitations.html
  'glue:ShareResource',
  // https://docs.aws.amazon.com/sagemaker/latest/dg/setting-up-canvas-sso.html
  'sagemaker:CreatePresignedDomainUrlWithPrincipalTag',
  // https://docs.aws.amazon.com/opensearch-service/latest/developerguide/managedomains-notifications.html
  'es:ListNotifications',
  'es:UpdateNotificationStatus',
  // https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-data-access.html
  'aoss:CreateCollectionItems',
  'aoss:DeleteCollectionItems',
  'aoss:DescribeCollectionItems',
  'aoss:DescribeIndex',
  'aoss:ReadDocument',
  'aoss:UpdateCollectionItems',
  'aoss:WriteDocument',
  // https://docs.aws.amazon.com/controltower/latest/userguide/roles-how.html
  'sso:GetPeregrineStatus',
  'sso:ProvisionApplicationInstanceForAWSAccount',
  'sso:ProvisionApplicationProfileForAWSAccountInstance',
  'sso:ProvisionSAMLProvider',
  'sso-directory:SearchGroupsWithGroupName',
  // https://awslabs.github.io/mcp/servers/eks-mcp-server
  'eks-mcpserver:QueryKnowledgeBase',
];

/** Prefixes of condition keys that belong to a service of another name. */
const PREFIX_OWNERS: ReadonlyMap<string, string> = new Map([
  ['saml', 'sts'],
  ['identitycenter', 'sso'],
  ['catalog', 'aws-marketplace'],
  ['cognito-identity-auth', 'cognito-identity'],
  ['cognito-identity-unauth', 'cognito-identity'],
]);

/** Services in ARNs that are no prefix of actions. */
const ARN_SERVICES: ReadonlySet<string> = new Set([
  'catalog',
  'elastic-inference',
  'route53-recovery-control',
]);

/** The service whose data hold what begins with a prefix; an issuer's host name is one of STS. */
const ownerOf = (prefix: string): string =>
  PREFIX_OWNERS.get(prefix) ?? (prefix.includes('.') ? 'sts' : prefix);

export class Reference {
  /** The day of the data set, `YYYY-MM-DD`. */
  readonly date: string;
  readonly #read: (service: string) => Promise<ServiceData>;
  readonly #inDataSet: ReadonlySet<string>;
  readonly #services: Set<string>;
  readonly #loaded = new Set<string>();
  readonly #actions = new Map<string, Map<string, Action>>();
  /** Those that AWS retired; where the data set still has one, its word wins. */
  readonly #retired = new Set<Action>();
  readonly #keys = new Map<string, ConditionKey>();
  /** Keys that end in a name of the user's: the part before it, lower case. */
  readonly #keyFamilies = new Map<string, ConditionKey>();
  readonly #resourceTypes = new Map<string, readonly ResourceType[]>();

  constructor(index: DataIndex, read: (service: string) => Promise<ServiceData> = readService) {
    this.date = index.date;
    this.#read = read;
    this.#inDataSet = new Set(index.services);
    this.#services = new Set(index.services);
  }

  /**
   * Loads what the services named need; names are lower case, and those that the data set does not
   * know are skipped. Asking for a service that was not prepared is a bug and throws.
   */
  async prepare(services: Iterable<string>): Promise<void> {
    const wanted = new Set<string>();
    for (const name of services) {
      const service = ownerOf(name);
      if (this.#inDataSet.has(service) && !this.#loaded.has(service)) wanted.add(service);
    }
    await Promise.all(
      [...wanted].map(async (service) => this.#add(service, await this.#read(service))),
    );
  }

  hasService(service: string): boolean {
    return this.#services.has(service.toLowerCase());
  }

  /** Whether `prepare` has read the service, or it needs no reading. */
  isPrepared(service: string): boolean {
    return !this.#inDataSet.has(service) || this.#loaded.has(service);
  }

  /** Whether the data set has the service, or the workspace declares keys of it; not so what has ended. */
  isListed(service: string): boolean {
    return (
      this.hasService(service) &&
      (this.#inDataSet.has(service) || this.conditionKeyNames(service).length > 0)
    );
  }

  /** Whether ARNs of this service exist; `service` as written, since ARNs are case-sensitive. */
  hasArnService(service: string): boolean {
    return this.#services.has(service) || ARN_SERVICES.has(service);
  }

  /** Whether condition keys with this prefix exist, or may: an issuer's host name is one. */
  hasKeyPrefix(prefix: string): boolean {
    return prefix.includes('.') || PREFIX_OWNERS.has(prefix) || this.hasService(prefix);
  }

  get services(): readonly string[] {
    return [...this.#services];
  }

  /** By full name, in any case: `s3:getobject`. */
  action(name: string): Action | undefined {
    const lower = name.toLowerCase();
    return this.#actionsOf(prefixOf(lower)).get(lower);
  }

  actions(service: string): readonly Action[] {
    return [...this.#actionsOf(service.toLowerCase()).values()];
  }

  /** The actions that a pattern with its service in full (`s3:Get*`) stands for. */
  actionsMatching(pattern: string): readonly Action[] {
    const lower = pattern.toLowerCase();
    return this.actions(prefixOf(lower)).filter(({ name }) =>
      globMatches(lower, name.toLowerCase()),
    );
  }

  /** By full name, in any case; `aws:ResourceTag/team` finds its family. */
  conditionKey(name: string): ConditionKey | undefined {
    const lower = name.toLowerCase();
    const known = this.#keys.get(lower);
    if (known) return known;
    for (const end of familyEnds(lower)) {
      const family = this.#keyFamilies.get(lower.slice(0, end));
      if (family) return family;
    }
    return undefined;
  }

  /** Every key of a prefix, as documented, for hints. */
  conditionKeyNames(prefix: string): readonly string[] {
    const start = `${prefix.toLowerCase()}:`;
    return [...this.#keys].filter(([key]) => key.startsWith(start)).map(([, { name }]) => name);
  }

  /**
   * Whether requests for the action carry a key, by its own list or by that of a resource type.
   * Undefined if nothing is known of the action but its name.
   */
  takesKey(action: Action, key: string): boolean | undefined {
    if (action.wildcardOnly === undefined) return undefined;
    const wanted = stemOf(this.conditionKey(key)?.name ?? key);
    const types = this.resourceTypes(prefixOf(action.name)).filter(({ name }) =>
      action.resourceTypes.includes(name),
    );
    return [action, ...types].some(({ conditionKeys }) =>
      conditionKeys.some((name) => stemOf(name) === wanted),
    );
  }

  resourceTypes(service: string): readonly ResourceType[] {
    this.#mustBeLoaded(service);
    return this.#resourceTypes.get(service) ?? [];
  }

  /** The actions that AWS had retired on the day of the data set; used once, by loadReference. */
  retire(): void {
    for (const { action, removed, listed, replacedBy: advice, source } of AWS_LIFECYCLE.actions)
      if (removed <= this.date)
        this.#retired.add(this.#declare(action, { removed, listed, advice, source }));
  }

  /** What the lists lack; used once, by loadReference. */
  complete(): void {
    for (const name of MISSING_ACTIONS) this.#declare(name, undefined);
  }

  /** The workspace's own knowledge; used once, by loadReference. */
  extend(additions: Additions): void {
    for (const service of additions.services ?? []) this.#services.add(service.toLowerCase());
    for (const { action, lifecycle } of additions.actions ?? []) this.#declare(action, lifecycle);
    for (const { key, type, multivalued } of additions.conditionKeys ?? []) {
      this.#services.add(prefixOf(key.toLowerCase()));
      this.addKey({ name: key, type, multivalued, certain: true });
    }
  }

  addKey(key: ConditionKey): void {
    const lower = key.name.toLowerCase();
    if (!this.#keys.has(lower)) this.#keys.set(lower, key);
    const family = familyOf(lower);
    if (family !== undefined && !this.#keyFamilies.has(family)) this.#keyFamilies.set(family, key);
  }

  /** An action of which nothing is known but its name and what became of it. */
  #declare(name: string, lifecycle: Lifecycle | undefined): Action {
    const service = prefixOf(name.toLowerCase());
    const action = {
      name,
      resourceTypes: [],
      conditionKeys: [],
      wildcardOnly: undefined,
      lifecycle,
    };
    this.#services.add(service);
    this.#actionMap(service).set(name.toLowerCase(), action);
    return action;
  }

  #add(service: string, data: ServiceData): void {
    this.#loaded.add(service);
    const actions = this.#actionMap(service);
    for (const action of data.actions) {
      const key = action.name.toLowerCase();
      const own = actions.get(key);
      const isOwn = own !== undefined && !this.#retired.has(own);
      actions.set(key, isOwn ? { ...action, lifecycle: own.lifecycle } : action);
    }
    for (const key of data.conditionKeys) this.addKey(key);
    this.#resourceTypes.set(service, data.resourceTypes);
  }

  #actionMap(service: string): Map<string, Action> {
    const known = this.#actions.get(service);
    if (known) return known;
    const made = new Map<string, Action>();
    this.#actions.set(service, made);
    return made;
  }

  #actionsOf(service: string): ReadonlyMap<string, Action> {
    this.#mustBeLoaded(service);
    return this.#actions.get(service) ?? new Map<string, Action>();
  }

  #mustBeLoaded(service: string): void {
    if (this.#inDataSet.has(service) && !this.#loaded.has(service)) {
      throw new Error(`the service ${service} was not prepared`);
    }
  }
}

/**
 * What exists in IAM, with the workspace's additions. The data of a service are read by `prepare`,
 * so that only what the policies at hand need is loaded.
 *
 * @example
 * const reference = await loadReference();
 * await reference.prepare(['s3']);
 * console.log(reference.action('s3:getobject').name); // s3:GetObject
 */
export async function loadReference(additions: Additions = {}): Promise<Reference> {
  const index = await readIndex();
  const reference = new Reference(index);
  reference.retire();
  reference.complete();
  reference.extend(additions);
  for (const key of [...index.globalKeys, ...MISSING_KEYS]) reference.addKey(key);
  return reference;
}

/** What one version of the data set knows by itself; `read` reads one of its services. */
export function referenceTo(
  index: DataIndex,
  read: (service: string) => Promise<ServiceData>,
): Reference {
  const reference = new Reference(index, read);
  for (const key of index.globalKeys) reference.addKey(key);
  return reference;
}

function prefixOf(name: string): string {
  const colon = name.indexOf(':');
  return colon === -1 ? name : name.slice(0, colon);
}

/** `aws:resourcetag/` of `aws:resourcetag/${tagkey}`; the data set spells the end in four ways. */
function familyOf(key: string): string | undefined {
  for (const end of ['${', '<key>', 'tag-key']) {
    const at = key.indexOf(end);
    if (at > key.indexOf(':')) return key.slice(0, at);
  }
  return key.endsWith('/') ? key : undefined;
}

/** What two spellings of one key have in common. */
function stemOf(key: string): string {
  const lower = key.toLowerCase();
  return familyOf(lower) ?? lower;
}

/** Where the user's part of a key may begin: behind a slash, the second colon, or the second point. */
function familyEnds(key: string): number[] {
  const colon = key.indexOf(':');
  const ends = [
    key.indexOf('/') + 1,
    key.indexOf(':', colon + 1) + 1,
    key.indexOf('.', key.indexOf('.', colon) + 1) + 1,
  ];
  return ends.filter((end) => end > 0 && end < key.length);
}
