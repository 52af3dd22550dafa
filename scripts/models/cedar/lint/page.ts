/** A page as the rules about Cedar see it, and what they know beside it. */
import type { CedarEngine } from '../../../cedar/engine.ts';
import type { CedarModel } from '../../../cedar/model.ts';
import type { FenceBlock } from '../../../reading/blocks.ts';
import type { CedarSet } from '../../../reading/cedar.ts';
import type * as lint from '../../lint.ts';

export interface CedarLint extends lint.Own {
  readonly known: CedarKnowledge;
  readonly policy: CedarOnPage;
  readonly context: CedarContext;
  readonly copy: CedarCopy;
}

export type LintPage = lint.LintPage<CedarLint>;
export type Rule = lint.LintRule<CedarLint>;

export interface CedarOnPage {
  readonly fence: FenceBlock;
  readonly set: CedarSet;
}

export interface CedarKnowledge {
  /** The schemas of the workspace, as text. */
  readonly schemas: readonly string[];
}

export interface CedarContext {
  /** Cedar's engine, loaded on first use; undefined if it is not installed. */
  readonly engine: () => CedarEngine | undefined;
  /** What the workspace's own schemas have. */
  readonly models: () => readonly CedarModel[];
}

export interface CedarCopy extends lint.Copy {
  /** Each policy by its normal form, as written. */
  readonly policies: readonly (readonly [normal: string, text: string])[];
}
