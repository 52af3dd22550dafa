/** A trust policy that admits strangers is a problem by itself, unless a claim says that it does. */
import type { PolicySet, SpaceRequest } from '../iam/space/decide.ts';
import { type OpenDoor, openDoors } from '../iam/space/open-doors.ts';
import { findSome } from '../iam/space/prove.ts';
import type { Problem } from '../problems/problem.ts';
import { trustAdmission } from './bound.ts';
import type { RoleGround } from './ground.ts';
import { claimLine } from './hint-lines.ts';
import { spaceOfRequest } from './spaces.ts';
import { nameOf, problemOfStatement } from './statement-places.ts';
import { spacesOf } from './universal.ts';

export function openTrust(ground: RoleGround): Problem[] {
  const { policies, knowledge } = ground;
  if (!policies.trust) return [];
  const set: PolicySet = { kind: 'trust', policy: policies.trust };
  return openDoors(set, knowledge)
    .filter(({ request }) => !isStated(ground, set, request))
    .map((door) => problemOf(ground, door));
}

/** Whether a claim about every such request says that the policy admits them. */
function isStated(ground: RoleGround, set: PolicySet, request: SpaceRequest): boolean {
  return ground.role.value.claims.some((claim) => {
    const admits = claim.expect === 'allowed' || claim.expect === 'admits';
    if (claim.policy !== 'trust' || !claim.every || !admits) return false;
    const spaces = spacesOf(claim, ground);
    if ('wrong' in spaces) return false;
    // The request taken out of the space leaves nothing: it is in it.
    const rest = { ...spaceOfRequest(request), except: spaces.map(({ space }) => space) };
    const { answer } = findSome(set, rest, 'allowed', ground.knowledge);
    return answer === 'no' || answer === 'empty';
  });
}

function problemOf(ground: RoleGround, { who, limit, statement, isShared }: OpenDoor): Problem {
  const draft = trustAdmission(ground, statement.index);
  const meant = draft ? `claim it:\n${claimLine(draft)}` : 'claim it for `every` such request';
  return problemOfStatement(ground, 'trust', statement.index, 'claim/open-trust', {
    message: `${nameOf(statement, statement.index)} lets ${who} assume the role`,
    hint: `${limit}; or, if that is meant, ${meant}`,
    severity: isShared ? 'error' : 'warning',
  });
}
