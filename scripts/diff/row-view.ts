/** A row in words: notes on its actions, who decided before and after, and its example. */
import type { SideWords, StatementPlace } from '../iam/space/index.ts';
import type { AccessRow, ChangeKind } from '../access/access.ts';
import type { PolicyDiff } from '../models/changes.ts';

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

export function rowView(row: AccessRow, policy: PolicyDiff, shared: readonly string[]): RowView {
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
    before: sideView(row.before, row.change, policy),
    after: sideView(row.after, row.change, policy),
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
  of: Pick<PolicyDiff, 'kind' | 'id'>,
): SideView {
  const by = [...new Set(decidedBy.map((ref) => statementName(ref, of)))];
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
  { kind, id }: Pick<PolicyDiff, 'kind' | 'id'>,
): string {
  const name = sid ?? `statement ${index + 1}`;
  if (policy === kind || policy === 'policy' || policy === id) return name;
  // One of several policies of a role goes by its file, and a managed one by its ARN.
  const isNamed = /\.json$|^arn:/.test(policy);
  return `${name} of ${isNamed ? '' : 'the '}${policy}`;
}
