/** What a check is handed and what it answers: findings, which validate.ts turns into problems. */
import type { IamCode } from '../../problems/iam-codes.ts';
import type { Range, Source } from '../../problems/source.ts';
import type { Reference } from '../reference.ts';
import type { WrittenPolicy, WrittenStatement } from '../written.ts';

export const POLICY_KINDS = [
  'identity',
  'trust',
  'boundary',
  'session',
  'scp',
  'rcp',
  'endpoint',
  'resource',
] as const;
export type PolicyKind = (typeof POLICY_KINDS)[number];

/** Resources whose policies have rules of their own; a policy of one is of the kind `resource`. */
export const RESOURCE_KINDS = ['bucket', 'key', 'queue', 'topic', 'secret'] as const;
export type ResourceKind = (typeof RESOURCE_KINDS)[number];

/** A policy with what it is judged by. */
export interface CheckedPolicy extends WrittenPolicy {
  readonly kind: PolicyKind;
  /** What the policy of a resource is attached to, if that is known. */
  readonly resourceKind: ResourceKind | undefined;
  readonly reference: Reference | undefined;
  /** `YYYY-MM-DD`. */
  readonly asOf: string | undefined;
}

export interface Finding {
  readonly code: IamCode;
  readonly source: Source;
  readonly range: Range;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly severity?: 'error' | 'warning' | undefined;
}

export type PolicyCheck = (policy: CheckedPolicy) => Iterable<Finding>;
export type StatementCheck = (
  statement: WrittenStatement,
  policy: CheckedPolicy,
) => Iterable<Finding>;

/** A finding at a place of a statement. */
export function found(
  code: IamCode,
  where: { readonly source: Source },
  range: Range,
  message: string,
  hint?: string,
): Finding {
  return { code, source: where.source, range, message, hint };
}

/** A message that rests on the data set ends with its day. */
export function dated(message: string, reference: Reference): string {
  return `${message} (data of ${reference.date})`;
}
