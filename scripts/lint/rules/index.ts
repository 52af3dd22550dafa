/** All lint rules, in the order of their documentation. */
import type { Examples, Rule, TreeRule } from '../../models/lint.ts';
import { brokenPolicy } from '../../models/iam/lint/broken-policy.ts';
import { cedarDrift } from '../../models/cedar/lint/drift.ts';
import { cedarRule } from '../../models/cedar/lint/policies.ts';
import { damagedMarker } from './damaged-marker.ts';
import { drift } from '../../models/iam/lint/drift.ts';
import { formerName } from '../../models/iam/lint/former-name.ts';
import { badIgnore, unusedIgnore } from './ignores.ts';
import { nearName } from '../../models/iam/lint/near-name.ts';
import { policyRule } from '../../models/iam/lint/policy.ts';
import { staleAction } from '../../models/iam/lint/stale-action.ts';
import { staleName } from '../../models/iam/lint/stale-name.ts';
import { unknownAction } from '../../models/iam/lint/unknown-action.ts';
import { unknownMarker } from './unknown-marker.ts';

export const RULES: readonly Rule[] = [
  staleAction,
  staleName,
  formerName,
  nearName,
  unknownAction,
  policyRule,
  brokenPolicy,
  cedarRule,
  unknownMarker,
  damagedMarker,
];
export const TREE_RULES: readonly TreeRule[] = [drift, cedarDrift];
/** Everything that lint says, with an example of each kind. */
export const EXAMPLES: readonly Examples[] = [...RULES, ...TREE_RULES, badIgnore, unusedIgnore];
