/**
 * Two policy sets → what they give differently, in words: one list of rows for each way to differ. The
 * face of this room, whose words `diff`, `lint` and `adopt` share. How requests are compared is left
 * to `iam/space/`.
 */
import {
  type Change,
  type Comparison,
  comparePolicies,
  type Fact,
  type Knowledge,
  type PolicySet,
  type Row,
  type SideWords,
  type SpaceRequest,
} from '../iam/space/index.ts';
import { actionText, type ActionText } from './action-words.ts';
import { type ChangeKind, isAlike, joinedRows, namedActions } from './join.ts';
import { callerText, keyText, resourceText, unimplied } from './words.ts';

export type { ChangeKind } from './join.ts';

/** In the order in which they are told: a guardrail that is lost comes first. */
export const CHANGES: readonly ChangeKind[] = ['unguarded', 'gained', 'lost', 'guarded'];

export interface AccessRow {
  readonly change: ChangeKind;
  readonly actions: ActionText;
  readonly resources: string;
  /** The same, shortened for people. */
  readonly shownResources: string;
  /** Who asks; undefined for what an identity may do. */
  readonly callers: string | undefined;
  /** All of these hold. */
  readonly when: readonly string[];
  /** One of the requests, which the evaluator decides differently before and after. */
  readonly request: SpaceRequest;
  readonly before: SideWords;
  readonly after: SideWords;
  /** Those of the actions that take such a resource, as text; all if it is of several kinds. */
  readonly fittingActions: string;
  /** No request of these actions is on such a resource, as far as AWS lists them. */
  readonly isUnfitting: boolean;
}

export interface AccessChange {
  readonly verdict: 'yes' | 'no' | 'unknown';
  readonly rows: readonly AccessRow[];
  /** There is more than the rows say. */
  readonly isCut: boolean;
  /** What could not be decided, and why. */
  readonly reasons: readonly string[];
}

export interface Access {
  readonly changes: Readonly<Record<ChangeKind, AccessChange>>;
  /** Facts that the answer may rest on. */
  readonly facts: readonly Fact[];
}

const SAME: AccessChange = { verdict: 'no', rows: [], isCut: false, reasons: [] };
export const SAME_ACCESS: Access = {
  changes: { unguarded: SAME, gained: SAME, lost: SAME, guarded: SAME },
  facts: [],
};

/** Nothing is known of one side. */
export function unknownAccess(reason: string): Access {
  const change: AccessChange = { verdict: 'unknown', rows: [], isCut: true, reasons: [reason] };
  return {
    changes: { unguarded: change, gained: change, lost: change, guarded: change },
    facts: [],
  };
}

/** What a comparison needs to know beside the policies. */
export interface Ground {
  readonly knowledge: Knowledge;
  /** Whether no request of the action is on the resource. */
  readonly isUnfitting: (action: string, resource: string) => boolean;
}

/** Policies that say the same, word for word, are not asked about. */
export function compareAccess(before: PolicySet, after: PolicySet, ground: Ground): Access {
  if (isSameText(before, after)) return SAME_ACCESS;
  const compared = comparePolicies(before, after, ground.knowledge);
  const accounts = accountsIn([before, after]);
  const named = namedActions([before, after], ground.knowledge.index);
  const change = (kind: ChangeKind): AccessChange =>
    changeOf(kind, compared, (row) => {
      const own = named.filter((action) => isAlike(row, action, before, after));
      return rowOf(kind, row, own, accounts, ground);
    });
  return {
    changes: {
      unguarded: change('unguarded'),
      gained: change('gained'),
      lost: change('lost'),
      guarded: change('guarded'),
    },
    facts: compared.facts,
  };
}

const MOST_RESOURCES = 5;

const VERDICTS = { none: 'no', some: 'yes', unknown: 'unknown' } as const;

function changeOf(
  kind: ChangeKind,
  compared: Comparison,
  toRow: (row: Row) => AccessRow,
): AccessChange {
  const { verdict, rows, isCut, reasons }: Change = compared[kind];
  return {
    verdict: VERDICTS[verdict],
    rows: joinedRows(kind, rows).map(toRow),
    isCut,
    reasons: reasons.map(({ reason }) => reason),
  };
}

function rowOf(
  change: ChangeKind,
  { actions, resources, callers, conditions, request, before, after }: Row,
  named: readonly string[],
  accounts: ReadonlySet<string>,
  { knowledge, isUnfitting }: Ground,
): AccessRow {
  const fits = (name: string): boolean =>
    isOfAws(request.resource) && !isUnfitting(name, request.resource);
  const isListed = actions.unlisted === undefined && actions.services.length === 0;
  const isOneKind = isListed && resources.isExact && resources.include.length === 1;
  const fitting = isOneKind ? actions.listed.filter(fits) : [];
  const shown = fitting.length > 0 ? { ...actions, listed: fitting } : actions;
  return {
    change,
    actions: actionText(actions, named, knowledge.index),
    fittingActions: actionText(shown, named, knowledge.index).text,
    resources: resourceText(resources, request.resource),
    shownResources: resourceText(resources, request.resource, MOST_RESOURCES),
    callers: callers && callerText(callers, accounts),
    when: unimplied(conditions, knowledge.facts).map(keyText),
    request,
    before,
    after,
    isUnfitting: isListed && !actions.listed.some(fits),
  };
}

/** A pattern for all resources matches partitions that there are not. */
const isOfAws = (resource: string): boolean => !/^arn:(?!aws(?:-[a-z-]+)?:)/.test(resource);

/** Accounts that the policies name; any other account stands for all others. */
function accountsIn(sets: readonly PolicySet[]): ReadonlySet<string> {
  return new Set(textOf(sets).match(/\b\d{12}\b/g));
}

/** Whether the policies say the same, word for word. */
export const isSameText = (before: PolicySet, after: PolicySet): boolean =>
  textOf(before) === textOf(after);

/** As JSON, which knows no maps: those of principals are written as lists. */
const textOf = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) =>
    one instanceof Map ? [...(one as ReadonlyMap<unknown, unknown>)] : one,
  );
