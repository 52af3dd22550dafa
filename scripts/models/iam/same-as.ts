/** A policy against the one that ships: what both allow and refuse, over all requests. */
import { type Holder, placeIn, type ResolvedPolicy } from '../../data/catalog.ts';
import { documentOf } from '../../data/role-policies.ts';
import type { PolicyPart, SameAsData } from '../../data/schema/index.ts';
import type { PolicyDocument } from '../../iam/policy.ts';
import {
  type Change,
  comparePolicies,
  type Comparison,
  type Row,
} from '../../iam/space/compare.ts';
import type { PolicySet } from '../../iam/space/decide.ts';
import { readPolicy } from '../../iam/statement.ts';
import { type Problem, problemAt } from '../../problems/problem.ts';
import { contextText } from './claim-problems.ts';
import type { HolderGround } from './ground.ts';
import { type HeldPolicies, setOfPart } from './policy-sets.ts';

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

/** The documents that policies are compared with. */
export const sameAsDocuments = (
  { catalog, substitute }: Pick<HolderGround, 'catalog' | 'substitute'>,
  holder: Holder,
): PolicyDocument[] =>
  catalog.policiesOf(holder).flatMap(({ path }) => {
    const statements = catalog.sameAs(holder, path);
    return statements ? [documentOf(statements, holder.file.source, substitute)] : [];
  });

export function sameAsProblems({
  catalog,
  holder,
  policies,
  substitute,
  knowledge,
}: HolderGround): Problem[] {
  return catalog.policiesOf(holder).flatMap((policy): Problem[] => {
    const { kind, path, sameAs: asked, statements } = policy;
    const others = catalog.sameAs(holder, path);
    if (!asked || !others) return [];
    const [theirs, ours] = [others, statements].map((one) =>
      aloneSet(holder, kind, documentOf(one, holder.file.source, substitute), policies.about),
    );
    if (!theirs || !ours) return [];
    const compared = comparePolicies(theirs, ours, knowledge);
    const found = CHANGES[asked.relation]
      .map(([name, words]) => ({ words, change: compared[name] }))
      .filter(({ change }) => change.verdict !== 'none');
    const [first] = found.toSorted(
      (a, b) => Number(a.change.verdict === 'unknown') - Number(b.change.verdict === 'unknown'),
    );
    if (!first) return [];
    const words = wordsFor(whoseWords(holder, policy), asked, first, ours.kind !== 'identity');
    const place = placeIn(holder, [...path, 'sameAs']);
    return [problemAt('source/differs', holder.file.source, place, words)];
  });
}

function aloneSet(
  holder: Holder,
  part: PolicyPart,
  document: PolicyDocument,
  about: HeldPolicies['about'],
): PolicySet {
  const policy = readPolicy(part, document);
  const whose = part === 'own' || part === 'trust' ? part : 'permissions';
  const written = { kind: whose, path: [], isWhole: true, placed: [], policy } as const;
  return setOfPart(holder, whose, { written: [written], managed: [], unread: [], about });
}

function whoseWords(holder: Holder, { kind, name }: ResolvedPolicy): string {
  if (kind === 'own') return `the policy ${holder.id}`;
  return name === kind
    ? `the ${kind} policy of ${holder.id}`
    : `the ${kind} policy ${name} of ${holder.id}`;
}

function wordsFor(
  policy: string,
  { from }: SameAsData,
  { words, change }: { readonly words: string; readonly change: Change },
  namesPrincipal: boolean,
) {
  const [row] = change.rows;
  if (change.verdict === 'unknown' || !row)
    return {
      message: `it cannot be decided whether ${policy} and ${from} decide the same: ${change.reasons.map(({ reason }) => reason).join('; ')}`,
      hint: 'write both so that it can be decided',
    };
  const { request } = row;
  const who = namesPrincipal ? ` by ${request.principal}` : '';
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
