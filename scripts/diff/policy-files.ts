/** Two policy files compared: JSON, YAML, and whatever else `validate` reads. */
import type { Substitute } from '../data/role-policies.ts';
import type { Additions } from '../iam/reference.ts';
import { loadReference } from '../iam/reference.ts';
import { ActionIndex, type ActionIndexData, FACTS } from '../iam/space/index.ts';
import type { EvaluablePolicy } from '../iam/statement.ts';
import { readPolicyFile, readSource } from '../proof/policy-files.ts';
import { CannotRun } from '../problems/cannot-run.ts';
import { isError } from '../problems/problem.ts';
import { type Access, compareAccess } from '../access/access.ts';
import { kindOf, setOf } from '../access/documents.ts';
import { groundFor } from '../access/ground.ts';
import { modelOf } from '../models/models.ts';
import { compareCedar } from './cedar.ts';
import type { AccessDiff } from './result.ts';
import type { PolicyDiff } from './roles.ts';

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
  const models = [before, after].map(modelOf);
  if (models.some((model) => model.isSame)) {
    if (models[0] !== models[1])
      throw new CannotRun(`${before} and ${after} are policies of different kinds`);
    const [old, now] = [readSource(cwd, before), readSource(cwd, after)];
    const { date } = new ActionIndex(await readActions(), []);
    return resultOf(before, after, 'cedar', compareCedar(old, now), date);
  }
  const policies = [before, after].map((file) => policyOf(cwd, file, substitute));
  const kind = kindOf(policies);
  const [old, now] = [setOf(kind, policies[0]), setOf(kind, policies[1])];
  const own = (additions.actions ?? []).map(({ action }) => ({ name: action }));
  const index = new ActionIndex(await readActions(), own);
  const reference = await loadReference(additions);
  const access = compareAccess(old, now, await groundFor({ reference, index }, [old, now], FACTS));
  return resultOf(before, after, kind, access, index.date);
}

function resultOf(
  before: string,
  after: string,
  kind: PolicyDiff['kind'],
  access: Access,
  dataDate: string,
): AccessDiff {
  return {
    before,
    after,
    policies: [
      { id: after, kind, file: after, pages: [], presence: 'both', formerly: undefined, access },
    ],
    claims: [],
    calls: [],
    facts: access.facts,
    pagesRerendered: 0,
    dataDate,
  };
}

function policyOf(cwd: string, file: string, substitute: Substitute): EvaluablePolicy {
  const { policy, problems } = readPolicyFile(cwd, file, substitute);
  const errors = problems.filter(isError);
  if (!policy || errors.length > 0) throw new CannotRun(`${file} holds no policy`, errors);
  // Both are called alike, so that the same statements are the same.
  return { ...policy, name: 'policy' };
}
