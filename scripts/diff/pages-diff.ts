/** Policies in pages compared: for a tree that has adopted nothing, too. */
import { additionsOf } from '../data/additions.ts';
import { policiesWith } from '../sources/sources.ts';
import { substitution } from '../data/role-policies.ts';
import { loadReference } from '../iam/reference.ts';
import { ActionIndex, FACTS, readActionIndex } from '../iam/space/index.ts';
import {
  type Access,
  compareAccess,
  type Ground,
  isSameText,
  unknownAccess,
} from '../access/access.ts';
import { kindOf, setOf } from '../access/documents.ts';
import { groundFor } from '../access/ground.ts';
import { type PagePair, pairPolicies, policiesOfPage, type PagePolicy } from './page-policies.ts';
import type { AccessDiff } from './result.ts';
import type { PolicyDiff } from '../models/changes.ts';
import type { Keep } from '../models/model.ts';
import { ofPair } from '../models/iam/diff/roles.ts';
import { wordsOf } from '../models/iam/policy-words.ts';
import type { Place } from './side.ts';

/** Paths are from the root. Data with problems are no obstacle: they only add what they can. */
export async function diffPages(
  before: Place,
  after: Place,
  paths: readonly string[],
  keep: Keep,
): Promise<AccessDiff> {
  const { catalog } = policiesWith(after.dataSources(), after.shipped);
  const substitute = substitution(catalog, {
    ...before.config.placeholders,
    ...after.config.placeholders,
  });
  const [old, now] = await Promise.all(
    [before, after].map(async (side) => side.read(await side.markdownBelow(paths))),
  );
  const policiesIn = (side: Place, own: typeof old, other: typeof old): PagePolicy[] =>
    [...(own ?? [])]
      .filter(([file, bytes]) => other?.get(file)?.equals(bytes) !== true)
      .flatMap(([file, bytes]) => policiesOfPage(side, file, bytes, substitute));
  const pairs = pairPolicies(policiesIn(before, old, now), policiesIn(after, now, old));
  const additions = additionsOf(catalog);
  const index = new ActionIndex(
    await keep('actions', readActionIndex),
    (additions.actions ?? []).map(({ action }) => ({ name: action })),
  );
  const reference = await loadReference(additions);
  const sets = pairs.flatMap((pair) => Object.values(setsOf(pair)));
  const ground = await groundFor({ reference, index }, sets, FACTS);
  const policies = pairs.map((pair) => policyDiff(pair, ground));
  return {
    before: before.name,
    after: after.name,
    policies,
    claims: [],
    calls: [],
    facts: [...new Set(policies.flatMap(({ access }) => access.facts))],
    pagesRerendered: 0,
    dataDate: index.date,
  };
}

function setsOf({ before, after }: PagePair) {
  const kind = kindOf([before?.policy, after?.policy]);
  return { before: setOf(kind, before?.policy), after: setOf(kind, after?.policy) };
}

function policyDiff(pair: PagePair, ground: Ground): PolicyDiff {
  const { before, after } = pair;
  const shown = after ?? before;
  const file = shown?.file ?? '';
  const isMoved = before && after && before.file !== after.file;
  return {
    id: `${file}:${shown?.line ?? 1}`,
    ...wordsOf(kindOf([before?.policy, after?.policy])),
    file,
    pages: [file],
    presence: !before ? 'new' : !after ? 'gone' : 'both',
    formerly: isMoved ? `${before.file}:${before.line}` : undefined,
    access: ofPair(pair, accessOf(pair, ground)),
  };
}

/** What is left out of a page may be what matters. */
function accessOf(pair: PagePair, ground: Ground): Access {
  const sets = setsOf(pair);
  const isElided = pair.before?.isElided === true || pair.after?.isElided === true;
  if (isElided && !isSameText(sets.before, sets.after))
    return unknownAccess('the page leaves out parts of the policy');
  return compareAccess(sets.before, sets.after, ground);
}
