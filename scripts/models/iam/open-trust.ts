/** A trust or resource policy that admits strangers is a problem by itself, unless a claim says that it does. */
import type { Holder } from '../../data/catalog.ts';
import type { PolicySet, SpaceRequest } from '../../iam/space/decide.ts';
import { type OpenDoor, openDoors } from '../../iam/space/open-doors.ts';
import { findSome } from '../../iam/space/prove.ts';
import type { Problem } from '../../problems/problem.ts';
import { trustAdmission } from './bound.ts';
import type { HolderGround } from './ground.ts';
import { claimLine } from './hint-lines.ts';
import { isOfResource, setOfPart, type WrittenPolicy } from './policy-sets.ts';
import { spaceOfRequest } from './spaces.ts';
import { nameOf, problemOfStatement } from './statement-places.ts';
import { spacesOf } from './universal.ts';

export function openTrust(ground: HolderGround): Problem[] {
  const { holder, policies, knowledge } = ground;
  return policies.written.flatMap((written) => {
    const set = setOfPart(holder, written.kind, policies);
    // What passes an endpoint is not in yet.
    const isDoor = set.kind === 'trust' || (set.kind === 'resource' && isGrant(holder));
    if (!isDoor) return [];
    return openDoors(set, knowledge)
      .filter(({ request }) => !isStated(ground, set, request))
      .map((door) => problemOf(ground, written, door));
  });
}

const isGrant = (holder: Holder): boolean =>
  holder.kind === 'policies' && isOfResource(holder.value.kind);

/** Whether a claim about every such request says that the policy admits them. */
function isStated(ground: HolderGround, set: PolicySet, request: SpaceRequest): boolean {
  return ground.holder.value.claims.some((claim) => {
    const admits = claim.expect === 'allowed' || claim.expect === 'admits';
    // With a role that asks, the claim is about that role only.
    if (claim.policy === 'permissions' || claim.with || !claim.every || !admits) return false;
    const spaces = spacesOf(claim, ground);
    if ('wrong' in spaces) return false;
    // The request taken out of the space leaves nothing: it is in it.
    const rest = { ...spaceOfRequest(request), except: spaces.map(({ space }) => space) };
    const { answer } = findSome(set, rest, 'allowed', ground.knowledge);
    return answer === 'no' || answer === 'empty';
  });
}

function problemOf(
  ground: HolderGround,
  written: WrittenPolicy,
  { who, limit, statement, isShared }: OpenDoor,
): Problem {
  const { holder } = ground;
  const isTrust = written.kind === 'trust';
  const draft = isTrust ? trustAdmission(ground, statement.index) : undefined;
  const meant = draft ? `claim it:\n${claimLine(draft)}` : 'claim it for `every` such request';
  return problemOfStatement(holder, written, statement.index, 'claim/open-trust', {
    message: `${nameOf(statement, statement.index)} lets ${who} ${isTrust ? 'assume the role' : 'in'}`,
    hint: `${limit}; or, if that is meant, ${meant}`,
    severity: isShared ? 'error' : 'warning',
  });
}
