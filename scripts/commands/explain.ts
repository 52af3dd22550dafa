/** `permadocs explain CODE`: what a problem code means and what to do about it. */
import type { Command } from 'commander';

import { type Code, CODES } from '../codes.ts';
import { EXAMPLES } from '../rules/index.ts';
import { CannotRun } from '../workspace.ts';
import { didYouMean } from '../yaml-file.ts';
import { addCommonOptions, type CommonOptions, type Terminal } from './command.ts';

export function addExplain(program: Command, terminal: Terminal): void {
  const command = program
    .command('explain')
    .description('explain a problem code')
    .argument('<code>', 'a code, such as marker/unclosed');
  addCommonOptions(command).action((code: string, options: CommonOptions) => {
    if (!Object.hasOwn(CODES, code)) {
      throw new CannotRun(
        `there is no problem code \`${code}\`; ${didYouMean(code, Object.keys(CODES)) ?? '`permadocs list codes` prints them'}`,
      );
    }
    const words = CODES[code as Code];
    const rule = EXAMPLES.find((one) => one.code === code);
    const examples = rule && { good: rule.good, bad: rule.bad };
    if (options.format === 'json') {
      terminal.out(JSON.stringify({ code, ...words, ...examples }, null, 2));
    } else {
      const { bold } = terminal.colors;
      terminal.out(`${bold(code)} (${words.severity})\n${words.title}.\n\n${words.explain}`);
      if (rule) {
        terminal.out(
          `\n${bold('Found here:')}\n\n${rule.bad}\n${bold('Not here:')}\n\n${rule.good}`,
        );
      }
    }
    terminal.exit(0);
  });
}
