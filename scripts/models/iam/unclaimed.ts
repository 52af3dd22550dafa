/** Access that a role has and no claim is about: one problem a statement, with the line to paste. */
import type { Holder } from '../../data/catalog.ts';
import { comparePolicies, type Row } from '../../iam/space/compare.ts';
import type { PolicySet } from '../../iam/space/decide.ts';
import type { Reason } from '../../iam/space/explore.ts';
import type { Space } from '../../iam/space/space.ts';
import type { EvaluablePolicy, Statement } from '../../iam/statement.ts';
import type { Problem, ProblemWords } from '../../problems/problem.ts';
import { forAnyValue } from './any-value.ts';
import { boundOf } from './bound.ts';
import type { HolderGround } from './ground.ts';
import { claimLine } from './hint-lines.ts';
import { accessWords, possibleAccess } from './possible-access.ts';
import type { Proof } from './proof.ts';
import { SECRET_READERS } from './secrets.ts';
import { inScenario, toSpace } from './spaces.ts';
import { type HeldPolicies, isOfResource, setOfPart, type WrittenPolicy } from './policy-sets.ts';
import { nameOf, problemOfStatement } from './statement-places.ts';
import { spacesOf } from './universal.ts';

/** Levels of actions that change something. */
const CHANGES = ['Write', 'Tagging', 'Permissions management'];

interface Unclaimed {
  readonly problems: readonly Problem[];
  /** The statements in question, as the policies of the ground have them. */
  readonly statements: ReadonlySet<Statement>;
}

/** What the permissions of a role, or the policy of a resource, allow and no claim speaks for. */
export function unclaimedAccess(ground: HolderGround, proofs: readonly Proof[]): Unclaimed {
  const { holder, policies, knowledge } = ground;
  const isWithin = holder.value.claims.some(
    ({ within, scenario }) => within !== undefined && scenario === undefined,
  );
  // What only limits others gives no access.
  const grants = holder.kind === 'roles' || isOfResource(holder.value.kind);
  const part = partOf(holder);
  const isGranting = ({ kind }: WrittenPolicy): boolean => kind === part;
  if (!grants || isWithin || !policies.written.some(isGranting))
    return { problems: [], statements: new Set() };
  const withPolicies = (change: (policy: EvaluablePolicy) => EvaluablePolicy): PolicySet =>
    setOfPart(holder, part, {
      ...policies,
      written: policies.written.map((one) =>
        isGranting(one) ? { ...one, policy: forAnyValue(change(one.policy)) } : one,
      ),
    });
  const set = withPolicies((policy) => policy);
  const except = spokenFor(ground);
  const shown = shownByExamples(ground, proofs);
  const claimed = withPolicies((policy) => ({
    ...policy,
    statements: [...(shown.get(policy.name)?.values() ?? [])],
  }));
  const { gained } = comparePolicies(claimed, set, knowledge, {
    space: except.length > 0 ? { except } : {},
  });
  const statementOf = statementsByPlace(policies);
  const byStatement = new Map<PlacedStatement, Row[]>();
  for (const row of gained.rows) {
    // What a pattern will admit one day is no access yet.
    if (row.actions.listed.length + row.actions.services.length === 0) continue;
    const [placed] = row.after.decidedBy.flatMap(
      ({ policy, index }) => statementOf.get(`${policy} ${index}`) ?? [],
    );
    if (placed) byStatement.set(placed, [...(byStatement.get(placed) ?? []), row]);
  }
  const bound = byStatement.size > 0 ? boundOf(ground, part) : undefined;
  const order = [...statementOf.values()];
  const found = [...byStatement].toSorted(([a], [b]) => order.indexOf(a) - order.indexOf(b));
  /** The Denies, and of the Allows only one. */
  const alone = (allow: Statement): PolicySet =>
    withPolicies((policy) => ({
      ...policy,
      statements: policy.statements.filter((one) => one === allow || one.effect !== 'Allow'),
    }));
  const undecided =
    gained.reasons.length === 0
      ? []
      : order
          .filter((placed) => isGranting(placed.written) && !byStatement.has(placed))
          .filter(({ statement }) => statement.effect === 'Allow')
          .flatMap((placed): Undecided[] => {
            const options = { space: except.length > 0 ? { except } : {}, rows: 'one' } as const;
            const one = comparePolicies(claimed, alone(placed.statement), knowledge, options);
            const [reason] = one.gained.verdict === 'unknown' ? one.gained.reasons : [];
            return reason ? [{ placed, reason }] : [];
          });
  return {
    problems: [
      ...found.map(([placed, rows], at) => {
        const paste = bound && (at === 0 ? claimLine(bound) : undefined);
        return problemOf(ground, placed, rows, paste, bound !== undefined);
      }),
      ...undecided.map((one) => undecidedProblem(ground, one)),
    ],
    statements: new Set([...byStatement.keys()].map(({ statement }) => statement)),
  };
}

interface PlacedStatement {
  readonly written: WrittenPolicy;
  readonly statement: Statement;
}

