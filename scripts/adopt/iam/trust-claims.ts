/** Drafts claims about one statement of a trust policy, by evaluating requests. */
import type { Entry } from '../../data/catalog.ts';
import type { Statement } from '../../iam/statement.ts';
import { type Asker, principalsOf } from './askers.ts';
import { accountOf, type ClaimDraft, decides, isRefused, stated } from './claim-draft.ts';
import type { IamFacts } from './requests.ts';
import { sayTrust } from './sentences.ts';
import { findContext, type Search, type Stated } from './trial.ts';

/** Who can assume the role; if a condition fails, who cannot. */
export function trustClaims(
  search: Search,
  statement: Statement,
  role: Entry<'roles'>,
  facts: IamFacts,
): ClaimDraft[] {
  const resource = `arn:aws:iam::${accountOf(facts.substitute)}:role/${role.value.name}`;
  const claims: ClaimDraft[] = [];
  const make = (asker: Asker, context: Stated, expect: ClaimDraft['expect']): ClaimDraft => ({
    say: sayTrust(asker, context, expect),
    policy: 'trust',
    principal: asker.principal,
    requests: [{ action: asker.action, ...stated(context) }],
    expect,
    ...(expect === 'implicitDeny' || statement.sid === undefined ? {} : { by: statement.sid }),
  });
  for (const asker of principalsOf(statement)) {
    const question = { ...asker, resource };
    const trial = findContext(search, question, statement, decides('trust', statement));
    if (!trial) continue;
    claims.push(
      make(asker, trial.context, statement.effect === 'Allow' ? 'allowed' : 'explicitDeny'),
    );
    const broken =
      statement.effect === 'Allow' && statement.conditions.length > 0
        ? findContext(search, question, statement, isRefused, true)
        : undefined;
    if (broken) claims.push(make(asker, broken.context, 'implicitDeny'));
    break;
  }
  return claims;
}
