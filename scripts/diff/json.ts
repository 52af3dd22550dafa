/** A comparison → JSON. */
import { type AccessRow, CHANGES } from '../access/access.ts';
import type { DiffJson, PolicyJson, RowJson } from './json-output.ts';
import { factText } from '../models/iam/diff/fact-changes.ts';
import { type AccessDiff, isSame, unknownOf } from './result.ts';
import type { PolicyDiff } from '../models/changes.ts';
import { nameOf, sameNames } from './totals.ts';

export function diffJson(diff: AccessDiff): DiffJson {
  const { policies, claims, calls, facts, before, after, pagesRerendered, dataDate } = diff;
  const having = (presence: PolicyDiff['presence']): string[] =>
    policies.filter((policy) => policy.presence === presence).map(nameOf);
  return {
    policies: policies.map(policyJson),
    claims,
    calls,
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
      dataDate: dataDate ?? null,
    },
  };
}

export function policyJson(policy: PolicyDiff): PolicyJson {
  const { id, kind, file, pages, access, edits } = policy;
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
    ...(edits === undefined ? {} : { edits }),
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
