/** Claims of a role before and after: those that were dropped, that promise less, or that now fail. */
import type { Claim } from '../../../data/schema/index.ts';
import type { Holder } from '../../../data/catalog.ts';
import { plural } from '../../../problems/report.ts';
import type { ClaimChange } from '../../claim-change.ts';
import { promisesLess } from '../../promises.ts';

/** Whether a claim holds, asked only if it matters. */
interface Holds {
  readonly before: (claim: Claim) => boolean;
  readonly after: (claim: Claim) => boolean;
}

/** The contexts of a scenario on each side, so that one that was only renamed promises the same. */
interface Contexts {
  readonly before: (scenario: string) => unknown;
  readonly after: (scenario: string) => unknown;
}

export function claimChanges(
  before: Holder,
  after: Holder,
  holds: Holds,
  contexts: Contexts = { before: (scenario) => scenario, after: (scenario) => scenario },
): ClaimChange[] {
  const pairs = pairsOf(before.value.claims, after.value.claims);
  const changes = before.value.claims.flatMap((old): ClaimChange[] => {
    const now = pairs.get(old);
    const base = { policy: nameOf(after.id, now ?? old), say: sayOf(now ?? old) };
    if (!now) return [{ ...base, change: 'dropped', before: claimText(old), after: null }];
    const what = { before: claimText(old), after: claimText(now) };
    if (!holds.after(now))
      return holds.before(old) ? [{ ...base, ...what, change: 'failing' }] : [];
    const differs = differences(old, now, contexts);
    const change = comparison(old, now, differs);
    if (change === undefined) return [];
    return [{ ...base, ...what, change, ...(change === 'changed' ? { differs } : {}) }];
  });
  const known = new Set(pairs.values());
  const added = after.value.claims
    .filter((claim) => !known.has(claim) && !holds.after(claim))
    .map((claim): ClaimChange => {
      const base = { policy: nameOf(after.id, claim), say: sayOf(claim) };
      return { ...base, change: 'failing', before: null, after: claimText(claim) };
    });
  return [...changes, ...added, ...acceptedOf(before, after)];
}

const nameOf = (role: string, { policy }: Claim): string =>
  policy === 'trust' ? `${role}/${policy}` : role;
const sayOf = ({ say }: Claim): string => say.source.replace(/\s+/g, ' ').trim();
const textOf = (value: unknown): string => JSON.stringify(value) ?? '';

/** By id, by sentence, and what is left by what it asks. */
function pairsOf(old: readonly Claim[], now: readonly Claim[]): Map<Claim, Claim> {
  const pairs = new Map<Claim, Claim>();
  const left = new Set(now);
  const keys = [
    ({ id }: Claim) => id,
    (claim: Claim) => textOf([claim.policy, sayOf(claim)]),
    (claim: Claim) => textOf([claim.policy, claim.scenario, questionOf(claim)]),
  ];
  for (const keyOf of keys)
    for (const claim of old) {
      const key = pairs.has(claim) ? undefined : keyOf(claim);
      const same = key === undefined ? undefined : [...left].find((one) => keyOf(one) === key);
      if (!same) continue;
      pairs.set(claim, same);
      left.delete(same);
    }
  return pairs;
}

const questionOf = ({ requests, every, only, within, principal, with: who }: Claim): unknown[] => [
  requests,
  every,
  only,
  within,
  principal,
  who,
];

/** What two claims promise differently, in words. */
function differences(old: Claim, now: Claim, { before, after }: Contexts): string[] {
  const { scenario: was = '' } = old;
  const { scenario: is = '' } = now;
  const isRenamed = was === is || textOf(before(was)) === textOf(after(is));
  const parts: readonly (readonly [string, (claim: Claim) => unknown])[] = [
    ['the decision', ({ expect }) => expect ?? 'denied'],
    ['the requests', ({ requests, every, only, within }) => [requests, every, only, within]],
    ['who asks', ({ principal, with: who }) => [principal, who]],
    ['the statement that decides', ({ by }) => by],
    ['what else is attached', ({ alsoAttached }) => alsoAttached],
    ['whether guardrails count', ({ guardrails }) => guardrails],
  ];
  return [
    ...parts.flatMap(([words, part]) => (textOf(part(old)) === textOf(part(now)) ? [] : words)),
    ...(isRenamed ? [] : ['the scenario']),
  ];
}

function comparison(
  old: Claim,
  now: Claim,
  differs: readonly string[],
): 'weakened' | 'changed' | undefined {
  const [was, is] = [old.expect ?? 'denied', now.expect ?? 'denied'];
  if (was !== is) return promisesLess(was, is) ? 'weakened' : 'changed';
  if (isWeaker(old, now)) return 'weakened';
  return differs.length === 0 || isStronger(old, now) ? undefined : 'changed';
}

const isWeaker = (old: Claim, now: Claim): boolean => isStronger(now, old);

/** Whether the claim promises what the other one does, and more. */
function isStronger(old: Claim, now: Claim): boolean {
  const steps = [
    strictly(isUniversal(old), isUniversal(now)),
    strictly(old.by !== undefined, now.by !== undefined),
    strictly(old.alsoAttached !== undefined, now.alsoAttached !== undefined),
    strictly(now.guardrails !== undefined, old.guardrails !== undefined),
    ...(isUniversal(old) || isUniversal(now) ? [] : [inclusion(old.requests, now.requests)]),
    ...(old.every && now.every ? [inclusion(now.every.except ?? [], old.every.except ?? [])] : []),
    ...(old.only && now.only ? [inclusion(now.only, old.only)] : []),
  ];
  return steps.includes('more') && !steps.includes('less');
}

const isUniversal = ({ requests }: Claim): boolean => requests.length === 0;

type Step = 'more' | 'less' | undefined;

const strictly = (was: boolean, is: boolean): Step =>
  was === is ? undefined : is ? 'more' : 'less';

function inclusion(was: readonly unknown[], is: readonly unknown[]): Step {
  const [old, now] = [new Set(was.map(textOf)), new Set(is.map(textOf))];
  const dropped = [...old].some((one) => !now.has(one));
  const added = [...now].some((one) => !old.has(one));
  if (dropped) return 'less';
  return added ? 'more' : undefined;
}

/** `explicitDeny for every request, by DenyDirectAPIAccess, whatever else is attached`. */
function claimText(claim: Claim): string {
  const { expect = 'denied', requests, only, within, scenario, by, alsoAttached } = claim;
  const what = only
    ? `nothing outside of ${plural(only.length, 'space')} is allowed`
    : within === undefined
      ? `${expect} for ${requests.length > 0 ? plural(requests.length, 'example') : 'every request'}`
      : `nothing beyond the role ${within}`;
  return [
    what,
    claim.every?.except ? `but ${plural(claim.every.except.length, 'exception')}` : '',
    scenario === undefined ? '' : `in ${scenario}`,
    by === undefined ? '' : `by ${by}`,
    alsoAttached === undefined ? '' : `with ${[alsoAttached].flat().join(', ')} attached as well`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}

/** Access that nobody needs to claim any more. */
function acceptedOf(before: Holder, after: Holder): ClaimChange[] {
  const known = new Set(before.value.accepted.map(({ space }) => textOf(space)));
  return after.value.accepted
    .filter(({ space }) => !known.has(textOf(space)))
    .map(({ space, reason }) => ({
      policy: after.id,
      say: reason,
      change: 'accepted',
      before: null,
      after: textOf(space),
    }));
}
