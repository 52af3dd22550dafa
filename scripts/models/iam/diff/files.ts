/** Two files of IAM policies compared. */
import { compareAccess } from '../../../access/access.ts';
import { kindOf, setOf } from '../../../access/documents.ts';
import { groundFor } from '../../../access/ground.ts';
import { additionsOf } from '../../../data/additions.ts';
import { type Substitute, substitution } from '../../../data/role-policies.ts';
import { loadReference } from '../../../iam/reference.ts';
import { ActionIndex, FACTS, readActionIndex } from '../../../iam/space/index.ts';
import type { EvaluablePolicy } from '../../../iam/statement.ts';
import { CannotRun } from '../../../problems/cannot-run.ts';
import { isError } from '../../../problems/problem.ts';
import { ofFile } from '../../changes.ts';
import type { Comparison } from '../../model.ts';
import { readPolicyFile } from '../policy-files.ts';
import { wordsOf } from '../policy-words.ts';

export const compareFiles: Comparison['files'] = async (before, after, asker) => {
  const { catalog, placeholders, keep = (_, make) => make() } = await asker.workspace();
  const substitute = substitution(catalog, placeholders);
  const policies = [before, after].map((file) => policyOf(asker.cwd, file, substitute));
  const kind = kindOf(policies);
  const [old, now] = [setOf(kind, policies[0]), setOf(kind, policies[1])];
  const additions = additionsOf(catalog);
  const own = (additions.actions ?? []).map(({ action }) => ({ name: action }));
  const index = new ActionIndex(await readActionIndex(keep), own);
  const reference = await loadReference(additions);
  const access = compareAccess(old, now, await groundFor({ reference, index }, [old, now], FACTS));
  return { ...wordsOf(kind), ...ofFile(after), access };
};

function policyOf(cwd: string, file: string, substitute: Substitute): EvaluablePolicy {
  const { policy, problems } = readPolicyFile(cwd, file, substitute);
  const errors = problems.filter(isError);
  if (!policy || errors.length > 0) throw new CannotRun(`${file} holds no policy`, errors);
  // Both are called alike, so that the same statements are the same.
  return { ...policy, name: 'policy' };
}
