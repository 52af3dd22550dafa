/** A role with all that belongs to it, as plain values. */
import type { PolicyForm } from './policy-value.ts';

/** The kinds of policies that a role has documents of. */
export type RolePolicyKind = 'permissions' | 'trust' | 'boundary';

export interface InlinePolicy {
  readonly name: string;
  readonly policy: PolicyForm;
}

export interface RoleForm {
  /** The id in the data, from which names in Terraform are made. */
  readonly id: string;
  /** The name in IAM. */
  readonly name: string;
  readonly path?: string | undefined;
  readonly maxSessionDuration?: number | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly trust: PolicyForm;
  readonly inline: readonly InlinePolicy[];
  /** ARNs of attached managed policies. */
  readonly managed: readonly string[];
  /** A boundary that exists already, by its ARN, or one that is created with the role. */
  readonly boundary?: string | InlinePolicy | undefined;
}
