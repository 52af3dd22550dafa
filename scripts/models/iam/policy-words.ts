/** What the kinds of policies are called, and which of them name those whom they admit. */
import {
  OWN_POLICY_KINDS,
  type OwnPolicyKind,
  type RolePolicyKind,
} from '../../data/schema/index.ts';
import type { PolicyWords } from '../changes.ts';
import { namesPrincipals } from './policy-sets.ts';

type Kind = RolePolicyKind | OwnPolicyKind | 'identity' | 'resource';

const TITLES: Readonly<Record<Kind, string>> = {
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
};

const ADMITTING: ReadonlySet<Kind> = new Set<Kind>([
  'trust',
  'resource',
  ...OWN_POLICY_KINDS.filter((kind) => namesPrincipals(kind)),
]);

export const wordsOf = (kind: Kind): PolicyWords => ({
  kind,
  title: TITLES[kind],
  admits: ADMITTING.has(kind),
});
