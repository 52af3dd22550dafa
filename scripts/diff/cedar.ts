/** Sets of Cedar policies on two sides: the same as Cedar reads them, or nobody can tell. */
import { loadEngine } from '../cedar/engine.ts';
import type { Entry } from '../data/catalog.ts';
import { writtenPolicies } from '../data/cedar-policies.ts';
import { CEDAR } from '../models/cedar/check.ts';
import { Source } from '../problems/source.ts';
import { type Access, SAME_ACCESS, unknownAccess } from '../access/access.ts';
import type { PolicyDiff } from './roles.ts';
import type { Side } from './side.ts';

/** Cedar’s prover, which could tell, is not part of its engine. */
const CANNOT_TELL = 'the Cedar policies differ, and what that changes is tested, not proven';

/** Compares two texts of policies; they are the same, or their difference is unknown. */
export function compareCedar(before: Source, after: Source): Access {
  if (before.text === after.text) return SAME_ACCESS;
  const cedar = loadEngine();
  const isSame = cedar !== undefined && CEDAR.isSame(before, after, { cedar });
  return isSame ? SAME_ACCESS : unknownAccess(CANNOT_TELL);
}

/** The sets of both sides, by id. */
export function cedarSets(before: Side, after: Side): PolicyDiff[] {
  const ids = [...new Set([before, after].flatMap(({ catalog }) => catalog.ids('cedar')))];
  return ids.toSorted().flatMap((id) => {
    const [old, now] = [before.catalog.get('cedar', id), after.catalog.get('cedar', id)];
    const entry = now ?? old;
    if (!entry) return [];
    const access =
      old && now
        ? compareSets(old, now)
        : unknownAccess(`the Cedar policies are ${now ? 'new' : 'gone'}`);
    return [
      {
        id,
        kind: 'cedar' as const,
        file: entry.file.source.file,
        pages: [],
        presence: now ? (old ? ('both' as const) : ('new' as const)) : ('gone' as const),
        formerly: undefined,
        access,
      },
    ];
  });
}

function compareSets(before: Entry<'cedar'>, after: Entry<'cedar'>): Access {
  const around = ({ value }: Entry<'cedar'>): string =>
    JSON.stringify([value.entities, value.configuration, value.model, value.schema]);
  if (around(before) !== around(after)) return unknownAccess(CANNOT_TELL);
  const text = (entry: Entry<'cedar'>): Source =>
    new Source(
      entry.file.source.file,
      writtenPolicies(entry)
        .map((policy) => policy.text)
        .join('\n'),
    );
  return compareCedar(text(before), text(after));
}
