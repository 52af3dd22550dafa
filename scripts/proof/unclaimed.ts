/** Access that a role has and no claim is about: one problem a statement, with the line to paste. */
import { comparePolicies, type Row } from '../iam/space/compare.ts';
import type { PolicySet } from '../iam/space/decide.ts';
import type { Space } from '../iam/space/space.ts';
import type { EvaluablePolicy, Statement } from '../iam/statement.ts';
import type { Problem } from '../problems/problem.ts';
import { forAnyValue } from './any-value.ts';
import { permissionsBound } from './bound.ts';
import type { RoleGround } from './ground.ts';
import { claimLine } from './hint-lines.ts';
import type { Proof } from './proof.ts';
import { SECRET_READERS } from './secrets.ts';
import { inScenario, toSpace } from './spaces.ts';
import { nameOf, problemOfStatement } from './statement-places.ts';
import { spacesOf } from './universal.ts';

/** Levels of actions that change something. */
const CHANGES = ['Write', 'Tagging', 'Permissions management'];

interface Unclaimed {
  readonly problems: readonly Problem[];
  /** The statements in question, by index. */
  readonly statements: ReadonlySet<number>;
}

/** What the permissions of the role allow and no claim speaks for. */
export function unclaimedAccess(ground: RoleGround, proofs: readonly Proof[]): Unclaimed {
  const { role, policies, knowledge } = ground;
  const { permissions, boundary } = policies;
  const isWithin = role.value.claims.some(
    ({ within, scenario }) => within !== undefined && scenario === undefined,
  );
  if (!permissions || isWithin) return { problems: [], statements: new Set() };
  const set: PolicySet = { kind: 'identity', identity: [forAnyValue(permissions)], boundary };
  const except = spokenFor(ground);
  const claimed: PolicySet = {
    kind: 'identity',
    identity: [forAnyValue(shownByExamples(ground, proofs))],
  };
  const { gained } = comparePolicies(claimed, set, knowledge, {
    space: except.length > 0 ? { except } : {},
  });
  const byStatement = new Map<number, Row[]>();
  for (const row of gained.rows) {
    // What a pattern will admit one day is no access yet.
    if (row.actions.listed.length + row.actions.services.length === 0) continue;
    const index = row.after.decidedBy.find(({ policy }) => policy === 'permissions')?.index ?? 0;
    byStatement.set(index, [...(byStatement.get(index) ?? []), row]);
  }
  const bound = byStatement.size > 0 ? permissionsBound(ground) : undefined;
  const found = [...byStatement].toSorted(([a], [b]) => a - b);
  return {
    problems: found.map(([index, rows], at) => {
      const paste = bound && (at === 0 ? claimLine(bound) : undefined);
      return problemOf(ground, index, rows, paste, bound !== undefined);
    }),
    statements: new Set(byStatement.keys()),
  };
}

/** Spaces that claims and acceptances are about. */
function spokenFor(ground: RoleGround): Space[] {
  const { catalog, role, substitute } = ground;
  const accepted = role.value.accepted.map(({ space }) => toSpace(space, substitute));
  const claimed = role.value.claims.flatMap((claim): Space[] => {
    if (claim.policy !== 'permissions') return [];
    const contexts = catalog.contexts(claim.scenario);
    if (claim.only)
      return claim.only.flatMap((one) =>
        inScenario(toSpace(one, substitute), contexts, substitute),
      );
    if (!claim.every || claim.expect !== 'allowed') return [];
    const spaces = spacesOf(claim, ground);
    return 'wrong' in spaces ? [] : spaces.map(({ space }) => space);
  });
  return [...accepted, ...claimed];
}

/** An example speaks for its action wherever the statements that allowed it apply. */
function shownByExamples(
  { role, policies }: RoleGround,
  proofs: readonly Proof[],
): EvaluablePolicy {
  const shown = new Map<string, Statement>();
  for (const { role: id, claim, trials } of proofs) {
    const isGrant = claim.expect === 'allowed' && claim.alsoAttached === undefined;
    if (id !== role.id || claim.policy !== 'permissions' || !isGrant) continue;
    for (const { request, decision } of trials)
      for (const { policy, index } of decision.decidedBy) {
        const statement =
          policy === 'permissions' ? policies.permissions?.statements[index] : undefined;
        const action = { negated: false, values: [request.action] };
        if (statement?.effect === 'Allow')
          shown.set(`${index} ${request.action.toLowerCase()}`, { ...statement, action });
      }
  }
  return { name: 'claimed', hasVariables: true, statements: [...shown.values()] };
}

function problemOf(
  ground: RoleGround,
  index: number,
  rows: readonly Row[],
  paste: string | undefined,
  hasBound: boolean,
): Problem {
  const isError = rows.some(
    ({ actions }) =>
      actions.levels.some((level) => CHANGES.includes(level)) ||
      actions.listed.some((action) => SECRET_READERS.has(action.toLowerCase())),
  );
  const what = [...new Set(rows.map(wordsOf))];
  const shown = what.slice(0, MOST_SHOWN).join('; ');
  const more = what.length > MOST_SHOWN ? `; and ${what.length - MOST_SHOWN} more` : '';
  const name = nameOf(ground.policies.permissions?.statements[index], index);
  const claimIt =
    paste !== undefined
      ? `claim it:\n${paste}`
      : hasBound
        ? 'claim it: the `only` that another hint of this role drafts covers it'
        : 'claim it: `only` bounds what the role may do';
  return problemOfStatement(ground, 'permissions', index, 'claim/unclaimed-access', {
    message: `${name} allows ${shown}${more}, and no claim says so`,
    hint: `take it out of the policy, or ${claimIt}`,
    severity: isError ? 'error' : 'warning',
  });
}

const MOST_SHOWN = 4;

/** `s3:DeleteObjectVersion, s3:PutObjectAcl (Write) on arn:aws:s3:::b/*`. */
function wordsOf({ actions, resources }: Row): string {
  const names = [...actions.services.map((service) => `${service}:*`), ...actions.listed];
  const named =
    names.length > MOST_NAMES
      ? `${names.slice(0, MOST_NAMES).join(', ')} and ${names.length - MOST_NAMES} more`
      : names.join(', ');
  const levels = actions.levels.length > 0 ? ` (${actions.levels.join(', ')})` : '';
  const on = resources.include.length > 0 ? ` on ${resources.include.join(' and ')}` : '';
  return `${named}${levels}${on}`;
}

const MOST_NAMES = 6;
