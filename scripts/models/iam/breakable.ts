/** Which claims can notice that a policy allows more or refuses less, so that no others are asked. */
import type { Claim, PolicyPart } from '../../data/schema/index.ts';
import type { Statement } from '../../iam/statement.ts';
import type { HolderGround } from './ground.ts';
import { holdsWith } from './ground.ts';

/** What happens to a statement of a policy: it is lost, or changed so that it weakens. */
interface Alteration {
  readonly kind: PolicyPart;
  readonly effect: Statement['effect'];
  readonly isLoss: boolean;
  /** It may also allow less or refuse more, so that any claim can notice it. */
  readonly isMixed: boolean;
}

/**
 * A claim that fails with the altered policies of `ground`. `likely` is asked first: what noticed one
 * change of a statement mostly notices the next one, too.
 */
export function noticedBy(
  ground: HolderGround,
  alteration: Alteration,
  likely?: Claim,
): Claim | undefined {
  const rank = (claim: Claim): number => (claim === likely ? -1 : costOf(claim));
  return ground.holder.value.claims
    .filter((claim) => canNotice(claim, alteration))
    .toSorted((a, b) => rank(a) - rank(b))
    .find((claim) => !holdsWith(ground, claim));
}

/** Examples are quick to try; a bound is proven for all requests. */
const costOf = ({ requests, only, within }: Claim): number =>
  requests.length > 0 ? 0 : (only ?? within) === undefined ? 2 : 1;

function canNotice(claim: Claim, { kind, effect, isLoss, isMixed }: Alteration): boolean {
  if (claim.policy !== (kind === 'boundary' ? 'permissions' : kind)) return false;
  const expected = claim.only !== undefined || claim.within !== undefined ? 'denied' : claim.expect;
  const isGrant = expected === 'allowed' || expected === 'admits' || expected === 'delegates';
  if (claim.by !== undefined || isMixed) return true;
  // A lost Allow allows less: only what expects access can miss it.
  if (effect === 'Allow' && isLoss) return isGrant;
  if (effect === 'Allow')
    return (!isGrant || expected === 'delegates') && expected !== 'explicitDeny';
  return !isGrant && expected !== 'implicitDeny';
}
