/** The JSON that `list` and `explain` print. docs/json.md shows these types. */

export interface ListedRow {
  readonly name: string;
  readonly text: string;
  /** Where an entry of the data is, relative to the root; lines count from 1. */
  readonly file?: string;
  readonly line?: number;
}

/** A row of the overview. */
export interface ListedKind {
  readonly name: string;
  readonly count: number;
  readonly text: string;
  /** The command that lists them. */
  readonly command: string;
}

/** A place in a file; lines count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

export interface RegionPlace extends Place {
  readonly section: string;
  readonly args: Readonly<Record<string, string>>;
}

/** An entry of the data, at the line of its id. */
export interface EntryPlace extends Place {
  readonly kind: string;
  readonly id: string;
}

/** A claim of a role, at the line where it begins. */
export interface ClaimPlace extends Place {
  readonly role: string;
  readonly say: string;
  /** Absent for an upper bound (`only`, `within`). */
  readonly expect?: string;
}

/** What a role may do with an action, and by which statements; one row for each set of requests. */
export interface AllowedAccess extends Place {
  readonly role: string;
  /** The role's name in IAM. */
  readonly name: string;
  readonly statements: readonly string[];
  readonly resources: string;
  /** All of them must hold. */
  readonly conditions: readonly string[];
}

export interface Explanation {
  /** `role`, `action`, …, `section`, `file`, `page` or `region`. */
  readonly kind: string;
  readonly id: string;
  readonly place: Place | undefined;
  /** The files that it is made from. */
  readonly feeds: readonly string[];
  /** The entries that a region or page is made from, or that a data file contains. */
  readonly entries: readonly EntryPlace[];
  /** Entries of the data that refer to it. */
  readonly namedBy: readonly EntryPlace[];
  /** Claims whose proof uses it. */
  readonly claims: readonly ClaimPlace[];
  /** Regions that print it or part of it; for a region, the region itself. */
  readonly regions: readonly RegionPlace[];
  /** For a region: whether the page shows what the data says. */
  readonly isUpToDate?: boolean;
  /** For an action: the roles that may perform it, as their policies decide. */
  readonly allowedBy?: readonly AllowedAccess[];
}
