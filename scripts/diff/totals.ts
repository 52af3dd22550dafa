/** What is said of all policies together: those that are the same, and how many changed in which way. */
import { plural } from '../problems/report.ts';
import { type ChangeKind, CHANGES } from '../access/access.ts';
import { factText } from '../models/iam/diff/fact-changes.ts';
import { type AccessDiff, isSame, unknownOf } from './result.ts';
import type { PolicyDiff } from '../models/changes.ts';
import { COUNTED } from './terms.ts';

const MOST_NAMES = 8;

/** Policies of which there is nothing more to say than their names. */
interface PlainLists {
  /** The other side says nothing of any role. */
  readonly undescribed: readonly string[];
  readonly same: readonly string[];
  readonly moreSame: number;
}

export function plainLists({ policies }: AccessDiff): PlainLists {
  const same = sameNames(policies);
  return {
    undescribed: policies.filter(({ presence }) => presence === 'undescribed').map(({ id }) => id),
    same: same.slice(0, MOST_NAMES),
    moreSame: Math.max(0, same.length - MOST_NAMES),
  };
}

/** A role by its id where all of its policies are as before. */
export function sameNames(policies: readonly PolicyDiff[]): readonly string[] {
  const changed = new Set(policies.filter((policy) => !isSame(policy)).map(({ id }) => id));
  const same = policies.filter(isSame);
  const words = same.map((policy) => {
    const was = policy.formerly === undefined ? '' : ` (formerly ${policy.formerly})`;
    return changed.has(policy.id) ? nameOf(policy) : `${policy.id}${was}`;
  });
  return [...new Set(words)];
}

export const nameOf = ({ id, kind, title }: PolicyDiff): string =>
  kind === 'permissions' || kind === 'identity' ? id : `${id} (${title})`;

/** `access unchanged, 3 pages re-rendered`, or how many policies changed in which way. */
export function totalLine({ policies, claims, calls, pagesRerendered }: AccessDiff): string {
  const known = policies.filter(({ presence }) => presence !== 'undescribed');
  const counted = (kind: ChangeKind): string[] => {
    const count = known.filter(({ access }) => access.changes[kind].verdict === 'yes').length;
    return count > 0 ? [`${count} ${COUNTED[kind]}`] : [];
  };
  const changed = known.filter((policy) => !isSame(policy)).length;
  const open = known.filter((policy) => unknownOf(policy).length > 0).length;
  const news = policies.length - known.length;
  const verdict =
    changed > 0
      ? [`${changed} of ${policyCount(known.length)} changed`]
      : known.length > 0
        ? ['access unchanged']
        : [];
  return [
    ...(policies.length === 0 ? ['no policies to compare'] : verdict),
    ...CHANGES.flatMap(counted),
    ...(open > 0 ? [`${open} not decided`] : []),
    ...(news > 0 ? [`${policyCount(news)} described for the first time`] : []),
    ...(claims.length > 0 ? [`${plural(claims.length, 'change')} of claims and facts`] : []),
    ...(calls.length > 0 ? [`${plural(calls.length, 'change')} of what the code calls`] : []),
    ...(pagesRerendered > 0 ? [`${plural(pagesRerendered, 'page')} re-rendered`] : []),
  ].join(', ');
}

/** Facts that the rows rest on; none where nothing changed. */
export function factLines({ policies, facts }: AccessDiff): readonly string[] {
  return policies.every(isSame) ? [] : facts.map((fact) => `since ${factText(fact)}`);
}

/** The day is said, since what AWS listed later is in no row. */
export const dateLines = ({ dataDate }: AccessDiff): readonly string[] =>
  dataDate === undefined ? [] : [`actions as AWS listed them on ${dataDate}`];

export const policyCount = (count: number): string =>
  count === 1 ? '1 policy' : `${count} policies`;
