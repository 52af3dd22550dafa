/** A page as rules see it, and what rules say of it. */
import type { Code, Severity } from '../codes.ts';
import type { Reference } from '../iam/reference.ts';
import type { Range, Source } from '../source.ts';
import type { Block, FenceBlock, PageBlocks } from './blocks.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { FoundPolicy } from './policies.ts';

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

export interface LintPage {
  readonly source: Source;
  /** Outside the regions of permadocs: those are proven elsewhere. */
  readonly blocks: readonly Block[];
  readonly comments: PageBlocks['comments'];
  readonly policies: readonly PagePolicy[];
}

export interface LintContext {
  /** YYYY-MM-DD. */
  readonly asOf: string;
  readonly lifecycle: Lifecycle;
  /** Old names of roles and files, with the new ones. */
  readonly formerly: ReadonlyMap<string, string>;
  readonly reference: Reference;
}

/** One rule: its documentation, an example of each kind, and the check. */
export interface Rule {
  readonly code: Code;
  /** A page, as Markdown, on which the rule finds nothing, and one on which it finds something. */
  readonly good: string;
  readonly bad: string;
  readonly check: (page: LintPage, context: LintContext) => readonly Finding[];
}

/** A rule about several pages at once. */
export interface TreeRule {
  readonly code: Code;
  readonly check: (
    pages: readonly LintPage[],
    context: LintContext,
  ) => readonly (Finding & { readonly source: Source })[];
}
