/** The rules about IAM, in the order of their documentation, with all that they need. */
import { findPieces } from '../../../reading/pieces.ts';
import { findPolicies } from '../../../reading/policies.ts';
import { unfencedPolicies } from '../../../reading/unfenced.ts';
import type { Linter } from '../../lint.ts';
import { brokenPolicy } from './broken-policy.ts';
import { contextOf, prepareFor } from './context.ts';
import { drift } from './drift.ts';
import { fix } from './fix.ts';
import { formerName } from './former-name.ts';
import { nearName } from './near-name.ts';
import type { IamLint } from './page.ts';
import { policyRule } from './policy.ts';
import { staleAction } from './stale-action.ts';
import { staleName } from './stale-name.ts';
import { unknownAction } from './unknown-action.ts';

export const LINTER: Linter<IamLint> = {
  inFence: (fence) => {
    const policies = findPolicies(fence);
    const found = policies.length > 0 ? policies : findPieces(fence);
    return found.map((policy) => ({ ...policy, fence }));
  },
  outsideFences: unfencedPolicies,
  contextOf,
  prepare: prepareFor,
  rules: [staleAction, staleName, formerName, nearName, unknownAction, policyRule, brokenPolicy],
  drift,
  fix,
  dataDate: ({ reference }) => reference.date,
};
