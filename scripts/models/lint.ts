/** A page as rules see it, and what rules say of it. */
import type { PolicyNode } from '../iam/policy.ts';
import type { Code, Severity } from '../problems/codes.ts';
import type { CedarEngine } from '../cedar/engine.ts';
import type { CedarModel } from '../cedar/model.ts';
import type { Problem } from '../problems/problem.ts';
import type { Reference } from '../iam/reference.ts';
import type { ActionIndex } from '../iam/space/index.ts';
import type { Range, Source } from '../problems/source.ts';
import type { Block, FenceBlock, PageBlocks } from '../reading/blocks.ts';
import type { Lifecycle } from '../iam/retired.ts';
import type { CedarSet } from '../reading/cedar.ts';
import type { FoundPolicy } from '../reading/policies.ts';

/** A replacement of a range of the page that is certain to be right. */
export interface Edit extends Range {
  readonly text: string;
}

export interface Finding {
  readonly code: Code;
  /** Offsets in the page. */
  readonly range: Range;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly severity?: Severity | undefined;
}

export interface PagePolicy extends FoundPolicy {
  readonly fence: FenceBlock;
}

export interface CedarOnPage {
  readonly fence: FenceBlock;
  readonly set: CedarSet;
}

export interface LintPage {
  readonly source: Source;
  /** Outside the regions of permadocs: those are proven elsewhere. */
  readonly blocks: readonly Block[];
  readonly comments: PageBlocks['comments'];
  readonly flow: PageBlocks['flow'];
  readonly policies: readonly PagePolicy[];
  readonly cedar: readonly CedarOnPage[];
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
  /** Cedar's engine, loaded on first use; undefined if it is not installed. */
  readonly cedar: () => CedarEngine | undefined;
  /** What the workspace's own Cedar schemas have. */
  readonly cedarModels: () => readonly CedarModel[];
}

/** What `explain` shows of a code, and what the tests hold it to. */
export interface Examples {
  readonly code: Code;
  /**
   * A page, as Markdown, on which nothing is found, and one on which something is. Several pages
   * are told apart by a first line such as `<!-- docs/a.md -->`.
   */
  readonly good: string;
  readonly bad: string;
}

/** One rule: its examples, and the check; its documentation is in the catalog of codes. */
export interface Rule extends Examples {
  readonly check: (page: LintPage, context: LintContext) => readonly Finding[];
}

/** A policy of a page, for rules that compare it with those of other pages. Plain JSON: either thread reads pages. */
export interface PolicyCopy {
  readonly kind: 'iam';
  /** A finding at its first character, without words. */
  readonly at: Problem;
  readonly node: PolicyNode;
  readonly leaves: readonly string[];
  /** The same for copies that say the same once readers have put their values in. */
  readonly text: string;
}

/** The same for a set of Cedar policies. */
export interface CedarCopy {
  readonly kind: 'cedar';
  readonly at: Problem;
  /** Each policy by its normal form, as written. */
  readonly policies: readonly (readonly [normal: string, text: string])[];
}

export type Copy = PolicyCopy | CedarCopy;

/** A rule about several pages at once. */
export interface TreeRule extends Examples {
  /** What there is to compare of one page. */
  readonly gather: (page: LintPage, context: LintContext) => readonly Copy[];
  readonly check: (gathered: readonly Copy[], context: LintContext) => Promise<readonly Problem[]>;
}
