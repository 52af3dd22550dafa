/** The shapes of a comparison as JSON; docs/ci.md describes them. */
import type { SpaceRequest, StatementPlace } from '../iam/space/index.ts';
import type { ChangeKind } from '../access/join.ts';
import type { ClaimChange } from '../models/claim-change.ts';

export interface DiffJson {
  readonly policies: readonly PolicyJson[];
  readonly claims: readonly ClaimChange[];
  /** What the code calls, where the data state it on both sides. */
  readonly calls: readonly CallChange[];
  readonly facts: readonly {
    readonly key: string;
    readonly say: string;
    readonly source: string;
  }[];
  readonly summary: {
    readonly before: string;
    readonly after: string;
    readonly changed: number;
    readonly same: readonly string[];
    readonly new: readonly string[];
    readonly gone: readonly string[];
    readonly undescribed: readonly string[];
    readonly pagesRerendered: number;
    /** Null where only models were asked that have no list of actions. */
    readonly dataDate: string | null;
  };
}

export interface PolicyJson {
  readonly id: string;
  readonly kind: string;
  readonly file: string;
  readonly pages: readonly string[];
  readonly verdict: Readonly<Record<ChangeKind, 'yes' | 'no' | 'unknown'>>;
  readonly rows: readonly RowJson[];
  readonly unknown: readonly { readonly change: ChangeKind; readonly reason: string }[];
  /** What was written differently, in words, where requests cannot be compared as a whole. */
  readonly edits?: readonly string[];
}

export interface RowJson {
  readonly change: ChangeKind;
  readonly actions: readonly string[];
  readonly unlisted: boolean;
  readonly levels: readonly string[];
  readonly resources: string;
  readonly when: string;
  readonly request: Omit<SpaceRequest, 'principal'> & Partial<Pick<SpaceRequest, 'principal'>>;
  readonly before: string;
  readonly after: string;
  readonly decidedBy: readonly (StatementPlace & {
    readonly side: 'before' | 'after';
    readonly sid: string | null;
  })[];
}

export interface CallChange {
  readonly role: string;
  readonly action: string;
  readonly change: 'called' | 'no longer called';
  /** `src/a.py:4`; of a call that is gone, where it was. */
  readonly places: readonly string[];
}
