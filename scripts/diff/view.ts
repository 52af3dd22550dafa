/** What is shown of a comparison, whatever it is printed as: policies and rows are chosen and grouped here. */
import { plural } from '../problems/report.ts';
import { type AccessRow, CHANGES, type ChangeKind } from '../access/access.ts';
import { type AccessDiff, changesOf, isSame, unknownOf } from './result.ts';
import type { PolicyDiff } from '../models/changes.ts';
import { rowView, type RowView } from './row-view.ts';
import { TITLES, VERBS, viewpoint } from './terms.ts';

/** Rows of one policy; the rest is counted. */
const MOST_ROWS = 20;
const MOST_PAGES = 3;

export interface GroupView {
  readonly kind: ChangeKind;
  readonly title: string;
  readonly rows: readonly RowView[];
  /** `and 12 more rows`. */
  readonly rest: readonly string[];
}

export interface PolicyView {
  readonly id: string;
  readonly verdict: string;
  /** `permissions`, `trust policy`. */
  readonly kind: string;
  readonly file: string;
  readonly pages: readonly string[];
  readonly morePages: number;
  readonly formerly: string | undefined;
  /** Holds in every row, and is said once. */
  readonly shared: readonly string[];
  readonly groups: readonly GroupView[];
  readonly unknown: readonly string[];
  /** What was written differently, in words. */
  readonly edits: readonly string[];
}

/** The policies that have changed, or may have. */
export function policyViews({ policies }: AccessDiff): readonly PolicyView[] {
  return policies
    .filter((policy) => policy.presence !== 'undescribed' && !isSame(policy))
    .map(policyView);
}

function policyView(policy: PolicyDiff): PolicyView {
  const changes = changesOf(policy);
  const rows = changes.flatMap(({ change }) => change.rows);
  const shared = rows.length < 2 ? [] : sharedOf(rows);
  let left = MOST_ROWS;
  const groups = changes.flatMap(({ kind, change }): GroupView[] => {
    if (change.rows.length === 0) return [];
    const fitting = change.rows.filter(({ isUnfitting }) => !isUnfitting);
    const wanted = fitting.length > 0 ? fitting : change.rows;
    const shown = wanted.slice(0, left);
    left -= shown.length;
    const aside = change.rows.length - wanted.length;
    const more = wanted.length - shown.length;
    return [
      {
        kind,
        title: TITLES[kind][viewpoint(policy)],
        rows: shown.map((row) => rowView(row, policy, shared)),
        rest: [
          ...(more > 0 ? [`and ${plural(more, 'more row')}`] : []),
          ...(aside > 0
            ? [`and ${plural(aside, 'row')} about resources that these actions do not take`]
            : []),
          ...(change.isCut ? ['and there may be more'] : []),
        ],
      },
    ];
  });
  return {
    id: policy.id,
    verdict: verdictOf(policy),
    kind: policy.title,
    file: policy.file,
    pages: policy.pages.slice(0, MOST_PAGES).filter((page) => page !== policy.file),
    morePages: Math.max(0, policy.pages.length - MOST_PAGES),
    formerly: policy.formerly,
    shared,
    groups,
    unknown: reasonsOf(policy),
    edits: editsOf(policy),
  };
}

function editsOf({ edits = [] }: PolicyDiff): readonly string[] {
  const more = edits.length - MOST_ROWS;
  return [
    ...edits.slice(0, MOST_ROWS),
    ...(more > 0 ? [`and ${plural(more, 'more policy').replace(/ys$/, 'ies')}`] : []),
  ];
}

function sharedOf(rows: readonly AccessRow[]): readonly string[] {
  const [first, ...others] = rows;
  return (first?.when ?? []).filter((one) => others.every(({ when }) => when.includes(one)));
}

function verdictOf(policy: PolicyDiff): string {
  if (policy.presence !== 'both') return policy.presence === 'new' ? 'new' : 'gone';
  const verbs = changesOf(policy).flatMap(({ kind, change }) =>
    change.verdict === 'yes' ? VERBS[kind][viewpoint(policy)] : [],
  );
  const open = [
    ...new Set(unknownOf(policy).map(({ change }) => VERBS[change][viewpoint(policy)])),
  ];
  const doubt =
    open.length === CHANGES.length
      ? ['changed, and permadocs cannot tell what that does to access']
      : open.length > 0
        ? [`permadocs cannot tell whether it ${listed(open)}`]
        : [];
  return [verbs.join(', '), ...doubt].filter((part) => part !== '').join('; ');
}

/** `a, b or c`. */
const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;

/** `gained access: the reason`; the same reason once for all that it leaves open. */
function reasonsOf(policy: PolicyDiff): readonly string[] {
  const changes = new Map<string, ChangeKind[]>();
  for (const { change, reason } of unknownOf(policy))
    changes.set(reason, [...(changes.get(reason) ?? []), change]);
  const words = (kinds: readonly ChangeKind[]): string =>
    kinds.map((kind) => `whether it ${VERBS[kind][viewpoint(policy)]}`).join(', ');
  return [...changes].map(([reason, kinds]) =>
    kinds.length === CHANGES.length ? reason : `${words(kinds)}: ${reason}`,
  );
}
