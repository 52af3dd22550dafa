/** The JSON that `list` and `explain` print; docs/json.md shows these types. */

export interface ListedRow {
  readonly name: string;
  readonly text: string;
  /** Where an entry of the data stands, relative to the root; lines count from 1. */
  readonly file?: string;
  readonly line?: number;
}

/** A line of the overview. */
export interface ListedKind {
  readonly name: string;
  readonly count: number;
  readonly text: string;
  /** What lists them. */
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

/** An entry of the data, where its id stands. */
export interface EntryPlace extends Place {
  readonly kind: string;
  readonly id: string;
}

/** A claim of a role, where it begins. */
export interface ClaimPlace extends Place {
  readonly role: string;
  readonly say: string;
  /** Absent for an upper bound (`only`, `within`). */
  readonly expect?: string;
}

export interface Explanation {
  /** `role`, `statement`, …, `section`, `file`, `page` or `region`. */
  readonly kind: string;
  readonly id: string;
  readonly place: Place | undefined;
  /** The files that it rests on. */
  readonly feeds: readonly string[];
  /** Of a region or a page: the entries that its text is made of. Of a data file: those that it holds. */
  readonly entries: readonly EntryPlace[];
  /** Entries of the data that name it. */
  readonly namedBy: readonly EntryPlace[];
  /** Claims whose proof uses it. */
  readonly claims: readonly ClaimPlace[];
  /** Regions that print it or something of it; of a region, itself. */
  readonly regions: readonly RegionPlace[];
  /** Of a region: is the page what the data say? */
  readonly isUpToDate?: boolean;
}