/** An Allow of which the proof cannot tell whether claims speak for all of it. */
interface Undecided {
  readonly placed: PlacedStatement;
  readonly reason: Reason;
}

/** The statements that the data write out, by the name of their policy and their index. */
const statementsByPlace = ({ written }: HeldPolicies): Map<string, PlacedStatement> =>
  new Map(
    written.flatMap((one) =>
      one.policy.statements.map((statement): [string, PlacedStatement] => [
        `${one.policy.name} ${statement.index}`,
        { written: one, statement },
      ]),
    ),
  );

/** Whose access is claimed: the permissions of a role, or a policy by itself. */
const partOf = (holder: Holder): 'permissions' | 'own' =>
  holder.kind === 'policies' ? 'own' : 'permissions';

/** Spaces that claims and acceptances are about. */
function spokenFor(ground: HolderGround): Space[] {
  const { catalog, holder, substitute } = ground;
  const accepted = holder.value.accepted.map(({ space }) => toSpace(space, substitute));
  const claimed = holder.value.claims.flatMap((claim): Space[] => {
    if (claim.policy === 'trust') return [];
    const contexts = catalog.contexts(claim.scenario);
    if (claim.only)
      return claim.only.flatMap((one) =>
        inScenario(toSpace(one, substitute), contexts, substitute),
      );
    const isGrant =
      claim.expect === 'allowed' || claim.expect === 'admits' || claim.expect === 'delegates';
    if (!claim.every || !isGrant) return [];
    const spaces = spacesOf(claim, ground);
    return 'wrong' in spaces ? [] : spaces.map(({ space }) => space);
  });
  return [...accepted, ...claimed];
}

/** An example speaks for its action wherever the statements that allowed it apply. By policy. */
function shownByExamples(
  { holder, policies }: HolderGround,
  proofs: readonly Proof[],
): ReadonlyMap<string, ReadonlyMap<string, Statement>> {
  const statementOf = statementsByPlace(policies);
  const shown = new Map<string, Map<string, Statement>>();
  for (const { holder: whose, claim, trials } of proofs) {
    const isAllowed =
      claim.expect === 'allowed' || claim.expect === 'admits' || claim.expect === 'delegates';
    if (whose !== holder || claim.policy !== partOf(holder)) continue;
    if (!isAllowed || claim.alsoAttached !== undefined) continue;
    for (const { request, decision } of trials)
      for (const { policy, index } of decision.decidedBy) {
        const statement = statementOf.get(`${policy} ${index}`)?.statement;
        const action = { negated: false, values: [request.action] };
        if (statement?.effect !== 'Allow') continue;
        const ofPolicy = shown.get(policy) ?? new Map<string, Statement>();
        shown.set(policy, ofPolicy);
        ofPolicy.set(`${index} ${request.action.toLowerCase()}`, { ...statement, action });
      }
  }
  return shown;
}

function problemOf(
  ground: HolderGround,
  placed: PlacedStatement,
  rows: readonly Row[],
  paste: string | undefined,
  hasBound: boolean,
): Problem {
  const possible = rows.map((row) => possibleAccess(row, ground.knowledge));
  const isError = possible.some(
    ({ actions, levels }) =>
      levels.some((level) => CHANGES.includes(level)) ||
      actions.some((action) => SECRET_READERS.has(action.toLowerCase())),
  );
  const what = [...new Set(possible.map(accessWords))];
  const shown = what.slice(0, MOST_SHOWN).join('; ');
  const more = what.length > MOST_SHOWN ? `; and ${what.length - MOST_SHOWN} more` : '';
  const { statement } = placed;
  const name = nameOf(statement, statement.index);
  const who = ground.holder.kind === 'roles' ? 'role' : 'policy';
  const claimIt =
    paste !== undefined
      ? `claim it:\n${paste}`
      : hasBound
        ? `claim it: the \`only\` that another hint of this ${who} drafts covers it`
        : `claim it: \`only\` bounds what the ${who} ${who === 'role' ? 'may do' : 'allows'}`;
  return problemOn(ground, placed, {
    message: `${name} allows ${shown}${more}, and no claim says so`,
    hint: `take it out of the policy, or ${claimIt}`,
    severity: isError ? 'error' : 'warning',
  });
}

function undecidedProblem(ground: HolderGround, { placed, reason }: Undecided): Problem {
  const name = nameOf(placed.statement, placed.statement.index);
  const remedy = reason.state === undefined ? '' : ` or state ${reason.state} in the claims,`;
  return problemOn(ground, placed, {
    message: `it is unknown whether claims speak for all that ${name} allows: ${reason.reason}`,
    hint: `write the policy so that it can be decided,${remedy} or accept the access with a reason under \`accepted\``,
  });
}

function problemOn(
  { holder }: HolderGround,
  { written, statement }: PlacedStatement,
  words: ProblemWords,
): Problem {
  return problemOfStatement(holder, written, statement.index, 'claim/unclaimed-access', words);
}

const MOST_SHOWN = 4;
