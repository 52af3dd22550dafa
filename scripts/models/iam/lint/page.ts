/** A page as the rules about IAM see it, and what they know beside it. */
import type { PolicyNode } from '../../../iam/policy.ts';
import type { Additions, Reference } from '../../../iam/reference.ts';
import type { Lifecycle, RetiredAction } from '../../../iam/retired.ts';
import type { ActionIndex } from '../../../iam/space/index.ts';
import type { FenceBlock } from '../../../reading/blocks.ts';
import type { FoundPolicy } from '../../../reading/policies.ts';
import type * as lint from '../../lint.ts';

export interface IamLint extends lint.Own {
  readonly known: IamKnowledge;
  readonly policy: PagePolicy;
  readonly context: LintContext;
  readonly copy: PolicyCopy;
}

export type LintPage = lint.LintPage<IamLint>;
export type Rule = lint.LintRule<IamLint>;

export interface PagePolicy extends FoundPolicy {
  readonly fence: FenceBlock;
}

/** What is retired and renamed, AWS's part and the workspace's own; plain JSON. */
export interface IamKnowledge {
  readonly retired: readonly RetiredAction[];
  /** Services that are gone as a whole. */
  readonly namespaces: readonly string[];
  /** Old names, and what they are now. */
  readonly formerly: readonly (readonly [old: string, now: string])[];
  /** The IAM names of the workspace's roles. */
  readonly roles: readonly string[];
  /** Actions and keys of the workspace. */
  readonly own: Additions;
}

export interface LintContext {
  /** YYYY-MM-DD. */
  readonly asOf: string;
  readonly lifecycle: Lifecycle;
  /** Old names of roles and files, with the new ones. */
  readonly formerly: ReadonlyMap<string, string>;
  /** The IAM names of roles in the data. */
  readonly roles: ReadonlySet<string>;
  readonly reference: Reference;
  /** All actions of AWS; read on first use, since most runs compare nothing. */
  readonly actions: () => Promise<ActionIndex>;
}

export interface PolicyCopy extends lint.Copy {
  readonly node: PolicyNode;
  readonly leaves: readonly string[];
  /** The same for copies that say the same once readers have put their values in. */
  readonly text: string;
}
