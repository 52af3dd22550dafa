/** Sets of Cedar policies on two sides: the same as Cedar reads them, or nobody can tell. */
import { type Access, SAME_ACCESS, unknownAccess } from '../../access/access.ts';
import { loadEngine } from '../../cedar/engine.ts';
import { normalSet } from '../../cedar/normal.ts';
import { parsePolicies } from '../../cedar/parse.ts';
import type { Entry } from '../../data/catalog.ts';
import { writtenPolicies } from '../../data/cedar-policies.ts';
import { readSource } from '../../files/source.ts';
import type { PolicyDiff, PolicyWords, State } from '../changes.ts';
import type { Comparison } from '../model.ts';

/** Cedar’s prover, which could tell, is not part of its engine. */
const CANNOT_TELL = 'the Cedar policies differ, and what that changes is tested, not proven';

const WORDS: PolicyWords = { kind: 'cedar', title: 'Cedar policies', admits: false };

export const compareFiles: Comparison['files'] = (before, after, { cwd }) => {
  const [old, now] = [readSource(cwd, before), readSource(cwd, after)];
  const place = {
    id: after,
    file: after,
    pages: [],
    presence: 'both',
    formerly: undefined,
  } as const;
  return Promise.resolve({ ...WORDS, ...place, access: compareTexts(old.text, now.text) });
};

/** The same, or unknown: policies that do not parse are the same only to the letter. */
function compareTexts(before: string, after: string): Access {
  if (before === after) return SAME_ACCESS;
  const engine = loadEngine();
  if (!engine) return unknownAccess(CANNOT_TELL);
  const [one, other] = [parsePolicies(engine, before), parsePolicies(engine, after)];
  const isSame =
    one.errors.length + other.errors.length === 0 &&
    normalSet(one.policies) === normalSet(other.policies);
  return isSame ? SAME_ACCESS : unknownAccess(CANNOT_TELL);
}

/** The sets of both sides, by id. */
export const compareStates: Comparison['states'] = (before, after) =>
  Promise.resolve({ policies: changedSets(before, after), claims: [] });

function changedSets(before: State, after: State): PolicyDiff[] {
  const ids = [...new Set([before, after].flatMap(({ catalog }) => catalog.ids('cedar')))];
  return ids.toSorted().flatMap((id): PolicyDiff[] => {
    const [old, now] = [before.catalog.get('cedar', id), after.catalog.get('cedar', id)];
    const entry = now ?? old;
    if (!entry) return [];
    return [
      {
        ...WORDS,
        id,
        file: entry.file.source.file,
        pages: [],
        presence: now ? (old ? 'both' : 'new') : 'gone',
        formerly: undefined,
        access:
          old && now
            ? compareSets(old, now)
            : unknownAccess(`the Cedar policies are ${now ? 'new' : 'gone'}`),
      },
    ];
  });
}

function compareSets(before: Entry<'cedar'>, after: Entry<'cedar'>): Access {
  const around = ({ value }: Entry<'cedar'>): string =>
    JSON.stringify([value.entities, value.configuration, value.model, value.schema]);
  if (around(before) !== around(after)) return unknownAccess(CANNOT_TELL);
  const text = (entry: Entry<'cedar'>): string =>
    writtenPolicies(entry)
      .map((policy) => policy.text)
      .join('\n');
  return compareTexts(text(before), text(after));
}
