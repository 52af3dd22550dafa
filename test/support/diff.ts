/** Workspaces of two revisions, and policies compared without one, for tests of `diff`. */
import { expect } from 'vitest';

import { substitution } from '../../scripts/data/role-policies.ts';
import { openRepository } from '../../scripts/files/revision.ts';
import { fromValue } from '../../scripts/iam/cases.ts';
import { DEFAULT_PRINCIPAL } from '../../scripts/iam/evaluate.ts';
import { decide, type PolicySet, type SpaceRequest } from '../../scripts/iam/space/index.ts';
import { type Access, CHANGES } from '../../scripts/access/access.ts';
import type { DiffJson } from '../../scripts/diff/json-output.ts';
import { pairHolders } from '../../scripts/data/pairs.ts';
import { questionsOf } from '../../scripts/models/iam/diff/roles.ts';
import { loadSide, revision, workingTree } from '../../scripts/diff/side.ts';
import { shippedAt } from '../../scripts/workspace/shipped.ts';
import { openWorkspace } from '../../scripts/workspace/workspace.ts';
import { run, type Run } from './run.ts';
import { type TestWorkspace, workspace } from './workspace.ts';

type Files = Readonly<Record<string, string | Buffer>>;

/** A repository whose last commit has the first files, and whose working tree the others too. */
export function repository(before: Files, after: Files = {}): TestWorkspace {
  const test = workspace({ '.gitignore': '.cache\n', ...before });
  test.git('init', '-q');
  commit(test, 'before');
  for (const [file, content] of Object.entries(after)) test.write(file, content);
  return test;
}

export function commit(test: TestWorkspace, message: string): void {
  test.git('add', '-A');
  test.git('commit', '-qm', message);
}

/** What `diff` prints; the ids of commits are the same in every run of a test. */
export async function diffOf(test: TestWorkspace, ...args: readonly string[]): Promise<Run> {
  const result = await run(test.root, 'diff', ...args);
  const steady = (text: string): string =>
    text.replace(/\([0-9a-f]{7}\)/g, '(1a2b3c4)').replace(/on \d{4}-\d\d-\d\d/g, 'on DATE');
  return { ...result, stdout: steady(result.stdout), stderr: steady(result.stderr) };
}

/** The text between the heading and the total, which many tests are about. */
export async function bodyOf(test: TestWorkspace, ...args: readonly string[]): Promise<string> {
  const { stdout } = await diffOf(test, ...args);
  return stdout.split('\n').slice(2, -3).join('\n').trimEnd();
}

export const identity = (...Statement: object[]): PolicySet => ({
  kind: 'identity',
  identity: [fromValue('policy', { Version: '2012-10-17', Statement })],
});

export const alone = (kind: 'trust' | 'resource', ...Statement: object[]): PolicySet => ({
  kind,
  policy: fromValue('policy', { Version: '2012-10-17', Statement }),
});

const ALLOWED: ReadonlySet<string> = new Set(['allowed', 'admits', 'delegates']);

/** Each row's request is decided by the evaluator as its change says. */
export function confirm(before: PolicySet, after: PolicySet, { changes }: Access): void {
  const is = (set: PolicySet, request: SpaceRequest) => {
    const { decision } = decide(set, request);
    return { allowed: ALLOWED.has(decision), refused: decision === 'explicitDeny' };
  };
  for (const change of CHANGES)
    for (const { request, ...row } of changes[change].rows) {
      const [was, now] = [is(before, request), is(after, request)];
      const expected = {
        gained: !was.allowed && now.allowed,
        lost: was.allowed && !now.allowed,
        unguarded: was.refused && !now.refused,
        guarded: !was.refused && now.refused,
      };
      expect([change, request, expected[change]]).toEqual([change, request, true]);
      expect(decide(before, request).decision).toBe(row.before.decision);
      expect(decide(after, request).decision).toBe(row.after.decision);
    }
}

/** Each row that `diff --format json` prints about roles, asked of the evaluator on both sides. */
export async function confirmRoles(test: TestWorkspace): Promise<number> {
  const repo = openRepository(test.root);
  const commitId = repo?.commitOf('HEAD');
  if (!repo || commitId === undefined) throw new Error('no repository');
  const tree = repo.treeOf(commitId);
  const before = loadSide(revision('HEAD', tree, shippedAt(tree, ''), test.root, undefined));
  const after = loadSide(workingTree(await openWorkspace(test.root)));
  const substitute = substitution(after.catalog, before.config.placeholders);
  const { stdout } = await run(test.root, 'diff', '--format', 'json');
  const { policies } = JSON.parse(stdout) as DiffJson;
  let count = 0;
  for (const pair of pairHolders(before.catalog, after.catalog))
    for (const asked of questionsOf(pair, before.catalog, after.catalog, substitute)) {
      const id = pair.after?.id ?? pair.before?.id;
      const { rows = [] } = policies.find((one) => one.id === id && one.kind === asked.kind) ?? {};
      for (const { request, ...row } of rows) {
        const full = { principal: DEFAULT_PRINCIPAL, ...request };
        expect([request, decide(asked.before, full).decision]).toEqual([request, row.before]);
        expect([request, decide(asked.after, full).decision]).toEqual([request, row.after]);
        expect([row.change, isChange(row.change, row.before, row.after)]).toEqual([
          row.change,
          true,
        ]);
        count += 1;
      }
    }
  return count;
}

function isChange(change: string, before: string, after: string): boolean {
  const [view, isGain] = [/guard/.test(change) ? 'refused' : 'allowed', change.startsWith('g')];
  const has = (decision: string): boolean =>
    view === 'refused' ? decision === 'explicitDeny' : ALLOWED.has(decision);
  return isGain ? !has(before) && has(after) : has(before) && !has(after);
}
