/** What is shown of a comparison, in words, whatever it is printed as: rows are chosen and grouped here. */
import type { SideWords, StatementPlace } from '../iam/space/index.ts';
import { plural } from '../problems/report.ts';
import { type AccessRow, type ChangeKind, CHANGES } from './access.ts';
import { type AccessDiff, changesOf, isSame, unknownOf } from './result.ts';
import type { PolicyDiff } from './roles.ts';

/** Rows of one policy; the rest is counted. */
const MOST_ROWS = 20;
const MOST_PAGES = 3;
const MOST_NAMES = 8;

export interface RowView {
  readonly actions: string;
  /** `Read, Write`, and whether actions to come are meant too. */
  readonly notes: readonly string[];
  readonly callers: string | undefined;
  /** What the action is asked for; nothing is said of it in a trust policy. */
  readonly on: string | undefined;
  readonly when: readonly string[];
  readonly before: SideView;
  readonly after: SideView;
  readonly example: ExampleView;
}

/** `allowed by ReadObjects`: the verb, and the statements that decided. */
export interface SideView {
  readonly verb: string;
  readonly by: readonly string[];
}

export interface ExampleView {
  readonly principal: string | undefined;
  readonly action: string;
  readonly resource: string;
  /** `aws:ViaAWSMCPService "true"`: those that the request has. */
  readonly context: readonly string[];
}

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
}

const TITLES: Readonly<Record<ChangeKind, { readonly identity: string; readonly own: string }>> = {
  unguarded: {
    identity: 'no longer refused, whatever else is attached',
    own: 'no longer refused by a statement',
  },
  gained: { identity: 'now allowed', own: 'now admitted' },
  lost: { identity: 'no longer allowed', own: 'no longer admitted' },
  guarded: { identity: 'newly refused, whatever else is attached', own: 'newly refused' },
};

const VERBS: typeof TITLES = {
  unguarded: { identity: 'loses a guardrail', own: 'loses a guardrail' },
  gained: { identity: 'gains access', own: 'admits more' },
  lost: { identity: 'loses access', own: 'admits less' },
  guarded: { identity: 'refuses more', own: 'refuses more' },
};

/** Behind a number of policies. */
const COUNTED: Readonly<Record<ChangeKind, string>> = {
  unguarded: 'lost a guardrail',
  gained: 'gained access',
  lost: 'lost access',
  guarded: 'refused more',
};

const KINDS: Readonly<Record<PolicyDiff['kind'], string>> = {
  permissions: 'permissions',
  trust: 'trust policy',
  boundary: 'boundary',
  identity: 'policy',
  resource: 'resource policy',
};

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
    kind: KINDS[policy.kind],
    file: policy.file,
    pages: policy.pages.slice(0, MOST_PAGES).filter((page) => page !== policy.file),
    morePages: Math.max(0, policy.pages.length - MOST_PAGES),
    formerly: policy.formerly,
    shared,
    groups,
    unknown: reasonsOf(policy),
  };
}

/** A policy of a role or resource says whom it admits; one of an identity, what that may do. */
const viewpoint = ({ kind }: PolicyDiff): 'identity' | 'own' =>
  kind === 'trust' || kind === 'resource' ? 'own' : 'identity';

function sharedOf(rows: readonly AccessRow[]): readonly string[] {
  const [first, ...others] = rows;
  return (first?.when ?? []).filter((one) => others.every(({ when }) => when.includes(one)));
}

function verdictOf(policy: PolicyDiff): string {
  if (policy.presence !== 'both') return policy.presence === 'new' ? 'new' : 'gone';
  const verbs = changesOf(policy).flatMap(({ kind, change }) =>
    change.verdict === 'yes' ? VERBS[kind][viewpoint(policy)] : [],
  );
  const open = unknownOf(policy).length > 0 ? ['not decided in part'] : [];
  return [...verbs, ...open].join(', ');
}

/** `gained access: the reason`; the same reason once for all that it leaves open. */
function reasonsOf(policy: PolicyDiff): readonly string[] {
  const changes = new Map<string, ChangeKind[]>();
  for (const { change, reason } of unknownOf(policy))
    changes.set(reason, [...(changes.get(reason) ?? []), change]);
  const words = (kinds: readonly ChangeKind[]): string =>
    kinds.map((kind) => `whether it ${VERBS[kind][viewpoint(policy)]}`).join(', ');
  return [...changes].map(([reason, kinds]) => `${words(kinds)}: ${reason}`);
}

function rowView(row: AccessRow, policy: PolicyDiff, shared: readonly string[]): RowView {
  const { actions, callers, request, shownResources } = row;
  const isTrust = policy.kind === 'trust';
  const isWhole = actions.text.startsWith('every action');
  return {
    actions: actions.text,
    notes: [
      ...(isWhole || actions.levels.length === 0 ? [] : [actions.levels.join(', ')]),
      ...(actions.toCome && !isWhole ? ['also actions that AWS has not published yet'] : []),
      ...(actions.isNamed && !isWhole ? ['not among the actions that AWS lists'] : []),
      ...(row.isUnfitting ? ['not a resource that the action takes'] : []),
    ],
    callers,
    on: isTrust ? undefined : shownResources,
    when: row.when.filter((one) => !shared.includes(one)),
    before: sideView(row.before, row.change, policy.kind),
    after: sideView(row.after, row.change, policy.kind),
    example: {
      principal: callers === undefined ? undefined : request.principal,
      action: request.action,
      resource: request.resource,
      context: Object.entries(request.context).flatMap(([key, value]) =>
        value === null ? [] : [`${key} ${JSON.stringify(value)}`],
      ),
    },
  };
}

function sideView(
  { decision, decidedBy }: SideWords,
  change: ChangeKind,
  kind: PolicyDiff['kind'],
): SideView {
  const by = [...new Set(decidedBy.map((ref) => statementName(ref, kind)))];
  const isGuard = change === 'unguarded' || change === 'guarded';
  if (isGuard && decision !== 'explicitDeny') return { verb: 'not refused by a statement', by: [] };
  if (decision === 'implicitDeny') return { verb: 'not allowed', by: [] };
  const verbs = {
    allowed: 'allowed',
    explicitDeny: 'refused',
    admits: 'admitted',
    delegates: 'left to the account of the caller',
    unknown: 'not known',
  } as const;
  return { verb: verbs[decision], by };
}

/** The Sid, or the number; with the policy where it is another one than that of the heading. */
function statementName(
  { policy, sid, index }: StatementPlace & { readonly sid: string | undefined },
  kind: PolicyDiff['kind'],
): string {
  const name = sid ?? `statement ${index + 1}`;
  return policy === kind || policy === 'policy' ? name : `${name} of the ${policy}`;
}

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

export const nameOf = ({ id, kind }: PolicyDiff): string =>
  kind === 'permissions' || kind === 'identity' ? id : `${id} (${KINDS[kind]})`;

/** `access unchanged, 3 pages re-rendered`, or how many policies changed in which way. */
export function totalLine({ policies, claims, pagesRerendered }: AccessDiff): string {
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
    ...(pagesRerendered > 0 ? [`${plural(pagesRerendered, 'page')} re-rendered`] : []),
  ].join(', ');
}

/** The day is said, since what AWS listed later is in no row. */
export const dateLine = ({ dataDate }: AccessDiff): string =>
  `actions as AWS listed them on ${dataDate}`;

export const policyCount = (count: number): string =>
  count === 1 ? '1 policy' : `${count} policies`;
