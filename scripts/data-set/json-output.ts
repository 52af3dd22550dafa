/** The JSON that `permadocs data` prints. docs/data-set.md shows these types. */

export interface DataReport {
  readonly dataSet: DataSetInfo;
  /** What the data of the workspace name; null without one. */
  readonly workspace: WorkspaceNames | null;
  /** What changed since another version; null without `--before`. */
  readonly changes: DataChanges | null;
}

export interface DataSetInfo {
  readonly package: string;
  readonly version: string;
  /** YYYY-MM-DD. */
  readonly date: string;
  readonly ageDays: number;
  readonly services: number;
  readonly actions: number;
  readonly conditionKeys: number;
  readonly resourceTypes: number;
  /** The command that updates it. */
  readonly update: string;
}

export interface WorkspaceNames {
  readonly services: readonly string[];
  readonly actions: readonly string[];
  /** `s3:Get*`, `*`. */
  readonly patterns: readonly string[];
  readonly conditionKeys: readonly string[];
  /** Names of the workspace's own, or of what AWS retired. */
  readonly notListed: readonly string[];
}

export interface DataChanges {
  readonly before: Version;
  readonly after: Version;
  readonly services: readonly ServiceChange[];
  readonly actions: readonly ActionChange[];
  readonly patterns: readonly PatternChange[];
  readonly conditionKeys: readonly KeyChange[];
  /** What the versions do not allow to compare. */
  readonly notCompared: readonly string[];
}

interface Version {
  readonly version: string;
  readonly date: string;
}

/** Where the data name something: relative to the root, lines count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  /** `role s3-readonly`, `statement deny-direct-api-access`. */
  readonly entry: string;
  /** Where the actions are those that a statement is not about. */
  readonly element?: 'NotAction';
}

interface Change {
  readonly name: string;
  readonly places: readonly Place[];
}

export interface ServiceChange extends Change {
  readonly change: 'came' | 'gone';
}

export interface ActionChange extends Change {
  readonly change: 'came' | 'gone' | 'changed';
  /** What is different; only if it changed. */
  readonly accessLevel?: Sides;
  readonly resourceTypes?: Difference;
  readonly conditionKeys?: Difference;
}

export interface PatternChange extends Change {
  /** What it matches now and did not before, by access level. */
  readonly more: readonly LevelGroup[];
  readonly fewer: readonly LevelGroup[];
  /** Actions that it matches in both, with another access level. */
  readonly relevelled: readonly (Sides & { readonly action: string })[];
}

export interface KeyChange extends Change {
  readonly change: 'came' | 'gone' | 'changed';
  /** `String`, `ArrayOfString`. */
  readonly type?: Sides;
}

export interface LevelGroup {
  /** Empty if the data set does not say. */
  readonly accessLevel: string;
  readonly actions: readonly string[];
}

export interface Sides {
  readonly before: string;
  readonly after: string;
}

export interface Difference {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}
