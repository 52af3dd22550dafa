/** `permadocs validate`: checks policy files, each by the permission model that it is of. */
import type { Command } from 'commander';

import { readSource } from '../files/source.ts';
import type { Validated } from '../models/model.ts';
import { MODELS, modelOfSource } from '../models/models.ts';
import { CannotRun } from '../problems/cannot-run.ts';
import { type Problem, sortProblems } from '../problems/problem.ts';
import { plural } from '../problems/report.ts';
import { askerIn } from './asker.ts';
import { addCommonOptions, type CommonOptions, report, type Terminal } from './command.ts';

const takes = MODELS.map(({ validate }) => validate.takes).join(', or ');

export function addValidate(program: Command, terminal: Terminal): void {
  const command = program
    .command('validate')
    .description('check policy files: grammar, actions, condition keys, operators, values, sizes')
    .argument('<files...>', `${takes}; - for standard input`);
  addCommonOptions(command);
  for (const { name, validate } of MODELS) {
    command.optionsGroup(`Options of ${name}:`);
    validate.addOptions?.(command);
  }
  command.action(async (files: string[], options: CommonOptions) => {
    const asker = askerIn(terminal, options);
    const problems: Problem[] = [];
    const data: NonNullable<Validated['data']>[] = [];
    const given = await Promise.all(
      files.map(async (file) => {
        const source = readSource(terminal.cwd, file);
        const model = await modelOfSource(source);
        if (model) return { source, model };
        throw new CannotRun(
          `standard input holds no policies that permadocs recognizes; pass ${takes}, or a file whose name says which of them it is`,
        );
      }),
    );
    for (const model of MODELS) {
      const sources = given.filter((one) => one.model === model).map(({ source }) => source);
      if (sources.length === 0) continue;
      const checked = await model.validate.check(sources, { ...options }, asker);
      problems.push(...checked.problems);
      if (checked.data) data.push(checked.data);
    }
    const count = plural(files.length, 'policy').replace(/policys$/, 'policies');
    const by = data.map(({ name, date }) => ` (${name} of ${date})`).join('');
    await report(terminal, options, sortProblems(problems), {
      summary: { files: files.length, dataDate: data[0]?.date },
      lines: problems.length === 0 ? [`${count}, no problems${by}`] : [],
    });
  });
}
