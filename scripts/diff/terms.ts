/** The words for changes and policies, each in one place. */
import { OWN_POLICY_KINDS } from '../data/schema/index.ts';
import { namesPrincipals } from '../models/iam/policy-sets.ts';
import type { ChangeKind } from '../access/access.ts';
import type { PolicyDiff } from './roles.ts';

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

export const KINDS: Readonly<Record<PolicyDiff['kind'], string>> = {
  permissions: 'permissions',
  trust: 'trust policy',
  boundary: 'boundary',
  identity: 'policy',
  resource: 'resource policy',
  bucket: 'bucket policy',
  key: 'key policy',
  queue: 'queue policy',
  topic: 'topic policy',
  secret: 'policy of a secret',
  scp: 'service control policy',
  rcp: 'resource control policy',
  session: 'session policy',
  endpoint: 'endpoint policy',
  cedar: 'Cedar policies',
};

/** A policy of a role or resource says whom it admits; one of an identity, what that may do. */
export const viewpoint = ({ kind }: PolicyDiff): 'identity' | 'own' =>
  kind === 'trust' || kind === 'resource' || ADMITTING.has(kind) ? 'own' : 'identity';

const ADMITTING: ReadonlySet<PolicyDiff['kind']> = new Set(
  OWN_POLICY_KINDS.filter((kind) => namesPrincipals(kind)),
);
