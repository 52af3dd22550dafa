/** An Allow of `sts:GetCallerIdentity` reads as access that the role needs, and is none. */
import { ANSWERED, isAnswered } from '../../iam/caller-identity.ts';
import type { Problem } from '../../problems/problem.ts';
import type { Holder } from '../../data/catalog.ts';
import type { HolderGround } from './ground.ts';
import type { WrittenPolicy } from './policy-sets.ts';
import { nameOf, problemOfStatement } from './statement-places.ts';

export function needlessGrants({ holder, policies }: HolderGround): Problem[] {
  return policies.written
    .filter(({ kind }) => kind === 'permissions')
    .flatMap((written) => needlessIn(holder, written));
}

function needlessIn(holder: Holder, written: WrittenPolicy): Problem[] {
  return written.policy.statements.flatMap((statement) => {
    const { effect, action, index } = statement;
    const isNamed = action?.negated === false && action.values.some(isAnswered);
    if (effect !== 'Allow' || !isNamed) return [];
    return problemOfStatement(holder, written, index, 'claim/grants-nothing', {
      message: `${ANSWERED} needs no permission; the Allow in ${nameOf(statement, index)} grants nothing`,
      hint: 'remove it, so that nobody takes the call for a test of the policy',
    });
  });
}
