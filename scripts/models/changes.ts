/** What differs between two states of policies and claims, as `diff` prints it for any model. */
import type { Access } from '../access/access.ts';
import type { PageKind } from '../pages/page.ts';
import type { Catalog } from '../data/catalog.ts';
import type { ClaimChange } from './claim-change.ts';

/** The data at one of two points in time. */
export interface State {
  /** `main (1a2b3c4)`, `the working tree`. */
  readonly name: string;
  readonly catalog: Catalog;
  readonly config: { readonly placeholders: Readonly<Record<string, string>> };
}

/** Pages of one of two sides that the other has not, or has otherwise. */
export interface PagesOfSide {
  readonly kindOf: (file: string) => PageKind;
  readonly pages: ReadonlyMap<string, Buffer>;
}

export interface Differences {
  /** In the order in which they are printed; those with the same access too. */
  readonly policies: readonly PolicyDiff[];
  readonly claims: readonly ClaimChange[];
}

/** A policy on one side only came or went; `undescribed` if the other side says nothing of any role. */
export type Presence = 'both' | 'new' | 'gone' | 'undescribed';

export interface PolicyDiff extends PolicyWords {
  /** Of an entry of the data its id; of a file or a policy in a page its place. */
  readonly id: string;
  readonly file: string;
  /** The pages that show it. */
  readonly pages: readonly string[];
  readonly presence: Presence;
  /** What it was called before. */
  readonly formerly: string | undefined;
  readonly access: Access;
  /** What was written differently, in words, for what `access` leaves open. */
  readonly edits?: readonly string[];
}

/** Where a file of policies is, compared with another file. */
export const ofFile = (
  file: string,
): Pick<PolicyDiff, 'id' | 'file' | 'pages' | 'presence' | 'formerly'> => ({
  id: file,
  file,
  pages: [],
  presence: 'both',
  formerly: undefined,
});

export interface PolicyWords {
  /** For programs: `trust`. */
  readonly kind: string;
  /** For people: `trust policy`. */
  readonly title: string;
  /** Whether it says whom it admits, and not what those that have it may do. */
  readonly admits: boolean;
}
