/** What a comparison found: policies, claims and facts, with the names of both sides. */
import type { Fact } from '../iam/space/index.ts';
import { type AccessChange, type ChangeKind, CHANGES } from '../access/access.ts';
import type { ClaimChange } from '../models/claim-change.ts';
import type { PolicyDiff } from '../models/changes.ts';
import type { CallChange } from './json-output.ts';

export interface AccessDiff {
  /** The names of both sides: `main (1a2b3c4)`, `the working tree`, a file. */
  readonly before: string;
  readonly after: string;
  /** In the order of roles, files or pages; those with the same access too. */
  readonly policies: readonly PolicyDiff[];
  readonly claims: readonly ClaimChange[];
  readonly calls: readonly CallChange[];
  /** What the comparison rests on. */
  readonly facts: readonly Fact[];
  /** Pages with regions that were written anew. */
  readonly pagesRerendered: number;
  /** The day of the list of actions, if a model that was asked has one. */
  readonly dataDate: string | undefined;
}

/** The changes of a policy that there are, or may be, lost guardrails first. */
export function changesOf({
  access,
}: PolicyDiff): readonly { readonly kind: ChangeKind; readonly change: AccessChange }[] {
  return CHANGES.map((kind) => ({ kind, change: access.changes[kind] })).filter(
    ({ change }) => change.verdict !== 'no' || change.reasons.length > 0,
  );
}

/** Why some change of the policy is not known, each reason once. */
export function unknownOf({
  access,
}: PolicyDiff): readonly { readonly change: ChangeKind; readonly reason: string }[] {
  return CHANGES.flatMap((change) =>
    access.changes[change].reasons.map((reason) => ({ change, reason })),
  );
}

export const isSame = (policy: PolicyDiff): boolean => changesOf(policy).length === 0;

/** What `--fail-on` takes. */
export const FAIL_ON = ['gained', 'lost', 'unguarded', 'unknown', 'any'] as const;
export type FailOn = (typeof FAIL_ON)[number];

/** `any` is also what was refused newly, and claims that promise less. */
export function isFailure({ policies, claims }: AccessDiff, on: readonly FailOn[]): boolean {
  return on.some((one) => {
    if (one === 'any') return claims.length > 0 || !policies.every(isSame);
    if (one === 'unknown') return policies.some((policy) => unknownOf(policy).length > 0);
    // An open question may be the change that is feared; silence about all roles is no change.
    return policies.some(
      ({ access, presence }) => presence !== 'undescribed' && access.changes[one].verdict !== 'no',
    );
  });
}
