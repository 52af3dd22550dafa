/** `permadocs simulate`: what policies decide. The permission models say what they take, and answer. */
import { type Command, InvalidArgumentError, Option } from 'commander';

import type { Question, QuestionOption } from '../models/model.ts';
import { MODELS } from '../models/models.ts';
import { sortProblems } from '../problems/problem.ts';
import { askerIn } from './asker.ts';
import { addCommonOptions, type CommonOptions, report, type Terminal } from './command.ts';

export function addSimulate(program: Command, terminal: Terminal): void {
  const command = program
    .command('simulate')
    .description('evaluate a request, or every request of a space, against a role or policy files')
    .option(
      '--policy <file>',
      `a policy; may be repeated: ${takes('policy')}`,
      (value, earlier: readonly string[]) => [...earlier, value],
      [],
    )
    .option('--principal <principal>', `who asks: ${takes('principal')}`)
    .option('--action <action>', `the action, such as ${takes('action')}`)
    .option('--resource <resource>', `the resource: ${takes('resource')}`, '*')
    .option(
      '--context <key=value>',
      `more about the request: ${takes('context')}; repeat it for more keys, or for more values of one`,
      context,
      {},
    )
    .option(
      '--every <space>',
      'instead of a request, every request of a space, as JSON; see docs/claims.md',
    )
    .addOption(
      new Option('--expect <decision>', 'the decision that makes the exit code 0')
        .choices([...new Set<string>(MODELS.flatMap(({ simulate }) => simulate.decisions))])
        .default('allowed'),
    );
  addCommonOptions(command);
  for (const { name, simulate } of MODELS) {
    command.optionsGroup(`Options of ${name}:`);
    simulate.addOptions(command);
  }
  command.action(async (options: CommonOptions & Question) => {
    const { simulate } = MODELS.find((model) => model.simulate.isAsked(options)) ?? MODELS[0];
    const answer = await simulate.answer(options, askerIn(terminal, options));
    if ('problems' in answer)
      return report(terminal, options, sortProblems(answer.problems), { summary: {} });
    for (const line of answer.lines) terminal.out(line);
    terminal.exit(answer.isMet() ? 0 : 1);
  });
}

const takes = (option: QuestionOption): string =>
  MODELS.map(({ simulate }) => simulate.takes[option]).join(', or ');

/** `key=value`; a key given again has a list of values. */
function context(value: string, earlier: Question['context']): Question['context'] {
  const at = value.indexOf('=');
  if (at <= 0) throw new InvalidArgumentError('write key=value, such as department=sales');
  const [key, text] = [value.slice(0, at), value.slice(at + 1)];
  const known = earlier[key];
  return {
    ...earlier,
    [key]: known === undefined || known === null ? text : [...[known].flat(), text],
  };
}
