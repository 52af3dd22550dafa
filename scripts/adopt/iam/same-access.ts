/** Which policies are the same: those with the same meaning, and those that give equal access in other words. */
import { kindOf, setOf } from '../../access/documents.ts';
import { groundFor } from '../../access/ground.ts';
import { additionsOf } from '../../data/additions.ts';
import type { Catalog } from '../../data/catalog.ts';
import { keptIn } from '../../files/cache.ts';
import { toDocument } from '../../iam/parse.ts';
import type { PolicyNode } from '../../iam/policy.ts';
import { loadReference } from '../../iam/reference.ts';
import { ActionIndex, areEqual, FACTS, readActionIndex } from '../../iam/space/index.ts';
import { readPolicy } from '../../iam/statement.ts';
import { Source } from '../../problems/source.ts';
import { families, leavesOf } from '../../reading/families.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { policyMeaning } from './layout.ts';

/** A text that is the same for policies that are the same. */
export type MeaningOf = (node: PolicyNode) => string;

/** Further pairs are taken as they are written. */
const MOST_PAIRS = 300;

/** Only what is proven equal is the same; the first of them gives the meaning. */
export async function meaningsByAccess(
  { cache }: Pick<Workspace, 'cache'>,
  catalog: Catalog,
  nodes: readonly PolicyNode[],
): Promise<MeaningOf> {
  const written = new Map(nodes.map((node) => [policyMeaning(node), node]));
  const members = [...written].map(([meaning, node]) => ({
    meaning,
    policy: readPolicy('policy', toDocument(new Source('', ''), node)),
    leaves: new Set(leavesOf(node)),
  }));
  const pairs = families(members, { asCopies: true }).flatMap(([first, ...others]) =>
    first ? others.map((other) => ({ first, other })) : [],
  );
  const same = new Map<string, string>();
  const asWritten: MeaningOf = (node) => policyMeaning(node);
  if (pairs.length === 0) return asWritten;
  const additions = additionsOf(catalog);
  const own = (additions.actions ?? []).map(({ action }) => ({ name: action }));
  const index = new ActionIndex(await readActionIndex(keptIn(cache)), own);
  const reference = await loadReference(additions);
  for (const { first, other } of pairs.slice(0, MOST_PAIRS)) {
    const kind = kindOf([first.policy, other.policy]);
    const sets = [setOf(kind, first.policy), setOf(kind, other.policy)] as const;
    const { knowledge } = await groundFor({ reference, index }, sets, FACTS);
    if (areEqual(...sets, knowledge) === true) same.set(other.meaning, first.meaning);
  }
  return (node) => {
    const meaning = policyMeaning(node);
    return same.get(meaning) ?? meaning;
  };
}
