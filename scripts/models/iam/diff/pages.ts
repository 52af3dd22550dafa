/** IAM policies in pages compared: for a tree that has adopted nothing, too. */
import {
  type Access,
  compareAccess,
  type Ground,
  isSameText,
  unknownAccess,
} from '../../../access/access.ts';
import { kindOf, setOf } from '../../../access/documents.ts';
import { groundFor } from '../../../access/ground.ts';
import { additionsOf } from '../../../data/additions.ts';
import { loadReference } from '../../../iam/reference.ts';
import { ActionIndex, FACTS, readActionIndex } from '../../../iam/space/index.ts';
import type { PolicyDiff } from '../../changes.ts';
import type { Comparison } from '../../model.ts';
import { type PagePair, pairPolicies, placeOfPair } from '../../page-pairs.ts';
import { wordsOf } from '../policy-words.ts';
import { type PagePolicy, policiesOfPage } from './page-policies.ts';
import { ofPair } from './roles.ts';

export const comparePages: Comparison['pages'] = async (
  before,
  after,
  { catalog, substitute, keep },
) => {
  const [old, now] = [before, after].map((side) =>
    [...side.pages].flatMap(([file, bytes]) => policiesOfPage(side, file, bytes, substitute)),
  );
  const pairs = pairPolicies(old ?? [], now ?? []);
  if (pairs.length === 0) return [];
  const additions = additionsOf(catalog);
  const index = new ActionIndex(
    await readActionIndex(keep),
    (additions.actions ?? []).map(({ action }) => ({ name: action })),
  );
  const reference = await loadReference(additions);
  const sets = pairs.flatMap((pair) => Object.values(setsOf(pair)));
  const ground = await groundFor({ reference, index }, sets, FACTS);
  return pairs.map((pair) => policyDiff(pair, ground));
};

function setsOf({ before, after }: PagePair<PagePolicy>) {
  const kind = kindOf([before?.policy, after?.policy]);
  return { before: setOf(kind, before?.policy), after: setOf(kind, after?.policy) };
}

const policyDiff = (pair: PagePair<PagePolicy>, ground: Ground): PolicyDiff => ({
  ...wordsOf(kindOf([pair.before?.policy, pair.after?.policy])),
  ...placeOfPair(pair),
  access: ofPair(pair, accessOf(pair, ground)),
});

/** What is left out of a page may be what matters. */
function accessOf(pair: PagePair<PagePolicy>, ground: Ground): Access {
  const sets = setsOf(pair);
  const isElided = pair.before?.isElided === true || pair.after?.isElided === true;
  if (isElided && !isSameText(sets.before, sets.after))
    return unknownAccess('the page leaves out parts of the policy');
  return compareAccess(sets.before, sets.after, ground);
}
