/**
 * Claims about what a Deny refuses, for every request and whatever else is attached: read off the
 * engine's own comparison, and proven before they are written.
 */
import { ANYTHING } from '../data/schema/claim.ts';
import type { SpaceData } from '../data/schema/index.ts';
import { globMatches } from '../iam/glob.ts';
import { serviceOf } from '../iam/space/action-index.ts';
import { comparePolicies } from '../iam/space/compare.ts';
import type { PolicySet } from '../iam/space/decide.ts';
import { proveEvery } from '../iam/space/prove.ts';
import type { Space } from '../iam/space/space.ts';
import type { Statement } from '../iam/statement.ts';
import { writtenWords } from '../proof/as-written.ts';
import { spacesOfRows } from '../proof/draft-spaces.ts';
import type { RoleGround } from '../proof/ground.ts';
import { toSpace } from '../proof/spaces.ts';
import { spaceWords } from '../sections/space-words.ts';

/** As it is written in the data. */
export interface GuardDraft {
  readonly say: string;
  readonly every: Space;
  readonly alsoAttached: typeof ANYTHING;
  readonly expect: 'explicitDeny';
  readonly by?: string;
}

/** More spaces than these read as a list of cases; examples say more then. */
const MOST_SPACES = 3;

/** AWS answers these whatever the policies say. */
const ANSWERED: Space = { action: 'sts:GetCallerIdentity' };

/** What a Deny of the permissions refuses; empty if it takes many cases to say. */
export function guardClaims(ground: RoleGround, { index }: Statement): GuardDraft[] {
  const { substitute, knowledge, policies } = ground;
  const { permissions, boundary } = policies;
  const statement = permissions?.statements.find((one) => one.index === index);
  if (!permissions || !statement) return [];
  const alone = { ...permissions, statements: [statement] };
  const { guarded } = comparePolicies(
    { kind: 'identity', identity: [{ ...alone, statements: [] }] },
    { kind: 'identity', identity: [alone] },
    knowledge,
  );
  const words = { policy: alone, written: writtenWords(ground), serviceOf };
  const spaces = spacesOfRows(guarded.rows, words, 'named').map(withoutStar);
  if (spaces.length > MOST_SPACES) return [];
  const set: PolicySet = { kind: 'identity', identity: [permissions], boundary };
  const by = { policy: permissions.name, index };
  const options = { by, alsoAttached: ANYTHING, isVerdict: true } as const;
  const holds = (space: Space): boolean =>
    proveEvery(set, toSpace(space, substitute), 'explicitDeny', knowledge, options).answer ===
    'holds';
  const drafts = spaces.flatMap((space): GuardDraft[] => {
    const found: Space = canBeAnswered(space) ? { ...space, except: [ANSWERED] } : space;
    if (!holds(found)) return [];
    const say = `Refuses ${spaceWords(found as SpaceData)}, no matter what else is attached.`;
    const { sid } = statement;
    return [
      {
        say,
        every: found,
        alsoAttached: ANYTHING,
        expect: 'explicitDeny',
        ...(sid === undefined ? {} : { by: sid }),
      },
    ];
  });
  return drafts.length === spaces.length ? drafts : [];
}

function canBeAnswered({ action, service, access }: Space): boolean {
  if (service !== undefined || access !== undefined) return false;
  const matches = (patterns: string | readonly string[]): boolean =>
    [patterns].flat().some((one) => globMatches(one.toLowerCase(), 'sts:getcalleridentity'));
  if (action === undefined) return true;
  return typeof action === 'object' && 'not' in action ? !matches(action.not) : matches(action);
}

/** Every action is what a space means that names none. */
function withoutStar({ action, ...space }: Space): Space {
  return action === undefined || action === '*' ? space : { action, ...space };
}
