/** Claims → proofs: each sentence with what shows it, and a role or policy with what none shows. */
import { type Holder, placeIn } from '../../data/catalog.ts';
import { ANYTHING } from '../../data/schema/claim.ts';
import type { Claim } from '../../data/schema/index.ts';
import { withNames } from '../../data/names.ts';
import { type Problem, problemAt } from '../../problems/problem.ts';
import type { HolderGround } from './ground.ts';
import { exampleProblems, universalProblems } from './claim-problems.ts';
import { tryExamples } from './examples.ts';
import { openTrust } from './open-trust.ts';
import { namesPrincipals, policyIn } from './policy-sets.ts';
import { unclaimedAccess } from './unclaimed.ts';
import { proveUniversal } from './universal.ts';
import { needlessGrants } from './needless-grants.ts';
import { type Tried, unnoticedChanges } from './weakening.ts';
import type { Proof } from './proof.ts';

interface ProvenClaims {
  readonly proofs: readonly Proof[];
  readonly problems: readonly Problem[];
  /** With how many weakened policies the claims were tried; undefined if they were not. */
  readonly tried: Tried | undefined;
}

/**
 * Proves every claim of a role or policy. A claim that does not hold is a problem at its line. What
 * the claims miss is asked once they hold and no policy is broken: until then, that may be what is
 * wrong.
 */
export function proveClaims(
  ground: HolderGround,
  isBroken: boolean,
  isStrict = false,
): ProvenClaims {
  const { holder } = ground;
  const { claims } = holder.value;
  const proven = claims.map((claim, index) => proveClaim(ground, claim, index, isStrict));
  const proofs = proven.map(({ proof }) => proof);
  const found = proven.flatMap(({ problems }) => problems);
  const problems = [
    ...(claims.length === 0 ? [noClaims(holder)] : []),
    ...found,
    ...openTrust(ground),
    ...needlessGrants(ground),
  ];
  if (claims.length === 0 || found.length > 0 || isBroken)
    return { proofs, problems, tried: undefined };
  const unclaimed = unclaimedAccess(ground, proofs);
  const { problems: unnoticed, tried } = unnoticedChanges(ground, unclaimed.statements);
  return { proofs, problems: [...problems, ...unclaimed.problems, ...unnoticed], tried };
}

function noClaims(holder: Holder): Problem {
  const isRole = holder.kind === 'roles';
  const place = placeIn(holder, [isRole ? 'name' : 'kind']);
  return problemAt('claim/none', holder.file.source, place, {
    message: isRole
      ? `the role ${holder.id} has no claims, so nothing shows what its policies do`
      : `the policy ${holder.id} has no claims, so nothing shows what it does`,
    hint: isRole
      ? 'add `claims`: what the role may do, and what it may not'
      : 'add `claims`: what the policy allows, and what it refuses',
  });
}

function proveClaim(
  ground: HolderGround,
  claim: Claim,
  index: number,
  isStrict: boolean,
): { readonly proof: Proof; readonly problems: readonly Problem[] } {
  const { catalog, holder, policies, substitute } = ground;
  const said = withNames(claim.say.source, catalog);
  const base = { holder, role: holder.id, index, claim, said, trials: [], universal: [] };
  const problems: Problem[] = [];
  const unasked = cannotAsk(ground, claim, index, isStrict);
  if (unasked) return { proof: { ...base, holds: false }, problems: [unasked] };
  if (claim.requests.length > 0) {
    const trials = tryExamples(
      catalog,
      holder,
      claim,
      policies,
      substitute,
      (code, path, words) => {
        const place = placeIn(holder, ['claims', index, ...path]);
        problems.push(problemAt(code, holder.file.source, place, words));
      },
    );
    problems.push(...exampleProblems(holder, index, claim, trials));
    const holds = trials.length > 0 && trials.every(({ ok }) => ok);
    return { proof: { ...base, trials, holds }, problems };
  }
  const proofs = proveUniversal(holder, claim, policies, ground);
  const universal = 'wrong' in proofs ? [] : proofs;
  const holds = universal.length > 0 && universal.every(({ answer }) => answer.answer === 'holds');
  return {
    proof: { ...base, universal, holds },
    problems: universalProblems(holder, index, claim, proofs),
  };
}

function cannotAsk(
  { holder, policies }: HolderGround,
  claim: Claim,
  index: number,
  isStrict: boolean,
): Problem | undefined {
  const { source } = holder.file;
  const at = (key?: string) =>
    placeIn(holder, ['claims', index, ...(key === undefined ? [] : [key])]);
  if (claim.policy === 'permissions') {
    // Whatever else is attached does not matter to a claim that says so.
    const isBeyond = claim.alsoAttached === ANYTHING;
    if (!isStrict || policies.unread.length === 0 || isBeyond) return undefined;
    return problemAt('claim/unknown', source, at('say'), {
      message: `this claim cannot be decided: what ${policies.unread.join(' and ')} says was not read`,
      hint: 'give the managed policy a `document`, or set `claims: { strictManaged: false }` in permadocs.yaml',
    });
  }
  if (claim.policy === 'trust' && !policyIn(policies, 'trust'))
    return problemAt('claim/no-policy', source, at('policy'), {
      message: `the role ${holder.id} has no trust policy to claim anything about`,
      hint: 'add policies.trust',
    });
  if (holder.kind === 'policies' && !namesPrincipals(holder.value.kind)) return undefined;
  const isAsked = claim.principal !== undefined || claim.with !== undefined;
  if (claim.requests.length === 0 || isAsked) return undefined;
  const what = claim.policy === 'trust' ? 'a trust policy' : 'a policy that names principals';
  return problemAt('claim/no-principal', source, at(), {
    message: `a claim about ${what} must say who asks`,
    hint:
      claim.policy === 'trust'
        ? 'add `principal`, such as the ARN of the OIDC provider'
        : 'add `principal`, such as the ARN of a role',
  });
}
