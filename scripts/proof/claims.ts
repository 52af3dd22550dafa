/** Claims → proofs: each sentence with what shows it, and each role with what no sentence shows. */
import { type Catalog, type Entry, placeIn } from '../data/catalog.ts';
import type { Substitute } from '../data/role-policies.ts';
import type { Claim } from '../data/schema/index.ts';
import type { Knowledge } from '../iam/space/knowledge.ts';
import { withNames } from '../data/names.ts';
import { type Problem, problemAt } from '../problems/problem.ts';
import type { RoleGround } from './ground.ts';
import { exampleProblems, universalProblems } from './claim-problems.ts';
import { tryExamples } from './examples.ts';
import { openTrust } from './open-trust.ts';
import { policiesOf } from './policy-sets.ts';
import { unclaimedAccess } from './unclaimed.ts';
import { proveUniversal } from './universal.ts';
import { needlessGrants } from './needless-grants.ts';
import { type Tried, unnoticedChanges } from './weakening.ts';
import type { Proof } from './proof.ts';

interface ProvenClaims {
  readonly proofs: readonly Proof[];
  readonly problems: readonly Problem[];
  /** Of each role whose claims were tested: how many weakened policies they were tried with. */
  readonly tried: ReadonlyMap<string, Tried>;
}

/**
 * Proves every claim of these roles. A claim that does not hold is a problem at its line. What the
 * claims of a role miss is asked once they hold and its policies, all but the `broken` ones, are
 * valid: until then, that may be what is wrong.
 */
export function proveClaims(
  catalog: Catalog,
  roles: readonly Entry<'roles'>[],
  substitute: Substitute,
  knowledge: Knowledge,
  broken: ReadonlySet<string>,
): ProvenClaims {
  const proofs: Proof[] = [];
  const problems: Problem[] = [];
  const tried = new Map<string, Tried>();
  for (const role of roles) {
    const policies = policiesOf(catalog, role, substitute);
    const ground = { catalog, role, policies, substitute, knowledge };
    if (role.value.claims.length === 0) problems.push(noClaims(role));
    const proven = role.value.claims.map((claim, index) => proveClaim(ground, claim, index));
    proofs.push(...proven.map(({ proof }) => proof));
    const found = proven.flatMap((one) => one.problems);
    problems.push(...found, ...openTrust(ground), ...needlessGrants(ground));
    if (role.value.claims.length === 0 || found.length > 0 || broken.has(role.id)) continue;
    const unclaimed = unclaimedAccess(ground, proofs);
    const unnoticed = unnoticedChanges(ground, unclaimed.statements);
    problems.push(...unclaimed.problems, ...unnoticed.problems);
    tried.set(role.id, unnoticed.tried);
  }
  return { proofs, problems, tried };
}

function noClaims(role: Entry<'roles'>): Problem {
  return problemAt('claim/none', role.file.source, placeIn(role, ['name']), {
    message: `the role ${role.id} has no claims, so nothing shows what its policies do`,
    hint: 'add `claims`: what the role may do, and what it may not',
  });
}

function proveClaim(
  ground: RoleGround,
  claim: Claim,
  index: number,
): { readonly proof: Proof; readonly problems: readonly Problem[] } {
  const { catalog, role, policies, substitute } = ground;
  const said = withNames(claim.say.source, catalog);
  const base = { role: role.id, index, claim, said, trials: [], universal: [] };
  const problems: Problem[] = [];
  const unasked = cannotAsk(ground, claim, index);
  if (unasked) return { proof: { ...base, holds: false }, problems: [unasked] };
  if (claim.requests.length > 0) {
    const trials = tryExamples(catalog, role, claim, policies, substitute, (code, path, words) => {
      const place = placeIn(role, ['claims', index, ...path]);
      problems.push(problemAt(code, role.file.source, place, words));
    });
    problems.push(...exampleProblems(role, index, claim, trials));
    const holds = trials.length > 0 && trials.every(({ ok }) => ok);
    return { proof: { ...base, trials, holds }, problems };
  }
  const proofs = proveUniversal(role, claim, policies, ground);
  const universal = 'wrong' in proofs ? [] : proofs;
  const holds = universal.length > 0 && universal.every(({ answer }) => answer.answer === 'holds');
  return {
    proof: { ...base, universal, holds },
    problems: universalProblems(role, index, claim, proofs),
  };
}

function cannotAsk(
  { role, policies }: RoleGround,
  claim: Claim,
  index: number,
): Problem | undefined {
  if (claim.policy !== 'trust') return undefined;
  const { source } = role.file;
  if (!policies.trust)
    return problemAt('claim/no-policy', source, placeIn(role, ['claims', index, 'policy']), {
      message: `the role ${role.id} has no trust policy to claim anything about`,
      hint: 'add policies.trust',
    });
  const isAsked = claim.principal !== undefined || claim.with !== undefined;
  if (claim.requests.length === 0 || isAsked) return undefined;
  return problemAt('claim/no-principal', source, placeIn(role, ['claims', index]), {
    message: 'a claim about a trust policy must say who asks',
    hint: 'add `principal`, such as the ARN of the OIDC provider',
  });
}
