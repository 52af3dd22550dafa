/**
 * Contexts that cannot occur. Each fact is documented and names its page; none is derived from prose,
 * and there is none on aws:IsMcpServiceAction until AWS lists the services that set it.
 */
import type { KeyTest } from './space.ts';

export type Fact =
  /** The key is present only if the other keys hold these. */
  | {
      readonly key: string;
      readonly onlyWith: Readonly<Record<string, KeyTest>>;
      readonly source: string;
    }
  /** The key is present only on these actions (patterns), or on actions of these services. */
  | {
      readonly key: string;
      readonly onlyOn: {
        readonly services?: readonly string[] | undefined;
        readonly actions?: readonly string[] | undefined;
      };
      readonly source: string;
    }
  /** The caller fixes the key's value. Matters only if the caller is part of the question. */
  | { readonly key: string; readonly ofCaller: CallerProperty; readonly source: string };

/** Account, ARN (of a session its role's), type and "is an AWS service" of a caller. */
export type CallerProperty = 'account' | 'arn' | 'type' | 'isService';

const KEYS =
  'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html';

export const FACTS: readonly Fact[] = [
  {
    key: 'aws:CalledViaAWSMCP',
    onlyWith: { 'aws:ViaAWSMCPService': 'true' },
    source: `${KEYS}#condition-keys-calledviaawsmcp`,
  },
  {
    key: 'aws:PrincipalAccount',
    ofCaller: 'account',
    source: `${KEYS}#condition-keys-principalaccount`,
  },
  { key: 'aws:PrincipalArn', ofCaller: 'arn', source: `${KEYS}#condition-keys-principalarn` },
  { key: 'aws:PrincipalType', ofCaller: 'type', source: `${KEYS}#condition-keys-principaltype` },
  {
    key: 'aws:PrincipalIsAWSService',
    ofCaller: 'isService',
    source: `${KEYS}#condition-keys-principalisawsservice`,
  },
];
