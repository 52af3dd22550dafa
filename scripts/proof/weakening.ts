/**
 * Would a claim notice if the policies granted more or refused less? Each policy is weakened in many
 * small ways; a change that opens something and breaks no claim is reported with what it opens.
 */
import { placeIn } from '../data/catalog.ts';
import { ROLE_POLICY_KINDS, type RolePolicyKind } from '../data/schema/index.ts';
import { comparePolicies, type Row } from '../iam/space/compare.ts';
import type { PolicySet } from '../iam/space/decide.ts';
import type { Space } from '../iam/space/space.ts';
import type { EvaluablePolicy, Statement } from '../iam/statement.ts';
import { type Problem, problemAt } from '../problems/problem.ts';
import { contextText } from './claim-problems.ts';
import { allHold, type RoleGround } from './ground.ts';
import { type Mutation, mutationsOf } from './mutations.ts';
import type { RolePolicies } from './policy-sets.ts';
import { toSpace } from './spaces.ts';

/** At most one problem a statement: the first change that no claim would notice. */
export function unnoticedChanges(ground: RoleGround): Problem[] {
  return ROLE_POLICY_KINDS.flatMap((kind) =>
    (ground.policies[kind]?.statements ?? []).flatMap((statement) => {
      const lost = unnoticedLoss(ground, kind, statement);
      return lost ?? unnoticedWeakening(ground, kind, statement) ?? [];
    }),
  );
}

/** A statement whose loss breaks no claim is not shown by any. */
function unnoticedLoss(
  ground: RoleGround,
  kind: RolePolicyKind,
  statement: Statement,
): Problem | undefined {
  const { role } = ground;
  if (!allHold({ ...ground, policies: replaced(ground.policies, kind, statement) }))
    return undefined;
  return at(ground, kind, statement, 'claim/unproven-statement', {
    message: `no claim would notice the loss of ${nameOf(statement)} of ${role.id}'s ${kind} policy`,
    hint: 'add a claim that holds only because of it, or remove the statement',
  });
}

function unnoticedWeakening(
  ground: RoleGround,
  kind: RolePolicyKind,
  statement: Statement,
): Problem | undefined {
  const isAllow = statement.effect === 'Allow';
  // An upper bound notices all that it does not speak for.
  if (isAllow && kind !== 'trust' && hasBound(ground)) return undefined;
  const view = isAllow ? 'gained' : 'unguarded';
  const before = setOfKind(kind, ground.policies);
  for (const mutation of mutationsOf(statement, kind)) {
    const policies = replaced(ground.policies, kind, statement, mutation.statement);
    const after = setOfKind(kind, policies);
    const change = comparePolicies(before, after, ground.knowledge, {
      space: isAllow ? { except: acceptedSpaces(ground) } : {},
      rows: 'one',
    })[view];
    const [row] = change.rows;
    if (!row || !allHold({ ...ground, policies })) continue;
    return at(ground, kind, statement, 'claim/unnoticed-change', wordsOf(statement, mutation, row));
  }
  return undefined;
}

const hasBound = ({ role }: RoleGround): boolean =>
  role.value.claims.some(
    ({ only, within, scenario, policy }) =>
      policy === 'permissions' && scenario === undefined && (only ?? within) !== undefined,
  );

const acceptedSpaces = ({ role, substitute }: RoleGround): Space[] =>
  role.value.accepted.map(({ space }) => toSpace(space, substitute));

function setOfKind(
  kind: RolePolicyKind,
  { permissions, boundary, trust }: RolePolicies,
): PolicySet {
  const none: EvaluablePolicy = { name: kind, hasVariables: true, statements: [] };
  if (kind === 'trust') return { kind: 'trust', policy: trust ?? none };
  return { kind: 'identity', identity: permissions ? [permissions] : [], boundary };
}

function replaced(
  policies: RolePolicies,
  kind: RolePolicyKind,
  old: Statement,
  statement?: Statement,
): RolePolicies {
  const policy = policies[kind];
  const statements = (policy?.statements ?? []).flatMap((one) =>
    one === old ? (statement ?? []) : one,
  );
  return { ...policies, [kind]: policy && { ...policy, statements } };
}

function wordsOf(statement: Statement, { change }: Mutation, { request }: Row) {
  const opens = `${request.action} on ${request.resource} with ${contextText(request.context)}`;
  return statement.effect === 'Allow'
    ? {
        message: `no claim would notice if ${nameOf(statement)} allowed more: ${change}, it would allow ${opens}`,
        hint: 'add `only`, which bounds what the role may do, or a claim that this is refused',
      }
    : {
        message: `no claim would notice if ${nameOf(statement)} refused less: ${change}, it would no longer refuse ${opens}`,
        hint: 'claim what it refuses for every request: `every`, `alsoAttached: anything`, `expect: explicitDeny`',
      };
}

const nameOf = ({ sid, index }: Statement): string => sid ?? `statement ${index + 1}`;

function at(
  { role }: RoleGround,
  kind: RolePolicyKind,
  { index }: Statement,
  code: 'claim/unproven-statement' | 'claim/unnoticed-change',
  words: { readonly message: string; readonly hint: string },
): Problem {
  const isShared = role.value.policies[kind]?.use !== undefined;
  const path = isShared ? ['policies', kind] : ['policies', kind, 'statements', index];
  return problemAt(code, role.file.source, placeIn(role, path), words);
}
