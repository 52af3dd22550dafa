/** Arguments → command → exit code, on any terminal. Only cli.ts touches the process itself. */
import { randomBytes } from 'node:crypto';
import { Command, CommanderError } from 'commander';

import { CannotRun } from '../problems/cannot-run.ts';
import { printerOf, problemsText } from '../problems/report.ts';
import { visibleLine } from '../problems/visible.ts';
import type { CommonOptions, Terminal } from './command.ts';
import { examplesText } from './examples.ts';
import { COMMANDS } from './index.ts';

/** Runs a command. Never throws: an error is printed, and the exit code is 2. */
export async function run(args: readonly string[], given: Terminal): Promise<void> {
  const terminal = guarded(given);
  let options: Pick<CommonOptions, 'root' | 'config'> = {};
  try {
    const program = await programFor(args, terminal);
    program.hook('preAction', (_, command) => {
      options = command.opts();
    });
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) terminal.exit(error.exitCode === 0 ? 0 : 2);
    else {
      if (error instanceof CannotRun) {
        const { root, config } = options;
        const { placeFor } = await import('../workspace/find.ts');
        const { runHere } = await import('./run-here.ts');
        const words = runHere(
          { cwd: terminal.cwd, root, config },
          placeFor(terminal.cwd, options).root,
        );
        problemsText(error.problems, terminal.colors, terminal.columns).forEach(terminal.out);
        terminal.err(`permadocs: ${visibleLine(words(error.message))}`);
      } else {
        const trace = error instanceof Error ? error.stack : String(error);
        terminal.err(`permadocs: this is a bug in permadocs\n${trace}`);
      }
      terminal.exit(2);
    }
  }
}

/**
 * A terminal that no file can take control of: everything printed is made safe here, wherever it
 * came from.
 */
function guarded(terminal: Terminal): Terminal {
  const { colors, show } = printerOf(terminal.colors, randomBytes(8).toString('hex'));
  const { ask } = terminal;
  return {
    ...terminal,
    colors,
    out: (text) => terminal.out(show(text)),
    err: (text) => terminal.err(show(text)),
    command: (line) => terminal.out(visibleLine(line)),
    ask:
      ask &&
      ((question, otherwise) => ask(visibleLine(show(question)), visibleLine(show(otherwise)))),
  };
}

/** Loads only the command that is called; help and misspelled names need all of them. */
async function programFor(args: readonly string[], terminal: Terminal): Promise<Command> {
  const program = new Command('permadocs')
    .description(
      'Permission docs that cannot go stale: YAML in, proven and formatted Markdown out.',
    )
    .version(terminal.version)
    .showHelpAfterError('(permadocs --help lists the commands)')
    .configureOutput({
      writeOut: (text) => terminal.out(text.replace(/\n$/, '')),
      writeErr: (text) => terminal.err(text.replace(/\n$/, '')),
    })
    .exitOverride();
  const [called = ''] = args;
  const isVersion = ['-V', '--version'].includes(called);
  // Completion is made from all of them.
  const wanted = Object.entries(COMMANDS).filter(
    ([name]) => name === called && name !== 'completion',
  );
  for (const [, load] of wanted.length > 0 || isVersion ? wanted : Object.entries(COMMANDS))
    (await load())(program, terminal);
  for (const command of program.commands)
    command.addHelpText('after', examplesText(command.name()));
  return program;
}
