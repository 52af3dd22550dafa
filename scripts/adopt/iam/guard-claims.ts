/**
 * Claims about what a Deny refuses, for every request and whatever else is attached: read off the
 * engine's own comparison, and proven before they are written.
 */
import { ANSWERED } from '../../iam/caller-identity.ts';
import { answeredIn } from '../../iam/space/answered.ts';
import { ANYTHING } from '../../data/schema/claim.ts';
import type { SpaceData } from '../../data/schema/index.ts';
import { serviceOf } from '../../iam/space/action-index.ts';
import { comparePolicies } from '../../iam/space/compare.ts';
import type { PolicySet } from '../../iam/space/decide.ts';
import { proveEvery } from '../../iam/space/prove.ts';
import type { Space } from '../../iam/space/space.ts';
import type { EvaluablePolicy, Statement } from '../../iam/statement.ts';
import { writtenWords } from '../../models/iam/as-written.ts';
import { spacesOfRows } from '../../models/iam/draft-spaces.ts';
import type { HolderGround } from '../../models/iam/ground.ts';
import { setOfPart, type WrittenPolicy } from '../../models/iam/policy-sets.ts';
import { toSpace } from '../../models/iam/spaces.ts';
import { spaceWords } from '../../sections/iam/space-words.ts';

/** As it is written in the data. */
export interface GuardDraft {
  readonly say: string;
  readonly every: Space;
  readonly alsoAttached?: 'anything';
  readonly expect: 'explicitDeny';
  readonly by?: string;
}

/** More spaces than these read as a list of cases; examples say more then. */
const MOST_SPACES = 3;

/** What a Deny of a policy refuses; empty if it takes many cases to say. */
export function guardClaims(
  ground: HolderGround,
  written: WrittenPolicy,
  statement: Statement,
): GuardDraft[] {
  const { holder, substitute, knowledge, policies } = ground;
  const { kind, policy } = written;
  const alone = { ...policy, statements: [statement] };
  const only = (one: EvaluablePolicy): PolicySet =>
    setOfPart(holder, kind, { ...policies, managed: [], written: [{ ...written, policy: one }] });
  const { guarded } = comparePolicies(only({ ...alone, statements: [] }), only(alone), knowledge);
  const words = { policies: [alone], written: writtenWords(ground), serviceOf };
  const spaces = spacesOfRows(guarded.rows, words, 'named').map(withoutStar);
  if (spaces.length > MOST_SPACES) return [];
  const isOfRole = kind !== 'own';
  const set = setOfPart(holder, kind, policies);
  const beyond: Pick<GuardDraft, 'alsoAttached'> = isOfRole ? { alsoAttached: ANYTHING } : {};
  const by = { policy: policy.name, index: statement.index };
  const options = { by, ...beyond, isVerdict: true } as const;
  const holds = (space: Space): boolean =>
    proveEvery(set, toSpace(space, substitute), 'explicitDeny', knowledge, options).answer ===
    'holds';
  const drafts = spaces.flatMap((space): GuardDraft[] => {
    const isAnswered = answeredIn(toSpace(space, substitute), knowledge.index) !== undefined;
    const found: Space = isAnswered ? { ...space, except: [{ action: ANSWERED }] } : space;
    if (!holds(found)) return [];
    const what = spaceWords(found as SpaceData);
    const { sid } = statement;
    return [
      {
        say: isOfRole ? `Refuses ${what}, no matter what else is attached.` : `Refuses ${what}.`,
        every: found,
        ...beyond,
        expect: 'explicitDeny',
        ...(sid === undefined ? {} : { by: sid }),
      },
    ];
  });
  return drafts.length === spaces.length ? drafts : [];
}

/** Every action is what a space means that names none. */
function withoutStar({ action, ...space }: Space): Space {
  return action === undefined || action === '*' ? space : { action, ...space };
}
