/**
 * `permadocs validate`: checks policy files against the grammar, the data set, and good practice.
 */
import { type Command, Option } from 'commander';

import { catalogWith } from '../sources/sources.ts';
import { loadReference } from '../iam/reference.ts';
import {
  POLICY_KINDS,
  type PolicyKind,
  RESOURCE_KINDS,
  type ResourceKind,
  servicesIn,
  validatePolicy,
} from '../iam/validate.ts';
import { type Problem, sortProblems } from '../problems/problem.ts';
import { readPolicyDocument } from '../proof/policy-files.ts';
import { plural } from '../problems/report.ts';
import { substitution } from '../data/role-policies.ts';
import { openWorkspace } from '../workspace/workspace.ts';
import { addCommonOptions, type CommonOptions, report, rootOf, type Terminal } from './command.ts';
import { additionsOf } from '../data/additions.ts';

const KINDS = [...POLICY_KINDS, ...RESOURCE_KINDS];

interface Options extends CommonOptions {
  readonly kind: PolicyKind | ResourceKind;
  readonly suggestions?: boolean;
}

export function addValidate(program: Command, terminal: Terminal): void {
  const command = program
    .command('validate')
    .description('check policy files: grammar, actions, condition keys, operators, values, sizes')
    .argument('<files...>', 'policies in JSON or YAML; - for standard input')
    .addOption(
      new Option('--kind <kind>', 'what the policies are attached to')
        .choices(KINDS)
        .default('identity'),
    )
    .option('--suggestions', 'also report what works but can be simplified');
  addCommonOptions(command).action(async (files: string[], options: Options) => {
    const { root, config } = rootOf(terminal, options);
    const workspace = await openWorkspace(root, config);
    const { catalog } = catalogWith(workspace.dataSources(), workspace.shipped);
    const substitute = substitution(catalog, workspace.config.placeholders);
    const reference = await loadReference(additionsOf(catalog));
    const problems: Problem[] = [];
    for (const file of files) {
      const { document, problems: found } = readPolicyDocument(terminal.cwd, file, substitute);
      problems.push(...found);
      if (!document) continue;
      await reference.prepare(servicesIn(document));
      problems.push(
        ...validatePolicy(document, {
          kind: options.kind,
          reference,
          asOf: workspace.config.asOf,
          suggestions: options.suggestions === true,
        }),
      );
    }
    const lines =
      problems.length === 0
        ? [
            `${plural(files.length, 'policy').replace(/policys$/, 'policies')}, no problems (IAM data of ${reference.date})`,
          ]
        : [];
    report(terminal, options, sortProblems(problems), {
      summary: { files: files.length, dataDate: reference.date },
      lines,
    });
  });
}
