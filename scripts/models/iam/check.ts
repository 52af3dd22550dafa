/** AWS IAM as a permission model: documents of JSON or YAML, validated by `iam/`. */
import { mapTexts, parseJson, parseYaml, toDocument } from '../../iam/parse.ts';
import { servicesIn, validatePolicy } from '../../iam/validate.ts';
import type { PermissionModel } from '../model.ts';

export const IAM: PermissionModel = {
  name: 'iam',
  owns: () => true,
  check: async (source, { iam: { reference, substitute, ...options } }) => {
    const { node, problems } = /\.ya?ml$/.test(source.file) ? parseYaml(source) : parseJson(source);
    if (!node) return problems;
    const document = toDocument(source, mapTexts(node, substitute));
    await reference.prepare(servicesIn(document));
    return [...problems, ...validatePolicy(document, { reference, ...options })];
  },
};
