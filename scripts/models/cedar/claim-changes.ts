/** Claims about a set of Cedar policies on two sides: dropped, weaker, or no longer true. */
import type { CedarClaim } from '../../data/schema/index.ts';
import { plural } from '../../problems/report.ts';
import type { ClaimChange } from '../claim-change.ts';
import { promisesLess } from '../promises.ts';

/** Whether a claim holds on a side, asked only if it matters. */
interface Holds {
  readonly before: (claim: CedarClaim) => boolean;
  readonly after: (claim: CedarClaim) => boolean;
}

export function claimChanges(
  set: string,
  before: readonly CedarClaim[],
  after: readonly CedarClaim[],
  holds: Holds,
): ClaimChange[] {
  const pairs = pairsOf(before, after);
  const kept = before.flatMap((old): ClaimChange[] => {
    const now = pairs.get(old);
    const base = { policy: set, say: sayOf(now ?? old), before: claimText(old) };
    if (!now) return [{ ...base, change: 'dropped', after: null }];
    const what = { ...base, after: claimText(now) };
    if (!holds.after(now)) return holds.before(old) ? [{ ...what, change: 'failing' }] : [];
    const change = comparison(old, now);
    if (change === undefined) return [];
    const differs = differences(old, now);
    return [{ ...what, change, ...(change === 'changed' ? { differs } : {}) }];
  });
  const known = new Set(pairs.values());
  const added = after
    .filter((claim) => !known.has(claim) && !holds.after(claim))
    .map((claim): ClaimChange => {
      const what = { before: null, after: claimText(claim) };
      return { policy: set, say: sayOf(claim), change: 'failing', ...what };
    });
  return [...kept, ...added];
}

const sayOf = ({ say }: CedarClaim): string => say.source.replace(/\s+/g, ' ').trim();
const asked = ({ requests }: CedarClaim): string => JSON.stringify(requests);

/** By their sentences, and what is left by what they ask. */
function pairsOf(
  old: readonly CedarClaim[],
  now: readonly CedarClaim[],
): Map<CedarClaim, CedarClaim> {
  const pairs = new Map<CedarClaim, CedarClaim>();
  const left = new Set(now);
  for (const keyOf of [sayOf, asked])
    for (const claim of old) {
      if (pairs.has(claim)) continue;
      const same = [...left].find((one) => keyOf(one) === keyOf(claim));
      if (!same) continue;
      pairs.set(claim, same);
      left.delete(same);
    }
  return pairs;
}

/** What two claims promise differently, in words. */
const differences = (old: CedarClaim, now: CedarClaim): string[] => [
  ...(old.expect === now.expect ? [] : ['the decision']),
  ...(asked(old) === asked(now) ? [] : ['the requests']),
  ...(old.by === now.by ? [] : ['the policy that decides']),
];

function comparison(old: CedarClaim, now: CedarClaim): 'weakened' | 'changed' | undefined {
  if (old.expect !== now.expect)
    return promisesLess(old.expect, now.expect) ? 'weakened' : 'changed';
  const kept = new Set(now.requests.map((request) => JSON.stringify(request)));
  const lost = old.requests.filter((request) => !kept.has(JSON.stringify(request))).length;
  if (lost > 0) return now.requests.length === old.requests.length - lost ? 'weakened' : 'changed';
  if (old.by === now.by) return undefined;
  if (now.by === undefined) return 'weakened';
  return old.by === undefined ? undefined : 'changed';
}

/** `explicitDeny for 2 requests, by not-for-contractors`. */
const claimText = ({ expect, requests, by }: CedarClaim): string =>
  `${expect} for ${plural(requests.length, 'request')}${by === undefined ? '' : `, by ${by}`}`;
