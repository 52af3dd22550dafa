/** All lint rules, in the order of their documentation. */
import type { Examples, Rule, TreeRule } from '../page.ts';
import { brokenPolicy } from './broken-policy.ts';
import { cedarDrift } from './cedar-drift.ts';
import { cedarRule } from './cedar.ts';
import { damagedMarker } from './damaged-marker.ts';
import { drift } from './drift.ts';
import { formerName } from './former-name.ts';
import { badIgnore, unusedIgnore } from './ignores.ts';
import { policyRule } from './policy.ts';
import { staleAction } from './stale-action.ts';
import { staleName } from './stale-name.ts';
import { unknownAction } from './unknown-action.ts';
import { unknownMarker } from './unknown-marker.ts';

export const RULES: readonly Rule[] = [
  staleAction,
  staleName,
  formerName,
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
