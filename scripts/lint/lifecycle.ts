/** Actions that AWS retired, with dates and sources: what lint knows without any workspace. */
import { globMatches } from '../iam/glob.ts';

export interface RetiredAction {
  /** `service:Name`. */
  readonly action: string;
  /** YYYY-MM-DD. */
  readonly removed: string;
  readonly replacedBy: string;
  readonly source: string | undefined;
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
    'https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html',
};
/** AWS says “July 2023” without a day. */
const BILLING = {
  removed: '2023-07-31',
  replacedBy: 'use the fine-grained actions of account, billing, payments, invoicing and the like',
  source:
    'https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/migrate-granularaccess-iam-mapping-reference.html',
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
