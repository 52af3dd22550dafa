/** A policy against the one that ships: what both allow and refuse, over all requests. */
import type { Entry } from '../data/catalog.ts';
import { policyDocument, sameAsDocument } from '../data/role-policies.ts';
import { ROLE_POLICY_KINDS, type RolePolicyKind, type SameAsData } from '../data/schema/index.ts';
import type { PolicyDocument } from '../iam/policy.ts';
import { type Change, comparePolicies, type Comparison, type Row } from '../iam/space/compare.ts';
import type { PolicySet } from '../iam/space/decide.ts';
import { readPolicy } from '../iam/statement.ts';
import { type Problem, problemAt } from '../problems/problem.ts';
import { rangeOf } from '../data/yaml-places.ts';
import { contextText } from './claim-problems.ts';
import type { RoleGround } from './ground.ts';

type ChangeName = Exclude<keyof Comparison, 'facts' | 'date'>;

/** What must not be, by relation, in words that follow the policy's file; `them` is the one that ships. */
const CHANGES: Readonly<
  Record<SameAsData['relation'], readonly (readonly [change: ChangeName, words: string])[]>
> = {
  equal: [
    ['gained', 'allows'],
    ['lost', 'does not allow'],
    ['unguarded', 'does not refuse'],
    ['guarded', 'refuses'],
  ],
  within: [
    ['gained', 'allows'],
    ['unguarded', 'does not refuse'],
  ],
  covers: [['lost', 'does not allow']],
};

/** The documents that policies of a role are compared with. */
export const sameAsDocuments = (
  { catalog, substitute }: Pick<RoleGround, 'catalog' | 'substitute'>,
  role: Entry<'roles'>,
): PolicyDocument[] =>
  ROLE_POLICY_KINDS.flatMap((kind) => sameAsDocument(catalog, role, kind, substitute) ?? []);

export function sameAsProblems(ground: RoleGround): Problem[] {
  const { catalog, role, substitute, knowledge } = ground;
  return ROLE_POLICY_KINDS.flatMap((kind): Problem[] => {
    const asked = role.value.policies[kind]?.sameAs;
    const [ours, theirs] = [
      policyDocument(catalog, role, kind, substitute),
      asked && sameAsDocument(catalog, role, kind, substitute),
    ];
    if (!asked || !ours || !theirs) return [];
    const compared = comparePolicies(setOf(kind, theirs), setOf(kind, ours), knowledge);
    const found = CHANGES[asked.relation]
      .map(([name, words]) => ({ words, change: compared[name] }))
      .filter(({ change }) => change.verdict !== 'none');
    const [first] = found.toSorted(
      (a, b) => Number(a.change.verdict === 'unknown') - Number(b.change.verdict === 'unknown'),
    );
    if (!first) return [];
    const path = ['roles', role.id, 'policies', kind, 'sameAs'];
    return [
      problemAt(
        'source/differs',
        role.file.source,
        rangeOf(role.file, path),
        wordsFor(role.id, kind, asked, first),
      ),
    ];
  });
}

function setOf(kind: RolePolicyKind, document: PolicyDocument): PolicySet {
  const policy = readPolicy(kind, document);
  return kind === 'trust' ? { kind: 'trust', policy } : { kind: 'identity', identity: [policy] };
}

function wordsFor(
  id: string,
  kind: RolePolicyKind,
  { from }: SameAsData,
  { words, change }: { readonly words: string; readonly change: Change },
) {
  const [row] = change.rows;
  const policy = `the ${kind} policy of ${id}`;
  if (change.verdict === 'unknown' || !row)
    return {
      message: `it cannot be decided whether ${policy} and ${from} decide the same: ${change.reasons.map(({ reason }) => reason).join('; ')}`,
      hint: 'write both so that it can be decided',
    };
  const { request } = row;
  const who = kind === 'trust' ? ` by ${request.principal}` : '';
  const theirs = words.startsWith('does not') ? words.replace('does not ', '') : undefined;
  const other = theirs === undefined ? 'does not' : 'does';
  return {
    message: `${policy} ${words} ${wordsOf(row)}, and ${from} ${other}: ${request.action} on ${request.resource}${who} with ${contextText(request.context)} is ${row.after.decision} here and ${row.before.decision} there`,
    hint: 'change one of the two, or the `relation`; if the page is to follow the file, write `from` instead of `statements`',
  };
}

function wordsOf({ actions, resources }: Row): string {
  const names = [...actions.services.map((service) => `${service}:*`), ...actions.listed];
  const shown = names.slice(0, 6).join(', ') || (actions.unlisted ?? 'actions');
  const more = names.length > 6 ? ` and ${names.length - 6} more` : '';
  const on = resources.include.length > 0 ? ` on ${resources.include.join(' and ')}` : '';
  return `${shown}${more}${on}`;
}
