/** A policy document as written: statements, elements and values, each with its range. */
import type { Range, Source } from '../problems/source.ts';

/**
 * A JSON or YAML value with its range. Duplicate keys are kept, since a validator must see them.
 */
export type PolicyNode = ScalarNode | ListNode | MapNode;

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  readonly range: Range;
}

export interface ListNode {
  readonly kind: 'list';
  readonly items: readonly PolicyNode[];
  readonly range: Range;
}

export interface MapNode {
  readonly kind: 'map';
  readonly entries: readonly MapEntry[];
  readonly range: Range;
}

export interface MapEntry {
  readonly key: string;
  readonly keyRange: Range;
  readonly value: PolicyNode;
}

/**
 * A policy before it is judged. Each statement has its own source, because in a workspace the
 * statements of a policy may come from several data files.
 */
export interface PolicyDocument {
  readonly source: Source;
  readonly node: PolicyNode;
  readonly statements: readonly StatementNode[];
}

export interface StatementNode {
  readonly source: Source;
  readonly node: PolicyNode;
}
