/** Files of IAM policies, JSON or YAML: what is wrong with them. */
import { additionsOf } from '../../data/additions.ts';
import { type Substitute, substitution } from '../../data/role-policies.ts';
import { STANDARD_INPUT } from '../../files/source.ts';
import { mapTexts, parseJson, parseYaml, toDocument } from '../../iam/parse.ts';
import { loadReference } from '../../iam/reference.ts';
import { servicesIn, type ValidateOptions, validatePolicy } from '../../iam/validate.ts';
import type { Problem } from '../../problems/problem.ts';
import type { Source } from '../../problems/source.ts';
import type { Validation } from '../model.ts';

export const checkFiles: Validation['check'] = async (sources, given, asker) => {
  const { catalog, placeholders, asOf } = await asker.workspace();
  const substitute = substitution(catalog, placeholders);
  const reference = await loadReference(additionsOf(catalog));
  const { kind, suggestions = false } = given as Pick<ValidateOptions, 'kind' | 'suggestions'>;
  const problems: Problem[] = [];
  for (const source of sources)
    problems.push(...(await checkFile(source, { kind, suggestions, asOf, reference }, substitute)));
  return { problems, data: { name: 'IAM data', date: reference.date } };
};

/** Standard input is JSON if it begins like it. */
const isYaml = ({ file, text }: Source): boolean =>
  file === STANDARD_INPUT ? !/^\s*[[{"]/.test(text) : /\.ya?ml$/.test(file);

async function checkFile(
  source: Source,
  options: ValidateOptions,
  substitute: Substitute,
): Promise<Problem[]> {
  const { node, problems } = isYaml(source) ? parseYaml(source) : parseJson(source);
  if (!node) return [...problems];
  const document = toDocument(source, mapTexts(node, substitute));
  await options.reference?.prepare(servicesIn(document));
  return [...problems, ...validatePolicy(document, options)];
}
