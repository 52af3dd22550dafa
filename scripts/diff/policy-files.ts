/** Two policy files compared: JSON, YAML, and whatever else `validate` reads. */
import type { Substitute } from '../data/role-policies.ts';
import type { Additions } from '../iam/reference.ts';
import { loadReference } from '../iam/reference.ts';
import { ActionIndex, type ActionIndexData, FACTS } from '../iam/space/index.ts';
import type { EvaluablePolicy } from '../iam/statement.ts';
import { readPolicyFile } from '../proof/policy-files.ts';
import { CannotRun } from '../problems/cannot-run.ts';
import { isError } from '../problems/problem.ts';
import { compareAccess } from '../access/access.ts';
import { kindOf, setOf } from '../access/documents.ts';
import { groundFor } from '../access/ground.ts';
import type { AccessDiff } from './result.ts';

interface FileOptions {
  readonly cwd: string;
  readonly before: string;
  readonly after: string;
  readonly substitute: Substitute;
  /** What the workspace knows of AWS beyond the data set. */
  readonly additions: Additions;
  readonly readActions: () => Promise<ActionIndexData>;
}

/** Throws {@link CannotRun} if a file holds no policy. */
export async function diffFiles(options: FileOptions): Promise<AccessDiff> {
  const { cwd, before, after, substitute, additions, readActions } = options;
  const policies = [before, after].map((file) => policyOf(cwd, file, substitute));
  const kind = kindOf(policies);
  const [old, now] = [setOf(kind, policies[0]), setOf(kind, policies[1])];
  const own = (additions.actions ?? []).map(({ action }) => ({ name: action }));
  const index = new ActionIndex(await readActions(), own);
  const reference = await loadReference(additions);
  const access = compareAccess(old, now, await groundFor({ reference, index }, [old, now], FACTS));
  return {
    before,
    after,
    policies: [
      { id: after, kind, file: after, pages: [], presence: 'both', formerly: undefined, access },
    ],
    claims: [],
    facts: access.facts,
    pagesRerendered: 0,
    dataDate: index.date,
  };
}

function policyOf(cwd: string, file: string, substitute: Substitute): EvaluablePolicy {
  const { policy, problems } = readPolicyFile(cwd, file, substitute);
  const errors = problems.filter(isError);
  if (!policy || errors.length > 0) throw new CannotRun(`${file} holds no policy`, errors);
  // Both are called alike, so that the same statements are the same.
  return { ...policy, name: 'policy' };
}
