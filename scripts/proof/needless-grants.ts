/** An Allow of `sts:GetCallerIdentity` reads as access that the role needs, and is none. */
import type { Problem } from '../problems/problem.ts';
import type { RoleGround } from './ground.ts';
import { nameOf, problemOfStatement } from './statement-places.ts';

/**
 * The call needs no permission, and an explicit deny does not refuse it.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
const NEEDS_NONE = 'sts:GetCallerIdentity';

export function needlessGrants(ground: RoleGround): Problem[] {
  return (ground.policies.permissions?.statements ?? []).flatMap((statement) => {
    const { effect, action, index } = statement;
    const isNamed =
      action?.negated === false &&
      action.values.some((name) => name.toLowerCase() === NEEDS_NONE.toLowerCase());
    if (effect !== 'Allow' || !isNamed) return [];
    return problemOfStatement(ground, 'permissions', index, 'claim/grants-nothing', {
      message: `${NEEDS_NONE} needs no permission; the Allow in ${nameOf(statement, index)} grants nothing`,
      hint: 'remove it, so that nobody takes the call for a test of the policy',
    });
  });
}
