/** What two sets of Cedar policies decide differently, on the requests of their claims. */
import {
  type Access,
  type AccessRow,
  type ChangeKind,
  SAME_ACCESS,
  unknownAccess,
} from '../../access/access.ts';
import type { CedarDecision } from '../../cedar/decide.ts';
import type { Entry } from '../../data/catalog.ts';
import { plural } from '../../problems/report.ts';
import type { RequestData } from './requests.ts';

/** Cedar’s prover, which could tell, is not part of its engine. */
export const CANNOT_TELL =
  'the Cedar policies differ, and Cedar’s engine decides single requests only: `permadocs simulate` asks each side about one';

/** A set on one side, with what decides its requests. */
export interface DecidedSet {
  readonly entry: Entry<'cedar'>;
  /** For each reading of its numbers; none if Cedar does not take it. */
  readonly decide: (request: RequestData) => readonly CedarDecision[];
}

/**
 * Tested, not proven: what the claims do not ask stays unknown, unless the policies that differ
 * cannot change it.
 */
export function decisionChanges(
  before: DecidedSet,
  after: DecidedSet,
  possible: ReadonlySet<ChangeKind>,
  how: 'differ' | 'are new' | 'are gone' = 'differ',
): Access {
  const requests = requestsOf([before.entry, after.entry]);
  const sides = how === 'differ' ? ' on both sides' : '';
  const decided = `${plural(requests.length, 'request')} of claims ${requests.length === 1 ? 'was' : 'were'} decided${sides}`;
  const rows = requests.flatMap((request) => {
    const pairs = readingPairs(before.decide(request), after.decide(request));
    const rows = pairs.flatMap(([old, now]) =>
      changesFrom(old, now).map((change) => rowOf(change, request, before, old, after, now)),
    );
    return rows.filter(
      ({ change }, index) => rows.findIndex((one) => one.change === change) === index,
    );
  });
  const open = unknownAccess(
    requests.length === 0
      ? CANNOT_TELL.replace('differ', how)
      : `the Cedar policies ${how}, and only ${decided}`,
  ).changes;
  const change = (kind: ChangeKind) => {
    const own = rows.filter((row) => row.change === kind);
    if (own.length === 0 && !possible.has(kind)) return SAME_ACCESS.changes[kind];
    return own.length === 0 ? open[kind] : { ...open[kind], verdict: 'yes' as const, rows: own };
  };
  return {
    facts: [],
    changes: {
      unguarded: change('unguarded'),
      gained: change('gained'),
      lost: change('lost'),
      guarded: change('guarded'),
    },
  };
}

function requestsOf(entries: readonly Entry<'cedar'>[]): RequestData[] {
  const requests = entries.flatMap(({ value }) =>
    value.claims.flatMap((claim) =>
      claim.requests.map((one) => [JSON.stringify(one), one] as const),
    ),
  );
  return [...new Map(requests).values()];
}

/** What one reading of a request gets on each side; a side that has one reading has it for both. */
function readingPairs(
  old: readonly CedarDecision[],
  now: readonly CedarDecision[],
): (readonly [CedarDecision, CedarDecision])[] {
  return Array.from({ length: Math.max(old.length, now.length) }, (_, index) => {
    const [was, is] = [old[index] ?? old[0], now[index] ?? now[0]];
    return was && is ? ([was, is] as const) : undefined;
  }).filter((pair) => pair !== undefined);
}

/** A forbid wins over every permit, so losing one is a change of its own. */
function changesFrom(
  { decision: was }: CedarDecision,
  { decision: is }: CedarDecision,
): readonly ChangeKind[] {
  if (was === is) return [];
  return [
    ...(was === 'explicitDeny' ? (['unguarded'] as const) : []),
    ...(is === 'allowed' ? (['gained'] as const) : []),
    ...(was === 'allowed' ? (['lost'] as const) : []),
    ...(is === 'explicitDeny' ? (['guarded'] as const) : []),
  ];
}

function rowOf(
  change: ChangeKind,
  { principal, action, resource, context }: RequestData,
  before: DecidedSet,
  old: CedarDecision,
  after: DecidedSet,
  now: CedarDecision,
): AccessRow {
  const [caller, thing] = [principal, resource].map(nameOf) as [string, string];
  return {
    change,
    actions: {
      names: [action],
      text: action,
      isUnlisted: false,
      toCome: false,
      isNamed: false,
      levels: [],
    },
    fittingActions: action,
    resources: thing,
    shownResources: thing,
    callers: caller,
    when: [
      ...wordsOf('principal', principal),
      ...wordsOf('resource', resource),
      ...Object.entries(context).map(
        ([key, value]) => `context.${key} is ${JSON.stringify(value)}`,
      ),
    ],
    request: { principal: caller, action, resource: thing, context: {} },
    before: sideOf(before, old),
    after: sideOf(after, now),
    isUnfitting: false,
  };
}

type EntityData = RequestData['principal'];

const nameOf = (one: EntityData): string => (typeof one === 'string' ? one : one.entity);

function wordsOf(variable: string, one: EntityData): string[] {
  if (typeof one === 'string') return [];
  return [
    ...one.in.map((parent) => `${variable} in ${parent}`),
    ...Object.entries(one.attributes).map(
      ([key, value]) => `${variable}.${key} is ${JSON.stringify(value)}`,
    ),
  ];
}

const sideOf = ({ entry }: DecidedSet, { decision, by }: CedarDecision): AccessRow['before'] => ({
  decision,
  decidedBy: by.map((sid, index) => ({ policy: entry.id, sid, index })),
});
