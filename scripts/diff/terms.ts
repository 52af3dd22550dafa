/** The words for changes and policies, each in one place. */
import type { ChangeKind } from '../access/access.ts';
import type { ClaimChange } from '../models/claim-change.ts';
import type { PolicyDiff } from '../models/changes.ts';
import type { CallChange } from './json-output.ts';

export const TITLES: Readonly<
  Record<ChangeKind, { readonly identity: string; readonly own: string }>
> = {
  unguarded: {
    identity: 'no longer refused, whatever else is attached',
    own: 'no longer refused by a statement',
  },
  gained: { identity: 'now allowed', own: 'now admitted' },
  lost: { identity: 'no longer allowed', own: 'no longer admitted' },
  guarded: { identity: 'newly refused, whatever else is attached', own: 'newly refused' },
};

export const VERBS: typeof TITLES = {
  unguarded: { identity: 'loses a guardrail', own: 'loses a guardrail' },
  gained: { identity: 'gains access', own: 'admits more' },
  lost: { identity: 'loses access', own: 'admits less' },
  guarded: { identity: 'refuses more', own: 'refuses more' },
};

/** Behind a number of policies. */
export const COUNTED: Readonly<Record<ChangeKind, string>> = {
  unguarded: 'lost a guardrail',
  gained: 'gained access',
  lost: 'lost access',
  guarded: 'refused more',
};

const CLAIM_WORDS: Readonly<Record<ClaimChange['change'], string>> = {
  dropped: 'dropped',
  weakened: 'promises less',
  changed: 'promises something else',
  failing: 'no longer holds',
  accepted: 'accepted without a claim',
  'fact added': 'taken as a fact',
  'fact changed': 'taken as another fact',
};

/** `promises something else: the requests have changed`. */
export function claimWords({ change, differs = [] }: ClaimChange): string {
  if (differs.length === 0) return CLAIM_WORDS[change];
  const parts =
    differs.length < 2
      ? differs.join('')
      : `${differs.slice(0, -1).join(', ')} and ${differs.at(-1)}`;
  return `${CLAIM_WORDS[change]}, since ${parts} changed`;
}

export const CALL_WORDS: Readonly<Record<CallChange['change'], string>> = {
  called: 'newly called',
  'no longer called': 'no longer called',
};

/** A policy of a role or resource says whom it admits; one of an identity, what that may do. */
export const viewpoint = ({ admits }: PolicyDiff): 'identity' | 'own' =>
  admits ? 'own' : 'identity';
