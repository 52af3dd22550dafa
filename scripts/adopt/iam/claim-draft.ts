/** A claim draft, and what drafting one needs to know. */
import type { Entry } from '../../data/catalog.ts';
import type { Decision } from '../../iam/evaluate.ts';
import type { Statement } from '../../iam/statement.ts';
import type { Substitute } from '../../data/role-policies.ts';
import type { Stated } from './trial.ts';

/** The fields as they are written to the data. */
export interface ClaimDraft {
  readonly say: string;
  readonly policy?: 'trust';
  readonly principal?: string;
  readonly requests: readonly {
    readonly action: string | readonly string[];
    readonly resource?: string;
    readonly context?: Stated;
  }[];
  readonly expect: 'allowed' | 'explicitDeny' | 'implicitDeny';
  readonly by?: string;
}

/** A test whether the statement of the policy decides: an Allow that allows, or a Deny that denies. */
export function decides(name: string, statement: Statement): (decision: Decision) => boolean {
  const outcome = statement.effect === 'Allow' ? 'allowed' : 'explicitDeny';
  return ({ decision, decidedBy }) =>
    decision === outcome &&
    decidedBy.some(({ policy, index }) => policy === name && index === statement.index);
}

export const isRefused = ({ decision }: Decision): boolean => decision === 'implicitDeny';

/** The context of a request, if it states anything. */
export const stated = (context: Stated): { context?: Stated } =>
  Object.keys(context).length > 0 ? { context } : {};

/** The example account that represents the reader's own. */
export function accountOf(substitute: Substitute): string {
  const account = substitute('<YOUR_AWS_ACCOUNT_ID>');
  return /^\d{12}$/.test(account) ? account : '111122223333';
}

/** The caller in claims that do not name one. */
export function sessionOf(role: Entry<'roles'>, substitute: Substitute): string {
  return `arn:aws:sts::${accountOf(substitute)}:assumed-role/${role.value.name}/session`;
}
