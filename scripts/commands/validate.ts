/**
 * `permadocs validate`: checks policy files against the grammar, the data set, and good practice.
 */
import { type Command, Option } from 'commander';

import { loadEngine } from '../cedar/engine.ts';
import { catalogWith } from '../sources/sources.ts';
import { loadReference } from '../iam/reference.ts';
import {
  POLICY_KINDS,
  type PolicyKind,
  RESOURCE_KINDS,
  type ResourceKind,
} from '../iam/validate.ts';
import { type Problem, sortProblems } from '../problems/problem.ts';
import { readSource } from '../models/iam/policy-files.ts';
import { plural } from '../problems/report.ts';
import { substitution } from '../data/role-policies.ts';
import type { Equipment } from '../models/model.ts';
import { modelOf } from '../models/models.ts';
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
    .argument('<files...>', 'policies in JSON or YAML, or in Cedar (.cedar); - for standard input')
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
    const equipment: Equipment = {
      cedar: loadEngine(),
      iam: {
        reference,
        substitute,
        kind: options.kind,
        asOf: workspace.config.asOf,
        suggestions: options.suggestions === true,
      },
    };
    const problems: Problem[] = [];
    for (const file of files)
      problems.push(...(await modelOf(file).check(readSource(terminal.cwd, file), equipment)));
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
