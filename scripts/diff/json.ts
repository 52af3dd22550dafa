/** A comparison as JSON; docs/ci.md has its shape. */
import type { SpaceRequest, StatementPlace } from '../iam/space/index.ts';
import { type AccessRow, type ChangeKind, CHANGES } from './access.ts';
import type { ClaimChange } from './claims.ts';
import { factText } from './fact-changes.ts';
import { type AccessDiff, isSame, unknownOf } from './result.ts';
import type { PolicyDiff } from './roles.ts';
import { nameOf, sameNames } from './totals.ts';

export interface DiffJson {
  readonly policies: readonly PolicyJson[];
  readonly claims: readonly ClaimChange[];
  readonly facts: readonly {
    readonly key: string;
    readonly say: string;
    readonly source: string;
  }[];
  readonly summary: {
    readonly before: string;
    readonly after: string;
    readonly changed: number;
    readonly same: readonly string[];
    readonly new: readonly string[];
    readonly gone: readonly string[];
    readonly undescribed: readonly string[];
    readonly pagesRerendered: number;
    readonly dataDate: string;
  };
}

export interface PolicyJson {
  readonly id: string;
  readonly kind: string;
  readonly file: string;
  readonly pages: readonly string[];
  readonly verdict: Readonly<Record<ChangeKind, 'yes' | 'no' | 'unknown'>>;
  readonly rows: readonly RowJson[];
  readonly unknown: readonly { readonly change: ChangeKind; readonly reason: string }[];
}

export interface RowJson {
  readonly change: ChangeKind;
  readonly actions: readonly string[];
  readonly unlisted: boolean;
  readonly levels: readonly string[];
  readonly resources: string;
  readonly when: string;
  readonly request: Omit<SpaceRequest, 'principal'> & Partial<Pick<SpaceRequest, 'principal'>>;
  readonly before: string;
  readonly after: string;
  readonly decidedBy: readonly (StatementPlace & {
    readonly side: 'before' | 'after';
    readonly sid: string | null;
  })[];
}

export function diffJson(diff: AccessDiff): DiffJson {
  const { policies, claims, facts, before, after, pagesRerendered, dataDate } = diff;
  const having = (presence: PolicyDiff['presence']): string[] =>
    policies.filter((policy) => policy.presence === presence).map(nameOf);
  return {
    policies: policies.map(policyJson),
    claims,
    facts: facts.map((fact) => ({ key: fact.key, say: factText(fact), source: fact.source })),
    summary: {
      before,
      after,
      changed: policies.filter((policy) => !isSame(policy)).length,
      same: sameNames(policies),
      new: having('new'),
      gone: having('gone'),
      undescribed: having('undescribed'),
      pagesRerendered,
      dataDate,
    },
  };
}

export function policyJson(policy: PolicyDiff): PolicyJson {
  const { id, kind, file, pages, access } = policy;
  const verdict = Object.fromEntries(
    (['gained', 'lost', 'unguarded', 'guarded'] as const).map((change) => [
      change,
      access.changes[change].verdict,
    ]),
  ) as PolicyJson['verdict'];
  return {
    id,
    kind,
    file,
    pages,
    verdict,
    rows: CHANGES.flatMap((change) => access.changes[change].rows.map(rowJson)),
    unknown: unknownOf(policy),
  };
}

function rowJson(row: AccessRow): RowJson {
  const { principal, ...request } = row.request;
  const decided = (side: 'before' | 'after') =>
    row[side].decidedBy.map(({ policy, sid, index }) => ({
      side,
      policy,
      sid: sid ?? null,
      index,
    }));
  return {
    change: row.change,
    actions: row.actions.names,
    unlisted: row.actions.isUnlisted,
    levels: row.actions.levels,
    resources: row.resources,
    when: row.when.join(' and '),
    request: row.callers === undefined ? request : { principal, ...request },
    before: row.before.decision,
    after: row.after.decision,
    decidedBy: [...decided('before'), ...decided('after')],
  };
}
