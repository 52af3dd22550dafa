/** Actions that AWS retired, with dates and sources: known without any workspace. */
import { globMatches } from './glob.ts';

export interface RetiredAction {
  /** `service:Name`. */
  readonly action: string;
  /** YYYY-MM-DD. */
  readonly removed: string;
  readonly replacedBy: string;
  readonly source: string | undefined;
  /** What became of it, where that is not “was removed on …”. */
  readonly fate?: string;
  /** Its bare name is that of an API operation too, which stays: a page may well use it. */
  readonly isOperation?: boolean;
}

export interface Lifecycle {
  readonly actions: readonly RetiredAction[];
  /** Services none of whose actions is left, by prefix: `service:*` is stale too. */
  readonly namespaces: ReadonlySet<string>;
}

const AWS_MCP = {
  removed: '2026-03-24',
  replacedBy:
    'remove it; the service that a tool calls checks its own actions, and aws:ViaAWSMCPService or aws:CalledViaAWSMCP scopes a statement to MCP',
  source:
    'https://docs.aws.amazon.com/agent-toolkit/latest/userguide/security_iam_troubleshoot.html',
};
const STUDIO_MCP = {
  removed: '2026-05-29',
  replacedBy: 'remove it; of this service only AuthorizeVpce is left',
  source:
    'https://docs.aws.amazon.com/emr/latest/ReleaseGuide/emr-spark-upgrade-agent-iam-role.html',
};
/** AWS says “July 2023” without a day. */
const BILLING = {
  removed: '2023-07-31',
  fate: 'reached the end of standard support in July 2023',
  replacedBy: 'use the fine-grained actions of account, billing, payments, invoicing and the like',
  source:
    'https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/migrate-granularaccess-iam-mapping-reference.html',
};

/** Renamed with the resource that they are about; AWS names the day. */
const SECURITY_AGENT = {
  removed: '2026-03-09',
  isOperation: true,
  source: 'https://docs.aws.amazon.com/securityagent/latest/userguide/security-iam-migration.html',
};
/**
 * The registry left the namespace with its general availability. AWS moved the day on which the old
 * one shuts down from 2026-09-17, which translated pages still name; the later day holds here.
 */
const AGENT_REGISTRY = {
  removed: '2026-10-30',
  fate: 'left this namespace, which shut down for the registry on 2026-10-30',
  isOperation: true,
  replacedBy: 'use the actions of agent-registry',
  source: 'https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/registry-faq.html',
};

const retired = (
  service: string,
  names: readonly string[],
  facts: Omit<RetiredAction, 'action'>,
): RetiredAction[] => names.map((name) => ({ action: `${service}:${name}`, ...facts }));

export const AWS_LIFECYCLE: Lifecycle = {
  actions: [
    ...retired('aws-mcp', ['InvokeMcp', 'CallReadOnlyTool', 'CallReadWriteTool'], AWS_MCP),
    ...retired(
      'sagemaker-unified-studio-mcp',
      ['InvokeMcp', 'CallReadOnlyTool', 'CallPrivilegedTool'],
      STUDIO_MCP,
    ),
    ...retired(
      'aws-portal',
      [
        'ModifyAccount',
        'ModifyBilling',
        'ModifyPaymentMethods',
        'ViewAccount',
        'ViewBilling',
        'ViewPaymentMethods',
        'ViewUsage',
      ],
      BILLING,
    ),
    ...retired('purchase-orders', ['ModifyPurchaseOrders', 'ViewPurchaseOrders'], BILLING),
    ...retired('securityagent', ['ListAgentInstances'], {
      ...SECURITY_AGENT,
      replacedBy: 'use securityagent:ListAgentSpaces',
    }),
    ...retired('securityagent', ['ListControls'], {
      ...SECURITY_AGENT,
      replacedBy: 'use securityagent:ListSecurityRequirements',
    }),
    ...retired(
      'bedrock-agentcore',
      [
        'CreateRegistry',
        'CreateRegistryRecord',
        'DeleteRegistry',
        'DeleteRegistryRecord',
        'GetRegistry',
        'GetRegistryRecord',
        'InvokeRegistryMcp',
        'ListRegistries',
        'ListRegistryRecords',
        'SearchRegistryRecords',
        'SubmitRegistryRecordForApproval',
        'UpdateRegistry',
        'UpdateRegistryRecord',
        'UpdateRegistryRecordStatus',
      ],
      AGENT_REGISTRY,
    ),
  ],
  namespaces: new Set(['aws-mcp', 'aws-portal']),
};

export function mergeLifecycles(a: Lifecycle, b: Lifecycle): Lifecycle {
  const own = new Set(b.actions.map(({ action }) => action.toLowerCase()));
  return {
    actions: [...a.actions.filter(({ action }) => !own.has(action.toLowerCase())), ...b.actions],
    namespaces: new Set([...a.namespaces, ...b.namespaces]),
  };
}

/**
 * The retired action that a pattern of a policy stands for: its own name in any case, or a wildcard
 * that matches retired actions and nothing else.
 */
export function retiredBy(
  pattern: string,
  { actions, namespaces }: Lifecycle,
): RetiredAction | undefined {
  const lower = pattern.toLowerCase();
  const exact = actions.find(({ action }) => action.toLowerCase() === lower);
  if (exact || !/[*?]/.test(lower)) return exact;
  const [service = ''] = lower.split(':');
  if (!namespaces.has(service)) return undefined;
  return actions.find(({ action }) => globMatches(lower, action.toLowerCase()));
}
