/** Access that a role has and no claim is about: one problem a statement, with the line to paste. */
import { placeIn } from '../data/catalog.ts';
import { comparePolicies, type Row } from '../iam/space/compare.ts';
import type { PolicySet } from '../iam/space/decide.ts';
import type { Space } from '../iam/space/space.ts';
import { type Problem, problemAt } from '../problems/problem.ts';
import type { Proof } from './proof.ts';
import type { RoleGround } from './ground.ts';
import { SECRET_READERS } from './secrets.ts';
import { toSpace } from './spaces.ts';
import { spacesOf } from './universal.ts';

/** Levels of actions that change something. */
const CHANGES = ['Write', 'Tagging', 'Permissions management'];

/** What the permissions of the role allow and no claim speaks for. */
export function unclaimedAccess(ground: RoleGround, proofs: readonly Proof[]): Problem[] {
  const { role, policies, knowledge } = ground;
  const { permissions, boundary } = policies;
  if (!permissions || role.value.claims.some(({ within }) => within !== undefined)) return [];
  const set: PolicySet = { kind: 'identity', identity: [permissions], boundary };
  const nothing: PolicySet = { kind: 'identity', identity: [] };
  const except = spokenFor(ground, proofs);
  const { gained } = comparePolicies(nothing, set, knowledge, {
    space: except.length > 0 ? { except } : {},
  });
  const byStatement = new Map<number, Row[]>();
  for (const row of gained.rows) {
    const index = row.after.decidedBy.find(({ policy }) => policy === 'permissions')?.index ?? 0;
    byStatement.set(index, [...(byStatement.get(index) ?? []), row]);
  }
  return [...byStatement].map(([index, rows]) => problemOf(ground, index, rows));
}

/** The access that claims and acceptances are about. */
function spokenFor(ground: RoleGround, proofs: readonly Proof[]): Space[] {
  const { role, policies, substitute } = ground;
  const accepted = role.value.accepted.map(({ space }) => toSpace(space, substitute));
  const claimed = role.value.claims.flatMap((claim, index): Space[] => {
    if (claim.policy !== 'permissions') return [];
    if (claim.only) return claim.only.map((one) => toSpace(one, substitute));
    const isGrant = claim.expect === 'allowed' && claim.alsoAttached === undefined;
    if (!isGrant) return [];
    if (claim.every) {
      const spaces = spacesOf(claim, ground);
      return 'wrong' in spaces ? [] : spaces.map(({ space }) => space);
    }
    const trials = proofs.find((one) => one.role === role.id && one.index === index)?.trials ?? [];
    return trials.flatMap(({ request, decision }) => {
      // An example speaks for its action wherever the statements that allowed it apply.
      const patterns = decision.decidedBy.flatMap(({ policy, index: at }) => {
        const statement =
          policy === 'permissions' ? policies.permissions?.statements[at] : undefined;
        return statement?.resource?.negated === false ? statement.resource.values : ['*'];
      });
      return patterns.length > 0 ? [{ action: request.action, resource: patterns }] : [];
    });
  });
  return [...accepted, ...claimed];
}

function problemOf({ catalog, role }: RoleGround, index: number, rows: readonly Row[]): Problem {
  const policy = catalog.policy(role, 'permissions');
  const written = policy?.statements[index];
  const sid = written?.node.get('Sid');
  const name = typeof sid === 'string' ? sid : `statement ${index + 1}`;
  const isError = rows.some(
    ({ actions }) =>
      actions.levels.some((level) => CHANGES.includes(level)) ||
      actions.listed.some((action) => SECRET_READERS.has(action.toLowerCase())),
  );
  const what = [...new Set(rows.flatMap(wordsOf))];
  const shown = what.slice(0, MOST_SHOWN).join('; ');
  const more = what.length > MOST_SHOWN ? `; and ${what.length - MOST_SHOWN} more` : '';
  const path = role.value.policies.permissions?.use === undefined ? ['statements', index] : [];
  return problemAt(
    'claim/unclaimed-access',
    role.file.source,
    placeIn(role, ['policies', 'permissions', ...path]),
    {
      message: `${name} allows ${shown}${more}, and no claim says so`,
      hint: `take it out of the policy, or claim it:\n- { say: …, only: [${lineOf(rows)}] }`,
      severity: isError ? 'error' : 'warning',
    },
  );
}

const MOST_SHOWN = 4;

/** `s3:DeleteObjectVersion, s3:PutObjectAcl (Write) on arn:aws:s3:::b/*`. */
function wordsOf({ actions, resources }: Row): string[] {
  const names = [...actions.services.map((service) => `${service}:*`), ...actions.listed];
  const named =
    names.length > MOST_NAMES
      ? `${names.slice(0, MOST_NAMES).join(', ')} and ${names.length - MOST_NAMES} more`
      : names.join(', ');
  const levels = actions.levels.length > 0 ? ` (${actions.levels.join(', ')})` : '';
  const on = resources.include.length > 0 ? ` on ${resources.include.join(' and ')}` : '';
  if (names.length > 0) return [`${named}${levels}${on}`];
  // A wildcard also grants what AWS has not published: that is said only if nothing else is.
  return actions.unlisted === undefined ? [] : [`actions like ${actions.unlisted}${on}`];
}

const MOST_NAMES = 6;

/** The space to paste, in the patterns of the policy. */
function lineOf(rows: readonly Row[]): string {
  const actions = [
    ...new Set(
      rows.flatMap(({ actions: { services, listed } }) => [
        ...services.map((service) => `${service}:*`),
        ...listed,
      ]),
    ),
  ];
  const resources = [...new Set(rows.flatMap(({ resources: { include } }) => include))];
  const action = actions.length === 1 ? actions[0] : `[${actions.join(', ')}]`;
  const resource =
    resources.length === 0 ? '' : `, resource: [${resources.map((one) => `'${one}'`).join(', ')}]`;
  return `{ action: ${action}${resource} }`;
}
