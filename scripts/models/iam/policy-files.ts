/** Files of IAM policies for `simulate` and `diff`: JSON, or YAML by their ending. */
import type { Substitute } from '../../data/role-policies.ts';
import { readSource } from '../../files/source.ts';
import { mapTexts, parseJson, parseYaml, toDocument } from '../../iam/parse.ts';
import { type EvaluablePolicy, readPolicy } from '../../iam/statement.ts';
import type { Problem } from '../../problems/problem.ts';

/** Placeholders are replaced; throws {@link CannotRun} where the file cannot be read. */
export function readPolicyFile(
  cwd: string,
  file: string,
  substitute: Substitute,
): { policy: EvaluablePolicy | undefined; problems: readonly Problem[] } {
  const source = readSource(cwd, file);
  const { node, problems } = /\.ya?ml$/.test(file) ? parseYaml(source) : parseJson(source);
  const document = node && toDocument(source, mapTexts(node, substitute));
  return { policy: document && readPolicy(document.source.file, document), problems };
}
